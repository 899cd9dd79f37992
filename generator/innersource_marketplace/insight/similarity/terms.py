"""Which words of a text say what it is about, and which of them are forms of one word."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

_URL = re.compile(r"https?://\S+")
_EMAIL = re.compile(r"(?<!\S)[^\s@]+@\S+")
_WORD = re.compile(r"\.?\w+(?:\+\+|#)?")
_SIGNED = re.compile(r"\.NET|[A-Zcf](?:\+\+|#)")
"""Words that a sign belongs to: .NET, and C++, C#, F# and their like."""

_IDENTIFIER = re.compile(r"[A-Za-z][a-z]{3,}(?:[A-Z][a-z]{3,}){2,}")
"""Three or more long words written as one, such as OrderManagementService.

Shorter words with capitals inside are nearly always names, which fall apart into nothing that tells:
GraphQL, RESTful, macOS, JavaScript, ClickHouse.
"""
_PART = re.compile(r"[A-Za-z][a-z]+")
_ONE_LETTER = frozenset("CR")
"""Languages. Other single letters are articles, initials and the marks of lists."""

_LONGEST = 40


def terms(text: str) -> Iterator[str]:
    """The telling words of a text in their order, in lower case.

    Left out are addresses, numbers, single letters, words of more than 40 characters, and what every
    README says.
    """
    text = _URL.sub(" ", text)
    if "@" in text:
        text = _EMAIL.sub(" ", text)
    words = [word for word in _WORD.findall(text.replace("_", " ")) if len(word) <= _LONGEST]
    return chain.from_iterable(map(_terms_of, words))


@lru_cache(maxsize=100_000)
def stem(term: str) -> str:
    """What the forms of a term have in common: English plurals, no more. It is not always a word."""
    if len(term) > 4 and term.endswith("ies"):
        return term[:-3] + "y"
    if len(term) > 4 and term.endswith(("sses", "shes", "ches", "xes")):
        return term[:-2]
    if len(term) > 3 and term.endswith("s") and not term.endswith(("ss", "us", "is")):
        return term[:-1]
    return term


@lru_cache(maxsize=100_000)
def _terms_of(written: str) -> tuple[str, ...]:
    if _SIGNED.fullmatch(written):
        return (written.casefold(),)
    word = written.strip(".+#")
    parts = _PART.findall(word) if _IDENTIFIER.fullmatch(word) else [word]
    return tuple(term for part in parts if (term := _term(part)) is not None)


def _term(word: str) -> str | None:
    if len(word) < 2:
        return word.casefold() if word in _ONE_LETTER else None
    if word.endswith("s") and word[:-1].isalpha() and word[:-1].isupper():
        word = word[:-1]  # APIs, which does not end like a plural
    term = word.casefold()
    if len(term) < 2 or term.isdigit() or term in _everywhere() or stem(term) in _everywhere():
        return None
    return term


@cache
def _everywhere() -> frozenset[str]:
    """What every README says, whatever the project is.

    Rare words count most anyway; these are listed because a small catalogue is too small to show
    that they are common.
    """
    return frozenset((files(__package__) / "everywhere.txt").read_text(encoding="utf-8").split())
