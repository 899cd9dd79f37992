"""What a card of the gallery shows, worked out once for the page, the lists and the data file."""

from collections.abc import Sequence

import msgspec

from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Day, Issue, Project
from innersource_marketplace.reference import languages
from innersource_marketplace.reference.logos import initials, tint
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.activity_chart import SPARK_WEEKS, spark_path
from innersource_marketplace.render.parts.dates import Moment, days_ago, moment

SKILLS_SHOWN = 3
"""Skills on a card; more make it a list."""

STALE_AFTER_DAYS = 3
"""Facts older than this are marked: a nightly run has then failed more than twice."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A project at a glance. What is unknown is None or empty, and then left out."""

    page: str
    title: str
    owner: str
    name: str
    team: str
    initials: str
    tint: int
    logo: str | None
    purpose: str | None
    skills: tuple[str, ...]
    more_skills: int
    language: str | None
    language_color: str | None
    spark: str | None
    spark_label: str | None
    tasks: int | None
    governance: str | None
    lifecycle: str | None
    active: Moment | None
    listed: Moment | None
    stale: bool
    problems: int


def card(project: Project, problems: Sequence[Problem], today: Day, say: Messages) -> Card:
    """Work out the card of a project."""
    # The language has its own place on a card.
    skills = [skill for skill in project.skills if skill.casefold() != (project.language or "").casefold()]
    recent = project.activity[-SPARK_WEEKS:] if project.activity is not None else None
    return Card(
        page=project.page,
        title=project.title,
        owner=project.owner,
        name=project.name,
        team=project.team,
        initials=initials(project.title),
        tint=tint(project.key),
        logo=logo_path(project),
        purpose=purpose(project),
        skills=tuple(skills[:SKILLS_SHOWN]),
        more_skills=max(len(skills) - SKILLS_SHOWN, 0),
        language=project.language,
        language_color=languages.color(project.language) if project.language else None,
        spark=spark_path(project.activity) if project.activity else None,
        spark_label=say("card.spark", count=sum(recent)) if recent else None,
        tasks=open_tasks(project),
        governance=say(f"governance.{project.governance_level}") if project.governance_level else None,
        lifecycle=project.lifecycle.value if project.lifecycle else None,
        active=moment(project.updated_at, today, say),
        listed=moment(project.first_seen, today, say),
        stale=is_stale(project, today),
        problems=len(problems),
    )


def purpose(project: Project) -> str | None:
    """The one sentence that says what a project is for."""
    return project.description or project.motivation


def logo_path(project: Project) -> str | None:
    """Where the site keeps a project's logo, from its root."""
    return f"{project.page}logo.{project.logo.extension}" if project.logo else None


def is_free(issue: Issue) -> bool:
    """Whether an issue still waits for somebody: not assigned, no pull request."""
    return issue.assigned is not True and issue.linked_pull_request is not True


def open_tasks(project: Project) -> int | None:
    """How many tasks wait for somebody; None where nothing is known of any."""
    if project.issues is None and not project.gigs:
        return None
    return len(project.gigs) + sum(is_free(issue) for issue in project.issues or ())


def is_stale(project: Project, today: Day) -> bool:
    """Whether the facts shown are older than a healthy nightly run would leave them."""
    return project.failing_since is not None and days_ago(project.collected_at, today) > STALE_AFTER_DAYS
