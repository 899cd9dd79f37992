"""What every provider of a forge does in the same way: one suite, run on each, over the same world.

A new forge is one more entry of `PROVIDERS`. GitLab is asked in three ways: as new servers answer, as
those of 2023 do, and without GraphQL. GitHub reads the insides of repositories without git.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from forge_nights import Night, hosted, nights_on, push, settings_for, short, world_of
from forge_providers import PROVIDERS, Forge, edited, of_details, path_of
from git_repositories import make_repository
from github_server.exchange import Reply
from gitlab_server import Asked
from gitlab_server.world import ADA, GHOST, KIM, NOW, RUI, TOKEN_BOT, Group, Issue, MergeRequest, Note, Project
from innersource_marketplace.collect.sources import Changed, Failed, TeamsRead, Withheld
from innersource_marketplace.errors import SourceError
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
    MergeRequest(iid=7, author=GHOST, created=at(6, 9), merged=at(7, 9)),
)
ISSUES = (
    Issue(iid=1, title="Explain the retries", labels=("good first issue", "docs"), due="2026-12-24"),
    Issue(iid=2, title="Secret hole", labels=("good first issue",), confidential=True),
    Issue(iid=3, title="Refactor", labels=("later",), author=RUI),
    Issue(iid=4, title="Done", labels=("gig",), closed=True),
    Issue(iid=5, title="Taken", labels=("help wanted",), assignees=(KIM,)),
)

CONTRIBUTING = {"CONTRIBUTING.md": b"Please do.\n"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test on each provider; most in the default run, the others where they take as long again."""
    if "forge" not in metafunc.fixturenames:
        return
    given = []
    for name in PROVIDERS:
        marks = [pytest.mark.exhaustive] if "-" in name else []
        rare = REFUSALS & {*metafunc.fixturenames} or metafunc.function.__name__.startswith("test_odd_")
        if name != "gitlab" and rare:
            marks = marks or [pytest.mark.slow]
        given.append(pytest.param(name, marks=marks))
    metafunc.parametrize("forge", given, indirect=True)


REFUSALS = {"status", "reply", "headers"}
"""Arguments of tests in which the host answers nothing of use: the same code judges that for all."""


@pytest.fixture
def forge(request: pytest.FixtureRequest) -> Forge:
    return PROVIDERS[request.param]


@pytest.fixture
def server(forge: Forge, tmp_path: Path) -> Iterator[Any]:
    files = {"innersource.json": b'{"title": "HTTP client"}', "CODEOWNERS": b"* @acme/http\n"}
    world = world_of(
        hosted(tmp_path, 1, "acme/client", files, issues=ISSUES, requests=REQUESTS, releases=("v2", "v1")),
        hosted(tmp_path, 2, "acme/ledger", visibility="public"),
        hosted(tmp_path, 3, "acme/payroll", visibility="private"),
        hosted(tmp_path, 4, "acme/toy", topics=("fun",)),
        hosted(tmp_path, 5, "acme/old", archived=True),
        hosted(tmp_path, 6, "acme/copy", forked_from="upstream/copy"),
        hosted(tmp_path, 8, "other/shared"),
        groups=(Group(id=1001, path="acme/platform", name="platform", members=(ADA, KIM, TOKEN_BOT)),),
    )
    with forge.serve(world) as server:
        yield server


@pytest.fixture
def night(server: Any, forge: Forge, tmp_path: Path) -> Callable[..., Night]:
    return nights_on(server, forge.kind, tmp_path / "scratch")


