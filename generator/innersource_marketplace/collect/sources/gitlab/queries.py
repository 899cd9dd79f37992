"""The questions asked of GitLab's GraphQL, which shrink to what a server knows.

GitLab refuses a query whose complexity is above 250. Each field counts one; what a connection with a
resolver holds counts one per cent more for each item asked for. Source: GitLab's `base_field.rb`.
Everything that comes from outside goes into variables.
"""

from collections.abc import Iterable, Iterator

from innersource_marketplace.collect.sources.forge.selection import (
    Field,
    On,
    Schema,
    Selection,
    prune,
    render,
    without,
)

__all__ = ["ACTIVITY", "LISTED", "REQUESTS", "Field", "Schema", "Selection", "prune", "render", "without"]

NEEDED = ("issuesAccessLevel", "mergeRequestsAccessLevel", "forkingAccessLevel", "isForked")
"""Fields of a project that GitLab got after 2023; without them, REST has to say who may see what."""

_NEWER = frozenset({*NEEDED, "closedAt", "markedForDeletion", "markedForDeletionOn", "upcomingRelease"})

MERGED, CLOSED, NOTES, APPROVALS, TASKS, OPENED, RELEASES = 10, 5, 20, 10, 20, 20, 10
"""How many of each are asked for."""

TASK_ALIASES = 4
"""Most labels asked for one by one, where the server cannot look for any of several."""

_COMPLEXITY = "queryComplexity { score }"


def _names(text: str) -> Selection:
    return tuple(Field(name) for name in text.split())


def _nodes(name: str, type_: str, fields: Selection, arguments: str, alias: str = "") -> Field:
    return Field(name, f"{type_}Connection", (Field("nodes", type_, fields),), arguments, alias)


IDENTIFIED: Selection = _names("id")

_ACCESS: Selection = tuple(Field(name, "ProjectFeatureAccess", _names("stringValue")) for name in NEEDED[:3])

IDENTITY: Selection = (
    *_names("id fullPath visibility archived topics description lastActivityAt issuesEnabled mergeRequestsEnabled"),
    *_names("isForked markedForDeletion markedForDeletionOn"),
    *_ACCESS,
)

_HEAD = Field("lastCommit", "Commit", _names("sha"))

LISTED: Selection = (
    *IDENTITY,
    Field("repository", "Repository", (*_names("empty rootRef"), Field("tree", "Tree", (_HEAD,)))),
)
"""What the list tells of each project: enough to choose, and to see whether anything changed."""


ISSUE_STATE = "issueState"
"""The alias of what tells whether an open issue has changed, is gone, or is confidential now."""

NEWEST_ISSUE = Field(
    "issues",
    "IssueConnection",
    (Field("count"), Field("nodes", "Issue", _names("updatedAt"))),
    "first: 1, state: opened, sort: UPDATED_DESC",
    ISSUE_STATE,
)
"""How many open issues the token sees, and when one of them changed last.

An issue that becomes confidential changes no date of its project. A token that sees it still sees its date; for one
that does not, one is missing, as when it is deleted.
"""


def metadata(paths: Iterable[str]) -> Field:
    """Whether there is a metadata file at one of some paths; asked only where it decides."""
    named = "paths: [" + ", ".join(f'"{path}"' for path in paths) + "]"
    blobs = Field("blobs", "RepositoryBlobConnection", (Field("nodes", "RepositoryBlob", _names("path")),), named)
    return Field("repository", "Repository", (blobs,), "", "metadata")


_PERSON = _names("username bot")
_AUTHOR = Field("author", "UserCore", _PERSON)
_TASK: Selection = (
    *_names("iid title confidential createdAt updatedAt dueDate mergeRequestsCount"),
    _nodes("labels", "Label", _names("title"), "first: 100"),  # the one that makes it a task may be the last
    _nodes("assignees", "UserCore", _names("id"), "first: 1"),
)
_OPENED = _nodes(
    "issues",
    "Issue",
    (*_names("createdAt confidential"), _AUTHOR),
    f"first: {OPENED}, sort: CREATED_DESC, confidential: false",
    "openedIssues",
)

ACTIVITY: Selection = (
    *IDENTITY,
    *_names("createdAt starCount forksCount"),
    Field(
        "issues",
        "IssueConnection",
        _names("count"),
        "first: 1, state: opened, confidential: false",
        "openIssues",  # the count of the project has confidential ones too, for a token that may see them
    ),
    Field(
        "releases",
        "ReleaseConnection",
        (
            Field("count"),
            Field(
                "nodes",
                "Release",
                _names("tagName releasedAt upcomingRelease"),
            ),
        ),
        f"first: {RELEASES}",
    ),
    Field(
        "repository",
        "Repository",
        (
            *_names("rootRef"),
            Field(
                "tree",
                "Tree",
                (
                    Field(
                        "lastCommit",
                        "Commit",
                        (_nodes("pipelines", "Pipeline", _names("status"), "first: 1"),),
                    ),
                ),
            ),
        ),
    ),
    _OPENED,
)
"""What changes without a push, but merge requests and tasks."""


