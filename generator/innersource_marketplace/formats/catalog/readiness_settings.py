"""readiness: checks switched off, moved to another level, or added; and the licences that are wanted."""

from collections.abc import Mapping

from innersource_marketplace.escape import slug
from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import FILE_CHECK_KEYS, READINESS_KEYS
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import LISTED_PATH_CHARACTERS, READINESS_CHECKS, TITLE_CHARACTERS
from innersource_marketplace.model import (
    ASSISTANT_CHECK_IDS,
    CHECK_IDS,
    HIGHEST_LEVEL,
    Element,
    FileCheck,
    ReadinessSettings,
)

_USUAL_LEVEL = 2


def read_readiness(report: Report, pointer: str, value: object) -> ReadinessSettings:
    """Read the readiness settings of the organisation; unset keeps the defaults."""
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, READINESS_KEYS)
    return ReadinessSettings(
        off=values.texts(report, pointer_to(pointer, "off"), item.get("off"), _is_check) or (),
        levels=_levels(report, pointer_to(pointer, "levels"), item.get("levels")),
        files=_files(report, pointer_to(pointer, "files"), item.get("files")),
        licenses=values.texts(report, pointer_to(pointer, "licenses"), item.get("licenses")) or (),
    )


def _is_check(report: Report, pointer: str, name: str) -> bool:
    known = (*CHECK_IDS, *ASSISTANT_CHECK_IDS)
    if name in known:
        return True
    values.word(report, pointer, name, known)
    return False


def _levels(report: Report, pointer: str, value: object) -> Mapping[str, int]:
    chosen = {}
    for name, level in values.mapping(report, pointer, value).items():
        at = pointer_to(pointer, name)
        if _is_check(report, at, name) and (accepted := _level(report, at, level)) is not None:
            chosen[name] = accepted
    return chosen


def _level(report: Report, pointer: str, value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= HIGHEST_LEVEL:
        return value
    report.error(
        pointer, "out-of-range", f"{quoted(value)} is not a level", f"Write a number from 1 to {HIGHEST_LEVEL}."
    )
    return None


def _files(report: Report, pointer: str, value: object) -> tuple[FileCheck, ...]:
    items = values.sequence(report, pointer, value)
    if len(items) > READINESS_CHECKS:
        message = f"the list has {len(items)} checks; at most {READINESS_CHECKS} are read"
        report.error(pointer, "too-many-items", message, "Keep the most important ones.")
    found: dict[str, FileCheck] = {}
    for at, item in items[:READINESS_CHECKS]:
        check = _file(report, at, item)
        if check is None:
            continue
        if check.id in found:
            report.error(
                at, "duplicate-entry", f"a check named {quoted(check.name)} already exists", "Rename one of them."
            )
            continue
        found[check.id] = check
    return tuple(found.values())


def _file(report: Report, pointer: str, value: object) -> FileCheck | None:
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, FILE_CHECK_KEYS)
    for key in ("name", "path", "element"):
        if item.get(key) is None:
            report.error(pointer, "missing-key", f"the key “{key}” is missing", f'Add "{key}".')
    name = values.text(report, pointer_to(pointer, "name"), item.get("name"), TITLE_CHARACTERS)
    path = values.text(report, pointer_to(pointer, "path"), item.get("path"), LISTED_PATH_CHARACTERS)
    words = tuple(element.value for element in Element)
    element = values.word(report, pointer_to(pointer, "element"), item.get("element"), words)
    level = _level(report, pointer_to(pointer, "level"), item.get("level", _USUAL_LEVEL))
    fix = values.text(report, pointer_to(pointer, "fix"), item.get("fix"), exact=False)
    if name is None or path is None or element is None or level is None:
        return None
    return FileCheck(
        id=f"added-{slug(name)}",
        name=name,
        path=path.removeprefix("./"),
        element=Element(element),
        level=level,
        fix=fix,
    )
