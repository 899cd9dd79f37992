"""Runs the parsers of foreign data in processes of their own, each piece with a deadline.

A child that hangs, crashes or wants too much memory is killed and replaced; that piece is
reported as not usable and the others go on. A child starts from an empty environment, so there is
no token in it to leak, and answers in MessagePack that is checked against the expected type: its
word is not trusted either. Threads may be around in the parent, so nothing is forked.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import IO, NamedTuple, Self

import msgspec

from innersource_marketplace import readme
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.limits import (
    CONVERTER_MEMORY_BYTES,
    CONVERTER_START_SECONDS,
    README_BYTES,
    README_MARKUP_CHARACTERS,
    README_SECONDS,
)
from innersource_marketplace.model import Picture, Readme
from innersource_marketplace.readme import Links
from innersource_marketplace.readme import images as pictures
from innersource_marketplace.readme.images import Use
from innersource_marketplace.reference.text_formats import format_of
from innersource_marketplace.runtime import collect_garbage_rarely
from innersource_marketplace.sandbox.pandoc import convert_with_pandoc, is_for_pandoc, one_at_a_time, pandoc_path

_LENGTH_BYTES = 4
_READY = b"ready"
_ANSWER_BYTES = 8 * README_MARKUP_CHARACTERS
_CLOCK_FACTOR = 4
"""How much longer than its processor time a document may take by the clock, on a busy machine."""

_BATCH = 4
"""Documents that a child is given at a time: waking it and watching it cost a tenth of an ordinary README."""

_BATCH_BYTES = 256 * 1024
"""So much is enough by itself."""

_BATCHES_AHEAD = 2
_DEADLINE_EXITS = tuple(-getattr(signal, name) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name))
_INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""Variables without which an interpreter may not start; everything else stays behind."""


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


class _ReadmeRequest(msgspec.Struct, tag="readme", frozen=True):
    data: bytes
    path: str
    links: Links
    title: str
    simply: bool = False
    pandoc: str | None = None


class _PictureRequest(msgspec.Struct, tag="picture", frozen=True):
    data: bytes
    name: str
    use: Use


_Request = _ReadmeRequest | _PictureRequest
_PictureAnswer = tuple[Picture | None, str | None]
_Outcome = tuple[bytes | None, str]
"""An answer, or None and how the child failed, in words that follow the subject."""


class ReadmeConverter:
    """A few child processes that convert READMEs and images; a context manager.

    `jobs` children at a time, each document within `seconds` of processor time, so that a busy
    machine gives the same result as an idle one; a few times as long by the clock. Children start
    when first needed and end with the `with` block, or by themselves when the parent dies.
    """

    def __init__(
        self, jobs: int = 2, *, seconds: float = README_SECONDS, memory_bytes: int = CONVERTER_MEMORY_BYTES
    ) -> None:
        self._jobs = jobs
        self._seconds = seconds
        self._memory_bytes = memory_bytes
        self._pandoc = pandoc_path()
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="convert")
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(jobs):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        for _ in range(self._jobs):
            child = self._idle.get()
            if child is not None:
                child.kill()

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
    ) -> Iterator[tuple[str, _PictureAnswer]]:
        """Encode images again and yield them in the order given: an image, or None and the reason."""
        for key, name, outcome in self._in_order(_picture_request(PictureTask(*task)) for task in tasks):
            answer, why = outcome
            if answer is not None:
                try:
                    yield key, msgspec.msgpack.decode(answer, type=_PictureAnswer)
                    continue
                except msgspec.DecodeError:
                    why = "crashed the decoder"
            yield key, (None, f"The {name} {why}.")

    def _in_order(self, requests: Iterable[tuple[str, str, _Request]]) -> Iterator[tuple[str, str, _Outcome]]:
        """Keep every child busy, but never hold more than a few documents a child."""
        waiting: deque[tuple[list[tuple[str, str]], Future[list[_Outcome]]]] = deque()
        for batch in _batches(requests):
            names = [(key, name) for key, name, _ in batch]
            waiting.append((names, self._threads.submit(self._answers, [request for _, _, request in batch])))
            if len(waiting) >= _BATCHES_AHEAD * self._jobs:
                yield from _named(*waiting.popleft())
        for names, future in waiting:
            yield from _named(names, future)

    def _answers(self, requests: Sequence[_Request]) -> list[_Outcome]:
        """Ask a child; where it fails at one of them, another child goes on with the rest.

        A README at which a child failed is tried once more, without what can be done without.
        """
        outcomes: list[_Outcome] = []
        waiting = list(requests)
        child = self._idle.get()
        try:
            while waiting:
                if child is None or not child.is_alive():
                    child = _Child(self._seconds, self._memory_bytes)
                pandoc = getattr(waiting[0], "pandoc", None)
                with one_at_a_time(pandoc) if pandoc is not None else nullcontext():
                    for answer in child.ask(waiting[:]):
                        outcomes.append((answer, ""))
                        del waiting[0]
                if waiting:
                    child.kill()
                    why = (
                        f"took longer than {self._seconds:g} seconds to convert"
                        if child.timed_out()
                        else "crashed the converter or needed too much memory"
                    )
                    child = None
                    request = waiting.pop(0)
                    if isinstance(request, _ReadmeRequest) and not request.simply:
                        waiting.insert(0, msgspec.structs.replace(request, simply=True, pandoc=None))
                    else:
                        outcomes.append((None, why))
            return outcomes
        finally:
            self._idle.put(child)


