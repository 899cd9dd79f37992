"""Why a result was found, for people: the words that are there, and where."""

from collections.abc import Iterable
from typing import Final

import msgspec

from innersource_marketplace.search.index_reader import Index
from innersource_marketplace.search.ranking import Found
from innersource_marketplace.search.searchable import (
    BODY_BIT,
    DESCRIPTION,
    MOTIVATION,
    NAME,
    PEOPLE,
    RELATED_BIT,
    TITLE,
    TOPICS,
)
from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.stems import LANGUAGES, stem
from innersource_marketplace.search.ways import MEANT

_ORDER: Final = (
    *((field.name, field.bit) for field in (TITLE, NAME, TOPICS, DESCRIPTION, MOTIVATION, PEOPLE)),
    ("README", BODY_BIT),
    ("related", RELATED_BIT),
)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were found in a field; of a README the sentence that says most of them.

    `field` is "related" where the words only mean something similar to what was typed.
    """

    field: str
    words: tuple[str, ...]
    sentence: str = ""

    def __str__(self) -> str:
        """As one line: `title: barcode, scanner`."""
        return f"{self.field}: {self.sentence or ', '.join(self.words)}"


def reasons(record: int, found: Found, index: Index) -> list[Reason]:
    """Say why a record is among the results, the clearest reason first."""
    words: dict[str, dict[str, None]] = {}
    in_body: list[str] = []
    for why in found.why(record):
        field = "related" if why.kind in MEANT else next(name for name, bit in _ORDER if why.bits & bit)
        if field == "README":
            in_body += why.terms
        for term in why.terms:
            known = index.term(term)
            words.setdefault(field, {})[known.spelling if known else term] = None
    sentence = _best_sentence(index.shown(record).sentences, set(in_body)) if in_body else ""
    return [
        Reason(field=field, words=tuple(words[field]), sentence=sentence if field == "README" else "")
        for field, _ in _ORDER
        if field in words
    ]


def _best_sentence(sentences: Iterable[str], terms: set[str]) -> str:
    """The first of the sentences that hold most of the terms; "" if none holds any."""
    best, most = "", 0
    for sentence in sentences:
        found = {
            stem(word, language)
            for text in written(plain(sentence))
            for word in (*chunk(text).parts, *(extra.word for extra in chunk(text).extras))
            for language in LANGUAGES
        }
        count = len(found & terms)
        if count > most:
            best, most = sentence, count
    return best
