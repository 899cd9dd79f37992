"""Builds of large catalogues from nothing, with changes and without, beside Hugo on the same Markdown."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.sources import Changed, Outcome, Planned, Unchanged
from innersource_marketplace.model import Facts, ProjectKey

from .processes import Cost, measured
from .projects import NOW, projects
from .report import Verdict, table
from .repositories import MadeSource, collected
from .stages import CATALOG

CHANGED_SHARE = 0.02
_EVERY = round(1 / CHANGED_SHARE)
_BUDGETS = {1_000: (2.5, 1.5, None), 10_000: (1.5, 1.0, 350 * 2**20), 50_000: (None, None, 2**30)}
"""By the number of projects: times Hugo of a cold build and of one the next day, and bytes of memory."""

_NEXT_DAY = "2 % changed, the next day"
_GROWTH = 1.3
_LAYOUT = (
    "<!doctype html><html><head><title>{{ .Title }}</title>"
    '<meta name="description" content="{{ .Description }}"></head><body>{{ .Content }}</body></html>\n'
)
_HUGO = """\
baseURL = "https://pages.acme.example/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
[markup.goldmark.renderer]
unsafe = true
"""


class LaterSource:
    """The same projects another night: every fiftieth has a commit more."""

    name = MadeSource.name

    def __init__(self, count: int) -> None:
        self._count = count

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield what changed as changed, the rest as it was."""
        yield Planned(self._count)
        for project in projects(self._count):
            found = collected(project)
            if project.number % _EVERY:
                yield Unchanged(found.facts.key)
            else:
                facts = replace(found.facts, commits=(found.facts.commits or 0) + 1, updated_at=NOW)
                yield Changed(replace(found, facts=facts))


class Rebuilt(msgspec.Struct, frozen=True, kw_only=True):
    """What builds of one number of projects took, by what had changed before; `hugo` is None where there is none."""

    projects: int
    builds: Mapping[str, Cost]
    hugo: Cost | None


def rebuild(folder: Path, count: int, *, say: Callable[[str], None]) -> Rebuilt:
    """Build `count` projects in `folder`: cold, again on the same day, and with changes the next day."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    snapshot = folder / ".marketplace" / "snapshot.db"
    say(f"{count} projects: filling the snapshot")
    collect([MadeSource(count)], snapshot_path=snapshot, clock=lambda: NOW)
    builds = {}
    for name, later in (("cold", 0), ("again on the same day", 1), (_NEXT_DAY, 24)):
        clock = NOW + timedelta(hours=later)
        if name == _NEXT_DAY:
            collect([LaterSource(count)], snapshot_path=snapshot, clock=partial(_same, clock))
        say(f"{count} projects: build, {name}")
        builds[name] = _build(folder, clock)
    say(f"{count} projects: Hugo")
    return Rebuilt(projects=count, builds=builds, hugo=_hugo(folder))


def _same(clock: datetime) -> datetime:
    return clock


def _build(folder: Path, clock: datetime) -> Cost:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(clock.timestamp()))}
    return measured([sys.executable, "-m", "innersource_marketplace", "build"], folder=folder, environment=environment)


def _hugo(folder: Path) -> Cost | None:
    """Let Hugo build the Markdown of all pages with a bare layout."""
    program = shutil.which("hugo", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""))))
    if program is None:
        return None
    place = folder / "hugo"
    (place / "layouts" / "_default").mkdir(parents=True)
    (place / "hugo.toml").write_text(_HUGO, encoding="utf-8")
    for name in ("single", "list"):
        (place / "layouts" / "_default" / f"{name}.html").write_text(_LAYOUT, encoding="utf-8")
    _copy_pages(folder / "build/docs", place / "content")
    return measured([program, "--quiet", "--source", str(place)], folder=place, environment=os.environ)


def _copy_pages(docs: Path, content: Path) -> None:
    """Copy the Markdown alone, with the page of a folder that has others named as Hugo wants it."""
    for page in docs.rglob("*.md"):
        heads = page.name == "index.md" and sum(1 for _ in page.parent.iterdir()) > 1
        target = content / page.parent.relative_to(docs) / ("_index.md" if heads else page.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, target)


def rebuilding_table(found: Sequence[Rebuilt]) -> str:
    """Time, memory and time a project of each build, as multiples of Hugo's time."""
    rows = []
    for one in found:
        costs = {**one.builds, **({"Hugo, all pages": one.hugo} if one.hugo else {})}
        for name, cost in costs.items():
            rows.append(
                (
                    name,
                    f"{one.projects:,}",
                    f"{cost.seconds:.1f}",
                    f"{cost.processor:.1f}",
                    f"{1000 * cost.seconds / one.projects:.1f}",
                    f"{cost.seconds / one.hugo.seconds:.2f}" if one.hugo else "unknown",
                    f"{cost.memory_bytes / 2**20:.0f}",
                )
            )
    return table(("build", "projects", "s", "processor s", "ms/project", "times Hugo", "peak MB"), rows)


def rebuilding_verdicts(found: Sequence[Rebuilt]) -> list[Verdict]:
    """Hold the builds against the budgets: beside Hugo, in memory, and in growth."""
    verdicts: list[Verdict] = []
    for one in found:
        cold, next_day, memory = _BUDGETS.get(one.projects, (None, None, None))
        for name, most in (("cold", cold), (_NEXT_DAY, next_day)):
            if one.hugo is not None and most is not None:
                ratio = one.builds[name].seconds / one.hugo.seconds
                verdicts.append((f"{one.projects:,}, {name}: times Hugo", f"{most:.1f}", f"{ratio:.2f}", ratio <= most))
        if memory is not None:
            peak = max(cost.memory_bytes for cost in one.builds.values())
            limit, used = f"{memory / 2**20:.0f} MB", f"{peak / 2**20:.0f} MB"
            verdicts.append((f"{one.projects:,}: peak memory", limit, used, peak <= memory))
    if len(found) > 1:
        shares = [one.builds["cold"].seconds / one.projects for one in found]
        growth = shares[-1] / shares[0]
        label = f"time a page, {found[0].projects:,} to {found[-1].projects:,}"
        verdicts.append((label, f"{_GROWTH:.1f}", f"{growth:.2f}", growth <= _GROWTH))
    return verdicts