def _batches(requests: Iterable[tuple[str, str, _Request]]) -> Iterator[list[tuple[str, str, _Request]]]:
    batch: list[tuple[str, str, _Request]] = []
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


def _waits(request: _Request) -> bool:
    return isinstance(request, _ReadmeRequest) and request.pandoc is not None


def _named(names: Iterable[tuple[str, str]], future: Future[list[_Outcome]]) -> Iterator[tuple[str, str, _Outcome]]:
    for (key, name), outcome in zip(names, future.result(), strict=True):
        yield key, name, outcome


def _readme_request(task: ReadmeTask, pandoc: str | None) -> tuple[str, str, _Request]:
    # One byte more than the limit tells the converter that there was more.
    data = task.data[: README_BYTES + 1]
    pandoc = pandoc if is_for_pandoc(format_of(task.path)) else None
    return task.key, task.path, _ReadmeRequest(data, task.path, task.links, task.title, pandoc=pandoc)


def _picture_request(task: PictureTask) -> tuple[str, str, _Request]:
    data = task.data[: pictures.largest(task.use) + 1]
    return task.key, f"{task.use} {task.name}", _PictureRequest(data, task.name, task.use)


class _Child:
    """One running process: asked one thing at a time, by one thread at a time."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._expired = False
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        program = f"from innersource_marketplace.sandbox.converter import serve; serve({seconds!r}, {memory_bytes!r})"
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own words
            [sys.executable, "-P", "-B", "-X", "utf8", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        if [*self._hear(1, CONVERTER_START_SECONDS)] != [_READY]:
            self.kill()
            raise MarketplaceError(
                "The process that converts READMEs does not start. "
                f"See why with: {sys.executable} -c 'import innersource_marketplace.sandbox.converter'"
            )

    def is_alive(self) -> bool:
        return not self._expired and self._process.poll() is None

    def timed_out(self) -> bool:
        """Whether a deadline ended the process: ours by the clock, or its own."""
        return self._expired or self._process.poll() in _DEADLINE_EXITS

    def ask(self, requests: Sequence[_Request]) -> Iterator[bytes]:
        """Send requests and yield their answers, in order; fewer when the child is late or dead."""
        return self._hear(len(requests), self._seconds * _CLOCK_FACTOR, msgspec.msgpack.encode(requests))

    def _hear(self, count: int, seconds: float, message: bytes | None = None) -> Iterator[bytes]:
        """Yield so many answers, to a message if there is one; each must come within this time of the last."""
        assert self._process.stdin is not None  # noqa: S101 -- opened above
        assert self._process.stdout is not None  # noqa: S101
        watch = _Watch(seconds, self._expire)
        try:
            if message is not None:
                _write(self._process.stdin, message)
            for _ in range(count):
                answer = _read(self._process.stdout)
                if answer is None:
                    return
                watch.begin_again()
                yield answer
        except OSError:
            return
        finally:
            watch.end()

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def kill(self) -> None:
        """End the process, unless it has ended by itself; then its own exit status stays."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # A request that was never read is still in the buffer, and nobody will take it.
                with suppress(OSError):
                    stream.close()


class _Watch:
    """Calls when what it watches takes longer than it may, unless it has begun again or ended."""

    def __init__(self, seconds: float, expire: Callable[[], None]) -> None:
        self._seconds = seconds
        self._expire = expire
        self._ended = threading.Event()
        self.begin_again()
        threading.Thread(target=self._wait, daemon=True).start()

    def begin_again(self) -> None:
        self._deadline = time.monotonic() + self._seconds

    def end(self) -> None:
        self._ended.set()

    def _wait(self) -> None:
        while not self._ended.wait(max(self._deadline - time.monotonic(), 0)):
            if time.monotonic() >= self._deadline:
                self._expire()
                return


def _write(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_LENGTH_BYTES, "big") + message)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """One message, or None at the end of the stream or when it claims an absurd length."""
    head = stream.read(_LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH_BYTES or length > _ANSWER_BYTES:
        return None
    message = stream.read(length)
    return message if len(message) == length else None


def serve(seconds: float, memory_bytes: int) -> None:
    """The child: answer requests from standard input until it ends."""
    _limit(memory_bytes)
    collect_garbage_rarely()
    decoder = msgspec.msgpack.Decoder(list[_Request])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a parser prints must not get between the answers.
    sys.stdout = sys.stderr
    _write(answers, _READY)
    while (message := _read(requests)) is not None:
        for request in decoder.decode(message):
            _die_after(seconds)
            encoded = msgspec.msgpack.encode(_answer(request))
            _die_after(0)
            _write(answers, encoded)


def _answer(request: _Request) -> Readme | _PictureAnswer:
    if isinstance(request, _ReadmeRequest):
        foreign = None if request.pandoc is None else partial(convert_with_pandoc, request.pandoc)
        converted = readme.convert(
            request.data, request.path, request.links, title=request.title, foreign=foreign, simply=request.simply
        )
        return replace(converted, unfinished=True) if request.simply else converted
    return pictures.reencode(request.data, request.name, request.use)


def _limit(memory_bytes: int) -> None:
    """Take away what a parser has no use for, where the system can: memory, files, core dumps."""
    try:
        import resource  # noqa: PLC0415 -- not on every system
    except ImportError:
        return
    for what, amount in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (amount, amount))


def _die_after(seconds: float) -> None:
    """Let the system end this process when it used that much processor time, or hangs; 0 calls it off.

    The parent watches the clock too; this also works when the parent is no longer there.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * (_CLOCK_FACTOR + 1))
