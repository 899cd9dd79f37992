"""Initials and a tint for projects that have no logo."""

import unicodedata
from functools import lru_cache
from hashlib import sha256

TINTS = 12
"""How many tints the theme has for generated logos."""


@lru_cache(maxsize=2_048)  # each is on several pages
def initials(title: str) -> str:
    """The initials of a title: of its first two words, or its two capitals.

    Works on what a reader sees as one character: a base with its marks, in any script; a script
    that writes whole words in a character gives one. "?" when there is nothing to show.
    """
    words = _words(title)
    if not words:
        return "?"
    first = words[0][0]
    if _is_wide(first):
        return first
    if len(words) > 1:
        return (first + words[1][0]).upper() if not _is_wide(words[1][0]) else first.upper()
    inner_capital = next((character for character in words[0][1:] if character[0].isupper()), None)
    if inner_capital is not None and not title.isupper():
        return (first + inner_capital).upper()
    return first.upper() + (words[0][1].lower() if len(words[0]) > 1 else "")


def _words(title: str) -> list[list[str]]:
    """The words of a title as lists of characters with their marks; at most two marks each."""
    words: list[list[str]] = [[]]
    for character in unicodedata.normalize("NFC", title[:400]):
        kind = unicodedata.category(character)[0]
        if kind in "LN":
            words[-1].append(character)
        elif kind == "M" and words[-1]:
            if len(words[-1][-1]) < 3:
                words[-1][-1] += character
        elif character not in "\u200c\u200d'’":
            words.append([])
    return [word for word in words if word]


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character[0]) in "WF"


def tint(name: str) -> int:
    """A stable number from 0 to `TINTS` - 1 for a name, for the colour of its generated logo."""
    return int.from_bytes(sha256(name.encode("utf-8", "surrogatepass")).digest()[:4], "big") % TINTS
