"""A server that speaks GitLab on loopback: GraphQL, REST and git, over real repositories, with switches for faults."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace

from git_repositories import git_over_http
from github_server.exchange import Reply
from github_server.transport import Arrival, listening
from gitlab_server import graph, rest
from gitlab_server.world import Project, World

CANARY = "glpat-c4n4ryThatMustAppearNowhere"
"""The token that the server accepts; tests look for it where it must not be."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the log has it: `kind` is graphql, rest or git; `turn` counts those of its kind from 1."""

    kind: str
    path: str
    turn: int
    operation: str = ""
    complexity: int = 0
    signed: bool = True
    body: str = ""


Fault = Callable[[Asked], Reply | None]
"""Answers a request in place of the server, or lets it through with None."""

Edit = Callable[[Asked, Any], None]
"""Changes an answer, of GraphQL where there is one, before it is sent."""

Change = Callable[[Asked, Any], Any]
"""Gives another answer, of whatever kind, in place of the one that would be sent."""


class Server(msgspec.Struct, kw_only=True):
    """A running server. Everything may be changed while it runs.

    `confidential` says whether the token may see confidential issues.
    """

    world: World
    token: str = CANARY
    job_token: str = "glcbt-job"
    scopes: frozenset[str] = frozenset({"read_api", "read_repository"})
    graphql: bool = True
    rest: bool = True
    old: bool = False
    limit: int = 250
    filters: bool = False
    confidential: bool = True
    prefix: str = ""
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

    def count(self, kind: str) -> int:
        """How many requests of a kind came."""
        return sum(one.kind == kind for one in self.log)

    def seen(self, signed: str | None = "token") -> list[Project]:
        """What the token may see: everything but private projects of which its account is no member."""
        if signed != "token":
            return [one for one in self.world.projects if one.visibility == "public"]
        found = [one for one in self.world.projects if one.visibility != "private" or one.member]
        return found if self.confidential else [replace(one, issues=one.open_to_all) for one in found]

    def _namespace(self, path: str) -> str | None:
        for group in self.world.groups:
            if group.path.lower() == path.lower():
                return group.path
        return path if path in self.world.users else None

    def answer(self, arrival: Arrival) -> Reply:
        path = arrival.path.removeprefix(self.prefix)
        kind = "graphql" if path == "/api/graphql" else "rest" if path.startswith("/api/v4/") else "git"
        body: dict[str, Any] = json.loads(arrival.body) if kind == "graphql" else {}
        operation = (
            "describe"
            if "__type" in body.get("query", "")
            else "list"
            if "query List" in body.get("query", "")
            else "details"
        )
        signed = self._signed(arrival)
        with self._lock:
            turn = self.count(kind) + 1
            asked = Asked(
                kind=kind,
                path=f"{path}?{urlencode(arrival.query)}" if arrival.query else path,
                turn=turn,
                operation=operation if kind == "graphql" else "",
                signed=signed is not None,
                body=arrival.body.decode() if kind == "graphql" else "",
            )
            self.log.append(asked)
        for fault in self.faults:
            if (reply := fault(asked)) is not None:
                return reply
        if kind == "git":
            return self._git(arrival, path)
        if signed is None and any(name in arrival.headers for name in ("private-token", "authorization")):
            return _json({"message": "401 Unauthorized"}, 401)
        if "read_api" not in self.scopes and signed == "token":
            return _json(
                {
                    "error": "insufficient_scope",
                    "error_description": "The request requires higher privileges than provided by the access token.",
                    "scope": "api read_api",
                },
                403,
            )
        if kind == "rest":
            if not self.rest or signed == "job":
                return _json({"message": "404 Not Found"}, 404)
            base = f"{self.web}/api/v4"
            shown = self.seen(signed)
            reply = rest.answer(self.world, shown, path.removeprefix("/api/v4"), arrival.query, base, self.web)
            return self._changed(asked, reply)
        if not self.graphql or signed == "job":
            return _json({"errors": [{"message": "Invalid token"}]}, 401 if signed == "job" else 404)
        limit = self.limit if signed == "token" else min(self.limit, 200)
        found, score = graph.answer(body, self.seen(signed), self.web, self._namespace, old=self.old, limit=limit)
        with self._lock:
            self.log[self.log.index(asked)] = replace(asked, complexity=score)
        for edit in self.edits:
            edit(asked, found)
        return self._changed(asked, _json(found))

    def _changed(self, asked: Asked, reply: Reply) -> Reply:
        for change in self.replies:
            reply = reply.with_json(change(asked, reply.json())) if reply.body else reply
        return reply

    def _signed(self, arrival: Arrival) -> str | None:
        if arrival.headers.get("private-token") == self.token:
            return "token"
        if arrival.headers.get("job-token") == self.job_token:
            return "job"
        return None

    def _git(self, arrival: Arrival, path: str) -> Reply:
        name, _, rest_ = path.lstrip("/").partition(".git/")
        one = next((one for one in self.world.projects if one.path == name), None)
        given = arrival.headers.get("authorization", "").removeprefix("Basic ")
        password = base64.b64decode(given).decode().partition(":")[2] if given else ""
        known = password in (self.token, self.job_token) and "read_repository" in self.scopes
        refused = given and not known
        readable = one is not None and (
            one.visibility == "public" or (known and (one.visibility != "private" or one.member))
        )
        if refused or not readable or one is None or one.content is None:
            return Reply(
                status=401, headers={"WWW-Authenticate": 'Basic realm="GitLab"'}, body=b"HTTP Basic: Access denied"
            )
        inner = f"/{one.content.name}/{rest_}"
        status, headers, content = git_over_http(
            Path(one.content).parent,
            arrival.method,
            inner,
            urlencode(arrival.query),
            arrival.headers,
            arrival.body,
            filters=self.filters,
        )
        return Reply(status=status, headers=headers, body=content)


@contextmanager
def serve(world: World, **options: Any) -> Iterator[Server]:
    """Serve on a free port of loopback until the block ends."""
    server = Server(world=world, **options)
    with listening(server.answer) as url:
        server.url = url
        yield server


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status=status, headers={"Content-Type": "application/json"}, body=json.dumps(value).encode())
