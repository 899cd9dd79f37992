"""Every check of readiness, in the order in which pages show them.

The words of a check (what it asks, why, and its fix) are messages under `readiness.check.<id>`; the
text to paste, where a file or a section of one fixes it, is a file in `paste/`.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from innersource_marketplace.escape import slug
from innersource_marketplace.insight.readiness import (
    assistants,
    documentation,
    pull_requests,
    review,
    sections,
    testing,
    visibility,
)
from innersource_marketplace.insight.readiness.subject import Ask
from innersource_marketplace.model import Element


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One question about a project. `level` is the level that a "no" keeps the element below.
    Without an element it is about coding assistants, and no level depends on it.

    `paste` names the text that fixes it, `creates` the file that the text can be the whole of.
    """

    id: str
    ask: Ask
    element: Element | None = None
    level: int = 0
    paste: str | None = None
    creates: str | None = None


_VISIBILITY, _PULLS, _REVIEW = Element.VISIBILITY, Element.PULL_REQUESTS, Element.REVIEW
_TESTING, _WORDS = Element.TESTING, Element.DOCUMENTATION

CHECKS: tuple[Check, ...] = (
    Check(id="visible", element=_VISIBILITY, level=1, ask=visibility.visible),
    Check(id="not-archived", element=_VISIBILITY, level=1, ask=visibility.not_archived),
    Check(id="not-empty", element=_VISIBILITY, level=1, ask=visibility.not_empty),
    Check(id="description", element=_VISIBILITY, level=1, ask=visibility.described),
    Check(id="active", element=_VISIBILITY, level=2, ask=visibility.active),
    Check(id="topics", element=_VISIBILITY, level=2, ask=visibility.has_topics),
    Check(
        id="metadata",
        element=_VISIBILITY,
        level=3,
        ask=visibility.has_metadata,
        paste="innersource.json",
        creates="innersource.json",
    ),
    Check(id="backlog", element=_VISIBILITY, level=3, ask=visibility.has_backlog),
    Check(id="forking", element=_PULLS, level=1, ask=pull_requests.forking),
    Check(
        id="pull-request-template",
        element=_PULLS,
        level=1,
        ask=pull_requests.pull_request_template,
        paste="pull_request_template.md",
        creates=".github/pull_request_template.md",
    ),
    Check(id="guests-merged", element=_PULLS, level=2, ask=pull_requests.guests_merged),
    # The same fact as guests' merged changes, from commits. Where it is all that is known, as with plain git,
    # it must not lift the element to the top.
    Check(id="outside-share", element=_PULLS, level=2, ask=pull_requests.outside_share),
    Check(id="newcomers", element=_PULLS, level=3, ask=pull_requests.newcomers),
    Check(
        id="owners",
        element=_REVIEW,
        level=1,
        ask=review.owners,
        paste="CODEOWNERS",
        creates="CODEOWNERS",
    ),
    Check(id="reviewed", element=_REVIEW, level=2, ask=review.reviewed),
    Check(id="response-outside", element=_REVIEW, level=2, ask=review.response_outside),
    Check(id="response-inside", element=_REVIEW, level=3, ask=review.response_inside),
    Check(id="review-required", element=_REVIEW, level=3, ask=review.review_required),
    Check(id="ci", element=_TESTING, level=1, ask=testing.ci),
    Check(id="tests", element=_TESTING, level=1, ask=testing.tests),
    Check(id="green", element=_TESTING, level=2, ask=testing.green),
    Check(
        id="dependency-updates",
        element=_TESTING,
        level=2,
        ask=testing.dependency_updates,
        paste="dependabot.yml",
        creates=".github/dependabot.yml",
    ),
    Check(id="pull-request-checks", element=_TESTING, level=3, ask=testing.pull_request_checks),
    Check(id="readme", element=_WORDS, level=1, ask=sections.readme, paste="README.md", creates="README.md"),
    Check(id="license", element=_WORDS, level=1, ask=documentation.licensed),
    Check(
        id="contributing",
        element=_WORDS,
        level=2,
        ask=documentation.contributing,
        paste="CONTRIBUTING.md",
        creates="CONTRIBUTING.md",
    ),
    Check(
        id="readme-mission",
        element=_WORDS,
        level=2,
        ask=sections.has_section("mission"),
        paste="readme-mission.md",
    ),
    Check(
        id="readme-getting-started",
        element=_WORDS,
        level=2,
        ask=sections.has_section("getting-started"),
        paste="readme-getting-started.md",
    ),
    Check(
        id="communication",
        element=_WORDS,
        level=2,
        ask=documentation.communication,
        paste="COMMUNICATION.md",
        creates="COMMUNICATION.md",
    ),
    Check(
        id="readme-getting-involved",
        element=_WORDS,
        level=3,
        ask=sections.has_section("getting-involved"),
        paste="readme-getting-involved.md",
    ),
    Check(
        id="readme-who-we-are",
        element=_WORDS,
        level=3,
        ask=sections.has_section("who-we-are"),
        paste="readme-who-we-are.md",
    ),
    Check(
        id="readme-committer-path",
        element=_WORDS,
        level=3,
        ask=sections.has_section("committer-path"),
        paste="readme-committer-path.md",
    ),
    Check(
        id="trusted-committers",
        element=_WORDS,
        level=3,
        ask=documentation.trusted_committers,
        paste="trusted-committers.json",
    ),
    Check(id="documentation", element=_WORDS, level=3, ask=documentation.documentation),
)

