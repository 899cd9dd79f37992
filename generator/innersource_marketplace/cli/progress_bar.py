"""Progress of a long task: a bar on a terminal, a line from time to time elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from innersource_marketplace.escape import log_line
from innersource_marketplace.progress import Progress

_TENTHS = 10
"""Off a terminal there is a line for each tenth of the way."""

_SECONDS_BETWEEN_LINES = 60.0
"""Off a terminal there is a line after so long at the latest, while something is being done."""

_SECONDS_BETWEEN_BARS = 0.1
"""A terminal that is written to more often only flickers."""

_SECONDS_TO_JUDGE = 1.0
"""Before that a rate says nothing."""

_BAR = 24


class ProgressBar(Progress):
    """Shows how far a run is; a context manager.

    `write` gets whole lines, or with `terminal` texts that each replace the one before. `stopwatch`
    counts seconds; `patience` is how many of them pass before the first line of a stage, and between two.
    `announce` hears the name of each stage as it begins; `clock` tells until when a run waits.
    """

    def __init__(
        self,
        *,
        write: Callable[[str], None],
        terminal: bool,
        stopwatch: Callable[[], float],
        patience: float = 0.0,
        announce: Callable[[str], None] = lambda _name: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(stopwatch)
        self._write = write
        self._terminal = terminal
        self._patience = patience
        self._announce = announce
        self._clock = clock
        self._label = ""
        self._begun = 0.0
        self._tenth = 0
        self._written: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def on_stage(self, name: str) -> None:
        """Begin a new bar."""
        self._clear()
        self._announce(name)
        self._label = name
        self._begun = self._stopwatch()
        self._tenth = 0
        self._written = None
        if self._terminal:
            self._write(f"\r\x1b[2K{name} …")

    def on_step(self, name: str) -> None:
        """Draw the bar, or write a line now and then; `name` is shown beside the bar."""
        if not self.total:
            return
        now = self._stopwatch()
        since = None if self._written is None else now - self._written
        if self._terminal:
            if since is None or since >= _SECONDS_BETWEEN_BARS or self.done >= self.total:
                self._write(f"\r\x1b[2K{self._bar(now)} {log_line(name, 40)}")
                self._written = now
            return
        tenth = self.done * _TENTHS // self.total
        waited = now - (self._begun if self._written is None else self._written)
        if (tenth > self._tenth and waited >= self._patience) or waited >= _SECONDS_BETWEEN_LINES:
            self._tenth = tenth
            self._written = now
            self._write(f"{self._label}: {self.done} of {self.total}{self._pace(now)}\n")

    def on_wait(self, why: str, seconds: float) -> None:
        """Write a line that says for what the run waits, and until when."""
        until = (self._clock() + timedelta(seconds=seconds)).astimezone()
        self._clear()
        self._write(f"{log_line(why, 300)}: waiting {time_in_words(seconds)}, until {until:%H:%M:%S %Z}.\n")

    def _clear(self) -> None:
        if self._terminal and self._label:
            self._write("\r\x1b[2K")

    def _bar(self, now: float) -> str:
        filled = min(self.done * _BAR // self.total, _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        return f"{self._label} {bar} {self.done}/{self.total}{self._pace(now)}"

    def _pace(self, now: float) -> str:
        """The rate and the time left; empty if neither is known yet."""
        seconds = now - self._begun
        if seconds < _SECONDS_TO_JUDGE or not self.done:
            return ""
        rate = rate_in_words(self.done / seconds)
        left = max(self.total - self.done, 0) * seconds / self.done
        return f", {rate}, {time_in_words(left)} left" if self.done < self.total else f", {rate}"


def rate_in_words(per_second: float) -> str:
    """A rate, per second or per minute."""
    return f"{per_second:.0f}/s" if per_second >= 1 else f"{per_second * 60:.0f}/min"


def time_in_words(seconds: float) -> str:
    """A length of time as 0:07, 12:30 or 1:05:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def age_in_words(age: timedelta) -> str:
    """An age in the largest unit that has two of it."""
    minutes = max(age.total_seconds(), 0.0) / 60
    for unit, size in (("days", 24 * 60), ("hours", 60)):
        if minutes >= 2 * size:
            return f"{minutes / size:.0f} {unit}"
    return f"{minutes:.0f} minutes"
