"""Which words of a project say what it is about: its terms, the same for "invoices" and "Invoice"."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_SHORTEST, _LONGEST = 2, 40


def terms(text: str) -> Iterator[str]:
    """The terms of a text in its order: folded, singular, without what says nothing."""
    return filter(None, map(_term, _WORD.findall(_HUMP.sub(" ", _ADDRESS.sub(" ", text)))))


@lru_cache(maxsize=100_000)
def _term(word: str) -> str | None:
    folded = word.casefold()
    if not _SHORTEST <= len(folded) <= _LONGEST or folded.isdigit() or folded in _everywhere():
        return None
    term = _singular(folded)
    return None if term in _everywhere() else term


@cache
def _everywhere() -> frozenset[str]:
    """What every README says, whatever the project is.

    Rare words tell most anyway; these are named because a small catalogue is too small to learn
    that they are common.
    """
    return frozenset((files(__package__) / "everywhere.txt").read_text(encoding="utf-8").split())


def _singular(word: str) -> str:
    """English plurals and the commonest endings of verbs; no more, for a term is shown to people."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
