"""The expressions of GitHub Actions, as far as our workflows use them.

Source: GitHub Docs, "Evaluate expressions in workflows and actions": `&&` and `||` give one of their
operands; null, false, 0 and '' are false; texts compare without case.
"""

import re
from collections.abc import Mapping

_TOKENS = re.compile(r"\s*(?:(\|\||&&|==|!=|!|\(|\))|'((?:[^']|'')*)'|([A-Za-z_][\w.-]*(?:\(\))?))")
_Tokens = list[tuple[str, str, str]]
_INSERTED = re.compile(r"\$\{\{(.*?)\}\}")


def filled(text: str, context: Mapping[str, object]) -> str:
    """The text with every `${{ … }}` in it evaluated."""
    return _INSERTED.sub(lambda found: _text(value(found[1], context)), text)


def holds(condition: str, context: Mapping[str, object]) -> bool:
    """Whether a condition under `if` holds."""
    return bool(value(condition.removeprefix("${{").removesuffix("}}"), context))


def value(expression: str, context: Mapping[str, object]) -> object:
    """The value of an expression; what the context lacks is null."""
    tokens: _Tokens = []
    at = 0
    while expression[at:].strip():
        found = _TOKENS.match(expression, at)
        if found is None:
            raise ValueError(f"not understood: {expression}")
        tokens.append((found[1] or "", found[2] or "", found[3] or ""))
        at = found.end()
    result, rest = _either(tokens, context)
    if rest:
        raise ValueError(f"not understood: {expression}")
    return result


def _either(tokens: _Tokens, context: Mapping[str, object]) -> tuple[object, _Tokens]:
    left, tokens = _both(tokens, context)
    while tokens and tokens[0][0] == "||":
        right, tokens = _both(tokens[1:], context)
        left = left or right
    return left, tokens


def _both(tokens: _Tokens, context: Mapping[str, object]) -> tuple[object, _Tokens]:
    left, tokens = _compared(tokens, context)
    while tokens and tokens[0][0] == "&&":
        right, tokens = _compared(tokens[1:], context)
        left = left and right
    return left, tokens


def _compared(tokens: _Tokens, context: Mapping[str, object]) -> tuple[object, _Tokens]:
    left, tokens = _single(tokens, context)
    while tokens and tokens[0][0] in ("==", "!="):
        sign = tokens[0][0]
        right, tokens = _single(tokens[1:], context)
        left = (_text(left).lower() == _text(right).lower()) is (sign == "==")
    return left, tokens


def _single(tokens: _Tokens, context: Mapping[str, object]) -> tuple[object, _Tokens]:
    sign, literal, name = tokens[0]
    if sign == "!":
        inner, rest = _single(tokens[1:], context)
        return not inner, rest
    if sign == "(":
        inner, rest = _either(tokens[1:], context)
        return inner, rest[1:]
    if name:
        return _looked_up(name, context), tokens[1:]
    return literal.replace("''", "'"), tokens[1:]


def _looked_up(name: str, context: Mapping[str, object]) -> object:
    found: object = context
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(given: object) -> str:
    if given is None:
        return ""
    return str(given).lower() if isinstance(given, bool) else str(given)
