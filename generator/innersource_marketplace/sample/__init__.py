"""The sample organisation: Acme, a parcel company, as real git repositories to try everything on.

The content is data (`organization/`): one text file a repository, the people, the phrases that
commit messages are made of, and the catalogue. To add a repository, add a file; see `recipe`.
"""

import json
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from innersource_marketplace.model import day_of
from innersource_marketplace.progress import Progress
from innersource_marketplace.sample.commit_history import plan
from innersource_marketplace.sample.daily_figures import past_days
from innersource_marketplace.sample.fast_import import RunGit, import_stream, run_git
from innersource_marketplace.sample.forge_records import record_of
from innersource_marketplace.sample.recipes import Organization, Recipe, load_organization, read_catalog

__all__ = ["catalog", "days", "make", "run_git"]

_WORKERS = 4


def make(
    folder: Path,
    now: datetime,
    *,
    git: RunGit = run_git,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Make the repositories as `folder/<team>/<name>.git` and return their paths, sorted.

    What their forge would export of pull requests is in `folder/records/<team>/<name>.json`, for those
    teams that export it.

    The histories end with the day before `now` (UTC), so the same day gives the same object ids.
    Repositories of the sample that are there already are replaced; nothing else is touched.
    Raises UsageError without git, MarketplaceError if git fails.
    """
    progress = progress or Progress()
    organization = load_organization()
    progress.expect(len(organization.recipes))
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

    def make_one(recipe: Recipe) -> Path:
        return _make_repository(folder, recipe, organization, today, git)

    paths: list[Path] = []
    with ThreadPoolExecutor(_WORKERS) as pool:
        for path in pool.map(make_one, organization.recipes):
            paths.append(path)
            progress.step(path.name)
    return tuple(sorted(paths))


def catalog(repositories: str) -> str:
    """Give the text of the sample's catalog.yml, for repositories made in that folder.

    `repositories` is written as given: absolute, or relative to the catalogue. Records must be
    beside a catalogue, so it names none where the path is absolute.
    """
    lines = read_catalog().splitlines(keepends=True)
    if repositories.startswith("/"):
        lines = [line for line in lines if "@records@" not in line]
    text = "".join(lines).replace("@records@", json.dumps(f"{repositories}/records", ensure_ascii=False))
    return text.replace("@repositories@", json.dumps(repositories, ensure_ascii=False))


def days(
    now: datetime, tonight: Mapping[str, float | None] = MappingProxyType({})
) -> Mapping[date, Mapping[str, float]]:
    """Give made-up figures of past nights, for the trends of a site that has been there for one night only.

    `tonight` are the figures of that one night. What they tell of readiness and of waits for an answer,
    the others grow into.
    """
    return past_days(load_organization(), day_of(now), tonight)


def content_hash() -> str:
    """A hash of everything the sample is made of, for telling whether repositories made before still fit."""
    package = Path(__file__).parent
    content = sha256()
    for path in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        content.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return content.hexdigest()[:16]


def _make_repository(folder: Path, recipe: Recipe, organization: Organization, today: datetime, git: RunGit) -> Path:
    path = folder / recipe.team / f"{recipe.name}.git"
    if (path / "HEAD").is_file():
        shutil.rmtree(path)
    path.mkdir(parents=True)
    git(path, ("init", "--quiet", "--bare", "--template=", f"--initial-branch={recipe.branch}", "."), b"")
    commits = plan(recipe, organization, today)
    if commits:
        git(path, ("fast-import", "--quiet", "--done"), import_stream(recipe, commits))
    exported = folder / "records" / recipe.team / f"{recipe.name}.json"
    record = record_of(recipe, organization, commits, today)
    if record is None:
        exported.unlink(missing_ok=True)
    else:
        exported.parent.mkdir(parents=True, exist_ok=True)
        exported.write_bytes(record)
    return path
