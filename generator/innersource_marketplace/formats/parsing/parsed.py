"""What a parser hands over, and how the problems of one document are collected."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from innersource_marketplace.errors import Problem, Severity, Words, sentence
from innersource_marketplace.escape import plain, without_secrets
from innersource_marketplace.limits import DOCUMENT_BYTES, DOCUMENT_PROBLEMS

Position = tuple[int, int]
"""Line and column, both from 1."""


class Locate(Protocol):
    """Finds a value by its JSON Pointer, or its key; a pointer that leads nowhere gives the nearest value around it."""

    def __call__(self, pointer: str, *, key: bool = False) -> Position:
        """Line and column of the value; with `key`, of its key."""


_OF_KEYS = frozenset({"unknown-key", "other-spelling", "second-spelling"})
"""Codes of problems with a key, whatever its value."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Parsed(msgspec.Struct, frozen=True, kw_only=True):
    """What a document holds. `value` is None when nothing of it can be used.

    Positions are worked out at the first question.
    """

    where: str
    value: object
    problems: tuple[Problem, ...]
    position: Locate


class Report:
    """Collects the problems of one document, up to a limit; the next one only says that more exist."""

    def __init__(self, where: str, position: Locate) -> None:
        self._where = where
        self._position = position
        self._problems: list[Problem] = []

    def error(
        self,
        pointer: str,
        code: str,
        message: Words,
        fix: Words = "",
        *,
        at: Position | None = None,
        instead: object = None,
    ) -> None:
        """Note that something is withheld. `instead` is the one right key or value, if there is one."""
        self._add(Severity.ERROR, pointer, (code, message, fix), at, instead)

    def warning(
        self,
        pointer: str,
        code: str,
        message: Words,
        fix: Words = "",
        *,
        at: Position | None = None,
        instead: object = None,
    ) -> None:
        """Note something that still works. `instead` is the one right key or value, if there is one."""
        self._add(Severity.WARNING, pointer, (code, message, fix), at, instead)

    def wrong_type(self, pointer: str, value: object, wanted: str, fix: Words = "") -> None:
        """Report that a value has another type than `wanted`, such as "a text". The value is not repeated."""
        if not fix and wanted == "a text" and not isinstance(value, list | dict):
            fix = "Remove the key if the value is not known." if value is None else "Put it in quotes."
        message = sentence("expected {wanted}, found {kind}", wanted=wanted, kind=kind_of(value))
        self.error(pointer, "wrong-type", message, fix or sentence("Write {wanted}.", wanted=wanted))

    @property
    def full(self) -> bool:
        """Whether nothing more is taken; saves the work of finding words for it."""
        return len(self._problems) > DOCUMENT_PROBLEMS

    def problems(self) -> tuple[Problem, ...]:
        """Give what was noted, in order of position."""
        return tuple(sorted(self._problems))

    def _add(
        self, severity: Severity, pointer: str, words: tuple[str, Words, Words], at: Position | None, instead: object
    ) -> None:
        if self.full:
            return
        if len(self._problems) == DOCUMENT_PROBLEMS:
            severity, pointer, at = Severity.ERROR, "", (1, 1)
            words = (
                "too-many-problems",
                sentence("there are more than {most} problems", most=DOCUMENT_PROBLEMS),
                "Fix these, then check again.",
            )
        line, column = at or self._position(pointer, key=words[0] in _OF_KEYS)
        code, message, fix = words
        self._problems.append(
            Problem(
                where=self._where,
                line=line,
                column=column,
                # A key may hold half of a surrogate pair, which nothing that is stored or published can.
                pointer=pointer if pointer.isascii() else _SURROGATE.sub("\ufffd", pointer),
                severity=severity,
                code=code,
                message=message,
                fix=fix,
                instead="" if instead is None else json.dumps(instead, ensure_ascii=False),
            )
        )


def pointer_to(parent: str, key: str | int) -> str:
    """Extend a JSON Pointer by one key or index (RFC 6901)."""
    return f"{parent}/{str(key).replace('~', '~0').replace('/', '~1')}"


def quoted(value: object, limit: int = 40) -> str:
    """Show a foreign value in a message: short, on one line, without controls, tokens and passwords."""
    words = value if isinstance(value, str) else json.dumps(value, default=str)
    return "“" + plain(without_secrets(words[:4_000]), limit) + "”"


def duplicate_words(pointer: str) -> tuple[str, Words, Words]:
    """Code, message and fix for a key that appears twice in one object."""
    key = pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    message = sentence("the key {key} appears twice; the first one is used", key=quoted(key))
    return "duplicate-key", message, "Keep one of them."


def at_start(pointer: str, *, key: bool = False) -> Position:
    """Give line 1, column 1, for documents without known positions."""
    return 1, 1


def fault(
    where: str, at: Position, code: str, message: Words, fix: Words, *, severity: Severity = Severity.ERROR
) -> Problem:
    """Make a problem of the document as a whole, at a place in its text."""
    return Problem(where=where, line=at[0], column=at[1], severity=severity, code=code, message=message, fix=fix)


def line_column(text: str, offset: int | None) -> Position:
    """Turn an offset into line and column; None is the end of the text."""
    end = len(text) if offset is None else offset
    return text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end)


def unusable(where: str, problem: Problem | None) -> Parsed:
    """Give up on a document."""
    return Parsed(where=where, value=None, problems=(problem,) if problem else (), position=at_start)


def as_mapping(parsed: Parsed) -> tuple[Mapping[str, object] | None, tuple[Problem, ...]]:
    """Take the document as one object with keys; anything else is one more problem."""
    if isinstance(parsed.value, dict):
        return parsed.value, parsed.problems
    if parsed.value is None and any(problem.severity is Severity.ERROR for problem in parsed.problems):
        return None, parsed.problems
    line, column = parsed.position("")
    wrong_kind = fault(
        parsed.where,
        (line, column),
        "not-an-object",
        sentence("the file must contain an object with keys, not {kind}", kind=kind_of(parsed.value)),
        'Start with a key, such as "title".',
    )
    return None, (*parsed.problems, wrong_kind)


def beginning_of(data: bytes) -> str:
    """As much of a file as is looked at, as text; bytes that are not UTF-8 are replaced."""
    return data[:DOCUMENT_BYTES].decode("utf-8", "replace")


def kind_of(value: object) -> str:
    """Name the kind of a value in words an author uses."""
    kinds: Iterable[tuple[type, str]] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (str, "a text"),
        (list, "a list"),
        (dict, "an object"),
    )
    for python_type, words in kinds:
        if isinstance(value, python_type):
            return words
    return "null"
