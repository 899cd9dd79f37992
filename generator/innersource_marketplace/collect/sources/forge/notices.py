"""What a run reports of repositories on a forge, in words."""

from innersource_marketplace.collect.sources.forge import Listed
from innersource_marketplace.errors import Problem, Severity, SourceError
from innersource_marketplace.escape import log_line
from innersource_marketplace.model import ProjectKey


def hidden() -> SourceError:
    """Why a known repository must be removed, without its name."""
    return SourceError("private", "a repository is no longer visible enough to be listed", gone=True)


def not_found(error: SourceError | None, asked: Listed, *, by_name: bool) -> SourceError:
    """Why a repository was not found; `by_name` where it may be named, for the catalogue names it."""
    reason = error or SourceError("not-found", "the host returned nothing")
    if not reason.gone or not by_name:
        return reason
    return SourceError(
        reason.code,
        f"{log_line(asked.path, 200)}, which catalog.yml names, is not there, or hidden from the token",
        "Correct its address in catalog.yml, or let the token see it.",
        gone=True,
    )


def unreported(key: ProjectKey, error: SourceError) -> Problem:
    """Of a repository only what git knows came."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="partial",
        message=f"The host did not tell of its issues and requests: {log_line(str(error), 200)}.",
        fix=error.fix or "The next run tries again. Act only if it keeps happening.",
    )
