"""What a run reports of repositories on a forge, in words."""

from collections.abc import Iterable

from innersource_marketplace.collect.sources import MOVED, UNLISTED
from innersource_marketplace.collect.sources.forge.rules import Considered
from innersource_marketplace.errors import Problem, Severity, SourceError, sentence
from innersource_marketplace.escape import log_line
from innersource_marketplace.formats.catalog.settings import ForgeSettings
from innersource_marketplace.model import ProjectKey

_AGAIN = "The next run tries again. Act only if it keeps happening."


REFUSED_BY_GIT = "authentication"
"""The code of git's failure where a token may not read a repository."""


def hidden() -> SourceError:
    """Why a known repository must be removed, without its name."""
    return SourceError("private", "a repository is no longer visible enough to be listed", gone=True)


def blocked() -> SourceError:
    """Why a known repository must be removed that the host has disabled, without its name."""
    return SourceError("blocked", "the host has disabled a repository", gone=True)


def undecided() -> SourceError:
    """It is not known whether a repository may be listed."""
    return SourceError(
        "partial",
        "the host sent only part of the data: it is not known who may see it, or whether a rule leaves it out",
        _AGAIN,
    )


def removed(error: SourceError) -> SourceError:
    """The failure to read a repository, as it is reported: one that is gone without its name and address."""
    return gone() if error.gone else error


def gone() -> SourceError:
    """A repository is not there any more, or not for this token."""
    return SourceError(
        "not-found",
        "a repository is gone, or hidden from the token",
        "If this was intended, there is nothing to do.",
        gone=True,
    )


def moved() -> SourceError:
    """Why a known repository must be removed that has left the accounts of its source, without its name."""
    return SourceError(MOVED, "a repository moved to another owner", gone=True)


def unlisted() -> SourceError:
    """A known repository is not found either where its whole account lists nothing."""
    return SourceError(UNLISTED, "its account lists nothing any more, and it is not found by its name", gone=True)


def part_missing(key: ProjectKey, what: Iterable[str], fix: str = "") -> Problem:
    """Parts of what a forge tells of a repository did not come."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="partial",
        message=sentence(
            "The host sent only part of the data: {reason}. What was known before stays.",
            reason=log_line(", ".join(sorted(set(what))), 400),
        ),
        fix=fix or _AGAIN,
    )


def closed_to_git(error: SourceError, settings: ForgeSettings) -> SourceError:
    """Why git could not read a repository that the forge has listed."""
    if error.code != REFUSED_BY_GIT:
        return error
    token = settings.token_env
    fix = (
        sentence(
            "Give the token in {token} the scope {scope}, and at least the role Reporter.",
            token=token,
            scope="read_repository",
        )
        if settings.kind == "gitlab"
        else sentence("Give the token in {token} the scope {scope}.", token=token, scope="read:repository")
    )
    return SourceError("authentication", "the token may not read the files of the repository", fix)


def renamed_account(error: SourceError, now: str) -> SourceError:
    """Why an account could not be listed whose repositories are all in another one."""
    return SourceError(
        error.code,
        str(error),
        sentence("Its projects are now in {account}. Use that name in catalog.yml.", account=log_line(now, 200)),
    )


def not_found(error: SourceError | None, asked: Considered, *, by_name: bool) -> SourceError:
    """Why a repository was not found; `by_name` where it may be named, for the catalogue names it."""
    reason = error or SourceError("not-found", "the host returned nothing")
    if not reason.gone or not by_name:
        return reason
    return SourceError(
        reason.code,
        sentence(
            "{path}, which catalog.yml names, is not there, or hidden from the token", path=log_line(asked.path, 200)
        ),
        "Correct its address in catalog.yml, or let the token see it.",
        gone=True,
    )


def unreported(key: ProjectKey, error: SourceError) -> Problem:
    """Of a repository only what git knows came."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="partial",
        message=sentence(
            "The host did not return its issues and pull requests: {reason}.", reason=log_line(str(error), 200)
        ),
        fix=error.fix or _AGAIN,
    )
