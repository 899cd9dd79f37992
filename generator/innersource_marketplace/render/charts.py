"""Charts of activity, drawn here as SVG, with the same in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.words import day

SPARK_WEEKS = 12
"""Weeks in the small chart of a card: a quarter of a year."""

_STEP = 14
_BAR = 10
_HEIGHT = 96
_SPARK_STEP = 5
_SPARK_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One week: the middle of its bar, where that begins, how high it is, and what it says."""

    x: int
    y: int
    height: int
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A month's name under the first week that begins in it."""

    x: int
    text: str


@dataclass(frozen=True, slots=True)
class ActivityChart:
    """The activity of a year, ready to be drawn, and in one sentence. `bar` is how wide a bar is."""

    width: int
    height: int
    bar: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    sentence: str


def activity_chart(weeks: Sequence[int], now: datetime, say: Messages) -> ActivityChart:
    """Lay out commits a week, oldest first, the last week being the one of `now`."""
    monday = now - timedelta(days=now.weekday())
    starts = [monday - timedelta(weeks=len(weeks) - 1 - index) for index in range(len(weeks))]
    tallest = max(weeks, default=0)
    bars = tuple(
        Bar(
            x=index * _STEP + _BAR // 2,
            y=_HEIGHT - height,
            height=height,
            label=say("project.activity.week", date=day(starts[index], say), count=count),
        )
        for index, (count, height) in enumerate(
            zip(weeks, (_bar_height(count, tallest, _HEIGHT) for count in weeks), strict=True)
        )
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
        bars=bars,
        ticks=ticks,
        sentence=_sentence(weeks, tallest, say),
    )


def spark_path(weeks: Sequence[int]) -> str:
    """The bars of the last twelve weeks as one SVG path, in a box of 60 by 20."""
    recent = weeks[-SPARK_WEEKS:]
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
