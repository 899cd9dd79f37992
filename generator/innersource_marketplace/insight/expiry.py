"""When a project that nobody works on any more is flagged, and when it is hidden: portal hygiene by a stated rule.

Pure; the clock is an argument. Nobody is flagged whose last commit is not known, and nobody is
hidden for a time in which the repository could not be read.
"""

from datetime import UTC, datetime, timedelta

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.model import Expiry, ExpirySettings, ProjectKey


def expiry_of(
    updated_at: datetime | None, collected_at: datetime, settings: ExpirySettings | None, now: datetime
) -> Expiry | None:
    """The state of a project under the rule; None if it is active, or the rule is off.

    `collected_at` is when its repository was last read, which is as far as anybody can tell.
    """
    if settings is None or updated_at is None:
        return None
    seen = _day(min(collected_at.astimezone(UTC), now.astimezone(UTC)))
    last = updated_at.astimezone(UTC)
    if seen - _day(last) < timedelta(days=settings.inactive_after_days):
        return None
    hide_on = _day(last) + timedelta(days=settings.inactive_after_days + settings.grace_days)
    if settings.since is not None:
        # Projects that were inactive before the rule was introduced are flagged first, too.
        began = datetime(settings.since.year, settings.since.month, settings.since.day, tzinfo=UTC)
        hide_on = max(hide_on, began + timedelta(days=settings.grace_days))
    return Expiry(last_activity=last, hide_on=hide_on.date(), hidden=seen >= hide_on)


def expiring(key: ProjectKey, expiry: Expiry) -> Problem:
    """The problem that is shown to the owner of a flagged project."""
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="expiring",
        message=f"Its last commit was on {expiry.last_activity:%Y-%m-%d}; it will be hidden on {expiry.hide_on}.",
        fix="Any commit on its default branch keeps it. If it is finished and still useful, set “expires: false” in its"
        " entry in catalog.yml.",
    )


def _day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
