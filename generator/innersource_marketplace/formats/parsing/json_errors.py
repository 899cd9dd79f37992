"""Syntax errors of JSON, each with a specific message and fix."""

import json
import re

from innersource_marketplace.errors import Problem, Words, sentence
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.parsing.parsed import fault, line_column, quoted

_JSON_HINTS: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (re.compile(r"//|/\*|#"), "comment", "JSON does not allow comments", "Remove the comment."),
    (re.compile(r"<<<<<<<|=======|>>>>>>>"), "syntax", "the file contains an unresolved merge conflict", "Resolve it."),
    (re.compile(r"'"), "syntax", "JSON requires double quotes", "Write \" instead of '."),
    (re.compile(r"[“”„]"), "syntax", "JSON requires straight quotes, not typographic ones", 'Write ".'),
    (
        re.compile(r"True|False|None"),
        "syntax",
        "true, false and null are lower case in JSON",
        "Write them in lower case.",
    ),
    (re.compile(r"undefined"), "syntax", "“undefined” is not a JSON value", "Leave the field out if it is not known."),
)


def name_json_fault(text: str, error: json.JSONDecodeError, where: str) -> Problem:
    """Give a specific message and fix for a syntax error."""
    at = line_column(text, error.pos)
    rest = text[error.pos : error.pos + 80]
    before = text[: error.pos].rstrip()
    bracket = re.match(r",?\s*([\]}])", rest)
    if bracket and (before.endswith(",") or rest.startswith(",")):
        offset = error.pos if rest.startswith(",") else len(before) - 1
        comma = sentence("there is a comma before the closing {bracket}", bracket=bracket[1])
        return fault(where, line_column(text, offset), "trailing-comma", comma, "Remove the comma.")
    for pattern, code, message, fix in _JSON_HINTS:
        if pattern.match(rest):
            return fault(where, at, code, message, fix)
    return fault(where, at, "syntax", *_json_words(error.msg, rest))


def _json_words(message: str, rest: str) -> tuple[Words, Words]:
    """Put a message of the `json` module into words that name the remedy."""
    if not rest:
        return "the file ends too early", "Close all brackets and quotes."
    table: tuple[tuple[str, Words, str], ...] = (
        ("Expecting property name", "a key in double quotes is missing here", 'Write keys as "key".'),
        ("Expecting ',' delimiter", "a comma is missing before this", "Write a comma between two values."),
        ("Expecting ':' delimiter", "a colon is missing before this", 'Write "key": value.'),
        (
            "Expecting value",
            sentence(
                "{value} is not a JSON value", value=quoted(rest.split(maxsplit=1)[0] if rest.split() else rest, 20)
            ),
            "Put text in quotes.",
        ),
        ("Extra data", "the document ends before this", "Remove what follows, or fix the brackets."),
        ("Unterminated string", "the text that begins here has no closing quote", 'End it with ".'),
        ("Invalid control character", "the text contains a line break or a tab", "Write \\n or \\t."),
        ("Invalid \\", "a backslash is followed by a character that has no meaning", "Write \\\\ for a backslash."),
    )
    for beginning, words, fix in table:
        if message.startswith(beginning):
            return words, fix
    return plain(message, 200), "Fix the JSON here."
