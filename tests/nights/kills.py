"""Runs commands of the marketplace that end at a chosen point, as a machine that loses its power does.

    python -m kills < requests > answers

A request is a line of JSON: `folder`, `arguments`, `environment` and `point`, the number of the event before which
the process is killed, or null. An answer tells the exit status, or the signal as a negative number, and how many
events there were. Events are what leaves traces or waits: files that are opened to be written, renamed and removed,
statements of the database, answers of hosts, programs that are started.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FrameType
from typing import Any

import msgspec

TESTS = Path(__file__).parents[1]
_CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate")
_STARTS = ("subprocess.Popen", "os.fork", "os.posix_spawn", "socket.connect", "sqlite3.connect")
_CALLS = ("execute", "executemany", "commit", "recv_into", "fsync")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Ended(msgspec.Struct, frozen=True):
    """How a command ended, and after how many events."""

    status: int
    events: int
    said: str


class Killer:
    """Starts commands from a process that has loaded the program already."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(
        self,
        folder: Path,
        *arguments: str,
        point: int | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run a command in a folder; with `point`, until just before that event."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"folder": str(folder), "arguments": arguments, "point": point, "environment": environment or {}}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


@contextmanager
def killer() -> Iterator[Killer]:
    """A process that runs commands, until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "kills"],
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{TESTS}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Killer(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def points(events: int, count: int) -> list[int]:
    """So many points from the first event to the last, evenly; a single one is where a run is being closed."""
    if count == 1:
        return [events * 4 // 5]
    return sorted({1 + (events - 1) * number // max(count - 1, 1) for number in range(count)})


def _command(asked: Mapping[str, Any], told: int) -> None:
    """In the child: run the command to its end, or to the event."""
    from innersource_marketplace.cli import main

    os.setpgid(0, 0)
    os.chdir(asked["folder"])
    os.environ.update(asked["environment"])
    log = os.open("said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for number in (1, 2):
        os.dup2(log, number)
    sys.argv = ["marketplace", *asked["arguments"]]
    # A build has thousands of small calls between two files; noticing them all would take longer than it.
    events = _count(asked["point"], calls=asked["arguments"][0] != "build")
    status = 70
    try:
        main()
    except SystemExit as ending:
        status = int(ending.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(told, str(events[0]).encode())
        os._exit(status)


def _count(point: int | None, *, calls: bool) -> list[int]:
    events = [0]
    own = os.getpid()

    def event() -> None:
        if os.getpid() == own:
            events[0] += 1
            if events[0] == point:
                os.kill(own, signal.SIGKILL)

    def hook(name: str, given: tuple[Any, ...]) -> None:
        if name in _CHANGES or name in _STARTS or (name == "open" and (given[2] or 0) & _WRITING):
            event()

    def profile(_frame: FrameType, kind: str, called: Any) -> None:
        if kind == "c_call" and getattr(called, "__name__", "") in _CALLS:
            event()

    sys.addaudithook(hook)
    if calls:
        sys.setprofile(profile)
        threading.setprofile(profile)
    return events


def _serve(lines: Sequence[str] | Any) -> None:
    from innersource_marketplace.build import stages  # noqa: F401 - once, for all runs
    from innersource_marketplace.cli import commands

    for command in iter_modules(commands.__path__, f"{commands.__name__}."):
        import_module(command.name)

    for line in lines:
        asked = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _command(asked, writing)
        os.close(writing)
        counted = os.read(reading, 32)
        os.close(reading)
        _, status = os.waitpid(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        said = (Path(asked["folder"]) / "said").read_text(errors="replace")[-4_000:]
        answer = {"status": ended, "events": int(counted or 0), "said": said}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.stdin)
