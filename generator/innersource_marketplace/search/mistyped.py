"""What a word with mistakes was to be: a word of the index, a usual one, or one of the glossary.

`overrides/assets/marketplace/search/mistyped.js` is the same in JavaScript; a test compares both.
"""

import re
from collections.abc import Sequence
from typing import Final

from innersource_marketplace.search.index_reader import Index, Term
from innersource_marketplace.search.text.distances import allowed, distance
from innersource_marketplace.search.text.stems import LANGUAGES, stem
from innersource_marketplace.search.ways import (
    DERIVED,
    EXACT,
    TRUST_DERIVED,
    Way,
    derived,
    is_usual,
    known,
    meanings,
    stems_of,
)

_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
"""Characters that take two units in JavaScript; nobody mistypes them."""

_WEIGHTS: Final = (0, 75, 50)
_TRUSTS: Final = (0, 90, 50)
"""By the number of mistakes."""
_TRUSTS_SHORT: Final = (0, 60, 30)
"""A short word is soon that near to another one; so is a stem."""
_TRUST_RELATED: Final = 60
CLEAR: Final = _TRUSTS[1]
"""The trust of a way whose word is clearly mistyped."""

_LONG: Final = 6
_NO_CHANCE: Final = 8
"""A word as long as this that is one mistake away from another one was hardly meant to be a third."""
_NEAREST: Final = 4


def mistyped(word: str, stems: Sequence[str], slot: int, index: Index) -> list[Way]:
    """The words that a mistyped one is nearest to, the nearest first, and what is derived from that one.

    `stems` are those of the word. Whether it is mistyped at all is for the caller to say.
    """
    near = _nearest(word, stems, slot, index)
    if not any(way.trust == CLEAR for way in near):
        near = _nearest_usual(word, slot, index) or near
    if not near:
        return []
    others = known(derived(near[0].terms[0][0]), index)
    weight = DERIVED * near[0].weight // 100
    return [*near, *(Way(slot, slot, weight, "mistyped", (found,), TRUST_DERIVED) for found in others)]


def mistyped_glossary(word: str, slot: int, index: Index) -> list[Way]:
    """What a mistyped word of the glossary means."""
    limit = min(allowed(word), 1 if len(word) < _LONG + 3 else 2)
    if len(word) < _LONG or not limit or _ASTRAL.search(word):
        return []
    form = stem(word, "de")
    near = [(far, key) for key in index.same if " " not in key and (far := distance(form, key, limit)) <= limit]
    if not near:
        return []
    far, key = min(near, key=lambda one: (one[0], _in_javascript(one[1])))
    return [
        Way(slot, slot, weight * _WEIGHTS[far] // 100, "related", terms, _TRUST_RELATED)
        for weight, terms in meanings(key, index)
        if weight != EXACT
    ]


def _nearest(word: str, stems: Sequence[str], slot: int, index: Index) -> list[Way]:
    limit = 0 if _ASTRAL.search(word) else allowed(word)
    if not limit:
        return []
    forms = [(form, most) for form in (*stems, *_unended(word)) if (most := min(limit, allowed(form)))]
    found: list[tuple[int, int, int, str, Term, int]] = []
    letters = sorted(word)
    for key, term in index.vocabulary():
        # The stem is often a word too ("calendar" beside "calendars").
        apart = whole = min(distance(word, term.spelling, limit), distance(word, key, limit))
        same = False
        if apart and key != term.spelling:
            for form, most in forms:
                far = distance(form, key, most)
                if far <= most:
                    apart = min(apart, max(far, 1))
                    same = same or not far
        if apart <= limit and len(term.spelling) >= 4 and not key[0].isdecimal() and not _ASTRAL.search(key):
            # The same letters in another order are a slip of the fingers.
            swapped = letters in (sorted(key), sorted(term.spelling))
            clear = same or swapped or (whole == apart and len(word) >= _LONG)
            trust = (_TRUSTS if clear else _TRUSTS_SHORT)[apart]
            found.append((apart, int(key[0] != word[0]), term.rarity, key, term, trust))
    found.sort(key=lambda near: (near[0] + near[1], near[2], near[4].number))
    return [
        Way(slot, slot, _WEIGHTS[apart], "mistyped", ((key, term),), trust)
        for apart, _, _, key, term, trust in found[:_NEAREST]
    ]


def _nearest_usual(word: str, slot: int, index: Index) -> list[Way]:
    """What was to be a word that software is often described with: the index knows one form of it only."""
    limit = allowed(word)
    if len(word) < _LONG or _ASTRAL.search(word):
        return []
    near = [
        (far + (usual[0] != word[0]), far, usual)
        for language in LANGUAGES
        for usual in index.usual[language]
        if (far := distance(word, usual, limit)) <= limit
    ]
    if not near:
        return []
    _, far, usual = min(near)
    return [
        Way(slot, slot, _WEIGHTS[far], "mistyped", (found,), _TRUSTS[far])
        for found in known(stems_of(usual, index), index)
    ]


def is_nearly_usual(word: str, index: Index) -> bool:
    """Whether a word is one with a mistake that software of all kinds is described with."""
    if len(word) < _NO_CHANCE or _ASTRAL.search(word) or is_usual(word, index):
        return False
    return any(distance(word, usual, 1) <= 1 for language in LANGUAGES for usual in index.usual[language])


_ENDING: Final = re.compile("(?:e?ments?|ations?|ators?|ating|ated|ings?|ers?|ed)$")


def _unended(word: str) -> list[str]:
    """A word without its ending, which may hide the mistake ("valdation" is near "valid", "scaning" is "scan")."""
    return [word[: found.start()]] if (found := _ENDING.search(word)) else []


def _in_javascript(word: str) -> bytes:
    """Sort as JavaScript compares texts: by units of UTF-16."""
    return word.encode("utf-16-be", "surrogatepass")
