"""Reads real repositories through servers of three forges, builds each site, and inspects every page.

    PYTHONPATH=tests python -m bench.forges_real FOLDER [KEPT]

`FOLDER` holds bare repositories as `owner+name/repo`. The servers serve them themselves, so trees, files, history and
tags, which are taken for releases, are genuine; stars, issues and the like are made up. Copies of repositories may lack
large files: servers are asked for a part of each, as forges allow. The sites stay in `KEPT`.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from git_repositories import git
from gitlab_server.world import Group, Project, World
from innersource_marketplace.model import Facts

from .forge_process import SERVERS
from .forges import CATALOG
from .github import stored_facts
from .processes import measured
from .real_pages import FACTS, OPEN, RIGHT, WRONG, judged, truth_of
from .report import table

COMPARED = ("head", "default_branch", "commits", "weekly_commits", "documents", "code_owners")
"""Facts that must be the same on every forge, for all are in the repository, and GitHub is asked for each."""

_EARLY = re.compile(r"(?i)alpha|beta|rc|preview|dev|next|snapshot|pre")


def real_world(folder: Path) -> World:
    """The bare repositories below a folder as projects of one group."""
    projects = []
    for number, path in enumerate(sorted(folder.glob("*/repo")), 1):
        tags = _tags(path)
        name = re.sub("[^A-Za-z0-9-]", "-", path.parent.name.partition("+")[2]).lower()
        projects.append(
            Project(
                id=number,
                path=f"acme/{name}",
                content=path,
                description=None,
                releases=tuple(tags),
                released=tuple(tags.values()),
            )
        )
    return World(projects=projects, groups=[Group(id=9_000, path="acme", name="Acme")])


def _tags(path: Path) -> dict[str, datetime]:
    """The newest tags that are no early versions, with their days."""
    form = ["--sort=-creatordate", "--format=%(creatordate:unix) %(refname:strip=2)", "refs/tags"]
    lines = git(path, "for-each-ref", *form).decode("utf-8", "replace").splitlines()
    dated = [(tag, int(seconds)) for seconds, _, tag in (line.partition(" ") for line in lines) if seconds.isdecimal()]
    return {tag: datetime.fromtimestamp(when, UTC) for tag, when in dated if not _EARLY.search(tag)}


def _compared(facts: Facts, name: str) -> object:
    # Sizes are not known of files that were not fetched, and each forge looks for templates in places of its own.
    return (
        {role: (one.path, one.oid) for role, one in facts.documents.items() if not role.value.endswith("template")}
        if name == "documents"
        else getattr(facts, name)
    )


def inspect(kind: str, site: Path, world: World, web: str) -> Iterator[tuple[str, str, str, str]]:
    """Each fact on the page of each project: the project, the fact, whether it is right, and what was found."""
    for project in world.projects:
        name = project.path.partition("/")[2]
        page = site / "projects" / "acme" / name / "index.html"
        if not page.is_file():
            yield name, "title", WRONG, "there is no page"
            continue
        assert project.content is not None
        truth = truth_of(name, project.content, project.releases)
        for fact, how, found in judged(page.read_text(encoding="utf-8"), truth, web):
            # GitHub itself counts languages and no people; the server makes that up.
            yield name, fact, OPEN if kind == "github" and fact == "language" else how, found


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one forge. `judged` counts facts by how right they are; `row` is of the table."""

    row: tuple[str, ...]
    facts: Mapping[str, Facts]
    judged: Mapping[tuple[str, str], int]
    wrong: tuple[str, ...]


def collect_and_build(kind: str, world: World, folder: Path) -> Site:
    """Collect from one forge, build its site and inspect it."""
    now = datetime.now(UTC).replace(microsecond=0)
    more = {} if kind == "github" else {"filters": True}
    with SERVERS[kind](world, **more) as server:
        folder.mkdir(parents=True)
        (folder / "catalog.yml").write_text(CATALOG.format(kind=kind, web=server.web), encoding="utf-8")
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(now.timestamp())), "BENCH_TOKEN": server.token}
        program = [sys.executable, "-m", "innersource_marketplace"]
        started = time.perf_counter()
        cost = measured([*program, "--quiet", "collect"], folder=folder, environment=environment)
        requests = len(server.log)
        environment.pop("BENCH_TOKEN")
        measured([*program, "--quiet", "build"], folder=folder, environment=environment)
        web = server.web
    facts = {one.name: one for one in stored_facts(folder)}
    counts: Counter[tuple[str, str]] = Counter()
    wrong: list[str] = []
    for name, fact, how, found in inspect(kind, folder / "site", world, web):
        counts[fact, how] += 1
        if how != RIGHT:
            wrong.append(f"{kind}: {name}: {fact}: {how}: {found[:200]}")
    audit = subprocess.run(
        [*program, "audit", "site"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if audit.returncode != 0:
        wrong.append(f"{kind}: audit: {audit.stdout[-500:]}{audit.stderr[-500:]}")
    pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    seconds = f"{cost.seconds:.1f}"
    row = (kind, str(len(facts)), str(requests), seconds, f"{cost.memory_bytes / 2**20:.0f}", str(pages))
    sys.stderr.write(f"{row} in {time.perf_counter() - started:.0f} s\n")
    return Site(row=row, facts=facts, judged=counts, wrong=tuple(wrong))


def main(folder: Path, kept: Path | None) -> int:
    """Print the counts and what differs; the exit status is 1 where anything is wrong."""
    world = real_world(folder)
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
        sites = {kind: collect_and_build(kind, world, (kept or Path(place)) / kind) for kind in SERVERS}
    faults = [fault for site in sites.values() for fault in site.wrong]
    for kind in ("gitlab", "gitea"):
        for name, one in sites[kind].facts.items():
            other = sites["github"].facts.get(name)
            different = [fact for fact in COMPARED if other and _compared(one, fact) != _compared(other, fact)]
            faults += [f"{kind}: {name}: {fact}: {WRONG}: differs from GitHub" for fact in different]
    head = ("forge", "projects", "requests, with git's", "s", "peak MB", "pages")
    sys.stdout.write(table(head, [site.row for site in sites.values()]) + "\n\n")
    ways = (RIGHT, OPEN, WRONG)
    rows = [
        (fact, *(" / ".join(str(site.judged.get((fact, way), 0)) for site in sites.values()) for way in ways))
        for fact in FACTS
    ]
    sys.stdout.write(table((f"fact, on {', '.join(sites)}", *ways), rows) + "\n\n" + "\n".join(faults) + "\n")
    wrong = any(f": {OPEN}: " not in fault for fault in faults)
    return int(wrong or any(len(world.projects) != len(site.facts) for site in sites.values()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
