"""Resolvers of repositories and their owners, bound to the schema by name."""

import re
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from github_server.connections import Fields, connect, refusal
from github_server.content import BLOB, TREE, Stored, entries
from github_server.objects import PREFIXES, git_object
from github_server.people import (
    actor,
    issue,
    ordered_issues,
    ordered_pull_requests,
    pull_request,
    user,
    users,
)
from github_server.teams import team_fields
from github_server.view import Hosted, View, head_date, listed, node_id, node_parts, pushed_at, stamp, updated_at
from github_server.world import BEGINNING, Account, HostedRelease, Organization

COLORS = {"Python": "#3572A5", "Shell": "#89e051", "Go": "#00ADD8", "Java": "#b07219", "JavaScript": "#f1e05a"}

Info = GraphQLResolveInfo[Any]
"""What graphql-core hands to a resolver; its context is an `engine.Context`."""


def owner(view: View, login: str) -> Fields | None:
    """An organization or user, with its repositories."""
    found = actor(view, login)
    if found is None or view.owner(login) is None:
        return None

    def repositories(_info: object, **arguments: Any) -> Fields:
        return _repositories(view.owned(login), arguments)

    def repository(_info: object, *, name: str, **_: object) -> Hosted | None:
        return view.repository(login, name)

    teams = team_fields(view, login) if found["__typename"] == "Organization" else {}
    return {**found, **teams, "repositories": repositories, "repository": repository}


def _repositories(owned: list[Hosted], arguments: dict[str, Any]) -> Fields:
    chosen = [one for one in owned if _wanted(one, arguments)]
    order = arguments.get("orderBy") or {"field": "NAME", "direction": "ASC"}
    ordered = listed(chosen, order["field"], descending=order["direction"] == "DESC")
    usage = sum(one.facts.disk_usage or 0 for one in ordered)
    return connect(ordered, lambda one: one, arguments, totalDiskUsage=usage)


def _wanted(one: Hosted, arguments: dict[str, Any]) -> bool:
    facts = one.facts
    privacy = "PUBLIC" if facts.visibility == "PUBLIC" else "PRIVATE"
    offered = {
        "visibility": facts.visibility,
        "privacy": privacy,
        "isFork": facts.fork_of is not None,
        "isArchived": facts.archived,
    }
    return all(arguments.get(key) in (None, value) for key, value in offered.items())


def branch_ref(hosted: Hosted, name: str, stored: Stored) -> Fields:
    """A branch and the commit that it names."""
    return {
        "__typename": "Ref",
        "id": node_id("REF", hosted.facts.number, name),
        "name": name,
        "prefix": "refs/heads/",
        "repository": hosted,
        "target": lambda _info: git_object(hosted, stored),
        "branchProtectionRule": lambda _info: _protection(hosted),
    }


def _default_branch(hosted: Hosted) -> Fields | None:
    head = hosted.content.find("HEAD")
    name = hosted.facts.default_branch or hosted.content.branch()
    return branch_ref(hosted, name, head) if head is not None and name is not None else None


def _ref(hosted: Hosted, _info: object, *, qualifiedName: str) -> Fields | None:  # noqa: N803 (GitHub's name)
    name = qualifiedName.removeprefix("refs/heads/")
    found = hosted.content.find(f"refs/heads/{name}")
    return branch_ref(hosted, name, found) if found is not None else None


def _object(hosted: Hosted, _info: object, *, expression: str | None = None, oid: str | None = None) -> Fields | None:
    text = expression if expression is not None else oid or "HEAD"
    revision, colon, path = text.partition(":")
    if hosted.facts.default_branch is not None and revision == hosted.facts.default_branch:
        revision = "HEAD"
    return git_object(hosted, hosted.content.find(revision + colon + path))


def _protection(hosted: Hosted) -> Fields | None:
    needed = hosted.facts.required_reviews
    if needed is None:
        return None
    return {
        "id": node_id("BPR", hosted.facts.number),
        "pattern": hosted.facts.default_branch or hosted.content.branch() or "main",
        "requiredApprovingReviewCount": needed,
        "requiresApprovingReviews": needed > 0,
        "requiresCodeOwnerReviews": False,
        "requiresStatusChecks": hosted.facts.checks is not None,
    }


