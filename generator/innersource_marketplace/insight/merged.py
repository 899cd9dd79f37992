"""From what the snapshot holds to what the site shows: one project, each fact with its origin.

Precedence: the catalogue's entry, then its own metadata files in the order of the source, then what the
host says, then what we derived ourselves. Pure; the day of the clock is an argument.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from typing import TypeVar

from msgspec.structs import replace

from innersource_marketplace.insight.licensing import Licensing, contradicts, licensing_of
from innersource_marketplace.insight.score import activity_score
from innersource_marketplace.insight.stated_lifecycle import StatedLifecycle
from innersource_marketplace.limits import ACTIVITY_WEEKS
from innersource_marketplace.model import (
    ONLY_METADATA,
    Day,
    DocumentRole,
    Facts,
    FactsInBrief,
    Lifecycle,
    Metadata,
    MetadataOrder,
    Origin,
    PeopleSource,
    Picture,
    Project,
    Provider,
    SafeUrl,
    Stored,
)
from innersource_marketplace.reference import forge_urls as links
from innersource_marketplace.reference.forge_urls import at_host

_T = TypeVar("_T")
_NO_WORDS = Metadata()
_CONTACTS = 10
"""Most owners who are contacts; of a longer list nobody knows whom to ask."""


_METADATA_FIELD = {"team": "owner"}
"""Fields of a project that have another name in the metadata."""


class _Chooser:
    """Picks each fact by precedence, and remembers where it came from."""

    def __init__(self) -> None:
        self.origins: dict[str, Origin] = {}

    def first(self, name: str, *candidates: tuple[Origin, _T | None]) -> _T | None:
        """The first candidate that is known; its origin goes into `origins`."""
        for origin, value in candidates:
            if value is not None and value not in ((), ""):
                self.origins[name] = origin
                return value
        return None


def merge(
    stored: Stored[Facts],
    *,
    page: str,
    metadata: Metadata | None,
    counted: MetadataOrder = ONLY_METADATA,
    entry: Metadata | None,
    logo: Picture | None,
    summary: str | None,
    described: str | None = None,
    licensing: Licensing | None = None,
    people: PeopleSource | None = None,
    ending: StatedLifecycle | None = None,
    today: Day,
    team: str | None = None,
) -> Project:
    """Merge one project.

    `metadata` is what its own files say, of which those `counted` count, the most trusted first.
    `described` is what a manifest says that it is, `summary` what its README says; they are used in this order
    when nobody wrote a description. `licensing` is what its files say of its licence,
    `people` where they name who helps guests, `ending` what its README states of its end. `team` is whose it is if
    nobody says so; its owner without it.
    """
    facts = stored.facts
    owners = facts.code_owners if facts.whole_owners is None else facts.whole_owners
    licensing = licensing or licensing_of(facts, {}, "")
    said, listed = metadata or _NO_WORDS, entry or _NO_WORDS
    choose = _Chooser()
    # A git remote states neither licence nor language; those were worked out from its files.
    stated = Origin.DERIVED if facts.provider.reads_git else Origin.HOST

    def from_words(
        name: str, from_entry: _T | None, from_metadata: _T | None, *more: tuple[Origin, _T | None]
    ) -> _T | None:
        own = said.origins.get(_METADATA_FIELD.get(name, name), Origin.METADATA)
        return choose.first(name, (Origin.CATALOG, from_entry), (own, from_metadata), *more)

    description = from_words(
        "description",
        listed.description,
        said.description,
        (Origin.HOST, facts.description),
        (Origin.MANIFEST, None if listed.motivation or said.motivation else described),
        (Origin.DERIVED, None if listed.motivation or said.motivation else summary),
    )
    motivation = from_words("motivation", listed.motivation, said.motivation)
    activity = weekly_activity(facts, today)
    told = Origin.DERIVED if facts.provider is Provider.GIT else Origin.HOST
    for origin, names in (
        (Origin.HOST, ("stars", "forks", "subscribers", "open_issues")),
        (told, ("created_at", "releases")),
        (stated, ("updated_at",)),
        (Origin.DERIVED, ("contributors",)),  # no host says how many there are; they are counted in the history
    ):
        choose.origins |= {name: origin for name in names if getattr(facts, name) is not None}
    lifecycle = from_words(
        "lifecycle",
        listed.lifecycle,
        said.lifecycle,
        (Origin.HOST, Lifecycle.ARCHIVED if facts.archived else None),
        (Origin.README, None if ending is None else ending.lifecycle),
    )
    by_readme = ending if choose.origins.get("lifecycle") is Origin.README else None
    score = None
    if facts.provider is not Provider.CATALOG:
        score = activity_score(
            today=today,
            updated_at=facts.updated_at,
            created_at=facts.created_at,
            forks=facts.forks,
            subscribers=facts.subscribers,
            stars=facts.stars,
            open_issues=facts.open_issues,
            weekly_commits=activity,
            description_characters=max(len(description or ""), len(motivation or "")),
            contributing=DocumentRole.CONTRIBUTING in {*facts.documents, *facts.inherited},
        )
    return Project(
        key=facts.key,
        page=page,
        host=facts.host,
        owner=facts.owner,
        name=facts.full_name,
        folder=facts.folder,
        part_of=facts.part_of,
        repository=facts.url,
        provider=facts.provider,
        title=from_words("title", listed.title, said.title, (Origin.DERIVED, facts.last_name)) or facts.last_name,
        url=facts.url if facts.folder is None else at_host(facts, links.folder_url, facts.folder) or facts.url,
        description=description,
        motivation=motivation,
        contributions=from_words("contributions", listed.contributions, said.contributions) or (),
        skills=from_words("skills", listed.skills, said.skills) or (),
        topics=from_words("topics", listed.topics, said.topics, (Origin.HOST, facts.topics)) or (),
        language=from_words("language", listed.language, said.language, (stated, main_language(facts))),
        languages=facts.languages or (),
        logo=logo,
        docs=from_words("docs", listed.docs, said.docs, (Origin.HOST, facts.homepage)),
        team=from_words("team", listed.owner, said.owner, (Origin.DERIVED, team or facts.owner)) or facts.owner,
        trusted_committers=from_words("trusted_committers", listed.trusted_committers, said.trusted_committers) or (),
        code_owners=owners if len(owners) <= _CONTACTS else (),
        people_source=None if people is None else replace(people, url=_people_url(facts, people)),
        communication=from_words("communication", listed.communication, said.communication) or (),
        governance_level=from_words("governance_level", listed.governance_level, said.governance_level),
        lifecycle=lifecycle,
        lifecycle_words=None if by_readme is None else by_readme.words,
        license=from_words(
            "license",
            listed.license,
            None if _is_contradicted(said, licensing) else said.license,
            (stated if licensing.license == facts.license else Origin.DERIVED, licensing.license),
        ),
        license_files=tuple(replace(one, url=at_host(facts, links.file_url, one.path)) for one in licensing.files),
        getting_started=from_words("getting_started", listed.getting_started, said.getting_started),
        warranty_days=from_words("warranty_days", listed.warranty_days, said.warranty_days),
        support=from_words("support", listed.support, said.support),
        gigs=from_words("gigs", listed.gigs, said.gigs) or (),
        issues=facts.issues,
        supersedes=from_words("supersedes", listed.supersedes, said.supersedes) or (),
        alternatives=from_words("alternatives", listed.alternatives, said.alternatives) or (),
        documents=_document_links(facts),
        inherited=tuple(sorted(facts.inherited.keys() - facts.documents.keys())),
        ci_files=facts.ci_files,
        test_files=facts.test_files,
        stars=facts.stars,
        forks=facts.forks,
        subscribers=facts.subscribers,
        open_issues=facts.open_issues,
        commits=facts.commits,
        contributors=facts.contributors,
        activity=activity,
        created_at=facts.created_at,
        updated_at=facts.updated_at,
        releases=facts.releases,
        release_count=facts.release_count,
        default_branch=facts.default_branch,
        score=score,
        origins=dict(sorted(choose.origins.items())),
        collected_at=stored.collected_at,
        failing_since=stored.failing_since,
        first_seen=stored.first_seen,
        recorded_at=facts.recorded_at,
        has_metadata=metadata is not None,
        metadata_order=counted,
        edit_metadata=_edit_metadata(facts, counted),
    )


def _is_contradicted(said: Metadata, licensing: Licensing) -> bool:
    """Whether a file that is written for another program names fewer licences than the texts beside it."""
    return said.license is not None and "license" in said.origins and contradicts(said.license, licensing)


def weekly_activity(facts: Facts, today: Day) -> tuple[int, ...] | None:
    """Commits in each of the 52 ISO weeks that end with the clock's, oldest first; None if unknown."""
    if facts.weekly_commits is None:
        return None
    return tuple(facts.weekly_commits.get(week, 0) for week in activity_weeks(today))


