"""Projects as vectors of weighted terms (TF-IDF), and the nearest others of each by cosine similarity.

Pure Python with an inverted index: for each term, the projects that have it. Results are the same on
every machine: logarithms are rounded, and sums run in a fixed order or are exact.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest, nsmallest
from itertools import islice
from math import fsum, log, sqrt
from operator import add

import msgspec

from innersource_marketplace.insight.similarity.terms import stem
from innersource_marketplace.model import ProjectKey

_SHARED = 6
"""Most terms named as what two projects have in common."""

_WORDS = 2_000
"""Words of a project that count, repeated as `words_of` repeats them. Texts of ordinary length have some 300."""

_COMMON_SHARE, _COMMON_LEAST = 0.1, 40
"""A term of more than this share of a large catalogue (of at least so many projects) connects nothing."""

_VISITS = 2_000
"""Entries of the index that are looked at for one project, those of its most telling terms first.

They bound the time, whatever the texts are. Up to some 500 projects, and for short texts in any number,
they are enough for exact results. Beyond, projects that share only common terms may be missed: of 10,000
with long READMEs, one similar project in thirty.
"""
_SHORTLIST = 3
"""Candidates compared in full for each one asked for, where `_VISITS` left terms out."""

_DIGITS = 3
_STEP = 0.1**_DIGITS
"""Of a similarity. What is equal in them is in the order of keys."""


def _logarithmic(number: float) -> float:
    return 1 + round(log(number), 12)  # the last bits of a logarithm differ between machines


_FREQUENCY = [0.0, *map(_logarithmic, range(1, 2 * _WORDS))]
"""What a term counts by how often a project has it."""


class Match(msgspec.Struct, frozen=True):
    """Another project, how similar it is (0 to 1, rounded), and the terms in common, the heaviest first."""

    key: ProjectKey
    similarity: float
    terms: tuple[str, ...]


_Entries = tuple["array[int]", "array[float]"]
"""Numbers and their weights: the terms of a project, or the projects that have a term."""


class Vectors:
    """The weighted terms of projects, by their keys. Made by `weigh`."""

    def __init__(self, vectors: dict[ProjectKey, _Entries], names: Sequence[str]) -> None:
        self._keys = list(vectors)
        self._by_key = vectors
        self._names = names
        self._index = _index(vectors.values(), len(names))

    def compare(self, first: ProjectKey, second: ProjectKey) -> Match | None:
        """The second project as seen from the first; None where either has no term that counts."""
        own, other = self._by_key[first], self._by_key[second]
        return self._match(second, _products(_by_term(own), other)) if own[0] and other[0] else None

    def nearest(self, key: ProjectKey, most: int, least: float) -> list[Match]:
        """Up to `most` other projects of at least this similarity, the most similar first, equal ones by key."""
        own = _by_term(self._by_key[key])
        near = []
        for other in self._candidates(own, most + 1, least):  # one more, for the project itself is among them
            products = _products(own, self._by_key[other])
            similarity = _similarity(products)
            if other != key and similarity >= least:
                near.append((-similarity, other, products))
        return [self._match(other, products) for _, other, products in nsmallest(most, near)]

    def _candidates(self, own: Mapping[int, float], most: int, least: float) -> list[ProjectKey]:
        """The keys of at least `most` projects that are likely to be the nearest, if there are so many."""
        products, complete = self._visit(own)
        wanted, floor = (most, least) if complete else (most * _SHORTLIST, 0.0)
        if len(products) > wanted:
            floor = max(floor, nlargest(wanted, products.values())[-1])
        # What is equal when rounded stays: keys decide between them.
        high = [(-round(product, _DIGITS), row) for row, product in products.items() if product >= floor - _STEP]
        return [self._keys[row] for _, row in nsmallest(wanted, high)]

    def _visit(self, own: Mapping[int, float]) -> tuple[dict[int, float], bool]:
        """The product of a vector with each that shares a term, by row, and whether all its terms are in them."""
        found: dict[int, float] = {}
        get = found.get
        complete, left = True, _VISITS
        # Measured: this order finds more than that by rarity or by weight.
        order = sorted((len(self._index[term][0]) / (weight * weight * weight), term) for term, weight in own.items())
        for _, term in order:
            rows, weights = self._index[term]
            if len(rows) > left:
                complete = False
            elif len(rows) > 1:
                left -= len(rows)
                weight = own[term]
                for row, other in zip(rows, weights, strict=True):
                    found[row] = get(row, 0.0) + weight * other
        return found, complete

    def _match(self, key: ProjectKey, products: Sequence[tuple[float, int]]) -> Match:
        heaviest = nsmallest(_SHARED, [(-product, self._names[term]) for product, term in products])
        return Match(key, _similarity(products), tuple(name for _, name in heaviest))


def weigh(words: Iterable[tuple[ProjectKey, Iterable[str]]]) -> Vectors:
    """Weigh the terms of projects, given as their keys and words, against each other.

    The words of one project are asked for when those of the one before it are counted. What comes out
    does not depend on the order of the projects.
    """
    written: Counter[str] = Counter()
    texts: dict[ProjectKey, list[str]] = {}
    for key, every in words:
        counted = list(islice(every, _WORDS))
        written.update(set(counted))
        texts[key] = list(map(stem, counted))
    forms = _forms(written)
    having: Counter[str] = Counter()
    for text in texts.values():
        # Where somebody writes "multitenant", whoever writes "multi-tenant" has that term too.
        text.extend([compound for compound in map(add, text, text[1:]) if compound in forms])
        having.update(set(text))
    most = max(_COMMON_LEAST, int(len(texts) * _COMMON_SHARE))
    kept = sorted(term for term, count in having.items() if count <= most)
    numbers = {term: number for number, term in enumerate(kept)}
    rarity = [_logarithmic((1 + len(texts)) / (1 + having[term])) for term in kept]
    vectors = {key: _vector(texts.pop(key), numbers, rarity) for key in sorted(texts)}
    return Vectors(vectors, [forms[term] for term in kept])


def _forms(written: Counter[str]) -> dict[str, str]:
    """Of each stem the form that most projects write, which is shown to people."""
    ascending = sorted(written.items(), key=lambda item: (item[1], -len(item[0]), item[0]))
    return {stem(word): word for word, _ in ascending}


def _vector(text: Iterable[str], numbers: Mapping[str, int], rarity: Sequence[float]) -> _Entries:
    counts = [(numbers[term], count) for term, count in Counter(text).items() if term in numbers]
    weights = [_FREQUENCY[count] * rarity[number] for number, count in counts]
    length = sqrt(fsum([weight * weight for weight in weights]))
    return array("I", [number for number, _ in counts]), array("d", [weight / length for weight in weights])


def _index(vectors: Iterable[_Entries], terms: int) -> list[_Entries]:
    """For each term, the rows of the projects that have it."""
    index: list[_Entries] = [(array("I"), array("d")) for _ in range(terms)]
    for row, (numbers, weights) in enumerate(vectors):
        for term, weight in zip(numbers, weights, strict=True):
            rows, others = index[term]
            rows.append(row)
            others.append(weight)
    return index


def _by_term(vector: _Entries) -> dict[int, float]:
    return dict(zip(*vector, strict=True))


def _products(own: Mapping[int, float], other: _Entries) -> list[tuple[float, int]]:
    """The products of the weights of the terms that two vectors share, with the numbers of the terms."""
    return [(own[term] * weight, term) for term, weight in zip(*other, strict=True) if term in own]


def _similarity(products: Iterable[tuple[float, int]]) -> float:
    return min(round(fsum([product for product, _ in products]), _DIGITS), 1.0)
