"""The arithmetic of likeness: words to weights, and for each project the likest others.

Deterministic: results are rounded before they are compared or sorted, and ties go by position, so
that the last bit of a floating-point sum, which differs between machines, never shows.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_DIGITS = 3
_TERMS = 6
_BLOCK = 256
"""Rows compared at a time: with 10,000 projects a block of results takes some 30 MB at most."""

_COMMON_SHARE, _COMMON_LEAST = 0.1, 40
"""A word that more than this share of a large catalogue has (at least so many projects) connects nothing."""


class Weighed:
    """The words of all projects as weights, to be compared by position. Made by `weigh`."""

    def __init__(self, weights: "csr_matrix", vocabulary: Sequence[str]) -> None:
        self._weights = weights
        self._vocabulary = vocabulary

    def nearest(self, most: int, least: float) -> Iterator[list[tuple[int, float]]]:
        """For each project in turn, up to `most` others that are at least so alike, the likest first."""
        import numpy  # noqa: PLC0415 - as scikit-learn, only where it is needed

        turned = self._weights.T.tocsr()
        for start in range(0, self._weights.shape[0], _BLOCK):
            block = (self._weights[start : start + _BLOCK] @ turned).tocsr()
            for row in range(block.shape[0]):
                begin, end = block.indptr[row], block.indptr[row + 1]
                columns, values = block.indices[begin:end], block.data[begin:end].round(_DIGITS)
                kept = (values >= least) & (columns != start + row)
                columns, values = columns[kept], values[kept]
                order = numpy.lexsort((columns, -values))[:most]
                yield [
                    (int(column), min(float(value), 1.0))
                    for column, value in zip(columns[order], values[order], strict=True)
                ]

    def likeness(self, first: int, second: int) -> float:
        """How alike two projects are, from 0 to 1."""
        theirs = self._row(second)
        return min(
            round(sum(weight * theirs.get(term, 0.0) for term, weight in self._row(first).items()), _DIGITS), 1.0
        )

    def shared(self, first: int, second: int) -> tuple[str, ...]:
        """The terms that make two projects alike, the heaviest first."""
        theirs = self._row(second)
        heaviest = sorted(
            (-round(weight * theirs[term], 4), self._vocabulary[term])
            for term, weight in self._row(first).items()
            if term in theirs
        )
        return tuple(term for _, term in heaviest[:_TERMS])

    def _row(self, row: int) -> dict[int, float]:
        begin, end = self._weights.indptr[row], self._weights.indptr[row + 1]
        return dict(zip(self._weights.indices[begin:end].tolist(), self._weights.data[begin:end].tolist(), strict=True))


def weigh(words: Iterable[Sequence[str]], count: int) -> Weighed | None:
    """Weigh the terms of `count` projects against each other; None where there is nothing to compare.

    The terms of one project are asked for when those of the one before it are counted.
    """
    if count < 2:
        return None
    found = _Found()
    # A second to import, so only here, where it is needed.
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    common = max(_COMMON_LEAST, int(count * _COMMON_SHARE))
    vectorizer = TfidfVectorizer(analyzer=_as_given, sublinear_tf=True, max_df=min(common, count))
    try:
        matrix: csr_matrix = vectorizer.fit_transform(found.looked_at(words)).tocsr()
    except ValueError:  # there is no word, or every word is too common
        return None
    if found.terms < 2 or found.projects < 2:
        return None
    matrix.sort_indices()
    return Weighed(matrix, list(vectorizer.get_feature_names_out()))


class _Found:
    """Counts the projects that have words, and different words, as they go by: two of each are enough to compare."""

    def __init__(self) -> None:
        self._first: str | None = None
        self.terms = 0
        self.projects = 0

    def looked_at(self, words: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        for one in words:
            self.projects += bool(one)
            if one and self._first is None:
                self._first, self.terms = one[0], 1
            if self.terms == 1 and any(term != self._first for term in one):
                self.terms = 2
            yield one


def _as_given(terms: Sequence[str]) -> Sequence[str]:
    return terms
