"""The questions asked of GitHub's GraphQL.

Everything that comes from outside (owners, names, object ids, labels) goes into variables, never
into the text.

What a question costs: GitHub counts the connections to be resolved and divides by 100. Trees and
files cost nothing; issues and pull requests with what hangs below them make up nearly all.
"""

from collections.abc import Iterable, Mapping

from innersource_marketplace.collect.sources.forge.selection import (
    Field,
    On,
    Selection,
    names,
    render,
)


def tree(alias: str, expression: str) -> Field:
    """The entries of a folder."""
    entries = Field("entries", "TreeEntry", names("name type mode oid size"))
    return Field("object", "GitObject", (On("Tree", (entries,)),), f'expression: "{expression}"', alias)


def _file(alias: str, expression: str) -> Field:
    return Field("object", "GitObject", names("oid"), f'expression: "{expression}"', alias)


def _text(alias: str, expression: str) -> Field:
    content = On("Blob", names("byteSize isBinary isTruncated text"))
    return Field("object", "GitObject", (Field("oid"), content), f'expression: "{expression}"', alias)


METADATA_FILES: Mapping[str, str] = {
    "metadata": "innersource.json",
    "metadataInGithub": ".github/innersource.json",
    "metadataInInnersource": ".innersource/innersource.json",
}
"""Where an innersource.json may be, by alias."""

COUNTED = "counted"
"""What the aliases of the other metadata files begin with, that a source may count."""


def counted_files(paths: Iterable[str]) -> Selection:
    """Whether there are files at some paths, beside those of `METADATA_FILES`."""
    further = (path for path in paths if path not in METADATA_FILES.values())
    return tuple(_file(f"{COUNTED}{number}", f"HEAD:{path}") for number, path in enumerate(further))


_PAGE = Field("pageInfo", "PageInfo", names("hasNextPage endCursor"))
_PERSON = Field("author", "Actor", names("__typename login"))
_TOPICS = Field(
    "repositoryTopics",
    "RepositoryTopicConnection",
    (Field("nodes", "RepositoryTopic", (Field("topic", "Topic", names("name")),)),),
    "first: 25",
)
IDENTITY: Selection = (
    *names("databaseId nameWithOwner visibility isPrivate isArchived isFork isTemplate isEmpty isDisabled"),
    Field("owner", "RepositoryOwner", names("login")),
    *names("pushedAt updatedAt"),
)

LISTED: Selection = (
    *IDENTITY,
    _TOPICS,
    Field(
        "defaultBranchRef",
        "Ref",
        (Field("target", "GitObject", names("oid")),),
    ),
    *(_file(alias, f"HEAD:{path}") for alias, path in METADATA_FILES.items()),
)
"""What the list tells of each repository: enough to choose, and to see whether anything changed."""

ISSUE_STATE = "issueState"
"""The alias of what tells whether an open issue has changed or is gone."""

NEWEST_ISSUE = Field(
    "issues",
    "IssueConnection",
    (Field("totalCount"), Field("nodes", "Issue", names("updatedAt"))),
    "first: 1, states: OPEN, orderBy: {field: UPDATED_AT, direction: DESC}",
    ISSUE_STATE,
)
"""How many issues are open, and when one of them changed last.

One that is deleted, transferred or made a discussion changes no date of its repository. A point for a hundred.
"""

_TASKS = Field(
    "issues",
    "IssueConnection",
    (
        Field("totalCount"),
        Field(
            "nodes",
            "Issue",
            (
                *names("number title url createdAt updatedAt"),
                Field("labels", "LabelConnection", (Field("nodes", "Label", names("name")),), "first: 100"),
                Field("assignees", "UserConnection", names("totalCount"), "first: 1"),
                Field("closedByPullRequestsReferences", "PullRequestConnection", names("totalCount"), "first: 1"),
            ),
        ),
    ),
    "first: 10, states: OPEN, labels: $labels, orderBy: {field: UPDATED_AT, direction: DESC}",
    "tasks",
)

_OPENED = Field(
    "issues",
    "IssueConnection",
    (Field("nodes", "Issue", (*names("createdAt"), _PERSON)),),
    "first: 20, orderBy: {field: CREATED_AT, direction: DESC}",
    "openedIssues",
)
"""One connection more, a fifth of a point for twenty repositories: nothing hangs below it."""

