"""How well duplicates are found, on labelled pairs, next to a plain overlap of keywords.

A pair is predicted when its similarity reaches a threshold; every pair of projects that is not marked
as doing the same counts against precision when it is predicted.
"""

from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from operator import mul
from pathlib import Path

import msgspec

from innersource_marketplace.insight.similarity import DUPLICATE, LEAST_COSINE, similarity_of_meaning, words_of
from innersource_marketplace.insight.similarity.vectors import weigh
from innersource_marketplace.model import Project
from innersource_marketplace.search.encoders import NoEncoderError, open_encoder
from projects import NOTHING_KNOWN, make_project

Pair = tuple[int, int]

_FOLDER = Path(__file__).parent / "insight" / "similarity"
FIRST, BLIND = "labelled.txt", "labelled_blind.txt"
"""The pairs that the threshold was found with, and those that were written without knowing how they are compared."""

_USUAL = frozenset(["a", "and", "by", "for", "from", "in", "of", "on", "or", "that", "the", "their", "to", "with"])


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """Precision and recall at a threshold, and the share of duplicates among the five most similar."""

    pairs: str
    method: str
    threshold: float
    precision: float
    recall: float
    found_in_five: float


def labelled(name: str = FIRST) -> tuple[list[Project], set[Pair], set[Pair]]:
    """The projects, the pairs that do the same, and those that are near but do not, by position."""
    projects: list[Project] = []
    same: set[Pair] = set()
    near: set[Pair] = set()
    for group in (_FOLDER / name).read_text(encoding="utf-8").split("\n\n")[1:]:
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


def measure(name: str = FIRST) -> tuple[Quality, Quality, Quality]:
    """Ours at its threshold, ours at the best one, and the plain overlap at its best."""
    projects, same, _ = labelled(name)
    ours, plain = similarities(projects), overlaps(projects)
    return (
        _quality(name, "weighted terms", ours, same, DUPLICATE),
        _quality(name, "weighted terms, best threshold", ours, same, _best(ours, same)),
        _quality(name, "keyword overlap, best threshold", plain, same, _best(plain, same)),
    )


def measure_meaning(name: str) -> tuple[Quality, ...]:
    """Vectors of an encoder, their mean with ours, and what the build does with both; nothing without `meaning`."""
    try:
        encoder = open_encoder()
    except NoEncoderError:
        return ()
    projects, same, _ = labelled(name)
    texts = [f"{one.title}. {one.description} {', '.join(one.topics)}" for one in projects]
    rows = [array("f", row) for row in encoder.encode(texts)]
    meant = _of_all(projects, lambda a, b: sum(map(mul, rows[a], rows[b])))
    ours = similarities(projects)
    mean = {pair: (value + ours[pair]) / 2 for pair, value in meant.items()}
    both = with_meaning(ours, meant)
    return (
        _quality(name, "encoder, best threshold", meant, same, _best(meant, same)),
        _quality(name, "mean of terms and encoder, best threshold", mean, same, _best(mean, same)),
        _quality(name, "terms or encoder", both, same, DUPLICATE),
        _quality(name, "terms or encoder, best threshold", both, same, _best(both, same)),
    )


def with_meaning(words: Mapping[Pair, float], cosines: Mapping[Pair, float]) -> dict[Pair, float]:
    """The similarity of every pair by words or by meaning, whichever is higher."""
    return {
        pair: max(value, similarity_of_meaning(cosines[pair]) if cosines[pair] >= LEAST_COSINE else 0.0)
        for pair, value in words.items()
    }


def _best(values: Mapping[Pair, float], same: set[Pair]) -> float:
    return max(_thresholds(values), key=lambda threshold: _balance(values, same, threshold))


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


def _quality(pairs: str, method: str, values: Mapping[Pair, float], same: set[Pair], threshold: float) -> Quality:
    precision, recall = _rates(values, same, threshold)
    around: dict[int, list[tuple[float, int]]] = {}
    for (a, b), value in values.items():
        around.setdefault(a, []).append((-value, b))
        around.setdefault(b, []).append((-value, a))
    five = {at: [other for value, other in sorted(found)[:5] if value < 0] for at, found in around.items()}
    found = sum((b in five[a]) + (a in five[b]) for a, b in same)
    return Quality(
        pairs=pairs,
        method=method,
        threshold=threshold,
        precision=precision,
        recall=recall,
        found_in_five=found / (2 * len(same)),
    )
