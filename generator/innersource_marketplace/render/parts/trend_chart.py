"""A figure over many days, drawn here as SVG, with the same in words."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dates import date_words

WIDTH = 640
HEIGHT = 160
_POINTS = 400
"""Days drawn at most; more are thinned, for a line has no more pixels."""


class Trend(msgspec.Struct, frozen=True):
    """A line over time, ready to be drawn, in a sentence, and as rows of a table."""

    path: str
    area: str
    top: str
    first: str
    last: str
    sentence: str
    rows: tuple[tuple[str, str], ...]


def trend(daily: Mapping[date, Mapping[str, float | None]], name: str, say: Messages) -> Trend | None:
    """Lay out one of the daily figures; None until there are two days to draw a line between."""
    known = [(when, int(value)) for when, figures in sorted(daily.items()) if (value := figures.get(name)) is not None]
    if len(known) < 2:
        return None
    shown = _thinned(known)
    start, end = shown[0][0], shown[-1][0]
    days = (end - start).days
    most = max(count for _, count in shown)
    points = [
        (
            round((when - start).days / days * WIDTH, 1),
            round(HEIGHT - (count / most * (HEIGHT - 8) if most else 0), 1),
        )
        for when, count in shown
    ]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    first, last = date_words(start, say), date_words(end, say)
    return Trend(
        path=path,
        area=f"{path}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z",
        top=say.number(most),
        first=first,
        last=last,
        sentence=say(
            "health.trend.sentence",
            first=first,
            last=last,
            before=say("site.projects", count=shown[0][1]),
            after=say("site.projects", count=shown[-1][1]),
            most=most,
        ),
        rows=tuple((date_words(when, say), say.number(count)) for when, count in _by_month(known)),
    )


def _thinned(known: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    step = -(-len(known) // _POINTS)
    kept = list(known[::step])
    return kept if kept[-1] == known[-1] else [*kept, known[-1]]


def _by_month(known: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """The last day of each month; of a short history every day."""
    if len(known) <= 31:
        return list(known)
    return list({(when.year, when.month): (when, count) for when, count in known}.values())