_PULL_REQUESTS = Field(
    "pullRequests",
    "PullRequestConnection",
    (
        Field(
            "nodes",
            "PullRequest",
            (
                *names("number createdAt mergedAt closedAt isCrossRepository authorAssociation"),
                _PERSON,
                Field(
                    "reviews",
                    "PullRequestReviewConnection",
                    (
                        Field("totalCount"),
                        Field("nodes", "PullRequestReview", (*names("state submittedAt"), _PERSON)),
                    ),
                    "first: 10",
                ),
                Field(
                    "comments",
                    "IssueCommentConnection",
                    (Field("totalCount"), Field("nodes", "IssueComment", (*names("createdAt"), _PERSON))),
                    "first: 5",
                ),
            ),
        ),
    ),
    "first: 10, states: [MERGED, CLOSED], orderBy: {field: UPDATED_AT, direction: DESC}",
    "recentPullRequests",
)

_CHECKS = Field("statusCheckRollup", "StatusCheckRollup", names("state"))

REFRESHED: Selection = (
    *IDENTITY,
    *names("description homepageUrl forkingAllowed hasDiscussionsEnabled hasIssuesEnabled stargazerCount forkCount"),
    Field("parent", "Repository", names("nameWithOwner")),
    Field("watchers", "UserConnection", names("totalCount"), "first: 1"),
    _TOPICS,
    Field(
        "releases",
        "ReleaseConnection",
        (Field("totalCount"), Field("nodes", "Release", names("tagName publishedAt url isDraft isPrerelease"))),
        "first: 10, orderBy: {field: CREATED_AT, direction: DESC}",
    ),
    Field("latestRelease", "Release", names("tagName publishedAt url isDraft isPrerelease")),
    Field("issues", "IssueConnection", names("totalCount"), "first: 1, states: OPEN", "openIssues"),
    _TASKS,
    _OPENED,
    _PULL_REQUESTS,
    Field(
        "defaultBranchRef",
        "Ref",
        (Field("target", "GitObject", (Field("oid"), On("Commit", (_CHECKS,)))),),
    ),
)
"""What changes without a push, for the seventh of the unchanged that is looked at each night."""

TREES: Mapping[str, str] = {
    "root": "",
    "dotGithub": ".github",
    "dotGitlab": ".gitlab",
    "dotInnersource": ".innersource",
    "dotAzuredevops": ".azuredevops",
    "docs": "docs",
    "licenses": "LICENSES",
    "workflows": ".github/workflows",
    "circle": ".circleci",
    "issueTemplates": ".github/ISSUE_TEMPLATE",
    "pullRequestTemplates": ".github/PULL_REQUEST_TEMPLATE",
    "test": "test",
    "tests": "tests",
    "src": "src",
}
"""Folders whose entries are asked for, by alias."""

