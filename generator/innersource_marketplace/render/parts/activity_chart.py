"""Charts of activity, drawn here as SVG, with the same in words."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import msgspec
from markupsafe import Markup

from innersource_marketplace import escape
from innersource_marketplace.model import Day, SafeHtml
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dates import date_words
from innersource_marketplace.render.template_engine import trusted

SPARK_WEEKS = 12
"""Weeks in the small chart of a card: a quarter of a year. The present week, hardly begun, comes on top."""

_STEP = 14
_BAR = 10
_HEIGHT = 96
_SPARK_STEP = 5
_SPARK_HEIGHT = 20


class Tick(msgspec.Struct, frozen=True):
    """A month's name under the first week that begins in it."""

    x: int
    text: str


class ActivityChart(msgspec.Struct, frozen=True):
    """The activity of a year, ready to be drawn, and in one sentence. `bar` is how wide a bar is.

    `bars` are finished paths, each with what it says: there are 52 of them on each page.
    """

    width: int
    height: int
    bar: int
    bars: Markup
    ticks: tuple[Tick, ...]
    sentence: str


def activity_chart(weeks: Sequence[int], today: Day, say: Messages) -> ActivityChart:
    """Lay out commits a week, oldest first; the last week, that of `today`, is marked as one that is not over."""
    tallest = max(weeks, default=0)
    starts = _starts(today, len(weeks))
    bars = "".join(
        _bar(index, _bar_height(count, tallest, _HEIGHT), _label(start, count, say, over=index + 1 < len(weeks)))
        for index, (count, start) in enumerate(zip(weeks, starts, strict=True))
    )
    names = say("time.months_short").split()
    ticks = tuple(
        Tick(x=index * _STEP, text=names[start.month - 1])
        for index, start in enumerate(starts)
        if index > 0 and start.month != starts[index - 1].month and index < len(starts) - 1
    )
    return ActivityChart(
        width=len(weeks) * _STEP - (_STEP - _BAR),
        height=_HEIGHT + 20,
        bar=_BAR,
        bars=trusted(SafeHtml(bars)),
        ticks=ticks,
        sentence=_sentence(weeks, tallest, say),
    )


@lru_cache(maxsize=64)
def _starts(today: date, weeks: int) -> tuple[date, ...]:
    """The Mondays of so many weeks, the last being that of today."""
    monday = today - timedelta(days=today.weekday())
    return tuple(monday - timedelta(weeks=weeks - 1 - index) for index in range(weeks))


def _bar(index: int, height: int, label: str) -> str:
    path = f"M{index * _STEP + _BAR // 2} {_HEIGHT - height}v{height}"
    return f'<path d="{path}"><title>{label}</title></path>'


@lru_cache(maxsize=4_096)  # thousands of projects have few commits in each of the same 52 weeks
def _label(start: date, count: int, say: Messages, *, over: bool) -> str:
    message = "project.activity.week" if over else "project.activity.week.now"
    return escape.html(say(message, date=date_words(start, say), count=count))


def spark_path(weeks: Sequence[int]) -> str:
    """The bars of the last twelve weeks as one SVG path, in a box of 60 by 20.

    Without the present week, whose few days would look like a collapse, unless nothing else has happened.
    """
    over = weeks[:-1]
    return _spark(tuple((over if any(over[-SPARK_WEEKS:]) else weeks)[-SPARK_WEEKS:]))


@lru_cache(maxsize=2_048)  # each is on several pages
def _spark(recent: tuple[int, ...]) -> str:
    tallest = max(recent, default=0)
    pieces = []
    for index, count in enumerate(recent):
        height = _bar_height(count, tallest, _SPARK_HEIGHT)
        pieces.append(f"M{index * _SPARK_STEP} {_SPARK_HEIGHT - height}h3v{height}h-3z")
    return "".join(pieces)


def _bar_height(count: int, tallest: int, height: int) -> int:
    """A week without commits keeps a line of one, so that the axis stays visible."""
    return max(round(count / tallest * height), 2) if tallest and count else 1


def _sentence(weeks: Sequence[int], tallest: int, say: Messages) -> str:
    total = sum(weeks)
    if not total:
        return say("project.activity.none") + "."
    return (
        ", ".join(
            (
                say("project.activity.summary", count=total),
                say("project.activity.recent", count=sum(weeks[-SPARK_WEEKS:])),
                say("project.activity.busiest", count=tallest),
            )
        )
        + "."
    )
