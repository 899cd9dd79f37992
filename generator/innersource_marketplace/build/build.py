"""From snapshot to site: choose projects, assess them, write pages, run MkDocs, guard, swap. No token, no network."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from innersource_marketplace.build.begin import begin
from innersource_marketplace.build.mkdocs.engines import MKDOCS, Engine
from innersource_marketplace.build.report import BuildReport
from innersource_marketplace.progress import Progress


def build(
    *,
    catalog_path: Path,
    snapshot_path: Path,
    site: Path,
    now: datetime,
    environment: Mapping[str, str],
    accept_shrink: bool = False,
    jobs: int = 1,
    engine: Engine = MKDOCS,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the site from a snapshot and put it in the place of the old one.

    `jobs` processes share the work on a large catalogue; `engine` turns the staging folder into
    pages. Raises `UsageError` and `ConfigurationError` for wrong input, `SnapshotError`, and
    `PublishRefused` when the new site is not fit to replace the old one; the old site is untouched
    in every one of these cases.
    """
    with ExitStack() as stack:
        begun = begin(
            stack,
            catalog_path=catalog_path,
            snapshot_path=snapshot_path,
            site=site,
            now=now,
            environment=environment,
            jobs=jobs,
            engine=engine,
            progress=progress or Progress(),
        )
        # The rest takes a tenth of a second to load, and MkDocs and the processes have begun.
        from innersource_marketplace.build.stages import finish  # noqa: PLC0415

        return finish(begun, accept_shrink=accept_shrink)