def test_the_list_the_rules_and_the_facts(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    found = night()

    assert sorted(found.facts) == ["acme/client", "acme/ledger"]
    assert found.rules.keys() == {"acme/toy", "acme/old", "acme/copy"}
    assert found.withheld == 1
    assert "payroll" not in repr(found.outcomes)
    assert (found.reasons, found.problems) == ({}, [])
    facts = found.facts["acme/client"]
    assert facts.provider is Provider(forge.kind)
    assert (facts.url, facts.forge) == (f"{server.web}/acme/client", forge.kind)
    assert facts.visibility is Visibility.INTERNAL
    assert found.facts["acme/ledger"].visibility is Visibility.PUBLIC
    assert (facts.stars, facts.forks, facts.description) == (3, 2, "Does one thing well.")
    assert facts.topics == ("innersource",)
    assert facts.identity == "127.0.0.1:1"
    assert facts.checks_pass is True
    assert [release.tag for release in facts.releases or ()] == ["v2", "v1"]
    assert {DocumentRole.METADATA, DocumentRole.CODE_OWNERS, DocumentRole.README} <= facts.documents.keys()
    assert (facts.commits, facts.code_owners) == (1, ("@acme/http",))


@pytest.mark.slow
def test_tasks_and_requests(forge: Forge, night: Callable[..., Night]) -> None:
    facts = night().facts["acme/client"]

    tasks = {issue.number: issue for issue in facts.issues or ()}
    assert tasks.keys() == {1, 5}
    assert (tasks[1].assigned, tasks[5].assigned) == (False, True)
    # Issues have no such day on GitHub.
    assert (tasks[1].due, tasks[5].due) == (date(2026, 12, 24) if forge.git else None, None)
    assert len(facts.opened_issues or ()) == 4
    requests = {one.number: one for one in facts.pull_requests or ()}
    assert (requests[5].author_id or author_id(requests[5].author or "")) == author_id("rui")
    assert (requests[5].from_fork, requests[6].from_fork) == (True, False)
    assert requests[5].first_response_at == at(2, 15)
    assert (requests[5].approved_by_other_human, requests[6].approved_by_other_human) == (True, False)
    assert author_id("ada") in (requests[5].reviewers or ())
    assert requests[5].merged_at == at(4, 9)
    assert (requests[6].author or "").endswith("[bot]")
    assert (requests[7].author, requests[7].author_id) == (None, None)


@pytest.mark.slow
def test_a_quiet_night_asks_git_about_nothing_and_a_push_only_about_one(
    server: Any, night: Callable[..., Night], tmp_path: Path
) -> None:
    first = night()
    quiet = night(1, known=first.known)
    assert quiet.unchanged == {"acme/ledger", "acme/client"}
    assert quiet.asked("git") == []
    push(server.world, "acme/ledger", tmp_path, CONTRIBUTING, active=NOW + timedelta(hours=30))

    pushed = night(2, known=quiet.known)

    assert DocumentRole.CONTRIBUTING in pushed.facts["acme/ledger"].documents
    assert "acme/client" not in "".join(one.path for one in pushed.asked("git"))
    assert "acme/client" in pushed.unchanged | pushed.facts.keys()


@pytest.mark.slow
def test_private_deleted_moved_and_renamed(server: Any, night: Callable[..., Night]) -> None:
    first = night(repositories=["acme/toy", "other/shared"])
    assert {"acme/toy", "other/shared"} <= first.facts.keys()
    server.world.replace("acme/ledger", visibility="private")
    server.world.projects = [one for one in server.world.projects if one.path != "other/shared"]
    server.world.replace("acme/toy", path="acme/game")
    server.world.moved["acme/toy"] = 4
    server.world.replace("acme/client", path="other/client")

    second = night(1, known=first.known, repositories=["acme/toy", "other/shared"])

    assert second.gone == {"acme/ledger", "other/shared", "acme/client"}
    assert second.facts["acme/game"].identity == first.facts["acme/toy"].identity


@pytest.mark.slow
def test_what_turns_private_while_it_is_read_is_not_stored(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    def turn(asked: Asked) -> Reply | None:
        if asked.kind == "git" or asked.operation == "details":
            server.world.replace("acme/ledger", visibility="private", member=False)
        return None

    server.faults.append(turn)
    found = night()
    assert "acme/ledger" not in found.facts


@pytest.mark.slow
@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_host_leaves_everything_as_it_was(server: Any, night: Callable[..., Night], status: int) -> None:
    first = night()
    page = Reply(status=status, headers={"Content-Type": "text/html"}, body=b"<html>Deploy in progress</html>")
    server.faults.append(lambda asked: page if asked.kind != "git" else None)
    with pytest.raises(SourceError) as failed:
        night(1, known=first.known)
    assert failed.value.code == "server-error"
    assert not failed.value.gone


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(status=401, body=b'{"message":"401 Unauthorized"}'), "unauthorized"),
        pytest.param(
            Reply(status=403, body=b'{"error":"insufficient_scope","scope":"api read_api"}'),
            "forbidden",
            marks=pytest.mark.slow,
        ),
        pytest.param(Reply(status=302, headers={"Location": "/users/sign_in"}), "unauthorized", marks=pytest.mark.slow),
        (
            Reply(
                headers={"Content-Type": "text/html"}, body=b'<form action="/users/sign_in"><input name="user[login]">'
            ),
            "unauthorized",
        ),
        (Reply(status=302, headers={"Location": "https://elsewhere.example/"}), "redirected"),
        (Reply(headers={"Content-Type": "application/json"}, body=b'{"data": {', cut=None), "malformed"),
        pytest.param(
            Reply(headers={"Content-Type": "application/json"}, body=b"[1,2,3]" * 9, cut=10),
            "unreachable",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_refusals_name_the_reason_and_remove_nothing(
    server: Any, forge: Forge, night: Callable[..., Night], reply: Reply, code: str
) -> None:
    first = night()
    server.faults.append(lambda asked: reply if asked.kind != "git" else None)
    with pytest.raises(SourceError) as failed:
        night(1, known=first.known)
    # On GitHub a page to sign in at comes from somebody in between: a token has nothing to do with it.
    between = {"/users/sign_in": "redirected", "text/html": "malformed"}
    on_github = next((between[value] for value in reply.headers.values() if value in between), code)
    assert failed.value.code == (code if forge.git else on_github)
    assert failed.value.fix
    assert server.token not in str(failed.value)


JSON = {"Content-Type": "application/json"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "reply", "code"),
    [
        ({"EXCHANGE_SECONDS": 0.1}, Reply(headers=JSON, body=b" " * 500, pause=0.02), "timeout"),
        ({"ANSWER_BYTES": 20_000}, Reply(headers=JSON, body=b" " * 50_000), "too-large"),
    ],
    ids=["drips", "large"],
)
def test_an_answer_over_its_limits_is_given_up_and_nothing_is_removed(
    server: Any,
    forge: Forge,
    night: Callable[..., Night],
    monkeypatch: pytest.MonkeyPatch,
    limit: dict[str, float],
    reply: Reply,
    code: str,
) -> None:
    first = night()
    module = "web" if forge.git else "github.transport.exchange"
    for name, value in limit.items():
        monkeypatch.setattr(f"innersource_marketplace.collect.sources.{module}.{name}", value)
    server.faults.append(lambda asked: reply if asked.kind != "git" else None)
    with pytest.raises(SourceError) as failed:
        night(1, known=first.known)
    assert (failed.value.code, failed.value.gone) == (code, False)
    assert failed.value.fix


@pytest.mark.slow
@pytest.mark.parametrize("headers", [{"Retry-After": "30"}, {"RateLimit-Remaining": "0", "RateLimit-Reset": "reset"}])
def test_rate_limits_are_waited_for(
    server: Any, forge: Forge, night: Callable[..., Night], headers: dict[str, str]
) -> None:
    reset = str(int(NOW.timestamp()) + 30)
    given = {name: reset if value == "reset" else value for name, value in headers.items()}
    if forge.kind == "github":
        given = {name.replace("RateLimit", "X-RateLimit"): value for name, value in given.items()}
    limited = Reply(status=429, headers=given, body=b"Retry later")
    server.faults.append(lambda asked: limited if asked.kind != "git" and asked.turn == 2 else None)

    announced: list[tuple[str, float]] = []
    found = night(announce=lambda why, seconds: announced.append((why, seconds)))

    assert sorted(found.facts) == ["acme/client", "acme/ledger"]
    assert found.clock.sleeps
    assert 29 <= sum(found.clock.sleeps) <= 32
    ((why, seconds),) = announced
    assert why.startswith("127.0.0.1: the ")
    assert 29 <= seconds <= 32


def test_a_limit_of_years_ends_the_source_at_once(server: Any, night: Callable[..., Night]) -> None:
    limited = Reply(status=429, headers={"Retry-After": "1000000000"}, body=b"Retry later")
    server.faults.append(lambda asked: limited if asked.kind != "git" else None)
    with pytest.raises(SourceError) as failed:
        night()
    assert failed.value.code == "rate-limited"


@pytest.mark.slow
def test_when_only_activity_fails_what_git_tells_is_new_and_the_rest_stays(
    server: Any, forge: Forge, night: Callable[..., Night], tmp_path: Path
) -> None:
    first = night()
    push(server.world, "acme/client", tmp_path, CONTRIBUTING, active=NOW + timedelta(hours=3))
    broken = Reply(status=500, body=b"{}")

    def fail(asked: Asked) -> Reply | None:
        return broken if of_details(asked) and "/projects?" not in asked.path else None

    server.faults.append(fail)
    second = night(1, known=first.known)

    (facts,) = (facts for key, facts in second.known.items() if key.endswith("acme/client"))
    assert facts.pull_requests == first.facts["acme/client"].pull_requests
    assert facts.stars == 3
    if forge.git:
        assert DocumentRole.CONTRIBUTING in facts.documents
        assert [problem.code for problem in second.problems] == ["partial"]
    else:
        assert set(second.reasons.values()) == {"server-error"}
    server.faults.clear()
    third = night(2, known=second.known)
    assert third.problems == []
    assert DocumentRole.CONTRIBUTING in third.facts["acme/client"].documents


def test_a_token_that_git_refuses_says_which_scope_is_missing(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    if not forge.git:
        pytest.skip("GitHub is not asked by git")
    if forge.kind == "gitlab":
        server.scopes = frozenset({"read_api"})
    else:
        server.readable = False
    found = night()
    assert set(found.reasons.values()) == {"authentication"}
    assert "scope" in str(found.of(Failed)[0].error.fix)
    assert found.gone == set()


def test_pages_that_form_a_loop_are_an_error(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    if forge.graphql:
        pytest.skip("cursors are tested with GraphQL")
    server.faults.append(
        lambda asked: (
            Reply(
                headers={"Link": f'<{server.web}{asked.path}>; rel="next"', "Content-Type": "application/json"},
                body=b"[]",
            )
            if asked.kind == "rest" and f"/{forge.lists}" in asked.path
            else None
        )
    )
    with pytest.raises(SourceError) as failed:
        night()
    assert failed.value.code == "malformed"


def test_odd_lists_that_repeat_or_skip_repositories_remove_none(server: Any, night: Callable[..., Night]) -> None:
    server.replies.append(edited(lambda entries: [*entries, *entries]))
    first = night()
    assert sorted(first.facts) == ["acme/client", "acme/ledger"]
    server.replies[:] = [edited(lambda entries: [one for one in entries if path_of(one) != "acme/ledger"])]
    second = night(1, known=first.known)
    assert second.gone == set()
    assert second.known.keys() == first.known.keys()
    assert second.unchanged | second.facts.keys() == {"acme/client", "acme/ledger"}


def test_odd_words_for_who_may_see_a_repository_hide_it(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    first = night()

    def rename(entries: list[Any]) -> list[Any]:
        words = (
            {"visibility": "TEAMS"} if forge.kind != "gitea" else {"owner": {"login": "acme", "visibility": "teams"}}
        )
        return [{**one, **words} if path_of(one) == "acme/ledger" else one for one in entries]

    server.replies.append(edited(rename))
    second = night(1, known=first.known)
    assert second.gone == {"acme/ledger"}
    assert "acme/ledger" not in repr(second.of(Withheld))
    assert second.withheld == 2


@pytest.mark.slow
def test_odd_repositories_that_go_after_the_list_was_read_leave_with_the_next(
    server: Any, night: Callable[..., Night]
) -> None:
    first = night()

    def remove(asked: Asked) -> Reply | None:
        if asked.kind == "git" or of_details(asked):
            server.world.projects = [one for one in server.world.projects if one.path != "acme/ledger"]
        return None

    server.faults.append(remove)
    second = night(1, known=first.known, full=True)
    assert "acme/client" in second.facts
    assert "acme/ledger" not in second.facts
    third = night(2, known=second.known)
    assert [key for key in third.known if "ledger" in key] == []


def test_odd_repository_that_always_fails_spoils_only_itself(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    def poison(asked: Asked) -> Reply | None:
        parts = {"details": ("gitlab/Project/2", '"ledger"')}
        ours = parts.get(asked.operation or "", ("/repositories/2", "/projects/2", "/repos?limit=50&page=1"))
        text = f"{asked.path} {asked.body}"
        return Reply(status=502, body=b"<html>") if any(part in text for part in ours) else None

    server.faults.append(poison)
    found = night()
    assert "acme/client" in found.facts
    assert found.facts["acme/client"].stars == 3
    if forge.git:
        assert [(problem.where, problem.code) for problem in found.problems] == [("127.0.0.1/acme/ledger", "partial")]
        assert found.facts["acme/ledger"].pull_requests is None
    else:
        assert found.reasons == {"acme/ledger": "server-error"}


@pytest.mark.slow
def test_an_empty_list_and_a_missing_account_are_errors(server: Any, night: Callable[..., Night], forge: Forge) -> None:
    first = night()
    server.world.projects = []
    found = night(1, known=first.known)
    assert found.reasons == {"acme": "empty-listing", **dict.fromkeys(first.facts, "unlisted")}
    with pytest.raises(SourceError) as failed:
        night(1)
    assert failed.value.code == "empty-listing"
    server.world.groups = []
    with pytest.raises(SourceError) as failed:
        night(1)
    assert failed.value.code == "no-such-account"


@pytest.mark.slow
def test_one_account_that_fails_leaves_the_others_alone(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    found = night(settings=settings_for(server, forge.kind, "acme", "nobody"))
    assert sorted(found.facts) == ["acme/client", "acme/ledger"]
    assert found.reasons == {"nobody": "no-such-account"}


@pytest.mark.slow
def test_everything_with_metadata(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    settings = replace(settings_for(server, forge.kind), topics=(), all_with_metadata=True)
    found = night(settings=settings)
    assert sorted(found.facts) == ["acme/client"]
    assert found.rules["acme/ledger"] == "It has no innersource.json."
    assert night(1, settings=settings, known=found.known).unchanged == {"acme/client"}


def test_folders_that_are_projects(server: Any, forge: Forge, night: Callable[..., Night], tmp_path: Path) -> None:
    if not forge.git:
        pytest.skip("what names folders there is read by git, as well: tests/nights tells of it")
    named = {"innersource.json": b'{"projects": ["libs/http"]}', "libs/http/innersource.json": b'{"title": "HTTP"}'}
    push(server.world, "acme/client", tmp_path, named, active=NOW)
    whole = night().changed["acme/client"]
    (part,) = whole.folders or ()
    facts = part.collected.facts
    assert (short(facts.key), facts.folder, facts.commits) == ("acme/client/libs/http", "libs/http", 1)
    assert (facts.pull_requests, facts.issues) == (None, None)  # nobody knows which are about the folder
    assert whole.collected.facts.folders == ("libs/http",)


def test_everything_with_another_metadata_file(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    order = (DocumentRole.CITATION, DocumentRole.METADATA)
    settings = replace(settings_for(server, forge.kind), topics=(), all_with_metadata=True, metadata=order)
    assert sorted(night(settings=settings).facts) == ["acme/client"]
    settings = replace(settings, metadata=order[:1])
    assert night(settings=settings).rules["acme/client"] == "It has no CITATION.cff."


@pytest.mark.slow
def test_a_whole_server_users_and_patterns(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    if forge.git:
        assert "other/shared" in night(settings=settings_for(server, forge.kind, "*")).facts
    patterns = replace(settings_for(server, forge.kind), include=("acme/c*",), exclude=("ledger",))
    assert sorted(night(settings=patterns).facts) == ["acme/client"]
    server.world.users = ("other",)
    assert sorted(night(settings=settings_for(server, forge.kind, "other")).facts) == ["other/shared"]


@pytest.mark.slow
def test_teams_are_hashes_of_people_and_only_where_asked(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    assert night().of(TeamsRead) == []
    found = night(settings=replace(settings_for(server, forge.kind), teams=("*",)))
    (read,) = found.of(TeamsRead)
    assert read.teams is not None
    assert [(team.slug, team.people) for team in read.teams] == [
        ("platform", tuple(sorted((author_id("ada"), author_id("kim")))))
    ]


@pytest.mark.slow
def test_within_a_week_every_project_is_asked_about(server: Any, night: Callable[..., Night]) -> None:
    known = night().known
    for path in ("acme/ledger", "acme/client"):
        server.world.replace(path, stars=77)
    for day in range(1, 8):
        found = night(day, known=known)
        assert (found.problems, found.reasons) == ([], {})
        known = found.known
    assert [facts.stars for facts in known.values()] == [77, 77]


@pytest.mark.slow
def test_an_empty_repository_is_said_to_be_empty(server: Any, night: Callable[..., Night], tmp_path: Path) -> None:
    empty = make_repository(tmp_path / "hosted" / "77.git", [])
    server.world.projects.append(Project(id=77, path="acme/empty", content=empty))
    found = night()
    assert found.reasons == {}
    assert found.rules.keys() >= {"acme/empty"}
    assert sorted(found.facts) == ["acme/client", "acme/ledger"]
    assert found.of(Changed)
