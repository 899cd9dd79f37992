"""The Repository Activity Score: a default order that favours projects with life in them.

Ported from the text of the InnerSource pattern "Repository Activity Score"
(https://patterns.innersourcecommons.org/p/repository-activity-score). Two things differ, both
because a static page must be able to explain itself: every step is kept, and a fact that is
unknown leaves the score as it was instead of counting as zero.
"""

import math
from collections.abc import Sequence
from datetime import datetime

from innersource_marketplace.model import Day, Score, ScorePart, days_since

LEVELS = (5, 50, 150, 300, 1000, 2500)
"""Lower bounds (exclusive) of the activity levels 1 to 6, as SAP's portal draws them."""

_BASE = 50.0
_RECENT_DAYS = 100
_AVERAGED_WEEKS = 13
_YEAR_DAYS = 365
_BOOST = 1000.0
_BOOST_LOST_PER_DAY = 2.74
_MEANINGFUL_CHARACTERS = 30
_LOGARITHMIC_ABOVE = 3000.0


def activity_score(
    *,
    today: Day,
    updated_at: datetime | None,
    created_at: datetime | None,
    forks: int | None = None,
    subscribers: int | None = None,
    stars: int | None = None,
    open_issues: int | None = None,
    weekly_commits: Sequence[int] | None = None,
    description_characters: int = 0,
    contributing: bool | None = None,
) -> Score:
    """Score one repository.

    `weekly_commits` is oldest first, a value a week; the last 13 count. `description_characters`
    is the length of the longer of description and motivation. Times that cannot have been are unknown.
    """
    parts = [ScorePart(name="base", value=_BASE, effect="+ 50", total=_BASE)]

    def add(name: str, value: float | None, amount: float) -> None:
        effect = "" if value is None else f"+ {_figure(amount)}"
        parts.append(ScorePart(name=name, value=value, effect=effect, total=parts[-1].total + amount))

    def multiply(name: str, value: float | None, factor: float) -> None:
        effect = "" if value is None else f"× {_figure(factor)}"
        parts.append(ScorePart(name=name, value=value, effect=effect, total=parts[-1].total * factor))

    add("forks", forks, 5.0 * max(forks or 0, 0))
    add("subscribers", subscribers, float(max(subscribers or 0, 0)))
    add("stars", stars, max(stars or 0, 0) / 3)
    add("open_issues", open_issues, max(open_issues or 0, 0) / 5)

    idle = None if updated_at is None else days_since(updated_at, today)
    multiply("days_since_update", idle, 1.0 if idle is None else 1 + (_RECENT_DAYS - min(idle, _RECENT_DAYS)) / 100)

    average = None
    if weekly_commits:
        recent = weekly_commits[-_AVERAGED_WEEKS:]
        average = sum(recent) / _AVERAGED_WEEKS
    multiply("commits_per_week", average, 1.0 if average is None else 1 + min(max(average - 3, 0), 7) / 7)

    age = None if created_at is None else days_since(created_at, today)
    boost = 0.0
    if idle is not None and age is not None:
        boost = (
            (_BOOST - min(idle, _YEAR_DAYS) * _BOOST_LOST_PER_DAY) * (_YEAR_DAYS - min(age, _YEAR_DAYS)) / _YEAR_DAYS
        )
    add("age_in_days", None if idle is None else age, boost)

    add(
        "description_characters",
        description_characters,
        50.0 if description_characters > _MEANINGFUL_CHARACTERS else 0.0,
    )
    add("contributing", None if contributing is None else float(contributing), 100.0 if contributing else 0.0)

    total = parts[-1].total
    if total > _LOGARITHMIC_ABOVE:
        scaled = _LOGARITHMIC_ABOVE + math.log(total) * 100
        parts.append(ScorePart(name="logarithm", value=total, effect="3000 + 100 · ln", total=scaled))
        total = scaled
    parts.append(ScorePart(name="rounding", value=total, effect="− 50", total=float(_round(total - _BASE))))
    value = _round(total - _BASE)
    return Score(value=value, level=sum(value > bound for bound in LEVELS), parts=tuple(parts))


def _round(value: float) -> int:
    """Round half up, as the pattern's JavaScript does; Python rounds half to even."""
    return math.floor(value + 0.5)


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
