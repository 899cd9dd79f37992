"""GitLab's REST: lists that say who may see what, and everything else where there is no GraphQL.

Objects are put into the shape of GraphQL's, so that `decode` reads both by the same rules. Without
GraphQL a project costs five requests and two a merge request; so fewer merge requests are read.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from urllib.parse import quote, urlencode

from msgspec.structs import replace

from innersource_marketplace.collect.sources.forge import Account, Listed
from innersource_marketplace.collect.sources.forge.api import QuestionFailed
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, mapping, sequence, text, within
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.gitlab.api import GitLabApi
from innersource_marketplace.collect.sources.gitlab.decode import decode_listed
from innersource_marketplace.collect.sources.gitlab.queries import ISSUE_STATE, NOTES, OPENED, RELEASES, TASKS
from innersource_marketplace.collect.sources.web import number_in
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import short_hash
from innersource_marketplace.formats.catalog.settings import WHOLE_INSTANCE

PAGE_SIZE = 100
REQUESTS = 5
"""Merge requests read of a project, each of which costs two requests more."""

_LEVELS = {
    "issuesAccessLevel": "issues_access_level",
    "mergeRequestsAccessLevel": "merge_requests_access_level",
    "forkingAccessLevel": "forking_access_level",
    "repositoryAccessLevel": "repository_access_level",
}
_NAMES = {
    "visibility": "visibility",
    "archived": "archived",
    "description": "description",
    "lastActivityAt": "last_activity_at",
    "createdAt": "created_at",
    "starCount": "star_count",
    "forksCount": "forks_count",
    "issuesEnabled": "issues_enabled",
    "mergeRequestsEnabled": "merge_requests_enabled",
}
_GONE = ("not-found", "gone")

Entries = Callable[[str, str], list[Mapping[str, object]] | None]
"""Reads the entries of a list of a project: what they are, and where; None where they cannot be read."""


def project(value: Mapping[str, object]) -> dict[str, object]:
    """A project of REST in the shape of GraphQL's; what is not there stays away."""
    number = integer(value, "id")
    node: dict[str, object] = {name: value[theirs] for name, theirs in _NAMES.items() if theirs in value}
    node["id"] = f"gid://gitlab/Project/{number}" if number else None
    node["fullPath"] = value.get("path_with_namespace")
    if "topics" in value or "tag_list" in value:
        node["topics"] = value.get("topics", value.get("tag_list"))
    node["isForked"] = mapping(value.get("forked_from_project")) is not None
    node["forkOf"] = text(mapping(value.get("forked_from_project")), "path_with_namespace")
    node["markedForDeletion"] = value.get("marked_for_deletion")
    node["markedForDeletionOn"] = value.get("marked_for_deletion_on") or value.get("marked_for_deletion_at")
    node |= {name: {"stringValue": value[theirs]} for name, theirs in _LEVELS.items() if theirs in value}
    node["repository"] = {"empty": value.get("empty_repo"), "rootRef": value.get("default_branch")}
    node[ISSUE_STATE] = {"count": value.get("open_issues_count"), "nodes": []}
    return node


def list_account(api: GitLabApi, account: str, topics: tuple[str, ...], where: Circumstances) -> Account:
    """Everything in a group with all groups in it, or of a user, or on the server. Raises `SourceError`."""
    common = {"per_page": str(PAGE_SIZE), "order_by": "id", "sort": "asc"}
    if account == WHOLE_INSTANCE:
        wanted: tuple[dict[str, str], ...] = tuple({"topic": topic} for topic in topics) or ({},)
        walks = [f"/projects?{urlencode({**common, 'pagination': 'keyset', **one})}" for one in wanted]
        found = [_walk(api, path, account, where) for path in walks]
    else:
        inside = {**common, "include_subgroups": "true", "with_shared": "false"}
        name = quote(account, safe="")
        try:
            found = [_walk(api, f"/groups/{name}/projects?{urlencode(inside)}", account, where)]
        except QuestionFailed as failure:
            if failure.code not in _GONE or "/" in account:
                raise _no_account(account, failure) from failure
            try:
                found = [_walk(api, f"/users/{name}/projects?{urlencode(common)}", account, where)]
            except QuestionFailed as second:
                raise _no_account(account, second) from second
    repositories = {one.path.lower(): one for one in chain.from_iterable(found)}
    if not repositories:
        raise empty(account)
    return Account(repositories=tuple(one for _, one in sorted(repositories.items())))