def _templates(hosted: Hosted, folders: tuple[str, ...], pattern: str) -> list[tuple[str, str]]:
    """Names and texts of the files in `folders` whose name matches, in the order of GitHub's search."""
    found = []
    for folder in folders:
        tree = hosted.content.find(f"HEAD:{folder}")
        for row in entries(tree) if tree is not None and tree.kind == TREE else ():
            blob = hosted.content.find(row.oid) if re.fullmatch(pattern, row.name, re.IGNORECASE) else None
            if blob is not None and blob.kind == BLOB:
                found.append((row.name, blob.data.decode("utf-8", "replace")))
    return found


def _issue_templates(hosted: Hosted, _info: object) -> list[Fields]:
    found = _templates(hosted, (".github/ISSUE_TEMPLATE",), r"(?!config\.).*\.(md|ya?ml)")
    return [
        {"filename": name, "name": _word("name", text) or name, "title": _word("title", text), "body": text,
         "about": _word("about", text) or _word("description", text)}
        for name, text in found
    ]  # fmt: skip


def _word(key: str, text: str) -> str | None:
    match = re.search(rf"^{key}:[ \t]*(.+)$", text, re.MULTILINE)
    return match[1].strip().strip("\"'") if match else None


def _pull_request_templates(hosted: Hosted, _info: object) -> list[Fields]:
    single = _templates(hosted, ("", "docs", ".github"), r"pull_request_template(\.(md|txt))?")
    several = _templates(hosted, (".github/PULL_REQUEST_TEMPLATE",), r".*\.md")
    return [{"filename": name, "body": text} for name, text in single + several]


def _language(name: str) -> Fields:
    return {"id": node_id("L", name), "name": name, "color": COLORS.get(name)}


def _languages(hosted: Hosted, _info: object, **arguments: Any) -> Fields:
    sizes = sorted(hosted.facts.languages.items(), key=lambda row: (-row[1], row[0]))
    page = connect([name for name, _ in sizes], _language, arguments, totalSize=sum(size for _, size in sizes))
    first = arguments.get("first")

    def edges(_info: object) -> list[Fields]:
        return [{"cursor": name, "size": size, "node": _language(name)} for name, size in sizes[:first]]

    return {**page, "edges": edges}


def _license(hosted: Hosted, _info: object) -> Fields | None:
    spdx = hosted.facts.license
    if spdx is None:
        return None
    return {"id": node_id("LI", spdx), "key": spdx.lower(), "spdxId": spdx, "name": f"{spdx} License", "url": None}


def _release(hosted: Hosted, one: HostedRelease) -> Fields:
    return {
        "id": node_id("RE", hosted.facts.number, one.tag),
        "tagName": one.tag,
        "name": one.name,
        "isDraft": one.draft,
        "isPrerelease": one.prerelease,
        "publishedAt": stamp(one.published_at),
        "createdAt": stamp(one.published_at or BEGINNING),
        "url": f"{hosted.url}/releases/tag/{one.tag}",
    }


def _newest_first(hosted: Hosted) -> list[HostedRelease]:
    return sorted(hosted.facts.releases, key=lambda one: one.published_at or BEGINNING, reverse=True)


def _latest_release(hosted: Hosted, _info: object) -> Fields | None:
    full = (one for one in _newest_first(hosted) if not one.draft and not one.prerelease)
    return next((_release(hosted, one) for one in full), None)


def _topic(hosted: Hosted, name: str) -> Fields:
    url = f"{hosted.view.web_url}/topics/{name}"
    return {
        "id": node_id("RT", hosted.facts.number, name),
        "url": url,
        "topic": {"id": node_id("TO", name), "name": name},
    }


def _related(hosted: Hosted, full_name: str | None) -> Hosted | None:
    return hosted.view.repository(*full_name.split("/", 1)) if full_name else None


def _numbered(rows: Any, number: int) -> Any:
    return next((row for row in rows if row.number == number), None)


def _issue(hosted: Hosted, _info: object, *, number: int) -> Fields | None:
    found = _numbered(hosted.facts.issues, number)
    return issue(hosted, found) if found is not None else None


def _pull_request(hosted: Hosted, _info: object, *, number: int) -> Fields | None:
    found = _numbered(hosted.facts.pull_requests, number)
    return pull_request(hosted, found) if found is not None else None


