"""Nights with odd data and odd events, the same on every provider: nothing wrong is stored, and nothing is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from forge_nights import Night, hosted, nights_on, push, settings_for, world_of
from forge_providers import PROVIDERS, Forge, edited, path_of
from git_repositories import git
from github_server.exchange import Reply
from gitlab_server import Asked
from gitlab_server.world import NOW, RUI, Group, Issue, MergeRequest
from innersource_marketplace.collect.sources import Failed
from innersource_marketplace.errors import SourceError

TASKS = (Issue(iid=1, title="A task", labels=("help wanted",)), Issue(iid=2, title="Another", labels=("help wanted",)))
DONE = MergeRequest(iid=5, author=RUI)
LATER = NOW + timedelta(hours=20)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test on the three forges in the long run, on GitHub in every run, on older servers once a week."""
    marks: dict[str, list[pytest.MarkDecorator]] = {"github": []} | {
        name: [pytest.mark.exhaustive if "-" in name else pytest.mark.slow] for name in PROVIDERS if name != "github"
    }
    metafunc.parametrize("forge", [pytest.param(name, marks=marks[name]) for name in PROVIDERS], indirect=True)


@pytest.fixture
def forge(request: pytest.FixtureRequest) -> Forge:
    return PROVIDERS[request.param]


@pytest.fixture
def server(forge: Forge, tmp_path: Path) -> Iterator[Any]:
    world = world_of(
        hosted(tmp_path, 1, "acme/client", {"innersource.json": b"{}"}, issues=TASKS, requests=(DONE,)),
        hosted(tmp_path, 2, "acme/ledger", issues=TASKS[:1]),
        hosted(tmp_path, 3, "acme/zebra"),
    )
    with forge.serve(world) as server:
        yield server


@pytest.fixture
def night(server: Any, forge: Forge, tmp_path: Path) -> Callable[..., Night]:
    return nights_on(server, forge.kind, tmp_path / "scratch")


def facts_of(night: Night, path: str) -> Any:
    (facts,) = (facts for key, facts in night.known.items() if key.endswith(f"/{path}"))
    return facts


def with_values(answer: Any, names: tuple[str, ...], value: object) -> Any:
    """An answer in which every field with one of these names has another value."""
    if isinstance(answer, dict):
        return {key: value if key in names else with_values(one, names, value) for key, one in answer.items()}
    return [with_values(one, names, value) for one in answer] if isinstance(answer, list) else answer


def test_a_time_to_wait_may_be_a_date(server: Any, night: Callable[..., Night]) -> None:
    when = format_datetime(NOW + timedelta(seconds=30), usegmt=True)
    limited = Reply(status=429, headers={"Retry-After": when}, body=b"Retry later")
    server.faults.append(lambda asked: limited if asked.kind != "git" and asked.turn == 2 else None)
    found = night()
    assert len(found.facts) == 3
    assert 25 <= sum(found.clock.sleeps) <= 65


