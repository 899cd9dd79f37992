"""Strict JSON."""

import json
import re
from collections.abc import Iterator
from functools import cache

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.formats.parsing.json_errors import name_json_fault
from innersource_marketplace.formats.parsing.parsed import (
    Parsed,
    Position,
    Report,
    at_start,
    duplicate_words,
    fault,
    line_column,
    pointer_to,
    unusable,
)
from innersource_marketplace.formats.parsing.positions import Builder, Places
from innersource_marketplace.formats.parsing.scalars import Refused, decode, read_number, too_deep_words
from innersource_marketplace.limits import DOCUMENT_DEPTH, METADATA_BYTES

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},:]|[^\s\[\]{},:"]+')
"""Linear, in little memory, for a text without an end too: that one goes to the end of the file."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_json(data: bytes, where: str, limit: int = METADATA_BYTES) -> Parsed:
    """Read strict JSON (RFC 8259), as UTF-8.

    Refused, each by name: duplicate keys, NaN and Infinity, lone surrogates, numbers of more than
    `NUMBER_DIGITS` characters, nesting beyond `DOCUMENT_DEPTH`, comments, trailing commas.
    """
    text, problem = decode(data, where, limit)
    if text is None or (problem and problem.severity is Severity.ERROR):
        return unusable(where, problem)
    before = (problem,) if problem else ()
    deep = _json_depth_fault(text, where)
    if deep:
        return Parsed(where=where, value=None, problems=(*before, deep), position=at_start)
    duplicates = False
    refused: list[Refused] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal duplicates
        result = dict(pairs)
        if len(result) < len(pairs):
            duplicates = True
            result = dict(reversed(pairs))
            result = {key: result[key] for key, _ in pairs}
        return result

    def number(literal: str) -> object:
        value = read_number(literal)
        if isinstance(value, Refused):
            refused.append(value)
        return value

    def constant(literal: str) -> object:
        refused.append(
            Refused(
                "not-a-number",
                sentence("{value} is not a JSON value", value=literal),
                "Leave the field out if it is not known.",
            )
        )
        return refused[-1]

    try:
        value: object = json.loads(
            text, object_pairs_hook=unique, parse_int=number, parse_float=number, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        return Parsed(
            where=where, value=None, problems=(*before, name_json_fault(text, error, where)), position=at_start
        )

    @cache
    def places() -> tuple[Places, tuple[tuple[str, Position], ...]]:
        return _json_places(text)

    def position(pointer: str, *, key: bool = False) -> Position:
        return places()[0].find(value, pointer, key=key)

    report = Report(where, position)
    if duplicates:
        for key_pointer, at in places()[1]:
            report.error(key_pointer, *duplicate_words(key_pointer), at=at)
    if refused or _SURROGATE_ESCAPE.search(text):
        value = _replace_refused(value, "", report)
    return Parsed(
        where=where,
        value=value,
        problems=(*before, *report.problems()),
        position=position,
    )


def _replace_refused(value: object, pointer: str, report: Report) -> object:
    """Copy a value with refused scalars as None and lone surrogates as U+FFFD. Depth is bounded already."""
    if isinstance(value, Refused):
        report.error(pointer, value.code, value.message, value.fix)
        return None
    if isinstance(value, str) and _SURROGATE.search(value):
        report.error(
            pointer,
            "lone-surrogate",
            "the text contains half of a surrogate pair",
            "Write the character itself, in UTF-8.",
        )
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_replace_refused(item, pointer_to(pointer, index), report) for index, item in enumerate(value)]
    if isinstance(value, dict):
        result = {}
        for key, item in value.items():
            clean = _SURROGATE.sub("\ufffd", key)
            if clean != key:
                report.error(
                    pointer,
                    "lone-surrogate",
                    "a key contains half of a surrogate pair",
                    "Write the key in plain letters.",
                )
                while clean in result or clean in value:
                    clean += "\ufffd"
            result[clean] = _replace_refused(item, pointer_to(pointer, key), report)
        return result
    return value


def _json_depth_fault(text: str, where: str) -> Problem | None:
    """Find nesting that would exhaust the parser, without recursion. Brackets in texts don't count."""
    if text.count("[") + text.count("{") <= DOCUMENT_DEPTH:
        return None
    depth = 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ("[", "{"):
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
        if depth > DOCUMENT_DEPTH:
            return fault(where, line_column(text, match.start()), *too_deep_words())
    return None


def _json_places(text: str) -> tuple[Places, tuple[tuple[str, Position], ...]]:
    """Walk the tokens of text that is known to be JSON: places of values, and of duplicate keys."""
    places = Places()
    duplicates: list[tuple[str, Position]] = []
    builder = Builder(places, lambda pointer, at: duplicates.append((pointer, at)))
    for lexeme, at in _placed_tokens(text):
        if lexeme in ("[", "{"):
            builder.open(at, {} if lexeme == "{" else [])
        elif lexeme in ("]", "}"):
            builder.close()
        elif lexeme not in (",", ":"):
            builder.scalar(at, string_value(lexeme) if lexeme[0] == '"' else 0)
    return places, tuple(duplicates)


def tokens(text: str) -> Iterator[tuple[str, int]]:
    """Split text that is known to be JSON into brackets, commas, colons and literals, each with its offset."""
    for match in _TOKEN.finditer(text):
        yield match[0], match.start()


def string_value(lexeme: str) -> str:
    """Give the value of a string literal."""
    return str(json.loads(lexeme, strict=False))


def _placed_tokens(text: str) -> Iterator[tuple[str, Position]]:
    line, line_start, seen = 1, 0, 0
    for lexeme, start in tokens(text):
        newlines = text.count("\n", seen, start)
        if newlines:
            line += newlines
            line_start = text.rfind("\n", 0, start) + 1
        seen = start
        yield lexeme, (line, start - line_start + 1)
