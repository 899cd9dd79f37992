"""Questions in GraphQL are answered from real git repositories and from what the host knows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from github_server import (
    Account,
    HostedIssue,
    HostedPullRequest,
    HostedRelease,
    HostedRepository,
    MemoryContent,
    Organization,
    Review,
    World,
    pushed,
    serve,
    synthetic_world,
)
from github_server.conftest import Ask, commit_files, git

DAY = datetime(2026, 1, 2, tzinfo=UTC)


def hosted(ledger: Path, **facts: object) -> HostedRepository:
    return replace(HostedRepository(content=ledger, owner="acme", name="ledger"), **facts)


def world(ledger: Path, **facts: object) -> World:
    return World(repositories=(hosted(ledger, **facts),), accounts=(Account(login="ada", emails=("ada@example.com",)),))


def test_trees_blobs_and_modes_are_those_of_git(ledger: Path, ask: Ask) -> None:
    query = """{ repository(owner: "acme", name: "ledger") {
      root: object(expression: "HEAD:") { ... on Tree { entries { name type mode oid size } } }
      readme: object(expression: "HEAD:README.md") { oid ... on Blob { text byteSize isBinary isTruncated } }
      logo: object(expression: "trunk:logo.png") { ... on Blob { text isBinary } }
      absent: object(expression: "HEAD:absent") { oid }
    } }"""
    with serve(world(ledger)) as server:
        found = ask(server, query)["data"]["repository"]
    assert [(row["name"], row["type"], f"{row['mode']:o}") for row in found["root"]["entries"]] == [
        (".github", "tree", "40000"),
        ("LINK", "blob", "120000"),
        ("README.md", "blob", "100644"),
        ("docs", "tree", "40000"),
        ("logo.png", "blob", "100644"),
    ]
    assert found["readme"]["text"] == "# Ledger\n"
    assert found["readme"]["oid"] == git(ledger, "rev-parse", "HEAD:README.md").strip()
    assert found["logo"] == {"text": None, "isBinary": True}
    assert found["absent"] is None


def test_a_blob_is_fetched_by_object_id_and_cut_when_it_is_long(ledger: Path, ask: Ask) -> None:
    oid = git(ledger, "rev-parse", "HEAD:README.md").strip()
    query = """query($oid: GitObjectID!) { repository(owner: "acme", name: "ledger") {
      object(oid: $oid) { ... on Blob { text isTruncated byteSize } } } }"""
    with serve(replace(world(ledger), blob_text_bytes=4)) as server:
        found = ask(server, query, oid=oid)["data"]["repository"]["object"]
    assert found == {"text": "# Le", "isTruncated": True, "byteSize": 9}


def test_history_is_paged_and_bounded_by_date(ledger: Path, ask: Ask) -> None:
    query = """query($since: GitTimestamp, $after: String) { repository(owner: "acme", name: "ledger") {
      defaultBranchRef { name target { ... on Commit { committedDate history(first: 1, since: $since, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { committedDate author { email user { login } } } } } } } } }"""
    with serve(world(ledger)) as server:
        branch = ask(server, query, since="2025-06-01T00:00:00Z")["data"]["repository"]["defaultBranchRef"]
        first = branch["target"]["history"]
        after = first["pageInfo"]["endCursor"]
        again = ask(server, query, since="2025-06-01T00:00:00Z", after=after)["data"]["repository"]["defaultBranchRef"]
    assert branch["name"] == "trunk"
    assert branch["target"]["committedDate"] == "2026-01-05T10:00:00Z"
    assert first["totalCount"] == 2
    assert first["pageInfo"]["hasNextPage"]
    assert first["nodes"][0]["author"] == {"email": "ada@example.com", "user": {"login": "ada"}}
    assert again["target"]["history"]["nodes"][0]["committedDate"] == "2025-11-03T10:00:00Z"
    assert not again["target"]["history"]["pageInfo"]["hasNextPage"]


def test_a_later_push_is_seen(tmp_path: Path, ask: Ask) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    query = '{ repository(owner: "a", name: "b") { isEmpty pushedAt defaultBranchRef { target { oid } } } }'
    with serve(World(repositories=(HostedRepository(content=tmp_path, owner="a", name="b"),))) as server:
        before = ask(server, query)["data"]["repository"]
        commit_files(tmp_path, {"README": b"Hi"}, "2026-01-05T12:00:00Z")
        after = ask(server, query)["data"]["repository"]
    assert before == {"isEmpty": True, "pushedAt": None, "defaultBranchRef": None}
    assert after["pushedAt"] == "2026-01-05T12:00:00Z"
    assert after["defaultBranchRef"]["target"]["oid"] == git(tmp_path, "rev-parse", "HEAD").strip()


def test_a_push_to_a_repository_in_memory_moves_its_head(ask: Ask) -> None:
    query = """{ organization(login: "acme") { repositories(first: 2) { nodes {
      pushedAt defaultBranchRef { target { oid } } } } } }"""
    with serve(synthetic_world(2)) as server:
        before = ask(server, query)["data"]["organization"]["repositories"]["nodes"]
        server.world = pushed(server.world, 1, DAY)
        after = ask(server, query)["data"]["organization"]["repositories"]["nodes"]
    assert before[0]["defaultBranchRef"] != after[0]["defaultBranchRef"]
    assert after[0]["pushedAt"] == "2026-01-02T00:00:00Z"
    assert before[1] == after[1]


def test_templates_are_found_in_the_tree(ledger: Path, ask: Ask) -> None:
    query = """{ repository(owner: "acme", name: "ledger") {
      issueTemplates { name about filename } pullRequestTemplates { filename } } }"""
    with serve(world(ledger)) as server:
        found = ask(server, query)["data"]["repository"]
    assert found["issueTemplates"] == [{"name": "Bug", "about": "Something broke", "filename": "bug.md"}]
    assert found["pullRequestTemplates"] == [{"filename": "pull_request_template.md"}]


@pytest.mark.parametrize("name", ["-u/x", "a;id", "../.."])
def test_a_default_branch_may_have_a_name_that_git_refuses(ledger: Path, ask: Ask, name: str) -> None:
    query = """query($e: String) { repository(owner: "acme", name: "ledger") {
      defaultBranchRef { name target { oid } } object(expression: $e) { ... on Tree { entries { name } } } } }"""
    with serve(world(ledger, default_branch=name)) as server:
        found = ask(server, query, e=f"{name}:docs")["data"]["repository"]
    assert found["defaultBranchRef"]["name"] == name
    assert found["object"]["entries"] == [{"name": "use.md"}]


def test_what_the_host_knows_of_a_repository(ledger: Path, ask: Ask) -> None:
    facts = hosted(
        ledger,
        visibility="INTERNAL",
        topics=("innersource", "ledger"),
        stars=3,
        watchers=2,
        archived_at=DAY,
        archived=True,
        languages={"Go": 10, "Shell": 90},
        license="MIT",
        releases=(HostedRelease(tag="v1", published_at=DAY), HostedRelease(tag="v2-rc", prerelease=True)),
        checks="FAILURE",
    )
    query = """{ repository(owner: "ACME", name: "Ledger") {
      nameWithOwner visibility isPrivate archivedAt stargazerCount
      watchers { totalCount } primaryLanguage { name } licenseInfo { spdxId } latestRelease { tagName }
      releases { totalCount } repositoryTopics(first: 9) { nodes { topic { name } } } owner { __typename login }
      languages(first: 5) { totalSize edges { size node { name } } }
      defaultBranchRef { target { ... on Commit { statusCheckRollup { state } } } } } }"""
    with serve(World(repositories=(facts,))) as server:
        found = ask(server, query)["data"]["repository"]
    assert found == {
        "nameWithOwner": "acme/ledger",
        "visibility": "INTERNAL",
        "isPrivate": True,
        "archivedAt": "2026-01-02T00:00:00Z",
        "stargazerCount": 3,
        "watchers": {"totalCount": 2},
        "primaryLanguage": {"name": "Shell"},
        "licenseInfo": {"spdxId": "MIT"},
        "latestRelease": {"tagName": "v1"},
        "releases": {"totalCount": 2},
        "repositoryTopics": {"nodes": [{"topic": {"name": "innersource"}}, {"topic": {"name": "ledger"}}]},
        "owner": {"__typename": "Organization", "login": "acme"},
        "languages": {
            "totalSize": 100,
            "edges": [{"size": 90, "node": {"name": "Shell"}}, {"size": 10, "node": {"name": "Go"}}],
        },
        "defaultBranchRef": {"target": {"statusCheckRollup": {"state": "FAILURE"}}},
    }


def test_a_free_task_is_told_from_a_taken_one(ledger: Path, ask: Ask) -> None:
    issues = (
        HostedIssue(number=1, labels=("Good first issue",), updated_at=DAY),
        HostedIssue(number=2, labels=("good first issue", "bug"), assignees=("grace",)),
        HostedIssue(number=3, labels=("help wanted",), linked_pull_requests=(7,)),
        HostedIssue(number=4, labels=("help wanted",), state="CLOSED"),
    )
    query = """{ repository(owner: "acme", name: "ledger") { issues(first: 9, states: OPEN,
      labels: ["good first issue", "help wanted"], orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes {
        number assignees { totalCount } closedByPullRequestsReferences(first: 1) { nodes { number state } }
        timelineItems(first: 1, itemTypes: [CROSS_REFERENCED_EVENT]) { nodes {
          ... on CrossReferencedEvent { willCloseTarget source { ... on PullRequest { number } } } } } } } } }"""
    with serve(world(ledger, issues=issues, pull_requests=(HostedPullRequest(number=7),))) as server:
        found = ask(server, query)["data"]["repository"]["issues"]
    assert [(node["number"], node["assignees"]["totalCount"]) for node in found["nodes"]] == [(1, 0), (2, 1), (3, 0)]
    assert found["nodes"][2]["closedByPullRequestsReferences"]["nodes"] == [{"number": 7, "state": "OPEN"}]
    assert found["nodes"][2]["timelineItems"]["nodes"] == [{"willCloseTarget": True, "source": {"number": 7}}]


def test_reviews_tell_people_from_bots_and_from_deleted_accounts(ledger: Path, ask: Ask) -> None:
    reviews = (
        Review(author="lint[bot]", submitted_at=DAY, state="COMMENTED"),
        Review(author=None, submitted_at=DAY),
        Review(author="ada", submitted_at=DAY),
    )
    merged = HostedPullRequest(number=5, merged_at=DAY, from_fork=True, reviews=reviews)
    query = """{ repository(owner: "acme", name: "ledger") { pullRequests(first: 5, states: [MERGED]) { nodes {
      state isCrossRepository reviews(first: 5) { nodes { author { __typename login } } } } } } }"""
    with serve(world(ledger, pull_requests=(merged, HostedPullRequest(number=6)))) as server:
        (found,) = ask(server, query)["data"]["repository"]["pullRequests"]["nodes"]
    assert found["state"] == "MERGED"
    assert found["isCrossRepository"]
    authors = [review["author"] for review in found["reviews"]["nodes"]]
    assert authors == [{"__typename": "Bot", "login": "lint"}, None, {"__typename": "User", "login": "ada"}]


def test_a_batch_with_a_missing_repository_has_the_others_data(ledger: Path, ask: Ask) -> None:
    query = """query Deep($owner: String!) { r0: repository(owner: $owner, name: "ledger") { name }
      r1: repository(owner: $owner, name: "gone") { name } }"""
    with serve(world(ledger)) as server:
        payload = ask(server, query, owner="acme")
        assert server.log[0].operation == "Deep"
        assert server.log[0].aliases == {"r0": "acme/ledger", "r1": "acme/gone"}
    assert payload["data"] == {"r0": {"name": "ledger"}, "r1": None}
    (error,) = payload["errors"]
    assert (error["type"], error["path"]) == ("NOT_FOUND", ["r1"])


def test_an_old_name_still_leads_to_the_repository_with_the_same_id(ledger: Path, ask: Ask) -> None:
    query = 'query($name: String!) { repository(owner: "acme", name: $name) { id databaseId nameWithOwner } }'
    with serve(world(ledger)) as server:
        before = ask(server, query, name="ledger")["data"]["repository"]
        server.world = World(repositories=(hosted(ledger, name="accounts", former_names=("acme/ledger",)),))
        after = ask(server, query, name="ledger")["data"]["repository"]
    assert after == {**before, "nameWithOwner": "acme/accounts"}


def test_an_organization_is_listed_page_by_page_in_the_order_asked_for(ask: Ask) -> None:
    query = """query List($after: String) { organization(login: "acme") { repositories(first: 10, after: $after,
      orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount pageInfo { hasNextPage endCursor }
      nodes { name updatedAt } } } rateLimit { cost } }"""
    with serve(synthetic_world(25)) as server:
        names, moments, after, more = [], [], None, True
        while more:
            payload = ask(server, query, after=after)["data"]
            page = payload["organization"]["repositories"]
            names += [node["name"] for node in page["nodes"]]
            moments += [node["updatedAt"] for node in page["nodes"]]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert server.operations == ("List",) * 3
        assert server.points == 3
    assert len(set(names)) == 25
    assert moments == sorted(moments, reverse=True)
    assert page["totalCount"] == 25


def test_users_own_repositories_too(ledger: Path, ask: Ask) -> None:
    mine = HostedRepository(content=ledger, owner="ada", name="notes", visibility="PRIVATE")
    known = World(repositories=(mine,), accounts=(Account(login="ada"),), organizations=(Organization(login="acme"),))
    query = """{ repositoryOwner(login: "ada") { __typename repositories(first: 5, visibility: PRIVATE) { totalCount } }
      user(login: "ada") { repositories(first: 5, visibility: PUBLIC) { totalCount } }
      organization(login: "ada") { login } empty: organization(login: "acme") { repositories { totalCount } } }"""
    with serve(known) as server:
        payload = ask(server, query)
    assert payload["data"] == {
        "repositoryOwner": {"__typename": "User", "repositories": {"totalCount": 1}},
        "user": {"repositories": {"totalCount": 0}},
        "organization": None,
        "empty": {"repositories": {"totalCount": 0}},
    }
    assert payload["errors"][0]["type"] == "NOT_FOUND"


def test_nodes_are_found_by_their_ids(ledger: Path, ask: Ask) -> None:
    with serve(world(ledger)) as server:
        found = ask(
            server, '{ repository(owner: "acme", name: "ledger") { id object(expression: "HEAD:README.md") { id } } }'
        )
        ids = [found["data"]["repository"]["id"], found["data"]["repository"]["object"]["id"], "R_nonsense"]
        query = (
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Blob { text } ... on Repository { name } } }"
        )
        payload = ask(server, query, ids=ids)
    assert payload["data"]["nodes"] == [
        {"__typename": "Repository", "name": "ledger"},
        {"__typename": "Blob", "text": "# Ledger\n"},
        None,
    ]
    assert payload["errors"][0]["path"] == ["nodes", 2]


def test_search_finds_by_topic_and_stops_at_a_thousand(ask: Ask) -> None:
    query = """{ search(type: REPOSITORY, query: "org:acme topic:innersource", first: 1) {
      repositoryCount nodes { ... on Repository { name } } } }"""
    with serve(synthetic_world(3)) as server:
        found = ask(server, query)["data"]["search"]
    assert (found["repositoryCount"], len(found["nodes"])) == (3, 1)


def test_a_repository_in_memory_has_objects_that_git_would_make(tmp_path: Path) -> None:
    files = {"a.txt": b"a\n", "b/c.txt": b"c\n", "b.txt": b"b\n", "link": b"a.txt"}
    made_up = MemoryContent(files=files, commit_dates=(DAY,), modes={"link": "120000"})
    git(tmp_path, "init", "--quiet")
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data) if name != "link" else (tmp_path / name).symlink_to("a.txt")
    git(tmp_path, "add", "--all")
    root = made_up.find("HEAD:")
    assert root is not None
    assert root.oid == git(tmp_path, "write-tree").strip()
    assert made_up.find("main:b/c.txt") == made_up.find(made_up.find("HEAD:b/c.txt").oid)  # type: ignore[union-attr]
    assert made_up.find("HEAD:a.txt/x") is None
    assert made_up.find("HEAD:nothing") is None


def test_an_id_of_git_that_is_no_id_is_no_object(ledger: Path, ask: Ask) -> None:
    query = 'query($e: String) { repository(owner: "acme", name: "ledger") { object(expression: $e) { oid } } }'
    with serve(world(ledger)) as server:
        answers = [
            ask(server, query, e=text) for text in ("", "HEAD:a\nHEAD", "--help", "HEAD:" + "x" * 5000, "a b:c d")
        ]
        works = ask(server, query, e="HEAD")
    assert all(answer["data"]["repository"]["object"] is None for answer in answers)
    assert works["data"]["repository"]["object"] is not None
