"""GraphQL as GitLab answers it: graphql-core over a subset of the published schema, with its complexity."""

import base64
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    build_ast_schema,
    execute,
    get_named_type,
    parse,
    validate,
)

from git_repositories import git
from gitlab_server.world import BEGINNING, Issue, MergeRequest, Note, Person, Project

SDL = Path(__file__).with_name("schema.graphql")

_PLAIN_CONNECTIONS = frozenset({"labels", "assignees", "approvedBy"})
"""Connections without a resolver, whose items GitLab does not count."""

_GITALY = frozenset({"tree", "lastCommit", "blobs", "empty"})


@cache
def schema(*, old: bool = False) -> GraphQLSchema:
    """What the server speaks; an old one lacks what came after August 2023."""
    document = parse(SDL.read_text(encoding="utf-8"))
    if old:
        kept = tuple(_older(one) for one in document.definitions if not _newer(one))
        document = DocumentNode(definitions=kept)
    return build_ast_schema(document)


def _newer(node: Any) -> bool:
    return any(directive.name.value == "newer" for directive in getattr(node, "directives", None) or ())


def _older(definition: Any) -> Any:
    if isinstance(definition, ObjectTypeDefinitionNode):
        fields = tuple(one for one in definition.fields or () if not _newer(one))
        return ObjectTypeDefinitionNode(
            name=definition.name, interfaces=definition.interfaces, directives=definition.directives, fields=fields
        )
    return definition