def newest_confidential(api: GitLabApi, account: str) -> Mapping[str, str] | None:
    """When confidential issues of an account changed last, by the numbers of their projects; None if not known.

    What a list says of a project does not tell that an issue became confidential, to a token that still sees it. Of the
    hundred that changed last is one that changed since yesterday.
    """
    places = ("",) if account == WHOLE_INSTANCE else (f"/groups/{quote(account, safe='')}", "")
    for place in places:
        try:
            return _confidential(api, place)
        except QuestionFailed as failure:
            if failure.code not in _GONE:
                return None
    return None


def _confidential(api: GitLabApi, place: str) -> Mapping[str, str]:
    query = {"scope": "all", "state": "opened", "confidential": "true", "order_by": "updated_at", "sort": "desc"}
    found: dict[str, str] = {}
    for entry in sequence(api.read(f"{place}/issues?{urlencode({**query, 'per_page': str(PAGE_SIZE)})}").value):
        found.setdefault(f"{integer(mapping(entry), 'project_id')}", text(mapping(entry), "updated_at") or "")
    return found


def with_issue_state(listed: Listed, confidential: Mapping[str, str] | None) -> Listed:
    """The project with what is known of its confidential issues in the state of its issues."""
    if confidential is None or not listed.issue_state:
        return replace(listed, issue_state="")
    return replace(listed, issue_state=short_hash(listed.issue_state + confidential.get(_number(listed), "")))


def empty(account: str) -> SourceError:
    """A group that lists nothing: an outage and an empty group look alike."""
    return SourceError(
        "empty-listing",
        sentence("{account} lists no projects", account=account),
        "Check that the token may see the projects of the group."
        " If there are none any more, remove it from the catalogue.",
    )


def _no_account(account: str, failure: QuestionFailed) -> SourceError:
    if failure.code not in _GONE:
        return failure
    return SourceError(
        "no-such-account",
        sentence("there is no group or user {account}, or the token may not see it", account=account),
        "Check the name under `gitlab`, and that the token belongs to that server.",
    )


def _walk(api: GitLabApi, path: str, account: str, where: Circumstances) -> list[Listed]:
    """Follow the pages of a list to its end."""
    found: dict[str, Listed] = {}
    inside = "" if account == WHOLE_INSTANCE else f"{account.lower()}/"
    for entry in api.entries(path, f"the list of {account}"):
        listed = decode_listed(project(entry), where)
        if listed is not None and listed.path.lower().startswith(inside):
            found.setdefault(listed.identity or listed.path, listed)
    return list(found.values())


def with_own_issue_state(api: GitLabApi, listed: Listed) -> Listed:
    """The same for a project that no list has; this costs a request."""
    try:
        return with_issue_state(listed, _confidential(api, f"/projects/{_place(listed)}"))
    except QuestionFailed:
        return with_issue_state(listed, None)


def look_up(api: GitLabApi, wanted: Listed, where: Circumstances) -> Listed | None:
    """One project, by its number where that is known, else by its path, which a former path leads to as well.

    None where the answer makes no sense. Raises `SourceError`; `gone` where there is none for this token.
    """
    value = mapping(api.read(f"/projects/{_place(wanted)}").value)
    return None if value is None else decode_listed(project(value), where)


def has_metadata(api: GitLabApi, wanted: Listed, paths: Iterable[str]) -> bool | Gap:
    """Whether a project has a file at one of some paths; if that could be found out."""
    for path in paths:
        try:
            api.read(f"/projects/{_place(wanted)}/repository/files/{quote(path, safe='')}?ref=HEAD")
        except QuestionFailed as failure:
            if failure.code not in _GONE:
                return Gap.UNREAD
        else:
            return True
    return False


