"""Collects and builds made-up projects through the command line, and measures each run."""

import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from innersource_marketplace.collect.run import collect

from .processes import Cost, measured
from .projects import HOST, NOW, Made
from .repositories import MadeSource, make_repositories

CATALOG = f"""\
version: 1
organization: Acme
sources:
  - git: git
    web: https://{HOST}
    forge: gitlab
"""
STEPS = ("collect cold", "collect warm", "build cold", "build unchanged")
PROBE = 9
"""The number of a project without a README: its page is all markup of ours."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """What one number of projects took. `pages` maps their page's address to its digest."""

    projects: int
    steps: Mapping[str, Cost]
    probe_bytes: int
    page_bytes: int
    site_bytes: int
    snapshot_bytes: int
    pages: Mapping[str, str]


def program_digest(root: Path) -> str:
    """Changes with anything that a build is made by; figures from before and after belong to two programs."""
    digest = sha256()
    for folder in ("generator", "overrides", "docs"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and "engineering" not in path.parts:
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update((root / "mkdocs.yml").read_bytes())
    return digest.hexdigest()


def whole_path(folder: Path, count: int, *, made: int, say: Callable[[str], None]) -> Size:
    """Collect and build `count` real repositories below `folder`, in which `made` of them are already."""
    say(f"{count} projects: making repositories")
    make_repositories(folder / "git", made, count)
    return _measured(folder, count, STEPS, say)


def build_only(folder: Path, count: int, *, say: Callable[[str], None]) -> Size:
    """Build `count` projects from a snapshot that was filled without repositories."""
    say(f"{count} projects: filling the snapshot")
    collect([MadeSource(count)], snapshot_path=folder / ".marketplace" / "snapshot.db", clock=lambda: NOW)
    return _measured(folder, count, STEPS[2:], say)


def _measured(folder: Path, count: int, steps: tuple[str, ...], say: Callable[[str], None]) -> Size:
    (folder / "catalog.yml").write_text(CATALOG, encoding="utf-8")
    costs = {}
    for step in steps:
        say(f"{count} projects: {step}")
        # Later, so that a warm run writes what a night later it would write.
        clock = NOW if step == "collect cold" else NOW + timedelta(days=1)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(clock.timestamp()))}
        command = [sys.executable, "-m", "innersource_marketplace", "--quiet", step.partition(" ")[0]]
        costs[step] = measured(command, folder=folder, environment=environment)
    pages = {
        path.parent.relative_to(folder).as_posix(): path for path in (folder / "site/projects").rglob("index.html")
    }
    if len(pages) != count:
        raise RuntimeError(f"{count} projects were made, but the site has pages of {len(pages)}.")
    sizes = [path.stat().st_size for path in pages.values()]
    probe = folder / "site/projects" / Made(PROBE).owner / Made(PROBE).name / "index.html"
    return Size(
        projects=count,
        steps=costs,
        probe_bytes=probe.stat().st_size,
        page_bytes=sum(sizes) // len(sizes),
        site_bytes=sum(path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()),
        snapshot_bytes=(folder / ".marketplace/snapshot.db").stat().st_size,
        pages={page: sha256(_by_itself(path.read_bytes())).hexdigest() for page, path in pages.items()},
    )


def _by_itself(page: bytes) -> bytes:
    """A page without what is meant to depend on the other projects: which of them are similar."""
    return re.sub(rb'<section class="panel" id="similar".*?</section>', b"", page, flags=re.DOTALL)


def differing(left: Size, right: Size) -> list[str]:
    """The pages that both have, and that are not the same bytes in both."""
    return sorted(page for page in left.pages.keys() & right.pages.keys() if left.pages[page] != right.pages[page])