def _plain(read: Callable[[Hosted], object]) -> Callable[..., object]:
    def resolve(hosted: Hosted, _info: object) -> object:
        return read(hosted)

    return resolve


REPOSITORY: dict[str, Callable[..., object]] = {
    "id": _plain(lambda one: node_id("R", one.facts.number)),
    "databaseId": _plain(lambda one: one.facts.number),
    "name": _plain(lambda one: one.facts.name),
    "nameWithOwner": _plain(lambda one: one.facts.full_name),
    "owner": _plain(lambda one: owner(one.view, one.facts.owner)),
    "url": _plain(lambda one: one.url),
    "resourcePath": _plain(lambda one: f"/{one.facts.full_name}"),
    "sshUrl": _plain(lambda one: f"git@{one.view.web_url.partition('://')[2]}:{one.facts.full_name}.git"),
    "homepageUrl": _plain(lambda one: one.facts.homepage),
    "mirrorUrl": _plain(lambda one: one.facts.mirror_url),
    "description": _plain(lambda one: one.facts.description),
    "visibility": _plain(lambda one: one.facts.visibility),
    "isPrivate": _plain(lambda one: one.facts.visibility != "PUBLIC"),
    "isArchived": _plain(lambda one: one.facts.archived),
    "archivedAt": _plain(lambda one: stamp(one.facts.archived_at)),
    "isFork": _plain(lambda one: one.facts.fork_of is not None),
    "parent": _plain(lambda one: _related(one, one.facts.fork_of)),
    "templateRepository": _plain(lambda one: None),
    "isTemplate": _plain(lambda one: one.facts.template),
    "isEmpty": _plain(lambda one: head_date(one) is None),
    "isDisabled": _plain(lambda one: one.facts.disabled),
    "isLocked": _plain(lambda one: one.facts.locked),
    "isMirror": _plain(lambda one: one.facts.mirror_url is not None),
    "isInOrganization": _plain(lambda one: isinstance(one.view.owner(one.facts.owner), Organization)),
    "isSecurityPolicyEnabled": _plain(lambda one: one.content.find("HEAD:SECURITY.md") is not None),
    "forkingAllowed": _plain(lambda one: one.facts.forking_allowed),
    "createdAt": _plain(lambda one: stamp(one.facts.created_at)),
    "updatedAt": _plain(lambda one: stamp(updated_at(one))),
    "pushedAt": _plain(lambda one: stamp(pushed_at(one))),
    "stargazerCount": _plain(lambda one: one.facts.stars),
    "forkCount": _plain(lambda one: one.facts.forks),
    "diskUsage": _plain(lambda one: one.facts.disk_usage),
    "hasIssuesEnabled": _plain(lambda one: one.facts.has_issues),
    "hasWikiEnabled": _plain(lambda one: one.facts.has_wiki),
    "hasDiscussionsEnabled": _plain(lambda one: one.facts.has_discussions),
    "viewerPermission": _plain(lambda one: "READ"),
    "codeOfConduct": _plain(
        lambda one: (
            {"id": node_id("CC", one.facts.code_of_conduct), "key": "other", "name": one.facts.code_of_conduct}
            if one.facts.code_of_conduct
            else None
        )
    ),
    "primaryLanguage": _plain(
        lambda one: (
            _language(max(one.facts.languages, key=one.facts.languages.__getitem__)) if one.facts.languages else None
        )
    ),
    "languages": _languages,
    "licenseInfo": _license,
    "repositoryTopics": lambda one, _info, **page: connect(one.facts.topics, lambda name: _topic(one, name), page),
    "latestRelease": _latest_release,
    "releases": lambda one, _info, **page: connect(_newest_first(one), lambda each: _release(one, each), page),
    "watchers": lambda one, _info, **page: users(one.view, [f"watcher-{at}" for at in range(one.facts.watchers)], page),
    "discussions": lambda one, _info, **page: connect(range(one.facts.discussions), lambda at: None, page),
    "branchProtectionRules": lambda one, _info, **page: connect(
        [1] if one.facts.required_reviews is not None else [], lambda _: _protection(one), page
    ),
    "issue": _issue,
    "issues": lambda one, _info, **args: connect(ordered_issues(one, args), lambda each: issue(one, each), args),
    "issueTemplates": _issue_templates,
    "pullRequest": _pull_request,
    "pullRequests": lambda one, _info, **args: connect(
        ordered_pull_requests(one, args), lambda each: pull_request(one, each), args
    ),
    "pullRequestTemplates": _pull_request_templates,
    "defaultBranchRef": _plain(_default_branch),
    "ref": _ref,
    "object": _object,
}


