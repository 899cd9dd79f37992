"""What is said of a repository whose files take too long to read."""

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.limits import CONTENT_SECONDS
from innersource_marketplace.model import ProjectKey


def content_too_slow(key: ProjectKey) -> Problem:
    """The metadata, owners or licence could not be read in time."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="content-too-slow",
        message=sentence(
            "its metadata, owners and licence take longer than {seconds} s to read: not all are known",
            seconds=f"{CONTENT_SECONDS:g}",
        ),
        fix="Shorten these files.",
    )
