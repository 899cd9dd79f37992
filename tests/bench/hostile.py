"""What repositories made to cost much cost a run, alone and next to a normal one, through the command line."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from git_repositories import hostile

from .processes import Cost, measured
from .projects import HOST, NOW
from .report import Verdict, table
from .repositories import make_repositories
from .stages import CATALOG

SECONDS = 2.0
"""What one repository may add to a run of `collect`, in processor time, and a README three seconds more to a build."""

MEGABYTES = 100
"""What it may add to the memory of `collect`."""

QUICK = ("twenty slow manifests", "a pipe among the packs")
"""What is measured where there is little time."""

_ALLOWED = '"$0" "$@"; case $? in 0|1|3) ;; *) exit 9 ;; esac'
"""A repository that is refused fails by itself, which is exit status 3, or 1 where there is no other."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of repository. `alone` is None of the normal one; `shown` are the projects of the site."""

    name: str
    alone: Cost | None
    together: Cost
    build: Cost
    shown: int
    said: str


def measure_hostile(names: Sequence[str] | None = None, *, say: Callable[[str], None]) -> list[Tried]:
    """Measure a normal repository by itself, and then each hostile one."""
    found = []
    for name in ("a normal one", *(names or hostile.COSTLY)):
        say(f"hostile: {name}")
        with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place:
            found.append(_tried(Path(place), name))
    return found


def hostile_table(found: Sequence[Tried]) -> str:
    """Time and memory of each, and what `problems.json` says of it."""
    head = ("repository", "alone s", "processor s", "peak MB", "with a normal one s", "processor s", "peak MB")
    more = ("build, processor s", "peak MB", "reported as")
    return table(
        (*head, *more),
        [(one.name, *_cells(one.alone), *_cells(one.together), *_cells(one.build)[1:], one.said) for one in found],
    )


def hostile_verdicts(found: Sequence[Tried]) -> Iterator[Verdict]:
    """Every repository against what it may add to a run of the normal one."""
    normal, *others = found
    most = max(others, key=lambda one: _added(one, normal))
    added = _added(most, normal)
    yield f"collect, added processor time ({most.name})", f"{SECONDS:g} s", f"{added:.1f} s", added <= SECONDS
    greedy = max(others, key=lambda one: one.together.memory_bytes)
    more = (greedy.together.memory_bytes - normal.together.memory_bytes) / 2**20
    yield f"collect, added memory ({greedy.name})", f"{MEGABYTES} MB", f"{more:.0f} MB", more <= MEGABYTES
    slow = max(others, key=lambda one: one.build.processor)
    longer = slow.build.processor - normal.build.processor
    yield f"build, added processor time ({slow.name})", "5 s", f"{longer:.1f} s", longer <= 5
    large = max(others, key=lambda one: one.build.memory_bytes)
    more = (large.build.memory_bytes - normal.build.memory_bytes) / 2**20
    yield f"build, added memory ({large.name})", "300 MB", f"{more:.0f} MB", more <= 300
    held = sum(_holds(one, normal) for one in others)
    yield "repositories that held, of those tried", f"{len(others)}", f"{held}", held == len(others)


def _added(one: Tried, normal: Tried) -> float:
    return one.together.processor - normal.together.processor


def _holds(one: Tried, normal: Tried) -> bool:
    """Whether it cost no more than it may, and the normal one is on the site as ever."""
    memory = one.together.memory_bytes - normal.together.memory_bytes
    return _added(one, normal) <= SECONDS and memory <= MEGABYTES * 2**20 and one.shown >= 1


def _cells(cost: Cost | None) -> tuple[str, str, str]:
    if cost is None:
        return "", "", ""
    return f"{cost.seconds:.1f}", f"{cost.processor:.1f}", f"{cost.memory_bytes / 2**20:.0f}"


def _tried(place: Path, name: str) -> Tried:
    make = hostile.COSTLY.get(name)
    alone = None
    if make is not None:
        made = make(place / "alone" / "git" / "team" / "hostile")
        alone = _collect(place / "alone")
        (place / "both" / "git" / "team").mkdir(parents=True)
        made.rename(place / "both" / "git" / "team" / "hostile")
    make_repositories(place / "both" / "git", 0, 1)
    together = _collect(place / "both")
    build = _run(place / "both", "build")
    api = place / "both" / "site" / "api" / "v1"
    problems: Iterable[dict[str, str]] = json.loads((api / "problems.json").read_bytes())["problems"]
    said = sorted({one["code"] for one in problems if one["where"].endswith("team/hostile")})
    shown = [one for one in json.loads((api / "projects.json").read_bytes())["projects"] if "hostile" not in one["key"]]
    return Tried(name=name, alone=alone, together=together, build=build, shown=len(shown), said=", ".join(said))


def _collect(folder: Path) -> Cost:
    (folder / "catalog.yml").write_text(CATALOG.replace(HOST, "git.acme.example"), encoding="utf-8")
    return _run(folder, "collect")


def _run(folder: Path, command: str) -> Cost:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    words = ["sh", "-c", _ALLOWED, sys.executable, "-m", "innersource_marketplace", "--quiet", command]
    return measured(words, folder=folder, environment=environment)
