"""The figures of a day that only the catalogue can tell: work across teams, waits for an answer, readiness."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from innersource_marketplace.build import publish
from innersource_marketplace.build.select import judge_shown, open_tools
from innersource_marketplace.collect.plan import entries_by_key
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.formats.catalog import Catalog
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.insight.teamwork import (
    Contributions,
    Kind,
    Roster,
    contributions_of,
    flow_of,
    response_times,
)
from innersource_marketplace.insight.teamwork.known_teams import load_roster
from innersource_marketplace.model import DocumentRole, Facts
from innersource_marketplace.snapshot.store import Snapshot


def night_figures(
    catalog: Catalog, snapshot: Snapshot, projects: Sequence[Facts], *, base: Path, now: datetime
) -> Mapping[str, float]:
    """Work out the figures; what cannot be told is left out, for a zero would look like a fact."""
    figures: dict[str, float] = {}
    answers = response_times(projects, now)
    for name, answer in zip(("inside", "outside"), answers or (), strict=False):
        if answer.hours is not None:
            figures[f"response_{name}_hours"] = answer.hours
            figures[f"response_{name}_sample"] = answer.sample
    roster = load_roster(catalog, snapshot)
    figures |= _levels(catalog, snapshot, roster, base=base, now=now)
    if not roster.known:
        return figures
    entries = entries_by_key(catalog, base)
    found: list[Contributions] = []
    for facts in projects:
        entry = entries.get(facts.key)
        team = (entry.metadata.owner if entry is not None else None) or _stated_owner(snapshot, facts) or facts.owner
        found.append(contributions_of(facts, team, roster, now))
    share = flow_of(found, roster).shares[Kind.COMMITS]
    if share is not None and share.percent is not None:
        figures |= {
            "commits_outside": share.outside,
            "commits_known": share.sample,
            "commits_unknown": share.unknown,
        }
    return figures


def _levels(catalog: Catalog, snapshot: Snapshot, roster: Roster, *, base: Path, now: datetime) -> Mapping[str, float]:
    """How many projects are at each level of each element, as a build of this night tells it.

    READMEs are converted by processes that have no token, and what is found is kept where the build
    looks for it. While a build is running, or where nothing may be written, it is not told.
    """
    counts: Counter[str] = Counter()
    work = base / "build"
    try:
        with publish.exclusive(work), open_tools(work, snapshot.path, catalog, roster, now) as tools:
            for one in judge_shown(catalog, snapshot, tools, base=base):
                readiness = one.project.readiness
                for element, level in readiness.levels.items() if readiness is not None else ():
                    counts[level_figure(element, level)] += 1
    except (MarketplaceError, OSError):
        return {}
    return counts


def _stated_owner(snapshot: Snapshot, facts: Facts) -> str | None:
    document = facts.documents.get(DocumentRole.METADATA)
    data = None if document is None else snapshot.blob(document.oid)
    metadata = None if data is None else read_metadata(data, facts.key)[0]
    return None if metadata is None else metadata.owner
