"""Which projects are alike, and which look like one thing built twice.

Words that matter are weighed (TF-IDF) and projects compared by the angle between their words;
scikit-learn and SciPy do the arithmetic, and are imported only when there is something to compare.
What somebody said (`supersedes`, `alternatives`) always comes before what words suggest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from innersource_marketplace.insight.similarity.terms import terms
from innersource_marketplace.insight.similarity.vectors import Weighed, weigh
from innersource_marketplace.limits import DUPLICATE_PAIRS, RELATIVES
from innersource_marketplace.model import Kinship, Project, ProjectKey, Relative, SafeUrl

ALIKE = 0.12
"""Least likeness of projects that are shown as similar."""

TWICE = 0.35
"""Least likeness of what looks built twice; chosen on labelled pairs, see the measurements."""

_README_CHARACTERS = 2_000
"""The opening of a README says what it is for; the rest says how, and that is alike everywhere."""

_SAID_AMONG = 20
"""More neighbours asked for than shown, for some of them are named by somebody already."""

_TITLE, _TOPIC, _DESCRIPTION, _SKILL, _README = 1, 3, 3, 1, 1
"""How often a word counts, by where it stands; titles are often names, which tell little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two projects that look like one thing built twice; `first` has the smaller key."""

    first: ProjectKey
    second: ProjectKey
    likeness: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """How a project is called, and what its owner says of others: all of a `Project` that is needed here."""

    key: ProjectKey
    owner: str
    name: str
    url: SafeUrl | None
    supersedes: tuple[str, ...]
    alternatives: tuple[str, ...]


def words_of(project: Project, readme_text: str = "") -> list[str]:
    """The terms of a project, each as often as it counts."""
    found = [
        *list(terms(f"{project.title} {project.name}")) * _TITLE,
        *list(terms(" ".join(project.topics))) * _TOPIC,
        *list(terms(f"{project.description or ''} {project.motivation or ''}")) * _DESCRIPTION,
        *list(terms(" ".join(project.skills))) * _SKILL,
        *list(terms(readme_text[:_README_CHARACTERS])) * _README,
    ]
    # Its own team's name makes a project no more like another of that team.
    own = {*terms(project.team), *terms(project.owner)} - {*terms(project.title)}
    return [term for term in found if term not in own]


def relate(
    projects: Sequence[Project | Named], words: Iterable[Sequence[str]]
) -> dict[ProjectKey, tuple[Relative, ...]]:
    """For each project that has any, its relatives: first those that somebody named, then the likest.

    `words` are the terms of each project, in the order of `projects`, as `words_of` gives them.
    """
    said = _said(projects)
    weighed = weigh(words, len(projects))
    nearest = weighed.nearest(RELATIVES + _SAID_AMONG, ALIKE) if weighed is not None else repeat([], len(projects))
    positions = {project.key: position for position, project in enumerate(projects)}
    related = {}
    for position, (project, near) in enumerate(zip(projects, nearest, strict=True)):
        named = said.get(project.key, {})
        found = [
            *(_told(weighed, position, positions[key], key, kinship) for key, kinship in _in_order(named)),
            *_alike(weighed, position, [(projects[at].key, at, value) for at, value in near], named),
        ]
        if found:
            related[project.key] = tuple(found)
    return related


def _in_order(named: Mapping[ProjectKey, Kinship]) -> list[tuple[ProjectKey, Kinship]]:
    kinships = list(Kinship)
    return sorted(named.items(), key=lambda item: (kinships.index(item[1]), item[0]))


def _told(weighed: Weighed | None, position: int, other: int, key: ProjectKey, kinship: Kinship) -> Relative:
    likeness = weighed.likeness(position, other) if weighed is not None else None
    terms = weighed.shared(position, other) if weighed is not None else ()
    return Relative(key=key, kinship=kinship, likeness=likeness, terms=terms)


def _alike(
    weighed: Weighed | None,
    position: int,
    near: Sequence[tuple[ProjectKey, int, float]],
    named: Mapping[ProjectKey, Kinship],
) -> Iterator[Relative]:
    # By key among equals: the order of projects changes with their activity.
    rest = sorted((one for one in near if one[0] not in named), key=lambda one: (-one[2], one[0]))
    for key, at, value in rest[:RELATIVES]:
        terms = weighed.shared(position, at) if weighed is not None else ()
        yield Relative(key=key, kinship=Kinship.SIMILAR, likeness=value, terms=terms, duplicate=value >= TWICE)


def likely_duplicates(projects: Iterable[Project]) -> tuple[Pair, ...]:
    """Pairs that look built twice and of which nobody has said how they are related, the likeliest first."""
    found = {
        Pair(
            first=min(project.key, relative.key),
            second=max(project.key, relative.key),
            likeness=relative.likeness or 0.0,
            terms=relative.terms,
        )
        for project in projects
        for relative in project.relatives
        if relative.duplicate
    }
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.first, pair.second))[:DUPLICATE_PAIRS])


def _said(projects: Sequence[Project | Named]) -> dict[ProjectKey, dict[ProjectKey, Kinship]]:
    """What owners say of other projects, seen from both sides; names that nobody has are left alone."""
    by_name = _names(projects)
    said: dict[ProjectKey, dict[ProjectKey, Kinship]] = {}

    def note(one: ProjectKey, other: ProjectKey, kinship: Kinship) -> None:
        if one != other:
            said.setdefault(one, {}).setdefault(other, kinship)

    for project in projects:
        for key in _named(project.supersedes, by_name):
            note(project.key, key, Kinship.SUPERSEDES)
            note(key, project.key, Kinship.SUPERSEDED)
    for project in projects:
        for key in _named(project.alternatives, by_name):
            note(project.key, key, Kinship.ALTERNATIVE)
            note(key, project.key, Kinship.ALTERNATIVE)
    return said


def _names(projects: Sequence[Project | Named]) -> dict[str, ProjectKey | None]:
    """Every spelling that stands for exactly one project; None where several share it."""
    names: dict[str, ProjectKey | None] = {}
    for project in projects:
        for name in {project.key, f"{project.owner}/{project.name}", _address(project.url or "")}:
            folded = name.casefold()
            names[folded] = project.key if names.get(folded, project.key) == project.key else None
    return names


def _named(written: Iterable[str], by_name: Mapping[str, ProjectKey | None]) -> Iterator[ProjectKey]:
    for text in written:
        key = by_name.get(_address(text).casefold())
        if key is not None:
            yield key


def _address(text: str) -> str:
    bare = text.strip().partition("://")[2] or text.strip()
    return bare.rstrip("/").removesuffix(".git")
