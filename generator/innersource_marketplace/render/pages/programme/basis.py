"""What the figures of the programme are made of, and the words for their samples and ages."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec

from innersource_marketplace.insight.teamwork.across_teams import Flow
from innersource_marketplace.insight.teamwork.response import Response
from innersource_marketplace.model import Day, Project
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.figure import Column, Table
from innersource_marketplace.render.parts.dates import date_words, day
from innersource_marketplace.render.parts.figure_charts import plausible
from innersource_marketplace.render.parts.tasks import Task

Daily = Mapping[date, Mapping[str, float | None]]
"""The figures of each day that a run finished."""


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """All that the figures are made of. `answers` are the waits of insiders and guests, None if no source has them."""

    projects: Sequence[Project]
    daily: Daily
    flow: Flow
    answers: tuple[Response, Response] | None
    tasks: Sequence[Task]
    today: Day


def ratio(part: float | None, whole: float | None) -> float | None:
    """A share of daily figures, None where they cannot be."""
    part, whole = plausible(part), plausible(whole)
    return part / whole if part is not None and whole and part <= whole else None


def percent(part: int, whole: int, say: Messages) -> str:
    """A share in words; of fewer than five it tells nothing."""
    if not whole:
        return say("programme.unknown")
    return f"{say.number(round(100 * part / whole))}\u00a0%" if whole >= 5 else say("programme.few")


def daily(programme: Programme, name: str) -> dict[date, float]:
    """One of the daily figures, where it can be."""
    return {
        when: value
        for when, row in sorted(programme.daily.items())
        if when <= programme.today and (value := plausible(row.get(name))) is not None
    }


def month_ends(days: Sequence[date]) -> list[date]:
    """The last day of each month; of a short history every day."""
    return list(days) if len(days) <= 14 else list({(when.year, when.month): when for when in days}.values())


def names(days: Sequence[date], say: Messages) -> dict[date, str]:
    """Days in words."""
    return {when: date_words(when, say) for when in days}


def by_month(points: Mapping[date, float], column: tuple[str, Column], say: Messages) -> Table | None:
    """A table of the last day of each month; None without any day."""
    rows = tuple((date_words(when, say), tidy(points[when])) for when in month_ends(sorted(points)))
    return Table(columns=(("day", Column.TEXT), column), rows=rows) if rows else None


def by_day(points: Mapping[date, float], column: tuple[str, Column]) -> Table:
    """A table of every day, for other programs."""
    rows = tuple((when.isoformat(), tidy(value)) for when, value in sorted(points.items()))
    return Table(columns=(("day", Column.TEXT), column), rows=rows)


def tidy(value: float) -> int | float:
    """A number without a fraction that says nothing."""
    return int(value) if value == int(value) else value


def from_to(points: Mapping[date, float], say: Messages, unit: str = "") -> str:
    """What a line shows, in a sentence."""
    if len(points) < 2:
        return say("programme.trend.none")
    first, last = min(points), max(points)
    return say(
        "programme.trend.sentence",
        first=date_words(first, say),
        last=date_words(last, say),
        before=f"{say.number(round(points[first]))}{unit}",
        after=f"{say.number(round(points[last]))}{unit}",
    )


def before(points: Mapping[date, float], today: Day, say: Messages, unit: str = "", *, hours: bool = False) -> str:
    """What a figure was at the beginning of the last year, or when it was first recorded since; "" without any."""
    year = [when for when in sorted(points) if today - timedelta(days=365) <= when < today]
    if not year:
        return ""
    number = say.number(round(points[year[0]]))
    value = say("programme.hours", hours=number) if hours else f"{number}{unit}"
    return say("programme.before", value=value, date=date_words(year[0], say))


def rows_age(points: Mapping[date, object], say: Messages) -> str:
    """How old the newest of the daily rows is."""
    return say("programme.age.rows", date=date_words(max(points), say)) if points else say("programme.age.none")


def facts_age(programme: Programme, say: Messages) -> str:
    """How old the facts are that a figure rests on."""
    times = [project.collected_at for project in programme.projects if project.is_read]
    if not times:
        return say("programme.age.none")
    first, last = (day(when, say) for when in (min(times), max(times)))
    return (
        say("programme.age.facts", date=last) if first == last else say("programme.age.between", first=first, last=last)
    )
