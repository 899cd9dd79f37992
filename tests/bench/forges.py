"""What a night costs on each forge, over the same world: requests, complexity, fetches, time, memory.

Each server is a process. Fetches come on top for every forge whose insides are read by git; what GitHub calls points
stands for complexity there.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from .processes import Cost, measured
from .report import Verdict, table

_TESTS = Path(__file__).parents[1]
CATALOG = """\
version: 1
organization: Acme
sources:
  - {kind}: acme
    url: {web}
    token_env: BENCH_TOKEN
    topic: innersource
"""
COLD, NIGHTLY, COMPLEXITY, MEMORY = 120, 15, 250, 200 * 2**20
"""Budgets: requests to GitHub and GitLab for 1,000 projects, cold and with 2 % changed; a query; bytes for 10,000."""


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """What a night took: of this machine, and of the forge."""

    kind: str
    name: str
    repositories: int
    cost: Cost
    spent: Mapping[str, int]


Ask = Callable[[str], Mapping[str, int]]
"""Sends the server a line, and reads its answer."""


def measure_forge(kind: str, count: int, latency: float) -> tuple[Night, Night]:
    """Two nights over `count` projects, the second after pushes to 2 % of them."""
    words = ("--repositories", str(count), "--latency", str(latency))
    with (
        tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place,
        subprocess.Popen(
            [sys.executable, "-m", "bench.forge_process", kind, *words],
            env={**os.environ, "PYTHONPATH": str(_TESTS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
    ):
        assert server.stdin is not None
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())

        def ask(line: str) -> Mapping[str, int]:
            assert server.stdin is not None
            assert server.stdout is not None
            server.stdin.write(line + "\n")
            server.stdin.flush()
            answer: Mapping[str, int] = json.loads(server.stdout.readline())
            return answer

        folder = Path(place)
        (folder / "catalog.yml").write_text(CATALOG.format(kind=kind, web=told["web"]), encoding="utf-8")
        started = datetime.now(UTC).replace(microsecond=0)
        cold = _night(kind, "cold", count, folder, told["token"], started, ask)
        ask(f"push {max(1, count // 50)}")
        warm = _night(kind, "2 % changed", count, folder, told["token"], started + timedelta(days=1), ask)
        server.stdin.close()
    return cold, warm


def _night(kind: str, name: str, count: int, folder: Path, token: str, now: datetime, ask: Ask) -> Night:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(now.timestamp())), "BENCH_TOKEN": token}
    ask("report")
    cost = measured(
        [sys.executable, "-m", "innersource_marketplace", "--quiet", "collect"], folder=folder, environment=environment
    )
    return Night(kind=kind, name=name, repositories=count, cost=cost, spent=ask("report"))


def forges_table(nights: Sequence[Night]) -> str:
    """Each night, and what it asked for."""
    asked = ("requests", "complexity", "largest query", "reads by git")
    return table(
        ("forge", "night", "projects", *asked, "s", "processor s", "peak MB"),
        [
            (
                night.kind,
                night.name,
                f"{night.repositories:,}",
                f"{night.spent['requests']:,}",
                f"{night.spent['complexity']:,}",
                f"{night.spent['largest']}",
                f"{night.spent['git']:,}",
                f"{night.cost.seconds:.1f}",
                f"{night.cost.processor:.1f}",
                f"{night.cost.memory_bytes / 2**20:.0f}",
            )
            for night in nights
        ],
    )


def forges_verdicts(nights: Sequence[Night]) -> Iterator[Verdict]:
    """The nights against their budgets; small numbers of projects say nothing of requests."""
    for night in nights:
        name = f"{night.kind}, {night.repositories:,}, {night.name}"
        if night.kind != "gitea" and night.repositories >= 500:
            most = COLD if night.name == "cold" else NIGHTLY
            each = night.spent["requests"] * 1000 / night.repositories
            yield f"requests for 1,000 of {name}", str(most), f"{each:.0f}", each <= most
        if night.kind == "gitlab":
            largest = night.spent["largest"]
            yield f"largest query, {name}", str(COMPLEXITY), str(largest), largest <= COMPLEXITY
        peak = night.cost.memory_bytes
        yield f"memory, {name}", f"{MEMORY // 2**20} MB", f"{peak / 2**20:.0f} MB", peak <= MEMORY
