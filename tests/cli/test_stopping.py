"""A command that is stopped ends everything that it started, and leaves no temporary folder."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

CATALOG = """\
version: 1
organization: Acme
sources:
  - git: http://127.0.0.1:{port}/acme/silent.git
  - git: repositories
"""


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A host that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


COMMAND = """\
import signal
from innersource_marketplace.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
main()
"""
"""The program, which Ctrl-C and the end of a terminal stop even if what started the tests has them ignore these."""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_nothing_is_left_of_a_collect_that_was_stopped(
    tmp_path: Path, silent_port: int, number: signal.Signals
) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "repositories").mkdir()
    (tmp_path / "catalog.yml").write_text(CATALOG.format(port=silent_port))
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "collect"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    started = wait_for_git(process.pid)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert [pid for pid in started if is_running(pid)] == []
    assert list((tmp_path / "tmp").iterdir()) == []


WAITING = """\
import signal, threading, time
from innersource_marketplace.runtime import end_in_order_when_told
signal.signal(signal.SIGINT, signal.default_int_handler)  # which Python leaves out where a shell ignores it
end_in_order_when_told()
other = threading.Thread(target=time.sleep, args=(60,), daemon=True)
other.start()
def tell():
    time.sleep(0.3)  # the main thread waits by then
    signal.pthread_kill(other.ident, signal.{name})
threading.Thread(target=tell, daemon=True).start()
threading.Event().wait()
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs signals for one thread")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_that_does_not_interrupt_the_main_thread_ends_the_program_too(name: str) -> None:
    # As if it had come in the moment before the main thread began to wait.
    ended = subprocess.run([sys.executable, "-c", WAITING.format(name=name)], timeout=30, check=False, stderr=-3)
    assert ended.returncode in {128 + signal.SIGTERM, -signal.SIGINT}


def wait_for_git(pid: int) -> list[int]:
    """The processes below one, once the one that talks to the remote is among them."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        below = list(descendants(pid))
        if any(b"git-remote" in command(one) or b"remote-http" in command(one) for one in below):
            return below
        time.sleep(0.02)
    raise AssertionError("git was never started")


def descendants(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in path.read_text().split()]
        except OSError:
            continue
        for child in children:
            yield child
            yield from descendants(child)


def command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False
