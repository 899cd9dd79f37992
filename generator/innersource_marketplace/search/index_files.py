"""The index in files, in pieces that a browser fetches as somebody types; the same bytes for the same records.

`manifest.json` says how the index is divided; all else lies in a folder named by its content. `words.json` holds the
word lists and what words mean the same, `vocabulary-N.json` terms in order and how rare they are, `postings-N.json`
where they occur, and `records-N.json` what is shown of a result. `Index` in `index_reader` reads them.
"""

import json
import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain, pairwise
from math import log
from operator import sub
from typing import Final, NamedTuple

import msgspec

from innersource_marketplace.search.compounds import compound_parts
from innersource_marketplace.search.folding import ONE_WORD, chunk, plain, written
from innersource_marketplace.search.meanings import Meaning, meaning_entries, meaning_files
from innersource_marketplace.search.same_words import same_words
from innersource_marketplace.search.searchable import (
    BODY_BIT,
    FIELDS,
    KINDS,
    NAME,
    NAMED_WORDS,
    TITLE,
    TOPICS,
    Field,
    Searchable,
)
from innersource_marketplace.search.sentences import sentences
from innersource_marketplace.search.stems import LANGUAGES, language_of, stem
from innersource_marketplace.search.word_lists import COMMON, FILLERS, STOP_WORDS

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
INDEX_FOLDER: Final = "assets/search/"
"""Where the index is in a site."""

BODY_CHARACTERS: Final = 8_000
"""How much of a README can be found: its beginning says what it is about."""
_BODY_TERMS: Final = 600
_FIELD_WORDS: Final = 200
"""More words of a description or of topics are somebody's attempt to be found by everything."""

_SATURATION: Final = 2.5
_HIGHEST: Final = 100
_BODY_WEIGHTS: Final = (0.6, 1.0, 1.6)
"""What a word in a body weighs that is there once, two or three times, and more often."""
_RELATED_WEIGHT: Final = 0.8
_RARITY: Final = 20

_VOCABULARY_TERMS: Final = 4_000
_POSTINGS_NUMBERS: Final = 20_000
_RECORDS: Final = 20

_UMLAUT: Final = re.compile("[aou]e|qu")

_Short = dict[int, tuple[int, int, tuple[int, ...]]]
"""By record: impact, bits of fields, places."""


