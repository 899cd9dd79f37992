"""Runs a command and tells what it took: time by the clock, processor time, and memory of all its processes."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

MEMORY = (
    "proportional set size of the whole process tree, sampled twenty times a second"
    if Path("/proc/self/smaps_rollup").exists()
    else "resident set of the largest single process"
)
"""What the figures of memory are: shared pages are counted once where the system tells."""

_INTERVAL = 0.05


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a command took. `processor` is user and system time of it and of all that it started."""

    seconds: float
    processor: float
    memory_bytes: int
    output: str


def measured(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command to its end. Raises `RuntimeError` with its last words when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        ended = threading.Event()
        peak: list[int] = [0]
        watch = threading.Thread(target=_watch, args=(process.pid, ended, peak), daemon=True)
        watch.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - started
        ended.set()
        watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {output[-2_000:]}")
    return Cost(
        seconds=seconds,
        processor=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        memory_bytes=peak[0] or after.ru_maxrss * 1024,
        output=output,
    )


def thread_seconds(name: str) -> float:
    """Processor time so far of the threads with this name below this process; 0 where the system does not tell."""

    def spent(pid: int) -> float:
        own = 0.0
        for thread in _threads(pid):
            if _read(pid, f"task/{thread}/comm").decode().startswith(name):
                own += int((_read(pid, f"task/{thread}/schedstat") or b"0").split()[0]) / 1e9
        return own + sum(spent(child) for child in _children(pid))

    return spent(os.getpid())


def _watch(pid: int, ended: threading.Event, peak: list[int]) -> None:
    while not ended.wait(_INTERVAL):
        # Shares are dear to ask for, a twentieth of two processors; the whole is never less than them.
        if _tree_resident(pid) > peak[0]:
            peak[0] = max(peak[0], _tree_memory(pid, b""))


def _tree_resident(pid: int) -> int:
    own = (_read(pid, "statm").split() or [b"0", b"0"])[1]
    return int(own) * resource.getpagesize() + sum(map(_tree_resident, _children(pid)))


def _tree_memory(pid: int, parent: bytes) -> int:
    # Between its making and its own program a child runs in the memory of its parent, under its
    # name: what is read then would count the parent twice.
    command = _read(pid, "cmdline")
    lines = _read(pid, "smaps_rollup").splitlines()
    if command == parent or command != _read(pid, "cmdline"):
        return 0
    own = next((int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:")), 0)
    return own + sum(_tree_memory(child, command) for child in _children(pid))


def _children(pid: int) -> Iterator[int]:
    for thread in _threads(pid):
        yield from (int(child) for child in _read(pid, f"task/{thread}/children").split())


def _threads(pid: int) -> list[str]:
    try:
        return sorted(path.name for path in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []  # it has ended


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
