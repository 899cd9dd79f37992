"""Does somebody look at every change, and does a guest hear from them soon?"""

from collections.abc import Iterable
from datetime import timedelta
from statistics import median

from innersource_marketplace.insight.readiness.subject import (
    ENOUGH,
    Ask,
    Subject,
    Verdict,
    by_people,
    cannot_tell,
    document,
    file_url,
    from_outside,
    missing,
    no,
    own_file_url,
    past,
    unseen,
    yes,
)
from innersource_marketplace.model import Day, DocumentRole, PullRequest

PROMPT = timedelta(days=3)
"""Longest median wait for a first answer that counts as prompt."""

_OTHER_OWNERS = ("OWNERS", "OWNERS.md", ".github/OWNERS")
"""Files of the same purpose where CODEOWNERS is not known: Prow, Chromium and Gerrit read them."""

MOSTLY = 0.8
"""Share of changes approved by a second person that counts as the rule."""


def owners(subject: Subject, today: Day) -> Verdict:
    """CODEOWNERS says who reviews what is changed, wherever that is."""
    found = document(subject, DocumentRole.CODE_OWNERS)
    if found is None:
        other = next((path for path in subject.facts.own_paths if path in _OTHER_OWNERS), None)
        if other is not None:
            return yes("file", path=subject.facts.below(other), url=own_file_url(subject, other))
        return missing(subject)
    url, named = file_url(subject, found.path), subject.facts.code_owners
    if not named:
        # Owners named by e-mail are not collected, so the file may well name some.
        return cannot_tell("owners.unnamed", path=found.path, url=url)
    if subject.facts.whole_owners == ():
        # Together they may own everything, or only what nobody may change: the configuration of CI.
        return cannot_tell("owners.parts", count=len(named), path=found.path, url=url)
    return yes("owners.some", count=len(named), path=found.path, url=url)


def reviewed(subject: Subject, today: Day) -> Verdict:
    """Another person has approved most of the changes merged lately."""
    pulls = by_people(subject.facts.pull_requests)
    if pulls is None:
        return _noted(subject)
    told = [pull for pull in pulls if pull.merged_at is not None and pull.approved_by_other_human is not None]
    if len(told) < ENOUGH:
        return cannot_tell("pulls.few", count=len(told))
    approved = sum(pull.approved_by_other_human is True for pull in told)
    answer = yes if approved >= MOSTLY * len(told) else no
    return answer("reviewed", approved=approved, of=len(told))


def _noted(subject: Subject) -> Verdict:
    """What the messages of commits say; a review that none of them notes may have been all the same."""
    noted = subject.facts.noted_reviews
    if noted is None or not 0 < noted.reviewed <= noted.changes:
        return unseen(subject)
    if noted.changes < ENOUGH or noted.reviewed < MOSTLY * noted.changes:
        return cannot_tell("reviewed.some-noted", count=noted.reviewed, of=noted.changes)
    return yes("reviewed.noted", count=noted.reviewed, of=noted.changes)


def _prompt(*, outside: bool) -> Ask:
    def ask(subject: Subject, today: Day) -> Verdict:
        pulls = by_people(subject.facts.pull_requests)
        if pulls is None:
            return unseen(subject)
        found = list(waits((pull for pull in pulls if from_outside(pull) is outside), today))
        if len(found) < ENOUGH:
            return cannot_tell("pulls.few", count=len(found))
        middle = timedelta(seconds=median(wait.total_seconds() for wait in found))
        answer = yes if middle <= PROMPT else no
        if middle < timedelta(days=1):
            return answer("response.hours", count=round(middle / timedelta(hours=1)), of=len(found))
        return answer("response.days", count=round(middle / timedelta(days=1)), of=len(found))

    return ask


response_outside = _prompt(outside=True)
response_inside = _prompt(outside=False)


def waits(pulls: Iterable[PullRequest], today: Day) -> Iterable[timedelta]:
    """How long each author waited for a first word; being merged or closed is one, if nothing else was said."""
    for pull in pulls:
        created = past(pull.created_at, today)
        ends = (past(pull.first_response_at, today), past(pull.merged_at, today), past(pull.closed_at, today))
        if created is None:
            continue
        end = next((time for time in ends if time is not None and time >= created), None)
        if end is not None:
            yield end - created


def review_required(subject: Subject, today: Day) -> Verdict:
    """Nothing reaches the main branch without a review. Only the owners of a repository may look that up."""
    return cannot_tell("needs.rights")
