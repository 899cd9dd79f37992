"""From SAP's project portal to a catalogue: `repos.json` in, entries for catalog.yml out.

Tolerant by record: what cannot be used is named and left out, the others come over. Activity and
scores are dropped, because they are collected again; what people wrote is kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.authoring.portal_records import NotAList, each_record
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog.remote_addresses import repository_identity
from innersource_marketplace.formats.innersource_json import read_entry
from innersource_marketplace.formats.parsing import Parsed, Position
from innersource_marketplace.limits import DOCUMENT_PROBLEMS
from innersource_marketplace.model import Metadata


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc] # LibYAML's, ten times as fast
    """Quotes what is a number to a catalogue, though none to YAML 1.1: a title of `1e3` is a text."""


_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"-?[0-9.]+[eE][-+]?[0-9]+$"), list("-0123456789"))
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
    entries: dict[str, Mapping[str, object]] = {}
    problems: list[Problem] = []
    try:
        for index, parsed in enumerate(each_record(data, where)):
            entry, faults = _entry(parsed, collect=collect, exact=len(problems) < _EXACT_PROBLEMS)
            faults = [*parsed.problems, *faults]
            if entry is not None:
                address = str(entry["repository"])
                identity = repository_identity(address)
                if identity in entries:
                    faults.append(_fault(parsed, "duplicate", f"{address} appears twice; the first one is used"))
                entries.setdefault(identity, entry)
            if len(problems) <= DOCUMENT_PROBLEMS:
                problems += (replace(fault, pointer=f"/{index}{fault.pointer}") for fault in faults)
    except NotAList as broken:
        return (), broken.problems
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


def _entry(parsed: Parsed, *, collect: bool, exact: bool) -> tuple[Mapping[str, object] | None, Sequence[Problem]]:
    record = parsed.value
    if record is None and parsed.problems:
        return None, ()
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
