"""The words of records by term, as an index is made of them: which weigh how much, and where they stand."""

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Container, Sequence
from functools import partial
from itertools import chain, count, pairwise, repeat
from typing import TYPE_CHECKING, Final, TypeVar, cast

from innersource_marketplace.search.searchable import (
    BODY_BIT,
    FIELDS,
    NAME,
    NAMED_WORDS,
    TITLE,
    TOPICS,
    Field,
    Searchable,
)
from innersource_marketplace.search.text.compounds import compound_parts
from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.stems import LANGUAGES, language_of, stem
from innersource_marketplace.search.text.word_lists import STOP_WORDS

BODY_CHARACTERS: Final = 8_000
"""How much of a README can be found: its beginning says what it is about."""
_BODY_TERMS: Final = 600
_FIELD_WORDS: Final = 200
"""More words of a description or of topics are somebody's attempt to be found by everything."""

_SATURATION: Final = 2.5
_HIGHEST: Final = 100
BODY_WEIGHTS: Final = (0.6, 1.0, 1.6)
"""What a word in a body weighs that is there once, two or three times, and more often."""
RELATED_WEIGHT: Final = 0.8

_UMLAUT: Final = re.compile("[aou]e|qu")

Short = dict[int, tuple[int, int, tuple[int, ...]]]
"""By record: impact, bits of fields, places."""


_Made = TypeVar("_Made")


if TYPE_CHECKING:
    _Numbers = array[int]
else:
    _Numbers = array  # takes no type before Python 3.12


class _Mentions(_Numbers):
    """The records whose bodies mention a term, once for each mention."""

    __slots__ = ("term",)
    term: str

    def __new__(cls, term: str) -> "_Mentions":
        made = cast("_Mentions", super().__new__(cls, "I"))
        made.term = term
        return made


class _Said:
    """What the short fields of a record say of a term: how much it weighs, bits of fields, places."""

    __slots__ = ("bits", "places", "weight")

    def __init__(self) -> None:
        self.weight = 0.0
        self.bits = 0
        self.places: list[int] = []


