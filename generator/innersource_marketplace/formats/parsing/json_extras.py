"""JSON with comments and trailing commas, which it does not have, read past them to name all that is wrong at once."""

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from innersource_marketplace.errors import Words, sentence
from innersource_marketplace.formats.parsing.json_reader import parse_json
from innersource_marketplace.formats.parsing.parsed import Parsed, Report, at_start, line_column
from innersource_marketplace.limits import METADATA_BYTES

# Every quote begins a match, closed or not, so that no text is searched twice.
_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
_STRING_OR_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|#[^\n]*|/\*", re.DOTALL)
_STRING_OR_COMMA = re.compile(rf"({_STRING})|,(\s*[\]}}])", re.DOTALL)
_EXTRAS = frozenset({"comment", "trailing-comma"})
_BRACKET = re.compile(r"[\]}]")
_NOT_LINE_END = re.compile(r"[^\n]")


def parse_json_past_extras(data: bytes, where: str) -> Parsed:
    """Read JSON as `parse_json` does; where only comments and commas make it none, each of them is an error.

    The value is then that of the text without them, every place in it the same. Of what is wrong
    beyond that, nothing more is known than before.
    """
    strict = parse_json(data, where)
    if strict.value is not None or not any(problem.code in _EXTRAS for problem in strict.problems):
        return strict
    text = data.decode("utf-8").removeprefix("\ufeff")
    report = Report(where, at_start)
    without = _blank(text, comments(text), _comment_words, report)
    bare = _blank(without, trailing_commas(without), _comma_words, report)
    # As long as the file, so that every place stays; where a character of several bytes was, only the bytes differ.
    tolerant = parse_json(bare.encode(), where, max(METADATA_BYTES, len(data)))
    if tolerant.value is None:
        return strict
    mark = tuple(problem for problem in strict.problems if problem.code == "byte-order-mark")
    return replace(tolerant, problems=(*mark, *report.problems(), *tolerant.problems))


Span = tuple[int, int]
"""Where something begins and ends in a text."""


def comments(text: str) -> Iterator[Span]:
    """Find comments in JSON; one that is never closed is none."""
    search = 0
    while match := _STRING_OR_COMMENT.search(text, search):
        start, search = match.span()
        if match[0][0] == '"':
            continue
        if match[0] == "/*":
            closed = text.find("*/", search)
            if closed < 0:
                return
            search = closed + 2
        yield start, search


def trailing_commas(text: str) -> Iterator[Span]:
    """Find the commas before closing brackets in JSON without comments."""
    for match in _STRING_OR_COMMA.finditer(text):
        if match[2]:
            yield match.start(), match.start() + 1


_Words = tuple[str, Words, Words]
"""Code, message and fix."""


def _comment_words(text: str, end: int) -> _Words:
    return "comment", "JSON does not allow comments", "Remove the comment."


def _comma_words(text: str, end: int) -> _Words:
    bracket = _BRACKET.search(text, end)
    return (
        "trailing-comma",
        sentence("there is a comma before the closing {bracket}", bracket=bracket[0] if bracket else "]"),
        "Remove the comma.",
    )


def _blank(text: str, spans: Iterator[Span], words: Callable[[str, int], _Words], report: Report) -> str:
    """Replace each span by spaces, except its line ends, and report it."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        if not report.full:
            report.error("", *words(text, end), at=line_column(text, start))
        pieces += (text[position:start], _NOT_LINE_END.sub(" ", text[start:end]))
        position = end
    return "".join((*pieces, text[position:]))