@cache
def activity_weeks(today: Day) -> tuple[str, ...]:
    """The ISO weeks ("2026-W47") of the activity shown, oldest first."""
    weeks = []
    for back in range(ACTIVITY_WEEKS - 1, -1, -1):
        year, week, _ = (today - timedelta(weeks=back)).isocalendar()
        weeks.append(f"{year}-W{week:02d}")
    return tuple(weeks)


def main_language(facts: Facts) -> str | None:
    """The language with the most weight."""
    if not facts.languages:
        return None
    return min(facts.languages, key=lambda share: (-share.weight, share.name)).name


def title_of(facts: FactsInBrief, entry: Metadata | None, metadata: Metadata | None) -> str:
    """The title of a project: as the catalogue or its own file says, else its name."""
    return next((words.title for words in (entry, metadata) if words is not None and words.title), facts.last_name)


def by_score(projects: Iterable[Project]) -> list[Project]:
    """The default order: the highest score first, unknown last; then the latest change, the title and the key."""
    return sorted(projects, key=_place_by_score)


def _place_by_score(project: Project) -> tuple[int, float, str, str]:
    score = -1 if project.score is None else project.score.value
    changed = 0.0 if project.updated_at is None else project.updated_at.timestamp()
    return -score, -changed, project.title.casefold(), project.key


def _document_links(facts: Facts) -> Mapping[DocumentRole, SafeUrl | None]:
    own = {role: at_host(facts, links.file_url, document.path) for role, document in facts.documents.items()}
    inherited = {role: links.inherited_url(facts, role) for role in facts.inherited}
    return dict(sorted((inherited | own).items()))


def _people_url(facts: Facts, people: PeopleSource) -> SafeUrl | None:
    readme = facts.documents.get(DocumentRole.README)
    path = people.path or (readme.path if readme is not None else None)
    return None if path is None else at_host(facts, links.file_url, path)


def _edit_metadata(facts: Facts, counted: MetadataOrder) -> SafeUrl | None:
    document = next((facts.documents[role] for role in counted if role in facts.documents), None)
    if document is None:
        return at_host(facts, links.new_file_url, facts.below(counted[0]))
    return at_host(facts, links.edit_url, document.path)
