"""Charts of figures, laid out here and drawn by the template: columns by month, lines over days, bars of shares.

Nothing in them depends on colour: each line ends in its name and has dashes of its own, each column
carries its number, and what is not known is a question mark. See the decision record 008.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil, isfinite, log10
from typing import Final

import msgspec

from innersource_marketplace.model import Day
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dates import date_words

WIDTH: Final = 400
HEIGHT: Final = 180
_LEFT: Final = 40
_TOP: Final = 20
_BOTTOM: Final = 36
_NAMES: Final = 96
_EDGE: Final = 8
_MONTH_STEP: Final = 4
"""Every so many months have their name below; there is no space for all."""
_MONTH_NAME: Final = 72
"""How wide the name of a month is at most."""
_BAR_NAMES: Final = 120
_BAR_VALUES: Final = 44
_BAR: Final = 14
_ROW: Final = 34
_POINTS: Final = 400
_LINE: Final = 15
_LARGEST: Final = 1e9
"""A figure beyond this counts no projects, people or hours of ours."""
_SMALLEST: Final = 1e-3
"""A figure below this is nothing."""


class Box(msgspec.Struct, frozen=True):
    """A column; `kind` says which way it looks, or that its month is not over."""

    x: float
    y: float
    width: float
    height: float
    kind: str = "up"


class Label(msgspec.Struct, frozen=True):
    """Words in a chart; `anchor` is where they begin, as SVG says it."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