def complexity(document: DocumentNode, variables: Mapping[str, Any], served: GraphQLSchema) -> int:
    """How GitLab counts: one a field, and one per cent of what a connection holds for each item asked for."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    assert served.query_type is not None
    return _weight(operation.selection_set, served.query_type, fragments, variables)


def _weight(
    selections: SelectionSetNode | None,
    on: GraphQLObjectType,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> int:
    total = 0
    for part in selections.selections if selections is not None else ():
        if isinstance(part, FragmentSpreadNode):
            total += _weight(fragments[part.name.value].selection_set, on, fragments, variables)
        elif isinstance(part, InlineFragmentNode):
            total += _weight(part.selection_set, on, fragments, variables)
        elif isinstance(part, FieldNode) and not part.name.value.startswith("__"):
            field = on.fields[part.name.value]
            inner = get_named_type(field.type)
            child = (
                _weight(part.selection_set, inner, fragments, variables) if isinstance(inner, GraphQLObjectType) else 0
            )
            value = 1 + child + (part.name.value in _GITALY)
            if inner.name.endswith("Connection") and part.name.value not in _PLAIN_CONNECTIONS:
                arguments = {one.name.value: one.value for one in part.arguments or ()}
                first = arguments.get("first")
                number = 100
                if isinstance(first, IntValueNode):
                    number = int(first.value)
                elif isinstance(first, VariableNode):
                    number = int(variables.get(first.name.value) or 100)
                value += "sort" in arguments
                value = int(value + value * min(number, 100) * 0.01)
            total += value
    return total


def answer(
    asked: Mapping[str, Any],
    projects: Sequence[Project],
    web: str,
    namespaces: Callable[[str], str | None],
    *,
    old: bool,
    limit: int,
) -> tuple[dict[str, Any], int]:
    """The answer to a query, and its complexity."""
    served = schema(old=old)
    try:
        document = parse(asked["query"])
    except GraphQLError as error:
        return {"errors": [{"message": error.message}]}, 0
    faults = validate(served, document)
    if faults:
        return {"errors": [{"message": one.message} for one in faults]}, 0
    variables = asked.get("variables") or {}
    score = complexity(document, variables, served)
    if score > limit:
        message = f"Query has complexity of {score}, which exceeds max complexity of {limit}"
        return {"errors": [{"message": message}]}, score
    root = _Root(projects, web, namespaces, score, limit)
    result: Any = execute(served, document, root_value=root.value(), variable_values=variables)
    found: dict[str, Any] = {"data": result.data}
    if result.errors:
        for fault in result.errors:
            if fault.original_error is not None and not isinstance(fault.original_error, GraphQLError):
                raise fault.original_error
        found["errors"] = [{"message": one.message, "path": list(one.path or ())} for one in result.errors]
    return found, score


class _Root:
    def __init__(self, projects: Sequence[Project], web: str, namespaces: Any, score: int, limit: int) -> None:
        self._projects = projects
        self._web = web
        self._namespaces = namespaces
        self._score, self._limit = score, limit

    def value(self) -> dict[str, Any]:
        return {
            "currentUser": {"id": "gid://gitlab/User/1", "username": "marketplace", "bot": True},
            "namespace": self._namespace,
            "projects": self._some,
            "queryComplexity": {"score": self._score, "limit": self._limit},
        }

    def _namespace(self, _info: Any, fullPath: str) -> Any:  # noqa: N803 - GraphQL's name
        path = self._namespaces(fullPath)
        if path is None:
            return None

        def projects(_info: Any, includeSubgroups: bool = False, **page: Any) -> Any:  # noqa: N803
            inside = [
                one
                for one in self._projects
                if (
                    one.path.startswith(f"{path}/") and (includeSubgroups or one.path.count("/") == path.count("/") + 1)
                )
                or path in one.shared_with
            ]
            return connection([self._node(one) for one in reversed(inside)], **page)

        return {"fullPath": path, "id": "gid://gitlab/Group/1", "name": path, "projects": projects}

    def _some(
        self, _info: Any, ids: list[str] | None = None, topics: list[str] | None = None, sort: str = "", **page: Any
    ) -> Any:
        found = [
            one
            for one in self._projects
            if (ids is None or f"gid://gitlab/Project/{one.id}" in ids) and set(topics or ()) <= {*one.topics}
        ]
        return connection([self._node(one) for one in found], **page)

    def _node(self, one: Project) -> dict[str, Any]:
        off = one.issues_access == "disabled"
        return {
            "id": f"gid://gitlab/Project/{one.id}",
            "fullPath": one.path,
            "name": one.path.rpartition("/")[2],
            "path": one.path.rpartition("/")[2],
            "webUrl": f"{self._web}/{one.path}",
            "visibility": one.visibility,
            "archived": one.archived,
            "topics": list(one.topics),
            "description": one.description,
            "createdAt": stamp(BEGINNING),
            "lastActivityAt": stamp(one.active),
            "starCount": one.stars,
            "forksCount": one.forks,
            "isForked": one.forked_from is not None,
            "markedForDeletion": one.doomed or one.group_doomed,
            "markedForDeletionOn": "2026-12-01" if one.doomed else None,
            "issuesEnabled": not off,
            "mergeRequestsEnabled": one.requests_access != "disabled",
            "openIssuesCount": None if off else sum(not issue.closed for issue in one.issues),
            "issuesAccessLevel": {"stringValue": one.issues_access.upper()},
            "mergeRequestsAccessLevel": {"stringValue": one.requests_access.upper()},
            "forkingAccessLevel": {"stringValue": one.forking_access.upper()},
            "languages": [],
            "releases": lambda _info, **page: connection(
                [self._release(one, tag, when) for tag, when in one.release_dates().items()], **page
            ),
            "repository": lambda _info: self._repository(one),
            "issues": lambda _info, **how: self._issues(one, **how),
            "mergeRequests": lambda _info, **how: self._requests(one, **how),
        }

    def _release(self, one: Project, tag: str, when: datetime) -> dict[str, Any]:
        link = f"{self._web}/{one.path}/-/releases/{tag}"
        return {
            "tagName": tag,
            "releasedAt": stamp(when),
            "upcomingRelease": False,
            "links": {"selfUrl": link},
        }

    def _repository(self, one: Project) -> dict[str, Any] | None:
        sha = head_of(one)

        def blobs(_info: Any, paths: list[str], **page: Any) -> Any:
            if one.content is None or sha is None:
                return connection([], **page)
            lines = git(one.content, "ls-tree", "-r", "HEAD", "--", *paths).decode().splitlines()
            found = [{"oid": line.split()[2], "path": line.partition("\t")[2]} for line in lines]
            return connection(found, **page)

        runs = [] if one.pipeline is None else [{"status": one.pipeline}]
        commit = {
            "sha": sha,
            "pipelines": lambda _info, **page: connection(runs, **{k: page[k] for k in page if k == "first"}),
        }
        return {
            "empty": sha is None,
            "rootRef": None if sha is None else branch_of(one),
            "tree": lambda _info, **_how: {"lastCommit": None if sha is None else commit},
            "blobs": blobs,
        }

    def _issues(self, one: Project, state: str | None = None, confidential: bool | None = None, **how: Any) -> Any:
        if one.issues_access == "disabled":
            return None
        any_of = (how.pop("or", None) or {}).get("labelNames")
        all_of = how.pop("labelName", None) or []
        found = [
            issue
            for issue in _sorted(one.issues, how.pop("sort", None))
            if (state != "opened" or not issue.closed)
            and (confidential is None or issue.confidential == confidential)
            and (any_of is None or set(any_of) & set(issue.labels))
            and set(all_of) <= set(issue.labels)
        ]
        return connection([self._issue(one, issue) for issue in found], **how)

    def _issue(self, one: Project, issue: Issue) -> dict[str, Any]:
        return {
            "iid": str(issue.iid),
            "title": issue.title,
            "webUrl": f"{self._web}/{one.path}/-/issues/{issue.iid}",
            "confidential": issue.confidential,
            "createdAt": stamp(issue.created),
            "updatedAt": stamp(issue.changed),
            "dueDate": issue.due,
            "mergeRequestsCount": issue.requests,
            "author": person(issue.author),
            "labels": lambda _info, **page: connection([{"title": label} for label in issue.labels], **page),
            "assignees": lambda _info, **page: connection([person(one) for one in issue.assignees], **page),
        }

    def _requests(self, one: Project, state: str | None = None, **how: Any) -> Any:
        if one.requests_access == "disabled":
            return None
        how.pop("sort", None)
        found = [
            request
            for request in one.requests
            if (state == "merged" and request.merged) or (state == "closed" and request.closed and not request.merged)
        ]
        return connection([_request(one, request) for request in found], **how)


def _sorted(issues: Sequence[Issue], order: str | None) -> Sequence[Issue]:
    if (order or "").upper() == "UPDATED_DESC":
        return sorted(issues, key=lambda issue: issue.changed, reverse=True)
    return issues


def _request(one: Project, request: MergeRequest) -> dict[str, Any]:
    return {
        "iid": str(request.iid),
        "createdAt": stamp(request.created),
        "mergedAt": None if request.merged is None else stamp(request.merged),
        "closedAt": None if request.closed is None else stamp(request.closed),
        "updatedAt": stamp(request.changed),
        "sourceProjectId": request.source_project if request.from_fork else one.id,
        "targetProjectId": one.id,
        "author": person(request.author),
        "approvedBy": lambda _info, **page: connection([person(who) for who in request.approved_by], **page),
        "notes": lambda _info, **page: connection([_note(note) for note in request.notes], **page),
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "author": person(note.author),
        "createdAt": stamp(note.at),
        "system": note.system,
        "systemNoteIconName": note.icon,
        "internal": note.internal,
    }


def person(who: Person) -> dict[str, Any]:
    return {"id": f"gid://gitlab/User/{who.username}", "username": who.username, "bot": who.bot}


def connection(entries: list[Any], first: int = 100, after: str | None = None, **_rest: Any) -> dict[str, Any]:
    """A page of a list, at most a hundred."""
    begin = int(base64.b64decode(after)) if after else 0
    page = entries[begin : begin + min(first, 100)]
    end = begin + len(page)
    return {
        "count": len(entries),
        "nodes": page,
        "pageInfo": {
            "endCursor": base64.b64encode(str(end).encode()).decode() if page else None,
            "hasNextPage": end < len(entries),
            "hasPreviousPage": begin > 0,
            "startCursor": None,
        },
    }


def head_of(one: Project) -> str | None:
    """The commit of the default branch."""
    if one.content is None:
        return None
    wanted = f"refs/heads/{branch_of(one)}"
    if (one.content / wanted).exists():
        return (one.content / wanted).read_text(encoding="utf-8").strip()
    packed = one.content / "packed-refs"
    lines = packed.read_text(encoding="utf-8").splitlines() if packed.exists() else []
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {wanted}")), None)


def branch_of(one: Project) -> str:
    """The default branch, whether or not it has a commit."""
    if one.content is None:
        return "main"
    return (one.content / "HEAD").read_text(encoding="utf-8").strip().removeprefix("ref: refs/heads/")


def stamp(when: Any) -> str:
    return str(when.strftime("%Y-%m-%dT%H:%M:%SZ"))
