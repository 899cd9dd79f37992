"""Collecting on several machines: what each takes, one after another on this one, beside a machine alone."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from .processes import Cost, measured
from .projects import NOW
from .report import table
from .repositories import make_repositories
from .stages import CATALOG

MACHINES = (1, 2, 4)


class Divided(msgspec.Struct, frozen=True, kw_only=True):
    """What a night took on a number of machines, by what they did; `site` is a digest of what was published."""

    projects: int
    machines: int
    costs: Mapping[str, Sequence[Cost]]
    site: str


def divide(folder: Path, count: int, *, say: Callable[[str], None]) -> list[Divided]:
    """Collect `count` repositories from nothing on one machine, on two, and on four, and build their site on one."""
    found = []
    beginning = folder / "beginning"
    beginning.mkdir(parents=True)
    (beginning / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    say(f"{count} projects: making repositories")
    make_repositories(beginning / "git", 0, count)
    for machines in MACHINES:
        say(f"{count} projects on {machines} machines")
        found.append(_night(folder / str(machines), beginning, count, machines))
        shutil.rmtree(folder / str(machines))
    return found


def _night(folder: Path, beginning: Path, count: int, machines: int) -> Divided:
    costs: dict[str, list[Cost]] = {}

    def run(what: str, place: Path, *arguments: str) -> None:
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
        command = [sys.executable, "-m", "innersource_marketplace", *arguments]
        costs.setdefault(what, []).append(measured(command, folder=place, environment=environment))

    last = _machine(folder / "last", beginning)
    shards = [f"{number}/{machines}" for number in range(1, machines + 1)]
    if machines == 1:
        run("collect", last, "collect")
    else:
        for shard in shards:
            run("collect, each share", last, "collect", "--shard", shard)
        shared = sorted(str(path) for path in (last / ".marketplace").glob("shard-*.db"))
        run("merge", last, "merge", *shared)
    run("build", last, "build")
    return Divided(projects=count, machines=machines, costs=costs, site=_digest(last / "site"))


def _machine(place: Path, like: Path) -> Path:
    """A folder with the catalogue, the repositories and the snapshot of another, and nothing else."""
    place.mkdir(parents=True)
    shutil.copy(like / "catalog.yml", place)
    if (like / "git").is_dir():
        (place / "git").symlink_to((like / "git").resolve())
    if (like / ".marketplace").is_dir():
        shutil.copytree(like / ".marketplace", place / ".marketplace")
    return place


def _digest(site: Path) -> str:
    digest = sha256()
    for path in sorted(site.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            digest.update(f"{path.relative_to(site).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def unlike(found: Sequence[Divided]) -> bool:
    """Whether the sites of one number of projects differ by the number of machines; they must not."""
    return len({one.site for one in found}) > len({one.projects for one in found})


def dividing_table(found: Sequence[Divided]) -> str:
    """Processor time and memory of each machine, the dearest of those that do the same, and of all together."""
    rows = [
        (
            what,
            f"{one.projects:,}",
            str(one.machines),
            f"{max(cost.processor for cost in costs):.1f}",
            f"{sum(cost.processor for cost in costs):.1f}",
            f"{max(cost.memory_bytes for cost in costs) / 2**20:.0f}",
        )
        for one in found
        for what, costs in one.costs.items()
    ]
    return table(("what", "projects", "machines", "processor s, dearest", "of all", "peak MB, dearest"), rows)
