"""The processes that share the work on projects, a batch of projects at a time.

Whatever the work needs beside the projects themselves is given to a process once. Orders and answers
are MessagePack: they are checked when they are read, and smaller than pickles.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from functools import partial
from importlib import import_module
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Generic, Protocol, Self, TypeVar

import msgspec

from innersource_marketplace import paths
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.model import Day, SiteSettings, day_of
from innersource_marketplace.runtime import begin_child

_T = TypeVar("_T")

_BATCH: Final = 16
"""Projects handed over at a time: enough to make the way worth it, few enough to keep all processes busy."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What every project of a build is worked on with.

    `work` is the folder of the build, `snapshot` the file it is built from, `site` the folder in which
    the next site is made, `processes` how many work at the same time.
    """

    work: Path
    snapshot: Path
    site: Path
    settings: SiteSettings
    roster: Roster
    now: datetime
    processes: int

    @property
    def today(self) -> Day:
        """The day of the clock: builds of the same day give the same pages."""
        return day_of(self.now)


class Task(Protocol):
    """Work that is done for one batch of projects after the other, with what it needs opened once."""

    def __init__(self, job: Job) -> None:
        """Open what the work needs."""

    def __call__(self, orders: Sequence[bytes]) -> list[bytes]:
        """Do the work for some projects: an answer for each order."""

    def close(self) -> None:
        """Close what was opened."""


class Workers:
    """Up to `job.processes` processes, started when there is enough work for them; a context manager."""

    WORTH_PROCESSES: Final = 250
    """Projects from which on starting processes, a third of a second each, pays."""

    def __init__(self, job: Job, projects: int, modules: Sequence[str] = ()) -> None:
        """`projects` is how many there are to work on, at most; processes load these `modules` at once."""
        self._job = job
        self._modules = modules
        self.alone: Final = job.processes == 1 or projects < self.WORTH_PROCESSES
        """Whether the work is done in this process."""
        self._pool: ProcessPoolExecutor | None = None
        self._others: set[BaseProcess] = set()

    def __enter__(self) -> Self:
        if not self.alone:
            self._others = {*active_children()}
            self._pool = ProcessPoolExecutor(
                self._job.processes, get_context("spawn"), initializer=_begin_process, initargs=(self._job,)
            )
            for _ in range(self._job.processes):
                self._pool.submit(_load, self._modules)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    def shutdown(self) -> None:
        """End the processes and give their memory back."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
            # Before 3.12, Python forgets the others when one is killed just while work is handed over, and then
            # waits for them at its end.
            for left in {*active_children()} - self._others:
                left.kill()
                left.join()

    def hand_to(self, task: type[Task], *, here: Callable[[Job], Task] | None = None) -> "Handed[Any]":
        """Work that is handed over order by order. `here` makes the task where this process does it alone."""
        if self._pool is None:
            return Handed(list, partial(_one_by_one, here or task, self._job))
        pool = self._pool
        return Handed(lambda batch: _submitted(pool, _do, task, batch), _answers)

    def call(self, function: Callable[[Path], bytes]) -> bytes:
        """Run a function on the folder of the build, in one of the processes if there are any."""
        if self._pool is None:
            return function(self._job.work)
        return _result(_submitted(self._pool, function, self._job.work))


class Handed(Generic[_T]):
    """Orders on their way through a task: processes work on the first ones while more are added."""

    def __init__(self, hand_over: Callable[[list[bytes]], _T], answers: Callable[[deque[_T]], Iterator[bytes]]) -> None:
        """`hand_over` takes a batch and gives what `answers` waits for."""
        self._hand_over = hand_over
        self._answers = answers
        self._batch: list[bytes] = []
        self._waiting: deque[_T] = deque()

    def add(self, order: bytes) -> None:
        """Hand over one order, with some others. Raises `MarketplaceError` when a process was killed."""
        self._batch.append(order)
        if len(self._batch) == _BATCH:
            self._waiting.append(self._hand_over(self._batch))
            self._batch = []

    def answers(self) -> Iterator[bytes]:
        """The answers in the order in which orders were added; none can be added any more.

        Processes go on while the caller does something else; without them the work is done when answers are asked for.
        Asking raises what the work raises, and `MarketplaceError` when a process is killed.
        """
        if self._batch:
            self._waiting.append(self._hand_over(self._batch))
            self._batch = []
        return self._answers(self._waiting)


def _one_by_one(task: Callable[[Job], Task], job: Job, batches: deque[list[bytes]]) -> Iterator[bytes]:
    opened = task(job)
    try:
        while batches:
            yield from opened(batches.popleft())
    finally:
        opened.close()


def _answers(waiting: deque[Future[list[bytes]]]) -> Iterator[bytes]:
    while waiting:
        yield from _result(waiting.popleft())


def _submitted(pool: ProcessPoolExecutor, function: Callable[..., _T], *arguments: object) -> Future[_T]:
    try:
        return pool.submit(function, *arguments)
    except BrokenProcessPool as error:
        raise _killed() from error


def _result(future: Future[_T]) -> _T:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise _killed() from error


def _killed() -> MarketplaceError:
    return MarketplaceError(
        "A process that worked on projects was killed, perhaps because of low memory. The site was not changed. "
        "Try again with --jobs 1."
    )


_jobs: list[Job] = []
_open: list[Task] = []
_held: list[IO[bytes]] = []
"""Of a process of the pool, which has no other place to keep what it has opened than the module."""


def _begin_process(job: Job) -> None:
    _held.append(paths.at_work(job.work))  # first: then no other build begins before this process has ended
    begin_child()
    _jobs.append(job)


def _load(modules: Sequence[str]) -> None:
    for name in modules:
        import_module(name)


def _do(task: type[Task], orders: Sequence[bytes]) -> list[bytes]:
    if not _open or type(_open[0]) is not task:
        for opened in _open:
            opened.close()
        _open[:] = [task(_jobs[0])]
    return _open[0](orders)
