"""Takes away from Python what Windows does not have, as far as that can be done elsewhere.

As `sitecustomize` on PYTHONPATH it is run at the start of every process of the program. It does not make paths with
backslashes or files that cannot be replaced while they are open: the workflow `tests.yml` runs on Windows itself.
"""

import os
import signal
import subprocess
import sys
import types
from typing import Any

_KILL = int(signal.SIGKILL)

for _name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog"):
    sys.modules[_name] = None  # type: ignore[assignment] # importing it raises ImportError

for _module, _names in (
    (os, "killpg getpgid getpgrp setsid getuid geteuid getgid fork mkfifo sched_getaffinity chown uname getloadavg"),
    (os, "O_NOFOLLOW O_NONBLOCK O_CLOEXEC O_DIRECTORY"),
    (signal, "SIGHUP SIGKILL SIGALRM SIGPROF SIGUSR1 SIGPIPE setitimer alarm pthread_sigmask"),
):
    for _name in _names.split():
        if hasattr(_module, _name):
            delattr(_module, _name)


def _locking(descriptor: int, mode: int, length: int) -> None:
    try:
        os.lockf(descriptor, os.F_TLOCK, length)
    except BlockingIOError as error:
        raise PermissionError(*error.args) from None


_windows: Any = types.ModuleType("msvcrt")
_windows.LK_NBLCK = 2
_windows.locking = _locking
sys.modules["msvcrt"] = _windows

_open = subprocess.Popen


class _Popen(_open):  # type: ignore[type-arg]
    """Refuses what Windows refuses; the way to kill is the standard library's own business."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        if named.get("preexec_fn") is not None:
            raise ValueError("preexec_fn is not supported on Windows platforms")
        super().__init__(*arguments, **named)

    def kill(self) -> None:
        self.send_signal(_KILL)


subprocess.Popen = _Popen  # type: ignore[misc]