def index_files(
    records: Iterable[Searchable], *, synonyms: Sequence[Sequence[str]] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index of these records, by name; `synonyms` are groups of words that mean the same."""
    building = _Building()
    for record in sorted(records, key=lambda record: KINDS.index(record.kind)):
        building.add(record)
    files = dict(_files(building, synonyms))
    digest = sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    folder = digest.hexdigest()[:16]
    manifest = building.manifest | {"folder": folder}
    yield MANIFEST, _json(manifest)
    for name, content in files.items():
        yield f"{folder}/{name}", content


class _Said(NamedTuple):
    """What the short fields of a record say, by term: how much it weighs, bits of fields, places."""

    weights: dict[str, float]
    bits: dict[str, int]
    places: dict[str, list[int]]


class _Analysed(dict[str, tuple[str, ...]]):
    """The terms of each text that was written without a blank, worked out when it is first met."""

    def __init__(self, analyse: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._analyse = analyse

    def __missing__(self, text: str) -> tuple[str, ...]:
        terms = self[text] = self._analyse(text)
        return terms


def _no_numbers() -> "array[int]":
    return array("I")


class _Building:
    """An index in the making.

    `short` has the rows of the short fields by term, as numbers one after another (see `_rows`), which take a tenth of
    the memory of objects; `changed` has the rows of terms that gained some afterwards.
    """

    def __init__(self) -> None:
        self.short: defaultdict[str, array[int]] = defaultdict(_no_numbers)
        self.changed: dict[str, _Short] = {}
        self.bodies: tuple[defaultdict[str, array[int]], ...] = tuple(defaultdict(_no_numbers) for _ in range(4))
        self.kinds: Counter[str] = Counter()
        self.shown: list[bytes] = []
        self.meanings: list[Meaning] = []
        self.languages: set[str] = {"en"}
        self.pairs: list[tuple[int, str, str, int]] = []
        self.manifest: dict[str, object] = {}
        self.german: set[str] = set()
        self.spellings: dict[str, str] = {}
        self._analysed = {language: _Analysed(partial(self._analyse, language=language)) for language in LANGUAGES}

    def add(self, record: Searchable) -> None:
        """Number a record and take in its words."""
        number = len(self.shown)
        self.kinds[record.kind] += 1
        self.meanings += [record.meaning] if record.meaning else []
        body = plain(record.body[:BODY_CHARACTERS])
        chunks = written(body)
        fields = {
            TITLE.name: record.title,
            NAME.name: record.name,
            "description": record.description,
            TOPICS.name: "\n".join(record.topics),
            "motivation": record.motivation,
            "people": "\n".join(record.people),
        }
        language = language_of(written(plain(f"{record.description} {record.motivation}".lower())) + chunks[:400])
        self.languages.add(language)
        said = _Said({}, {}, {})
        for field in FIELDS:
            self._add_field(number, field, fields[field.name], language, said)
        weights = said.weights
        counts = Counter(chain.from_iterable(map(self._analysed[language].__getitem__, chunks)))
        for term in weights.keys() & counts.keys():
            weights[term] += _body_weight(counts.pop(term))
            said.bits[term] |= BODY_BIT
        for term, weight in weights.items():
            places = said.places.get(term, ())
            self.short[term].extend((number, _impact(weight), said.bits[term], len(places), *places))
        for term, times in counts.items() if len(counts) <= _BODY_TERMS else counts.most_common(_BODY_TERMS):
            self.bodies[_level(times)][term].append(number)
        known = weights.keys() | counts.keys()
        if language == "de":
            self.german |= known
        for text in record.related:
            for term in self._analysed[language][plain(text)]:
                if term not in known:
                    self.bodies[3][term].append(number)
        self.shown.append(
            _json(
                [
                    KINDS.index(record.kind),
                    record.key,
                    record.title,
                    record.page,
                    record.description or record.motivation,
                    sentences(record.body),
                ]
            )
        )

    def rows(self, term: str) -> _Short:
        """The rows of a term, to read."""
        changed = self.changed.get(term)
        return _rows(self.short.get(term, ())) if changed is None else changed

    def rows_to_change(self, term: str) -> _Short:
        """The rows of a term, which may be added to."""
        return self.changed.setdefault(term, self.rows(term))

    def _add_field(self, number: int, field: Field, text: str, language: str, said: "_Said") -> None:
        found: list[tuple[str, int]] = []
        words: list[str] = []
        at = 0
        for line in text.split("\n"):
            for text_ in written(plain(line))[: _FIELD_WORDS - at]:
                parts, extras, tail = chunk(text_)
                found += ((word, at + place) for place, word in enumerate(parts))
                found += ((word, at + first) for word, first, _ in extras)
                if tail:
                    found.append((tail, at + len(parts) - 1))
                words += parts
                at += len(parts)
            at += field is TOPICS
        if not found:
            return
        count = len(words) if field in (TITLE, NAME) else 0
        start = field.places + NAMED_WORDS * min(count, NAMED_WORDS - 1)
        # A word in a long text says less about what the whole is about.
        weight = field.weight if count or field is TOPICS else field.weight * 2 / (1 + max(len(words), 8) / 16)
        seen: Counter[str] = Counter()
        stop = frozenset[str]() if count or field is TOPICS else STOP_WORDS[language]
        for word, place in found:
            if word in stop:
                continue
            term = self._term(word, language)
            seen[term] += 1
            said.bits[term] = said.bits.get(term, 0) | field.bit
            if field.places >= 0 and (not count or place < NAMED_WORDS):
                said.places.setdefault(term, []).append(start + place)
        for term, times in seen.items():
            said.weights[term] = said.weights.get(term, 0) + weight * (1 if times == 1 else 1.3)
        if field.places >= 0:
            self.pairs += (
                (number, first, second, start + place) for place, (first, second) in enumerate(pairwise(words))
            )

    def _analyse(self, text: str, language: str) -> tuple[str, ...]:
        """The terms that a text is found by which was written without a blank."""
        parts, extras, tail = chunk(text)
        words = (*parts, *(extra.word for extra in extras), *([tail] if tail else ()))
        return tuple(self._term(word, language) for word in words if word not in STOP_WORDS[language])

    def _term(self, word: str, language: str) -> str:
        """The stem of a word, whose shortest spelling is kept."""
        term = stem(word, language)
        if word != term:
            known = self.spellings.get(term)
            if known is None or (len(word), word) < (len(known), known):
                self.spellings[term] = word
        return term


def _body_weight(times: int) -> float:
    return _BODY_WEIGHTS[_level(times)]


def _level(times: int) -> int:
    return 0 if times == 1 else 1 if times <= 3 else 2


def _impact(weight: float) -> int:
    """What a term counts in a record, from 1 to 100: more and more mentions are worth less and less."""
    return max(round(_HIGHEST * weight / (weight + _SATURATION)), 1)


def _files(building: _Building, synonyms: Sequence[Sequence[str]]) -> Iterator[tuple[str, bytes]]:
    _divide_compounds(building)
    bodies = building.bodies
    terms = sorted({*building.short, *building.changed, *chain.from_iterable(bodies)}, key=_in_javascript)
    count = len(building.shown)
    rarities = [
        _rarity(count, len(building.rows(term)) + sum(len(body[term]) for body in bodies if term in body))
        for term in terms
    ]
    vocabulary = range(0, len(terms), _VOCABULARY_TERMS)
    for number, start in enumerate(vocabulary):
        part = terms[start : start + _VOCABULARY_TERMS]
        yield (
            f"vocabulary-{number}.json",
            _json(
                [
                    _shortened(part),
                    rarities[start : start + _VOCABULARY_TERMS],
                    [_written_as(term, building.spellings.get(term)) for term in part],
                ]
            ),
        )
    starts: list[int] = []
    for number, (start, rows) in enumerate(_postings(terms, building)):
        starts.append(start)
        yield f"postings-{number}.json", msgspec.json.encode(rows)
    for number in range(0, count, _RECORDS):
        yield f"records-{number // _RECORDS}.json", b"[%b]" % b",".join(building.shown[number : number + _RECORDS])
    yield from meaning_files(building.meanings)
    yield (
        "words.json",
        _json(
            {
                "stop": {language: sorted(words) for language, words in sorted(STOP_WORDS.items())},
                "fillers": sorted(FILLERS),
                "common": sorted(COMMON),
                "one": sorted(ONE_WORD),
                "same": same_words(set(terms), synonyms),
            }
        ),
    )
    building.manifest = {
        "format": FORMAT,
        "count": count,
        "kinds": [building.kinds[kind] for kind in KINDS],
        "languages": sorted(building.languages),
        "terms": len(terms),
        "unknown": _rarity(count, 0),
        "vocabulary": [terms[start] for start in vocabulary],
        "vocabulary_terms": _VOCABULARY_TERMS,
        "postings": starts,
        "records": _RECORDS,
        "impacts": [_impact(weight) for weight in (*_BODY_WEIGHTS, _RELATED_WEIGHT)],
        **meaning_entries(building.meanings),
    }


def _rarity(count: int, found: int) -> int:
    """How much it says that a term occurs (BM25), as a whole number, which is equal in all languages."""
    return max(round(_RARITY * log(1 + (count - found + 0.5) / (found + 0.5))), 1)


def _postings(terms: Sequence[str], building: _Building) -> Iterator[tuple[int, list[list[list[int]]]]]:
    """Yield the rows of each piece, and the number of its first term."""
    start, size = 0, 0
    rows: list[list[list[int]]] = []
    for at, term in enumerate(terms):
        row = [_flat(building.rows(term)), *(_deltas(body.get(term, ())) for body in building.bodies)]
        while len(row) > 1 and not row[-1]:
            row.pop()
        numbers = sum(map(len, row)) + len(row)
        if rows and size + numbers > _POSTINGS_NUMBERS:
            yield start, rows
            start, size, rows = at, 0, []
        rows.append(row)
        size += numbers
    if rows:
        yield start, rows


def _rows(numbers: Sequence[int]) -> _Short:
    """The rows that are written as: record, impact, bits, how many places, places."""
    rows: _Short = {}
    at = 0
    while at < len(numbers):
        end = at + 4 + numbers[at + 3]
        rows[numbers[at]] = numbers[at + 1], numbers[at + 2], tuple(numbers[at + 4 : end])
        at = end
    return rows


def _flat(short: _Short) -> list[int]:
    """Write the short fields of a term: distance to the record before, impact, bits, how many places, places."""
    flat: list[int] = []
    before = 0
    for number in sorted(short):
        impact, bits, places = short[number]
        flat += (number - before, impact, bits, len(places), *sorted(places))
        before = number
    return flat


def _deltas(numbers: Sequence[int]) -> list[int]:
    return list(map(sub, numbers, (0, *numbers)))


def _shortened(terms: Sequence[str]) -> list[object]:
    """Leave out what a term has in common with the one before: alternately how many characters, and the rest."""
    made: list[object] = []
    before = ""
    for term in terms:
        same = 0
        for one, other in zip(before, term, strict=False):
            if one != other or ord(one) > 0xFFFF:
                break
            same += 1
        made += (same, term[same:])
        before = term
    return made


def _written_as(term: str, word: str | None) -> str:
    """Say how a term is written: how many letters to drop of it, and what to add; "" as it is."""
    if word is None:
        return ""
    same = 0
    for one, other in zip(word, term, strict=False):
        if one != other:
            break
        same += 1
    return f"{len(term) - same}{word[same:]}" if len(term) - same < 10 else ""


def _divide_compounds(building: _Building) -> None:
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
                    rows.setdefault(number, (_impact(_BODY_WEIGHTS[0] / 2), BODY_BIT, ()))
    # A record is either among those whose short fields have a term, or in a body.
    for term in touched:
        for body in building.bodies:
            if term in body:
                body[term] = array("I", (number for number in body[term] if number not in building.changed[term]))


def _join_pairs(building: _Building, known: Collection[str]) -> set[str]:
    """Let neighbours be found by the word that others write them as; the terms that gained records."""
    touched: set[str] = set()
    terms = sorted(known)
    for number, first, second, place in building.pairs:
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
                rows[number] = (_impact(weight), _bits_at(place), (place,))
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


def _in_javascript(word: str) -> bytes:
    """Sort as JavaScript compares texts: by units of UTF-16."""
    return word.encode("utf-16-be", "surrogatepass")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
