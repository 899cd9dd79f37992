"""How far a run is: the stages that it goes through, what is done of each, and the seconds that each took."""

import time
from collections.abc import Callable


class Progress:
    """Hears what a run does; this one shows nothing. Displays override `on_stage`, `on_step` and
    `on_wait`.

    `stopwatch` gives seconds that only ever grow.
    """

    def __init__(self, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self._stopwatch = stopwatch
        self._stage: str | None = None
        self._since = 0.0
        self._taken: dict[str, float] = {}
        self._counts: dict[str | None, tuple[int, int]] = {}
        self.done = 0
        self.total = 0

    def stage(self, name: str) -> None:
        """End the present stage and begin another; the seconds and counts of one that comes again add up."""
        if name == self._stage:
            return
        self._count_seconds()
        self._counts[self._stage] = (self.done, self.total)
        self._stage = name
        self._taken.setdefault(name, 0.0)
        self.done, self.total = self._counts.get(name, (0, 0))
        self.on_stage(name)

    def expect(self, more: int) -> None:
        """Add to the number of things that are to be done in this stage."""
        self.total += more

    def step(self, name: str = "", count: int = 1) -> None:
        """Count things as done; `name` says which was the last."""
        self.done += count
        self.on_step(name)

    def wait(self, why: str, seconds: float) -> None:
        """Note that nothing goes on for so long; may be called from any thread."""
        self.on_wait(why, seconds)

    def seconds(self) -> dict[str, float]:
        """Seconds of each stage, in the order in which they first began; the present one counts up to now."""
        self._count_seconds()
        return dict(self._taken)

    def on_stage(self, name: str) -> None:
        """Show that a stage begins."""

    def on_step(self, name: str) -> None:
        """Show that `done` of `total` things are done."""

    def on_wait(self, why: str, seconds: float) -> None:
        """Show for what the run waits, and for how long."""

    def _count_seconds(self) -> None:
        now = self._stopwatch()
        if self._stage is not None:
            self._taken[self._stage] += max(now - self._since, 0.0)
        self._since = now
