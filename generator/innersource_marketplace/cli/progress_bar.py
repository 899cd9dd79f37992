"""How far something long has come: a bar on a terminal, now and then a line elsewhere."""

from collections.abc import Callable
from types import TracebackType

from innersource_marketplace.escape import log_line

_TENTHS = 10
"""Off a terminal there is a line for each tenth of the way."""

_SECONDS_BETWEEN_LINES = 60.0
"""Off a terminal there is a line after so long at the latest, while something is being done."""

_SECONDS_BETWEEN_BARS = 0.1
"""A terminal that is written to more often only flickers."""

_SECONDS_TO_JUDGE = 1.0
"""Before that a rate says nothing."""

_BAR = 24


class Progress:
    """Counts what is done of a total that may grow.

    `write` gets whole lines, or with `terminal` texts that each replace the one before. `stopwatch`
    counts seconds; `patience` is how many of them pass before the first line, and between two.
    """

    def __init__(
        self,
        label: str,
        *,
        write: Callable[[str], None],
        terminal: bool,
        stopwatch: Callable[[], float],
        patience: float = 0.0,
    ) -> None:
        self._label = label
        self._write = write
        self._terminal = terminal
        self._stopwatch = stopwatch
        self._patience = patience
        self._begun = stopwatch()
        self._total = 0
        self._done = 0
        self._tenth = 0
        self._written: float | None = None

    def __enter__(self) -> "Progress":
        if self._terminal:
            self._write(f"\r\x1b[2K{self._label} …")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._terminal:
            self._write("\r\x1b[2K")

    def expect(self, more: int) -> None:
        """Add to the total."""
        self._total += more

    def reach(self, done: int, total: int) -> None:
        """Say how much is done of how much."""
        self._total = total
        self.step(count=done - self._done)

    def step(self, name: str = "", count: int = 1) -> None:
        """Count so many as done; `name` is shown beside the bar."""
        self._done += count
        if not self._total:
            return
        now = self._stopwatch()
        since = None if self._written is None else now - self._written
        if self._terminal:
            if since is None or since >= _SECONDS_BETWEEN_BARS or self._done >= self._total:
                self._write(f"\r\x1b[2K{self._bar(now)} {log_line(name, 40)}")
                self._written = now
            return
        tenth = self._done * _TENTHS // self._total
        waited = now - (self._begun if self._written is None else self._written)
        if (tenth > self._tenth and waited >= self._patience) or waited >= _SECONDS_BETWEEN_LINES:
            self._tenth = tenth
            self._written = now
            self._write(f"{self._label}: {self._done} of {self._total}{self._pace(now)}\n")

    def _bar(self, now: float) -> str:
        filled = min(self._done * _BAR // self._total, _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        return f"{self._label} {bar} {self._done}/{self._total}{self._pace(now)}"

    def _pace(self, now: float) -> str:
        """How fast it goes, and how long that leaves; nothing where neither can be told yet."""
        seconds = now - self._begun
        if seconds < _SECONDS_TO_JUDGE or not self._done:
            return ""
        rate = rate_in_words(self._done / seconds)
        left = max(self._total - self._done, 0) * seconds / self._done
        return f", {rate}, {time_in_words(left)} left" if self._done < self._total else f", {rate}"


def rate_in_words(per_second: float) -> str:
    """A rate in the unit that makes it a number to read: each second, or each minute."""
    return f"{per_second:.0f}/s" if per_second >= 1 else f"{per_second * 60:.0f}/min"


def time_in_words(seconds: float) -> str:
    """A length of time as 0:07, 12:30 or 1:05:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
