"""One ranking for the gallery, the header's search, commands and assistants.

`overrides/assets/marketplace/search/ranking.js` is the same in JavaScript; a test compares both. All is calculated in
whole numbers, so that both agree to the last digit.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from innersource_marketplace.search.fit import GOOD, LEAST, SHOWN, base, match, telling
from innersource_marketplace.search.index_reader import Index, Posting
from innersource_marketplace.search.query import Query, read_query
from innersource_marketplace.search.searchable import BODY_BIT, FIELDS, NAME, NAMED_WORDS, RELATED_BIT, TITLE
from innersource_marketplace.search.ways import CAPPED, PARTS, TRUST_HALF, Way

_FULL: Final = 50
"""The impact from which on a word counts as there: that of one mention in a description."""

_ENDING: Final = 70
"""What a match of a project counts that should not be used any more, of 100: its successor comes first."""

_BY_CHANCE: Final = 40
"""What a match counts of 100 where only a long README has the words: some of them are in most long ones."""

_FIELD_BITS: Final = sum(field.bit for field in FIELDS)

_LOOKED_AT: Final = 200
"""Results among which names and phrases are looked for."""


class Why(NamedTuple):
    """How a word came to be found: the way, the terms that are there, and the bits of fields."""

    kind: str
    terms: tuple[str, ...]
    bits: int


class Hit(msgspec.Struct, frozen=True):
    """A result: the number of its record, its score, and how well it fits (of 100)."""

    record: int
    score: int
    match: int


class Found(msgspec.Struct, frozen=True):
    """The results, best first. `good` is whether the first ones fit; if not, they are merely the closest.

    `fitting` is how many fit: those stand first. `why` explains the result with the number of a record.
    """

    hits: tuple[Hit, ...]
    fitting: int
    query: Query
    why: Callable[[int], tuple[Why, ...]]

    @property
    def good(self) -> bool:
        """Whether anything fits."""
        return self.fitting > 0


class _Filled(NamedTuple):
    """By record, how well a slot is filled, by which way, in which fields, and how far that can be trusted."""

    values: dict[int, int]
    ways: dict[int, int]
    bits: dict[int, int]
    trusts: dict[int, int]


class _There(NamedTuple):
    """A term in a record."""

    impact: int
    bits: int
    places: Sequence[int]


def search(text: str, index: Index, *, kinds: frozenset[int] | None = None) -> Found:
    """Rank the records of an index for what somebody typed; `kinds` are places in `KINDS`, none for all."""
    query = read_query(text, index)
    if not query.slots:
        return Found((), 0, query, lambda _: ())
    postings = _Postings(index, kinds)
    slots = [_Filled({}, {}, {}, {}) for _ in query.slots]
    for number, way in enumerate(query.ways):
        for record, value, impact, bits in _fill(way, query, postings):
            trust = way.trust * max(min(impact, SHOWN), LEAST)
            for slot in slots[way.first : way.last + 1]:
                if trust > slot.trusts.get(record, 0):
                    slot.trusts[record] = trust
                if value > slot.values.get(record, 0):
                    slot.values[record] = value
                    slot.ways[record] = number
                    slot.bits[record] = bits
    return _ranked(query, slots, postings, index)


class _Postings:
    """The postings of terms, each read once."""

    def __init__(self, index: Index, kinds: frozenset[int] | None) -> None:
        self._index = index
        self._kinds = kinds
        self._known: dict[int, dict[int, _There]] = {}

    def of(self, number: int) -> dict[int, _There]:
        """Where a term is."""
        if number not in self._known:
            found = dict(_spread(self._index.posting(number), self._index.impacts))
            if self._kinds is not None:
                found = {record: there for record, there in found.items() if self._index.kind(record) in self._kinds}
            self._known[number] = found
        return self._known[number]


def _spread(posting: Posting, impacts: Sequence[int]) -> Iterator[tuple[int, _There]]:
    short = posting.short
    at = record = 0
    while at < len(short):
        record += short[at]
        places = short[at + 4 : at + 4 + short[at + 3]]
        yield record, _There(short[at + 1], short[at + 2], places)
        at += 4 + len(places)
    for level, distances in enumerate(posting.bodies):
        record = 0
        bits = RELATED_BIT if level == len(impacts) - 1 else BODY_BIT
        for distance in distances:
            record += distance
            yield record, _There(impacts[level], bits, ())


def _fill(way: Way, query: Query, postings: _Postings) -> Iterator[tuple[int, int, int, int]]:
    """The records that a way leads to, each with its value, its impact, and the bits of fields."""
    most = max(slot.rarity for slot in query.slots[way.first : way.last + 1])
    factors = [way.weight * (min(term.rarity, most) if way.kind in CAPPED else term.rarity) for _, term in way.terms]
    found = [postings.of(term.number) for _, term in way.terms]
    for record, there in found[0].items():
        value, impact, bits = factors[0] * there.impact, there.impact, there.bits
        together = all(record in other for other in found[1:])
        if together:
            for factor, other in zip(factors[1:], found[1:], strict=True):
                more = factor * other[record].impact
                value = value + more if way.kind in PARTS else min(value, more)
                impact = min(impact, other[record].impact)
                bits |= other[record].bits
            yield record, value, impact, bits


def _ranked(query: Query, slots: Sequence[_Filled], postings: _Postings, index: Index) -> Found:
    caps = [slot.rarity * 100 * _FULL for slot in query.slots]
    most = sum(caps)

    def counted(score: int, record: int) -> int:
        return score * _ENDING // 100 if record in index.ending else score

    scores: list[tuple[int, int]] = []
    for record in sorted({record for slot in slots for record in slot.values}):
        total = covered = bits = 0
        for slot, cap in zip(slots, caps, strict=True):
            value = slot.values.get(record, 0)
            total += value
            covered += min(value, cap)
            bits |= slot.bits.get(record, 0)
        score = counted(total + total * covered // most, record)
        by_chance = record in index.wordy and not bits & _FIELD_BITS
        scores.append((score * _BY_CHANCE // 100 if by_chance else score, record))
    scores.sort(key=_best_first)
    first: list[tuple[int, int]] = []
    together: dict[int, int] = {}
    for score, record in scores[:_LOOKED_AT]:
        bonus, together[record] = _bonus(record, query, slots, postings)
        first.append((score + counted(bonus, record), record))
    first.sort(key=_best_first)
    start = base(index.size, len(slots))
    tellings = [
        telling(
            common=said.common,
            usual=said.usual,
            most=max(slot.trusts.values(), default=0),
            # Half of a compound is not the word.
            alone=len(slots) == 1 and max(slot.trusts.values(), default=0) > TRUST_HALF * SHOWN,
        )
        for said, slot in zip(query.slots, slots, strict=True)
    ]

    def hit(score: int, record: int) -> Hit:
        words = [(word, slot.trusts.get(record, 0)) for word, slot in zip(tellings, slots, strict=True)]
        return Hit(record, score, match(words, together.get(record, 0), start))

    hits = [hit(*scored) for scored in [*first, *scores[_LOOKED_AT:]]]
    fits = [hit for hit in hits if hit.match >= GOOD]
    chosen = {hit.record for hit in fits}
    others = (hit for hit in hits if hit.record not in chosen)
    return Found((*fits, *others), len(fits), query, lambda record: _why(record, query, slots))


def _best_first(pair: tuple[int, int]) -> tuple[int, int]:
    score, record = pair
    return -score, record


def _bonus(record: int, query: Query, slots: Sequence[_Filled], postings: _Postings) -> tuple[int, int]:
    """What is added for words that stand together as typed, and for a name that is what was typed.

    Also how many words stand together.
    """
    bonus = together = 0
    before: list[int] = []
    named: dict[int, int] = {}
    for number, slot in enumerate(slots):
        places = _places(record, query, slot, postings)
        value = slot.values.get(record, 0)
        if number and any(place - 1 in before for place in places):
            bonus += min(value, slots[number - 1].values.get(record, 0)) // 2
            together += query.slots[number].place == query.slots[number - 1].place + 1
        before = places
        for place in places:
            if place < NAME.places + 16 * NAMED_WORDS:
                named[place] = max(named.get(place, 0), value)
    for field in (TITLE, NAME):
        there = {place - field.places: v for place, v in named.items() if 0 <= place - field.places < 256}
        if there:
            words = next(iter(there)) // NAMED_WORDS
            if len(there) == words:
                # The whole name was typed; if nothing else was, more so.
                bonus += sum(there.values()) * words // max(len(slots), words)
                break
    return bonus, together


def _places(record: int, query: Query, slot: _Filled, postings: _Postings) -> list[int]:
    if record not in slot.ways:
        return []
    way = query.ways[slot.ways[record]]
    return [place for _, term in way.terms for place in postings.of(term.number)[record].places]


def _why(record: int, query: Query, slots: Sequence[_Filled]) -> tuple[Why, ...]:
    ways = [(query.ways[slot.ways[record]], slot.bits[record]) for slot in slots if record in slot.ways]
    return tuple(Why(way.kind, tuple(term for term, _ in way.terms), bits) for way, bits in ways)
