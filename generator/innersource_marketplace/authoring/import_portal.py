"""From SAP's project portal to a catalogue: `repos.json` in, entries for catalog.yml out.

Tolerant by record: what cannot be used is named and left out, the others come over. Activity and
scores are dropped, because they are collected again; what people wrote is kept.
"""

from collections.abc import Iterator, Mapping, Sequence

import yaml

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json import read_entry
from innersource_marketplace.formats.parsing import Parsed, parse_json
from innersource_marketplace.model import Metadata

_WORDS = "_InnerSourceMetadata"
_FIELDS = ("title", "description", "motivation", "contributions", "skills", "topics", "docs", "language")


def entries_from_portal(
    data: bytes, where: str, *, collect: bool
) -> tuple[tuple[Mapping[str, object], ...], tuple[Problem, ...]]:
    """Turn the bytes of a repos.json into catalogue entries.

    With `collect` false, the repositories of the entries are not read, for a portal whose hosts cannot be reached. A
    repository that appears twice is imported once.
    """
    parsed = parse_json(data, where)
    if not isinstance(parsed.value, list):
        line, column = parsed.position("")
        fault = Problem(
            where=where,
            line=line,
            column=column,
            code="not-a-portal",
            message="this is not a list of repositories",
            fix="Give the repos.json file of the portal.",
        )
        return (), tuple(sorted({*parsed.problems, fault})) if parsed.value is not None else parsed.problems
    entries: dict[str, Mapping[str, object]] = {}
    problems = list(parsed.problems)
    for index, record in enumerate(parsed.value):
        entry, faults = _entry(record, f"/{index}", parsed, collect=collect)
        problems += faults
        if entry is None:
            continue
        address = str(entry["repository"])
        if address in entries:
            problems.append(_fault(parsed, f"/{index}", "duplicate", f"{address} appears twice; the first one is used"))
        entries.setdefault(address, entry)
    return tuple(entries.values()), tuple(sorted(problems))


def _entry(
    record: object, pointer: str, parsed: Parsed, *, collect: bool
) -> tuple[Mapping[str, object] | None, Sequence[Problem]]:
    if not isinstance(record, dict):
        return None, (_fault(parsed, pointer, "wrong-type", "this is not a repository, so it is skipped"),)
    raw = record.get("html_url")
    address = escape.url(raw) if isinstance(raw, str) else None
    if address is None:
        return None, (_fault(parsed, pointer, "bad-address", "there is no usable html_url, so it is skipped"),)
    words = record.get(_WORDS)
    said = {**_host_words(record), **(words if isinstance(words, dict) else {})}
    metadata, faults = read_entry(
        {key: value for key, value in said.items() if key in _FIELDS}, parsed.position, parsed.where, pointer=pointer
    )
    return {"repository": str(address), **({} if collect else {"collect": False}), **_plain(metadata)}, faults


def _fault(parsed: Parsed, pointer: str, code: str, message: str) -> Problem:
    line, column = parsed.position(pointer)
    return Problem(
        where=parsed.where,
        line=line,
        column=column,
        pointer=pointer,
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
        text = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, width=110)
        yield "".join(f"  {line}\n" for line in text.rstrip("\n").split("\n"))
