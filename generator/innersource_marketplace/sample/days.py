"""Made-up figures of past nights, so that the sample's trends have something to show.

They follow from the recipes: a project is there from its first commit on, active while a period of
its history runs, and comes to its documents one after the other.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from innersource_marketplace.sample.recipe import Organization, Recipe

_WEEKS: Final = 104
_ACTIVE_WEEKS: Final = 13
_DOCUMENTS: Final = {
    "with_readme": ("README",),
    "with_contributing": ("CONTRIBUTING",),
    "with_code_owners": ("CODEOWNERS", ".github/CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS"),
    "with_metadata": ("innersource.json",),
    "with_ci": (".gitlab-ci.yml", ".github/workflows/", "Jenkinsfile", "azure-pipelines.yml", ".circleci/"),
}
_LEFT: Final = (71, 40, 23)
"""How many weeks ago a project left the catalogue that no repository is left of."""


def past_days(organization: Organization, today: date) -> Mapping[date, Mapping[str, float]]:
    """Give a row of figures for each week of two years, up to a week before `today`."""
    recipes = [recipe for recipe in organization.recipes if recipe.settings.history]
    rows = {today - timedelta(weeks=ago): _row(recipes, ago) for ago in range(_WEEKS, 0, -1)}
    before: Mapping[str, float] | None = None
    for ago, row in zip(range(_WEEKS, 0, -1), rows.values(), strict=True):
        if before is not None:
            row["removed"] = _LEFT.count(ago)
            row["new"] = row["projects"] - before["projects"] + row["removed"]
        before = row
    return rows


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
