"""Everything that GitHub, or what stands between, can do wrong: when it happens, and what it looks like.

    Fault(on=graphql("ListRepositories", nth=2), respond=status(502, html=True))
    Fault(on=graphql(repository="acme/poison"), respond=timeout())
    Fault(on=rest("/orgs/*/repos", since=3), respond=secondary_limit(retry_after=60))

Faults that match the same request nest, the first listed outermost. Each counts only its own matches.
"""

import gzip
import time
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from github_server.exchange import Exchange, Reply, Request, json_reply, message
from github_server.world import World

Respond = Callable[[Exchange], Reply]
"""What a fault does: a reply of its own, or the proper one after a change."""

HTML = {"Content-Type": "text/html; charset=utf-8"}

GATEWAY_PAGE = b"<html><head><title>Unicorn!</title></head><body>This page is taking too long to load.</body></html>"

LOGIN_PAGE = b"<!DOCTYPE html><html><body><form action='/login'><input name='password'></form></body></html>"


class On(msgspec.Struct, frozen=True, kw_only=True):
    """Which requests a fault meets; `since` and `until` count the matches from 1, both included."""

    graphql: bool | None = None
    method: str | None = None
    path: str = "*"
    operation: str | None = None
    field: str | None = None
    repository: str | None = None
    since: int = 1
    until: int | None = None

    def matches(self, request: Request) -> bool:
        """Whether the request is of this kind, whatever its turn."""
        return (
            (self.graphql is None or self.graphql == request.graphql)
            and (self.method is None or self.method == request.method)
            and fnmatchcase(request.path, self.path)
            and (self.operation is None or self.operation == request.operation)
            and (self.field is None or self.field in request.fields)
            and (self.repository is None or request.names(self.repository))
        )

    def meets(self, turn: int) -> bool:
        """Whether the fault happens at the `turn`-th match."""
        return self.since <= turn and (self.until is None or turn <= self.until)


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that goes wrong."""

    on: On
    respond: Respond


def graphql(
    operation: str | None = None,
    *,
    field: str | None = None,
    repository: str | None = None,
    nth: int | None = None,
    since: int = 1,
    until: int | None = None,
) -> On:
    """GraphQL requests: by operation, by a field at the top (`organization`), by a repository asked for."""
    turns = {"since": nth or since, "until": nth or until}
    return On(graphql=True, operation=operation, field=field, repository=repository, **turns)  # type: ignore[arg-type]


def rest(
    path: str = "*", *, method: str | None = None, nth: int | None = None, since: int = 1, until: int | None = None
) -> On:
    """REST requests whose path, relative to the API's root, matches a pattern such as `/orgs/*/repos`."""
    return On(graphql=False, path=path, method=method, since=nth or since, until=nth or until)


def anything(*, nth: int | None = None, since: int = 1, until: int | None = None) -> On:
    """Every request."""
    return On(since=nth or since, until=nth or until)


def status(code: int, text: str = "", *, html: bool = False, **headers: str) -> Respond:
    """A bare status: 202, 204, 404, 409, 410, 451, 500, 502…; with a page of HTML as gateways send it."""
    if html:
        return lambda exchange: Reply(status=code, headers=HTML, body=GATEWAY_PAGE).with_headers(**headers)
    if code in (202, 204):
        return lambda exchange: Reply(status=code, body=b"" if code == 204 else b"{}").with_headers(**headers)
    return lambda exchange: message(code, text or "An error.", **headers)


def timeout(code: int = 502) -> Respond:
    """What GitHub answers when a query took more than ten seconds."""
    return lambda exchange: timed_out(code)


def timed_out(code: int) -> Reply:
    """The body of a query that took too long."""
    words = "Something went wrong while executing your query. This may be the result of a timeout."
    return json_reply({"data": None, "errors": [{"message": words}]}, code)


def redirect(to: str, code: int = 301) -> Respond:
    """A redirect; `{url}` in `to` is this API's root, `{path}` the path asked for (so a loop is `{url}{path}`)."""

    def respond(exchange: Exchange) -> Reply:
        location = to.format(url=exchange.server.url, path=exchange.request.path)
        return json_reply({"message": "Moved Permanently", "url": location}, code, Location=location)

    return respond


def unauthorized() -> Respond:
    """401: the token expired or was revoked."""
    return lambda exchange: message(401, "Bad credentials")


