"""How long each stage of a run took."""

from collections.abc import Callable

OnDone = Callable[[int, int], None]
"""Hears how much of the present stage is done, and how much there is in all."""


def tell_nobody(_done: int, _total: int) -> None:
    """An `OnDone` for whom nobody waits."""


class Stages:
    """Says which stage begins, and keeps how long each took; one that comes again counts on.

    `stopwatch` counts seconds, `on_begin` hears the name of each stage as it begins.
    """

    def __init__(self, stopwatch: Callable[[], float], on_begin: Callable[[str], None] = lambda _name: None) -> None:
        self._stopwatch = stopwatch
        self._on_begin = on_begin
        self._present: str | None = None
        self._since = 0.0
        self._taken: dict[str, float] = {}

    def begin(self, name: str) -> None:
        """End the present stage and begin the next, unless it is the present one."""
        if name == self._present:
            return
        self._end()
        self._present = name
        self._taken.setdefault(name, 0.0)
        self._on_begin(name)

    def taken(self) -> dict[str, float]:
        """Seconds of each stage, in the order in which they first began; the present one counts up to now."""
        self._end()
        return dict(self._taken)

    def _end(self) -> None:
        now = self._stopwatch()
        if self._present is not None:
            self._taken[self._present] += max(now - self._since, 0.0)
        self._since = now
