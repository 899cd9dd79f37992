"""Made-up figures of past nights, so that the sample's trends have something to show.

They follow from the recipes: a project is there from its first commit on, active while a period of
its history runs, and comes to its documents one after the other. Only a night can judge readiness and
waits, so of these they are made to lead up to what the one night found.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.model import HIGHEST_LEVEL, Element
from innersource_marketplace.sample.recipes import PIPELINES, Organization, Recipe

_WEEKS: Final = 104
_ACTIVE_WEEKS: Final = 13
_DOCUMENTS: Final = {
    "with_readme": ("README",),
    "with_contributing": ("CONTRIBUTING",),
    "with_code_owners": ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"),
    "with_metadata": ("innersource.json",),
    "with_ci": PIPELINES,
}
_STEPS_SINCE: Final = 260
"""How many weeks ago those projects that were there in the first row began to become readier for guests."""

_SLOWER: Final = 0.8
"""How much longer people waited for an answer at the beginning."""

_LEFT: Final = (71, 40, 23)
"""How many weeks ago a project left the catalogue that no repository is left of."""


def past_days(
    organization: Organization, today: date, tonight: Mapping[str, float | None]
) -> Mapping[date, Mapping[str, float]]:
    """Give a row of figures for each week of two years, up to a week before `today`, which lead up to `tonight`."""
    recipes = [recipe for recipe in organization.recipes if recipe.settings.history]
    rows = {today - timedelta(weeks=ago): _row(recipes, ago) for ago in range(_WEEKS, 0, -1)}
    before: Mapping[str, float] | None = None
    for ago, row in zip(range(_WEEKS, 0, -1), rows.values(), strict=True):
        if before is not None:
            row["removed"] = _LEFT.count(ago)
            row["new"] = row["projects"] - before["projects"] + row["removed"]
        before = row
    counts = {ago: row["projects"] for ago, row in zip(range(_WEEKS, 0, -1), rows.values(), strict=True)}
    levels = [_levels(element, counts, tonight) for element in Element]
    for ago, row in zip(range(_WEEKS, 0, -1), rows.values(), strict=True):
        for one in levels:
            row.update(one.get(ago, {}))
        row.update(_waits(ago, tonight))
    return rows


def _levels(
    element: Element, projects: Mapping[int, float], tonight: Mapping[str, float | None]
) -> Mapping[int, Mapping[str, float]]:
    """How many projects were at each level of an element, by weeks ago.

    Each project of tonight has come to its level step by step, after it came itself; the projects that have
    left since then were like those that stayed.
    """
    random = Random(element.value)  # noqa: S311 - a pattern, not a secret
    choices = (*range(HIGHEST_LEVEL + 1), None)
    ends = [level for level in choices for _ in range(round(tonight.get(level_figure(element, level)) or 0))]
    if not ends:
        return {}
    ends.sort(key=lambda _: random.random())
    most = max(projects.values())
    shown = min(len(ends), most)  # more may be there tonight than in any row before
    came = [
        max((ago for ago in projects if projects[ago] * shown >= most * (place + 1)), default=0)
        for place in range(len(ends))
    ]
    steps = [
        sorted((_STEPS_SINCE if arrived == _WEEKS else arrived) * random.random() for _ in range(end or 0))
        for end, arrived in zip(ends, came, strict=True)
    ]
    rows: dict[int, Mapping[str, float]] = {}
    for ago in projects:
        counts = Counter(
            level_figure(element, None if end is None else sum(step >= ago for step in taken))
            for place, (end, arrived, taken) in enumerate(zip(ends, came, steps, strict=True))
            if arrived >= ago and projects[ago] * shown >= most * (place + 1)
        )
        rows[ago] = dict(counts)
    return rows


def _waits(ago: int, tonight: Mapping[str, float | None]) -> Mapping[str, float]:
    """How long people waited for an answer so many weeks ago: longer, and never quite the same."""
    found: dict[str, float] = {}
    for who in ("inside", "outside"):
        hours, sample = tonight.get(f"response_{who}_hours"), tonight.get(f"response_{who}_sample")
        if hours is None or sample is None:
            continue
        share = ago / _WEEKS
        noise = Random(f"{who} {ago}").random() - 0.5  # noqa: S311 - a pattern, not a secret
        found[f"response_{who}_hours"] = round(hours * (1 + _SLOWER * share) * (1 + 0.3 * noise * min(1, 4 * share)), 1)
        found[f"response_{who}_sample"] = round(sample * (1 - 0.4 * share))
    return found


def _row(recipes: list[Recipe], ago: int) -> dict[str, float]:
    there = [recipe for recipe in recipes if recipe.settings.history[0].start >= ago]
    gone = sum(left < ago for left in _LEFT)
    return {
        "projects": len(there) + gone,
        "dated": len(there) + gone,
        "owners": len({recipe.team for recipe in there}),
        "active": sum(any(p.start > ago and p.end < ago + _ACTIVE_WEEKS for p in r.settings.history) for r in there),
        **{name: sum(_has(recipe, name, ago) for recipe in there) for name in _DOCUMENTS},
    }


def _has(recipe: Recipe, name: str, ago: int) -> bool:
    """Whether a document was there so many weeks ago: it came at some time between the first commit and now."""
    if not any(path.startswith(_DOCUMENTS[name]) for path in recipe.files):
        return False
    share = Random(f"{recipe.team}/{recipe.name}/{name}").random()  # noqa: S311 - a pattern, not a secret
    return ago <= recipe.settings.history[0].start * (1 - share / 2)
