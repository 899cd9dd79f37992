"""innersource.json: bytes in, typed metadata and a complete list of problems out.

Tolerant by field: what cannot be used is left out and named, the rest stays. Both dialects seen in
the wild are read, that of SAP's portal and that of `name`, `participating` and `governance_level`.
"""

from collections.abc import Mapping

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.innersource_json.field_names import (
    FIELD_KEYS,
    OF_REPOSITORIES,
    note_unknown,
    sort_keys,
)
from innersource_marketplace.formats.innersource_json.fields import read_fields
from innersource_marketplace.formats.innersource_json.project_folders import folder_pointers
from innersource_marketplace.formats.parsing import (
    Locate,
    Position,
    Report,
    as_mapping,
    at_start,
    parse_json,
    pointer_to,
)
from innersource_marketplace.limits import LIST_ITEMS, TAG_CHARACTERS
from innersource_marketplace.model import Metadata

__all__ = ["Place", "places_of_projects", "read_entry", "read_metadata", "read_placed_metadata", "unless_unreadable"]

Place = tuple[str, int, int]
"""Where a value is in its file: JSON Pointer, line and column."""


def read_metadata(data: bytes, where: str) -> tuple[Metadata, tuple[Problem, ...]]:
    """Read an innersource.json. `where` names it in problems. Never raises, whatever the bytes."""
    metadata, problems, _ = read_placed_metadata(data, where)
    return metadata, problems


def read_placed_metadata(data: bytes, where: str) -> tuple[Metadata, tuple[Problem, ...], Mapping[str, Place]]:
    """The same, and where each field is."""
    parsed = parse_json(data, where)
    value, problems = as_mapping(parsed)
    if value is None:
        return Metadata(), problems, {}
    metadata, more = read_entry(value, parsed.position, where)
    found, _ = sort_keys(Report(where, parsed.position), "", value, FIELD_KEYS)
    places = {name: (pointer, *parsed.position(pointer)) for name, (pointer, _) in found.items()}
    return metadata, tuple(sorted((*problems, *more))), places


def read_entry(
    value: Mapping[str, object],
    position: Locate,
    where: str,
    *,
    pointer: str = "",
    strict: bool = False,
    further_keys: tuple[str, ...] = (),
) -> tuple[Metadata, tuple[Problem, ...]]:
    """Read the fields of innersource.json from the object at `pointer` in its document.

    `position` finds a pointer in the whole document. Unknown keys are kept in
    `Metadata.unknown`, and are errors only if `strict` or if they look misspelt;
    `further_keys` are what the caller reads itself, for suggestions.
    """
    report = Report(where, position)
    of_entries = {name: others for name, others in FIELD_KEYS.items() if name not in OF_REPOSITORIES}
    table = of_entries if strict else FIELD_KEYS
    fields, unknown = sort_keys(report, pointer, value, table)
    for key in unknown:
        note_unknown(report, pointer_to(pointer, key), key, (*table, *further_keys), fatal=strict)
    names = tuple(sorted({name for key in unknown[:LIST_ITEMS] if (name := plain(key, TAG_CHARACTERS))}))
    metadata = read_fields(report, fields, names)
    return metadata, report.problems()


def places_of_projects(data: bytes) -> dict[str, Position]:
    """Line and column of each folder that an innersource.json names under `projects`."""
    parsed = parse_json(data, "")
    value, _ = as_mapping(parsed)
    pointer, named = sort_keys(Report("", at_start), "", value or {}, FIELD_KEYS)[0].get("projects", ("", None))
    return {folder: parsed.position(at) for folder, at in folder_pointers(pointer, named).items()}


def unless_unreadable(
    read: tuple[Metadata, tuple[Problem, ...]],
) -> tuple[Metadata | None, tuple[Problem, ...]]:
    """What `read_metadata` gave, with None in place of empty metadata where the file as a whole cannot be read."""
    metadata, problems = read
    unreadable = any(problem.severity is Severity.ERROR and not problem.pointer for problem in problems)
    return (None if unreadable and metadata == Metadata() else metadata), problems