def primary_limit(*, reset_in: float = 60, code: int = 403) -> Respond:
    """The hourly allowance is used up; the headers say until when."""

    def respond(exchange: Exchange) -> Reply:
        reset = str(int(exchange.server.clock().timestamp() + reset_in))
        headers = {"X_RateLimit_Limit": "5000", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": reset}
        return message(code, "API rate limit exceeded for user ID 2.", **headers)

    return respond


def secondary_limit(*, retry_after: int | str | None = None, code: int = 403) -> Respond:
    """The limit against bursts; `retry_after` is seconds, an HTTP date, or absent."""
    headers = {} if retry_after is None else {"Retry_After": str(retry_after)}
    text = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return lambda exchange: message(code, text, **headers)


def login_page() -> Respond:
    """200 with a page to sign in at, as a single sign-on proxy sends it."""
    return lambda exchange: Reply(headers=HTML, body=LOGIN_PAGE)


def reset(after_bytes: int = 0) -> Respond:
    """The connection breaks before the answer, or in the middle of it."""
    return lambda exchange: replace(exchange.proceed(), cut=after_bytes, reset=True)


def hang_up() -> Respond:
    """The connection closes in the middle of the answer, in good manners."""

    def respond(exchange: Exchange) -> Reply:
        reply = exchange.proceed()
        return replace(reply, cut=len(reply.body) // 2)

    return respond


def truncated() -> Respond:
    """Half of the JSON, with a Content-Length that agrees."""

    def respond(exchange: Exchange) -> Reply:
        reply = exchange.proceed()
        return replace(reply, body=reply.body[: len(reply.body) // 2])

    return respond


def wrong_length(by: int = 10) -> Respond:
    """A Content-Length that is off by so many bytes."""

    def respond(exchange: Exchange) -> Reply:
        reply = exchange.proceed()
        return replace(reply, declared=max(0, len(reply.body) + by))

    return respond


def wrong_type(content_type: str = "text/plain") -> Respond:
    """The right body under another Content-Type."""
    return lambda exchange: exchange.proceed().with_headers(Content_Type=content_type)


def body(data: bytes, content_type: str = "application/json") -> Respond:
    """200 with just these bytes."""
    return lambda exchange: Reply(headers={"Content-Type": content_type}, body=data)


def gzip_bomb(unpacked: int = 256 * 1024 * 1024) -> Respond:
    """A small answer that unpacks to `unpacked` bytes."""
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return lambda exchange: Reply(headers=headers, body=_bomb(unpacked))


@cache
def _bomb(unpacked: int) -> bytes:
    block = 1024 * 1024
    member = gzip.compress(b" " * block, mtime=0)  # gzip members may follow one another: cheap to make
    return member * (unpacked // block) + gzip.compress(b" " * (unpacked % block), mtime=0)


def slow(seconds: float) -> Respond:
    """The proper answer, late."""

    def respond(exchange: Exchange) -> Reply:
        time.sleep(seconds)
        return exchange.proceed()

    return respond


def changing(change: Callable[[World], World]) -> Respond:
    """The world changes just before the answer: moved between pages, gone after listing, turned private."""

    def respond(exchange: Exchange) -> Reply:
        exchange.server.world = change(exchange.server.world)
        return exchange.proceed()

    return respond


def edited(change: Callable[[Any, Request], None]) -> Respond:
    """The proper answer after `change` worked on its JSON in place."""

    def respond(exchange: Exchange) -> Reply:
        reply = exchange.proceed()
        payload = reply.json()
        change(payload, exchange.request)
        return reply.with_json(payload)

    return respond


def graphql_error(kind: str, text: str = "Something went wrong.") -> Respond:
    """200 with nothing but an error of a type: RATE_LIMITED, RATE_LIMIT, FORBIDDEN…"""
    return lambda exchange: json_reply({"data": None, "errors": [{"type": kind, "message": text}]})


def partial(kind: str, *repositories: str, text: str = "Could not be resolved.") -> Respond:
    """200 with an error of a type for these repositories, and good data for the others."""

    def change(payload: Any, request: Request) -> None:
        wanted = {each.lower() for each in repositories}
        for alias, name in request.aliases.items():
            if name.lower() in wanted:
                refuse(payload, alias, kind, text)

    return edited(change)


def refuse(payload: Any, alias: str, kind: str, text: str) -> None:
    """Put an error in the place of one field at the top."""
    payload["data"][alias] = None
    payload.setdefault("errors", []).append({"type": kind, "path": [alias], "message": text})


def overriding(repository: str, fields: Mapping[str, object]) -> Respond:
    """Other values wherever the repository stands in the answer: also such as no schema allows."""

    def change(payload: Any, request: Request) -> None:
        named = {alias for alias, name in request.aliases.items() if name.lower() == repository.lower()}
        found = [payload["data"][alias] for alias in named if payload["data"].get(alias)]
        found += [each for each in objects(payload) if each.get("nameWithOwner") == repository]
        for each in found:
            each.update({key: value for key, value in fields.items() if key in each})

    return edited(change)


def looping_cursor() -> Respond:
    """There is always a next page, and it is this one."""

    def change(payload: Any, request: Request) -> None:
        page = next(each["pageInfo"] for each in objects(payload) if "pageInfo" in each)
        page.update(
            hasNextPage=True, endCursor=next(filter(None, map(_cursor, request.variables.values())), "bG9vcA==")
        )

    return edited(change)


def _cursor(value: object) -> str | None:
    return value if isinstance(value, str) and value.startswith(("Y3Vyc29y", "bG9vcA")) else None


def duplicated() -> Respond:
    """Each node of the first list comes twice."""

    def change(payload: Any, request: Request) -> None:
        listing = next(each for each in objects(payload) if "nodes" in each)
        listing["nodes"] = [node for node in listing["nodes"] for _ in range(2)]

    return edited(change)


def total_count(number: int) -> Respond:
    """The first list lies about its length."""

    def change(payload: Any, request: Request) -> None:
        next(each for each in objects(payload) if "totalCount" in each)["totalCount"] = number

    return edited(change)


def emptied() -> Respond:
    """The first list has nothing in it, and says so."""

    def change(payload: Any, request: Request) -> None:
        listing = next(each for each in objects(payload) if "nodes" in each)
        empty = {"totalCount": 0, "nodes": [], "edges": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
        listing.update({key: value for key, value in empty.items() if key in listing})

    return edited(change)


def next_link(to: str) -> Respond:
    """A REST list whose next page is at `to`; `{url}` and `{path}` as in `redirect`."""

    def respond(exchange: Exchange) -> Reply:
        target = to.format(url=exchange.server.url, path=exchange.request.path)
        return exchange.proceed().with_headers(Link=f'<{target}>; rel="next"')

    return respond


def objects(value: object) -> Iterator[dict[str, Any]]:
    """All JSON objects of an answer, outer ones first."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(child)
