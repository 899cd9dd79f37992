"""Bytes to text and literals to numbers: what JSON and YAML have in common."""

import math
import re

import msgspec

from innersource_marketplace.errors import Problem, Severity, Words, sentence
from innersource_marketplace.formats.parsing.parsed import fault, line_column, quoted
from innersource_marketplace.limits import DOCUMENT_DEPTH, NUMBER_DIGITS

_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def decode(data: bytes, where: str, limit: int) -> tuple[str | None, Problem | None]:
    """Bytes to text: UTF-8 only. A byte order mark is a warning, all else that is odd an error."""
    start = (1, 1)
    if len(data) > limit:
        long = sentence("the file has {size} bytes; at most {limit} are read", size=len(data), limit=limit)
        return None, fault(where, start, "too-large", long, "Shorten the file.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        return None, fault(where, start, "not-utf-8", "the file is UTF-16 or UTF-32", "Save it as UTF-8.")
    if data.startswith(_LFS_POINTER):
        message = "the file is a Git LFS pointer without its content"
        return None, fault(where, start, "lfs-pointer", message, "Remove it from Git LFS.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line_column(data[: error.start].decode("utf-8"), None)
        odd = sentence(
            "byte {byte} is not UTF-8; the file may be Latin-1 or Windows-1252", byte=f"0x{data[error.start]:02x}"
        )
        return None, fault(where, at, "not-utf-8", odd, "Save it as UTF-8.")
    problem = None
    if text.startswith("\ufeff"):
        text = text[1:]
        problem = fault(
            where,
            start,
            "byte-order-mark",
            "the file starts with a byte order mark, which some programs reject",
            "Save it as UTF-8 without BOM.",
            severity=Severity.WARNING,
        )
    if not text.strip():
        return None, fault(
            where, start, "empty-file", "the file is empty", "Write at least one key, or remove the file."
        )
    return text, problem


class Refused(msgspec.Struct, frozen=True):
    """A scalar that is not allowed, until its position is known."""

    code: str
    message: Words
    fix: Words


def read_number(literal: str) -> int | float | Refused:
    """Read a number literal of JSON, unless its length or size is a trap."""
    if len(literal) > NUMBER_DIGITS + 1:
        message = sentence("a number has {length} characters", length=len(literal))
        return Refused("number-too-long", message, "Shorten the number.")
    if _WHOLE_NUMBER.fullmatch(literal):
        return int(literal)
    value = float(literal)
    if math.isfinite(value):
        return value
    message = sentence("the number {number} is too large", number=quoted(literal))
    return Refused("number-too-long", message, "Use a smaller number.")


def too_deep_words() -> tuple[str, Words, Words]:
    """Code, message and fix for nesting that is too deep."""
    message = sentence("values are nested more than {levels} levels deep", levels=DOCUMENT_DEPTH)
    return "too-deep", message, "Flatten the document."
