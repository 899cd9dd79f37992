"""Checks of the folders of records of a catalogue."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from innersource_marketplace.authoring.check import kind_of_file
from innersource_marketplace.collect.sources.git.reading.record_files import RecordFolder
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.catalog import named_record_folders
from innersource_marketplace.formats.parsing import Report, parse_yaml, quoted
from innersource_marketplace.formats.records import read_record, told_too_late
from innersource_marketplace.limits import DOCUMENT_PROBLEMS, RECORD_BYTES
from innersource_marketplace.paths import read_inside


def check_named_records(path: Path, data: bytes, now: datetime) -> tuple[Problem, ...]:
    """Check the folders of records that the catalogue at `path` names; `data` is its content.

    All are warnings, for none of them stops a run, and the export may well write the folder elsewhere,
    just before that. None can be fixed automatically: only files given on the command line are changed.
    """
    if b"records" not in data or kind_of_file(path.name, data) != "catalog":
        return ()
    parsed = parse_yaml(data, str(path))
    report = Report(str(path), parsed.position)
    found: list[Problem] = []
    seen: set[str] = set()
    for pointer, folder, labels in named_record_folders(parsed):
        if folder in seen:
            continue
        seen.add(folder)
        records = RecordFolder(base=path.parent, path=folder, labels=labels)
        if not records.readable():
            message = f"there is no readable folder {quoted(folder)} next to the catalogue"
            report.warning(pointer, "records-missing", message, "Let the export write it, or correct the path.")
            continue
        for problem in _of_folder(records, now):
            if len(found) > DOCUMENT_PROBLEMS:
                break
            found.append(replace(problem, severity=Severity.WARNING, instead=""))
    return (*report.problems(), *found)


def _of_folder(records: RecordFolder, now: datetime) -> Iterator[Problem]:
    for name in records.files():
        where = str(records.place / name)
        data = read_inside(records.place, name, RECORD_BYTES + 1)
        if data is None:
            message = "the record is not a regular file, points elsewhere, or cannot be read"
            yield Problem(where=where, code="record-unreadable", message=message, fix="Write it as a regular file.")
            continue
        record, problems = read_record(data, where, now=now, labels=records.labels)
        yield from problems
        if record is not None and (late := told_too_late(record, now, "the record")) is not None:
            yield Problem(where=where, code="record-stale", message=late, fix="Run the export again.")
