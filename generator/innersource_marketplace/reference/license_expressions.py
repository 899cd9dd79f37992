"""SPDX licence expressions: the licences in them, and whether they allow a wanted one.

Source: SPDX Specification, annex "SPDX license expressions"; AND binds tighter than OR, WITH tighter than both.
"""

import re
from collections.abc import Callable, Iterator

_TOKEN = re.compile(r"\s*(?:([()])|([A-Za-z0-9.+:-]+))")
_OPERATORS = ("AND", "OR", "WITH")
_TOKENS = 40
"""Most words of an expression that is read; nobody writes a longer one, and nesting stays shallow."""


def names(expression: str) -> tuple[str, ...]:
    """The licences in an expression, once each, in order; the text itself if it is not an expression."""
    found: list[str] = []

    def note(name: str) -> bool:
        found.append(name)
        return True

    if _evaluate(expression, note) is None:
        return (expression,)
    return tuple(dict.fromkeys(found))


def satisfied(expression: str, wanted: Callable[[str], bool]) -> bool:
    """Whether `wanted` matches the expression as a whole, or one of its alternatives.

    Of alternatives one must be wanted, of licences that hold together all. An exception only
    permits more, so that a licence with one is wanted if the licence is.
    """
    return wanted(expression) or _evaluate(expression, wanted) is True


def _evaluate(expression: str, holds: Callable[[str], bool]) -> bool | None:
    """Work an expression out, asking for every licence; None if it is none."""
    tokens = list(_tokens(expression))
    if not 0 < len(tokens) <= _TOKENS:
        return None
    value = _alternatives(tokens, holds)
    return None if tokens else value


def _tokens(expression: str) -> Iterator[str]:
    at = 0
    text = expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        yield match[1] or match[2] if match else ""
        at = match.end() if match else len(text)


def _alternatives(tokens: list[str], holds: Callable[[str], bool]) -> bool | None:
    value = _together(tokens, holds)
    while tokens[:1] == ["OR"]:
        tokens.pop(0)
        further = _together(tokens, holds)
        value = None if value is None or further is None else value or further
    return value


def _together(tokens: list[str], holds: Callable[[str], bool]) -> bool | None:
    value = _one(tokens, holds)
    while tokens[:1] == ["AND"]:
        tokens.pop(0)
        further = _one(tokens, holds)
        value = None if value is None or further is None else value and further
    return value


def _one(tokens: list[str], holds: Callable[[str], bool]) -> bool | None:
    word = tokens.pop(0) if tokens else ""
    if word == "(":
        value = _alternatives(tokens, holds)
        return value if tokens and tokens.pop(0) == ")" else None
    if word in ("", ")", *_OPERATORS):
        return None
    if tokens[:1] != ["WITH"]:
        return holds(word)
    tokens.pop(0)
    exception = tokens.pop(0) if tokens else ""
    if exception in ("", "(", ")", *_OPERATORS):
        return None
    return holds(f"{word} WITH {exception}") or holds(word)
