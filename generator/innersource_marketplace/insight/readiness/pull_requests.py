"""Can a guest take a copy, send a change, and see it taken?"""

from datetime import datetime

from innersource_marketplace.insight.readiness.subject import (
    ENOUGH,
    Subject,
    Verdict,
    by_people,
    cannot_tell,
    from_outside,
    has_document,
    no,
    past,
    unseen,
    yes,
)
from innersource_marketplace.model import Day, DocumentRole, PullRequest

_FIRST = frozenset(["FIRST_TIMER", "FIRST_TIME_CONTRIBUTOR"])


def forking(subject: Subject, today: Day) -> Verdict:
    """Everybody may fork the repository."""
    allowed = subject.facts.forking_allowed
    if allowed is None:
        return unseen(subject)
    return (yes if allowed else no)("forking.yes" if allowed else "forking.no", url=subject.facts.url)


pull_request_template = has_document(DocumentRole.PULL_REQUEST_TEMPLATE)


def guests_merged(subject: Subject, today: Day) -> Verdict:
    """A pull request of somebody without write access has been merged lately."""
    pulls = by_people(subject.facts.pull_requests)
    if pulls is None:
        return unseen(subject)
    if len(pulls) < ENOUGH:
        return cannot_tell("pulls.few", count=len(pulls))
    guests = [pull for pull in pulls if from_outside(pull)]
    merged = [pull for pull in guests if pull.merged_at is not None]
    if merged:
        return yes("pulls.guests", count=len(merged), of=len(pulls), when=_latest(merged, today))
    if any(from_outside(pull) is None for pull in pulls):
        return cannot_tell("pulls.strangers")
    return no("pulls.no-guests", of=len(pulls))


def outside_share(subject: Subject, today: Day) -> Verdict:
    """Some of the year's commits came from other teams. It needs a map of the teams."""
    work = subject.outside
    if work is None:
        return cannot_tell("needs.teams")
    if work.percent is None:
        return cannot_tell("outside.few", count=work.sample)
    return (yes if work.percent > 0 else no)("outside.share", percent=work.percent, count=work.sample)


def newcomers(subject: Subject, today: Day) -> Verdict:
    """Somebody's first pull request here has been merged lately."""
    pulls = by_people(subject.facts.pull_requests)
    if pulls is None:
        return unseen(subject)
    if len(pulls) < ENOUGH:
        return cannot_tell("pulls.few", count=len(pulls))
    first = [pull for pull in pulls if (pull.author_association or "").upper() in _FIRST]
    merged = [pull for pull in first if pull.merged_at is not None]
    if merged:
        return yes("pulls.newcomers", count=len(merged), when=_latest(merged, today))
    # A host calls a newcomer a contributor once the first change is in: absence tells nothing.
    return no("pulls.newcomers-turned-away", count=len(first)) if len(first) >= ENOUGH else cannot_tell("pulls.known")


def _latest(pulls: list[PullRequest], today: Day) -> datetime | None:
    return max((when for pull in pulls if (when := past(pull.merged_at, today)) is not None), default=None)
