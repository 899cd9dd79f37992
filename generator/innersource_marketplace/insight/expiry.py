"""When a project that nobody works on any more is flagged, and when it is hidden: portal hygiene by a stated rule.

Pure; the day of the clock is an argument. Nobody is flagged whose last commit is not known, and nobody is
hidden for a time in which the repository could not be read.
"""

from datetime import UTC, date, datetime, timedelta

from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.model import Day, Expiry, ExpirySettings, ProjectKey, day_of


def expiry_of(
    updated_at: datetime | None, collected_at: datetime, settings: ExpirySettings | None, today: Day
) -> Expiry | None:
    """The state of a project under the rule; None if it is active, or the rule is off.

    `collected_at` is when its repository was last read, which is as far as anybody can tell.
    """
    if settings is None or updated_at is None:
        return None
    seen = min(day_of(collected_at), today)
    last = day_of(updated_at)
    if seen - last < timedelta(days=settings.inactive_after_days):
        return None
    hide_on: date = last + timedelta(days=settings.inactive_after_days + settings.grace_days)
    if settings.since is not None:
        # Projects that were inactive before the rule was introduced are flagged first, too.
        hide_on = max(hide_on, settings.since + timedelta(days=settings.grace_days))
    return Expiry(last_activity=updated_at.astimezone(UTC), hide_on=hide_on, hidden=seen >= hide_on)


def expiring(key: ProjectKey, expiry: Expiry) -> Problem:
    """The problem that is shown to the owner of a flagged project."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="expiring",
        message=sentence(
            "Its last commit was on {last}; it will be hidden on {day}.",
            last=f"{expiry.last_activity:%Y-%m-%d}",
            day=expiry.hide_on,
        ),
        fix="Any commit on its default branch keeps it. If it is finished and still useful, set “expires: false” in its"
        " entry in catalog.yml.",
    )