DETAILED: Selection = (
    *(part for part in REFRESHED if not (isinstance(part, Field) and part.name == "defaultBranchRef")),
    *names("url createdAt"),
    Field("licenseInfo", "License", names("spdxId")),
    Field(
        "languages",
        "LanguageConnection",
        (Field("edges", "LanguageEdge", (Field("size"), Field("node", "Language", names("name")))),),
        "first: 20, orderBy: {field: SIZE, direction: DESC}",
    ),
    *(tree(alias, f"HEAD:{path}") for alias, path in TREES.items()),
    *(_text(alias, f"HEAD:{path}") for alias, path in METADATA_FILES.items()),
    Field(
        "defaultBranchRef",
        "Ref",
        (
            Field("name"),
            Field(
                "target",
                "GitObject",
                (
                    Field("oid"),
                    On(
                        "Commit",
                        (
                            Field("committedDate"),
                            _CHECKS,
                            Field("history", "CommitHistoryConnection", names("totalCount"), "first: 1", "all"),
                            Field(
                                "history",
                                "CommitHistoryConnection",
                                (
                                    Field("totalCount"),
                                    _PAGE,
                                    Field(
                                        "nodes",
                                        "Commit",
                                        (Field("committedDate"), Field("author", "GitActor", names("email"))),
                                    ),
                                ),
                                "first: 100, since: $since",
                                "recent",
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)
"""Everything about one repository but the contents of its files."""

_RATE = "rateLimit { cost }"


def introspection(types: Iterable[str]) -> str:
    """Ask a host which fields some types have. No variables."""
    parts = (f'{name}: __type(name: "{name}") {{ fields {{ name }} }}' for name in sorted(set(types)))
    return f"query Describe {{ {_RATE} {' '.join(parts)} }}"


def listing(selection: Selection, *, both_ends: bool) -> str:
    """List an account's repositories by name; `both_ends` asks for a page from the end too.

    By name, for names hardly change and are never the same, so nothing moves between pages while
    they are read, and the two ends surely meet. Variables: `login`, `size` of a page, `after`,
    and with `both_ends` also `before`.
    """
    body = f"totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {render(selection)} }}"
    first = _page("first", "$after", "ASC", body)
    second = _page("last", "$before", "DESC", body) if both_ends else ""
    variables = "$login: String!, $size: Int!, $after: String" + (", $before: String" if both_ends else "")
    return f"query List({variables}) {{ {_RATE} repositoryOwner(login: $login) {{ login {first} {second} }} }}"


def _page(alias: str, after: str, direction: str, body: str) -> str:
    return (
        f"{alias}: repositories(first: $size, after: {after}, ownerAffiliations: [OWNER],"
        f" orderBy: {{field: NAME, direction: {direction}}}) {{ {body} }}"
    )


def repositories(selection: Selection, count: int) -> str:
    """Ask the same of `count` repositories, as `r0`, `r1`…

    Variables: `o0`, `n0`, `o1`…; `since` and `labels` if the selection uses them.
    """
    text = render(selection)
    variables = [f"$o{index}: String!, $n{index}: String!" for index in range(count)]
    variables += ["$since: GitTimestamp!"] if "$since" in text else []
    variables += ["$labels: [String!]"] if "$labels" in text else []
    aliases = " ".join(f"r{index}: repository(owner: $o{index}, name: $n{index}) {{ ...F }}" for index in range(count))
    fragment = f"fragment F on Repository {{ {text} }}"
    return f"query Details({', '.join(variables)}) {{ {_RATE} {aliases} }} {fragment}"


def files(shapes: Iterable[tuple[int, bool]]) -> str:
    """Ask for files of repositories `r0`, `r1`…: how many texts of each, and whether a logo is looked for.

    Variables: `o0`, `n0`…, `b0_0`, `b0_1`… for object ids, `l0`… for `HEAD:path` of a logo.
    """
    variables: list[str] = []
    parts: list[str] = []
    for index, (count, logo) in enumerate(shapes):
        variables.append(f"$o{index}: String!, $n{index}: String!")
        variables += [f"$b{index}_{number}: GitObjectID!" for number in range(count)]
        inner = [f"b{number}: object(oid: $b{index}_{number}) {{ ...B }}" for number in range(count)]
        if logo:
            variables.append(f"$l{index}: String!")
            inner.append(f"logo: object(expression: $l{index}) {{ oid ... on Blob {{ byteSize }} }}")
        parts.append(f"r{index}: repository(owner: $o{index}, name: $n{index}) {{ {' '.join(inner)} }}")
    text = f"query Files({', '.join(variables)}) {{ {_RATE} {' '.join(parts)} }}"
    if "...B" not in text:
        return text
    return f"{text} fragment B on GitObject {{ oid ... on Blob {{ byteSize isBinary isTruncated text }} }}"


LINKED: Selection = (Field("file", "TreeEntry", names("mode oid size"), "path: $p"),)
"""What is at a path of a commit: a file, or again something else."""


def linked(selection: Selection, count: int) -> str:
    """Ask what is at one path of each of `count` repositories, `selection` being what the host knows of `LINKED`.

    Variables: `o0`, `n0`, `h0` (the commit) and `p0` (the path), `o1`…
    """
    text = render(selection)
    variables = ", ".join(
        f"$o{index}: String!, $n{index}: String!, $h{index}: GitObjectID!, $p{index}: String!" for index in range(count)
    )
    parts = " ".join(
        f"r{index}: repository(owner: $o{index}, name: $n{index})"
        f" {{ object(oid: $h{index}) {{ ... on Commit {{ {text.replace('$p', f'$p{index}')} }} }} }}"
        for index in range(count)
    )
    return f"query Linked({variables}) {{ {_RATE} {parts} }}"


def pictures(counts: Iterable[int]) -> str:
    """Ask where pictures of repositories `r0`, `r1`… are: how many of each.

    Variables: `o0`, `n0`…, and `p0_0`, `p0_1`… for `HEAD:path`.
    """
    variables: list[str] = []
    parts: list[str] = []
    for index, count in enumerate(counts):
        variables.append(f"$o{index}: String!, $n{index}: String!")
        variables += [f"$p{index}_{number}: String!" for number in range(count)]
        inner = " ".join(f"p{number}: object(expression: $p{index}_{number}) {{ ...P }}" for number in range(count))
        parts.append(f"r{index}: repository(owner: $o{index}, name: $n{index}) {{ {inner} }}")
    fragment = "fragment P on GitObject { oid ... on Blob { byteSize isBinary } }"
    return f"query Pictures({', '.join(variables)}) {{ {_RATE} {' '.join(parts)} }} {fragment}"


def commits(count: int, *, accounts: bool = False) -> str:
    """Ask for a further page of the recent history of `count` repositories, and with `accounts` whose they are.

    Variables: `since`, `o0`, `n0`, `h0` (the commit to start from) and `a0` (the cursor), `o1`…
    """
    variables = ["$since: GitTimestamp!"]
    author = "email user { login }" if accounts else "email"
    parts: list[str] = []
    for index in range(count):
        variables.append(f"$o{index}: String!, $n{index}: String!, $h{index}: GitObjectID!, $a{index}: String")
        parts.append(
            f"r{index}: repository(owner: $o{index}, name: $n{index}) {{ object(oid: $h{index}) {{ ...C }} }}".replace(
                "...C",
                f"... on Commit {{ recent: history(first: 100, since: $since, after: $a{index})"
                " { totalCount pageInfo { hasNextPage endCursor }"
                f" nodes {{ committedDate author {{ {author} }} }} }} }}",
            )
        )
    return f"query Commits({', '.join(variables)}) {{ {_RATE} {' '.join(parts)} }}"


def weeks(count: int) -> str:
    """Ask how many commits each of `count` spans of time has, in one repository.

    Variables: `o`, `n`, `h` (the commit to start from), and `s0`, `u0`, `s1`… for the spans.
    """
    spans = ", ".join(f"$s{index}: GitTimestamp!, $u{index}: GitTimestamp!" for index in range(count))
    parts = " ".join(
        f"w{index}: history(first: 1, since: $s{index}, until: $u{index}) {{ totalCount }}" for index in range(count)
    )
    return (
        f"query Weeks($o: String!, $n: String!, $h: GitObjectID!, {spans}) {{ {_RATE} "
        f"repository(owner: $o, name: $n) {{ object(oid: $h) {{ ... on Commit {{ {parts} }} }} }} }}"
    )


_MEMBERS = "pageInfo { hasNextPage endCursor } nodes { login }"


def teams() -> str:
    """Ask for a page of an organization's teams with the first hundred people of each; secret teams stay secret.

    Variables: `login`, `size` of a page, `after`.
    """
    people = f"members(first: 100, membership: IMMEDIATE) {{ {_MEMBERS} }}"
    team = f"nodes {{ name slug privacy parentTeam {{ slug }} {people} }}"
    return (
        f"query Teams($login: String!, $size: Int!, $after: String) {{ {_RATE} repositoryOwner(login: $login) {{"
        " __typename ... on Organization { teams(first: $size, after: $after, privacy: VISIBLE,"
        f" orderBy: {{field: NAME, direction: ASC}}) {{ pageInfo {{ hasNextPage endCursor }} {team} }} }} }} }}"
    )


def members(count: int) -> str:
    """Ask for a further page of the people of `count` teams. Variables: `login`, `s0` (slug), `a0` (cursor), `s1`…"""
    variables = "".join(f", $s{index}: String!, $a{index}: String" for index in range(count))
    parts = " ".join(
        f"t{index}: team(slug: $s{index}) {{ members(first: 100, after: $a{index}, membership: IMMEDIATE)"
        f" {{ {_MEMBERS} }} }}"
        for index in range(count)
    )
    return f"query Members($login: String!{variables}) {{ {_RATE} organization(login: $login) {{ {parts} }} }}"
