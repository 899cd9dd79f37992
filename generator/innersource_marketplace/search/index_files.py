"""The index in files, in pieces that a browser fetches as somebody types; the same bytes for the same records.

`manifest.json` says how the index is divided; all else lies in a folder named by its content. `words.json` holds the
word lists and what words mean the same, `vocabulary-N.json` terms in order and how rare they are, `postings-N.json`
where they occur, and `records-N.json` what is shown of a result. `Index` in `index_reader` reads them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from math import log, log10
from operator import sub
from typing import Final

import msgspec

from innersource_marketplace.search.index_words import (
    BODY_WEIGHTS,
    RELATED_WEIGHT,
    IndexWords,
    divide_compounds,
    impact_of,
)
from innersource_marketplace.search.meanings import Meaning, meaning_entries, meaning_files
from innersource_marketplace.search.searchable import KINDS, Searchable
from innersource_marketplace.search.text.folding import ONE_WORD
from innersource_marketplace.search.text.ordinary_words import ORDINARY
from innersource_marketplace.search.text.same_words import glossary_stems, same_words
from innersource_marketplace.search.text.sentences import sentences
from innersource_marketplace.search.text.stems import stem
from innersource_marketplace.search.text.usual_words import USUAL
from innersource_marketplace.search.text.word_lists import COMMON, FILLERS, STOP_WORDS

FORMAT: Final = 5
MANIFEST: Final = "manifest.json"
INDEX_FOLDER: Final = "assets/search/"
"""Where the index is in a site."""

_RARITY: Final = 20

_WORDY: Final = 1_000
"""Characters from which on a README says many words by chance."""

_VOCABULARY_TERMS: Final = 4_000
_POSTINGS_NUMBERS: Final = 20_000
_RECORDS: Final = 20


def index_files(
    records: Iterable[Searchable], *, synonyms: Sequence[Sequence[str]] = ()
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index of these records, by name; `synonyms` are groups of words that mean the same.

    Records are taken one after the other, for all their texts together need much memory. They come in the order of
    `KINDS`; raises `ValueError` otherwise.
    """
    files, manifest = _files(records, synonyms)
    digest = sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    folder = digest.hexdigest()[:16]
    yield MANIFEST, _json(manifest | {"folder": folder})
    for name, content in files.items():
        yield f"{folder}/{name}", content


def _files(
    records: Iterable[Searchable], synonyms: Sequence[Sequence[str]]
) -> tuple[dict[str, bytes], dict[str, object]]:
    """The files by name, and the manifest."""
    building = IndexWords()
    shown: list[bytes] = []
    kinds: list[int] = []
    ending: list[int] = []
    wordy: list[int] = []
    meanings: list[Meaning] = []
    for record in records:
        building.add(record)
        kinds.append(KINDS.index(record.kind))
        if kinds[-1] < max(kinds[-2:]):
            raise ValueError(f"{record.key}: records of the index come by kind")
        if record.ending:
            ending.append(len(shown))
        if record.kind == KINDS[0] and len(record.body) >= _WORDY:
            wordy.append(len(shown))
        shown.append(_json(_shown(record)))
        if record.meaning:
            meanings.append(record.meaning)
    building.finish()
    divide_compounds(building)
    files: dict[str, bytes] = {}
    bodies = building.bodies
    terms = sorted({*building.short, *building.changed, *chain.from_iterable(bodies)}, key=_in_javascript)
    count = building.count
    rarities = [
        _rarity(count, building.in_short(term) + sum(len(body[term]) for body in bodies if term in body))
        for term in terms
    ]
    vocabulary = range(0, len(terms), _VOCABULARY_TERMS)
    for number, start in enumerate(vocabulary):
        part = terms[start : start + _VOCABULARY_TERMS]
        spellings = [_written_as(term, building.spellings.get(term)) for term in part]
        files[f"vocabulary-{number}.json"] = _json(
            [_shortened(part), rarities[start : start + _VOCABULARY_TERMS], spellings]
        )
    starts: list[int] = []
    for number, (start, rows) in enumerate(_postings(terms, building)):
        starts.append(start)
        files[f"postings-{number}.json"] = msgspec.json.encode(rows)
    for number in range(0, count, _RECORDS):
        files[f"records-{number // _RECORDS}.json"] = b"[" + b",".join(shown[number : number + _RECORDS]) + b"]"
    files.update(meaning_files(meanings))
    files["words.json"] = _json(_word_lists(set(terms), synonyms))
    of_kind = Counter(kinds)
    return files, {
        "format": FORMAT,
        "count": count,
        "size": round(100 * log10(max(of_kind[0], 1))),
        "kinds": [of_kind[kind] for kind in range(len(KINDS))],
        "ending": ending,
        "wordy": _deltas(wordy),
        "languages": sorted(building.languages),
        "terms": len(terms),
        "unknown": _rarity(count, 0),
        "vocabulary": [terms[start] for start in vocabulary],
        "vocabulary_terms": _VOCABULARY_TERMS,
        "postings": starts,
        "records": _RECORDS,
        "impacts": [impact_of(weight) for weight in (*BODY_WEIGHTS, RELATED_WEIGHT)],
        **meaning_entries(meanings),
    }


def _word_lists(known: set[str], synonyms: Sequence[Sequence[str]]) -> dict[str, object]:
    return {
        "stop": {language: sorted(words) for language, words in sorted(STOP_WORDS.items())},
        "fillers": sorted(FILLERS),
        "common": {
            language: sorted({stem(word, language) for word in words}) for language, words in sorted(COMMON.items())
        },
        "usual": {language: _usual(words, language) for language, words in sorted(USUAL.items())},
        "one": sorted(ONE_WORD),
        "glossary": sorted(glossary_stems()),
        "ordinary": sorted({stem(word, language) for language, words in ORDINARY.items() for word in words}),
        "same": same_words(known, synonyms),
    }


def _usual(words: Sequence[str], language: str) -> list[list[str]]:
    """The stems of usual words, and how each is written, so that no reader works them out."""
    stems = [stem(word, language) for word in words]
    return [stems, [_written_as(term, word) for term, word in zip(stems, words, strict=True)]]


def _shown(record: Searchable) -> list[object]:
    said = record.description or record.motivation
    shown = [KINDS.index(record.kind), record.key, record.title, record.page, said, sentences(record.body)]
    return [*shown, record.topics, record.language]


def _rarity(count: int, found: int) -> int:
    """How much it says that a term occurs (BM25), as a whole number, which is equal in all languages."""
    return max(round(_RARITY * log(1 + (count - found + 0.5) / (found + 0.5))), 1)


def _postings(terms: Sequence[str], building: IndexWords) -> Iterator[tuple[int, list[list[list[int]]]]]:
    """Yield the rows of each piece, and the number of its first term."""
    start, size = 0, 0
    rows: list[list[list[int]]] = []
    for at, term in enumerate(terms):
        row = [building.flat(term), *(_deltas(body.get(term, ())) for body in building.bodies)]
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


def _deltas(numbers: Sequence[int]) -> list[int]:
    return list(map(sub, numbers, chain((0,), numbers)))


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
    if word is None or word == term:
        return ""
    same = 0
    for one, other in zip(word, term, strict=False):
        if one != other:
            break
        same += 1
    return f"{len(term) - same}{word[same:]}" if len(term) - same < 10 else ""


def _in_javascript(word: str) -> bytes:
    """Sort as JavaScript compares texts: by units of UTF-16."""
    return word.encode("utf-16-be", "surrogatepass")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