def activity(api: GitLabApi, listed: Listed, labels: tuple[str, ...]) -> tuple[dict[str, object], list[str]]:
    """Everything about one project as a node of GraphQL, and what could not be read.

    Raises `SourceError` where the project itself cannot be read.
    """
    place = f"/projects/{_place(listed)}"
    value = mapping(api.read(place).value)
    if value is None:
        raise SourceError("malformed", "the response about this project has an unexpected format")
    node, missing = project(value), []
    totals: dict[str, int | None] = {}

    def entries(what: str, path: str) -> list[Mapping[str, object]] | None:
        try:
            page = api.read(f"{place}/{path}")
        except QuestionFailed as failure:
            if failure.code not in ("forbidden", *_GONE):
                missing.append(what)
            return None
        found, totals[what] = page.value, number_in(page.headers, "x-total")
        if what == "approvals":
            found = (mapping(found) or {}).get("approved_by")
            if not isinstance(found, list):
                return None
        return [entry for entry in sequence(found) if isinstance(entry, dict)]

    def open_issues() -> int | None:
        """How many are open but not confidential; the project itself counts those too."""
        try:
            counts = api.read(f"{place}/issues_statistics?confidential=false").value
        except QuestionFailed as failure:
            if failure.code not in ("forbidden", *_GONE):
                missing.append("issues")
            return None
        return integer(within(mapping(counts), "statistics", "counts"), "opened")

    releases = entries("releases", f"releases?per_page={RELEASES}")
    if releases is not None:
        total = totals["releases"]
        count = total if total is not None else len(releases) if len(releases) < RELEASES else None
        node["releases"] = {"nodes": [_release(one) for one in releases], "count": count}
    if flag(node, "issuesEnabled") is not False:
        node["openIssues"] = {"count": open_issues()}
        opened = entries("issues", f"issues?per_page={OPENED}&order_by=created_at&sort=desc&confidential=false")
        if opened is not None:
            node["openedIssues"] = {"nodes": [_issue(one) for one in opened]}
        for index, label in enumerate(labels):
            query = urlencode({"state": "opened", "labels": label, "confidential": "false", "per_page": str(TASKS)})
            found = entries("tasks", f"issues?{query}")
            if found is not None:
                node[f"tasks{index}"] = {"nodes": [_issue(one) for one in found]}
    if flag(node, "mergeRequestsEnabled") is not False:
        merged = entries(
            "merge requests", f"merge_requests?state=merged&order_by=updated_at&sort=desc&per_page={REQUESTS}"
        )
        if merged is not None:
            node["merged"] = {"nodes": [_request(one, entries) for one in merged]}
    branch = text(mapping(node["repository"]), "rootRef")
    runs = entries("pipelines", f"pipelines?per_page=1&ref={quote(branch, safe='')}") if branch else None
    if runs:
        status = {"nodes": [{"status": runs[0].get("status")}]}
        node["repository"] = {**(mapping(node["repository"]) or {}), "tree": {"lastCommit": {"pipelines": status}}}
    return node, sorted(set(missing))


def _number(listed: Listed) -> str:
    return (listed.identity or "").rpartition(":")[2]


def _place(wanted: Listed) -> str:
    number = _number(wanted)
    return number if number.isdecimal() else quote(wanted.path, safe="")


def _release(value: Mapping[str, object]) -> dict[str, object]:
    return {
        "tagName": value.get("tag_name"),
        "releasedAt": value.get("released_at"),
        "upcomingRelease": value.get("upcoming_release"),
    }


def _person(value: object) -> dict[str, object] | None:
    person = mapping(value)
    return None if person is None else {"username": person.get("username"), "bot": person.get("bot")}


def _issue(value: Mapping[str, object]) -> dict[str, object]:
    labels = [label for label in sequence(value.get("labels")) if isinstance(label, str)]
    return {
        "iid": value.get("iid"),
        "title": value.get("title"),
        "confidential": value.get("confidential"),
        "createdAt": value.get("created_at"),
        "updatedAt": value.get("updated_at"),
        "dueDate": value.get("due_date"),
        "mergeRequestsCount": value.get("merge_requests_count"),
        "labels": {"nodes": [{"title": label} for label in labels]},
        "assignees": {"nodes": [one for one in sequence(value.get("assignees")) if isinstance(one, dict)]},
        "author": _person(value.get("author")),
    }


def _request(value: Mapping[str, object], entries: Entries) -> dict[str, object]:
    number = integer(value, "iid")
    notes = entries("comments", f"merge_requests/{number}/notes?sort=asc&order_by=created_at&per_page={NOTES}")
    approvals = entries("approvals", f"merge_requests/{number}/approvals")
    node: dict[str, object] = {
        "iid": number,
        "createdAt": value.get("created_at"),
        "mergedAt": value.get("merged_at"),
        "closedAt": value.get("closed_at"),
        "updatedAt": value.get("updated_at"),
        "sourceProjectId": value.get("source_project_id"),
        "targetProjectId": value.get("target_project_id"),
        "author": _person(value.get("author")),
    }
    if notes is not None:
        node["notes"] = {
            "nodes": [
                {
                    "createdAt": one.get("created_at"),
                    "system": one.get("system"),
                    "internal": one.get("internal", one.get("confidential")),
                    "author": _person(one.get("author")),
                }
                for one in notes
            ],
            "pageInfo": {"hasNextPage": len(notes) >= NOTES},
        }
    if approvals is not None:
        node["approvedBy"] = {"nodes": [_person(one.get("user")) for one in approvals]}
    return node
