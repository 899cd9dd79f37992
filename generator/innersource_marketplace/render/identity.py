"""The generated sign of a project without a logo: initials on a stable tint."""

from hashlib import sha256

TINTS = 12
"""Number of tints that the style sheet defines (`.tint-0` to `.tint-11`)."""


def initials(title: str) -> str:
    """One or two letters that stand for a title: of its first and last word, or its first letter."""
    words = ["".join(c for c in word if c.isalnum()) for word in title.replace("-", " ").replace("_", " ").split()]
    letters = [word[0].upper()[:1] for word in words if word]
    return "".join(letters[:1] + letters[-1:]) if len(letters) > 1 else (letters[0] if letters else "·")


def tint(key: str) -> int:
    """The number of a project's tint; the same for ever."""
    return sha256(key.encode("utf-8", "surrogatepass")).digest()[0] % TINTS
