"""The keys `publish` and `collect` of catalog.yml: how many projects may disappear at once."""

import math
from collections.abc import Mapping

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import COLLECT_KEYS, PUBLISH_KEYS
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.formats.parsing import Report, quoted
from innersource_marketplace.limits import (
    HOLD_NIGHTS,
    HOLD_NIGHTS_MAXIMUM,
    SHRINK_MINIMUM,
    SHRINK_SHARE,
    SOURCE_SHRINK_MINIMUM,
)

_LARGEST_MINIMUM = 1_000_000


def read_publish(report: Report, value: object) -> tuple[float, int]:
    """Read the section `publish`: the share and the number of projects that must disappear for the guard to act."""
    section = values.mapping(report, "/publish", value)
    values.check_keys(report, "/publish", section, PUBLISH_KEYS)
    return _share(report, "/publish", section), _minimum(report, "/publish", section, SHRINK_MINIMUM)


def read_collect(report: Report, value: object) -> SourceGuard:
    """Read the section `collect`."""
    section = values.mapping(report, "/collect", value)
    values.check_keys(report, "/collect", section, COLLECT_KEYS)
    return SourceGuard(
        share=_share(report, "/collect", section),
        minimum=_minimum(report, "/collect", section, SOURCE_SHRINK_MINIMUM),
        nights=values.whole_number(
            report, "/collect/hold_nights", section.get("hold_nights"), HOLD_NIGHTS, least=0, most=HOLD_NIGHTS_MAXIMUM
        ),
    )


def _share(report: Report, at: str, section: Mapping[str, object]) -> float:
    share, pointer = section.get("shrink_share"), f"{at}/shrink_share"
    if share is None:
        return SHRINK_SHARE
    if isinstance(share, bool) or not isinstance(share, int | float):
        report.wrong_type(pointer, share, "a number between 0 and 1")
        return SHRINK_SHARE
    if not math.isfinite(share) or not 0 <= share <= 1:
        report.error(pointer, "out-of-range", f"{quoted(share)} is not between 0 and 1", "20 % is 0.2.")
        return SHRINK_SHARE
    return float(share)


def _minimum(report: Report, at: str, section: Mapping[str, object], default: int) -> int:
    return values.whole_number(
        report, f"{at}/shrink_minimum", section.get("shrink_minimum"), default, least=1, most=_LARGEST_MINIMUM
    )
