"""What a build says of itself when it has ended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from innersource_marketplace.errors import Problem


class OutOfDate(msgspec.Struct, frozen=True, kw_only=True):
    """A source that the last run could not read: why, and since when the oldest of its projects was not read."""

    source: str
    reason: str
    oldest: datetime | None


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a build published; `left_out` counts the repositories that a rule kept out.

    `collected_at` is when the last run that brought anything began; `out_of_date` are the sources that could
    not be read in it. `steps` are the stages in their order with the seconds that each took. `notice` says what the
    search lacks, if it lacks something.
    """

    projects: int
    left_out: int
    problems: tuple[Problem, ...]
    site: Path
    collected_at: datetime | None
    out_of_date: tuple[OutOfDate, ...]
    steps: Mapping[str, float]
    notice: str = ""
