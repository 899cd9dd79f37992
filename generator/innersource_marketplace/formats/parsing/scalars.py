"""Bytes to text and literals to numbers: what JSON and YAML have in common."""

import math
import re
from dataclasses import dataclass

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.parsing.parsed import fault, line_column, quoted
from innersource_marketplace.limits import DOCUMENT_DEPTH, NUMBER_DIGITS

_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def decode(data: bytes, where: str, limit: int) -> tuple[str | None, Problem | None]:
    """Bytes to text: UTF-8 only. A byte order mark is a warning, all else that is odd an error."""
    start = (1, 1)
    if len(data) > limit:
        message = f"the file has {len(data)} bytes; at most {limit} are read"
        return None, fault(where, start, "too-large", message, "Shorten the file.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:2]:
        return None, fault(where, start, "not-utf-8", "the file is UTF-16 or UTF-32", "Save it as UTF-8.")
    if data.startswith(_LFS_POINTER):
        message = "the file is a Git LFS pointer without its content"
        return None, fault(where, start, "lfs-pointer", message, "Remove it from Git LFS.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line_column(data[: error.start].decode("utf-8"), None)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; the file may be Latin-1 or Windows-1252"
        return None, fault(where, at, "not-utf-8", message, "Save it as UTF-8.")
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
        return None, fault(where, start, "empty-file", "the file is empty", "Write at least {}, or remove the file.")
    return text, problem


@dataclass(frozen=True, slots=True)
class Refused:
    """A scalar that is not allowed, until its position is known."""

    code: str
    message: str
    fix: str


def read_number(literal: str) -> int | float | Refused:
    """Read a number literal of JSON, unless its length or size is a trap."""
    if len(literal) > NUMBER_DIGITS + 1:
        return Refused("number-too-long", f"a number has {len(literal)} characters", "Shorten the number.")
    if _WHOLE_NUMBER.fullmatch(literal):
        return int(literal)
    value = float(literal)
    if math.isfinite(value):
        return value
    return Refused("number-too-long", f"the number {quoted(literal)} is too large", "Use a smaller number.")


def too_deep_words() -> tuple[str, str, str]:
    """Code, message and fix for nesting that is too deep."""
    return "too-deep", f"values are nested more than {DOCUMENT_DEPTH} levels deep", "Flatten the document."