def _requests(alias: str, state: str, sort: str, first: int) -> Field:
    return _nodes(
        "mergeRequests",
        "MergeRequest",
        (
            *_names("iid createdAt mergedAt closedAt updatedAt sourceProjectId targetProjectId"),
            Field("author", "MergeRequestAuthor", _PERSON),
            Field(
                "approvedBy",
                "UserCoreConnection",
                (Field("nodes", "UserCore", _PERSON), Field("pageInfo", "PageInfo", _names("hasNextPage"))),
                f"first: {APPROVALS}",
            ),
            Field(
                "notes",
                "NoteConnection",
                (
                    Field("nodes", "Note", (*_names("createdAt system systemNoteIconName internal"), _AUTHOR)),
                    Field("pageInfo", "PageInfo", _names("hasNextPage")),
                ),
                f"first: {NOTES}",
            ),
        ),
        f"state: {state}, sort: {sort}, first: {first}",
        alias,
    )


REQUESTS: Selection = (
    _requests("merged", "merged", "MERGED_AT_DESC", MERGED),
    _requests("closed", "closed", "CLOSED_AT_DESC", CLOSED),
)
"""The merge requests that ended last."""


def tasks(schema: Schema, labels: int) -> Selection:
    """Open issues with one of the labels: `$labels`, or `$label0`… where the server cannot look for any of several."""
    rest = f"state: opened, confidential: false, first: {TASKS}, sort: UPDATED_DESC"
    if not labels:
        return ()
    if "labelNames" in schema.get("UnionedIssueFilterInput", ()):
        return (_nodes("issues", "Issue", _TASK, f"or: {{labelNames: $labels}}, {rest}", "tasks0"),)
    return tuple(
        _nodes("issues", "Issue", _TASK, f"labelName: [$label{index}], {rest}", f"tasks{index}")
        for index in range(min(labels, TASK_ALIASES))
    )


def oldest(selections: Iterable[Selection]) -> Schema:
    """What every server has of what is asked for: for one that does not describe itself tonight."""
    names: dict[str, set[str]] = {"Project": set()}
    for selection in selections:
        _note_names("Project", selection, names)
    return {type_: frozenset(fields - _NEWER) for type_, fields in names.items()}


def _note_names(on: str, selection: Selection, names: dict[str, set[str]]) -> None:
    for part in selection:
        if isinstance(part, On):
            _note_names(part.type, part.fields, names)
            continue
        names.setdefault(on, set()).add(part.name)
        if part.fields:
            _note_names(part.type, part.fields, names)


def types_in(selections: Iterable[Selection]) -> tuple[str, ...]:
    """The types whose fields the selections use, sorted."""
    return tuple(sorted({"Project", *(name for one in selections for name in _types(one))}))


def _types(selection: Selection) -> Iterator[str]:
    for part in selection:
        if isinstance(part, On) or part.fields:
            yield part.type
            yield from _types(part.fields)


def introspection(types: Iterable[str]) -> str:
    """Ask a server which fields some types have. No variables."""
    parts = [f'{name}: __type(name: "{name}") {{ fields {{ name }} }}' for name in types]
    parts.append('UnionedIssueFilterInput: __type(name: "UnionedIssueFilterInput") { inputFields { name } }')
    return f"query Describe {{ {' '.join(parts)} }}"


def group_list(selection: Selection) -> str:
    """A page of the projects of a group with all groups in it, or of a user. Variables: `path`, `size`, `after`."""
    body = f"count pageInfo {{ hasNextPage endCursor }} nodes {{ {render(selection)} }}"
    return (
        f"query List($path: ID!, $size: Int!, $after: String) {{ {_COMPLEXITY} namespace(fullPath: $path) {{ fullPath"
        f" projects(includeSubgroups: true, first: $size, after: $after) {{ {body} }} }} }}"
    )


def whole_list(selection: Selection, *, topic: bool) -> str:
    """A page of all projects of the server, or of those with a topic. Variables: `size`, `after`, `topic`."""
    body = f"count pageInfo {{ hasNextPage endCursor }} nodes {{ {render(selection)} }}"
    variable, argument = (", $topic: String!", ", topics: [$topic]") if topic else ("", "")
    return (
        f"query List($size: Int!, $after: String{variable}) {{ {_COMPLEXITY}"
        f' projects(first: $size, after: $after, sort: "id_asc"{argument}) {{ {body} }} }}'
    )


def by_id(selection: Selection) -> str:
    """The same of some projects. Variables: `ids`, `size`, and those of the selection."""
    text = render(selection)
    variables = ["$ids: [ID!]", "$size: Int!"]
    variables += ["$labels: [String!]"] if "$labels" in text else []
    variables += [f"$label{index}: String!" for index in range(TASK_ALIASES) if f"$label{index}]" in text]
    return (
        f"query Details({', '.join(variables)}) {{ {_COMPLEXITY}"
        f" projects(ids: $ids, first: $size) {{ nodes {{ {text} }} }} }}"
    )
