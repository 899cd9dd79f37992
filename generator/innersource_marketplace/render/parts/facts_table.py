"""The table of facts on a project page, and the origin of each."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from innersource_marketplace.model import Day, Kinship, Origin, Project, Provider
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
        systems = dict.fromkeys(_ci_system(path, project.provider) for path in project.ci_files)
        yield "ci", ", ".join([*systems][:_CI_SYSTEMS_SHOWN]) or say("project.facts.ci.no"), None
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


_CI_SYSTEMS_SHOWN: Final = 3
_CI_SYSTEMS: Final = (
    (re.compile(r"\.github/"), "GitHub Actions"),
    (re.compile(r"\.gitea/"), "Gitea Actions"),
    (re.compile(r"\.forgejo/"), "Forgejo Actions"),
    (re.compile(r"\.gitlab"), "GitLab CI/CD"),
    (re.compile(r"(?:.*/)?(?:[^/]+\.)?jenkinsfile(?:\.[^/]+)?$"), "Jenkins"),
    (re.compile(r"\.?azure|\.vsts-"), "Azure Pipelines"),
    (re.compile(r"\.?circle"), "CircleCI"),
    (re.compile(r"\.travis\."), "Travis CI"),
    (re.compile(r"bitbucket-pipelines\."), "Bitbucket Pipelines"),
    (re.compile(r"\.drone\."), "Drone"),
    (re.compile(r"\.woodpecker[./]"), "Woodpecker CI"),
    (re.compile(r"\.buildkite/"), "Buildkite"),
    (re.compile(r"\.?appveyor\."), "AppVeyor"),
    (re.compile(r"\.?tekton/"), "Tekton"),
    (re.compile(r"cloudbuild"), "Google Cloud Build"),
    (re.compile(r"buildspec"), "AWS CodeBuild"),
    (re.compile(r"\.cirrus\."), "Cirrus CI"),
    (re.compile(r"\.builds?[./]"), "SourceHut builds"),
    (re.compile(r"\.semaphore/"), "Semaphore"),
    (re.compile(r"\.teamcity/"), "TeamCity"),
    (re.compile(r"concourse/"), "Concourse"),
    (re.compile(r"bamboo-specs/"), "Bamboo"),
)
"""What paths of configuration begin with, in lower case, and the system that reads them."""


def _ci_system(path: str, provider: Provider) -> str:
    """The system that reads a file of continuous integration; the file itself where it is no widespread one."""
    folded = path.casefold()
    if provider is Provider.GITEA and folded.startswith(".github/"):
        return "Actions"  # of Gitea or Forgejo, which read what was written for GitHub
    return next((name for begins, name in _CI_SYSTEMS if begins.match(folded)), path)


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
