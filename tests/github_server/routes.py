"""The REST routes in use: repositories and their lists, contents, limits, and an App's tokens."""

import base64
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from github_server.content import BLOB, COMMIT, TREE, Stored, commit, entries
from github_server.exchange import Reply, Request, json_reply, message
from github_server.view import Hosted, head_date, listed, node_id, pushed_at, stamp, updated_at
from github_server.world import Organization

if TYPE_CHECKING:
    from github_server.server import Server

Route = Callable[["Server", Request, re.Match[str]], Reply]

PER_PAGE = 30
"""Items of a page when a client does not say."""


def answer(server: "Server", request: Request) -> Reply:
    """Answer a REST request; `request.path` is relative to the API's root."""
    for method, pattern, route in ROUTES:
        match = re.fullmatch(pattern, request.path)
        if match is not None and method == request.method:
            return route(server, request, match)
    return message(404, "Not Found")


def repository_json(one: Hosted, api: str) -> dict[str, object]:
    """A repository in REST's words. `watchers_count` equals the stars; `subscribers_count` counts watchers."""
    facts = one.facts
    primary = max(facts.languages, key=facts.languages.__getitem__) if facts.languages else None
    kind = "Organization" if isinstance(one.view.owner(facts.owner), Organization) else "User"
    return {
        "id": facts.number,
        "node_id": node_id("R", facts.number),
        "name": facts.name,
        "full_name": facts.full_name,
        "owner": {"login": facts.owner, "type": kind, "id": 1, "url": f"{api}/users/{facts.owner}"},
        "private": facts.visibility != "PUBLIC",
        "visibility": facts.visibility.lower(),
        "html_url": one.url,
        "url": f"{api}/repos/{facts.full_name}",
        "clone_url": f"{one.url}.git",
        "description": facts.description,
        "homepage": facts.homepage,
        "fork": facts.fork_of is not None,
        "archived": facts.archived,
        "disabled": facts.disabled,
        "is_template": facts.template,
        "allow_forking": facts.forking_allowed,
        "has_issues": facts.has_issues,
        "has_discussions": facts.has_discussions,
        "default_branch": facts.default_branch or one.content.branch(),
        "topics": list(facts.topics),
        "language": primary,
        "license": {"key": facts.license.lower(), "spdx_id": facts.license, "name": facts.license}
        if facts.license
        else None,
        "stargazers_count": facts.stars,
        "watchers_count": facts.stars,
        "subscribers_count": facts.watchers,
        "forks_count": facts.forks,
        "open_issues_count": sum(issue.state == "OPEN" for issue in facts.issues),
        "size": facts.disk_usage or 0,
        "created_at": stamp(facts.created_at),
        "updated_at": stamp(updated_at(one)),
        "pushed_at": stamp(pushed_at(one)),
    }


def _repository(server: "Server", request: Request, match: re.Match[str]) -> Reply:
    found = server.view.repository(match["owner"], match["name"])
    if found is None:
        return message(404, "Not Found")
    if found.facts.full_name.lower() != f"{match['owner']}/{match['name']}".lower():
        return moved(f"{server.url}/repositories/{found.facts.number}{match['rest'] or ''}")
    return _of_repository(server, request, found, match["rest"] or "")


def _numbered(server: "Server", request: Request, match: re.Match[str]) -> Reply:
    found = server.view.numbered(int(match["number"]))
    return (
        _of_repository(server, request, found, match["rest"] or "") if found is not None else message(404, "Not Found")
    )


def _of_repository(server: "Server", request: Request, found: Hosted, rest: str) -> Reply:
    if rest == "":
        return json_reply(repository_json(found, server.url))
    if rest == "/topics":
        return json_reply({"names": list(found.facts.topics)})
    if rest == "/languages":
        return json_reply(dict(found.facts.languages))
    contents = re.fullmatch(r"/contents/?(?P<path>.*)", rest)
    if contents is not None:
        revision = request.query.get("ref", "HEAD")
        return _contents(found, revision, contents["path"].rstrip("/"), server.url)
    blob = re.fullmatch(r"/git/blobs/(?P<oid>[0-9a-f]{40})", rest)
    if blob is not None:
        stored = found.content.find(blob["oid"])
        return (
            json_reply(_blob_json(stored)) if stored is not None and stored.kind == BLOB else message(404, "Not Found")
        )
    if rest == "/commits":
        return _commits(server, request, found)
    return message(404, "Not Found")


def _contents(found: Hosted, revision: str, path: str, api: str) -> Reply:
    if head_date(found) is None:
        return message(404, "This repository is empty.")
    stored = found.content.find(f"{revision}:{path}")
    if stored is None or stored.kind == COMMIT:
        return message(404, "Not Found")
    base = f"{api}/repos/{found.facts.full_name}/contents"
    if stored.kind == TREE:
        rows = entries(stored)
        return json_reply(
            [
                {
                    "name": row.name,
                    "path": f"{path}/{row.name}".lstrip("/"),
                    "type": {TREE: "dir", BLOB: "file", COMMIT: "submodule"}[row.kind],
                    "sha": row.oid,
                    "size": 0,
                    "url": f"{base}/{path}/{row.name}",
                }
                for row in rows
            ]
        )
    name = path.rpartition("/")[2]
    return json_reply({**_blob_json(stored), "type": "file", "name": name, "path": path, "url": f"{base}/{path}"})


def _blob_json(stored: Stored) -> dict[str, object]:
    content = base64.encodebytes(stored.data).decode()
    return {"sha": stored.oid, "size": len(stored.data), "encoding": "base64", "content": content}


