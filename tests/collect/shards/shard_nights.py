"""What a snapshot holds, to compare, and nights over made-up sources, divided and not."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from given_source import Given
from innersource_marketplace.collect.run_report import RunReport
from innersource_marketplace.collect.shards.beginning import beginning_of
from innersource_marketplace.collect.shards.merging import collect_shard, merge_shards, shard_path
from innersource_marketplace.collect.sources import Source, outcome_key
from innersource_marketplace.model import ProjectKey, Shard

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def tables(path: Path, *, costs: bool = True) -> dict[str, list[Any]]:
    """Every table, sorted, as plain values; the order in which problems came says nothing.

    Without `costs` the reports of runs say nothing of requests, which depend on how often is asked.
    """
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: [list(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}
    found["problem"] = [[key, body] for _, key, body in found["problem"]]
    for run in found["run"]:
        report = json.loads(run[2])
        if not costs:
            del report["spent"]
        run[2] = report
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def share(source: Given, number: int, shard_of: Callable[[ProjectKey], int]) -> Given:
    """What one of several machines would hear of a source. Costs and what has no key are the first one's."""
    return replace(
        source,
        outcomes=tuple(
            outcome
            for outcome in source.outcomes
            if (1 if (key := outcome_key(outcome)) is None else shard_of(key)) == number
        ),
    )


def divided_night(
    path: Path,
    sources: Sequence[Given],
    count: int,
    shard_of: Callable[[ProjectKey], int],
    *,
    day: int = 0,
    **more: Any,
) -> RunReport:
    """One night on several machines, which know nothing of each other."""
    files = [
        make_shard(path, [share(source, number, shard_of) for source in sources], Shard(number, count), day=day)
        for number in range(1, count + 1)
    ]
    return merge_shards(files, catalog="catalogue", snapshot_path=path, **more)


def make_shard(path: Path, sources: Sequence[Source], shard: Shard, *, day: int = 0, **more: Any) -> Path:
    """The file of one shard, beside the snapshot at `path`."""
    given = {
        "catalog": "catalogue",
        "clock": lambda: NOW + timedelta(days=day),
        "beginning": beginning_of(path),
        **more,
    }
    collect_shard(sources, shard=shard, snapshot_path=path, **given)
    return shard_path(path, shard)
