"""Strict getters for the catalogue, which report every mistake."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from innersource_marketplace import escape
from innersource_marketplace.formats.innersource_json.field_names import note_unknown
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import TEXT_CHARACTERS

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EARLIEST, _LATEST = date(1970, 1, 1), date(2199, 12, 31)

ITEMS = 1_000
"""Most names, topics or patterns of one source."""


def check_keys(report: Report, pointer: str, value: Mapping[str, object], known: Iterable[str]) -> None:
    """Report every unknown key as an error, with the key it resembles."""
    names = tuple(known)
    for key in value:
        if key not in names:
            note_unknown(report, pointer_to(pointer, key), key, names, fatal=True)


def day(report: Report, pointer: str, value: object) -> date | None:
    """Take a day as 2026-01-31; an implausible one is rejected."""
    words = text(report, pointer, value)
    if words is None:
        return None
    try:
        found = date.fromisoformat(words) if _DAY.fullmatch(words) else None
    except ValueError:
        found = None
    if found is None or not _EARLIEST <= found <= _LATEST:
        message = f"{quoted(words)} is not a valid day"
        report.error(pointer, "date-refused", message, "Write it as 2026-01-31.")
        return None
    return found


def mapping(report: Report, pointer: str, value: object) -> Mapping[str, object]:
    """Take an object; unset is an empty one."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    report.wrong_type(pointer, value, "an object with keys")
    return {}


def sequence(report: Report, pointer: str, value: object) -> list[tuple[str, object]]:
    """Take a list, each item with its pointer; unset is an empty one."""
    if value is None:
        return []
    if isinstance(value, list):
        return [(pointer_to(pointer, index), item) for index, item in enumerate(value)]
    report.wrong_type(pointer, value, "a list")
    return []


def text(
    report: Report, pointer: str, value: object, limit: int = TEXT_CHARACTERS, *, exact: bool = True
) -> str | None:
    """Take one line of plain text. If `exact`, for names and addresses, a text that needs cleaning is rejected."""
    if value is None:
        return None
    if not isinstance(value, str):
        report.wrong_type(pointer, value, "a text")
        return None
    clean = escape.plain(value, limit)
    if not clean:
        report.error(pointer, "empty-value", "the text is empty", "Fill it in, or remove the key.")
        return None
    bare = value.strip()
    if exact and clean != escape.without_long_secrets(bare):
        message = f"the text contains line ends or invisible characters, or more than {limit} characters"
        report.error(pointer, "text-refused", message, "Write it as one short line.")
        return None
    # What looks like a secret is reported of the whole file, and is no name until then.
    return bare if exact else clean


def texts(
    report: Report, pointer: str, value: object, accept: Callable[[Report, str, str], bool] | None = None
) -> tuple[str, ...] | None:
    """Take a list of texts, or a single one; duplicates go, and what `accept` refuses (and reports)."""
    if value is None:
        return None
    items = [(pointer, value)] if isinstance(value, str) else sequence(report, pointer, value)
    if len(items) > ITEMS:
        message = f"the list has {len(items)} items; at most {ITEMS} are read"
        report.error(pointer, "too-many-items", message, "Use a pattern, or several sources.")
    kept: dict[str, None] = {}
    for at, item in items[:ITEMS]:
        clean = text(report, at, item)
        if clean is not None and (accept is None or accept(report, at, clean)):
            kept[clean] = None
    return tuple(kept)


def path_beside(report: Report, pointer: str, value: object) -> str | None:
    """Take a path of something that lies beside catalog.yml, or below."""
    path = text(report, pointer, value)
    if path is None:
        return None
    if "\\" in path or path.startswith("/") or ".." in path.split("/"):
        report.error(
            pointer,
            "path-refused",
            "the path leads outside the folder of catalog.yml",
            "Put the file next to catalog.yml.",
        )
        return None
    return path


def boolean(report: Report, pointer: str, value: object, default: bool) -> bool:
    """Take true or false."""
    if value is None or isinstance(value, bool):
        return default if value is None else value
    report.wrong_type(pointer, value, "true or false")
    return default


def whole_number(
    report: Report,
    pointer: str,
    value: object,
    default: int,
    *,
    least: int,
    most: int,
    wanted: str = "a whole number",
    fix: str = "Correct it.",
) -> int:
    """Take a whole number within bounds."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int):
        report.wrong_type(pointer, value, wanted)
        return default
    if not least <= value <= most:
        report.error(pointer, "out-of-range", f"{quoted(value)} is not between {least} and {most}", fix)
        return default
    return value


def word(report: Report, pointer: str, value: object, words: Iterable[str]) -> str | None:
    """Take one word of a fixed set."""
    clean = text(report, pointer, value)
    if clean is None or clean in (known := tuple(words)):
        return clean
    report.error(
        pointer, "unknown-word", f"{quoted(clean)} is not an allowed value", f"Use one of: {', '.join(known)}."
    )
    return None
