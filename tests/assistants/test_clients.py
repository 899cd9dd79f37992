"""Clients that send nonsense or too much, do not take answers, or go away: bounded memory, and no traceback."""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

_MEGABYTES = 200
_BEGINNING = (
    {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}},
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
)  # fmt: skip

pytestmark = pytest.mark.slow


def started(site: Path) -> "subprocess.Popen[bytes]":
    server = subprocess.Popen(
        [sys.executable, "-m", "innersource_marketplace", "mcp", "--site", str(site)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert server.stdin
    server.stdin.write(b"".join(json.dumps(message).encode() + b"\n" for message in _BEGINNING))
    server.stdin.flush()
    return server


def question(number: int, need: str = "ledger") -> bytes:
    asked = {"name": "search_projects", "arguments": {"need": need}}
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": asked}).encode() + b"\n"


def megabytes(server: "subprocess.Popen[bytes]") -> int:
    """The most memory that the server has had."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_nonsense_and_huge_messages_are_survived(published: Path) -> None:
    server = started(published)
    assert server.stdin
    assert server.stdout
    for nonsense in (b"hello\n", b"\xff\xfe\n", b"null\n", b"[" * 500_000 + b"\n", question(2, "x" * 30_000_000)):
        server.stdin.write(nonsense)
    server.stdin.write(question(3))
    server.stdin.flush()
    answers = iter(server.stdout.readline, b"")
    assert any(json.loads(line).get("id") == 3 and "result" in json.loads(line) for line in answers)
    assert megabytes(server) < _MEGABYTES
    _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, b"")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_a_client_that_takes_no_answers_is_not_read_on_and_may_go_away(published: Path) -> None:
    server = started(published)
    assert server.stdin
    assert server.stdout
    assert server.stderr
    sent: list[int] = []

    def send() -> None:
        assert server.stdin
        try:
            for number in range(2, 20_000):
                server.stdin.write(question(number))
                sent.append(number)
        except BrokenPipeError:
            return

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    time.sleep(4)
    assert megabytes(server) < _MEGABYTES
    assert len(sent) < 10_000
    server.stdout.close()
    assert server.wait(timeout=30) == 0
    assert server.stderr.read() == b""
    sending.join(timeout=10)
