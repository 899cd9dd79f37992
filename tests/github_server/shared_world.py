"""GitHub over the world that the servers of GitLab and Gitea have, with their log and their faults.

What GitHub has none of is left out: confidential issues, groups in groups, days on which tasks are due.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

import msgspec

from git_repositories import git
from github_server.exchange import Exchange, Reply
from github_server.faults import Fault, anything
from github_server.server import Server, serve
from github_server.world import (
    Account,
    Comment,
    HostedIssue,
    HostedPullRequest,
    HostedRelease,
    HostedRepository,
    HostedTeam,
    Organization,
    Review,
)
from github_server.world import World as GitHubWorld
from gitlab_server import Asked, Change, Edit
from gitlab_server.graph import head_of
from gitlab_server.world import BEGINNING, MergeRequest, Person, Project, World
from innersource_marketplace.collect.sources.git.reading.language_shares import language_shares
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import ObjectId

_CHECKS = {"SUCCESS": "SUCCESS", "FAILED": "FAILURE", None: None}


class SharedServer(msgspec.Struct, kw_only=True):
    """A running server. `world` may be changed while it runs."""

    world: World
    github: Server
    faults: list[Callable[[Asked], Reply | None]] = msgspec.field(default_factory=list)
    edits: list[Edit] = msgspec.field(default_factory=list)
    replies: list[Change] = msgspec.field(default_factory=list)
    log: list[Asked] = msgspec.field(default_factory=list)
    _shown: object = None
    _lock: Lock = msgspec.field(default_factory=Lock)

    @property
    def web(self) -> str:
        """The address that people and catalogues use."""
        return self.github.origin

    @property
    def token(self) -> str:
        """The token that the server accepts."""
        return self.github.token

    def answer(self, exchange: Exchange) -> Reply:
        """Note a request, let a fault answer it, or GitHub."""
        request = exchange.request
        kind = "graphql" if request.graphql else "rest"
        path = f"{request.path}?{urlencode(request.query)}" if request.query else request.path
        with self._lock:
            turn = sum(one.kind == kind for one in self.log) + 1
            operation = (request.operation or "").lower()
            asked = Asked(
                kind=kind,
                path=path,
                turn=turn,
                operation=operation,
                complexity=request.points,
                body=request.body.decode() if request.graphql else "",
            )
            self.log.append(asked)
        for fault in self.faults:
            if (reply := fault(asked)) is not None:
                return reply
        with self._lock:
            world = self.world
            now = (tuple(world.projects), tuple(world.groups), world.users, tuple(world.moved.items()))
            if now != self._shown:
                self._shown = now
                self.github.world = github_world(world)
        reply = exchange.proceed()
        for edit in self.edits:
            answer = reply.json() if reply.body else {}
            edit(asked, answer)
            reply = reply.with_json(answer)
        for change in self.replies:
            reply = reply.with_json(change(asked, reply.json())) if reply.body else reply
        return reply


@contextmanager
def serve_shared(world: World, *, points: int = 5_000) -> Iterator[SharedServer]:
    """Serve on a free port of loopback until the block ends; `points` may be spent in an hour."""
    with serve(github_world(world), points=points) as github:
        server = SharedServer(world=world, github=github)
        github.add_fault(Fault(on=anything(), respond=server.answer))
        yield server


def github_world(world: World) -> GitHubWorld:
    """The same as GitHub's server takes it. A group below an organization is a team of it."""
    organizations = tuple(
        Organization(
            login=group.path,
            name=group.name,
            teams=tuple(
                HostedTeam(
                    slug=below.path.rpartition("/")[2],
                    name=below.name,
                    members=tuple(one.username for one in below.members if not one.bot),
                )
                for below in world.groups
                if below.path.startswith(f"{group.path}/")
            ),
        )
        for group in world.groups
        if "/" not in group.path
    )
    former = {number: path for path, number in world.moved.items()}
    return GitHubWorld(
        repositories=tuple(
            _repository(one, former) for one in world.projects if one.visibility != "private" or one.member
        ),
        organizations=organizations,
        accounts=tuple(Account(login=login) for login in world.users),
    )


def _repository(one: Project, former: dict[int, str]) -> HostedRepository:
    assert one.content is not None
    owner, _, name = one.path.partition("/")
    return HostedRepository(
        content=one.content,
        owner=owner,
        name=name,
        database_id=one.id,
        former_names=(former[one.id],) if one.id in former else (),
        visibility=one.visibility.upper(),
        description=one.description,
        topics=one.topics,
        stars=one.stars,
        forks=one.forks,
        watchers=1,
        archived=one.archived,
        disabled=one.doomed,
        fork_of=one.forked_from,
        forking_allowed=one.forking_access == "enabled",
        has_issues=one.issues_access == "enabled",
        created_at=BEGINNING,
        updated_at=one.active,
        languages=_languages(one.content, head_of(one)),
        releases=tuple(HostedRelease(tag=tag, published_at=when) for tag, when in one.release_dates().items()),
        issues=tuple(
            HostedIssue(
                number=issue.iid,
                title=issue.title,
                labels=issue.labels,
                state="CLOSED" if issue.closed else "OPEN",
                author=_login(issue.author),
                assignees=tuple(who.username for who in issue.assignees),
                created_at=issue.created,
                updated_at=issue.changed,
                closed_at=issue.created if issue.closed else None,
            )
            for issue in one.issues
            if not issue.confidential
        ),
        pull_requests=tuple(map(_pull_request, one.requests)),
        checks=_CHECKS[one.pipeline],
    )


def _pull_request(request: MergeRequest) -> HostedPullRequest:
    return HostedPullRequest(
        number=request.iid,
        author=_login(request.author),
        author_association="CONTRIBUTOR" if request.from_fork else "MEMBER",
        created_at=request.created,
        updated_at=request.merged or request.closed or request.created,
        merged_at=request.merged,
        closed_at=request.merged or request.closed,
        from_fork=request.from_fork,
        reviews=(
            *(
                Review(author=_login(note.author), submitted_at=note.at, state="COMMENTED")
                for note in request.notes
                if note.review
            ),
            *(
                Review(author=_login(who), submitted_at=request.merged or request.closed or request.created)
                for who in request.approved_by
            ),
        ),
        comments=tuple(
            Comment(author=_login(note.author), created_at=note.at)
            for note in request.notes
            if not note.system and not note.internal and not note.review
        ),
    )


@cache
def _languages(content: Path, head: str | None) -> Mapping[str, int]:
    """What GitHub counts by itself: the bytes of each language."""
    if head is None:
        return {}
    lines = git(content, "ls-tree", "-r", "-l", "-z", head).decode().split("\0")[:-1]
    files = [
        File(
            path=line.partition("\t")[2],
            oid=ObjectId(words[2]),
            kind="file",
            size=int(words[3]) if words[3].isdecimal() else None,
        )
        for line in lines
        if (words := line.split())[0].startswith("100")
    ]
    return {one.name: one.weight for one in language_shares(files)}


def _login(who: Person) -> str | None:
    """The account as GitHub calls it: bots by a suffix, and a deleted one not at all."""
    return None if who.username == "ghost" else f"{who.username}[bot]" if who.bot else who.username
