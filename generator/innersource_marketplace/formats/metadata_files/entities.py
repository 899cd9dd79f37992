"""Several YAML documents in one file, each as a document of its own with its place in the file."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.parsing import Parsed, Position, parse_yaml
from innersource_marketplace.limits import METADATA_BYTES

_BETWEEN = re.compile(rb"^---(?=[ \t\r\n]|\Z)[^\n]*\n?", re.MULTILINE)
_DOCUMENTS = 100
"""Most documents of a file that are read."""


def entities_in(data: bytes, where: str) -> tuple[tuple[Parsed, ...], tuple[Problem, ...]]:
    """The documents of a file that hold anything, and what is wrong with all of them."""
    if len(data) > METADATA_BYTES or len(_BETWEEN.findall(data)) == 0:
        only = parse_yaml(data, where, METADATA_BYTES)
        return (only,), only.problems
    documents = tuple(_moved(parse_yaml(part, where, METADATA_BYTES), lines) for part, lines in _parts(data))
    return documents, tuple(sorted({problem for one in documents for problem in one.problems}))


def _parts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The text of each document, with the number of lines before it."""
    begin = 0
    ends = [*_BETWEEN.finditer(data)][:_DOCUMENTS]
    for start, following in ((found.start(), found.end()) for found in ends):
        yield from _part(data, begin, start)
        begin = following
    yield from _part(data, begin, len(data))


def _part(data: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int]]:
    part = data[begin:end]
    if any(line.strip() and not line.lstrip().startswith((b"#", b"%")) for line in part.splitlines()):
        yield part, data.count(b"\n", 0, begin)


def _moved(parsed: Parsed, lines: int) -> Parsed:
    def position(pointer: str, *, key: bool = False) -> Position:
        line, column = parsed.position(pointer, key=key)
        return line + lines, column

    problems = tuple(replace(one, line=one.line + lines) if one.line else one for one in parsed.problems)
    return replace(parsed, problems=problems, position=position)