class _Once(dict[str, _Made]):
    """What is made of each text, when it is first met."""

    def __init__(self, make: Callable[[str], _Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> _Made:
        made = self[text] = self._make(text)
        return made


def _no_numbers() -> "array[int]":
    return array("I")


def _no_weights() -> "array[float]":
    return array("d")


class IndexWords:
    """The words of the records of an index, by term.

    `short` has the rows of the short fields by term, as numbers one after another (see `_rows`), which take a tenth of
    the memory of objects; `changed` has the rows of terms that gained some afterwards. `pairs` are neighbours, four
    numbers each: record, both words by their number in `paired`, place.
    """

    def __init__(self) -> None:
        self.short: defaultdict[str, array[int]] = defaultdict(_no_numbers)
        self._weights: defaultdict[str, array[float]] = defaultdict(_no_weights)
        self._mentions = _Once(_Mentions)
        self.changed: dict[str, Short] = {}
        self.bodies: tuple[defaultdict[str, array[int]], ...] = tuple(defaultdict(_no_numbers) for _ in range(4))
        self.count = 0
        self._counts: dict[str, int] = {}
        self.languages: set[str] = {"en"}
        self.pairs = _no_numbers()
        self.paired: dict[str, int] = {}
        self.german: set[str] = set()
        self.spellings: dict[str, str] = {}
        self._chunks = _Once(chunk.__wrapped__)
        self._terms = {language: _Once(partial(self._term, language=language)) for language in LANGUAGES}
        self._mentioned = {language: _Once(partial(self._mentioned_by, language=language)) for language in LANGUAGES}

    def add(self, record: Searchable) -> None:
        """Number a record and take in its words."""
        number = self.count
        self.count += 1
        body = plain(record.body[:BODY_CHARACTERS])
        chunks = written(body)
        fields = {
            TITLE.name: record.title,
            NAME.name: record.name,
            "description": record.description,
            TOPICS.name: "\n".join(filter(None, (*record.topics, record.language))),
            "motivation": record.motivation,
            "people": "\n".join(record.people),
        }
        language = language_of(written(plain(f"{record.description} {record.motivation}".lower())) + chunks[:400])
        self.languages.add(language)
        said: defaultdict[str, _Said] = defaultdict(_Said)
        for field in FIELDS:
            self._add_field(number, field, fields[field.name], language, said)
        for term, one in said.items():
            self.short[term].extend((number, 0, one.bits, len(one.places), *one.places))
            self._weights[term].append(one.weight)
        mentioned = self._mentioned[language]
        # All in calls of C: a large catalogue has millions of mentions.
        mentions = list(chain.from_iterable(map(mentioned.__getitem__, chunks)))
        if language == "de" or record.related or len(mentions) > _BODY_TERMS:
            known = {*said, *(each.term for each in mentions)}
            if language == "de":
                self.german |= known
            for each in chain.from_iterable(mentioned[plain(text)] for text in record.related):
                if each.term not in known:
                    self.bodies[3][each.term].append(number)
            mentions = _of_frequent(mentions, said)
        deque(map(array.append, mentions, repeat(number)), maxlen=0)

    def finish(self) -> None:
        """Count the mentions in bodies, when all records are there: `short` and `bodies` are complete then."""
        self._mentioned.clear()
        while self._mentions:
            term, mentions = self._mentions.popitem()
            counts = Counter(mentions)
            if rows := self.short.get(term):
                self._weigh(term, rows, counts)
            numbers: tuple[list[int], ...] = ([], [], [])
            once = numbers[0]
            for number, times in counts.items():
                if times == 1:
                    once.append(number)
                else:
                    numbers[_level(times)].append(number)
            for body, found in zip(self.bodies, numbers, strict=False):
                if found:
                    body[term] = array("I", found)
        for term in list(self._weights):
            self._weigh(term, self.short[term], Counter())

    def _weigh(self, term: str, rows: "array[int]", counts: Counter[int]) -> None:
        """Note the impact of a term where it is in short fields, and take those records out of the bodies' counts."""
        at = 0
        weights = self._weights.pop(term)
        self._counts[term] = len(weights)
        for weight in weights:
            times = counts.pop(rows[at], 0)
            if times:
                rows[at + 2] |= BODY_BIT
            rows[at + 1] = impact_of(weight + _body_weight(times) if times else weight)
            at += 4 + rows[at + 3]

    def rows(self, term: str) -> Short:
        """The rows of a term, to read."""
        changed = self.changed.get(term)
        return _rows(self.short.get(term, ())) if changed is None else changed

    def in_short(self, term: str) -> int:
        """How many records have a term in short fields."""
        changed = self.changed.get(term)
        return self._counts.get(term, 0) if changed is None else len(changed)

    def flat(self, term: str) -> list[int]:
        """The rows of a term as an index has them: distance to the record before, impact, bits, how many places."""
        if (changed := self.changed.get(term)) is not None:
            ordered = ((number, *changed[number]) for number in sorted(changed))
            numbers = [
                n for number, impact, bits, places in ordered for n in (number, impact, bits, len(places), *places)
            ]
        else:
            numbers = list(self.short.get(term, ()))
        at = before = 0
        while at < len(numbers):
            number = numbers[at]
            numbers[at] = number - before
            before = number
            end = at + 4 + numbers[at + 3]
            if numbers[at + 3] > 1:
                numbers[at + 4 : end] = sorted(numbers[at + 4 : end])
            at = end
        return numbers

    def rows_to_change(self, term: str) -> Short:
        """The rows of a term, which may be added to."""
        return self.changed.setdefault(term, self.rows(term))

    def _add_field(self, number: int, field: Field, text: str, language: str, said: "defaultdict[str, _Said]") -> None:
        found: list[tuple[str, int]] = []
        words: list[str] = []
        at = 0
        chunks, terms = self._chunks, self._terms[language]
        for line in text.split("\n"):
            for text_ in written(plain(line))[: _FIELD_WORDS - at]:
                parts, extras, tail = chunks[text_]
                found += zip(parts, count(at), strict=False)
                found += ((word, at + first) for word, first, _ in extras)
                if tail:
                    found.append((tail, at + len(parts) - 1))
                words += parts
                at += len(parts)
            at += field is TOPICS
        if not found:
            return
        named = len(words) if field in (TITLE, NAME) else 0
        start = field.places + NAMED_WORDS * min(named, NAMED_WORDS - 1)
        # A word in a long text says less about what the whole is about.
        weight = field.weight if named or field is TOPICS else field.weight * 2 / (1 + max(len(words), 8) / 16)
        stop = frozenset[str]() if named or field is TOPICS else STOP_WORDS[language]
        seen: Counter[str] = Counter()
        for word, place in found:
            if word in stop:
                continue
            term = terms[word]
            seen[term] += 1
            one = said[term]
            one.bits |= field.bit
            if field.places >= 0 and (not named or place < NAMED_WORDS):
                one.places.append(start + place)
        for term, times in seen.items():
            said[term].weight += weight * (1 if times == 1 else 1.3)
        if field.places >= 0:
            numbered = [self.paired.setdefault(word, len(self.paired)) for word in words]
            for place, (first, second) in enumerate(pairwise(numbered), start):
                self.pairs.extend((number, first, second, place))

    def _mentioned_by(self, text: str, language: str) -> tuple[_Mentions, ...]:
        """The terms that a text is found by which was written without a blank."""
        parts, extras, tail = self._chunks[text]
        words = (*parts, *(extra.word for extra in extras), *([tail] if tail else ()))
        terms, stop, mentions = self._terms[language], STOP_WORDS[language], self._mentions
        return tuple(mentions[terms[word]] for word in words if word not in stop)

    def _term(self, word: str, language: str) -> str:
        """The stem of a word, whose shortest spelling is kept."""
        term = stem(word, language)
        if word != term:
            known = self.spellings.get(term)
            if known is None or (len(word), word) < (len(known), known):
                self.spellings[term] = word
        return term


def _of_frequent(mentions: list[_Mentions], said: Container[str]) -> list[_Mentions]:
    """The mentions of those terms that are mentioned most, and of all those that short fields have."""
    others = Counter(each.term for each in mentions if each.term not in said)
    if len(others) <= _BODY_TERMS:
        return mentions
    dropped = others.keys() - dict(others.most_common(_BODY_TERMS)).keys()
    return [each for each in mentions if each.term not in dropped]


def _body_weight(times: int) -> float:
    return BODY_WEIGHTS[_level(times)]


def _level(times: int) -> int:
    return 0 if times == 1 else 1 if times <= 3 else 2


def impact_of(weight: float) -> int:
    """What a term counts in a record, from 1 to 100: more and more mentions are worth less and less."""
    return max(round(_HIGHEST * weight / (weight + _SATURATION)), 1)


def _rows(numbers: Sequence[int]) -> Short:
    """The rows that are written as: record, impact, bits, how many places, places."""
    rows: Short = {}
    at = 0
    while at < len(numbers):
        end = at + 4 + numbers[at + 3]
        rows[numbers[at]] = numbers[at + 1], numbers[at + 2], tuple(numbers[at + 4 : end])
        at = end
    return rows


def divide_compounds(building: IndexWords) -> None:
    """Let a text be found by the parts of its compounds, and by compounds that it writes apart.

    What is a word is decided by the words of the index itself.
    """
    known = {*building.short, *chain.from_iterable(building.bodies[:3])}
    touched = _join_pairs(building, known)
    for term in sorted(building.german):
        for part in compound_parts(term, known.__contains__):
            touched.add(part)
            rows = building.rows_to_change(part)
            for number, (impact, bits, _) in building.rows(term).items():
                rows.setdefault(number, (max(impact * 3 // 4, 1), bits, ()))
            for body in building.bodies[:3]:
                for number in body.get(term, ()):
                    rows.setdefault(number, (impact_of(BODY_WEIGHTS[0] / 2), BODY_BIT, ()))
    # A record is either among those whose short fields have a term, or in a body.
    for term in touched:
        for body in building.bodies:
            if term in body:
                body[term] = array("I", (number for number in body[term] if number not in building.changed[term]))


def _join_pairs(building: IndexWords, known: Collection[str]) -> set[str]:
    """Let neighbours be found by the word that others write them as; the terms that gained records."""
    touched: set[str] = set()
    terms = sorted(known)
    words = [*building.paired]
    numbers = iter(building.pairs)
    for number, first_at, second_at, place in zip(numbers, numbers, numbers, numbers, strict=True):
        first, second = words[first_at], words[second_at]
        if len(first) < 2 or len(second) < 2 or not _may_be_joined(first, second, terms):
            continue
        for language in sorted(building.languages):
            term = stem(first + second, language)
            if term not in known:
                continue
            rows = building.rows_to_change(term)
            if number not in rows:
                touched.add(term)
                weight = TOPICS.weight if place >= TOPICS.places else TITLE.weight if place < NAME.places else 3
                rows[number] = (impact_of(weight), _bits_at(place), (place,))
    return touched


def _may_be_joined(first: str, second: str, terms: Sequence[str]) -> bool:
    """Whether a term begins as the joined words do, which costs less than their stem.

    An ending never reaches back to the beginning of the second word, but a German stem has no "ae".
    """
    beginning = first + (second[:2] if len(second) > 3 else second[:1])
    if _UMLAUT.search(beginning):
        return True
    at = bisect_left(terms, beginning)
    return at < len(terms) and terms[at].startswith(beginning)


def _bits_at(place: int) -> int:
    return next(field.bit for field in reversed(FIELDS) if 0 <= field.places <= place)
