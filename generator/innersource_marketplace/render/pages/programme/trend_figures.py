"""Figures over time, from the rows that each run records: projects, new and removed ones, documents, response times."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.insight.teamwork.shares import ENOUGH
from innersource_marketplace.limits import ACTIVE_DAYS
from innersource_marketplace.model import HIGHEST_LEVEL, Element, days_since
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.basis import (
    Programme,
    before,
    by_day,
    by_month,
    daily,
    facts_age,
    from_to,
    month_ends,
    names,
    percent,
    ratio,
    rows_age,
)
from innersource_marketplace.render.pages.programme.figure import FEW, Column, Figure, Table, Value
from innersource_marketplace.render.parts.dates import date_words
from innersource_marketplace.render.parts.figure_charts import Month, bars, columns, lines, month_words, plausible

_MONTHS: Final = 13
_GOOD: Final = 2
_WHOLE_HOURS: Final = 10
"""Of longer times, tenths of an hour tell nothing."""
_DOCUMENTS: Final = ("readme", "contributing", "code_owners", "ci", "metadata")


def projects(programme: Programme, say: Messages) -> Figure:
    """The number of projects over time."""
    points = daily(programme, "projects")
    return Figure(
        id="projects",
        value=say.number(len(programme.projects)),
        sample=say("programme.sample.days", count=len(points)),
        age=rows_age(points, say),
        plot=lines([("", _year(points, programme.today))], say, today=programme.today),
        plot_words=from_to(_year(points, programme.today), say),
        table=by_month(points, ("projects", Column.NUMBER), say),
        data=by_day(points, ("projects", Column.NUMBER)),
        before=before(points, programme.today, say),
    )


def active(programme: Programme, say: Messages) -> Figure:
    """The share of projects with a recent commit."""
    dated = [project.updated_at for project in programme.projects if project.updated_at is not None]
    days = (days_since(when, programme.today) for when in dated)
    active = sum(ago is not None and ago <= ACTIVE_DAYS for ago in days)
    rates = {
        when: round(100 * share, 1)
        for when, row in sorted(programme.daily.items())
        if (share := ratio(row.get("active"), row.get("dated", row.get("projects")))) is not None
    }
    return Figure(
        id="active",
        value=percent(active, len(dated), say),
        sample=say("programme.sample.active", active=active, projects=say("site.projects", count=len(dated))),
        age=facts_age(programme, say),
        plot=lines([("", _year(rates, programme.today))], say, today=programme.today, unit="\u00a0%"),
        plot_words=from_to(_year(rates, programme.today), say, "\u00a0%"),
        table=by_month(rates, ("active_percent", Column.PERCENT), say),
        data=by_day(rates, ("active_percent", Column.PERCENT)),
        before=before(rates, programme.today, say, "\u00a0%"),
    )


def changes(programme: Programme, say: Messages) -> Figure:
    """New and removed projects per month."""
    totals: dict[str, list[float | None]] = {}
    told = 0
    for when, row in sorted(programme.daily.items()):
        came, went = plausible(row.get("new")), plausible(row.get("removed"))
        if when > programme.today or (came is None and went is None):
            continue
        told += 1
        month = totals.setdefault(f"{when.year:04}-{when.month:02}", [None, None])
        for place, value in enumerate((came, went)):
            if value is not None:
                month[place] = (month[place] or 0) + value
    rows = [(month, values[0], values[1]) for month, values in totals.items()][-_MONTHS:]
    arrived, left = _recorded([new for _, new, _ in rows], say), _recorded([gone for _, _, gone in rows], say)
    table = Table(
        columns=(("month", Column.TEXT), ("new", Column.NUMBER), ("departed", Column.NUMBER)),
        rows=tuple((month_words(month, say), _whole(new), _whole(gone)) for month, new, gone in rows),
    )
    return Figure(
        id="changes",
        value=say("programme.changes.value", new=arrived, gone=left) if told else say("programme.unknown"),
        sample=say("programme.sample.days", count=told),
        age=rows_age(programme.daily, say),
        plot=columns([Month(month, new, gone) for month, new, gone in rows], say, today=programme.today),
        plot_words=say("programme.changes.words"),
        table=table if rows else None,
        data=Table(columns=table.columns, rows=tuple((month, _whole(new), _whole(gone)) for month, new, gone in rows)),
    )


def documents(programme: Programme, say: Messages) -> Figure:
    """The share of projects that have what a guest looks for, over time."""
    shares: dict[str, dict[date, float]] = {name: {} for name in _DOCUMENTS}
    for when, row in sorted(programme.daily.items()):
        for name in _DOCUMENTS:
            if (share := ratio(row.get(f"with_{name}"), row.get("read", row.get("projects")))) is not None:
                shares[name][when] = round(100 * share, 1)
    last = max(programme.daily, default=None)
    contributing = shares["contributing"]
    newest = programme.daily[max(contributing)] if contributing else {}
    sample = plausible(newest.get("read", newest.get("projects"))) or 0
    days = sorted({when for points in shares.values() for when in points})

    def rows(chosen: Sequence[date], name: Mapping[date, str]) -> tuple[tuple[Value, ...], ...]:
        return tuple((name[when], *(shares[one].get(when) for one in _DOCUMENTS)) for when in chosen)

    head = tuple((name, Column.PERCENT) for name in _DOCUMENTS)
    return Figure(
        id="documents",
        value=_enough(contributing[max(contributing)] if contributing else None, sample, say),
        sample=say("programme.sample.days", count=len(days)),
        age=rows_age(programme.daily if last else {}, say),
        plot=lines(
            [(say(f"programme.column.{name}"), _year(shares[name], programme.today)) for name in _DOCUMENTS],
            say,
            today=programme.today,
            unit="\u00a0%",
        ),
        plot_words=say("programme.documents.words"),
        table=Table(columns=(("month", Column.TEXT), *head), rows=rows(month_ends(days), names(month_ends(days), say)))
        if days
        else None,
        data=Table(columns=(("day", Column.TEXT), *head), rows=rows(days, {when: when.isoformat() for when in days})),
    )


def readiness(programme: Programme, say: Messages) -> Figure:
    """The share of projects that are good or exemplary in each element, over time; every level in the data."""
    told: dict[Element, dict[date, float]] = {element: {} for element in Element}
    rows: list[tuple[Value, ...]] = []
    largest = 0.0
    for when, row in sorted(programme.daily.items()):
        largest = 0.0
        for element in Element if when <= programme.today else ():
            counts = [plausible(row.get(level_figure(element, level))) or 0 for level in range(HIGHEST_LEVEL + 1)]
            unknown = plausible(row.get(level_figure(element, None))) or 0
            if (share := ratio(sum(counts[_GOOD:]), sum(counts))) is not None:
                told[element][when] = round(100 * share, 1)
                largest = max(largest, sum(counts))
            if sum(counts) or unknown:
                rows.append((when.isoformat(), element.value, *map(round, reversed(counts)), round(unknown)))
    days = sorted({when for points in told.values() for when in points})
    last = days[-1] if days else None
    short = {element: say(f"programme.column.element_{element.value}".replace("-", "_")) for element in Element}
    named = [(short[element], points) for element, points in told.items()]
    words = names(month_ends(days), say)
    shown = tuple((words[when], *(points.get(when) for _, points in named)) for when in month_ends(days))
    levels = tuple((f"level_{level}", Column.NUMBER) for level in range(HIGHEST_LEVEL, -1, -1))
    head = tuple((f"element_{element.value}".replace("-", "_"), Column.PERCENT) for element in Element)
    present = [(name, points, _year(points, programme.today)) for name, points in named if last in points]
    now = [points[last] for _, points, _ in present if last]
    begun = [min(year) for _, _, year in present if year]
    first = min(begun, default=None)
    if first == last:  # one day is no time over which anything changed
        first = None
    since = say("programme.readiness-trend.since", date=date_words(first, say)) if first else ""
    return Figure(
        id="readiness-trend",
        value=_enough(min(now, default=None), largest, say),
        sample=say("programme.sample.days", count=len(days)),
        age=rows_age(dict.fromkeys(days), say),
        plot=bars(
            [(name, year.get(first) if first else None, points[last]) for name, points, year in present if last],
            unit="\u00a0%",
        ),
        plot_words=say("programme.readiness-trend.words", since=since),
        table=Table(columns=(("month", Column.TEXT), *head), rows=shown) if shown else None,
        data=Table(
            columns=(("day", Column.TEXT), ("element", Column.TEXT), *levels, ("cannot_tell", Column.NUMBER)),
            rows=tuple(rows),
        ),
    )


def response(programme: Programme, say: Messages) -> Figure:
    """The time to a first response, for insiders and guests."""
    answers = programme.answers
    names = ("inside", "outside")
    series = [(say(f"programme.response.{name}"), daily(programme, f"response_{name}_hours")) for name in names]
    rows: list[tuple[Value, ...]] = [
        (say(f"programme.response.{name}"), FEW if one.hours is None else one.hours, one.sample)
        for name, one in zip(names, answers or (), strict=False)
    ]
    head = (("who", Column.TEXT), ("hours", Column.NUMBER), ("sample", Column.NUMBER))
    table = Table(columns=head, rows=tuple(rows))
    guests = answers[1] if answers else None
    if guests is None:
        value = say("programme.unknown")
    elif guests.hours is None:
        value = say("programme.few")
    else:
        whole = guests.hours >= _WHOLE_HOURS
        value = say("programme.hours", hours=say.number(round(guests.hours)) if whole else say.number(guests.hours, 1))
    return Figure(
        id="response",
        value=value,
        sample=say("programme.sample.pulls", count=guests.sample) if guests else say("programme.sample.none"),
        age=facts_age(programme, say),
        plot=lines(
            [(name, _year(points, programme.today)) for name, points in series], say, today=programme.today, unit=" h"
        ),
        plot_words=say("programme.response.words"),
        table=table if rows else None,
        data=table,
        open=True,
        note="" if answers else say("programme.no-pull-requests"),
        before=before(series[1][1], programme.today, say, hours=True),
    )


def _enough(share: float | None, sample: float, say: Messages) -> str:
    """A share in words, unless it is of too few."""
    if share is None:
        return say("programme.unknown")
    return f"{say.number(round(share))}\u00a0%" if sample >= ENOUGH else say("programme.few")


def _year(points: Mapping[date, float], today: date) -> Mapping[date, float]:
    """What a chart shows: the last year."""
    return {when: value for when, value in points.items() if when >= today - timedelta(days=365)}


def _recorded(values: Sequence[float | None], say: Messages) -> str:
    """The sum of the recorded values in words."""
    recorded = [value for value in values if value is not None]
    return say.number(round(sum(recorded))) if recorded else say("programme.not-recorded")


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
