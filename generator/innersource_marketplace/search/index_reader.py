"""Reads the files of an index, each when it is needed; `index_files` says what they hold."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

from innersource_marketplace.search.index_files import FORMAT, MANIFEST
from innersource_marketplace.search.meanings import read_meanings
from innersource_marketplace.search.searchable import KINDS

Read = Callable[[str], bytes]
"""Gives the content of a file of the index by its name; what it raises goes through."""


class UnreadableIndexError(ValueError):
    """The files are not an index of this format. The message says which one is not, and why."""


class Term(NamedTuple):
    """A term of the index: its number, and how much it says that it occurs, and how it is written most often."""

    number: int
    rarity: int
    spelling: str


class Posting(NamedTuple):
    """Where a term occurs in short fields (flat, as written) and in bodies, by level (distances)."""

    short: Sequence[int]
    bodies: Sequence[Sequence[int]]


class Shown(NamedTuple):
    """What is shown of a result."""

    kind: str
    key: str
    title: str
    page: str
    description: str
    sentences: tuple[str, ...]
    topics: tuple[str, ...]
    language: str


class Index:
    """An index in files. Raises `UnreadableIndexError` where a file is not what it should be."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._pieces: dict[str, Any] = {}
        manifest = self._json(MANIFEST)
        written = manifest.get("format") if isinstance(manifest, dict) else None
        if written != FORMAT:
            other = f"of format {written}" if isinstance(written, int) else "of no format"
            raise UnreadableIndexError(
                f"{MANIFEST} is {other}, and this version reads {FORMAT}:"
                " build the site again, or use the version that built it."
            )
        try:
            self.count: Final[int] = manifest["count"]
            self.size: Final[int] = manifest["size"]
            self.kinds: Final[list[int]] = manifest["kinds"]
            self.ending: Final[frozenset[int]] = frozenset(manifest.get("ending", ()))
            self.wordy: Final[frozenset[int]] = frozenset(accumulate(manifest.get("wordy", ())))
            self.languages: Final[list[str]] = manifest["languages"]
            self.unknown: Final[int] = manifest["unknown"]
            self.impacts: Final[list[int]] = manifest["impacts"]
            self._folder: Final[str] = manifest["folder"]
            self._firsts: Final[list[bytes]] = [_units(term) for term in manifest["vocabulary"]]
            self._size: Final[int] = manifest["vocabulary_terms"]
            self._postings: Final[list[int]] = manifest["postings"]
            self._records: Final[int] = manifest["records"]
            self.encoder: Final[str] = str(manifest.get("encoder", ""))
            words = self._json("words.json")
            self.stop: Final[frozenset[str]] = frozenset(word for listed in words["stop"].values() for word in listed)
            self.fillers: Final[frozenset[str]] = frozenset(words["fillers"])
            self.common: Final[Mapping[str, frozenset[str]]] = {
                language: frozenset(stems) for language, stems in words["common"].items()
            }
            usual = words["usual"].items()
            self.usual: Final[Mapping[str, list[str]]] = {
                language: list(map(_spelled, stems, spellings)) for language, (stems, spellings) in usual
            }
            self.usual_stems: Final[Mapping[str, frozenset[str]]] = {
                language: frozenset(stems) for language, (stems, _) in usual
            }
            self.glossary: Final[frozenset[str]] = frozenset(words.get("glossary", ()))
            self.ordinary: Final[frozenset[str]] = frozenset(words.get("ordinary", ()))
            self.same: Final[Mapping[str, list[list[Any]]]] = words["same"]
        except (KeyError, TypeError, AttributeError) as error:
            raise UnreadableIndexError(f"The index lacks {error}; build the site again.") from error

    def term(self, word: str) -> Term | None:
        """Find a term by its stem."""
        piece = bisect_right(self._firsts, _units(word)) - 1
        if piece < 0:
            return None
        terms, units = self._vocabulary(piece)
        at = bisect_left(units, _units(word))
        return terms[at][1] if at < len(terms) and terms[at][0] == word else None

    def starting(self, prefix: str, most: int) -> list[tuple[str, Term]]:
        """Find the most frequent terms that begin with a word; among equally frequent ones the first."""
        wanted = _units(prefix)
        shorter = ((prefix[:length], self.term(prefix[:length])) for length in range(3, len(prefix)))
        found = [(word, term) for word, term in shorter if term and term.spelling.startswith(prefix)]
        for piece in range(max(bisect_right(self._firsts, wanted) - 1, 0), len(self._firsts)):
            terms, units = self._vocabulary(piece)
            at = bisect_left(units, wanted)
            while at < len(terms) and terms[at][0].startswith(prefix):
                found.append(terms[at])
                at += 1
            if at < len(terms):
                break
        return sorted(found, key=lambda pair: (pair[1].rarity, pair[1].number))[:most]

    def vocabulary(self) -> list[tuple[str, Term]]:
        """All terms, in order."""
        return [term for piece in range(len(self._firsts)) for term in self._vocabulary(piece)[0]]

    def posting(self, number: int) -> Posting:
        """Where a term occurs."""
        piece = bisect_right(self._postings, number) - 1
        row = self._json(f"postings-{piece}.json")[number - self._postings[piece]]
        return Posting(row[0], row[1:])

    def shown(self, record: int) -> Shown:
        """What is shown of a record."""
        row = self._json(f"records-{record // self._records}.json")[record % self._records]
        kind, key, title, page, description, sentences, topics, language = row
        return Shown(KINDS[kind], key, title, page, description, tuple(sentences), tuple(topics), language)

    def meanings(self) -> list[bytes]:
        """What each project is about, in the order of the records, as `searchable.Meaning`; [] without an encoder."""
        try:
            return read_meanings(self._json(MANIFEST), self._json)
        except ValueError as error:
            raise UnreadableIndexError(
                f"The index has no readable meanings ({error}); build the site again."
            ) from error

    def kind(self, record: int) -> int:
        """The place of a record's kind in `KINDS`."""
        for kind, count in enumerate(self.kinds):
            if record < count:
                return kind
            record -= count
        return len(self.kinds)

    def _vocabulary(self, piece: int) -> tuple[list[tuple[str, Term]], list[bytes]]:
        name = f"vocabulary-{piece} read"
        if name not in self._pieces:
            shortened, rarities, spellings = self._json(f"vocabulary-{piece}.json")
            terms: list[tuple[str, Term]] = []
            term = ""
            for at, (rarity, spelling) in enumerate(zip(rarities, spellings, strict=True)):
                term = term[: shortened[2 * at]] + shortened[2 * at + 1]
                terms.append((term, Term(piece * self._size + at, rarity, _spelled(term, spelling))))
            self._pieces[name] = terms, [_units(term) for term, _ in terms]
        pieces: tuple[list[tuple[str, Term]], list[bytes]] = self._pieces[name]
        return pieces

    def _json(self, name: str) -> Any:  # noqa: ANN401 -- whatever the file holds
        if name not in self._pieces:
            path = name if name == MANIFEST else f"{self._folder}/{name}"
            try:
                self._pieces[name] = json.loads(self._read(path))
            except ValueError as error:
                raise UnreadableIndexError(f"{path} is not JSON ({error}); build the site again.") from error
        return self._pieces[name]


def _spelled(term: str, spelling: str) -> str:
    """How a term is written: `spelling` says how many letters to drop of it, and what to add; "" for none."""
    return term[: len(term) - int(spelling[0])] + spelling[1:] if spelling else term


def _units(word: str) -> bytes:
    return word.encode("utf-16-be", "surrogatepass")
