"""What the host knows, described as plain data: who owns which repository, and what people did there.

A world is frozen; a test that lets time pass gives the server another one, made with
`msgspec.structs.replace` or `World.changed`.
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from github_server.content import MemoryContent, weekly_dates

BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
"""When accounts and repositories were made, unless a test says otherwise."""


class HostedTeam(msgspec.Struct, frozen=True, kw_only=True):
    """A team; `members` are those that are in it themselves, `part_of` is the slug of the team around it."""

    slug: str
    name: str | None = None
    members: tuple[str, ...] = ()
    part_of: str | None = None
    secret: bool = False


class Organization(msgspec.Struct, frozen=True, kw_only=True):
    """An organization; owners of repositories that nobody describes count as organizations too.

    A token without the scope `read:org` sees no teams: `teams_readable`.
    """

    login: str
    name: str | None = None
    description: str | None = None
    teams: tuple[HostedTeam, ...] = ()
    teams_readable: bool = True


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A user. A login that ends with `[bot]` is a bot everywhere, without being described."""

    login: str
    name: str | None = None
    emails: tuple[str, ...] = ()


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment on an issue or a pull request; `author` None is a deleted account."""

    author: str | None
    created_at: datetime
    author_association: str = "MEMBER"


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A review of a pull request."""

    author: str | None
    submitted_at: datetime | None
    state: str = "APPROVED"
    author_association: str = "MEMBER"


class HostedIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue. `linked_pull_requests` are those of the same repository that would close it."""

    number: int
    title: str = "An issue"
    labels: tuple[str, ...] = ()
    state: str = "OPEN"
    author: str | None = "ada"
    author_association: str = "MEMBER"
    assignees: tuple[str, ...] = ()
    created_at: datetime = BEGINNING
    updated_at: datetime = BEGINNING
    closed_at: datetime | None = None
    comments: tuple[Comment, ...] = ()
    linked_pull_requests: tuple[int, ...] = ()


class HostedPullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A pull request; its state follows from `merged_at` and `closed_at`."""

    number: int
    title: str = "A change"
    author: str | None = "ada"
    author_association: str = "CONTRIBUTOR"
    labels: tuple[str, ...] = ()
    created_at: datetime = BEGINNING
    updated_at: datetime | None = None
    merged_at: datetime | None = None
    merged_by: str | None = None
    closed_at: datetime | None = None
    from_fork: bool = False
    draft: bool = False
    reviews: tuple[Review, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def state(self) -> str:
        """GitHub's word for how far it is."""
        if self.merged_at is not None:
            return "MERGED"
        return "OPEN" if self.closed_at is None else "CLOSED"


class HostedRelease(msgspec.Struct, frozen=True, kw_only=True):
    """A release."""

    tag: str
    published_at: datetime | None = None
    name: str | None = None
    draft: bool = False
    prerelease: bool = False


class HostedRepository(msgspec.Struct, frozen=True, kw_only=True):
    """A repository as its host presents it.

    `content` is a git repository on disk, bare or not, or one made up in memory. `pushed_at` and
    `updated_at` follow the newest commit when None. `default_branch` None is what git's HEAD names;
    any other text is only reported, so that names which git refuses can be served. `former_names`
    (`owner/name`) still lead here, and the first of them keeps the ids the same over a rename.
    `weight` multiplies what the repository adds to the time of a query.
    """

    content: Path | MemoryContent
    owner: str
    name: str
    database_id: int | None = None
    former_names: tuple[str, ...] = ()
    visibility: str = "PUBLIC"
    description: str | None = None
    homepage: str | None = None
    topics: tuple[str, ...] = ()
    stars: int = 0
    forks: int = 0
    watchers: int = 0
    disk_usage: int | None = 1
    archived: bool = False
    archived_at: datetime | None = None
    disabled: bool = False
    locked: bool = False
    template: bool = False
    fork_of: str | None = None
    mirror_url: str | None = None
    forking_allowed: bool = True
    has_issues: bool = True
    has_wiki: bool = False
    has_discussions: bool = False
    discussions: int = 0
    default_branch: str | None = None
    created_at: datetime = BEGINNING
    updated_at: datetime | None = None
    pushed_at: datetime | None = None
    languages: Mapping[str, int] = msgspec.field(default_factory=dict)
    license: str | None = None
    code_of_conduct: str | None = None
    releases: tuple[HostedRelease, ...] = ()
    issues: tuple[HostedIssue, ...] = ()
    pull_requests: tuple[HostedPullRequest, ...] = ()
    checks: str | None = None
    required_reviews: int | None = None
    weight: int = 1

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"

    @property
    def number(self) -> int:
        """The host's id: given, or made from the oldest name."""
        oldest = self.former_names[0] if self.former_names else self.full_name
        return self.database_id if self.database_id is not None else zlib.crc32(oldest.lower().encode()) & 0x3FFFFFFF


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one host. `web_url` is where people look at it; None is the server itself."""

    repositories: tuple[HostedRepository, ...] = ()
    organizations: tuple[Organization, ...] = ()
    accounts: tuple[Account, ...] = ()
    web_url: str | None = None
    blob_text_bytes: int = 512_000

    def changed(self, full_name: str, change: Callable[[HostedRepository], HostedRepository | None]) -> "World":
        """The world after one repository changed, or went where `change` gives None."""
        given = ((one, change(one) if one.full_name == full_name else one) for one in self.repositories)
        return replace(self, repositories=tuple(after for _, after in given if after is not None))


def synthetic_world(
    count: int,
    *,
    owner: str = "acme",
    topic: str = "innersource",
    commits: int = 20,
    until: datetime = datetime(2026, 1, 1, tzinfo=UTC),
) -> World:
    """`count` cheap repositories of one organization, made up in memory, each a little different."""
    return World(
        repositories=tuple(_synthetic(index, owner, topic, commits, until) for index in range(count)),
        organizations=(Organization(login=owner),),
        accounts=(Account(login="ada", emails=("ada@example.com",)), Account(login="grace")),
    )


def pushed(world: World, count: int, at: datetime) -> World:
    """The world after somebody pushed a commit to the first `count` repositories, which are made up in memory."""
    changed = tuple(_pushed(one, at) for one in world.repositories[:count])
    return replace(world, repositories=changed + world.repositories[count:])


def _pushed(one: HostedRepository, at: datetime) -> HostedRepository:
    if isinstance(one.content, Path):
        raise TypeError(f"{one.full_name} is on disk: push to it with git")
    content = replace(one.content, commit_dates=(*one.content.commit_dates, at))
    return replace(one, content=content, pushed_at=at, updated_at=at)


def _synthetic(index: int, owner: str, topic: str, commits: int, until: datetime) -> HostedRepository:
    name = f"project-{index:05d}"
    newest = until - timedelta(hours=index % 5000)
    files = {
        "README.md": f"# Project {index}\n\nWhat project {index} is for, and how to take part.\n".encode(),
        "CONTRIBUTING.md": b"# Contributing\n\nOpen a pull request; somebody answers within two days.\n",
        "LICENSE": b"MIT License\n",
        "innersource.json": f'{{"title": "Project {index}", "motivation": "Shared since day {index}."}}\n'.encode(),
        ".github/CODEOWNERS": b"* @acme/maintainers\n",
        ".github/workflows/test.yml": b"on: push\n",
    }
    return HostedRepository(
        content=MemoryContent(files=files, commit_dates=weekly_dates(newest, commits)),
        owner=owner,
        name=name,
        description=f"The synthetic project number {index}.",
        topics=(topic, f"group-{index % 7}"),
        stars=index % 90,
        forks=index % 11,
        watchers=index % 13,
        languages={"Python": 40_000 + index, "Shell": 900},
        license="MIT",
        checks="SUCCESS",
        pushed_at=newest,
        updated_at=newest,
        releases=(HostedRelease(tag="v1.0.0", published_at=newest),),
        issues=(HostedIssue(number=1, labels=("good first issue",), created_at=newest, updated_at=newest),),
        pull_requests=(
            HostedPullRequest(
                number=2,
                author="grace",
                created_at=newest - timedelta(days=2),
                merged_at=newest,
                reviews=(Review(author="ada", submitted_at=newest - timedelta(days=1)),),
            ),
        ),
    )