def _commits(server: "Server", request: Request, found: Hosted) -> Reply:
    head = found.content.find(request.query.get("sha", "HEAD"))
    if head is None:
        return message(409, "Git Repository is empty.")
    rows: list[object] = [
        {
            "sha": one.oid,
            "commit": {
                "message": one.headline,
                "author": {"name": one.author.name, "email": one.author.email, "date": stamp(one.author.date)},
                "committer": {"name": one.committer.name, "date": stamp(one.committer.date)},
                "tree": {"sha": one.tree},
            },
        }
        for one in found.content.history(commit(head).oid)
    ]
    return _page(server, request, rows)


def _owned(server: "Server", request: Request, match: re.Match[str]) -> Reply:
    login = match["login"]
    known = server.view.owner(login)
    if known is None or (match["kind"] == "orgs" and not isinstance(known, Organization)):
        return message(404, "Not Found")
    fields = {"created": "CREATED_AT", "updated": "UPDATED_AT", "pushed": "PUSHED_AT", "full_name": "NAME"}
    order = request.query.get("sort", "created")
    descending = request.query.get("direction", "asc" if order == "full_name" else "desc") == "desc"
    found = listed(server.view.owned(login), fields.get(order, "CREATED_AT"), descending=descending)
    wanted = request.query.get("type", "all")
    chosen = [one for one in found if wanted in ("all", one.facts.visibility.lower())]
    return _page(server, request, [repository_json(one, server.url) for one in chosen])


def _page(server: "Server", request: Request, rows: list[object]) -> Reply:
    size = min(int(request.query.get("per_page", PER_PAGE)), 100)
    number = int(request.query.get("page", 1))
    pages = max(1, -(-len(rows) // size))

    def link(page: int, relation: str) -> str:
        others = "".join(f"&{key}={value}" for key, value in request.query.items() if key != "page")
        return f'<{server.url}{request.path}?page={page}{others}>; rel="{relation}"'

    links = [link(number + 1, "next"), link(pages, "last")] if number < pages else []
    links += [link(number - 1, "prev"), link(1, "first")] if number > 1 else []
    reply = json_reply(rows[(number - 1) * size : number * size])
    return reply.with_headers(Link=", ".join(links)) if links else reply


def _owner(server: "Server", request: Request, match: re.Match[str]) -> Reply:
    known = server.view.owner(match["login"])
    if known is None or (match["kind"] == "orgs" and not isinstance(known, Organization)):
        return message(404, "Not Found")
    kind = "Organization" if isinstance(known, Organization) else "User"
    return json_reply({"login": known.login, "name": known.name, "type": kind, "url": f"{server.url}{request.path}"})


def _user(_server: "Server", _request: Request, _match: re.Match[str]) -> Reply:
    return json_reply({"login": "marketplace-reader", "type": "User", "id": 2})


def _rate_limit(server: "Server", _request: Request, _match: re.Match[str]) -> Reply:
    limits = server.limits()
    return message(404, "Rate limiting is not enabled.") if limits is None else json_reply(limits)


def _meta(server: "Server", _request: Request, _match: re.Match[str]) -> Reply:
    version = server.edition.version
    return json_reply({"installed_version": version} if version is not None else {"api": ["192.0.2.0/24"]})


def _app(server: "Server", _request: Request, _match: re.Match[str]) -> Reply:
    app = server.app
    return json_reply({"id": app.id, "slug": "marketplace"}) if app is not None else message(404, "Not Found")


def _installation(server: "Server", _request: Request, match: re.Match[str]) -> Reply:
    app = server.app
    if app is None:
        return message(404, "Not Found")
    number = app.further.get(str(match.groupdict().get("login")).lower(), app.installation)
    if match.groupdict().get("id") not in (None, str(number)):
        return message(404, "Not Found")
    tokens = f"{server.url}/app/installations/{number}/access_tokens"
    return json_reply({"id": number, "app_id": app.id, "access_tokens_url": tokens})


def _access_token(server: "Server", _request: Request, match: re.Match[str]) -> Reply:
    app = server.app
    if app is None or match["id"] not in {str(number) for number in (app.installation, *app.further.values())}:
        return message(404, "Not Found")
    token, expires = server.issue_token()
    server.installation_of[token] = int(match["id"])
    return json_reply({"token": token, "expires_at": stamp(expires), "permissions": {"metadata": "read"}}, 201)


def moved(location: str, status: int = 301) -> Reply:
    """A redirect as GitHub sends it."""
    return json_reply({"message": "Moved Permanently", "url": location}, status, Location=location)


NAME = r"[^/]+"

ROUTES: tuple[tuple[str, str, Route], ...] = (
    ("GET", rf"/repos/(?P<owner>{NAME})/(?P<name>{NAME})/installation", _installation),
    ("GET", rf"/repos/(?P<owner>{NAME})/(?P<name>{NAME})(?P<rest>/.*)?", _repository),
    ("GET", r"/repositories/(?P<number>\d+)(?P<rest>/.*)?", _numbered),
    ("GET", rf"/orgs/(?P<login>{NAME})/installation", _installation),
    ("GET", rf"/(?P<kind>orgs|users)/(?P<login>{NAME})/repos", _owned),
    ("GET", rf"/(?P<kind>orgs|users)/(?P<login>{NAME})", _owner),
    ("GET", r"/user", _user),
    ("GET", r"/rate_limit", _rate_limit),
    ("GET", r"/meta", _meta),
    ("GET", r"/app", _app),
    ("GET", r"/app/installations/(?P<id>\d+)", _installation),
    ("POST", r"/app/installations/(?P<id>\d+)/access_tokens", _access_token),
)
