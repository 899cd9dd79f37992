"""Strict getters for the catalogue: its author is an operator who wants to hear of every slip."""

from collections.abc import Iterable, Mapping

from innersource_marketplace import escape
from innersource_marketplace.documents import Report, kind_of, pointer_to, quoted
from innersource_marketplace.limits import LIST_ITEMS, TEXT_CHARACTERS
from innersource_marketplace.metadata.keys import note_unknown


def check_keys(report: Report, pointer: str, value: Mapping[str, object], known: Iterable[str]) -> None:
    """Note every key that is not known, as an error with the key it resembles."""
    names = tuple(known)
    for key in value:
        if key not in names:
            note_unknown(report, pointer_to(pointer, key), key, names, fatal=True)


def mapping(report: Report, pointer: str, value: object) -> Mapping[str, object]:
    """Take an object; unset is an empty one."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    wrong(report, pointer, value, "an object with keys")
    return {}


def sequence(report: Report, pointer: str, value: object) -> list[tuple[str, object]]:
    """Take a list, each item with its pointer; unset is an empty one."""
    if value is None:
        return []
    if isinstance(value, list):
        return [(pointer_to(pointer, index), item) for index, item in enumerate(value)]
    wrong(report, pointer, value, "a list")
    return []


def text(report: Report, pointer: str, value: object, limit: int = TEXT_CHARACTERS) -> str | None:
    """Take one line of plain text."""
    if value is None:
        return None
    if not isinstance(value, str):
        wrong(report, pointer, value, "a text")
        return None
    clean = escape.plain(value, limit)
    if not clean:
        report.error(pointer, "empty-value", "the text is empty", "Fill it in, or remove the key.")
        return None
    return clean


def texts(report: Report, pointer: str, value: object, limit: int = TEXT_CHARACTERS) -> tuple[str, ...] | None:
    """Take a list of texts, or a single one; duplicates go."""
    if value is None:
        return None
    if isinstance(value, str):
        value = [value]
    found = [text(report, at, item, limit) for at, item in sequence(report, pointer, value)[: LIST_ITEMS * 10]]
    return tuple(dict.fromkeys(item for item in found if item is not None))


def boolean(report: Report, pointer: str, value: object, default: bool) -> bool:
    """Take true or false."""
    if value is None or isinstance(value, bool):
        return default if value is None else value
    wrong(report, pointer, value, "true or false")
    return default


def word(report: Report, pointer: str, value: object, words: Iterable[str]) -> str | None:
    """Take one word of a fixed set."""
    clean = text(report, pointer, value)
    if clean is None or clean in (known := tuple(words)):
        return clean
    report.error(pointer, "unknown-word", f"{quoted(clean)} is not known", f"Use one of: {', '.join(known)}.")
    return None


def wrong(report: Report, pointer: str, value: object, wanted: str) -> None:
    """Note that a value is of another kind than the key wants."""
    fix = "Put it in quotes." if wanted == "a text" and not isinstance(value, list | dict) else f"Write {wanted}."
    report.error(pointer, "wrong-type", f"{kind_of(value)} stands where {wanted} is meant", fix)
