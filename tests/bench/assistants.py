"""The server for assistants: how soon it answers first, its memory, and what it fetches for a question."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from assistants.questions import QUESTIONS, filled, publish_questions
from loopback import QuietFiles, serving

from .report import Verdict, table

SIZES: Final = (1_000, 10_000)
_COLD_SECONDS, _WARM_SECONDS, _MEGABYTES = 3.0, 1.0, 200.0
_HELLO: Final = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "bench", "version": "1"},
}


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What the server took at a size: seconds to the first answer, memory, and bytes for each question.

    `cold` is from the start of the server with nothing kept, `processor` its share of a processor until then; `warm` is
    from the question on, with copies. `fetched` and `told` are bytes.
    """

    projects: int
    cold: float
    warm: float
    processor: float
    memory_mb: float
    fetched: Sequence[int]
    told: Sequence[int]


class _Counting(QuietFiles):
    fetched = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        content = source.read()
        type(self).fetched += len(content)
        outputfile.write(content)


class _Client:
    """A client that asks one thing after another."""

    def __init__(self, site: str, home: Path) -> None:
        self.begun = time.perf_counter()
        self._number = 0
        self.server = subprocess.Popen(
            [sys.executable, "-m", "innersource_marketplace", "mcp", "--site", site],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        )
        self._ask("initialize", _HELLO)
        self._send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def call(self, tool: str, arguments: dict[str, Any]) -> str:
        """The text of an answer."""
        answer = self._ask("tools/call", {"name": tool, "arguments": arguments})
        return "".join(part["text"] for part in answer["result"]["content"])

    def megabytes(self) -> float:
        """The most memory that the server has had."""
        status = Path(f"/proc/{self.server.pid}/status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024

    def processor_seconds(self) -> float:
        """What the server has had of a processor."""
        used = Path(f"/proc/{self.server.pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the server."""
        self.server.communicate()

    def _send(self, message: dict[str, Any]) -> None:
        assert self.server.stdin
        self.server.stdin.write(json.dumps(message).encode() + b"\n")
        self.server.stdin.flush()

    def _ask(self, method: str, values: dict[str, Any]) -> dict[str, Any]:
        assert self.server.stdout
        self._number += 1
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": values})
        answer: dict[str, Any] = json.loads(self.server.stdout.readline())
        return answer


def measure_assistants(count: int) -> Answered:
    """Publish so many projects, and ask the twenty questions over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with serving(publish_questions(Path(folder) / "site", count), _Counting) as site:
            first = QUESTIONS[0].calls[0]
            times = []
            for _ in range(2):  # the first time nothing is kept
                client = _Client(site, home)
                ready = time.perf_counter()
                client.call(first[0], dict(first[1]))
                now = time.perf_counter()
                times.append((now - client.begun, now - ready, client.processor_seconds()))
                client.close()
            client = _Client(site, Path(folder) / "another home")
            fetched, told = [], []
            for question in QUESTIONS:
                before, said = _Counting.fetched, ""
                for tool, arguments in question.calls:
                    said += client.call(tool, filled(arguments, said))
                fetched.append(_Counting.fetched - before)
                told.append(len(said.encode()))
            memory = client.megabytes()
            client.close()
    return Answered(
        projects=count,
        cold=times[0][0],
        warm=times[1][1],
        processor=times[0][2],
        memory_mb=memory,
        fetched=fetched,
        told=told,
    )


def assistants_table(rows: Sequence[Answered]) -> str:
    """What was measured, as a table."""
    heads = (
        "projects",
        "first answer, cold s",
        "of it processor s",
        "warm s",
        "peak MB",
        "first question KB",
        "others KB, median",
        "answer bytes, most",
    )
    return table(
        heads,
        [
            (
                f"{row.projects:,}",
                f"{row.cold:.2f}",
                f"{row.processor:.2f}",
                f"{row.warm:.2f}",
                f"{row.memory_mb:.0f}",
                f"{row.fetched[0] / 1000:.0f}",
                f"{sorted(row.fetched[1:])[len(row.fetched) // 2] / 1000:.0f}",
                f"{max(row.told):,}",
            )
            for row in rows
        ],
    )


def assistants_verdicts(rows: Sequence[Answered]) -> Iterator[Verdict]:
    """Against what was promised for ten thousand projects."""
    for row in rows:
        name = f"assistants at {row.projects:,}"
        if row.projects >= 10_000:
            for what, found, most, unit in (
                ("first answer, cold", row.cold, _COLD_SECONDS, "s"),
                ("first answer, cold, processor", row.processor, _COLD_SECONDS, "s"),
                ("first answer, warm", row.warm, _WARM_SECONDS, "s"),
                ("memory", row.memory_mb, _MEGABYTES, "MB"),
            ):
                yield (f"{name}: {what}", f"{most:g} {unit}", f"{found:.2f} {unit}", found <= most)
