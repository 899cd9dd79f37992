"""What a GitLab server holds, as values: projects with real repositories, issues, merge requests, groups."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
"""The clock of these tests, as that of the git repositories."""

RELEASED = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
"""When releases were made, unless a project says otherwise."""

BEGINNING = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)
"""When all projects were made."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    username: str
    bot: bool = False


ADA, RUI, KIM = Person(username="ada"), Person(username="rui"), Person(username="kim")
GHOST = Person(username="ghost")
TOKEN_BOT = Person(username="project_7_bot_4f2a", bot=True)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A comment; `review` says that it was made on a change, which GitLab does not tell apart."""

    author: Person
    at: datetime
    system: bool = False
    icon: str | None = None
    internal: bool = False
    review: bool = False


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    iid: int
    title: str
    author: Person = ADA
    labels: tuple[str, ...] = ()
    confidential: bool = False
    closed: bool = False
    created: datetime = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
    due: str | None = None
    assignees: tuple[Person, ...] = ()
    requests: int = 0
    updated: datetime | None = None

    @property
    def changed(self) -> datetime:
        """When something last happened to it."""
        return self.updated or self.created


class MergeRequest(msgspec.Struct, frozen=True, kw_only=True):
    iid: int
    author: Person = RUI
    created: datetime = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    merged: datetime | None = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    closed: datetime | None = None
    source_project: int | None = None
    from_fork: bool = False
    approved_by: tuple[Person, ...] = ()
    notes: tuple[Note, ...] = ()
    updated: datetime | None = None

    @property
    def changed(self) -> datetime:
        """When something last happened to it."""
        return max(self.updated or self.created, self.merged or self.closed or self.created)


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project; `content` is its bare repository, and `member` says whether the token may see it when private.

    `released` are the days of `releases`, where they are not all the same.
    """

    id: int
    path: str
    content: Path | None = None
    visibility: str = "internal"
    topics: tuple[str, ...] = ("innersource",)
    archived: bool = False
    forked_from: str | None = None
    doomed: bool = False
    group_doomed: bool = False
    description: str | None = "Does one thing well."
    stars: int = 3
    forks: int = 2
    issues: tuple[Issue, ...] = ()
    requests: tuple[MergeRequest, ...] = ()
    releases: tuple[str, ...] = ()
    released: tuple[datetime, ...] = ()
    issues_access: str = "enabled"
    requests_access: str = "enabled"
    forking_access: str = "enabled"
    code_access: str = "enabled"
    pipeline: str | None = "SUCCESS"
    active: datetime = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    member: bool = True
    shared_with: tuple[str, ...] = ()

    @property
    def open_to_all(self) -> tuple[Issue, ...]:
        """The issues that are not confidential."""
        return tuple(issue for issue in self.issues if not issue.confidential)

    def release_dates(self) -> dict[str, datetime]:
        """When each release was made, the newest first."""
        return dict(zip(self.releases, self.released or [RELEASED] * len(self.releases), strict=True))


class Group(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    path: str
    name: str
    visibility: str = "internal"
    members: tuple[Person, ...] = ()


class World(msgspec.Struct, kw_only=True):
    """`moved` maps former paths of projects to their numbers."""

    projects: list[Project] = msgspec.field(default_factory=list)
    groups: list[Group] = msgspec.field(default_factory=list)
    users: tuple[str, ...] = ()
    moved: dict[str, int] = msgspec.field(default_factory=dict)

    def project(self, path: str) -> Project:
        return next(one for one in self.projects if one.path == path)

    def replace(self, which: str, **changes: object) -> None:
        """Change one project."""
        from msgspec.structs import replace

        self.projects = [replace(one, **changes) if one.path == which else one for one in self.projects]
