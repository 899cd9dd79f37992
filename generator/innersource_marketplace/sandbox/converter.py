"""Runs the parsers of foreign data in processes of their own, each piece of work with a deadline.

A child that hangs, crashes or wants too much memory is killed and replaced; that piece is reported as
not usable and the others go on. See `child` for what a child may do.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import NamedTuple, Self

import msgspec

from innersource_marketplace.limits import (
    CONTENT_SECONDS,
    CONVERTER_LARGE_BYTES,
    CONVERTER_MEMORY_BYTES,
    README_BYTES,
    README_SECONDS,
)
from innersource_marketplace.model import Readme
from innersource_marketplace.paths import lock
from innersource_marketplace.readme import Links
from innersource_marketplace.readme import images as pictures
from innersource_marketplace.readme.images import Use
from innersource_marketplace.reference.text_formats import format_of
from innersource_marketplace.sandbox.child import Child
from innersource_marketplace.sandbox.contents import Contents
from innersource_marketplace.sandbox.pandoc import is_for_pandoc, one_at_a_time, pandoc_path
from innersource_marketplace.sandbox.requests import (
    ContentRequest,
    PictureAnswer,
    PictureRequest,
    ReadmeRequest,
    Request,
)

_BATCH = 4
"""Documents that a child is given at a time: waking it and watching it cost a tenth of an ordinary README."""

_BATCH_BYTES = 256 * 1024
"""So much is enough by itself."""

_BATCHES_AHEAD = 2
_Named = tuple[str, str, ReadmeRequest | PictureRequest]
_Outcome = tuple[bytes | None, str]
"""An answer, or None and how the child failed, in words that follow the subject."""


class ReadmeTask(NamedTuple):
    """One README to convert; see `readme.convert`. `key` comes back with the result."""

    key: str
    data: bytes
    path: str
    links: Links
    title: str = ""


class PictureTask(NamedTuple):
    """One image to encode again; see `pictures.reencode`. `key` comes back with the result."""

    key: str
    data: bytes
    name: str
    use: Use


class ReadmeConverter:
    """A few child processes that convert READMEs and images, and read other files; a context manager.

    `jobs` children at a time, each document within `seconds` of processor time, so that a busy
    machine gives the same result as an idle one; a few times as long by the clock. Children start
    when first needed and end with the `with` block, or by themselves when the parent dies.

    A child has `memory_bytes`. What needs more is tried once again with `large_bytes`, one document at a time
    among all converters of the program that were given the same file `alone`, so that processors don't
    multiply the memory that documents can take.
    """

    def __init__(
        self,
        jobs: int = 2,
        *,
        seconds: float = README_SECONDS,
        memory_bytes: int = CONVERTER_MEMORY_BYTES,
        large_bytes: int = CONVERTER_LARGE_BYTES,
        alone: Path | None = None,
    ) -> None:
        self._jobs = jobs
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._large_bytes = large_bytes
        self._alone = alone
        self._one_at_a_time = threading.Lock()
        self._pandoc = pandoc_path()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="convert")
        self._idle: LifoQueue[Child | None] = LifoQueue()
        for _ in range(jobs):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    def shutdown(self) -> None:
        """End the children; it can be used again, which starts others."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._threads = ThreadPoolExecutor(self._jobs, thread_name_prefix="convert")
        for _ in range(self._jobs):
            child = self._idle.get()
            if child is not None:
                child.kill()
        for _ in range(self._jobs):
            self._idle.put(None)

    def convert_many(self, tasks: Iterable[ReadmeTask | tuple[str, bytes, str, Links]]) -> Iterator[tuple[str, Readme]]:
        """Convert READMEs and yield them in the order given, taking tasks only as they are needed."""
        for key, path, outcome in self._in_order(_readme_request(ReadmeTask(*task), self._pandoc) for task in tasks):
            answer, why = outcome
            if answer is not None:
                try:
                    yield key, msgspec.msgpack.decode(answer, type=Readme)
                    continue
                except msgspec.DecodeError:
                    why = "crashed the converter"
            yield key, Readme(path=path, html=None, why=f"The README {why}.", unfinished=True)

    def reencode_many(
        self, tasks: Iterable[PictureTask | tuple[str, bytes, str, Use]]
    ) -> Iterator[tuple[str, PictureAnswer]]:
        """Encode images again and yield them in the order given: an image, or None and the reason."""
        for key, name, outcome in self._in_order(_picture_request(PictureTask(*task)) for task in tasks):
            answer, why = outcome
            if answer is not None:
                try:
                    yield key, msgspec.msgpack.decode(answer, type=PictureAnswer)
                    continue
                except msgspec.DecodeError:
                    why = "crashed the decoder"
            yield key, (None, f"The {name} {why}.")

    def _in_order(self, requests: Iterable[_Named]) -> Iterator[tuple[str, str, _Outcome]]:
        """Keep every child busy, but never hold more than a few documents a child."""
        waiting: deque[tuple[list[tuple[str, str]], Future[list[_Outcome]]]] = deque()
        for batch in _batches(requests):
            names = [(key, name) for key, name, _ in batch]
            waiting.append((names, self._threads.submit(self._answers, [request for _, _, request in batch])))
            if len(waiting) >= _BATCHES_AHEAD * self._jobs:
                yield from _named(*waiting.popleft())
        for names, future in waiting:
            yield from _named(names, future)

    def contents(self, seconds: float = CONTENT_SECONDS) -> Contents:
        """A reader of the files of one project, which together may take so much processor time."""
        return Contents(self._read, seconds)

    def _read(self, request: ContentRequest) -> bytes | None:
        return self._answers([request])[0][0]

    def _answers(self, requests: Sequence[Request]) -> list[_Outcome]:
        """Ask a child; where it fails at one of them, another child goes on with the rest.

        A README at which children failed is tried once more, without what can be done without.
        """
        if len(requests) == 1 and _waits(requests[0]):
            return [self._with_pandoc(requests[0])]
        outcomes: list[_Outcome] = []
        child = self._idle.get()
        try:
            while len(outcomes) < len(requests):
                if child is not None and not child.is_alive():
                    child.kill()
                    child = None
                if child is None:
                    child = Child(self._seconds, self._memory_bytes)
                outcomes += ((answer, "") for answer in child.ask(requests[len(outcomes) :]))
                if len(outcomes) < len(requests):
                    child.kill()
                    outcomes.append(self._once_more(requests[len(outcomes)], late=child.timed_out()))
                    child = None
            return outcomes
        finally:
            self._idle.put(child)

    def _once_more(self, request: Request, *, late: bool) -> _Outcome:
        """Try what a child failed at with more memory, unless it was late, then simply; else the failure."""
        if not late and self._large_bytes > self._memory_bytes:
            answer, late = self._in_large(request)
            if answer is not None:
                return answer, ""
        if isinstance(request, ReadmeRequest):
            # In the place of the child that failed.
            answer, late = self._alone_with(msgspec.structs.replace(request, simply=True), self._memory_bytes)
            if answer is not None:
                return answer, ""
        if late:
            return None, f"took longer than {self._seconds:g} seconds to convert"
        return None, "crashed the converter or needed too much memory"

    def _with_pandoc(self, request: Request) -> _Outcome:
        """Convert with pandoc, which inherits what its child may take; without it where that fails."""
        assert isinstance(request, ReadmeRequest) and request.pandoc is not None  # noqa: S101, PT018 -- see `_waits`
        with one_at_a_time(request.pandoc):
            answer, _ = self._in_large(request)
        return (answer, "") if answer is not None else self._answers([msgspec.structs.replace(request, pandoc=None)])[0]

    def _in_large(self, request: Request) -> tuple[bytes | None, bool]:
        """Ask a child that has more memory, one at a time; its answer if any, and whether it was late."""
        with self._one_at_a_time, _held(self._alone):
            return self._alone_with(request, self._large_bytes)

    def _alone_with(self, request: Request, memory_bytes: int) -> tuple[bytes | None, bool]:
        child = Child(self._seconds, memory_bytes)
        try:
            answer = next(iter(child.ask([request])), None)
        finally:
            child.kill()
        return answer, child.timed_out()


