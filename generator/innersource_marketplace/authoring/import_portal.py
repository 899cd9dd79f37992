"""From SAP's project portal to a catalogue: `repos.json` in, entries for catalog.yml out.

Tolerant by record: what cannot be used is named and left out, the others come over. Activity and
scores are dropped, because they are collected again; what people wrote is kept.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import msgspec
import yaml

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json import read_entry
from innersource_marketplace.formats.parsing import Locate, Parsed, Position, parse_json
from innersource_marketplace.limits import CATALOG_BYTES, DOCUMENT_PROBLEMS
from innersource_marketplace.model import Metadata

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""LibYAML's where PyYAML was built with it: ten times as fast."""
_WORDS = "_InnerSourceMetadata"
_EXACT_PROBLEMS = 100
"""So many problems are given with their exact place, which is costly to find; further ones with that of the record."""
_FIELDS = ("title", "description", "motivation", "contributions", "skills", "topics", "docs", "language")


def entries_from_portal(
    data: bytes, where: str, *, collect: bool
) -> tuple[tuple[Mapping[str, object], ...], tuple[Problem, ...]]:
    """Turn the bytes of a repos.json into catalogue entries.

    With `collect` false, the repositories of the entries are not read, for a portal whose hosts cannot be reached. A
    repository that appears twice is imported once.
    """
    records, general = _records(data, where)
    entries: dict[str, Mapping[str, object]] = {}
    problems = list(general)
    for index, parsed in enumerate(records):
        exact = len(problems) < _EXACT_PROBLEMS
        entry, faults = _entry(parsed, collect=collect, exact=exact)
        faults = [*parsed.problems, *faults]
        if entry is not None:
            address = str(entry["repository"])
            if address in entries:
                faults.append(_fault(parsed, "duplicate", f"{address} appears twice; the first one is used"))
            entries.setdefault(address, entry)
        if len(problems) <= DOCUMENT_PROBLEMS:
            problems += (replace(fault, pointer=f"/{index}{fault.pointer}") for fault in faults)
    if len(problems) > DOCUMENT_PROBLEMS:
        problems[DOCUMENT_PROBLEMS:] = [
            Problem(
                where=where,
                severity=Severity.WARNING,
                code="too-many-problems",
                message=f"there are more than {DOCUMENT_PROBLEMS} problems",
                fix="Fix these in the portal, then import again.",
            )
        ]
    return tuple(entries.values()), tuple(sorted(problems))


def _records(data: bytes, where: str) -> tuple[Iterable[Parsed], tuple[Problem, ...]]:
    """Read the records of a list one by one, and the problems of the file as a whole.

    A fast parser finds where each begins and ends. One at a time is read strictly, and only one with a fault is
    searched for places, so memory and time stay small however long the list is. What that parser refuses, such as
    half of a surrogate pair, is read as a whole: slower, but with a name for each fault.
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _each(body, msgspec.json.decode(body, type=list[msgspec.Raw]), where), ()
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        parsed = parse_json(data, where, CATALOG_BYTES)
    if isinstance(parsed.value, list):
        records = (
            replace(parsed, value=record, problems=(), position=partial(_in_record, parsed.position, f"/{index}"))
            for index, record in enumerate(parsed.value)
        )
        return records, parsed.problems
    line, column = parsed.position("")
    fault = Problem(
        where=where,
        line=line,
        column=column,
        code="not-a-portal",
        message="this is not a list of repositories",
        fix="Give the repos.json file of the portal.",
    )
    return (), parsed.problems if parsed.value is None and parsed.problems else (*parsed.problems, fault)


def _in_record(position: Locate, record: str, pointer: str, *, key: bool = False) -> Position:
    return position(record + pointer, key=key)


def _each(body: bytes, pieces: Sequence[msgspec.Raw], where: str) -> Iterator[Parsed]:
    offset, line, column = 0, 1, 1
    for piece in pieces:
        record = bytes(piece)
        start = body.index(record, offset)  # only white space and a comma lie between
        line, column = _moved(body[offset:start], line, column)
        parsed = parse_json(record, where, CATALOG_BYTES)
        place = partial(_shifted, parsed.position, line, column)
        faults = tuple(
            replace(fault, line=line + fault.line - 1, column=fault.column + (column - 1 if fault.line == 1 else 0))
            for fault in parsed.problems
        )
        yield replace(parsed, problems=faults, position=place)
        line, column = _moved(record, line, column)
        offset = start + len(record)


def _moved(passed: bytes, line: int, column: int) -> Position:
    """Line and column after some text, of which the first byte was at `line` and `column`."""
    last = passed.rpartition(b"\n")[2]
    characters = len(last.decode("utf-8", "replace"))
    newlines = passed.count(b"\n")
    return line + newlines, characters + (1 if newlines else column)


def _shifted(position: Locate, line: int, column: int, pointer: str, *, key: bool = False) -> Position:
    """A place in a record as a place in the file; the record begins at `line` and `column`."""
    if not pointer:
        return line, column
    inner_line, inner_column = position(pointer, key=key)
    return line + inner_line - 1, inner_column + (column - 1 if inner_line == 1 else 0)


def _entry(parsed: Parsed, *, collect: bool, exact: bool) -> tuple[Mapping[str, object] | None, Sequence[Problem]]:
    record = parsed.value
    if not isinstance(record, dict):
        return None, (_fault(parsed, "wrong-type", "this is not a repository, so it is skipped"),)
    raw = record.get("html_url")
    address = escape.url(raw) if isinstance(raw, str) else None
    if address is None:
        return None, (_fault(parsed, "bad-address", "there is no usable html_url, so it is skipped"),)
    words = record.get(_WORDS)
    said = {**_host_words(record), **(words if isinstance(words, dict) else {})}
    start = parsed.position("")

    def place(pointer: str, *, key: bool = False) -> Position:
        said_by_people = isinstance(words, dict) and pointer[1:].partition("/")[0] in words
        return parsed.position(f"/{_WORDS}{pointer}" if said_by_people else pointer, key=key) if exact else start

    metadata, faults = read_entry({key: value for key, value in said.items() if key in _FIELDS}, place, parsed.where)
    return {"repository": str(address), **({} if collect else {"collect": False}), **_plain(metadata)}, faults


def _fault(parsed: Parsed, code: str, message: str) -> Problem:
    line, column = parsed.position("")
    return Problem(
        where=parsed.where,
        line=line,
        column=column,
        severity=Severity.WARNING,
        code=code,
        message=message,
        fix="Fix it in the file of the portal, or add the project to catalog.yml by hand.",
    )


def _host_words(record: Mapping[str, object]) -> dict[str, object]:
    """What the host says, where it is worth keeping in a catalogue."""
    return {key: record[key] for key in ("description", "language") if isinstance(record.get(key), str)}


def _plain(metadata: Metadata) -> dict[str, object]:
    fields: Sequence[tuple[str, object]] = [
        ("title", metadata.title),
        ("description", metadata.description),
        ("motivation", metadata.motivation),
        ("language", metadata.language),
        ("contributions", metadata.contributions),
        ("skills", metadata.skills),
        ("topics", metadata.topics),
        ("docs", metadata.docs),
    ]
    return {name: list(value) if isinstance(value, tuple) else str(value) for name, value in fields if value}


def entries_as_yaml(entries: Sequence[Mapping[str, object]]) -> Iterator[str]:
    """The text of a `projects:` block, piece by piece, ready to paste into catalog.yml."""
    yield "projects:\n"
    for entry in entries:
        text = yaml.dump([dict(entry)], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
        yield "".join(f"  {line}\n" for line in text.rstrip("\n").split("\n"))
