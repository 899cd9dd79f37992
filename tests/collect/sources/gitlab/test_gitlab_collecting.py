"""What the GitLab source collects, from a server that speaks GitLab over real repositories."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forge_nights import hosted, run_night, world_of
from gitlab_server import Server, serve
from gitlab_server.world import ADA, GHOST, KIM, NOW, RUI, TOKEN_BOT, Group, Issue, MergeRequest, Note
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.model import DocumentRole, Provider, Visibility


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=UTC)


REQUESTS = (
    MergeRequest(
        iid=5,
        author=RUI,
        created=at(2, 9),
        merged=at(4, 9),
        from_fork=True,
        source_project=99,
        approved_by=(ADA,),
        notes=(
            Note(author=RUI, at=at(2, 10)),
            Note(author=TOKEN_BOT, at=at(2, 11)),
            Note(author=KIM, at=at(2, 12), system=True, icon="label"),
            Note(author=ADA, at=at(2, 15)),
        ),
    ),
    MergeRequest(iid=6, author=TOKEN_BOT, created=at(5, 9), merged=at(5, 10)),
    MergeRequest(iid=7, author=GHOST, created=at(6, 9), merged=None, closed=at(7, 9)),
)
ISSUES = (
    Issue(iid=1, title="Explain the retries", labels=("good first issue", "docs"), requests=1, due="2026-12-24"),
    Issue(iid=2, title="Secret hole", labels=("good first issue",), confidential=True),
    Issue(iid=3, title="Refactor", labels=("later",), author=RUI),
    Issue(iid=4, title="Done", labels=("gig",), closed=True),
    Issue(iid=5, title="Taken", labels=("Good first issue",), assignees=(KIM,)),
)


@pytest.fixture(params=["new", *(pytest.param(name, marks=pytest.mark.slow) for name in ("old", "rest"))])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    files = {
        ".gitlab/CODEOWNERS": b"[Docs] @acme/writers\ndocs/\n",
        ".gitlab/merge_request_templates/Default.md": b"What and why?\n",
        ".gitlab/issue_templates/Bug.md": b"What happened?\n",
        ".gitlab-ci.yml": b"test:\n  script: [make test]\n",
        "innersource.json": b'{"title": "HTTP client"}',
    }
    world = world_of(
        hosted(
            tmp_path,
            1,
            "acme/platform/http/client",
            files,
            issues=ISSUES,
            requests=REQUESTS,
            releases=("v2", "v1"),
            forking_access="private",
        ),
        hosted(tmp_path, 2, "acme/ledger", visibility="public"),
        hosted(tmp_path, 3, "acme/payroll", visibility="private"),
        hosted(tmp_path, 4, "acme/toy", topics=("fun",)),
        hosted(tmp_path, 5, "acme/old", archived=True),
        hosted(tmp_path, 6, "acme/copy", forked_from="upstream/copy"),
        hosted(tmp_path, 7, "acme/doomed", doomed=True),
        hosted(tmp_path, 8, "other/shared", shared_with=("acme",)),
        groups=(Group(id=1001, path="acme/platform", name="Platform", members=(ADA, TOKEN_BOT)),),
    )
    with serve(world, graphql=request.param != "rest", old=request.param == "old") as server:
        yield server


def test_a_group_gives_its_innersource_projects_with_everything_about_them(server: Server, tmp_path: Path) -> None:
    night = run_night(server, "gitlab", tmp_path / "scratch")

    assert sorted(night.facts) == ["acme/ledger", "acme/platform/http/client"]
    assert night.rules.keys() == {"acme/toy", "acme/old", "acme/copy", "acme/doomed"}
    assert night.withheld == 1
    assert night.reasons == {}
    assert night.problems == []
    facts = night.facts["acme/platform/http/client"]
    assert (facts.owner, facts.name, facts.provider) == ("acme/platform/http", "client", Provider.GITLAB)
    assert facts.url == f"{server.web}/acme/platform/http/client"
    assert (facts.forge, facts.visibility, facts.default_branch) == ("gitlab", Visibility.INTERNAL, "main")
    assert (facts.stars, facts.forks, facts.open_issues) == (3, 2, 3)
    assert facts.description == "Does one thing well."
    assert facts.topics == ("innersource",)
    assert facts.identity == "127.0.0.1:1"
    assert facts.forking_allowed is False
    assert facts.checks_pass is True
    assert [release.tag for release in facts.releases or ()] == ["v2", "v1"]
    assert facts.code_owners == ("@acme/writers",)
    assert {
        DocumentRole.METADATA,
        DocumentRole.PULL_REQUEST_TEMPLATE,
        DocumentRole.ISSUE_TEMPLATE,
        DocumentRole.CODE_OWNERS,
    } <= facts.documents.keys()
    assert facts.ci_files == (".gitlab-ci.yml",)
    assert facts.commits == 1


def test_tasks_are_open_labelled_and_never_confidential(server: Server, tmp_path: Path) -> None:
    facts = run_night(server, "gitlab", tmp_path / "scratch").facts["acme/platform/http/client"]

    tasks = {issue.number: issue for issue in facts.issues or ()}
    assert tasks[1].title == "Explain the retries"
    assert tasks[1].labels == ("docs", "good first issue")
    assert tasks[1].linked_pull_request is True
    assert tasks[1].assigned is False
    assert tasks[1].url == f"{server.web}/acme/platform/http/client/-/issues/1"
    assert 2 not in tasks
    assert 4 not in tasks
    if 5 in tasks:  # a server without `or` knows labels only as they are written
        assert tasks[5].assigned is True
    assert facts.opened_issues is not None
    assert len(facts.opened_issues) == 4


def test_merge_requests_tell_who_answered_when(server: Server, tmp_path: Path) -> None:
    facts = run_night(server, "gitlab", tmp_path / "scratch").facts["acme/platform/http/client"]

    requests = {one.number: one for one in facts.pull_requests or ()}
    assert requests[5].author_id == author_id("rui")
    assert requests[5].author is None
    assert requests[5].from_fork is True
    assert requests[5].first_response_at == at(2, 15)
    assert requests[5].approved_by_other_human is True
    assert requests[5].reviewers == (author_id("ada"),)
    assert requests[5].merged_at == at(4, 9)
    assert (requests[6].author or "").endswith("[bot]")
    assert requests[6].from_fork is False
    assert requests[6].approved_by_other_human is False
    if 7 in requests:  # REST alone reads merged ones only
        assert requests[7].author_id is None
        assert requests[7].closed_at == at(7, 9)


@pytest.mark.parametrize("what", ["issues_access", "requests_access"])
def test_what_only_members_may_see_is_unknown(server: Server, tmp_path: Path, what: str) -> None:
    server.world.replace("acme/platform/http/client", **{what: "private"})

    facts = run_night(server, "gitlab", tmp_path / "scratch").facts["acme/platform/http/client"]

    if what == "issues_access":
        assert (facts.issues, facts.opened_issues, facts.open_issues) == (None, None, None)
        assert facts.pull_requests
    else:
        assert facts.pull_requests is None
        assert facts.issues


def test_a_renamed_project_is_known_by_its_number_and_a_moved_one_is_removed(server: Server, tmp_path: Path) -> None:
    first = run_night(server, "gitlab", tmp_path / "scratch")
    server.world.replace("acme/ledger", path="acme/books/ledger")
    server.world.replace("acme/platform/http/client", path="other/client")

    night = run_night(server, "gitlab", tmp_path / "scratch", known=first.known, now=NOW + timedelta(days=1))

    assert night.facts["acme/books/ledger"].identity == first.facts["acme/ledger"].identity
    assert night.reasons == {"acme/platform/http/client": "moved"}
    assert night.gone == {"acme/platform/http/client"}


@pytest.mark.slow
def test_entries_of_the_catalogue_are_found_by_their_former_path_too(server: Server, tmp_path: Path) -> None:
    server.world.moved["former/shared"] = 8
    named = ["former/shared", "acme/toy", "acme/nowhere"]

    night = run_night(server, "gitlab", tmp_path / "scratch", repositories=named)

    assert {"other/shared", "acme/toy"} <= night.facts.keys()
    assert night.reasons == {"acme/nowhere": "not-found"}


def test_no_query_is_too_complex(server: Server, tmp_path: Path) -> None:
    night = run_night(server, "gitlab", tmp_path / "scratch")
    assert max((one.complexity for one in night.asked("graphql")), default=0) <= 250
    if server.graphql:
        assert night.spent.points > 0


def test_the_token_is_in_no_argument_and_git_signs_in(server: Server, tmp_path: Path) -> None:
    night = run_night(server, "gitlab", tmp_path / "scratch")
    assert night.asked("git")
    assert "acme/platform/http/client" in night.facts  # internal: git alone would be refused
