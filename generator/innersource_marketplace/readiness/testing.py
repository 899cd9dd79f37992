"""Does a machine tell a guest whether the change works?"""

import re
from datetime import datetime

from innersource_marketplace.model import Provider
from innersource_marketplace.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    count,
    file_url,
    no,
    sees_files,
    unseen,
    yes,
)

_UPDATES = re.compile(
    r"(?:\.github/|\.gitlab/)?\.?renovate(?:rc)?(?:\.json5?)?|\.github/dependabot\.ya?ml|\.?dependabot/config\.ya?ml"
    r"|\.pyup\.ya?ml|\.scala-steward\.conf|\.github/\.?scala-steward\.conf|greenkeeper\.json|\.gitlab/dependabot\.ya?ml",
    re.IGNORECASE,
)

_HOUSEKEEPING = re.compile(
    r"workflows/[^/]*(?:stale|inactiv|close|lock|label|greet|welcome|assign|issue|discussion|draft|sponsor|contributor"
    r"|all-contrib|triage|backport|cleanup)[^/]*$|workflows/[^/]+\.disabled$",
    re.IGNORECASE,
)
"""Workflows that by their name tidy up after people rather than build or test."""

_BUILDING = re.compile(
    r"(?:^|[/._-])(?:ci|tests?|build|integration|verify|main|package|docker)(?:[._-]|$)", re.IGNORECASE
)


def ci(subject: Subject, now: datetime) -> Verdict:
    """Continuous integration of any kind is configured."""
    files = subject.facts.ci_files
    if files:
        building = [path for path in files if not _HOUSEKEEPING.search(path)]
        if not building:
            return cannot_tell("ci.housekeeping", path=files[0], url=file_url(subject, files[0]))
        best = next((path for path in building if _BUILDING.search(path)), building[0])
        return yes("ci.some", count=len(building), path=best, url=file_url(subject, best))
    return no("ci.none") if files is not None and sees_files(subject) else unseen(subject)


def green(subject: Subject, now: datetime) -> Verdict:
    """The checks of the main branch pass."""
    passing = subject.facts.checks_pass
    if passing is None:
        return unseen(subject)
    return (yes if passing else no)("green.yes" if passing else "green.no", url=subject.facts.url)


def pull_request_checks(subject: Subject, now: datetime) -> Verdict:
    """Pull requests are merged with passing checks. That is not collected."""
    return cannot_tell("needs.checks")


def tests(subject: Subject, now: datetime) -> Verdict:
    """There are automated tests, going by the names of files."""
    found = count(subject.facts.test_files)
    if found:
        return yes("tests.some", count=found)
    # Only plain git lists a whole repository.
    return no("tests.none") if found == 0 and subject.facts.provider is Provider.GIT else unseen(subject)


def dependency_updates(subject: Subject, now: datetime) -> Verdict:
    """A bot proposes new versions of what the project depends on."""
    paths = subject.facts.paths
    if paths is None:
        return unseen(subject)
    found = next((path for path in paths if _UPDATES.fullmatch(path)), None)
    return no("no-file") if found is None else yes("file", path=found, url=file_url(subject, found))
