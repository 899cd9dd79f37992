"""What a run tells people, in words: problems of a repository, notices of a source."""

from collections.abc import Iterator, Mapping, Sequence

from innersource_marketplace.collect.sources import Noticed
from innersource_marketplace.collect.sources.git.reading.documents import misplaced
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.overlooked import overlooked
from innersource_marketplace.errors import Problem, Severity, SourceError, sentence
from innersource_marketplace.escape import log_line
from innersource_marketplace.model import DocumentRole, MetadataOrder, ProjectKey


def part_missing(key: ProjectKey, complaint: str) -> Problem:
    """A part of the answer about a repository did not come."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="partial",
        message=sentence(
            "The host sent only part of the data: {reason}. What was known before stays.",
            reason=log_line(complaint, 200),
        ),
        fix="The next run tries again. Act only if it keeps happening.",
    )


def missing_files(key: ProjectKey, files: Sequence[File], counted: MetadataOrder) -> Iterator[Problem]:
    """What was found instead of a file; `counted` are the metadata files that count."""
    yield from overlooked(key, files, counted)
    for role, file in sorted(misplaced(files, counted).items()):
        yield not_a_file(key, role, file)


def not_a_file(key: ProjectKey, role: DocumentRole, file: File) -> Problem:
    """Something else is in the place of a file."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="not-a-file",
        message=sentence(
            "{path} is a {kind}, so there is no {file}.",
            path=log_line(file.path, 200),
            kind=file.kind,
            file=role.value,
        ),
        fix="Commit it as a regular file.",
    )


def missing_rights(source: str, refused: Mapping[str, int]) -> Iterator[Noticed]:
    """What the token may not read, with the number of repositories."""
    for right, count in sorted(refused.items()):
        yield Noticed(
            Problem(
                where=source,
                severity=Severity.WARNING,
                code="missing-rights",
                message=sentence(
                    "The token may not read {right} of one repository; what was known before stays, the rest is"
                    " unknown."
                    if count == 1
                    else "The token may not read {right} of {count} repositories; what was known before stays, the"
                    " rest is unknown.",
                    right=right,
                    count=count,
                ),
                fix=sentence("Give the token, or the app, read access to {right}.", right=right),
            )
        )


def clock_wrong(source: str, seconds: float) -> Noticed:
    """The clocks of this machine and of the host are far apart."""
    return Noticed(
        Problem(
            where=source,
            severity=Severity.WARNING,
            code="clock-skew",
            message=sentence(
                "The clock of this machine is {minutes} minutes ahead of the clock of the host; dates of this run are"
                " off by the same amount."
                if seconds > 0
                else "The clock of this machine is {minutes} minutes behind the clock of the host; dates of this run"
                " are off by the same amount.",
                minutes=f"{abs(seconds) / 60:.0f}",
            ),
            fix="Set the clock of this machine.",
        )
    )


def defaults_unread(source: str, owner: str) -> Noticed:
    """It is not known whether the repositories of an account inherit anything."""
    return Noticed(
        Problem(
            where=source,
            severity=Severity.WARNING,
            code="defaults-unread",
            message=sentence(
                "{owner}/.github could not be read; the repositories of {owner} keep their inherited files.",
                owner=owner,
            ),
            fix="The next run tries again. Act only if it keeps happening.",
        )
    )


def unreadable(answer: Answered) -> SourceError:
    """It is not known whether a repository may be listed."""
    what = "; ".join(answer.complaints) or "it is not known who may see it, or whether a rule leaves it out"
    fix = "The next run tries again. Act only if it keeps happening."
    message = sentence("the host sent only part of the data: {reason}", reason=log_line(what, 200))
    return SourceError("partial", message, fix)


def no_contents() -> SourceError:
    """The token may not read files and commits."""
    return SourceError(
        "no-contents", "the token may not read the files of this repository", "Give it read access to *Contents*."
    )


def no_branch() -> SourceError:
    """A repository that is not empty has no default branch."""
    fix = "Choose one in its settings. If it has one, give the token read access to *Contents*."
    return SourceError("no-default-branch", "the host names no default branch of this repository", fix)


def activity_unknown(key: ProjectKey) -> Problem:
    """The weeks of a repository did not add up."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="activity-unknown",
        message="Its commits could not be counted exactly, so its activity is not known.",
        fix="The next run tries again. Act only if it keeps happening.",
    )
