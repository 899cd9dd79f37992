"""A server that speaks Gitea on loopback: REST in its published shapes and git, over the same world as GitLab's."""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlencode

import msgspec
from msgspec.structs import replace

from git_repositories import git, git_over_http
from github_server.exchange import Reply
from github_server.transport import Arrival, listening
from gitlab_server import Asked, Change, Edit
from gitlab_server.graph import branch_of, head_of, stamp
from gitlab_server.world import BEGINNING, Issue, MergeRequest, Person, Project, World

CANARY = "c4n4ry0123456789c4n4ry0123456789c4n4ry01"
"""The token that the server accepts; tests look for it where it must not be."""

Fault = Callable[[Asked], Reply | None]

_REPOSITORY = re.compile(r"/repos/([^/]+)/([^/]+)(?:/(.*))?")


class Server(msgspec.Struct, kw_only=True):
    """A running server.

    `topics` says whether lists have the topics of repositories, as newer servers do; `counts` whether they say how long
    they are; `cap` is the most that a page holds; `renamed` are former names of organizations; `filters` says whether
    git may be asked for a part of a repository.
    """

    world: World
    token: str = CANARY
    topics: bool = True
    counts: bool = True
    cap: int = 50
    renamed: dict[str, str] = msgspec.field(default_factory=dict)
    prefix: str = ""
    readable: bool = True
    filters: bool = False
    faults: list[Fault] = msgspec.field(default_factory=list)
    edits: list[Edit] = msgspec.field(default_factory=list)
    replies: list[Change] = msgspec.field(default_factory=list)
    log: list[Asked] = msgspec.field(default_factory=list)
    url: str = ""
    _lock: Lock = msgspec.field(default_factory=Lock)

    @property
    def web(self) -> str:
        """The address that people and catalogues use."""
        return f"{self.url}{self.prefix}"

    def seen(self) -> list[Project]:
        """What the token may see."""
        return [one for one in self.world.projects if one.visibility != "private" or one.member]

    def answer(self, arrival: Arrival) -> Reply:
        path = arrival.path.removeprefix(self.prefix)
        kind = "rest" if path.startswith("/api/v1/") else "git"
        with self._lock:
            turn = sum(one.kind == kind for one in self.log) + 1
            asked = Asked(kind=kind, path=f"{path}?{urlencode(arrival.query)}" if arrival.query else path, turn=turn)
            self.log.append(asked)
        for fault in self.faults:
            if (reply := fault(asked)) is not None:
                return reply
        if kind == "git":
            return self._git(arrival, path)
        if arrival.headers.get("authorization") != f"token {self.token}":
            return _json({"message": "token is required"}, 401)
        reply = self._rest(path.removeprefix("/api/v1"), arrival.query)
        if not self.counts:
            reply = replace(reply, headers={k: v for k, v in reply.headers.items() if k != "X-Total-Count"})
        for edit in self.edits:
            answer = reply.json() if reply.body else {}
            edit(asked, answer)
            reply = reply.with_json(answer)
        for change in self.replies:
            reply = reply.with_json(change(asked, reply.json())) if reply.body else reply
        return reply

    def _rest(self, path: str, query: Mapping[str, str]) -> Reply:
        if path == "/repos/search":
            wanted = query.get("q")
            found = [one for one in self.seen() if query.get("topic") != "true" or wanted in one.topics]
            page, headers = _cut(found, query, self.cap)
            return _json({"ok": True, "data": [self.repository(one) for one in page]}, headers=headers)
        if path == "/repos/issues/search":
            return self._changed(query, path)
        if (match := re.fullmatch(r"/(orgs|users)/([^/]+)/repos", path)) is not None:
            owner = unquote(match[2])
            if owner in self.renamed:
                target = f"{self.web}/api/v1/{match[1]}/{self.renamed[owner]}/repos?{urlencode(query)}"
                return Reply(status=307, headers={"Location": target})
            known = (
                any(one.path == owner for one in self.world.groups) if match[1] == "orgs" else owner in self.world.users
            )
            if not known:
                return _json({"message": "not found"}, 404)
            return self._page(
                [self.repository(one) for one in self.seen() if one.path.startswith(f"{owner}/")], query, path
            )
        if (match := re.fullmatch(r"/orgs/([^/]+)/teams", path)) is not None:
            teams = [one for one in self.world.groups if one.path.startswith(f"{match[1]}/")]
            return self._page([{"id": one.id, "name": one.path.rpartition("/")[2]} for one in teams], query, path)
        if (match := re.fullmatch(r"/teams/(\d+)/members", path)) is not None:
            team = next(one for one in self.world.groups if str(one.id) == match[1])
            return self._page([person(who) for who in team.members], query, path)
        if (match := re.fullmatch(r"/repositories/(\d+)", path)) is not None:
            one = next((one for one in self.seen() if str(one.id) == match[1]), None)
            return _json(self.repository(one)) if one is not None else _json({"message": "not found"}, 404)
        return self._inside(path, query)

    def _inside(self, path: str, query: Mapping[str, str]) -> Reply:
        match = _REPOSITORY.fullmatch(path)
        name = f"{match[1]}/{match[2]}" if match else ""
        if name in self.world.moved:
            return Reply(status=307, headers={"Location": f"{self.web}/api/v1/repositories/{self.world.moved[name]}"})
        one = next((one for one in self.seen() if one.path == name), None)
        if one is None or match is None:
            return _json({"message": "not found"}, 404)
        rest = match[3] or ""
        if not rest:
            return _json(self.repository(one))
        if rest == "topics":
            return _json({"topics": list(one.topics)})
        if rest == "contents" and one.content is not None:
            names = git(one.content, "ls-tree", "--name-only", "HEAD").decode().splitlines()
            return _json([{"name": name} for name in names])
        if rest.startswith("contents/") and one.content is not None:
            found = git(one.content, "ls-tree", "HEAD", "--", unquote(rest.removeprefix("contents/")))
            return _json({"type": "file"}) if found else _json({"message": "not found"}, 404)
        if rest == "releases":
            return self._page([self._release(one, tag, when) for tag, when in one.release_dates().items()], query, path)
        if rest == "issues":
            return self._issues(one, query, path)
        if rest == "issues/comments":
            since = datetime.fromisoformat(query["since"])
            comments = [comment for each in one.requests for comment in self._comments(one, each)]
            shown = [each for each in comments if datetime.fromisoformat(each["created_at"]) >= since]
            return self._page(shown, query, path)
        if rest == "pulls":
            ended = [self._pull(one, each) for each in one.requests if each.merged or each.closed]
            return self._page(ended, query, path)
        if rest.startswith("commits/"):
            states = {"SUCCESS": "success", "FAILED": "failure"}
            return _json({"state": states.get(one.pipeline or "", "")})
        number, _, what = rest.removeprefix("pulls/").removeprefix("issues/").partition("/")
        request = next((each for each in one.requests if str(each.iid) == number), None)
        if request is not None and what == "reviews":
            at = stamp(request.merged or request.created)
            said = [
                {"state": "COMMENT", "user": person(note.author), "submitted_at": stamp(note.at)}
                for note in request.notes
                if note.review
            ]
            approved = [{"state": "APPROVED", "user": person(who), "submitted_at": at} for who in request.approved_by]
            return _json(said + approved)
        if request is not None and what == "comments":
            return _json(self._comments(one, request))
        return _json({"message": "not found"}, 404)

    def _issues(self, one: Project, query: Mapping[str, str], path: str) -> Reply:
        wanted = query.get("labels")
        found = [
            self._issue(one, issue)
            for issue in one.issues
            if (query.get("state") != "open" or not issue.closed)
            and not issue.confidential
            and (wanted is None or wanted in issue.labels)
        ]
        return self._page(found, query, path)

    def _changed(self, query: Mapping[str, str], path: str) -> Reply:
        """Issues and pull requests of all repositories of an owner that changed since a moment."""
        since, found = datetime.fromisoformat(query["since"]), []
        for one in (one for one in self.seen() if one.path.lower().startswith(f"{query['owner'].lower()}/")):
            holder = {"repository": {"id": one.id, "full_name": one.path}}
            found += [
                self._issue(one, issue) | holder
                for issue in one.issues
                if not issue.confidential and issue.changed >= since
            ]
            found += [
                {"number": each.iid, "updated_at": stamp(each.changed), "pull_request": {"merged": True}} | holder
                for each in one.requests
                if each.changed >= since
            ]
        return self._page(found, query, path)

    def repository(self, one: Project) -> dict[str, Any]:
        """A repository as lists and single requests give it."""
        owner = {
            "login": one.path.partition("/")[0],
            "visibility": "public" if one.visibility == "public" else "limited",
        }
        value: dict[str, Any] = {
            "id": one.id,
            "full_name": one.path,
            "name": one.path.rpartition("/")[2],
            "owner": owner,
            "description": one.description or "",
            "private": one.visibility == "private",
            "internal": False,
            "archived": one.archived,
            "fork": one.forked_from is not None,
            "parent": None if one.forked_from is None else {"full_name": one.forked_from},
            "template": False,
            "empty": head_of(one) is None,
            "default_branch": branch_of(one),
            "created_at": stamp(BEGINNING),
            "updated_at": stamp(one.active),
            "stars_count": one.stars,
            "forks_count": one.forks,
            "watchers_count": 1,
            "open_issues_count": sum(not issue.closed and not issue.confidential for issue in one.issues),
            "release_counter": len(one.releases),
            "has_issues": one.issues_access == "enabled",
            "has_pull_requests": one.requests_access == "enabled",
            "html_url": f"{self.web}/{one.path}",
        }
        return {**value, "topics": list(one.topics)} if self.topics else value

    def _release(self, one: Project, tag: str, when: datetime) -> dict[str, Any]:
        link = f"{self.web}/{one.path}/releases/tag/{tag}"
        return {"tag_name": tag, "published_at": stamp(when), "draft": False, "html_url": link}

    def _issue(self, one: Project, issue: Issue) -> dict[str, Any]:
        return {
            "number": issue.iid,
            "title": issue.title,
            "html_url": f"{self.web}/{one.path}/issues/{issue.iid}",
            "state": "closed" if issue.closed else "open",
            "created_at": stamp(issue.created),
            "updated_at": stamp(issue.changed),
            "labels": [{"name": label} for label in issue.labels],
            "due_date": None if issue.due is None else f"{issue.due}T23:59:59Z",
            "assignees": [person(who) for who in issue.assignees] or None,
            "user": person(issue.author),
            "pull_request": None,
        }

    def _pull(self, one: Project, request: MergeRequest) -> dict[str, Any]:
        return {
            "number": request.iid,
            "state": "closed",
            "created_at": stamp(request.created),
            "updated_at": stamp(request.changed),
            "merged_at": None if request.merged is None else stamp(request.merged),
            "closed_at": stamp(request.merged or request.closed or request.created),
            "comments": sum(not note.system and not note.review for note in request.notes),
            "user": person(request.author),
            "base": {"repo_id": one.id},
            "head": {"repo_id": request.source_project if request.from_fork else one.id},
        }

    def _comments(self, one: Project, request: MergeRequest) -> list[dict[str, Any]]:
        link = f"{self.web}/{one.path}/pulls/{request.iid}"
        notes = [note for note in request.notes if not note.system and not note.review]
        return [
            {"user": person(note.author), "created_at": stamp(note.at), "issue_url": "", "pull_request_url": link}
            for note in notes
        ]

    def _page(self, entries: list[dict[str, Any]], query: Mapping[str, str], path: str) -> Reply:
        page, headers = _cut(entries, query, self.cap)
        return _json(page, headers=headers)

    def _git(self, arrival: Arrival, path: str) -> Reply:
        name, _, rest = path.lstrip("/").partition(".git/")
        one = next((one for one in self.world.projects if one.path == name), None)
        given = arrival.headers.get("authorization", "").removeprefix("Basic ")
        known = bool(given) and base64.b64decode(given).decode().partition(":")[2] == self.token and self.readable
        readable = one is not None and (
            one.visibility == "public" or (known and (one.visibility != "private" or one.member))
        )
        if one is None or one.content is None or not readable or (given and not known):
            return Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="Gitea"'}, body=b"Unauthorized")
        status, headers, content = git_over_http(
            Path(one.content).parent,
            arrival.method,
            f"/{one.content.name}/{rest}",
            urlencode(arrival.query),
            arrival.headers,
            arrival.body,
            filters=self.filters,
        )
        return Reply(status=status, headers=headers, body=content)


def _cut(entries: list[Any], query: Mapping[str, str], cap: int) -> tuple[list[Any], dict[str, str]]:
    size, number = min(int(query.get("limit", "30")), cap), int(query.get("page", "1"))
    return entries[(number - 1) * size : number * size], {"X-Total-Count": str(len(entries))}


def person(who: Person) -> dict[str, Any]:
    login = "renovate[bot]" if who.bot else "Ghost" if who.username == "ghost" else who.username
    return {"id": 1, "login": login}


@contextmanager
def serve(world: World, **options: Any) -> Iterator[Server]:
    """Serve on a free port of loopback until the block ends."""
    server = Server(world=world, **options)
    with listening(server.answer) as url:
        server.url = url
        yield server


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    content = {"Content-Type": "application/json", **(headers or {})}
    return Reply(status=status, headers=content, body=json.dumps(value).encode())
