"""Texts reduced to what searching compares: one form of each character, no accents, words apart.

`overrides/assets/marketplace/search/folding.js` is the same in JavaScript; a test compares both.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

MOST_LETTERS: Final = 40
"""A longer word is a checksum or an address, which nobody types."""

_LETTERS: Final = str.maketrans(
    {"ß": "ss", "ẞ": "SS", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "æ": "ae", "Æ": "AE"}
    | {"œ": "oe", "Œ": "OE", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D", "ı": "i", "ħ": "h", "Ħ": "H", "’": "'"}
)
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic, and what has no width or turns a line.
_DROPPED: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]+"
)

# Letters, digits, and whole blocks of scripts whose vowels are marks.
_WORD: Final = r"(?:[^\W_]++|[\u0900-\u0963\u0966-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]++)++"
_CHUNK: Final = re.compile(rf"(?:(?<![^\W_])\.(?=[Nn][Ee][Tt](?![^\W_])))?{_WORD}(?:[-_.']{_WORD})*+(?:\+\+|#)?")
# The same for texts in ASCII, which most are, in a third of the time.
_ASCII_CHUNK: Final = re.compile(
    r"[A-Za-z0-9]++(?:[-_.'][A-Za-z0-9]++)*+(?:\+\+|#)?"
    r"|(?<![A-Za-z0-9])\.[Nn][Ee][Tt](?![A-Za-z0-9])(?:[-_.'][A-Za-z0-9]++)*+(?:\+\+|#)?"
)
_APART: Final = re.compile(r"[-_.]")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z]{2})|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")
_ABBREVIATIONS: Final = re.compile("[A-Z]{2,}s")
"""Several of them: "LLMs"."""
_WITH_NUMBER: Final = (re.compile("([a-z]{3,})[0-9]+"), re.compile("([a-z]{3,}|ip)v[0-9]+"))
"""Names with a number or a version: "python3", "SSHv2". What may be either is read as both ("opencv4")."""
# Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer: no blanks between words, or more than a word between them.
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)

ONE_WORD: Final = frozenset(
    "restful javascript typescript coffeescript actionscript postscript livescript github gitlab bitbucket youtube"
    " linkedin facebook powershell openstack wordpress pytorch tensorflow postgresql clickhouse elasticsearch"
    " openssl openshift salesforce sharepoint photoshop paypal whatsapp airbnb datadog jfrog".split()
)
"""Names written with a capital inside that are one word: "JavaScript" has nothing to do with Java."""


class Extra(NamedTuple):
    """A word in place of the parts from `first` up to and including `last` of its chunk."""

    word: str
    first: int
    last: int


class Chunk(NamedTuple):
    """What was written without a blank: its words, and further forms of one or several of them.

    `tail` is the last character of a run without blanks, which a text can be found by, and a query does not need.
    """

    parts: tuple[str, ...]
    extras: tuple[Extra, ...] = ()
    tail: str = ""


def plain(text: str) -> str:
    """Give a text one form of each character and no accents, with upper and lower case as they were."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFC", _DROPPED.sub("", text.translate(_LETTERS)))


def written(text: str) -> list[str]:
    """Find what is written without a blank in a text that is `plain`, in order."""
    return (_ASCII_CHUNK if text.isascii() else _CHUNK).findall(text)


@lru_cache(maxsize=20_000)
def chunk(text: str) -> Chunk:
    """Divide one such piece into its words."""
    small = text.lower()
    if small.endswith(("++", "#")):
        mark = "++" if small.endswith("++") else "#"
        if len(small) <= len(mark) + 1:
            return Chunk((small,))
        text, small = text[: -len(mark)], small[: -len(mark)]
    if small == ".net":
        return Chunk((".net",))
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    extras: list[Extra] = []
    tail = ""
    for number, piece in enumerate(_APART.split(text)):
        if piece == "NET" and number:
            words = [".net"]
        else:
            words, tail = _words(piece)
        if not words:
            continue
        first = len(parts)
        parts += words
        if len(words) > 1 and not tail:
            extras.append(Extra("".join(words), first, len(parts) - 1))
        pieces.append((first, len(parts) - 1))
    extras += _joined(parts, pieces)
    for at, word in enumerate(parts):
        extras += (Extra(found[1], at, at) for form in _WITH_NUMBER if (found := form.fullmatch(word)))
    return Chunk(tuple(parts), tuple(dict.fromkeys(e for e in extras if len(e.word) <= MOST_LETTERS)), tail)


def _words(piece: str) -> tuple[list[str], str]:
    """Divide a piece without hyphens; also the last character, if it is of a script without blanks."""
    piece = piece.removesuffix("'s").replace("'", "")
    if _ABBREVIATIONS.fullmatch(piece):
        piece = piece[:-1]
    small = piece.lower()
    if _UNSPACED.search(small):
        return _unspaced(small)
    words = [small] if piece == small or small in ONE_WORD else [word.lower() for word in _camel(piece)]
    return [word for word in words if 0 < len(word) <= MOST_LETTERS], ""


def _camel(piece: str) -> list[str]:
    """Divide "dateUtils" and "HTTPClient"; one letter alone is no word ("eCommerce")."""
    found = _CAMEL.split(piece)
    return found if len(found[0]) > 1 else [found[0] + found[1], *found[2:]] if len(found) > 1 else found


def _unspaced(small: str) -> tuple[list[str], str]:
    words: list[str] = []
    tail, at = "", 0
    for run in _UNSPACED.finditer(small):
        if before := small[at : run.start()]:
            words.append(before[:MOST_LETTERS])
        letters = run[0]
        words += [letters[place : place + 2] for place in range(len(letters) - 1)] or [letters]
        tail = letters[-1] if len(letters) > 1 else ""
        at = run.end()
    if after := small[at:]:
        words.append(after[:MOST_LETTERS])
        tail = ""
    return words, tail


def _joined(parts: list[str], pieces: list[tuple[int, int]]) -> Iterator[Extra]:
    """Join what hyphens and dots hold together: neighbours, and all of a few."""
    spans = [(pieces[at][0], pieces[at + 1][1]) for at in range(len(pieces) - 1)]
    if 2 < len(pieces) <= 4:
        spans.append((0, len(parts) - 1))
    for first, last in spans:
        word = "".join(parts[first : last + 1])
        if not word.isdecimal():
            yield Extra(word, first, last)


def unspaced(word: str) -> bool:
    """Whether a word is of a script without blanks, so that one character of it is worth something."""
    return _UNSPACED.match(word) is not None
