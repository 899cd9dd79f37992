"""Syntax errors of JSON, each named for what it is and with the way to mend it."""

import json
import re

from innersource_marketplace.errors import Problem
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.parsing.parsed import fault, line_column, quoted

_JSON_HINTS: tuple[tuple[re.Pattern[str], str, str, str], ...] = (
    (re.compile(r"//|/\*|#"), "comment", "JSON has no comments", "Remove the comment."),
    (re.compile(r"<<<<<<<|=======|>>>>>>>"), "syntax", "a merge conflict is left in the file", "Resolve the conflict."),
    (re.compile(r"'"), "syntax", "JSON wants double quotes", "Write \" in the place of '."),
    (re.compile(r"[“”„]"), "syntax", "typographic quotes stand where JSON wants plain ones", 'Write " in their place.'),
    (re.compile(r"True|False|None"), "syntax", "JSON writes true, false and null in lower case", "Write it small."),
    (re.compile(r"undefined"), "syntax", "“undefined” is no JSON value", "Leave the field out if it is unknown."),
)


def name_json_fault(text: str, error: json.JSONDecodeError, where: str) -> Problem:
    """Name a syntax error for what it is, with the way to mend it."""
    at = line_column(text, error.pos)
    rest = text[error.pos : error.pos + 80]
    before = text[: error.pos].rstrip()
    bracket = re.match(r",?\s*([\]}])", rest)
    if bracket and (before.endswith(",") or rest.startswith(",")):
        offset = error.pos if rest.startswith(",") else len(before) - 1
        message = f"a comma stands before the closing {bracket[1]}"
        return fault(where, line_column(text, offset), "trailing-comma", message, "Remove the comma.")
    for pattern, code, message, fix in _JSON_HINTS:
        if pattern.match(rest):
            return fault(where, at, code, message, fix)
    message, fix = _json_words(error.msg, rest)
    return fault(where, at, "syntax", message, fix)


def _json_words(message: str, rest: str) -> tuple[str, str]:
    """Put a message of the `json` module into words that name the remedy."""
    if not rest:
        return "the file ends too early", "Close every bracket and quote."
    table = (
        ("Expecting property name", "a key in double quotes is missing here", 'Write keys as "key".'),
        ("Expecting ',' delimiter", "a comma is missing before this", "Write a comma between two values."),
        ("Expecting ':' delimiter", "a colon is missing before this", 'Write "key": value.'),
        (
            "Expecting value",
            f"{quoted(rest.split(maxsplit=1)[0] if rest.split() else rest, 20)} is no JSON value",
            "Quote texts.",
        ),
        ("Extra data", "the document has ended before this", "Remove what follows, or mend the brackets."),
        ("Unterminated string", "a text that begins here is never closed", 'End it with ".'),
        ("Invalid control character", "a text is broken over lines, or holds a raw tab", "Write \\n or \\t."),
        ("Invalid \\", "a backslash is followed by a letter that means nothing", "Write \\\\ for a backslash."),
    )
    for beginning, words, fix in table:
        if message.startswith(beginning):
            return words, fix
    return plain(message, 200), "Mend the JSON here."
