"""A build on several machines: each makes the pages of its share, and one makes the site with them."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from innersource_marketplace.build import publish
from innersource_marketplace.build.build import made_of, placed_projects, take_given
from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.part_file import write_part
from innersource_marketplace.build.project_pages import WRITTEN, Written, write_project_files
from innersource_marketplace.build.select import assemble, open_tools, prepare
from innersource_marketplace.collect.plan import load_catalog
from innersource_marketplace.insight.teamwork.known_teams import load_roster
from innersource_marketplace.model import ProjectKey, Shard
from innersource_marketplace.progress import OnDone, Stages, tell_nobody
from innersource_marketplace.snapshot.store import open_snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """What one machine made: of how many projects, in which file, and the seconds of each stage.

    `pages` is whether it made pages, or prepared for another round; `useless` as in `BuildReport`.
    """

    shard: Shard
    path: Path
    projects: int
    pages: bool
    steps: Mapping[str, float]
    useless: tuple[str, ...]


def build_part(
    *,
    catalog_path: Path,
    snapshot_path: Path,
    shard: Shard,
    now: datetime,
    only_prepare: bool = False,
    parts: Sequence[Path] = (),
    jobs: int = 1,
    stopwatch: Callable[[], float] = time.monotonic,
    on_step: Callable[[str], None] = lambda _step: None,
    on_done: OnDone = tell_nobody,
) -> PartReport:
    """Make the pages of a share of the projects, and leave them in a file for `build`.

    A page shows what is related, so for pages all READMEs must be converted and all projects
    judged. With `only_prepare` that is done for the share, and nothing else: given as `parts` to
    the machines of a second round, it need not be done there. What was made before, here or in
    `parts`, is used as far as it fits. Raises as `build` does, but for the guard, which sees the whole.
    """
    catalog, _ = load_catalog(catalog_path)
    base = catalog_path.resolve().parent
    work = base / "build"
    steps = Stages(stopwatch, on_step)
    with publish.exclusive(work):
        steps.begin("Taking parts" if parts else "Reading the snapshot")
        useless = take_given(parts, work, catalog_path=catalog_path, snapshot_path=snapshot_path, now=now)
        steps.begin("Reading the snapshot")
        written: dict[ProjectKey, Written] = {}
        with open_snapshot(snapshot_path) as snapshot:
            roster = load_roster(catalog, snapshot)
        with open_tools(work, snapshot_path, catalog, roster, now, jobs=jobs) as tools:
            with open_snapshot(snapshot_path) as snapshot:
                circumstances = made_of(catalog_path, snapshot, now, shard)
                if only_prepare:
                    ours = prepare(
                        catalog, snapshot, tools, base=base, shard=shard, on_step=steps.begin, on_done=on_done
                    )
                else:
                    assembled = assemble(catalog, snapshot, tools, base=base, on_step=steps.begin, on_done=on_done)
                    ours = tuple(project.key for project in assembled.projects if shard.holds(project.key))
            if not only_prepare:
                steps.begin("Writing pages")
                wanted = (one for one in placed_projects(assembled, tools) if shard.holds(one.key))
                with open_notes(work / WRITTEN) as kept:
                    wait = write_project_files(
                        wanted, tools.workshop, kept=kept, workers=tools.workers, on_done=on_done
                    )
                    written = dict(wait())
            converted = tuple(tools.readmes.converted(ours))
        steps.begin("Packing")
        path = write_part(circumstances, work, converted=converted, judged=ours, written=written.items())
    return PartReport(
        shard=shard,
        path=path,
        projects=len(ours),
        pages=not only_prepare,
        steps=steps.taken(),
        useless=useless,
    )
