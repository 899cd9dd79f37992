"""Why a result was found, for people: the words that are there, and where."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from innersource_marketplace.search.index_reader import Index, Shown
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
from innersource_marketplace.search.text.as_written import as_written, stems_in
from innersource_marketplace.search.text.folding import plain, written
from innersource_marketplace.search.ways import MEANT

_ORDER: Final = (
    *((field.name, field.bit) for field in (TITLE, NAME)),
    ("language", TOPICS.bit),
    *((field.name, field.bit) for field in (TOPICS, DESCRIPTION, MOTIVATION, PEOPLE)),
    ("README", BODY_BIT),
    ("related", RELATED_BIT),
)


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were found in a field, as they are written there; of a README the sentence that says most of them.

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
    shown = index.shown(record)
    words: dict[str, dict[str, None]] = {}
    in_body: list[str] = []
    for why in found.why(record):
        for term in why.terms:
            field, word = _place(term, why.bits, shown)
            if field == "README":
                in_body.append(term)
            if not word:
                known = index.term(term)
                word = known.spelling if known else term
            words.setdefault("related" if why.kind in MEANT else field, {})[word] = None
    sentence = _best_sentence(shown.sentences, set(in_body)) if in_body else ""
    return [
        Reason(field=field, words=tuple(words[field]), sentence=sentence if field == "README" else "")
        for field, _ in _ORDER
        if field in words
    ]


def _place(term: str, bits: int, shown: Shown) -> tuple[str, str]:
    """The clearest field that a term is in, and the word there; "" for the word where the field is not shown."""
    texts: dict[str, Sequence[str]] = {
        TITLE.name: (shown.title,),
        NAME.name: (shown.key.rpartition("/")[2],),
        TOPICS.name: shown.topics,
        "language": (shown.language,),
        DESCRIPTION.name: (shown.description,),
    }
    fields = [name for name, bit in _ORDER if bits & bit]
    for field in fields:
        if word := as_written(term, texts.get(field, ())):
            return field, word
    return next((field for field in fields if field not in texts), fields[0]), ""


def _best_sentence(sentences: Iterable[str], terms: set[str]) -> str:
    """The first of the sentences that hold most of the terms; "" if none holds any."""
    best, most = "", 0
    for sentence in sentences:
        found = {one for text in written(plain(sentence)) for one in stems_in(text)}
        count = len(found & terms)
        if count > most:
            best, most = sentence, count
    return best
