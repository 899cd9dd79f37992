"""Which projects are similar, and which look like the same thing built twice.

Projects are compared by their weighted terms (see `vectors`) and, where there is an encoder, by what their descriptions
mean; the higher similarity counts. What an owner states (`supersedes`,
`alternatives`) comes before what words suggest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec
from msgspec.structs import replace

from innersource_marketplace.insight.similarity.terms import stem, terms
from innersource_marketplace.insight.similarity.vectors import Match, Vectors, weigh
from innersource_marketplace.limits import DUPLICATE_PAIRS, RELATIVES
from innersource_marketplace.model import DuplicateDecision, Kinship, Project, ProjectKey, Relative, SafeUrl

SIMILAR = 0.12
"""Least similarity of projects that are shown as similar."""

DUPLICATE = 0.35
"""Least similarity of likely duplicates; chosen on labelled pairs, see docs/engineering/measurements.md."""

LEAST_COSINE, _SAME_COSINE = 0.4, 0.52
"""Cosines of descriptions that are as similar as `SIMILAR` and `DUPLICATE`; chosen on half of the
labelled pairs and checked on the other, see docs/decisions/005-search.md."""

_README_CHARACTERS = 2_000
"""The opening of a README says what the project is for. The rest says how, which is much the same everywhere."""

_TITLE, _TOPIC, _DESCRIPTION, _SKILL, _README = 1, 3, 3, 1, 1
"""How often a term counts, by the field it is in. Titles are often names, which say little."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two projects that look like the same thing built twice. `first` has the smaller key."""

    first: ProjectKey
    second: ProjectKey
    similarity: float
    terms: tuple[str, ...]


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The names of a project, and what its owner states about others: all of a `Project` that is needed here."""

    key: ProjectKey
    owner: str
    name: str
    url: SafeUrl | None
    supersedes: tuple[str, ...]
    alternatives: tuple[str, ...]
    part_of: ProjectKey | None = None


def words_of(project: Project, readme_text: str = "") -> list[str]:
    """The terms of a project, each as often as it counts, for `relate`.

    Of the README, given as plain text, only the opening counts.
    """
    found = [
        *list(terms(f"{project.title} {project.last_name}")) * _TITLE,
        *list(terms(" ".join(project.topics))) * _TOPIC,
        *list(terms(f"{project.description or ''} {project.motivation or ''}")) * _DESCRIPTION,
        *list(terms(" ".join(project.skills))) * _SKILL,
        *list(terms(readme_text[:_README_CHARACTERS])) * _README,
    ]
    # The name of a team says nothing about what its projects do.
    team = {*map(stem, terms(f"{project.team} {project.owner}"))} - {*map(stem, terms(project.title))}
    return [term for term in found if stem(term) not in team]


def similarity_of_meaning(cosine: float) -> float:
    """The similarity, on the scale of that of words, of descriptions whose vectors have this cosine."""
    if cosine < _SAME_COSINE:
        share = (cosine - LEAST_COSINE) / (_SAME_COSINE - LEAST_COSINE)
        return round(SIMILAR + (DUPLICATE - SIMILAR) * share, 3)
    return min(round(DUPLICATE + (1 - DUPLICATE) * (cosine - _SAME_COSINE) / (1 - _SAME_COSINE), 3), 1.0)


def relate(
    projects: Sequence[Project | Named],
    words: Iterable[Iterable[str]],
    meant: Mapping[ProjectKey, Mapping[ProjectKey, float]] = MappingProxyType({}),
) -> dict[ProjectKey, tuple[Relative, ...]]:
    """For each project that has any, its related projects: first those that an owner named, then the most similar.

    `words` are the terms of each project, in the order of `projects`, as `words_of` gives them. They
    are read one project at a time. `meant` is how similar projects are by meaning, the same from both
    sides, where that is known. The order of the projects does not matter. Raises ValueError where there
    are more projects than words or the other way round.
    """
    stated = _stated(projects)
    parts: dict[ProjectKey, set[ProjectKey]] = {}
    for project in projects:
        if project.part_of is not None:
            parts.setdefault(project.key, set()).add(project.part_of)
            parts.setdefault(project.part_of, set()).add(project.key)
    vectors = weigh((project.key, one) for project, one in zip(projects, words, strict=True))
    related = {}
    for project in projects:
        named, near = stated.get(project.key, {}), meant.get(project.key, {})
        found = (
            *_named_relatives(project.key, named, vectors, near),
            *_similar(project.key, named, vectors, parts.get(project.key, ()), near),
        )
        if found:
            related[project.key] = found
    return related


def _named_relatives(
    key: ProjectKey, named: Mapping[ProjectKey, Kinship], vectors: Vectors, meant: Mapping[ProjectKey, float]
) -> Iterator[Relative]:
    kinships = list(Kinship)
    for other, kinship in sorted(named.items(), key=lambda item: (kinships.index(item[1]), item[0])):
        match = _compared(key, other, vectors, meant)
        if match is None:
            yield Relative(key=other, kinship=kinship)
        else:
            yield Relative(key=other, kinship=kinship, similarity=match.similarity, terms=match.terms)


def _compared(key: ProjectKey, other: ProjectKey, vectors: Vectors, meant: Mapping[ProjectKey, float]) -> Match | None:
    """The other project as seen from the first, by words or by meaning, whichever are more similar."""
    match, similarity = vectors.compare(key, other), meant.get(other)
    if match is None or similarity is None:
        return match if similarity is None else Match(other, similarity, ())
    return replace(match, similarity=max(match.similarity, similarity))


def _similar(
    key: ProjectKey,
    named: Mapping[ProjectKey, Kinship],
    vectors: Vectors,
    parts: Collection[ProjectKey],
    meant: Mapping[ProjectKey, float],
) -> list[Relative]:
    """The most similar projects; a repository and the projects in its folders are not similar, but one in the other."""
    near = vectors.nearest(key, RELATIVES + len(named) + len(parts), SIMILAR)
    if meant:
        keys = dict.fromkeys([*(match.key for match in near), *meant])
        compared = (_compared(key, other, vectors, meant) for other in keys)
        near = sorted(filter(None, compared), key=lambda match: (-match.similarity, match.key))
    return [
        Relative(
            key=match.key,
            kinship=Kinship.SIMILAR,
            similarity=match.similarity,
            terms=match.terms,
            duplicate=match.similarity >= DUPLICATE,
        )
        for match in near
        if match.key not in named and match.key not in parts
    ][:RELATIVES]


def likely_duplicates(projects: Iterable[Project]) -> tuple[Pair, ...]:
    """Pairs of likely duplicates whose owners do not state how they are related, the most similar first."""
    found = {
        Pair(
            first=min(project.key, relative.key),
            second=max(project.key, relative.key),
            similarity=relative.similarity or 0.0,
            terms=relative.terms,
        )
        for project in projects
        for relative in project.relatives
        if relative.duplicate
    }
    return tuple(sorted(found, key=lambda pair: (-pair.similarity, pair.first, pair.second))[:DUPLICATE_PAIRS])


def decided(
    related: Mapping[ProjectKey, tuple[Relative, ...]],
    projects: Sequence[Project | Named],
    decisions: Iterable[DuplicateDecision],
) -> dict[ProjectKey, tuple[Relative, ...]]:
    """The relatives with what the catalogue decided about pairs: what is no duplicate is only similar."""
    by_name = _names(projects)
    apart = {frozenset(found) for one in decisions if one.agreed is None and len(found := _pair(one, by_name)) == 2}
    if not apart:
        return dict(related)
    return {
        key: tuple(replace(one, duplicate=one.duplicate and frozenset((key, one.key)) not in apart) for one in found)
        for key, found in related.items()
    }


def agreements(
    projects: Sequence[Project | Named], decisions: Iterable[DuplicateDecision]
) -> dict[tuple[ProjectKey, ProjectKey], str]:
    """What was agreed about pairs of listed projects, by their keys in order."""
    by_name = _names(projects)
    found = ((_pair(one, by_name), one.agreed) for one in decisions)
    return {(pair[0], pair[1]): agreed for pair, agreed in found if agreed is not None and len(pair) == 2}


def _pair(decision: DuplicateDecision, by_name: Mapping[str, ProjectKey | None]) -> list[ProjectKey]:
    return sorted(set(_named(decision.projects, by_name)))


def _stated(projects: Sequence[Project | Named]) -> dict[ProjectKey, dict[ProjectKey, Kinship]]:
    """What owners state about other projects, seen from both sides. Names that no project has are ignored."""
    by_name = _names(projects)
    stated: dict[ProjectKey, dict[ProjectKey, Kinship]] = {}

    def note(one: ProjectKey, other: ProjectKey, kinship: Kinship) -> None:
        if one != other:
            stated.setdefault(one, {}).setdefault(other, kinship)

    for project in projects:
        for key in _named(project.supersedes, by_name):
            note(project.key, key, Kinship.SUPERSEDES)
            note(key, project.key, Kinship.SUPERSEDED)
    for project in projects:
        for key in _named(project.alternatives, by_name):
            note(project.key, key, Kinship.ALTERNATIVE)
            note(key, project.key, Kinship.ALTERNATIVE)
    return stated


def _names(projects: Sequence[Project | Named]) -> dict[str, ProjectKey | None]:
    """The project that each name or address belongs to; None where several projects share it."""
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
