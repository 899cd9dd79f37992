"""How far a mistyped word is from those that are known."""

from typing import Final

_LONGEST: Final = 40


def allowed(word: str) -> int:
    """How many mistakes a word of this length may have."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(one: str, other: str, limit: int) -> int:
    """Count the letters to insert, drop, replace or swap with their neighbour; `limit + 1` when there are more."""
    if abs(len(one) - len(other)) > limit or len(one) > _LONGEST or len(other) > _LONGEST:
        return limit + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, against in enumerate(other, 1):
            value = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                value = min(value, before[j - 2] + 1)
            current.append(value)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return min(previous[-1], limit + 1)
