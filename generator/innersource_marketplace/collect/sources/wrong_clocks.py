"""What a clock dated so far ahead that nobody can tell when it was made."""

from collections.abc import Iterator

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.limits import CLOCK_SKEW_HOURS
from innersource_marketplace.model import ProjectKey


def dated_ahead(key: ProjectKey, *, commits: int, releases: int) -> Iterator[Problem]:
    """The problem of a repository with so many commits and releases from the future, if there are any."""
    counts = ((commits, "commit", "commits"), (releases, "release", "releases"))
    what = " and ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts if number)
    if what:
        yield Problem(
            where=key,
            severity=Severity.WARNING,
            code="date-ahead",
            message=sentence(
                "Dates more than {hours} hours ahead of the clock count as unknown: {what}.",
                hours=CLOCK_SKEW_HOURS,
                what=what,
            ),
            fix="Check the clock of the computer that made them, and of the one that collects.",
        )
