"""A child process that parses foreign data: how it is started, asked and ended, and what it may take.

It starts from an empty environment, so there is no token in it to leak, and answers in MessagePack that
is checked against the expected type: its word is not trusted either. Threads may be around in the parent,
so nothing is forked.
"""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import IO

import msgspec

from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.limits import CONVERTER_START_SECONDS, README_MARKUP_CHARACTERS
from innersource_marketplace.runtime import collect_garbage_rarely, system_module
from innersource_marketplace.sandbox.requests import ContentRequest, Request, answer

resource = system_module("resource")

_LENGTH_BYTES = 4
_READY = b"ready"
_ANSWER_BYTES = 8 * README_MARKUP_CHARACTERS
_CLOCK_FACTOR = 4
"""How much longer than its processor time a document may take by the clock, on a busy machine."""

_LOOKS_EVERY_SECONDS = 0.2
"""How late a late child may be noticed: one thread that looks costs less than one for each request."""

_DEADLINE_EXITS = tuple(-getattr(signal, name) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name))
_INHERITED = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""Variables without which an interpreter may not start; everything else stays behind."""


class Child:
    """One running process: asked one thing at a time, by one thread at a time."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        self._seconds = seconds
        self._expired = False
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        # What it loads stays until its end: looking for garbage meanwhile is a quarter of its start.
        program = (
            "import gc; gc.disable(); "
            f"from innersource_marketplace.sandbox.child import serve; serve({seconds!r}, {memory_bytes!r})"
        )
        self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter and our own words
            [sys.executable, "-P", "-B", "-X", "utf8", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._watch = _Watch(self._expire)
        if [*self._hear(1, CONVERTER_START_SECONDS)] != [_READY]:
            self.kill()
            raise MarketplaceError(
                "The process that converts READMEs does not start. "
                f"See why with: {sys.executable} -c 'import innersource_marketplace.sandbox.child'"
            )

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return not self._expired and self._process.poll() is None

    def timed_out(self) -> bool:
        """Whether a deadline ended the process: ours by the clock, or its own."""
        return self._expired or self._process.poll() in _DEADLINE_EXITS

    def ask(self, requests: Sequence[Request]) -> Iterator[bytes]:
        """Send requests and yield their answers, in order; fewer when the child is late or dead."""
        return self._hear(len(requests), self._seconds * _CLOCK_FACTOR, msgspec.msgpack.encode(requests))

    def _hear(self, count: int, seconds: float, message: bytes | None = None) -> Iterator[bytes]:
        """Yield so many answers, to a message if there is one; each must come within this time of the last."""
        assert self._process.stdin is not None  # noqa: S101 -- opened above
        assert self._process.stdout is not None  # noqa: S101
        self._watch.expect(seconds)
        try:
            if message is not None:
                _write(self._process.stdin, message)
            for _ in range(count):
                answer = _read(self._process.stdout)
                if answer is None:
                    return
                self._watch.expect(seconds)
                yield answer
        except OSError:
            return
        finally:
            self._watch.expect()

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def kill(self) -> None:
        """End the process, unless it has ended by itself; then its own exit status stays."""
        self._watch.end()
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # A request that was never read is still in the buffer, and nobody will take it.
                with suppress(OSError):
                    stream.close()


class _Watch:
    """Looks now and then, in a thread of its own, whether the child is late with an answer; then it calls."""

    def __init__(self, expire: Callable[[], None]) -> None:
        self._expire = expire
        self._deadline = math.inf
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def expect(self, seconds: float = math.inf) -> None:
        """Something must happen within this time from now, and nothing that was expected before."""
        self._deadline = time.monotonic() + seconds

    def end(self) -> None:
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(_LOOKS_EVERY_SECONDS):
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
    decoder = msgspec.msgpack.Decoder(list[Request])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a parser prints must not get between the answers.
    sys.stdout = sys.stderr
    _write(answers, _READY)
    while (message := _read(requests)) is not None:
        for request in decoder.decode(message):
            _die_after(min(seconds, request.seconds) if isinstance(request, ContentRequest) else seconds)
            encoded = msgspec.msgpack.encode(answer(request))
            _die_after(0)
            _write(answers, encoded)


def _limit(memory_bytes: int) -> None:
    """Take away what a parser has no use for, where the system can: memory, files, core dumps."""
    if resource is None:
        return
    for what, amount in (
        (resource.RLIMIT_DATA, memory_bytes),
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
