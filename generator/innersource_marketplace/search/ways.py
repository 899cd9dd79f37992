"""Ways to fill a word that is looked for: terms of the index, and how they came from what was typed.

`overrides/assets/marketplace/search/ways.js` is the same in JavaScript; a test compares both.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from innersource_marketplace.search.index_reader import Index, Term
from innersource_marketplace.search.text.stems import LANGUAGES, stem

EXACT: Final = 100
DERIVED: Final = 60
TRUST_DERIVED: Final = 60
TRUST_HALF: Final = 40
"""The most that half of a compound shows: "Wetterbericht" asks for no other report."""

MEANT: Final = frozenset({"related", "translated", "divided"})
"""Kinds whose terms are other words than those typed: they mean something similar, or the same in another language."""

PARTS: Final = frozenset({"apart", "divided"})
"""Kinds whose terms are the parts of one word: both together are worth more than a part."""

CAPPED: Final = frozenset({*MEANT, "begun"})
"""Kinds whose terms say no more than what was typed would: a rare word that merely begins so is not worth more."""

_MEANINGS: Final = 8


class Way(NamedTuple):
    """One way to fill the slots from `first` to `last`: all these terms occur. `weight` is of 100.

    `trust` is how far it shows that the need is met, of 100: a word of the glossary ranks low, and says much.

    `kind` says how the terms came from what was typed: "word", "begun", "mistyped", "joined", "apart" (its parts are
    there), "related", "translated" or "divided" (words that mean the same as its parts).
    """

    first: int
    last: int
    weight: int
    kind: str
    terms: tuple[tuple[str, Term], ...]
    trust: int = 100


def stems_of(word: str, index: Index) -> list[str]:
    """The stems of a word in the languages of an index."""
    return list(dict.fromkeys(stem(word, language) for language in LANGUAGES if language in index.languages))


def known(stems: Iterable[str], index: Index) -> list[tuple[str, Term]]:
    """Those of some stems that an index knows, each once."""
    return [(found, term) for found in dict.fromkeys(stems) if (term := index.term(found))]


def is_common(word: str, index: Index) -> bool:
    """Whether a word is of all days."""
    return any(stem(word, language) in index.common[language] for language in LANGUAGES)


def is_usual(word: str, index: Index) -> bool:
    """Whether software of all kinds is described with a word."""
    return any(stem(word, language) in index.usual_stems[language] for language in LANGUAGES)


def is_correct(word: str, index: Index) -> bool:
    """Whether a word is one that people write: of all days, a usual or an ordinary one, or of the glossary."""
    stems = [stem(word, language) for language in LANGUAGES]
    written = any(one in index.glossary or one in index.ordinary for one in stems)
    return written or is_usual(word, index) or is_common(word, index)


def is_english(word: str, index: Index) -> bool:
    """Whether a word is a usual English one and no German one, so that its German stem misleads.

    In German, "dates" has the stem of "Daten", and "page" that of "pager".
    """
    return stem(word, "en") in index.usual_stems["en"] and word not in index.usual["de"]


def derived(found: str) -> list[str]:
    """Stems of who or what does it, and of doing: "scanner" for "scan", "print" for "printer"."""
    if not found.isascii() or not found.isalpha() or len(found) < 3:
        return []
    made = [f"{found}er", f"{found}{found[-1]}er", f"{found}or"]
    if len(found) > 4 and found.endswith(("er", "or")):
        base = found[:-2]
        made.append(base[:-1] if len(base) > 3 and base[-1] == base[-2] else base)
    return made


def meanings(part: str, index: Index) -> list[tuple[int, tuple[tuple[str, Term], ...]]]:
    """What a part of a compound means: itself, and what means the same; each with its weight."""
    found: list[tuple[int, tuple[tuple[str, Term], ...]]] = [(EXACT, (one,)) for one in known([part], index)]
    for weight, *terms in index.same.get(part, ()):
        there = known(terms, index)
        if len(there) == len(terms):
            found.append((weight, tuple(there)))
    return found[:_MEANINGS]
