"""What a client sends and gets, bounded in length and in how many wait: whoever asks too much is not read on.

The package reads lines of any length, and starts a task for each; a line of a gigabyte would take as much memory.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from innersource_marketplace.limits import CLIENT_LINE_BYTES, CLIENT_QUESTIONS

_PIECE: Final = 64 * 1024
_STEP_SECONDS: Final = 0.001


class Questions:
    """Counts the questions that wait for an answer; `taken` is clear while the client does not take one."""

    def __init__(self) -> None:
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self.taken = asyncio.Event()
        self.taken.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """While a question is being answered."""
        self._waiting += 1
        if self._waiting >= CLIENT_QUESTIONS:
            self._room.clear()
        try:
            yield
        finally:
            self._waiting -= 1
            self._room.set()

    async def room(self) -> None:
        """Wait until another question may be read."""
        await self._room.wait()
        await self.taken.wait()


class Answers:
    """Standard output as the package wants to write it."""

    def __init__(self, stream: BinaryIO, questions: Questions) -> None:
        self._stream = stream
        self._questions = questions

    async def write(self, text: str) -> None:
        """Write a line; whoever asks is not read on until the line is taken."""
        self._questions.taken.clear()
        try:
            await asyncio.to_thread(self._write, text.encode())
        finally:
            self._questions.taken.set()

    async def flush(self) -> None:
        """There is nothing left to do: a line is written whole."""

    def _write(self, line: bytes) -> None:
        self._stream.write(line)
        self._stream.flush()


class Lines:
    """The lines of standard input as the package wants to read them; a longer one comes as the empty text.

    What is no UTF-8 is replaced; the package answers what is no message as the protocol says.
    """

    def __init__(self, stream: BinaryIO, questions: Questions) -> None:
        self._stream = stream
        self._questions = questions

    async def __aiter__(self) -> AsyncIterator[str]:
        while line := await asyncio.to_thread(self._line):
            yield line.decode("utf-8", "replace")
            # The task that a line started counts once it has come as far as its tool.
            await asyncio.sleep(_STEP_SECONDS)
            await self._questions.room()

    def _line(self) -> bytes:
        """The next line; b"" at the end, a line end alone in place of what is too long."""
        line = self._stream.readline(CLIENT_LINE_BYTES + 1)
        if len(line) <= CLIENT_LINE_BYTES:
            return line
        while line and not line.endswith(b"\n"):
            line = self._stream.readline(_PIECE)
        return b"\n"
