"""The records of a JSON list of any size, one at a time: little memory and time, whatever is in the file."""

import codecs
import re
from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from innersource_marketplace.errors import Problem, Words, sentence
from innersource_marketplace.formats.parsing import Locate, Parsed, Position, at_start, parse_json
from innersource_marketplace.limits import DOCUMENT_DEPTH, DOCUMENT_NODES, METADATA_BYTES, PORTAL_RECORDS

_TEXT = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TO_BRACKET = re.compile(rb'(?:[^][{}"]++|' + _TEXT + rb")*+([][{}])", re.DOTALL)
_SCALAR = re.compile(rb'(?:[^][{}",\s]++|' + _TEXT + rb")++", re.DOTALL)
_WHOLE_TEXTS = re.compile(rb'((?:[^"]++|' + _TEXT + rb")*+).*+", re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*+")
_NOT_ASCII = bytes(range(0x80, 0x100))


class NotAList(Exception):
    """The file is not a JSON list from its beginning to its end; `problems` say where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems


class _Broken(Exception):
    """This is not a record, or between two of them is neither a comma nor the end."""


def each_record(data: bytes, where: str) -> Iterator[Parsed]:
    """Read the items of a JSON list strictly, each by itself, with places in the whole file.

    One that cannot be read has None for a value and a problem. Raises `NotAList` where nothing says any more where
    a record begins, and where there are too many of them or of values.
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    start = passed = values = count = 0
    line, column = 1, 1
    try:
        for start, end in _spans(body):
            line, column = _moved(body[passed:start], line, column)
            passed, count = start, count + 1
            values += body.count(b",", start, end) + 1
            for found, most in ((count, PORTAL_RECORDS), (values, DOCUMENT_NODES)):
                if found > most:
                    words = sentence("there are more than {most} values", most=most)
                    raise NotAList((_fault(where, (line, column), "too-many-values", words, "Split the file."),))
            if end - start > METADATA_BYTES:
                large = f"the repository that begins here has more than {METADATA_BYTES // 1024} KB, so it is skipped"
                fault = _fault(where, (line, column), "too-large", large, "Shorten its entry in the portal.")
                yield Parsed(where=where, value=None, problems=(fault,), position=at_start)
                continue
            yield _shifted(parse_json(body[start:end], where), line, column)
    except _Broken:
        raise NotAList((_named(body[passed:], where, line, column, within=count > 0),)) from None


def _named(rest: bytes, where: str, line: int, column: int, *, within: bool) -> Problem:
    """What is wrong with a file from its last record on, which begins at `line` and `column`, if it has one."""
    cut = len(rest) > METADATA_BYTES
    window = _WHOLE_TEXTS.sub(rb"\1", rest[:METADATA_BYTES].rstrip(_NOT_ASCII), count=1) if cut else rest
    if within:
        window, column = b"[" + window, column - 1
    parsed = _shifted(parse_json(window, where, len(window)), line, column)
    end = _moved(window, line, column)
    for problem in parsed.problems:
        if parsed.value is None and not (cut and (problem.line, problem.column) >= end):
            return problem
    if not within:
        words = "this is not a list of repositories"
        at = _moved(rest[: _behind_blanks(rest, 0)], line, column)
        return _fault(where, at, "not-a-portal", words, "Give the repos.json file of the portal.")
    words = "the list breaks off in the repository that begins here, or after it"
    return _fault(where, (line, column + 1), "syntax", words, "Fetch the file from the portal again.")


def _fault(where: str, at: Position, code: str, message: Words, fix: str) -> Problem:
    return Problem(where=where, line=at[0], column=at[1], code=code, message=message, fix=fix)


def _spans(body: bytes) -> Iterator[tuple[int, int]]:
    """Where each item of the list begins and ends; raises `_Broken` at what is not a list."""
    at = _behind_blanks(body, 0)
    if body[at : at + 1] != b"[":
        raise _Broken
    at = _behind_blanks(body, at + 1)
    more = body[at : at + 1] != b"]"
    while more:
        end = _end(body, at)
        yield at, end
        at = _behind_blanks(body, end)
        more = body[at : at + 1] == b","
        if more:
            at = _behind_blanks(body, at + 1)
        elif body[at : at + 1] != b"]":
            raise _Broken
    if _behind_blanks(body, at + 1) < len(body):
        raise _Broken


def _behind_blanks(body: bytes, at: int) -> int:
    found = _BLANK.match(body, at)
    return found.end() if found else at


def _end(body: bytes, start: int) -> int:
    """Where the value that begins at `start` ends, by its brackets alone."""
    if body[start : start + 1] not in (b"{", b"["):
        scalar = _SCALAR.match(body, start)
        if scalar is None:
            raise _Broken
        return scalar.end()
    depth, at = 0, start
    while found := _TO_BRACKET.match(body, at):
        depth += 1 if found[1] in b"{[" else -1
        at = found.end()
        if depth == 0:
            return at
        if depth > DOCUMENT_DEPTH:
            break
    raise _Broken


def _moved(passed: bytes, line: int, column: int) -> Position:
    """Line and column after some text, of which the first byte was at `line` and `column`."""
    last = passed.rpartition(b"\n")[2]
    characters = len(last.decode("utf-8", "replace"))
    newlines = passed.count(b"\n")
    return line + newlines, characters + (1 if newlines else column)


def _shifted(parsed: Parsed, line: int, column: int) -> Parsed:
    """Places in a piece as places in the file; the piece begins at `line` and `column`."""

    def moved(at: Position) -> Position:
        return line + at[0] - 1, at[1] + (column - 1 if at[0] == 1 else 0)

    def position(inner: Locate, pointer: str, *, key: bool = False) -> Position:
        return moved(inner(pointer, key=key) if pointer else (1, 1))

    faults = []
    for fault in parsed.problems:
        at = moved((fault.line, fault.column))
        faults.append(replace(fault, line=at[0], column=at[1]))
    return replace(parsed, problems=tuple(faults), position=partial(position, parsed.position))
