"""expiry: when projects that nobody works on are flagged, and when they are hidden."""

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import EXPIRY_KEYS
from innersource_marketplace.formats.parsing import Report, pointer_to
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
    words = {"wanted": "a number of days", "fix": f"If in doubt, write {usual}."}
    return values.whole_number(report, pointer, value, usual, least=1, most=EXPIRY_DAYS, **words)
