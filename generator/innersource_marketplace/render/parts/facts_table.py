"""The table of facts on a project page, and the origin of each."""

from collections.abc import Iterator

import msgspec

from innersource_marketplace.model import Day, Kinship, Origin, Project
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dates import Moment, moment


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the table: a text or a time, and in words where it comes from."""

    name: str
    text: str = ""
    when: Moment | None = None
    origin: str | None = None


def facts_of(project: Project, today: Day, say: Messages) -> list[Fact]:
    """Every known fact that the head of the page does not show, in a fixed order; what is unknown is left out."""
    return [
        Fact(name=say(f"project.facts.{field}"), text=text, when=when, origin=_origin(project, field, say))
        for field, text, when in _known(project, today, say)
        if text or when
    ]


def _known(project: Project, today: Day, say: Messages) -> Iterator[tuple[str, str, Moment | None]]:
    yield "created_at", "", moment(project.created_at, today, say)
    for field in ("commits", "contributors", "stars", "forks", "open_issues"):
        count = getattr(project, field)
        yield field, "" if count is None else say.number(count), None
    if project.ci_files is not None:
        yield "ci", ", ".join(project.ci_files[:3]) or say("project.facts.ci.no"), None
    if project.test_files is not None:
        found = project.test_files
        text = say("project.facts.tests.yes", count=found) if found else say("project.facts.tests.no")
        yield "tests", text, None
    yield "default_branch", project.default_branch or "", None
    yield "host", project.host, None
    # Those in the catalogue are among the similar projects, with links.
    if not any(relative.kinship is not Kinship.SIMILAR for relative in project.relatives):
        yield "supersedes", ", ".join(project.supersedes), None
        yield "alternatives", ", ".join(project.alternatives), None
    yield "recorded_at", "", moment(project.recorded_at, today, say)
    yield "first_seen", "", moment(project.first_seen, today, say)


_FIELD_OF = {"ci": "ci_files", "tests": "test_files"}
"""Facts whose name on the page is not their field's."""


def _origin(project: Project, field: str, say: Messages) -> str | None:
    origin = project.origins.get(_FIELD_OF.get(field, field))
    return say(f"origin.{origin.value}") if origin else None


_NAMED = (
    "title",
    "description",
    "motivation",
    "team",
    "language",
    "license",
    "lifecycle",
    "governance_level",
    "contributions",
    "skills",
    "topics",
    "logo",
    "docs",
    "trusted_committers",
    "communication",
    "getting_started",
    "gigs",
    "updated_at",
    "created_at",
    "commits",
    "contributors",
    "stars",
    "forks",
    "open_issues",
    "default_branch",
)


def origins_of(project: Project, say: Messages) -> list[tuple[str, str]]:
    """The origins: (origin in words, names of the facts), in order of precedence."""
    rows = []
    for origin in Origin:
        fields = [say(f"field.{field}") for field in _NAMED if project.origins.get(field) is origin]
        if fields:
            rows.append((say(f"origin.{origin.value}"), ", ".join(fields)))
    return rows