def _repository(
    _root: object,
    info: Info,
    *,
    owner: str,
    name: str,
    followRenames: bool = True,  # noqa: N803
) -> Hosted:
    found = info.context.view.repository(owner, name, follow=followRenames)
    if found is None:
        raise refusal(f"Could not resolve to a Repository with the name '{owner}/{name}'.", "NOT_FOUND")
    return found  # type: ignore[no-any-return]


def _organization(_root: object, info: Info, *, login: str) -> Fields:
    found = owner(info.context.view, login)
    if found is None or found["__typename"] != "Organization":
        raise refusal(f"Could not resolve to an Organization with the login of '{login}'.", "NOT_FOUND")
    return found


def _user(_root: object, info: Info, *, login: str) -> Fields:
    found = owner(info.context.view, login)
    if found is None or found["__typename"] != "User":
        raise refusal(f"Could not resolve to a User with the login of '{login}'.", "NOT_FOUND")
    return found


def _viewer(_root: object, info: Info) -> Fields:
    return user(info.context.view, Account(login="marketplace-reader"))


def node(view: View, identifier: str) -> object:
    """Whatever a global id stands for."""
    prefix, parts = node_parts(identifier) or ("", [])
    found: object = None
    if prefix in ("O", "U") and parts:
        found = owner(view, parts[0])
    elif prefix == "R" and parts and parts[0].isdigit():
        found = view.numbered(int(parts[0]))
    elif prefix in PREFIXES.values() and len(parts) == 2 and parts[0].isdigit():
        hosted = view.numbered(int(parts[0]))
        found = git_object(hosted, hosted.content.find(parts[1])) if hosted is not None else None
    if found is None:
        raise refusal(f"Could not resolve to a node with the global id of '{identifier}'.", "NOT_FOUND")
    return found


def _search(_root: object, info: Info, *, query: str, type: str, **page: Any) -> Fields:
    """The few qualifiers that matter: `org:`, `user:`, `topic:`; never more than 1,000 results."""
    terms = [word.partition(":") for word in query.split()]
    found = [
        one for one in info.context.view.hosted if type == "REPOSITORY" and all(_matches(one, term) for term in terms)
    ]
    return connect(found[:1000], lambda one: one, page, repositoryCount=len(found))


def _matches(one: Hosted, term: tuple[str, str, str]) -> bool:
    key, colon, value = term
    if not colon:
        return key.lower() in one.facts.name.lower()
    offered = {"org": [one.facts.owner], "user": [one.facts.owner], "topic": one.facts.topics}
    return key not in offered or value.lower() in [each.lower() for each in offered[key]]


QUERY: dict[str, Callable[..., object]] = {
    "repository": _repository,
    "organization": _organization,
    "user": _user,
    "repositoryOwner": lambda _root, info, login: owner(info.context.view, login),
    "viewer": _viewer,
    "rateLimit": lambda _root, info, **_: info.context.rate_limit,
    "node": lambda _root, info, **arguments: node(info.context.view, arguments["id"]),
    "nodes": lambda _root, info, ids: [_node_or_error(info.context.view, each) for each in ids],
    "search": _search,
}


def _node_or_error(view: View, identifier: str) -> object:
    try:
        return node(view, identifier)
    except GraphQLError as error:
        return error  # graphql-core reports an exception in a list at its place, and keeps the others


def bind(schema: GraphQLSchema) -> GraphQLSchema:
    """Put the resolvers into the schema; a field that has none is read from a plain mapping."""
    for type_name, table in (("Query", QUERY), ("Repository", REPOSITORY)):
        kind = schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        for name, definition in kind.fields.items():
            definition.resolve = table[name]
    return schema


def type_name(value: object, _info: object, _abstract: object) -> str:
    """Which concrete type a value of an interface or union is."""
    return "Repository" if isinstance(value, Hosted) else str(value["__typename"])  # type: ignore[index]
