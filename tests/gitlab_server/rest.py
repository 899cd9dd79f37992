"""The REST routes of GitLab that we use, in their published shapes."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlencode

from git_repositories import git
from github_server.exchange import Reply
from gitlab_server.graph import branch_of, head_of, stamp
from gitlab_server.world import BEGINNING, Issue, MergeRequest, Person, Project, World

_ROUTE = re.compile(r"/(projects|groups|users)/([^/]+)(?:/(.*))?")


def answer(world: World, seen: Sequence[Project], path: str, query: Mapping[str, str], base: str, web: str) -> Reply:
    """Answer one request; `seen` are the projects that the token may see, `base` the address of the API."""
    if path == "/projects":
        found = [one for one in seen if not query.get("topic") or query["topic"] in one.topics]
        return _page([project(one, web) for one in found], path, query, base)
    if path == "/issues":
        return _issues(seen, path, query, base, web)
    route = _ROUTE.fullmatch(path)
    if route is None:
        return _json({"message": "404 Not Found"}, 404)
    kind, name, rest = route[1], unquote(route[2]), route[3] or ""
    if kind == "users" and rest == "projects":
        if name not in world.users:
            return _json({"message": "404 User Not Found"}, 404)
        return _page([project(one, web) for one in seen if one.path.startswith(f"{name}/")], path, query, base)
    if kind == "groups":
        return _group(world, seen, name, rest, path, query, base, web)
    if kind == "projects":
        return _project(world, seen, name, rest, path, query, base, web)
    return _json({"message": "404 Not Found"}, 404)


def _group(
    world: World,
    seen: Sequence[Project],
    name: str,
    rest: str,
    path: str,
    query: Mapping[str, str],
    base: str,
    web: str,
) -> Reply:
    group = next((one for one in world.groups if name in (one.path, str(one.id))), None)
    if group is None:
        return _json({"message": "404 Group Not Found"}, 404)
    if rest == "projects":
        inside = [
            one
            for one in seen
            if one.path.startswith(f"{group.path}/")
            or (group.path in one.shared_with and query.get("with_shared") != "false")
        ]
        return _page([project(one, web) for one in inside], path, query, base)
    if rest == "issues":
        inside = [one for one in seen if one.path.startswith(f"{group.path}/")]
        return _issues(inside, path, query, base, web)
    if rest == "descendant_groups":
        numbers = {one.path: one.id for one in world.groups}
        below = [
            {
                "id": one.id,
                "full_path": one.path,
                "name": one.name,
                "visibility": one.visibility,
                "parent_id": numbers.get(one.path.rpartition("/")[0]),
            }
            for one in world.groups
            if one.path.startswith(f"{group.path}/")
        ]
        return _page(below, path, query, base)
    if rest == "members":
        members = [{"id": at, "username": who.username, "state": "active"} for at, who in enumerate(group.members)]
        return _page(members, path, query, base)
    return _json({"message": "404 Not Found"}, 404)


def _project(
    world: World,
    seen: Sequence[Project],
    name: str,
    rest: str,
    path: str,
    query: Mapping[str, str],
    base: str,
    web: str,
) -> Reply:
    if name in world.moved:
        target = f"{base}/projects/{world.moved[name]}"
        return Reply(status=301, headers={"Location": target}, body=b"")
    one = next((one for one in seen if name in (one.path, str(one.id))), None)
    if one is None:
        return _json({"message": "404 Project Not Found"}, 404)
    if not rest:
        return _json(project(one, web))
    if rest == "issues_statistics":
        shown = [issue for issue in one.issues if query.get("confidential") != "false" or not issue.confidential]
        opened = sum(not issue.closed for issue in shown)
        counts = {"all": len(shown), "closed": len(shown) - opened, "opened": opened}
        return _json({"statistics": {"counts": counts}})
    if rest == "releases":
        return _page([_release(one, tag, when, web) for tag, when in one.release_dates().items()], path, query, base)
    if rest == "issues":
        return _issues([one], path, query, base, web)
    if rest == "merge_requests":
        return _page([_request(one, request) for request in one.requests if request.merged], path, query, base)
    if rest == "pipelines":
        return _page([] if one.pipeline is None else [{"id": 1, "status": one.pipeline.lower()}], path, query, base)
    if (file := re.fullmatch(r"repository/files/([^/]+)", rest)) is not None and one.content is not None:
        found_file = git(one.content, "ls-tree", "HEAD", "--", unquote(file[1]))
        return _json({"file_path": unquote(file[1])}) if found_file else _json({"message": "404 File Not Found"}, 404)
    number, _, what = rest.removeprefix("merge_requests/").partition("/")
    request = next((request for request in one.requests if str(request.iid) == number), None)
    if request is not None and what == "notes":
        notes = [
            {"author": person(n.author), "created_at": stamp(n.at), "system": n.system, "internal": n.internal}
            for n in request.notes
        ]
        return _page(notes, path, query, base)
    if request is not None and what == "approvals":
        return _json({"approved_by": [{"user": person(who)} for who in request.approved_by]})
    return _json({"message": "404 Not Found"}, 404)


def _issues(projects: Sequence[Project], path: str, query: Mapping[str, str], base: str, web: str) -> Reply:
    wanted, confidential = query.get("labels"), query.get("confidential")
    found = [
        (one, issue)
        for one in projects
        for issue in one.issues
        if (query.get("state") != "opened" or not issue.closed)
        and (confidential is None or issue.confidential == (confidential == "true"))
        and (wanted is None or wanted in issue.labels)
    ]
    if query.get("order_by") == "updated_at":
        found.sort(key=lambda pair: pair[1].changed, reverse=True)
    return _page([_issue(one, issue, web) for one, issue in found], path, query, base)


def project(one: Project, web: str) -> dict[str, Any]:
    """A project as lists and single requests give it."""
    forked = (
        {} if one.forked_from is None else {"forked_from_project": {"id": 1, "path_with_namespace": one.forked_from}}
    )
    return {
        "id": one.id,
        "path_with_namespace": one.path,
        "description": one.description,
        "visibility": one.visibility,
        "archived": one.archived,
        "topics": list(one.topics),
        "default_branch": branch_of(one) if head_of(one) else None,
        "empty_repo": head_of(one) is None,
        "web_url": f"{web}/{one.path}",
        "created_at": stamp(BEGINNING),
        "last_activity_at": stamp(one.active),
        "star_count": one.stars,
        "forks_count": one.forks,
        "open_issues_count": sum(not issue.closed for issue in one.issues),
        "issues_enabled": one.issues_access != "disabled",
        "merge_requests_enabled": one.requests_access != "disabled",
        "issues_access_level": one.issues_access,
        "merge_requests_access_level": one.requests_access,
        "forking_access_level": one.forking_access,
        "repository_access_level": one.code_access,
        "marked_for_deletion": one.doomed or one.group_doomed,
        "marked_for_deletion_on": "2026-12-01" if one.doomed else None,
        **forked,
    }


def _release(one: Project, tag: str, when: datetime, web: str) -> dict[str, Any]:
    link = f"{web}/{one.path}/-/releases/{tag}"
    return {
        "tag_name": tag,
        "released_at": stamp(when),
        "upcoming_release": False,
        "_links": {"self": link},
    }


def _issue(one: Project, issue: Issue, web: str) -> dict[str, Any]:
    return {
        "iid": issue.iid,
        "project_id": one.id,
        "title": issue.title,
        "web_url": f"{web}/{one.path}/-/issues/{issue.iid}",
        "confidential": issue.confidential,
        "created_at": stamp(issue.created),
        "updated_at": stamp(issue.changed),
        "due_date": issue.due,
        "merge_requests_count": issue.requests,
        "labels": list(issue.labels),
        "assignees": [person(who) for who in issue.assignees],
        "author": person(issue.author),
    }


def _request(one: Project, request: MergeRequest) -> dict[str, Any]:
    return {
        "iid": request.iid,
        "created_at": stamp(request.created),
        "merged_at": None if request.merged is None else stamp(request.merged),
        "closed_at": None if request.closed is None else stamp(request.closed),
        "updated_at": stamp(request.changed),
        "source_project_id": request.source_project if request.from_fork else one.id,
        "target_project_id": one.id,
        "author": person(request.author),
    }


def person(who: Person) -> dict[str, Any]:
    return {"id": 1, "username": who.username, "name": who.username.title(), "state": "active"}


def _page(entries: list[dict[str, Any]], path: str, query: Mapping[str, str], base: str) -> Reply:
    size, number = min(int(query.get("per_page", "20")), 100), int(query.get("page", "1"))
    page = entries[(number - 1) * size : number * size]
    headers = {"X-Page": str(number), "X-Per-Page": str(size), "X-Total": str(len(entries))}
    if number * size < len(entries):
        quoted = "/".join(quote(unquote(step), safe="") for step in path.split("/"))
        target = f"{base}{quoted}?{urlencode({**query, 'page': str(number + 1)})}"
        headers |= {"Link": f'<{target}>; rel="next"', "X-Next-Page": str(number + 1)}
    return _json(page, headers=headers)


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    content = {"Content-Type": "application/json", **(headers or {})}
    return Reply(status=status, headers=content, body=json.dumps(value).encode())
