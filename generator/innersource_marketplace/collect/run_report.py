"""How a run went, for whoever started it and for the snapshot."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from innersource_marketplace.collect.sources import Spent
from innersource_marketplace.collect.tally import SourceResult
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import ProjectKey, Shard, Visibility


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a run went. `failed` counts by reason; `problems` has the details and fixes.

    `withheld` counts what the visibility policy left out, of which nothing else is known or kept;
    `spent` is what each host charged, by the name of the source; `sources` is how each source fared.
    `excluded_visibility` says who may see what a rule left out, so that `build` can check again;
    `never_read` are repositories, by key with the name of their source, that no run could read yet;
    `purged` counts what hosts reported as private, deleted or blocked, `held` what is kept although its source
    no longer lists it;
    `steps` are the stages in their order with the seconds that each took.
    """

    projects: int
    changed: int
    unchanged: int
    excluded: int
    withheld: int
    removed: int
    renamed: int
    failed: Mapping[str, int]
    problems: tuple[Problem, ...]
    spent: Mapping[str, Spent]
    sources: Mapping[str, SourceResult]
    excluded_visibility: Mapping[ProjectKey, Visibility]
    never_read: Mapping[ProjectKey, str]
    purged: int
    held: int
    seconds: float
    steps: Mapping[str, float]

    @property
    def all_well(self) -> bool:
        """True when nothing failed."""
        return not self.failed


class ShardReport(msgspec.Struct, frozen=True, kw_only=True):
    """How collecting one share went, and the file it is in; as in `RunReport`, as far as one share can tell."""

    shard: Shard
    path: Path
    changed: int
    unchanged: int
    excluded: int
    withheld: int
    failed: Mapping[str, int]
    problems: tuple[Problem, ...]
    spent: Mapping[str, Spent]
    sources: Mapping[str, SourceResult]
    seconds: float
    steps: Mapping[str, float]

    @property
    def all_well(self) -> bool:
        """True when nothing failed."""
        return not self.failed


def report_as_json(report: RunReport) -> dict[str, object]:
    """A run report as plain values for the snapshot, without its problems and without what a stopwatch said."""
    return {
        "projects": report.projects,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "excluded": report.excluded,
        "withheld": report.withheld,
        "removed": report.removed,
        "renamed": report.renamed,
        "failed": dict(report.failed),
        "spent": {
            source: {"requests": cost.requests, "points": cost.points, "waited": cost.waited}
            for source, cost in report.spent.items()
        },
        "sources": {name: asdict(result) for name, result in report.sources.items()},
        "purged": report.purged,
        "held": report.held,
        "never_read": dict(report.never_read),
        "excluded_visibility": {key: visibility.value for key, visibility in report.excluded_visibility.items()},
        "seconds": report.seconds,
    }
