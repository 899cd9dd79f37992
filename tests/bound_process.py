"""A command of the marketplace as somebody runs it who may not do everything, or whose disk is full."""

import os
import subprocess
import sys
from pathlib import Path

from marketplaces import Ran

_BOUND = """
import ctypes, resource, signal, sys
largest, *arguments = sys.argv[1:]
libc = ctypes.CDLL(None)
for capability in range(41):
    libc.prctl(24, capability, 0, 0, 0)
libc.capset((ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)())
if largest != "None":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
sys.argv = ["marketplace", *arguments]
from innersource_marketplace.cli import main
main()
"""
"""A command that even root may run only as permissions say, where files can have so many bytes at most."""


def run_bound(folder: Path, *arguments: str, largest: int | None = None) -> Ran:
    """Run `marketplace` in a folder, in a process of its own; with `largest`, no file can be longer, in bytes."""
    done = subprocess.run(
        [sys.executable, "-c", _BOUND, str(largest), *arguments],
        cwd=folder,
        env={**os.environ, "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "1795521600"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
