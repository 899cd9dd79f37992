"""Does a machine tell a guest whether the change works?"""

import re

from innersource_marketplace.insight.readiness.subject import (
    Subject,
    Verdict,
    cannot_tell,
    count,
    file_url,
    no,
    own_file_url,
    sees_files,
    unseen,
    yes,
)
from innersource_marketplace.model import Day

_UPDATES = re.compile(
    r"(?:\.(?:github|gitlab|gitea|forgejo)/)?(?:renovate\.json[5c]?|\.renovaterc(?:\.json[5c]?)?)|\.(?:github|gitlab|azuredevops)/dependabot\.ya?ml"
    r"|\.?dependabot/config\.ya?ml|\.pyup\.ya?ml|\.depfu\.ya?ml|(?:\.github/)?\.?scala-steward\.conf|greenkeeper\.json"
    r"|\.github/workflows/[^/]*(?:renovate|dependabot|updatecli|scala-steward)[^/]*\.ya?ml",
    re.IGNORECASE,
)

_HOUSEKEEPING = re.compile(
    r"workflows/[^/]*(?:stale|inactiv|close|lock|label|greet|welcome|assign|issue|discussion|draft|sponsor|contributor"
    r"|all-contrib|triage|backport|cleanup|pr-title|semantic-pr|pull-request-title|pr-commands|merge-flow|auto-?merge"
    r"|renovate|dependabot)[^/]*$|workflows/[^/]+\.disabled$",
    re.IGNORECASE,
)
"""Workflows that by their name tidy up after people rather than build or test."""

_SCANNING = re.compile(
    r"workflows/[^/]*(?:codeql|scorecards?|dependency-review|trivy|zizmor|semgrep|snyk|gitleaks|trufflehog)[^/]*$",
    re.IGNORECASE,
)
"""Workflows that look for weak spots: of use, and no answer to whether a change works."""

_BUILDING = re.compile(
    r"(?:^|[/._-])(?:ci|tests?|build|integration|verify|check|main|package|docker)(?:[._-]|$)", re.IGNORECASE
)

_CI_FOLDERS = frozenset(
    f"{name}/"
    for name in (
        *(".azure-pipelines", ".buildkite", ".builds", ".circleci", ".drone", ".harness", ".prow", ".semaphore"),
        *(".teamcity", ".tekton", ".woodpecker", "bamboo-specs", "zuul.d"),
    )
)
"""Folders in the root that hold nothing but such configuration, for sources that do not look into them."""

_TEST_FOLDER = re.compile(
    r"(?:src/)?(?:tests?|specs?|__tests__|e2e|t|(?:unit|integration|functional)[-_]?tests?)/", re.IGNORECASE
)

_TESTED_INSIDE = frozenset(["D", "Rust", "Zig"])
"""Languages in which tests usually stand in the files that they test."""


def ci(subject: Subject, today: Day) -> Verdict:
    """Continuous integration of any kind is configured."""
    files = subject.facts.ci_files
    if files:
        building = [path for path in files if not _HOUSEKEEPING.search(path) and not _SCANNING.search(path)]
        if not building:
            return cannot_tell("ci.housekeeping", path=files[0], url=file_url(subject, files[0]))
        best = next((path for path in building if _BUILDING.search(path)), building[0])
        return yes("ci.some", count=len(building), path=best, url=file_url(subject, best))
    folder = next((path for path in subject.facts.paths or () if path.casefold() in _CI_FOLDERS), None)
    if folder is not None:
        return yes("folder", path=folder, url=file_url(subject, folder.removesuffix("/")))
    if subject.facts.checks_pass is not None:
        # Its configuration is elsewhere: in the settings of the host, in another repository, on another system.
        return yes("ci.reported", url=subject.facts.url)
    return no("ci.none") if files is not None and sees_files(subject) else unseen(subject)


def green(subject: Subject, today: Day) -> Verdict:
    """The checks of the main branch pass."""
    passing = subject.facts.checks_pass
    if passing is None:
        return unseen(subject)
    return (yes if passing else no)("green.yes" if passing else "green.no", url=subject.facts.url)


def pull_request_checks(subject: Subject, today: Day) -> Verdict:
    """Pull requests are merged with passing checks. That is not collected."""
    return cannot_tell("needs.checks")


def tests(subject: Subject, today: Day) -> Verdict:
    """There are automated tests, going by the names of files and folders."""
    found = count(subject.facts.test_files)
    if found:
        return yes("tests.some", count=found)
    folder = next((path for path in subject.facts.own_paths if _TEST_FOLDER.fullmatch(path)), None)
    # Only git lists a whole repository.
    if found == 0 and subject.facts.provider.reads_git:
        language = subject.project.language or ""
        if language in _TESTED_INSIDE:
            return cannot_tell("tests.inside", language=language)
        if folder is None:
            return no("tests.none")
        return cannot_tell("tests.data", path=subject.facts.below(folder), url=own_file_url(subject, folder[:-1]))
    # git keeps no empty folders.
    return (
        unseen(subject)
        if folder is None
        else yes("folder", path=subject.facts.below(folder), url=own_file_url(subject, folder[:-1]))
    )


def dependency_updates(subject: Subject, today: Day) -> Verdict:
    """A bot proposes new versions of what the project depends on."""
    paths = subject.facts.paths
    if paths is None:
        return unseen(subject)
    own = (subject.facts.below(path) for path in subject.facts.own_paths if _UPDATES.fullmatch(path))
    # What is configured in the root is about the folders too.
    found = next(own, None) or next((path for path in paths if _UPDATES.fullmatch(path)), subject.updates_in)
    return no("no-file") if found is None else yes("file", path=found, url=file_url(subject, found))
