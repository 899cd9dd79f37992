"""The sentences of a README that can say why a project was found."""

import re
from typing import Final

_MOST: Final = 12
_CHARACTERS: Final = 1_600
_LONGEST: Final = 220
_SHORTEST: Final = 15
_END: Final = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_READ: Final = 6_000


def sentences(text: str) -> list[str]:
    """Give the first sentences of a text, each cut where it is too long to show."""
    found: list[str] = []
    left = _CHARACTERS
    text = text[:_READ]
    at = 0
    while at < len(text):
        end = _END.search(text, at)
        words = " ".join(text[at : end.start() if end else None].split())
        at = end.end() if end else len(text)
        if len(words) < _SHORTEST:
            continue
        words = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
        left -= len(words)
        if left < 0 or len(found) == _MOST:
            break
        found.append(words)
    return found