ASSISTANT_CHECKS: tuple[Check, ...] = (
    Check(id="agents", ask=assistants.instructions, paste="AGENTS.md", creates="AGENTS.md"),
    Check(id="agents-setup", ask=assistants.set_up, paste="agents-setup.md"),
    Check(id="agents-tests", ask=assistants.tests, paste="agents-tests.md"),
    Check(id="agents-ci", ask=testing.ci, paste="github-tests.yml", creates=".github/workflows/tests.yml"),
    Check(id="agents-license", ask=documentation.license_for_programs, paste="agents-license.md"),
    Check(id="agents-examples", ask=assistants.examples, paste="agents-examples.md"),
)
"""The checks about coding assistants: beside the elements, so that none of them lowers a level."""

BY_ID: Mapping[str, Check] = {check.id: check for check in (*CHECKS, *ASSISTANT_CHECKS)}

_HOMES: Mapping[str, Mapping[str, str]] = {
    "gitlab": {
        ".github/pull_request_template.md": ".gitlab/merge_request_templates/Default.md",
        ".github/dependabot.yml": "renovate.json",
        ".github/workflows/tests.yml": ".gitlab-ci.yml",
    },
    "gitea": {
        ".github/dependabot.yml": "renovate.json",
        ".github/workflows/tests.yml": ".gitea/workflows/tests.yml",
    },
}
_TEXTS: Mapping[str, str] = {"renovate.json": "renovate.json", ".gitlab-ci.yml": "gitlab-tests.yml"}
"""The text of a file that the forge wants in another form."""


def file_to_create(check: Check, forge: str | None) -> str | None:
    """Where the file that fixes a check belongs on this kind of forge."""
    if check.creates is None:
        return None
    return _HOMES.get("gitea" if forge in ("forgejo", "codeberg") else forge or "", {}).get(
        check.creates, check.creates
    )


def text_to_paste(check: Check, forge: str | None, *, title: str, team: str) -> str | None:
    """The text that fixes a check, with the project's name in it; None where no text does."""
    if check.paste is None:
        return None
    name = _TEXTS.get(file_to_create(check, forge) or "", check.paste)
    if name.endswith(".json"):
        title, team = (json.dumps(words, ensure_ascii=False)[1:-1] for words in (title, team))
    return _text(name).replace("@title@", title).replace("@handle@", f"@{slug(team)}").replace("@team@", team)


@cache
def _text(name: str) -> str:
    return (files(__package__) / "paste" / name).read_text(encoding="utf-8")
