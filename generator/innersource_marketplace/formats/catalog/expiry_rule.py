"""expiry: when projects that nobody works on are flagged, and when they are hidden."""

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import EXPIRY_KEYS
from innersource_marketplace.formats.parsing import Report, pointer_to, quoted
from innersource_marketplace.limits import EXPIRY_DAYS
from innersource_marketplace.model import ExpirySettings


def read_expiry(report: Report, pointer: str, value: object) -> ExpirySettings | None:
    """Read the rule; None, and no rule, where the key is missing or its value is no object."""
    if not isinstance(value, dict):
        values.mapping(report, pointer, value)
        return None
    values.check_keys(report, pointer, value, EXPIRY_KEYS)
    usual = ExpirySettings()
    return ExpirySettings(
        inactive_after_days=_days(
            report,
            pointer_to(pointer, "inactive_after_days"),
            value.get("inactive_after_days"),
            usual.inactive_after_days,
        ),
        grace_days=_days(report, pointer_to(pointer, "grace_days"), value.get("grace_days"), usual.grace_days),
        since=values.day(report, pointer_to(pointer, "since"), value.get("since")),
    )


def _days(report: Report, pointer: str, value: object, usual: int) -> int:
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int):
        report.wrong_type(pointer, value, "a number of days")
        return usual
    if not 1 <= value <= EXPIRY_DAYS:
        message = f"{quoted(value)} is not between 1 and {EXPIRY_DAYS}"
        report.error(pointer, "out-of-range", message, f"If in doubt, write {usual}.")
        return usual
    return value
