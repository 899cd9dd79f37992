"""How well duplicates are found, on labelled pairs, next to a plain overlap of keywords.

A pair is predicted when its similarity reaches a threshold; every pair of projects that is not marked
as doing the same counts against precision when it is predicted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from innersource_marketplace.insight.similarity import DUPLICATE, words_of
from innersource_marketplace.insight.similarity.vectors import weigh
from innersource_marketplace.model import Project
from projects import NOTHING_KNOWN, make_project

Pair = tuple[int, int]

_LABELLED = Path(__file__).parent / "insight" / "similarity" / "labelled.txt"
_USUAL = frozenset(["a", "and", "by", "for", "from", "in", "of", "on", "or", "that", "the", "their", "to", "with"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Precision and recall at a threshold, and the share of duplicates among the five most similar."""

    method: str
    threshold: float
    precision: float
    recall: float
    found_in_five: float


def labelled() -> tuple[list[Project], set[Pair], set[Pair]]:
    """The projects, the pairs that do the same, and those that are near but do not, by position."""
    projects: list[Project] = []
    same: set[Pair] = set()
    near: set[Pair] = set()
    for group in _LABELLED.read_text(encoding="utf-8").split("\n\n")[1:]:
        twins: list[int] = []
        for line in group.strip().splitlines():
            mark, title, description, topics = (part.strip() for part in line.split("|"))
            at = len(projects)
            projects.append(_project(at, title, description, topics))
            if mark == "=":
                twins.append(at)
            else:
                near |= {(twin, at) for twin in twins}
        same |= set(combinations(twins, 2))
    return projects, same, near


def _project(number: int, title: str, description: str, topics: str) -> Project:
    said = {**NOTHING_KNOWN, "description": description, "topics": tuple(topics.split(", ")), "team": f"team{number}"}
    return make_project(owner=f"team{number}", name=title.lower().replace(" ", "-"), title=title, **said)


def measure() -> tuple[Quality, Quality, Quality]:
    """Ours at its threshold, ours at the best one, and the plain overlap at its best."""
    projects, same, _ = labelled()
    ours, plain = similarities(projects), overlaps(projects)
    best = max(_thresholds(ours), key=lambda threshold: _balance(ours, same, threshold))
    plain_best = max(_thresholds(plain), key=lambda threshold: _balance(plain, same, threshold))
    return (
        _quality("weighted terms", ours, same, DUPLICATE),
        _quality("weighted terms, best threshold", ours, same, best),
        _quality("keyword overlap, best threshold", plain, same, plain_best),
    )


def similarities(projects: Sequence[Project]) -> dict[Pair, float]:
    """Our similarity of every pair."""
    vectors = weigh((project.key, words_of(project)) for project in projects)

    def similarity(one: int, other: int) -> float:
        match = vectors.compare(projects[one].key, projects[other].key)
        assert match is not None
        return match.similarity

    return _of_all(projects, similarity)


def overlaps(projects: Sequence[Project]) -> dict[Pair, float]:
    """The share of keywords that two projects have in common (Jaccard)."""
    words = [
        {
            word.strip(".,:").casefold()
            for word in f"{project.title} {project.description} {' '.join(project.topics)}".split()
        }
        - _USUAL
        for project in projects
    ]
    return _of_all(projects, lambda a, b: len(words[a] & words[b]) / len(words[a] | words[b]))


def _of_all(projects: Sequence[Project], similarity: Callable[[int, int], float]) -> dict[Pair, float]:
    return {(a, b): similarity(a, b) for a, b in combinations(range(len(projects)), 2)}


def _thresholds(values: Mapping[Pair, float]) -> list[float]:
    return sorted({round(value, 3) for value in values.values() if value > 0})


def _rates(values: Mapping[Pair, float], same: set[Pair], threshold: float) -> tuple[float, float]:
    predicted = {pair for pair, value in values.items() if value >= threshold}
    right = len(predicted & same)
    return (right / len(predicted) if predicted else 1.0), right / len(same)


def _balance(values: Mapping[Pair, float], same: set[Pair], threshold: float) -> float:
    precision, recall = _rates(values, same, threshold)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _quality(method: str, values: Mapping[Pair, float], same: set[Pair], threshold: float) -> Quality:
    precision, recall = _rates(values, same, threshold)
    around: dict[int, list[tuple[float, int]]] = {}
    for (a, b), value in values.items():
        around.setdefault(a, []).append((-value, b))
        around.setdefault(b, []).append((-value, a))
    five = {at: [other for value, other in sorted(found)[:5] if value < 0] for at, found in around.items()}
    found = sum((b in five[a]) + (a in five[b]) for a, b in same)
    return Quality(
        method=method,
        threshold=threshold,
        precision=precision,
        recall=recall,
        found_in_five=found / (2 * len(same)),
    )
