"""What is known of one project by itself: its facts merged, its readiness assessed, its work sorted by teams."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.manifests import WhatManifestsSay
from innersource_marketplace.formats.manifests.commands import fitted
from innersource_marketplace.formats.manifests.suggestions import Facts as Said
from innersource_marketplace.insight.licensing import licensing_of
from innersource_marketplace.insight.merged import main_language, merge, title_of
from innersource_marketplace.insight.people import people_in
from innersource_marketplace.insight.purpose import is_passed_over, purpose_of, weight
from innersource_marketplace.insight.readiness import assess
from innersource_marketplace.insight.readiness.subject import OutsideWork
from innersource_marketplace.insight.stated_lifecycle import letters_of, lifecycle_in
from innersource_marketplace.insight.teamwork.across_teams import project_share
from innersource_marketplace.insight.teamwork.contributions import Contributions, contributions_of
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.model import (
    ONLY_METADATA,
    Day,
    Facts,
    Metadata,
    MetadataOrder,
    PeopleSource,
    Picture,
    Project,
    Provider,
    ReadinessSettings,
    Readme,
    Stored,
)
from innersource_marketplace.reference import languages

_PLACEHOLDER: Final = re.compile(
    r"(?i)\W*(?:todo|tbd|add (?:a |your )?(?:short )?description|demo project for spring|placeholder|(?:the )?monorepo"
    r"|(?:my|a) (?:new |first |simple |awesome )?(?:\w+ )?(?:project|app|application|package|module|crate)\W*$"
    r"|(?:short |project |package )?description(?: here)?\W*$|root\b|workspace\b)"
)
"""What templates of package managers write where a description belongs, and roots of monorepos."""

_DESCRIPTION_WORDS: Final = 3


class Assessed(msgspec.Struct, frozen=True):
    """A project with its readiness, and what people of other teams did for it."""

    project: Project
    contributions: Contributions


def assess_project(
    stored: Stored[Facts],
    *,
    page: str,
    metadata: Metadata | None,
    counted: MetadataOrder = ONLY_METADATA,
    entry: Metadata | None,
    faults: Sequence[Problem],
    readme: Readme | None,
    logo: Picture | None,
    roster: Roster,
    settings: ReadinessSettings,
    today: Day,
    said: WhatManifestsSay,
) -> Assessed:
    """Work out what follows from the facts of one project and from what people wrote about it.

    `metadata` is what its own metadata files say, with the errors found in them as `faults`; `counted` are
    the files that count. `entry` is what the catalogue says, `said` what manifests say. Nothing depends on
    other projects.
    """
    facts = stored.facts
    title = title_of(facts, entry, metadata)
    summary = purpose_of(readme, (facts.last_name, title))
    project = merge(
        stored,
        page=page,
        metadata=metadata,
        counted=counted,
        entry=entry,
        logo=logo,
        described=next(
            (
                one.description
                for one in _own_first(said.words, facts)
                if not (summary and _is_of_something_else(one, facts))
                and _describes(one.description, (facts.last_name, title, one.name, one.title))
            ),
            None,
        ),
        summary=summary,
        licensing=licensing_of(
            facts,
            {facts.below(one.origin): one.license for one in said.words if one.license is not None},
            "" if readme is None else readme.text,
        ),
        ending=lifecycle_in(readme, (facts.last_name, title)),
        people=people_in(facts, readme) or _maintainers_in(said.words, facts),
        today=today,
        team=_team_of(facts, roster),
    )
    # What the map of teams knows by several names has one on all pages.
    project = replace(project, team=roster.owner(project.team) or project.team)
    commands = fitted(said.commands, project.language, _paths(facts))
    contributions = contributions_of(facts, project.team, roster, today)
    share = project_share(contributions, roster)
    readiness = assess(
        project,
        facts,
        readme,
        metadata_faults=faults,
        updates_in=None if said.updates_in is None else facts.below(said.updates_in),
        commands=commands,
        outside=None if share is None else OutsideWork(percent=share.percent, sample=share.sample),
        settings=settings,
        today=today,
    )
    if contributions.owner is None:
        # Of a project that belongs to no known team, nothing can be said to come from outside.
        contributions = replace(contributions, by_team={}, by_month={}, firsts=())
    return Assessed(replace(project, readiness=readiness, commands=commands), contributions)


def _paths(facts: Facts) -> frozenset[str]:
    """What is known of its files by name, from its folder."""
    return frozenset((*facts.own_paths, *(facts.within(document.path) for document in facts.manifests or ())))


def _own_first(words: Sequence[Said], facts: Facts) -> list[Said]:
    """The manifests in the project's main language first: another one is of a client, or of a tool."""
    language = main_language(facts)
    return sorted(words, key=lambda one: language not in languages.of_manifest(one.origin))


def _is_of_something_else(words: Said, facts: Facts) -> bool:
    """Whether a manifest is of a package beside the project: in another language than its own, under another name."""
    language, known = main_language(facts), languages.of_manifest(words.origin)
    own, other = letters_of(facts.last_name), letters_of(words.name or "")
    return bool(known and language and other) and language not in known and own not in other and other not in own


def _maintainers_in(words: Sequence[Said], facts: Facts) -> PeopleSource | None:
    """The description in DOAP that names maintainers; those of a package are who publishes it."""
    found = next((one.origin for one in words if one.people and one.origin.endswith(".doap")), None)
    return None if found is None else PeopleSource(path=facts.below(found))


def _describes(description: str | None, names: Sequence[str | None]) -> bool:
    """Whether a manifest's description says something, rather than what a template or one of the names does."""
    if description is None or _PLACEHOLDER.match(description) or is_passed_over(description):
        return False
    said = letters_of(description)
    return weight(description) >= _DESCRIPTION_WORDS and all(said != letters_of(name) for name in names if name)


def _team_of(facts: Facts, roster: Roster) -> str | None:
    """Whose a project of a forge is: the innermost group that the map of teams knows, else the outermost one."""
    if facts.provider in (Provider.GIT, Provider.CATALOG):
        return None
    groups = facts.owner.split("/")
    known = (roster.owner("/".join(groups[:depth])) for depth in range(len(groups), 0, -1))
    return next((team for team in known if team is not None), groups[0])


def errors_of(faults: Sequence[Problem]) -> tuple[Problem, ...]:
    """The errors among the problems of a file, fit to be encoded.

    A pointer repeats keys of a document as they are, which may be no text that can be written down.
    """
    return tuple(replace(fault, pointer=plain(fault.pointer)) for fault in faults if fault.severity is Severity.ERROR)
