"""Shared options, defaults, and the report of a run."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from innersource_marketplace.cli import job_summary as reports
from innersource_marketplace.errors import MarketplaceError, NothingUsable, UsageError
from innersource_marketplace.limits import SHARDS
from innersource_marketplace.model import Shard

FAILED_PROJECTS = 3
"""Exit status of a run that finished although some projects failed."""

SNAPSHOT = Path(".marketplace/snapshot.db")
LISTING = Path(".marketplace/listing.json")
SITE = Path("site")
CATALOG = Path("catalog.yml")
PROBLEMS_SHOWN = 20

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class _ShardType(click.ParamType[Shard]):
    """One of several shards, written as `2/4`."""

    name = "I/N"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Parse it, or fail with the expected format."""
        if isinstance(value, Shard):
            return value
        match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", str(value))
        shard = Shard(int(match[1]), int(match[2])) if match else None
        if shard is None or not 1 <= shard.number <= shard.count <= SHARDS:
            self.fail(
                f"{value!r} is not a shard. Write 2/4 for the second of four; the maximum is {SHARDS}.", param, ctx
            )
        return shard


def path_option(
    flag: str, parameter: str, help_text: str, default: Path | None = None
) -> Callable[[Decorated], Decorated]:
    """An option that names a file or a folder; its default, if there is one, is shown."""
    return click.option(
        flag,
        parameter,
        type=click.Path(path_type=Path),
        default=default,
        show_default=default is not None,
        help=help_text,
    )


catalog_option = path_option("--catalog", "catalog_path", "The catalogue file.", CATALOG)
snapshot_option = path_option("--snapshot", "snapshot_path", "The snapshot file.", SNAPSHOT)
site_option = path_option("--site-dir", "site", "The folder of the site.", SITE)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Number of processes that write the pages of a large catalogue. [default: number of processors]",
)
shard_option = click.option(
    "--shard", type=_ShardType(), help="Process only this part of the projects: 2/4 is the second of four."
)
report_option = path_option(
    "--report",
    "report_path",
    "Write a summary of the run to this file, in Markdown, also if it fails. For the job summary in CI.",
)
accept_removals_option = click.option(
    "--accept-removals",
    is_flag=True,
    help="Remove what the sources no longer list, even if many projects have disappeared since the last run.",
)
outcome_option = path_option(
    "--outcome",
    "outcome_path",
    "Append the outcome of the run to this file as lines name=value, also if it fails. For scripts and CI.",
)


@contextmanager
def outcome_written(path: Path | None) -> Iterator[dict[str, int]]:
    """Give a dictionary of numbers; afterwards they are appended to a file, with what is to be done now.

    `publish=true`: the snapshot is to be published, whatever the exit status is. What left it on an earlier night may
    still be on the site, if that was not published; so a night with nothing usable publishes what is known.
    """
    numbers = {"projects": 0, "purged": 0, "removed": 0, "held": 0}
    status, publish = 1, False
    try:
        yield numbers
        status, publish = (FAILED_PROJECTS if numbers.pop("failed", 0) else 0), True
    except NothingUsable as error:
        numbers["purged"], publish = error.purged, error.known
        raise
    except MarketplaceError as error:
        status = error.exit_status
        raise
    finally:
        if path is not None:
            lines = [f"status={status}", f"publish={'true' if publish else 'false'}"]
            lines += [f"{name}={number}" for name, number in numbers.items()]
            _append(path, "".join(f"{line}\n" for line in lines))


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}). Choose another file with --outcome."
        ) from error


@contextmanager
def reporting(command: str, path: Path | None) -> Iterator[list[str]]:
    """Give a list that becomes the report; if the command fails, the report says why."""
    lines: list[str] = []
    if path is None:
        yield lines
        return
    try:
        path.touch()  # a mistaken path is better known before an hour's work
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}). Choose another file with --report.") from error
    try:
        yield lines
    except MarketplaceError as error:
        lines = [reports.of_failure(command, error)]
        raise
    finally:
        if lines:
            path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
