"""JSON with comments and trailing commas, which it does not have, read past them to name all that is wrong at once."""

import re
from collections.abc import Iterator
from dataclasses import replace

from innersource_marketplace.documents.json_text import parse_json
from innersource_marketplace.documents.parsed import Parsed, Report, at_start, line_column
from innersource_marketplace.limits import METADATA_BYTES

# Every quote begins a match, closed or not, so that no text is searched twice.
_STRING = r'"(?:[^"\\\n]|\\.)*+"?'
STRING_OR_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|#[^\n]*|/\*", re.DOTALL)
STRING_OR_COMMA = re.compile(rf"({_STRING})|,(\s*[\]}}])", re.DOTALL)
_EXTRAS = frozenset({"comment", "trailing-comma"})
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
    without = _blank(text, _comments(text), report)
    bare = _blank(without, _commas(without), report)
    # As long as the file, so that every place stays; where a character of several bytes was, only the bytes differ.
    tolerant = parse_json(bare.encode(), where, max(METADATA_BYTES, len(data)))
    if tolerant.value is None:
        return strict
    mark = tuple(problem for problem in strict.problems if problem.code == "byte-order-mark")
    return replace(tolerant, problems=(*mark, *report.problems(), *tolerant.problems))


_Place = tuple[int, int, tuple[str, str, str]]
"""Where something begins and ends, and what to say of it: code, message, fix."""


def _comments(text: str) -> Iterator[_Place]:
    """Find comments; one that is never closed is none."""
    search = 0
    while match := STRING_OR_COMMENT.search(text, search):
        start, search = match.span()
        if match[0][0] == '"':
            continue
        if match[0] == "/*":
            closed = text.find("*/", search)
            if closed < 0:
                return
            search = closed + 2
        yield start, search, ("comment", "JSON has no comments", "Remove the comment.")


def _commas(text: str) -> Iterator[_Place]:
    for match in STRING_OR_COMMA.finditer(text):
        if match[2]:
            message = f"a comma stands before the closing {match[2].strip()}"
            yield match.start(), match.start() + 1, ("trailing-comma", message, "Remove the comma.")


def _blank(text: str, places: Iterator[_Place], report: Report) -> str:
    """Put spaces in the place of what stands there, but for its line ends, and report each."""
    pieces: list[str] = []
    position = 0
    for start, end, words in places:
        if not report.full:
            report.error("", *words, at=line_column(text, start))
        pieces += (text[position:start], _NOT_LINE_END.sub(" ", text[start:end]))
        position = end
    return "".join((*pieces, text[position:]))