class Stroke(msgspec.Struct, frozen=True):
    """A line; `number` chooses its dashes."""

    path: str
    number: int = 0


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """A chart ready to be drawn. `grid` are heights of horizontal lines."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = 0
    right: int = WIDTH
    grid: tuple[float, ...] = ()
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()


class Month(msgspec.Struct, frozen=True):
    """A column: the month ("2026-11"), what points up, and what points down. None is not known."""

    month: str
    up: float | None
    down: float | None = None


def columns(months: Sequence[Month], say: Messages, *, today: Day, most: float | None = None) -> Plot | None:
    """Lay out columns by month, each with its number; those that point down are what left. None without any.

    The month of `today` is marked as one that is not over.
    """
    if not months:
        return None
    tops = [value for month in months if (value := plausible(month.up)) is not None]
    depths = [value for month in months if (value := plausible(month.down)) is not None]
    highest, deepest = most or max(tops, default=0), max(depths, default=0)
    room = HEIGHT - _TOP - _BOTTOM - (_LINE if deepest else 0)
    scale = room / (highest + deepest) if highest + deepest else 0
    base = round(_TOP + highest * scale, 1) if highest + deepest else HEIGHT - _BOTTOM
    slot = (WIDTH - 2 * _EDGE) / len(months)
    boxes: list[Box] = []
    labels: list[Label] = []
    for index, month in enumerate(months):
        middle, x = round(_EDGE + (index + 0.5) * slot, 1), round(_EDGE + (index + 0.2) * slot, 1)
        up, down = plausible(month.up), plausible(month.down)
        height = round((up or 0) * scale, 1)
        if up:
            kind = "now" if month.month == f"{today:%Y-%m}" else "up"
            boxes.append(Box(x, round(base - height, 1), round(slot * 0.6, 1), height, kind))
        if down:
            boxes.append(Box(x, base, round(slot * 0.6, 1), round(down * scale, 1), "down"))
            labels.append(Label(middle, round(base + down * scale + 12, 1), f"−{say.number(round(down))}"))
        words = "?" if up is None else say.number(round(up))
        if up is None or up or not down:
            labels.append(Label(middle, round(base - height - 5, 1), words))
        if (len(months) - 1 - index) % _MONTH_STEP == 0:  # the last one always
            within = min(max(middle, _MONTH_NAME / 2), WIDTH - _MONTH_NAME / 2)
            labels.append(Label(within, HEIGHT - 6, _month(month.month, say)))
    return Plot(grid=(base,), boxes=tuple(boxes), labels=tuple(labels))


def lines(
    series: Sequence[tuple[str, Mapping[date, float]]], say: Messages, *, today: Day, unit: str = ""
) -> Plot | None:
    """Lay out lines over days, each named at its end; None until there are two days to draw a line between."""
    known = [(name, _sound(points, today)) for name, points in series]
    known = [(name, points) for name, points in known if points]
    days = sorted({when for _, points in known for when, _ in points})
    if len(days) < 2:
        return None
    # A chart ends today, also where the last days were not recorded.
    start, span = days[0], today.toordinal() - days[0].toordinal()
    top = _round_up(max(value for _, points in known for _, value in points))
    right = WIDTH - (_NAMES if len(known) > 1 else 8)
    room = HEIGHT - _TOP - _BOTTOM

    def place(when: date, value: float) -> tuple[float, float]:
        across = _LEFT + (when - start).days / span * (right - _LEFT)
        return round(across, 1), round(_TOP + room - value / top * room, 1)

    strokes = tuple(
        Stroke("M" + "L".join(f"{x:g} {y:g}" for x, y in (place(*point) for point in points)), number)
        for number, (_, points) in enumerate(known)
    )
    labels = [
        Label(_LEFT - 6, round(_TOP + room - share * room + 4, 1), f"{_short(top * share, say)}{unit}", "end")
        for share in (0, 0.5, 1)
    ]
    labels += [
        Label(_LEFT, HEIGHT - 8, date_words(days[0], say), "start"),
        Label(right, HEIGHT - 8, date_words(today, say), "end"),
    ]
    if len(known) > 1:
        ends = [(place(*points[-1])[1], name) for name, points in known]
        labels += [Label(right + 6, y, name, "start") for y, name in _spread(ends)]
    return Plot(
        left=_LEFT,
        right=right,
        grid=tuple(round(_TOP + room * share, 1) for share in (0, 0.5, 1)),
        strokes=strokes,
        labels=tuple(labels),
    )


def bars(rows: Sequence[tuple[str, float | None, float]], *, unit: str = "") -> Plot | None:
    """Lay out shares in percent as bars below each other: (name, what it was, what it is). None without any.

    A mark on the bar is what it was; without a known one there is no mark.
    """
    sound = [(name, plausible(before), now) for name, before, now in rows if plausible(now) is not None]
    if not sound:
        return None
    room = WIDTH - _BAR_NAMES - _BAR_VALUES
    boxes: list[Box] = []
    labels: list[Label] = []
    for index, (name, before, now) in enumerate(sound):
        y = _EDGE + index * _ROW
        middle = y + _BAR / 2 + 4
        boxes.append(Box(_BAR_NAMES, y, room, _BAR, "ground"))
        boxes.append(Box(_BAR_NAMES, y, round(min(now, 100) / 100 * room, 1), _BAR))
        if before is not None:
            boxes.append(Box(round(_BAR_NAMES + min(before, 100) / 100 * room - 1, 1), y - 4, 2, _BAR + 8, "before"))
        labels.append(Label(0, middle, name, "start"))
        labels.append(Label(WIDTH, middle, f"{round(now)}{unit}", "end"))
    return Plot(height=2 * _EDGE + (len(sound) - 1) * _ROW + _BAR, boxes=tuple(boxes), labels=tuple(labels))


def plausible(value: float | None) -> float | None:
    """A plausible figure; a negative, infinite or absurdly large one is not known."""
    if value is None or not isfinite(value) or not 0 <= value <= _LARGEST:
        return None
    return 0.0 if value < _SMALLEST else value


def month_words(month: str, say: Messages) -> str:
    """A month ("2026-11") in words."""
    year, _, number = month.partition("-")
    return f"{say('time.months_long').split()[int(number) - 1]} {year}"


def _sound(points: Mapping[date, float], today: Day) -> list[tuple[date, float]]:
    found = [(when, value) for when, value in sorted(points.items()) if when <= today]
    kept = [(when, value) for when, value in found if plausible(value) is not None]
    step = -(-len(kept) // _POINTS) or 1
    thinned = kept[::step]
    return thinned if not kept or thinned[-1] == kept[-1] else [*thinned, kept[-1]]


def _round_up(most: float) -> float:
    """The next round number, for the top of the scale."""
    if most <= 0:
        return 1
    step = 10 ** (ceil(log10(most)) - 1) if most > 1 else 1
    top = ceil(most / step) * step
    return float(top if top % 2 == 0 or step > 1 else top + 1)


def _spread(ends: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Move labels apart that would overlap, keeping their order."""
    placed = [(y + 4, name) for y, name in sorted(ends)]
    for index, (y, name) in enumerate(placed[1:], start=1):
        above = placed[index - 1][0]
        placed[index] = (max(y, above + _LINE), name)
    overflow = placed[-1][0] - (HEIGHT - _BOTTOM + 4)
    return [(round(y - max(overflow, 0), 1), name) for y, name in placed]


def _short(value: float, say: Messages) -> str:
    return say.number(round(value)) if value == round(value) else say.number(value, 1)


def _month(month: str, say: Messages) -> str:
    number = int(month.partition("-")[2])
    return f"{say('time.months_short').split()[number - 1]} {month[:4]}"
