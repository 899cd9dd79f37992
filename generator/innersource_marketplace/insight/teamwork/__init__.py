"""Work across teams: who belongs where on the day, what came from outside, and who helps whom.

Teams are all that comes out. People are hashes, counted so that small groups can be left out, and
never named, compared or ranked. Pure; the clock is an argument.
"""

from innersource_marketplace.insight.teamwork.across_teams import Flow, TeamFlow, flow_of, project_share
from innersource_marketplace.insight.teamwork.contributions import Contributions, Count, First, Kind, contributions_of
from innersource_marketplace.insight.teamwork.response import Response, response_times
from innersource_marketplace.insight.teamwork.roster import Roster, roster_of
from innersource_marketplace.insight.teamwork.shares import (
    ENOUGH,
    SMALLEST_GROUP,
    Share,
    share_of,
    without_small_groups,
)

__all__ = [
    "ENOUGH",
    "SMALLEST_GROUP",
    "Contributions",
    "Count",
    "First",
    "Flow",
    "Kind",
    "Response",
    "Roster",
    "Share",
    "TeamFlow",
    "contributions_of",
    "flow_of",
    "project_share",
    "response_times",
    "roster_of",
    "share_of",
    "without_small_groups",
]
