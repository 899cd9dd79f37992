"""What a run tells people, in words: problems of a repository, notices of a source."""

from collections.abc import Iterator

from innersource_marketplace.collect.sources import Noticed
from innersource_marketplace.collect.sources.git.documents import misplaced
from innersource_marketplace.collect.sources.github.reading.batches import Got
from innersource_marketplace.collect.sources.github.reading.facts import decode_files
from innersource_marketplace.collect.sources.github.reading.repositories import Listed
from innersource_marketplace.collect.sources.overlooked import overlooked
from innersource_marketplace.errors import Problem, Severity, SourceError
from innersource_marketplace.escape import log_line
from innersource_marketplace.model import ProjectKey


def problems_of(key: ProjectKey, got: Got[Listed]) -> Iterator[Problem]:
    """What was missing in the answer about a repository, and what was found instead of a file."""
    for complaint in got.complaints:
        yield Problem(
            where=key,
            severity=Severity.WARNING,
            code="partial",
            message=f"The host sent only part of the data: {log_line(complaint, 200)}.",
            fix="The next run tries again. Act only if it keeps happening.",
        )
    files = decode_files(got.node or {})
    yield from overlooked(key, files)
    for role, file in sorted(misplaced(files).items()):
        yield Problem(
            where=key,
            severity=Severity.WARNING,
            code="not-a-file",
            message=f"{log_line(file.path, 200)} is a {file.kind}, so there is no {role.value}.",
            fix="Commit it as a regular file.",
        )


def fewer_than_counted(source: str, login: str, came: int, counted: int) -> Noticed:
    """An account listed fewer repositories than it says it has."""
    return Noticed(
        Problem(
            where=source,
            severity=Severity.WARNING,
            code="fewer-than-counted",
            message=f"{login} listed {came} repositories, but reports {counted}.",
            fix="Check that the token may see all of them. Known projects were read by name.",
        )
    )


def defaults_unread(source: str, owner: str) -> Noticed:
    """It is not known whether the repositories of an account inherit anything."""
    return Noticed(
        Problem(
            where=source,
            severity=Severity.WARNING,
            code="defaults-unread",
            message=f"{owner}/.github could not be read; the repositories of {owner} keep their inherited files.",
            fix="The next run tries again. Act only if it keeps happening.",
        )
    )


def hidden() -> SourceError:
    """Why a known repository must be removed, without its name."""
    return SourceError("private", "a repository is no longer visible enough to be listed", gone=True)


def activity_unknown(key: ProjectKey) -> Problem:
    """The weeks of a repository did not add up."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="activity-unknown",
        message="Its commits could not be counted exactly, so its activity is not known.",
        fix="The next run tries again. Act only if it keeps happening.",
    )
