"""Days and moments: a fact has a moment, a page depends on no more than the day of the clock.

A `Day` is no `datetime`, so what compares moments cannot be given the beginning of a day by mistake: by that
clock everything that happened today would lie in the future. All days are those of UTC.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NewType

from innersource_marketplace.limits import CLOCK_SKEW_HOURS

Day = NewType("Day", date)
"""A day in UTC. Made by `day_of` only."""

CLOCK_SKEW: Final = timedelta(hours=CLOCK_SKEW_HOURS)
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(moment: datetime) -> Day:
    """The day of a moment; one without a zone is taken for UTC."""
    try:
        return Day((moment.astimezone(UTC) if moment.tzinfo else moment).date())
    except OverflowError:  # the first or the last hours that there are
        return Day(moment.date())


def can_have_been(moment: datetime, now: datetime) -> bool:
    """Whether something can have happened at a moment: not before 1970, and not after now, as far as clocks agree."""
    return _BEGINNING <= moment <= now + CLOCK_SKEW


def days_since(moment: datetime, today: Day) -> int | None:
    """Whole days from the day of a moment to today; None for one that cannot have been.

    What a clock dated a little ahead is of today, also where it is tomorrow by that clock.
    """
    then = day_of(moment)
    if not _BEGINNING.date() <= then <= today + CLOCK_SKEW:
        return None
    return max((today - then).days, 0)
