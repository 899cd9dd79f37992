"""Dates in words: how long ago something was, and on which day."""

from datetime import date, datetime
from functools import lru_cache

import msgspec

from innersource_marketplace.model import Day, day_of, days_since
from innersource_marketplace.render.messages import Messages


class Moment(msgspec.Struct, frozen=True):
    """A time as a page shows it: relative words, the exact day, and the form that machines read."""

    words: str
    day: str
    machine: str


def moment(then: datetime | None, today: Day, say: Messages) -> Moment | None:
    """Put a time into words; None stays None. One that cannot have been is given as its day."""
    if then is None:
        return None
    on, days = day_of(then), days_since(then, today)
    exact = date_words(on, say)
    machine = f"{on.year:04}-{on.month:02}-{on.day:02}"
    return Moment(words=exact if days is None else _ago(days, say), day=exact, machine=machine)


def day(then: datetime, say: Messages) -> str:
    """The day of a time, in words."""
    return date_words(day_of(then), say)


def days_ago(then: datetime, today: Day) -> int:
    """Whole days since a time; 0 for one that cannot have been."""
    return days_since(then, today) or 0


def date_words(then: date, say: Messages) -> str:
    """A day in words."""
    return _day(then.year, then.month, then.day, say)


@lru_cache(maxsize=4096)  # the charts of all projects name the same weeks
def _day(year: int, month: int, number: int, say: Messages) -> str:
    return say("time.date", day=number, month=say("time.months_long").split()[month - 1], year=str(year))


def _ago(days: int, say: Messages) -> str:
    if days == 0:
        return say("time.today")
    if days == 1:
        return say("time.yesterday")
    if days < 14:
        return say("time.days", count=days)
    if days < 60:
        return say("time.weeks", count=days // 7)
    if days < 730:
        return say("time.months", count=days // 30)
    return say("time.years", count=days // 365)
