"""What is known of one project by itself: its facts merged, its readiness assessed, its work sorted by teams."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import plain
from innersource_marketplace.insight.merged import merge
from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.insight.readiness.subject import OutsideWork
from innersource_marketplace.insight.teamwork import Contributions, Roster, contributions_of, project_share
from innersource_marketplace.model import (
    Day,
    Facts,
    Metadata,
    Picture,
    Project,
    Provider,
    ReadinessSettings,
    Readme,
    Stored,
)

_SUMMARY_CHARACTERS: Final = 300
_OPENING_LINES: Final = 12
_OPENING_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class Assessed:
    """A project with its readiness, and what people of other teams did for it."""

    project: Project
    contributions: Contributions


def assess_project(
    stored: Stored[Facts],
    *,
    page: str,
    metadata: Metadata | None,
    entry: Metadata | None,
    faults: Sequence[Problem],
    readme: Readme | None,
    logo: Picture | None,
    roster: Roster,
    settings: ReadinessSettings,
    today: Day,
) -> Assessed:
    """Work out what follows from the facts of one project and from what people wrote about it.

    `metadata` is what its own innersource.json says, with the errors found in it as `faults`;
    `entry` is what the catalogue says. Nothing depends on other projects.
    """
    facts = stored.facts
    project = merge(
        stored,
        page=page,
        metadata=metadata,
        entry=entry,
        logo=logo,
        summary=None if readme is None else opening(readme.text),
        today=today,
        team=_team_of(facts, roster),
    )
    contributions = contributions_of(facts, project.team, roster, today)
    share = project_share(contributions, roster)
    readiness = assess(
        project,
        facts,
        readme,
        metadata_faults=faults,
        outside=None if share is None else OutsideWork(percent=share.percent, sample=share.sample),
        settings=settings,
        today=today,
    )
    if contributions.owner is None:
        # Of a project that belongs to no known team, nothing can be said to come from outside.
        contributions = replace(contributions, by_team={}, by_month={}, firsts=())
    return Assessed(replace(project, readiness=readiness), contributions)


def _team_of(facts: Facts, roster: Roster) -> str | None:
    """Whose a project in groups is: the innermost group that the map of teams knows, else the outermost one."""
    if facts.provider is not Provider.GITLAB:
        return None
    groups = facts.owner.split("/")
    known = (roster.owner("/".join(groups[:depth])) for depth in range(len(groups), 0, -1))
    return next((team for team in known if team is not None), groups[0])


def errors_of(faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """The errors among the problems of a file, fit to be encoded.

    A pointer repeats keys of a document as they are, which may be no text that can be written down.
    """
    return tuple(replace(fault, pointer=plain(fault.pointer)) for fault in faults if fault.severity is Severity.ERROR)


def opening(text: str) -> str | None:
    """The first paragraph of a README that reads like a sentence, for projects that nobody described."""
    for line in text.split("\n")[:_OPENING_LINES]:
        words = line.split()
        if len(words) >= _OPENING_WORDS and line.rstrip().endswith((".", "!", "?", ":", "。", "…")):
            return plain(line, _SUMMARY_CHARACTERS)
    return None
