"""duplicates: what the organisation decided about pairs of projects that look alike."""

from typing import Final

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import DUPLICATE_KEYS
from innersource_marketplace.formats.catalog.remote_addresses import repository_identity
from innersource_marketplace.formats.parsing import Report, pointer_to
from innersource_marketplace.limits import TEXT_CHARACTERS
from innersource_marketplace.model import DuplicateDecision

_NONE: Final = "not a duplicate"
_AGREED: Final = "agreed:"


def read_duplicates(report: Report, pointer: str, value: object) -> tuple[DuplicateDecision, ...]:
    """Read the decisions, each about two projects: "not a duplicate", or "agreed: …" with the agreement."""
    found = (_decision(report, at, item) for at, item in values.sequence(report, pointer, value))
    return tuple(one for one in found if one is not None)


def _decision(report: Report, pointer: str, value: object) -> DuplicateDecision | None:
    if not isinstance(value, dict):
        report.wrong_type(pointer, value, "an object with two projects and a decision")
        return None
    values.check_keys(report, pointer, value, DUPLICATE_KEYS)
    at, names = (
        pointer_to(pointer, "projects"),
        values.texts(report, pointer_to(pointer, "projects"), value.get("projects")),
    )
    two = tuple(dict.fromkeys(map(repository_identity, names or ())))
    if len(two) != 2:
        report.wrong_type(at, value.get("projects"), "a list of two different projects")
        return None
    place = pointer_to(pointer, "decision")
    words = values.text(report, place, value.get("decision"), TEXT_CHARACTERS, exact=False) or ""
    folded = words.strip().casefold()
    if folded == _NONE:
        return DuplicateDecision(projects=(two[0], two[1]))
    agreed = words.strip()[len(_AGREED) :].strip() if folded.startswith(_AGREED) else ""
    if not agreed:
        report.wrong_type(place, value.get("decision"), f"“{_NONE}”, or “{_AGREED} …” with what was agreed")
        return None
    return DuplicateDecision(projects=(two[0], two[1]), agreed=agreed)
