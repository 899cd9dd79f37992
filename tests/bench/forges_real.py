"""Reads real repositories through servers of three forges, builds each site, and inspects every page.

    PYTHONPATH=tests python -m bench.forges_real FOLDER

`FOLDER` holds bare repositories as `owner+name/repo`. The servers serve them themselves, so trees, files and history
are genuine; stars, issues and the like are made up.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from gitlab_server.world import Group, Project, World
from innersource_marketplace.model import DocumentRole, Facts

from .forge_process import SERVERS
from .forges import CATALOG
from .github import stored_facts
from .processes import measured
from .report import table

COMPARED = ("head", "default_branch", "commits", "weekly_commits", "documents", "ci_files", "code_owners")
"""Facts that must be the same on every forge, for all are in the repository."""


def real_world(folder: Path) -> World:
    """The bare repositories below a folder as projects of one group."""
    found = sorted(folder.glob("*/repo"))
    projects = [
        Project(
            id=number,
            path=f"acme/{re.sub('[^A-Za-z0-9.-]', '.', path.parent.name.partition('+')[2])}",
            content=path,
            description=None,
        )
        for number, path in enumerate(found, 1)
    ]
    return World(projects=projects, groups=[Group(id=9_000, path="acme", name="Acme")])


def inspect(site: Path, facts: Mapping[str, Facts]) -> Iterator[str]:
    """What is wrong with the pages of projects."""
    for name, one in facts.items():
        page = site / "projects" / "acme" / name / "index.html"
        if not page.is_file():
            yield f"{name}: there is no page"
            continue
        text = page.read_text(encoding="utf-8")
        if text.count("<h1") != 1:
            yield f"{name}: {text.count('<h1')} headings of the first level"
        if (DocumentRole.README in one.documents) != ('class="marketplace-readme' in text or "readme" in text.lower()):
            yield f"{name}: a README that is not shown, or is shown and not there"
        if re.search(r">\s*(?:None|nan|undefined|\[object Object\])\s*<", text):
            yield f"{name}: a value that is none"


def collect_and_build(kind: str, world: World, folder: Path) -> tuple[dict[str, Facts], tuple[str, ...]]:
    """Collect from one forge and build its site; facts by name, and what is wrong with the pages."""
    now = datetime.now(UTC).replace(microsecond=0)
    with SERVERS[kind](world) as server:
        folder.mkdir(parents=True)
        (folder / "catalog.yml").write_text(CATALOG.format(kind=kind, web=server.web), encoding="utf-8")
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(now.timestamp())), "BENCH_TOKEN": server.token}
        program = [sys.executable, "-m", "innersource_marketplace"]
        started = time.perf_counter()
        cost = measured([*program, "--quiet", "collect"], folder=folder, environment=environment)
        requests = len(server.log)
        environment.pop("BENCH_TOKEN")
        measured([*program, "--quiet", "build"], folder=folder, environment=environment)
    facts = {one.name: one for one in stored_facts(folder)}
    wrong = [*inspect(folder / "site", facts)]
    audit = subprocess.run(
        [*program, "audit", "site"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if audit.returncode != 0:
        wrong.append(f"audit: {audit.stdout[-500:]}{audit.stderr[-500:]}")
    pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    seconds = f"{cost.seconds:.1f}"
    row = (kind, str(len(facts)), str(requests), seconds, f"{cost.memory_bytes / 2**20:.0f}", str(pages))
    sys.stderr.write(f"{row} in {time.perf_counter() - started:.0f} s\n")
    return facts, (*row, str(len(wrong)), *wrong)


def main(folder: Path, kept: Path | None) -> int:
    """Print the counts and what differs; the exit status is 1 where anything is wrong."""
    world = real_world(folder)
    rows: list[tuple[str, ...]] = []
    known: dict[str, dict[str, Facts]] = {}
    faults: list[str] = []
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        for kind in SERVERS:
            known[kind], row = collect_and_build(kind, world, (kept or Path(place)) / kind)
            rows.append(row[:7])
            faults += [f"{kind}: {fault}" for fault in row[7:]]
    for kind in ("gitlab", "gitea"):
        for name, one in known[kind].items():
            other = known["github"].get(name)
            different = [fact for fact in COMPARED if other and getattr(one, fact) != getattr(other, fact)]
            faults += [f"{kind}: {name}: {fact} differs from GitHub" for fact in different]
    head = ("forge", "projects", "requests, with git's", "s", "peak MB", "pages", "wrong")
    sys.stdout.write(table(head, rows) + "\n\n" + "\n".join(faults) + "\n")
    return int(bool(faults) or any(len(world.projects) != len(facts) for facts in known.values()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
