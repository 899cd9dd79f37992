"""How processes of the program run: when Python looks for garbage, and how they end with all that they started."""

import atexit
import gc
import os
import shutil
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import active_children, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, Final

_NEW_OBJECTS: Final = 50_000
_YOUNGER_ROUNDS: Final = 20
_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_ASKING: Final = {*_ENDING, signal.SIGINT}
_WAKES: Final[int | None] = getattr(signal, "SIGURG", None)
"""A signal that nobody sends us; as most systems ignore it, a stray one does no harm."""
_WAKES_AFTER: Final = (0.1, 0.2, 0.4, 0.8, 1.6)
_PARENT_GONE: Final = 1
_BEHIND_PARENT: Final = 2
"""A third less processor time than a process that competes with this one."""
_TEMPORARY: Final = "marketplace-"
_LOCK: Final = ".marketplace-lock"
_SETTLED_SECONDS: Final = 600.0
"""Age from which on a temporary folder that nobody holds was left behind, and is not just being made."""

_STUCK_SECONDS: Final = 5.0
"""How long the program may take to end in order; whoever stops a job kills it some seconds later."""


def collect_garbage_rarely() -> None:
    """Look for cycles after so many new objects only, and never among those that are there already.

    Python's own threshold of 700 costs a build a fifth of its processor time: every page of a
    project makes ten thousand objects, which go when their last reference does. For programs and
    processes at their beginning, when what is loaded stays until the end; a library that does this
    would decide for its callers. Begins again where looking was switched off while modules were loaded. At the end
    nothing is looked for any more, since the system takes all memory back.
    Source: https://docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNGER_ROUNDS, _YOUNGER_ROUNDS)
    gc.enable()
    atexit.register(gc.freeze)


def open_what_is_closed() -> None:
    """Give the program the three streams that it may have been started without, before it opens any file.

    Such as by a service that closes them: the next file would take the place of one, and be printed into.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- until the program ends


def give_memory_back() -> None:
    """Let other processes have the memory that this one has just stopped using, as far as the system lets it.

    For a process that goes on after work that took much of it: the C library keeps what was freed in small pieces.
    Source: https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # without glibc
        system_module("ctypes").CDLL(None).malloc_trim(0)


def system_module(name: str) -> Any:  # noqa: ANN401 -- whoever asks for it knows what it has
    """A module of the standard library that not every system has, such as `fcntl`; None where it is missing."""
    try:
        return import_module(name)
    except ImportError:
        return None


fcntl = system_module("fcntl")


def missing_limits() -> str:
    """What this system does not let us limit, in words for people; empty if it lets us limit all."""
    resource = system_module("resource")
    if resource is None:
        return "the memory of git and the memory and processor time of what reads foreign files"
    return "" if hasattr(resource, "prlimit") else "the memory of git"


def begin_child() -> None:
    """Prepare a process of a pool. To be called first in it.

    A parent that is killed cannot shut its pool down: each process would wait for work forever, or do what it was
    given last. The parent has work that nobody can share with it, so it goes first where there are fewer processors
    than processes.
    """
    if (parent := parent_process()) is not None and not parent.is_alive():
        os._exit(_PARENT_GONE)
    collect_garbage_rarely()
    with suppress(OSError, AttributeError):  # not on Windows
        os.nice(_BEHIND_PARENT)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(_PARENT_GONE)


def end_in_order_when_told() -> None:
    """Let SIGTERM and SIGHUP end the program as an error would: children ended, temporary folders removed.

    What waits for a host in a thread cannot be interrupted; after some seconds the program ends anyway.
    """
    if threading.current_thread() is not threading.main_thread():
        return  # only there can it be said what a signal does
    for number in _ENDING:
        # A program that was started to outlive its terminal keeps that.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    if _WAKES is not None and hasattr(signal, "pthread_kill") and signal.getsignal(_WAKES) is not _woken:
        signal.signal(_WAKES, _woken)
        signalled, told = socket.socketpair()
        told.setblocking(False)
        signal.set_wakeup_fd(told.detach(), warn_on_full_buffer=False)
        threading.Thread(target=_wake_main_thread, args=(signalled, _WAKES), daemon=True).start()


def _woken(_number: int, _frame: FrameType | None) -> None:
    """Nothing more: the wait is over, and Python acts on the signal before this one."""


def _wake_main_thread(signalled: socket.socket, wakes: int) -> None:
    """Interrupt what the main thread waits for, some times after each signal that asks it to end.

    Python notes a signal at once and acts on it in the main thread. One that comes just before that thread
    begins to wait for another does not interrupt the wait, which may then last until a host answers.
    """
    main = threading.main_thread().ident
    while main is not None and (numbers := signalled.recv(64)):
        if _ASKING.isdisjoint(numbers):
            continue
        for seconds in _WAKES_AFTER:
            threading.Event().wait(seconds)
            signal.pthread_kill(main, wakes)


class TemporaryFolder(TemporaryDirectory[str]):
    """A temporary folder that is gone after its block, even if a signal ends the program while it is removed.

    It may hold files of repositories that are private. So those of runs that were killed are removed first: nobody
    holds the lock in them any more.
    """

    def __init__(self) -> None:
        super().__init__(prefix=_TEMPORARY)
        self._held = (Path(self.name) / _LOCK).open("wb")
        if fcntl is not None:
            with suppress(OSError):  # a file system without locks; what is left behind stays there then
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove_left_behind(Path(self.name))

    def cleanup(self) -> None:
        """Remove the folder."""
        self._held.close()
        try:
            super().cleanup()
        except SystemExit:
            shutil.rmtree(self.name, ignore_errors=True)
            raise


def _remove_left_behind(own: Path) -> None:
    """Remove temporary folders of ours beside `own` that no process holds; others may be called alike."""
    ours = own.stat()
    for folder in own.parent.glob(f"{_TEMPORARY}*"):
        with suppress(OSError):
            found = folder.lstat()
            is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == ours.st_uid
            if is_ours and ours.st_mtime - found.st_mtime > _SETTLED_SECONDS:
                _check_left(folder / _LOCK)
                shutil.rmtree(folder, ignore_errors=True)


def _check_left(place: Path) -> None:
    """Raise `OSError` where there is no lock, or a process holds it."""
    opened = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(opened)


def _end(number: int, _frame: FrameType | None) -> None:
    for other in _ENDING:
        signal.signal(other, signal.SIG_IGN)
    status = 128 + number
    threading.Thread(target=_end_if_stuck, args=(status,), daemon=True).start()
    sys.exit(status)


def _end_if_stuck(status: int) -> None:
    threading.Event().wait(_STUCK_SECONDS)
    for child in active_children():
        child.kill()
    for pid in _descendants(os.getpid()):
        with suppress(OSError):
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    atexit._run_exitfuncs()  # removes temporary folders, which os._exit does not
    os._exit(status)


def _descendants(pid: int) -> Iterator[int]:
    """All processes below one, where the system tells."""
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError, ValueError):
            for child in map(int, path.read_text(encoding="ascii").split()):
                yield child
                yield from _descendants(child)