@contextmanager
def _held(file: Path | None) -> Iterator[None]:
    """Hold the only right to a file, among all processes."""
    if file is None:
        yield
        return
    with file.open("wb") as opened:
        lock(opened, wait=True)
        yield


def _batches(requests: Iterable[_Named]) -> Iterator[list[_Named]]:
    batch: list[_Named] = []
    size = 0
    for request in requests:
        if _waits(request[2]):  # for its turn, with which it must not delay others
            yield [request]
            continue
        batch.append(request)
        size += len(request[2].data)
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _waits(request: Request) -> bool:
    return isinstance(request, ReadmeRequest) and request.pandoc is not None


def _named(names: Iterable[tuple[str, str]], future: Future[list[_Outcome]]) -> Iterator[tuple[str, str, _Outcome]]:
    for (key, name), outcome in zip(names, future.result(), strict=True):
        yield key, name, outcome


def _readme_request(task: ReadmeTask, pandoc: str | None) -> _Named:
    # One byte more than the limit tells the converter that there was more.
    data = task.data[: README_BYTES + 1]
    pandoc = pandoc if is_for_pandoc(format_of(task.path)) else None
    return task.key, task.path, ReadmeRequest(data, task.path, task.links, task.title, pandoc=pandoc)


def _picture_request(task: PictureTask) -> _Named:
    data = task.data[: pictures.largest(task.use) + 1]
    return task.key, f"{task.use} {task.name}", PictureRequest(data, task.name, task.use)