def test_a_token_that_ends_on_the_way_removes_nothing(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    first = night()
    push(server.world, "acme/client", Path(str(server.world.project("acme/client").content)).parent, {}, active=LATER)
    refused = Reply(status=401, body=b'{"message":"401 Unauthorized"}')

    def end(asked: Asked) -> Reply | None:
        listed = asked.operation == "list" or any(part in asked.path for part in ("/repos?", "/projects?"))
        return None if listed or (forge.graphql and asked.operation == "describe") else refused

    server.faults.append(end)
    if forge is PROVIDERS[forge.kind]:
        second = night(1, first, full=True)
    else:  # older servers are asked for more before their lists are known
        with pytest.raises(SourceError) as failed:
            night(1, first, full=True)
        assert failed.value.code in ("unauthorized", "token-expired")
        assert not failed.value.gone
        return
    assert second.gone == set()
    assert second.known.keys() == first.known.keys()
    assert facts_of(second, "acme/client").issues == facts_of(first, "acme/client").issues
    assert second.reasons or second.problems
    server.faults.clear()
    third = night(2, second)
    assert (third.reasons, third.problems) == ({}, [])


@pytest.mark.parametrize(
    "said",
    [
        "0001-01-01T00:00:00Z",
        "yesterday",
        None,
        *(
            pytest.param(said, marks=pytest.mark.slow)
            for said in ("2999-12-31T23:59:59+14:00", "", 12, "2026-11-01T09:00:00-11:00")
        ),
    ],
)
def test_odd_times_are_unknown_and_never_ahead(server: Any, night: Callable[..., Night], said: object) -> None:
    names = ("createdAt", "created_at", "mergedAt", "merged_at", "updated_at", "updatedAt")
    server.replies.append(lambda _asked, answer: with_values(answer, names, said))
    facts = night().facts["acme/client"]
    times = [facts.created_at, *(issue.created_at for issue in facts.issues or ())]
    times += [one.merged_at for one in facts.pull_requests or ()]
    known = [when for when in times if when is not None]
    assert all(datetime(1970, 1, 1, tzinfo=UTC) < when <= NOW + timedelta(days=1) for when in known)


def test_odd_words_are_text(server: Any, night: Callable[..., Night]) -> None:
    odd = "\u202e<script>\x00\x1b[2J\ud800 & \u200b" + "w" * 100_000
    clean = odd.replace("\ud800", "\ufffd")
    server.world.replace(
        "acme/client",
        description=clean,
        topics=("innersource", *(f"t{n}" for n in range(300))),
        issues=(Issue(iid=1, title=clean, labels=("help wanted", clean)),),
    )
    facts = night().facts["acme/client"]
    (task,) = facts.issues or ()
    for text in (facts.description or "", task.title, *task.labels, *facts.topics):
        assert len(text) < 10_000
        assert not {"\u202e", "\x00", "\x1b"} & {*text}
    assert "innersource" in facts.topics


RARE_NUMBERS: tuple[object, ...] = (2**70, 1.5, [], True)


@pytest.mark.parametrize(
    "said", [-1, "many", {"count": 3}, *(pytest.param(said, marks=pytest.mark.slow) for said in RARE_NUMBERS)]
)
def test_odd_numbers_are_no_numbers(server: Any, night: Callable[..., Night], said: object) -> None:
    names = ("starCount", "star_count", "stars_count", "stargazerCount")
    server.replies.append(lambda _asked, answer: with_values(answer, names, said))
    found = night()
    assert len(found.facts) == 3
    assert found.facts["acme/client"].stars in (None, 0)


def test_of_what_the_host_does_not_say_who_sees_it_nothing_has_the_name(
    server: Any, forge: Forge, night: Callable[..., Night]
) -> None:
    # A repository that is known already is named, for it was shown; so is what the catalogue names.
    first = night()
    server.world.projects.append(replace(server.world.project("acme/zebra"), id=77, path="acme/never-named"))
    names = ("visibility", "isPrivate", "private")
    server.replies.append(lambda _asked, answer: with_values(answer, names, None))
    second = night(1, first, full=True)
    told = [*second.reasons, *(f"{one.error.message}{one.error.fix}" for one in second.of(Failed))]
    told += [f"{one.where}{one.message}" for one in second.problems]
    assert "never-named" not in repr(told)
    assert second.reasons["acme"] == "partial"
    assert {"acme/client", "acme/ledger", "acme/zebra"} <= second.reasons.keys()
    assert second.known.keys() == first.known.keys()


def test_issues_that_are_switched_off_leave_that_night(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    server.world.replace("acme/client", issues_access="disabled", active=LATER)
    second = night(1, first)
    assert not facts_of(second, "acme/client").issues
    assert len(facts_of(second, "acme/ledger").issues) == 1


def test_a_task_that_is_closed_leaves_that_night(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    closed = replace(TASKS[0], closed=True, updated=LATER)
    server.world.replace("acme/client", issues=(closed, TASKS[1]), active=LATER)
    assert [task.number for task in facts_of(night(1, first), "acme/client").issues] == [2]


def test_archived_and_back(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    server.world.replace("acme/client", archived=True, active=LATER)
    second = night(1, first)
    assert "acme/client" in second.rules
    assert second.gone == set()
    server.world.replace("acme/client", archived=False, active=LATER + timedelta(days=1))
    third = night(2, second)
    assert facts_of(third, "acme/client").identity == facts_of(first, "acme/client").identity
    assert (third.problems, third.reasons) == ([], {})


def test_two_repositories_that_swap_their_names_keep_what_is_theirs(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    names = {"acme/client": "acme/ledger", "acme/ledger": "acme/client"}
    server.world.projects = [
        replace(one, path=names.get(one.path, one.path), active=LATER) for one in server.world.projects
    ]
    second = night(1, first)
    assert second.gone == set()
    for before, after in names.items():
        assert facts_of(second, after).identity == facts_of(first, before).identity
        assert len(facts_of(second, after).issues) == len(facts_of(first, before).issues)
        assert len(facts_of(second, after).pull_requests) == len(facts_of(first, before).pull_requests)


def test_a_name_in_other_letters_is_the_same_repository(server: Any, night: Callable[..., Night]) -> None:
    first = night()
    server.world.replace("acme/client", path="acme/Client", active=LATER)
    server.world.moved["acme/client"] = 1
    second = night(1, first)
    assert second.gone <= {"acme/client"}
    found = [facts for facts in second.known.values() if facts.identity == facts_of(first, "acme/client").identity]
    assert [facts.name for facts in found if facts.name == "Client"] == ["Client"]


def test_a_repository_in_two_lists_comes_once(server: Any, forge: Forge, night: Callable[..., Night]) -> None:
    server.world.groups.append(Group(id=1001, path="beta", name="Beta"))
    server.world.projects.append(replace(server.world.project("acme/zebra"), id=9, path="beta/own"))
    server.replies.append(edited(lambda entries: [*entries, *entries[:1]] if path_of(entries[0]) else entries))
    found = night(settings=settings_for(server, forge.kind, "acme", "beta", "acme"))
    keys = [str(one.collected.facts.key) for one in found.changed.values()]
    assert sorted(found.facts) == ["acme/client", "acme/ledger", "acme/zebra", "beta/own"]
    assert len(keys) == len({*keys})


def test_a_default_branch_that_is_gone_costs_only_its_repository(
    server: Any, night: Callable[..., Night], tmp_path: Path
) -> None:
    first = night()
    push(server.world, "acme/ledger", tmp_path, {"MORE.md": b"x"}, active=LATER)
    content = server.world.project("acme/ledger").content
    git(content, "branch", "-m", "main", "trunk")  # and HEAD leads nowhere
    git(content, "symbolic-ref", "HEAD", "refs/heads/main")
    second = night(1, first)
    assert second.gone == set()
    assert second.known.keys() == first.known.keys()
    assert {"acme/client", "acme/zebra"} <= second.unchanged | second.facts.keys()
