"""How well a project meets a need: what its words tell for it, and what it lacks tells against it, added up.

A word that is there speaks for a project; two that stand together as typed, more so. One that is not there speaks
against it, if it is nowhere in the catalogue: much, if it names a subject ("mortgage"), less, if software of all kinds
is described with it ("resize"). Among many projects some have the words by chance, so more is asked for. The weights
were found by logistic regression on needs with and without a right answer in nine catalogues, and checked on others:
docs/decisions/005-search.md. `overrides/assets/marketplace/search/fit.js` is the same in JavaScript.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

GOOD: Final = 50
"""From this match on, of 100, a result fits."""

SHOWN: Final = 60
"""The impact from which on a word shows what a project is about: a title, or a mention in more than one field."""

LEAST: Final = 30
"""What any mention shows at least, so that a need whose every word is in a README is nearly met."""

_FULL: Final = 100 * SHOWN
_KNOWN: Final = 4_000
"""How far a word is there, of `_FULL`, in some project of a catalogue that knows it: more than in any README."""

_POINT: Final = 10
"""Weights for a point of 100."""

_BASE: Final = -220
_ONE_WORD: Final = 150
_TOGETHER: Final = 100
_TEN_TIMES: Final = -80
"""For a catalogue of ten times as many projects as the usual one, which has 316 (a size of 250)."""
_USUAL_SIZE: Final = 250

_THERE: Final = 300
_THERE_COMMON: Final = 200
_NOWHERE: Final = -220
_NOWHERE_USUAL: Final = -130


class Telling(NamedTuple):
    """What a word tells of a project: where it is there, and where it is not."""

    there: int
    missing: int


def telling(*, common: bool, usual: bool, most: int, alone: bool) -> Telling:
    """What a word tells: of all days, usual in descriptions of software, or neither.

    `most` is how far it is there in the project where it is most. A word `alone` is there in every result.
    """
    if common:
        return Telling(_THERE_COMMON, 0)
    return Telling(_THERE, 0 if alone or most >= _KNOWN else _NOWHERE_USUAL if usual else _NOWHERE)


def match(words: Iterable[tuple[Telling, int]], together: int, base: int) -> int:
    """How well a project meets a need, of 100, from its words and how far each is there (of 6,000).

    `together` is how many stand beside the one before as typed.
    """
    told = sum(word.there * there + word.missing * (_FULL - there) for word, there in words)
    return max(0, min(100, GOOD + (base + told // _FULL + _TOGETHER * together) // _POINT))


def base(size: int, words: int) -> int:
    """What is added for a catalogue of this size (see `Index.size`) and a need of so many words."""
    return _BASE + _TEN_TIMES * (size - _USUAL_SIZE) // 100 + (_ONE_WORD if words == 1 else 0)
