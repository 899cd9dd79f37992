"""Shares with their samples, and when a figure is about too few people to be shown."""

from collections.abc import Mapping

import msgspec

ENOUGH = 5
"""Fewer contributions than these tell nothing."""

SMALLEST_GROUP = 3
"""A figure about fewer people than these would be a figure about a person, so it is not shown."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the work came from outside. `percent` is None where that is too little or too few to tell.

    `unknown` is work of people whose team is not known; it is neither inside nor outside.
    """

    percent: int | None
    outside: int
    sample: int
    unknown: int
    people: int


def share_of(*, inside: int, outside: int, unknown: int, people: int) -> Share:
    """Work out a share from counts; `people` are those behind inside and outside work together."""
    inside, outside, unknown = max(inside, 0), max(outside, 0), max(unknown, 0)
    sample = inside + outside
    told = sample >= ENOUGH and people >= SMALLEST_GROUP
    return Share(
        percent=round(100 * outside / sample) if told else None,
        outside=outside,
        sample=sample,
        unknown=unknown,
        people=people,
    )


def without_small_groups(cells: Mapping[tuple[str, str], tuple[int, int]]) -> dict[tuple[str, str], int | None]:
    """Take the figures about small groups out of a table of (count, people) by giver and receiver.

    The total of each receiver is shown elsewhere. So where just one of its figures is hidden, and
    would be what the others leave of that sum, the smallest other one is hidden too.
    """
    there = {place: count for place, (count, _) in cells.items() if count > 0}
    hidden = {place for place in there if cells[place][1] < SMALLEST_GROUP}
    received: dict[str, list[tuple[str, str]]] = {}
    for place in sorted(there):
        received.setdefault(place[1], []).append(place)
    for places in received.values():
        shown = [place for place in places if place not in hidden]
        if len(places) - len(shown) == 1 and shown:
            hidden.add(min(shown, key=lambda place: (there[place], place)))
    return {place: None if place in hidden else count for place, count in sorted(there.items())}
