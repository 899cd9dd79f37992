"""The processes that share the work on projects, one project at a time.

What each piece of work needs beside the project itself, the workshop, is given to a process once.
Orders and answers are MessagePack: they are checked when they are read, and smaller than pickles.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self, TypeVar

from innersource_marketplace.build.child import begin_child
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.insight.teamwork import Roster
from innersource_marketplace.model import SiteSettings

_BATCH: Final = 16
"""Projects handed over at a time: enough to make the way worth it, few enough to keep all processes busy."""

_WORTH_PROCESSES: Final = 600
"""Projects from which on starting processes, a second of work each, pays."""

_Tag = TypeVar("_Tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What every project is worked on with. `work` is the folder of the build, `snapshot` the file it is built from."""

    work: Path
    snapshot: Path
    settings: SiteSettings
    roster: Roster
    now: datetime

    @property
    def today(self) -> datetime:
        """The beginning of the day of the clock, in UTC: two builds of a day need not make everything twice."""
        return self.now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class Craft(Protocol):
    """A piece of work that is done for one project after the other, with tools that are laid out once."""

    def __init__(self, workshop: Workshop) -> None:
        """Lay out the tools."""

    def __call__(self, order: bytes) -> bytes:
        """Do the work for one project."""

    def close(self) -> None:
        """Put the tools away: a snapshot that is still read stays in several files."""


class Workers:
    """Up to `jobs` processes, started when there is work for them; a context manager."""

    def __init__(self, workshop: Workshop, jobs: int) -> None:
        self._workshop = workshop
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rest()

    def rest(self) -> None:
        """End the processes and give their memory back; they start again when there is work."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def each(self, craft: type[Craft], orders: Sequence[tuple[_Tag, bytes]]) -> Iterator[tuple[_Tag, bytes]]:
        """Have the work done for each order; the answers come in order, each with the order's tag.

        Processes begin at once, and go on while the caller does something else. Asking for answers raises
        what the work raises, and `MarketplaceError` when a process is killed.
        """
        if self._jobs == 1 or len(orders) < _WORTH_PROCESSES:
            return self._one_by_one(craft, orders)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._jobs, get_context("spawn"), initializer=_begin, initargs=(self._workshop,)
            )
        batches = [orders[start : start + _BATCH] for start in range(0, len(orders), _BATCH)]
        waiting = deque((batch, self._pool.submit(_do, craft, [order for _, order in batch])) for batch in batches)
        return _answers(waiting)

    def _one_by_one(self, craft: type[Craft], orders: Iterable[tuple[_Tag, bytes]]) -> Iterator[tuple[_Tag, bytes]]:
        with closing(craft(self._workshop)) as done:
            for tag, order in orders:
                yield tag, done(order)


def _answers(waiting: deque[tuple[Sequence[tuple[_Tag, bytes]], Future[list[bytes]]]]) -> Iterator[tuple[_Tag, bytes]]:
    try:
        while waiting:
            batch, future = waiting.popleft()
            yield from zip((tag for tag, _ in batch), future.result(), strict=True)
    except BrokenProcessPool as error:
        raise MarketplaceError(
            "A process that worked on projects was killed, perhaps for want of memory; the old site stays. "
            "Try again with --jobs 1."
        ) from error


_laid_out: dict[type[Craft], Craft] = {}
_workshops: list[Workshop] = []


def _begin(workshop: Workshop) -> None:
    begin_child()
    _workshops.append(workshop)


def _do(craft: type[Craft], orders: list[bytes]) -> list[bytes]:
    """In a process of the pool, which has no other place to keep its tools than the module."""
    if craft not in _laid_out:
        _laid_out[craft] = craft(_workshops[0])
    return [_laid_out[craft](order) for order in orders]
