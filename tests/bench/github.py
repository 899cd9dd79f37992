"""What a night on GitHub costs: requests, points, time and memory, against a server in a process of its own.

    python -m tests.bench.github                      1,000 repositories at 50 ms a request
    python -m tests.bench.github --repositories 10000 --latency 0

The server answers from one process, so times are those of a slow host; requests and points are exact.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from innersource_marketplace.model import Facts
from innersource_marketplace.snapshot.store import open_snapshot

from .processes import Cost, measured
from .report import Verdict, table, verdicts_table

_TESTS = Path(__file__).parents[1]
CATALOG = """\
version: 1
organization: Acme
sources:
  - github: {owner}
    url: {web}
    topic: innersource
"""
_TOKEN = "BENCH_TOKEN"
COLD, NIGHTLY, MEMORY = 120, 15, 200 * 2**20
"""Budgets: requests for 1,000 repositories, cold and with 2 % changed, and bytes for 10,000."""


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """What a night took: of this machine, and of the host."""

    name: str
    cost: Cost
    requests: int
    points: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The nights over one number of repositories, and what asking for one fact a call would need."""

    repositories: int
    latency: float
    nights: Sequence[Night]
    one_call_a_fact: int


class _Served(msgspec.Struct, frozen=True):
    url: str
    web: str
    token: str
    owner: str
    process: "subprocess.Popen[str]"

    def ask(self, line: str) -> Mapping[str, int]:
        """Send the server a line, and read its answer."""
        stdin, stdout = _pipes(self.process)
        stdin.write(line + "\n")
        stdin.flush()
        answer: Mapping[str, int] = json.loads(stdout.readline())
        return answer


def measure_github(count: int, latency: float) -> Measured:
    """Two nights over `count` made-up repositories, the second after pushes to 2 % of them."""
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place, _serving(count, latency) as server:
        folder = Path(place)
        (folder / "catalog.yml").write_text(CATALOG.format(owner=server.owner, web=server.web))
        started = datetime.now(UTC).replace(microsecond=0)
        nights = [_night("cold", folder, server, started)]
        facts = stored_facts(folder)
        server.ask(f"push {max(1, count // 50)}")
        nights.append(_night("2 % changed", folder, server, started + timedelta(days=1)))
    return Measured(
        repositories=count,
        latency=latency,
        nights=nights,
        one_call_a_fact=sum(map(calls_for, facts)) + -(-count // 100),
    )


def calls_for(facts: Facts) -> int:
    """The REST calls that tell the same facts of one repository, a call a fact and a page, as crawlers do.

    The repository itself, its languages, releases, labelled issues, workflow state, community profile
    and participation; each file's content; a page a hundred commits of the year, contributors and closed
    pull requests, and two further calls (reviews, comments) for each pull request.
    """
    commits = sum((facts.weekly_commits or {}).values())
    pages = max(1, -(-commits // 100)) + max(1, -(-(facts.contributors or 1) // 100)) + 1
    return 7 + len(facts.documents) + pages + 2 * len(facts.pull_requests or ())


def github_table(results: Sequence[Measured]) -> str:
    """Each night beside what one call a fact needs."""
    rows = []
    for result in results:
        for night in result.nights:
            rows.append(
                (
                    night.name,
                    f"{result.repositories:,}",
                    f"{result.latency * 1000:.0f}",
                    f"{night.requests:,}",
                    f"{night.points:,}",
                    f"{result.one_call_a_fact:,}",
                    f"{result.one_call_a_fact / max(night.requests, 1):.0f} x",
                    f"{night.cost.seconds:.1f}",
                    f"{night.cost.processor:.1f}",
                    f"{night.cost.memory_bytes / 2**20:.0f}",
                )
            )
    head = ("night", "repositories", "ms a request", "requests", "points", "one call a fact", "fewer")
    return table((*head, "s", "processor s", "peak MB"), rows)


def github_verdicts(results: Sequence[Measured]) -> Iterator[Verdict]:
    """The nights against their budgets."""
    for result in results:
        thousands = result.repositories / 1000
        for night, most in zip(result.nights, (COLD, NIGHTLY), strict=True):
            if result.repositories >= 1000:
                name = f"GitHub requests for 1,000 of {result.repositories:,}, {night.name}"
                each = night.requests / thousands
                yield name, str(most), f"{each:.0f}", each <= most
        peak = max(night.cost.memory_bytes for night in result.nights)
        yield (
            f"memory of collect over {result.repositories:,}",
            f"{MEMORY // 2**20} MB",
            f"{peak / 2**20:.0f} MB",
            peak <= MEMORY,
        )


@contextmanager
def _serving(count: int, latency: float) -> Iterator[_Served]:
    words = ("--repositories", str(count), "--latency", str(latency))
    with subprocess.Popen(
        [sys.executable, "-m", "github_server", *words],
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        stdin, stdout = _pipes(process)
        try:
            yield _Served(**json.loads(stdout.readline()), process=process)
        finally:
            stdin.close()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the server has no pipes")
    return process.stdin, process.stdout


def _night(name: str, folder: Path, server: _Served, now: datetime) -> Night:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(now.timestamp())), "GITHUB_TOKEN": server.token}
    server.ask("report")
    cost = measured(
        [sys.executable, "-m", "innersource_marketplace", "--quiet", "collect"], folder=folder, environment=environment
    )
    spent = server.ask("report")
    return Night(name=name, cost=cost, requests=spent["requests"], points=spent["points"])


def stored_facts(folder: Path) -> tuple[Facts, ...]:
    """What a marketplace in a folder has collected."""
    with open_snapshot(folder / ".marketplace" / "snapshot.db") as snapshot:
        return tuple(stored.facts for stored in snapshot.projects())


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for and print it; the exit status is 1 where a budget was missed."""
    parser = argparse.ArgumentParser(
        prog="bench.github", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.05)
    options = parser.parse_args(arguments)
    results = [measure_github(options.repositories, options.latency)]
    verdicts = list(github_verdicts(results))
    sys.stdout.write(github_table(results) + "\n\n" + verdicts_table(verdicts) + "\n")
    return int(not all(well for *_, well in verdicts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
