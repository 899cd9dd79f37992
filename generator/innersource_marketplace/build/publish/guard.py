"""The guard: a site that lost too much does not replace the one that is there."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from innersource_marketplace.errors import PublishRefused

MANIFEST = ".marketplace-manifest.json"
"""The list of files a build wrote, in the root of the site."""

_NAMED_IN_MESSAGE = 10


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What the guard compares: which projects a site shows, and which of them say what they are.

    `projects` maps a key to whether it has a description or a README.
    """

    projects: Mapping[str, bool]


def guard(
    old: Published | None,
    new: Published,
    *,
    shrink_share: float,
    shrink_minimum: int = 1,
    reported: Callable[[str], bool] = lambda _key: False,
) -> None:
    """Refuse a site that lost more than a share of its projects, or of those that say what they are.

    It must have lost at least `shrink_minimum` of them. What its host has `reported` as private, deleted or
    blocked has to leave the site, and does not count; where nothing else is left, the site is empty.

    Raises `PublishRefused` naming what is missing. Answers what happened to a best-of list that
    went from 180 to 110 projects without anybody noticing.
    """
    left = {} if old is None else {key: texts for key, texts in old.projects.items() if not reported(key)}
    hidden = 0 if old is None else len(old.projects) - len(left)
    still = f" {hidden} of its projects must not be shown any more, so decide soon." if hidden else ""
    emptied = old is not None and bool(old.projects) and not left
    if not new.projects and not emptied:
        raise PublishRefused("There is no project to publish, so the site was not changed. Check the last collect.")
    for label, before, after in (
        ("projects", set(left), set(new.projects)),
        (
            "projects with a description or a README",
            {key for key, texts in left.items() if texts},
            {key for key, texts in new.projects.items() if texts},
        ),
    ):
        lost = len(before) - len(after)
        if before and lost >= shrink_minimum and lost / len(before) > shrink_share:
            missing = sorted(before - after)
            named = ", ".join(missing[:_NAMED_IN_MESSAGE]) + (" …" if len(missing) > _NAMED_IN_MESSAGE else "")
            raise PublishRefused(
                f"The number of {label} fell from {len(before)} to {len(after)}, by more than "
                f"{shrink_share:.0%}; the site was not changed. Missing: {named}. If that is right, build once "
                f"with --accept-shrink.{still}"
            )


def published(manifest: Path) -> Published | None:
    """Read what a site shows from its manifest; None when there is none or it is damaged."""
    projects = read_manifest(manifest).get("projects")
    if not isinstance(projects, dict) or not projects:
        return None
    return Published(projects={str(key): bool(texts) for key, texts in projects.items()})


def read_manifest(manifest: Path) -> dict[str, object]:
    """Read a manifest as it is; empty when there is none or it is damaged."""
    try:
        content = json.loads(manifest.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
