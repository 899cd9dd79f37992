"""What one night brings: facts, the choice of repositories, and what the next nights cost."""

import os
import subprocess
import threading
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from github_nights import HOST, NOW, night, repository
from identify.vendor.licenses import LICENSES
from msgspec.structs import replace

from github_server import (
    Comment,
    Exchange,
    Fault,
    HostedIssue,
    HostedPullRequest,
    HostedRelease,
    HostedRepository,
    Reply,
    Review,
    World,
    graphql,
    serve,
    synthetic_world,
)
from github_server.faults import (
    changing,
    duplicated,
    edited,
    emptied,
    looping_cursor,
    overriding,
    partial,
    timeout,
    total_count,
    wrong_type,
)
from innersource_marketplace.collect.sources import Changed
from innersource_marketplace.collect.sources.github.connect import open_github
from innersource_marketplace.collect.sources.github.transport.exchange import Credentials
from innersource_marketplace.errors import SourceError
from innersource_marketplace.formats.authors import NOBODY, author_id
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.insight.licensing import licensing_of
from innersource_marketplace.insight.merged import merge
from innersource_marketplace.model import DocumentRole, Origin, Provider, Stored, Visibility, day_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00 not text at all"
DAY = timedelta(days=1)
PERSON = {"NAME": "Ada", "EMAIL": "ada@example.com", "DATE": "2025-12-24T12:00:00Z"}

RICH = repository(
    "ledger",
    {
        "README.md": b"# Ledger\n",
        "innersource.json": b'{"title": "Ledger", "logo": "docs/img/logo.png"}',
        "docs/img/logo.png": PNG,
        "CONTRIBUTING.md": b"# How\n",
        ".github/CODEOWNERS": b"* @acme/payments @ada\n",
        ".github/ISSUE_TEMPLATE/bug.yml": b"name: Bug\n",
        ".github/workflows/test.yml": b"on: push\n",
        "LICENSE": b"secret licence\n",
        "tests/test_ledger.py": b"def test(): ...\n",
    },
    description="Double entry for everybody.",
    homepage="https://ledger.example.org",
    stars=7,
    forks=3,
    watchers=5,
    languages={"Python": 900, "Shell": 10},
    license="Apache-2.0",
    has_discussions=True,
    checks="FAILURE",
    releases=(HostedRelease(tag="v2", published_at=NOW - DAY), HostedRelease(tag="v3", draft=True)),
    issues=(
        HostedIssue(number=1, title="Taken", labels=("help wanted",), assignees=("ada",)),
        HostedIssue(number=2, title="Free", labels=("good first issue",), updated_at=NOW - DAY),
        HostedIssue(number=3, title="Nearly done", labels=("gig",), linked_pull_requests=(9,)),
        HostedIssue(number=4, title="No task", labels=("bug",)),
    ),
    pull_requests=(
        HostedPullRequest(
            number=9,
            author="guest",
            created_at=NOW - 9 * DAY,
            merged_at=NOW - 2 * DAY,
            from_fork=True,
            comments=(
                Comment(author="guest", created_at=NOW - 8 * DAY),
                Comment(author="ci[bot]", created_at=NOW - 9 * DAY),
            ),
            reviews=(
                Review(author="guest", submitted_at=NOW - 8 * DAY),
                Review(author="ada", submitted_at=NOW - 5 * DAY),
            ),
        ),
        HostedPullRequest(
            number=8,
            author="ada",
            created_at=NOW - 20 * DAY,
            closed_at=NOW - 18 * DAY,
            reviews=(Review(author="ada", submitted_at=NOW - 19 * DAY),),
        ),
    ),
)


def test_manifests_of_the_root_come_with_the_other_texts() -> None:
    library = b'[project]\nname = "acme-money"\n'
    money = repository("money", {"README.md": b"# Money\n", "pyproject.toml": library, "package.json": PNG})
    with serve(World(repositories=(money,))) as server:
        found = night(server)
    outcome = found.changed["acme/money"]
    kept = outcome.collected.facts.manifests or ()
    assert [(one.path, outcome.collected.blobs[one.oid]) for one in kept] == [("pyproject.toml", library)]
    assert [problem.code for problem in outcome.problems] == ["file-unreadable"]
    assert found.operations.count("Files") == 1


def test_a_repository_yields_everything_that_the_host_and_its_files_say() -> None:
    with serve(World(repositories=(RICH,))) as server:
        outcome = night(server).changed["acme/ledger"]
    facts = outcome.collected.facts
    assert (facts.provider, facts.visibility, facts.license) == (Provider.GITHUB, Visibility.PUBLIC, "Apache-2.0")
    assert (facts.stars, facts.forks, facts.subscribers, facts.open_issues) == (7, 3, 5, 4)
    assert (facts.description, facts.homepage) == ("Double entry for everybody.", "https://ledger.example.org")
    assert [share.name for share in facts.languages or ()] == ["Python", "Shell"]
    assert (facts.discussions, facts.forking_allowed, facts.checks_pass) == (True, True, False)
    assert [release.tag for release in facts.releases or ()] == ["v2"]
    assert facts.code_owners == ("@acme/payments", "@ada")
    assert facts.ci_files == (".github/workflows/test.yml",)
    assert facts.test_files == 1
    assert facts.contributors == 1
    assert sum((facts.weekly_commits or {}).values()) == facts.commits == 20
    assert {DocumentRole.README, DocumentRole.ISSUE_TEMPLATE, DocumentRole.LOGO} <= facts.documents.keys()
    kept = outcome.collected.blobs
    assert kept[facts.documents[DocumentRole.README].oid] == b"# Ledger\n"
    assert kept[facts.documents[DocumentRole.LOGO].oid] == PNG
    assert facts.documents[DocumentRole.LICENSE].oid not in kept, "the host has named it already"
    assert outcome.problems == ()


def test_who_opened_issues_lately_is_told_by_digest_whatever_became_of_them() -> None:
    opened = (
        HostedIssue(number=1, author="ada", state="CLOSED", created_at=NOW - DAY),
        HostedIssue(number=2, author="Guest", created_at=NOW - 2 * DAY),
        HostedIssue(number=3, author="renovate[bot]", created_at=NOW - DAY),
        HostedIssue(number=4, author="acme-bot", created_at=NOW - DAY),
        HostedIssue(number=5, author=None, created_at=NOW - 3 * DAY),
    )
    told, off = repository("told", issues=opened), repository("off", issues=opened, has_issues=False)
    with serve(World(repositories=(told, off))) as server:
        found = night(server).changed
    facts = found["acme/told"].collected.facts
    assert [(one.author, (NOW - one.created_at).days) for one in facts.opened_issues or ()] == [
        (author_id("ada"), 1),
        (author_id("guest"), 2),
        (NOBODY, 3),
    ]
    assert found["acme/off"].collected.facts.opened_issues == ()


@pytest.mark.slow
def test_of_each_task_it_is_known_whether_it_is_still_free() -> None:
    with serve(World(repositories=(RICH,))) as server:
        issues = night(server).changed["acme/ledger"].collected.facts.issues or ()
    told = {issue.title: (issue.assigned, issue.linked_pull_request) for issue in issues}
    assert told == {"Taken": (True, False), "Free": (False, False), "Nearly done": (False, True)}


@pytest.mark.slow
def test_responses_count_only_from_another_human() -> None:
    with serve(World(repositories=(RICH,))) as server:
        pulls = {one.number: one for one in night(server).changed["acme/ledger"].collected.facts.pull_requests or ()}
    assert pulls[9].first_response_at == NOW - 5 * DAY
    assert (pulls[9].approved_by_other_human, pulls[9].from_fork) == (True, True)
    assert (pulls[8].first_response_at, pulls[8].approved_by_other_human) == (None, False)
    assert (pulls[9].reviewers, pulls[8].reviewers) == ((author_id("ada"),), ())


def test_a_pull_request_of_a_machine_says_so() -> None:
    made = HostedPullRequest(number=3, author="dependabot[bot]", created_at=NOW - 3 * DAY, merged_at=NOW - DAY)
    with serve(World(repositories=(repository("ledger", pull_requests=(made,)),))) as server:
        (pull,) = night(server).changed["acme/ledger"].collected.facts.pull_requests or ()
    assert pull.author == "dependabot[bot]"


def test_authors_are_kept_by_digest_and_machines_are_not() -> None:
    with serve(World(repositories=(repository("ledger"),))) as server:
        facts = night(server).changed["acme/ledger"].collected.facts
    assert facts.authors is not None
    commits = sum(sum(author.weeks.values()) for author in facts.authors)
    assert commits == sum((facts.weekly_commits or {}).values())
    assert all("@" not in author.id for author in facts.authors)


def test_the_rules_that_leave_repositories_out_are_told_and_private_names_are_not() -> None:
    world = World(
        repositories=(
            repository("open"),
            repository("inside", visibility="INTERNAL"),
            repository("hush-hush", visibility="PRIVATE"),
            repository("strange"),
            repository("old", archived=True),
            repository("copy", fork_of="other/copy"),
            repository("mould", template=True),
            repository("other-topic", topics=("kitchen",)),
            repository("legacy-api"),
        )
    )
    with serve(world) as server:
        server.add_fault(Fault(on=graphql("List"), respond=overriding("acme/strange", {"visibility": "PARTNERS"})))
        found = night(server, exclude=("legacy-*",))
    assert set(found.changed) == {"acme/open", "acme/inside"}
    assert set(found.rules) == {"acme/old", "acme/copy", "acme/mould", "acme/other-topic", "acme/legacy-api"}
    assert "archived" in found.rules["acme/old"]
    assert found.withheld == 2
    assert "hush-hush" not in repr(found.outcomes)
    assert "strange" not in repr(found.outcomes)


def test_forks_archives_templates_and_private_ones_are_listed_when_named() -> None:
    world = World(
        repositories=(
            repository("old", archived=True),
            repository("copy", fork_of="other/copy"),
            repository("mould", template=True),
            repository("secret", visibility="PRIVATE"),
            repository("copy", owner="other"),
        )
    )
    with serve(world) as server:
        found = night(
            server, archived=True, forks=True, templates=True, visibility=(Visibility.PRIVATE, Visibility.PUBLIC)
        )
    assert len(found.changed) == 4
    assert found.changed["acme/copy"].collected.facts.fork_of == "other/copy"


@pytest.mark.slow
def test_an_innersource_json_is_enough_where_the_source_says_so() -> None:
    world = World(
        repositories=(
            repository("with", {"innersource.json": b"{}"}, topics=()),
            repository("hidden-away", {".github/innersource.json": b'{"title": "x"}'}, topics=()),
            repository("without", topics=()),
        )
    )
    with serve(world) as server:
        found = night(server, all_with_metadata=True, topics=())
        assert set(found.changed) == {"acme/with", "acme/hidden-away"}
        assert set(night(server, include=("w*",), all_with_metadata=True).changed) == {"acme/with"}


@pytest.mark.slow
def test_so_is_another_metadata_file_that_counts_and_only_such_a_file() -> None:
    world = World(
        repositories=(
            repository("ours", {"innersource.json": b"{}"}, topics=()),
            repository("theirs", {"catalog-info.yaml": b"kind: Component\nmetadata: {name: x}\n"}, topics=()),
            repository("hidden-away", {".github/security-insights.yml": b"header: {}\n"}, topics=()),
            repository("linked", {"README.md": b"x"}, topics=()),
        )
    )
    order = (DocumentRole.BACKSTAGE, DocumentRole.SECURITY_INSIGHTS)
    with serve(world) as server:
        found = night(server, all_with_metadata=True, topics=(), metadata=order)
        assert set(found.changed) == {"acme/theirs", "acme/hidden-away"}
        facts = found.changed["acme/theirs"].collected
        assert facts.facts.documents[DocumentRole.BACKSTAGE].oid in facts.blobs
        assert found.rules["acme/ours"] == "It has none of catalog-info.yaml, security-insights.yml."
        both = night(server, all_with_metadata=True, topics=(), metadata=(DocumentRole.METADATA, *order))
        assert set(both.changed) == {"acme/ours", "acme/theirs", "acme/hidden-away"}


def test_an_entry_of_the_catalogue_needs_no_topic_but_must_be_visible() -> None:
    world = World(
        repositories=(
            repository("plain", topics=()),
            repository("elsewhere", owner="beta", topics=()),
            repository("private", owner="beta", visibility="PRIVATE"),
        )
    )
    with serve(world) as server:
        found = night(server, repositories=("acme/plain", "beta/elsewhere", "beta/private", "beta/missing"))
    assert set(found.changed) == {"acme/plain"} | {"beta/elsewhere"}
    assert found.withheld == 1
    assert found.reasons == {"beta/missing": "not-found"}


@pytest.mark.slow
def test_the_budget_of_requests_holds() -> None:
    with serve(synthetic_world(100)) as server:
        first = night(server)
        assert len(first.changed) == 100
        # The host's description, one page of the list, five batches of details and two of files.
        assert first.spent.requests == len(first.log) <= 9
        assert first.spent.points == server.points
        world = server.world
        for index in range(4):
            world = world.changed(f"acme/project-{index:05d}", lambda one: replace(one, pushed_at=NOW, stars=99))
        server.world = world
        second = night(server, first.by_key, now=NOW + DAY)
    assert {name for name, one in second.changed.items() if one.collected.facts.stars == 99} == {
        f"acme/project-{index:05d}" for index in range(4)
    }
    assert len(second.unchanged) == 96
    assert second.spent.requests <= 6


@pytest.mark.slow
def test_within_a_week_every_unchanged_repository_is_looked_at_again() -> None:
    with serve(synthetic_world(12)) as server:
        known = night(server).by_key
        server.world = replace(
            server.world, repositories=tuple(replace(one, stars=500) for one in server.world.repositories)
        )
        for day in range(7):
            later = night(server, known, now=NOW + day * DAY)
            known |= later.by_key
            assert set(later.operations) <= {"Describe", "List", "Details"}
    assert {facts.stars for facts in known.values()} == {500}


@pytest.mark.slow
def test_full_collects_everything_again() -> None:
    with serve(synthetic_world(3)) as server:
        known = night(server).by_key
        assert len(night(server, known, full=True).changed) == 3


@pytest.mark.slow
def test_files_that_are_stored_are_not_fetched_again() -> None:
    with serve(World(repositories=(RICH,))) as server:
        first = night(server)
        server.world = server.world.changed("acme/ledger", lambda one: replace(one, pushed_at=NOW, description="New"))
        second = night(server, first.by_key)
    assert second.changed["acme/ledger"].collected.facts.description == "New"
    assert second.changed["acme/ledger"].collected.facts.code_owners == ("@acme/payments", "@ada")
    assert [record for record in second.log if record.method == "GET"] == []


@pytest.mark.slow
def test_a_logo_beyond_the_allowance_comes_another_night() -> None:
    with serve(World(repositories=(RICH,))) as server:
        first = night(server, logo_requests=0)
        logo = first.changed["acme/ledger"].collected.facts.documents[DocumentRole.LOGO]
        second = night(server, first.by_key, have=lambda oid: oid != logo.oid)
    assert second.changed["acme/ledger"].collected.blobs == {logo.oid: PNG}


def test_a_repository_that_turned_private_is_purged_without_its_name_in_the_reason() -> None:
    with serve(World(repositories=(repository("open"), repository("closing")))) as server:
        known = night(server).by_key
        server.world = server.world.changed("acme/closing", lambda one: replace(one, visibility="PRIVATE"))
        second = night(server, known)
        assert second.gone == {"acme/closing"}
        assert all(
            "closing" not in str(error) for error in (one.error for one in second.outcomes if hasattr(one, "error"))
        )
        assert second.withheld == 1


def test_a_repository_that_turns_private_between_list_and_details_leaves_no_name() -> None:
    with serve(World(repositories=(repository("open"), repository("closing")))) as server:
        turn = changing(lambda world: world.changed("acme/closing", lambda one: replace(one, visibility="PRIVATE")))
        server.add_fault(Fault(on=graphql("Details", nth=1), respond=turn))
        found = night(server)
    assert set(found.changed) == {"acme/open"}
    assert "closing" not in repr(found.outcomes)
    assert found.withheld == 1


def test_a_repository_gone_after_listing_is_purged() -> None:
    with serve(World(repositories=(repository("open"), repository("leaving")))) as server:
        server.add_fault(
            Fault(
                on=graphql("Details", nth=1),
                respond=changing(lambda world: world.changed("acme/leaving", lambda _: None)),
            )
        )
        found = night(server)
    assert found.gone == {"acme/leaving"}
    assert set(found.changed) == {"acme/open"}


def test_a_known_project_that_the_list_lacks_is_asked_for_by_name() -> None:
    with serve(World(repositories=(repository("here"), repository("untagged"), repository("deleted")))) as server:
        known = night(server).by_key
        world = server.world.changed("acme/untagged", lambda one: replace(one, topics=(), updated_at=NOW))
        server.world = world.changed("acme/deleted", lambda _: None)
        second = night(server, known)
    assert second.gone == {"acme/deleted"}
    assert "topics" in second.rules["acme/untagged"]
    assert second.unchanged | set(second.changed) == {"acme/here"}


def test_a_renamed_repository_keeps_its_identity_and_its_old_name_is_not_asked_for() -> None:
    with serve(World(repositories=(repository("before"), repository("other")))) as server:
        known = night(server).by_key
        server.world = server.world.changed(
            "acme/before", lambda one: replace(one, name="after", former_names=("acme/before",), updated_at=NOW)
        )
        second = night(server, known)
    old = next(facts for facts in known.values() if facts.name == "before")
    assert second.changed["acme/after"].collected.facts.identity == old.identity
    assert "acme/before" not in second.reasons
    assert all("acme/before" not in record.aliases.values() for record in second.log)


def test_an_empty_repository_is_left_out_with_its_reason_and_fails_no_night() -> None:
    with serve(World(repositories=(repository("full"), repository("hollow", commit_dates=())))) as server:
        found = night(server)
    assert found.reasons == {}
    assert found.rules == {"acme/hollow": "It has no commits yet. Push the first one."}


@pytest.mark.slow
@pytest.mark.parametrize(("count", "pages"), [(100, 1), (101, 2), (299, 2), (301, 3)])
def test_lists_of_any_length_are_read_whole(count: int, pages: int) -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}", topics=("else",)) for index in range(count)))
    with serve(world) as server:
        found = night(server)
    assert len(found.rules) == count
    assert found.operations.count("List") == pages
    assert found.notices == []


def test_duplicates_on_pages_are_dropped() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}", topics=("else",)) for index in range(250)))
    with serve(world, faults=(Fault(on=graphql("List"), respond=duplicated()),)) as server:
        assert len(night(server).rules) == 250


@pytest.mark.slow
@pytest.mark.parametrize(("lie", "notices"), [(3, []), (900, ["fewer-than-counted"])])
def test_a_total_that_lies_neither_ends_the_list_early_nor_passes_in_silence(lie: int, notices: list[str]) -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}", topics=("else",)) for index in range(250)))
    with serve(world, faults=(Fault(on=graphql("List"), respond=total_count(lie)),)) as server:
        found = night(server)
    assert len(found.rules) == 250
    assert found.notices == notices


def test_pages_that_lead_in_circles_fail_the_list_rather_than_shrink_it() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(250)))
    circle = Fault(on=graphql("List", since=2), respond=looping_cursor())
    with serve(world, faults=(circle,)) as server, pytest.raises(SourceError) as caught:
        night(server)
    assert caught.value.code == "malformed"


def test_an_account_that_lists_nothing_is_never_a_success() -> None:
    with serve(World(repositories=(repository("open"),))) as server:
        known = night(server).by_key
        server.add_fault(Fault(on=graphql("List"), respond=emptied()))
        found = night(server, known)
    assert found.reasons == {"acme": "empty-listing"}
    assert (found.gone, set(found.changed)) == (set(), {"acme/open"})


def test_an_account_that_does_not_exist_is_named() -> None:
    world = World(repositories=(repository("open"),))
    with serve(world) as server, pytest.raises(SourceError, match="nobody") as caught:
        night(server, accounts=("nobody",))
    assert caught.value.code == "no-such-account"


def test_one_account_that_fails_keeps_its_projects_and_the_others_go_on() -> None:
    with serve(World(repositories=(repository("a"), repository("b", owner="beta")))) as server:
        known = night(server, accounts=("acme", "beta")).by_key
        server.world = replace(server.world, repositories=server.world.repositories[:1])
        second = night(server, known, accounts=("acme", "beta"))
    assert second.reasons == {"beta": "no-such-account", "beta/b": "unlisted"}
    assert second.gone == {"beta/b"}  # so its source says; for three nights the guard holds it
    assert second.unchanged | set(second.changed) == {"acme/a"}


def test_partial_data_is_used_and_only_the_rest_asked_again() -> None:
    world = World(repositories=tuple(repository(f"r{index}") for index in range(6)))
    with serve(world) as server:
        server.add_fault(Fault(on=graphql("Details", nth=1), respond=partial("INTERNAL", "acme/r2", "acme/r4")))
        server.add_fault(Fault(on=graphql("Details"), respond=partial("NOT_FOUND", "acme/r5")))
        found = night(server)
    assert set(found.changed) == {f"acme/r{index}" for index in range(5)}
    assert found.gone == {"acme/r5"}
    asked = [sorted(record.aliases.values()) for record in found.log if record.operation == "Details"]
    assert asked == [[f"acme/r{index}" for index in range(6)], ["acme/r2"], ["acme/r4"]]


@pytest.mark.slow
def test_one_poisoned_repository_costs_few_calls_and_spoils_no_other() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(101)))
    with serve(world, faults=(Fault(on=graphql("Details", repository="acme/r050"), respond=timeout()),)) as server:
        found = night(server)
    assert len(found.changed) == 100
    assert found.reasons == {"acme/r050": "server-error"}
    assert found.operations.count("Details") <= 20


@pytest.mark.slow
def test_batches_shrink_to_what_the_host_can_bear() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}") for index in range(40)))
    with serve(world, complexity=64 * 8) as server:
        found = night(server)
    assert len(found.changed) == 40
    assert found.reasons == {}


def test_busy_repositories_are_counted_exactly() -> None:
    start = datetime(2025, 2, 3, 12, tzinfo=UTC)
    some = tuple(start + timedelta(hours=20 * index) for index in range(350))
    many = tuple(start + timedelta(hours=6 * index) for index in range(1_200))
    world = World(repositories=(repository("some", commit_dates=some), repository("many", commit_dates=many)))
    with serve(world) as server:
        found = night(server)
        facts = {name: one.collected.facts for name, one in found.changed.items()}
        assert sum((facts["acme/some"].weekly_commits or {}).values()) == 350
        assert sum((facts["acme/many"].weekly_commits or {}).values()) == 1_200
        assert (facts["acme/many"].weekly_commits or {})["2025-W07"] == 28
        assert found.operations.count("Commits") == 3
        assert found.operations.count("Weeks") == 1
        # A push later the weeks that are closed are kept, and nothing but the new is asked for.
        pushed = repository("some", commit_dates=(*some, NOW))
        server.world = server.world.changed("acme/some", lambda _: pushed)
        second = night(server, found.by_key)
    assert sum((second.changed["acme/some"].collected.facts.weekly_commits or {}).values()) == 351
    assert second.operations.count("Commits") == 0


def test_weeks_that_do_not_add_up_are_unknown_and_counted_again() -> None:
    def lose(payload: dict[str, dict[str, dict[str, dict[str, object]]]], _request: object) -> None:
        payload["data"]["repository"]["object"]["w9"] = {"totalCount": 1}

    start = datetime(2025, 2, 3, 12, tzinfo=UTC)
    many = tuple(start + timedelta(hours=6 * index) for index in range(1_200))
    with serve(World(repositories=(repository("many", commit_dates=many),))) as server:
        server.add_fault(Fault(on=graphql("Weeks"), respond=edited(lose)))
        outcome = night(server).changed["acme/many"]
        assert outcome.collected.facts.weekly_commits is None
        assert [problem.code for problem in outcome.problems] == ["activity-unknown"]
        assert outcome.collected.facts.fingerprint is None


@pytest.mark.slow
def test_two_workers_have_a_client_each_and_mix_nothing_up() -> None:
    world = World(repositories=tuple(repository(f"r{index:02d}", description=f"d{index:02d}") for index in range(60)))
    poison = Fault(on=graphql("Details", repository="acme/r33"), respond=timeout())
    with serve(world, faults=(poison,), latency=0.01) as server:
        found = night(server, workers=2)
    told = {name: one.collected.facts.description for name, one in found.changed.items()}
    assert told == {f"acme/r{index:02d}": f"d{index:02d}" for index in range(60) if index != 33}
    assert found.reasons == {"acme/r33": "server-error"}
    assert found.spent.requests == len(found.log)
    assert found.spent.points == server.points


def test_an_entry_that_moved_is_followed_but_a_listed_project_that_left_is_purged() -> None:
    world = World(repositories=(repository("here"), repository("named", topics=()), repository("leaver")))
    with serve(world) as server:
        known = night(server, repositories=("acme/named",)).by_key
        world = server.world
        for name in ("named", "leaver"):
            change = partial_move(name)
            world = world.changed(f"acme/{name}", change)
        server.world = world
        second = night(server, known, repositories=("acme/named",))
    assert "beta/named" in second.changed
    assert second.reasons == {"acme/leaver": "moved"}
    assert second.gone == {"acme/leaver"}


def partial_move(name: str) -> Callable[[HostedRepository], HostedRepository]:
    return lambda one: replace(one, owner="beta", former_names=(f"acme/{name}",), updated_at=NOW)


def test_projects_follow_a_source_whose_accounts_changed() -> None:
    world = World(repositories=(repository("a"), repository("b", owner="beta")))
    with serve(world) as server:
        known = night(server).by_key
        second = night(server, known, accounts=("acme", "beta"))
        third = night(server, known | second.by_key, accounts=("acme", "beta"))
    assert {one.collected.facts.source for one in second.changed.values()} == {f"github:{HOST}/acme,beta"}
    assert set(second.changed) == {"acme/a", "beta/b"}
    assert third.changed == {}


def test_what_the_token_may_not_see_is_unknown_and_no_failure() -> None:
    def forbid(payload: dict[str, Any], _request: object) -> None:
        payload["data"]["r0"]["tasks"] = None
        payload["errors"] = [{"type": "FORBIDDEN", "path": ["r0", "tasks"], "message": "Resource not accessible"}]

    with serve(World(repositories=(repository("one"), repository("two")))) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=edited(forbid)))
        found = night(server)
    assert found.changed["acme/one"].collected.facts.issues is None
    assert found.changed["acme/two"].collected.facts.issues == ()
    assert found.operations.count("Details") == 1
    assert found.changed["acme/one"].problems == ()


def test_a_part_that_stays_broken_is_told_and_the_rest_used() -> None:
    def spoil(payload: dict[str, Any], _request: object) -> None:
        payload["data"]["r0"]["recentPullRequests"] = None
        payload["errors"] = [{"type": "INTERNAL", "path": ["r0", "recentPullRequests"], "message": "?"}]

    with serve(World(repositories=(repository("one"),))) as server:
        server.add_fault(Fault(on=graphql("Details"), respond=edited(spoil)))
        outcome = night(server).changed["acme/one"]
    assert outcome.collected.facts.pull_requests is None
    assert [problem.code for problem in outcome.problems] == ["partial"]


def test_a_list_that_single_sign_on_cut_short_removes_nobody() -> None:
    def cut(exchange: Exchange) -> Reply:
        return exchange.proceed().with_headers(X_GitHub_SSO="partial-results; organizations=21955855")

    with serve(World(repositories=(repository("one"),))) as server:
        server.add_fault(Fault(on=graphql("List"), respond=cut))
        with pytest.raises(SourceError) as caught:
            night(server)
    assert caught.value.code == "sso-required"


def test_a_host_that_fails_to_list_is_not_taken_for_one_without_the_account() -> None:
    def spoil(payload: dict[str, Any], _request: object) -> None:
        payload["data"]["repositoryOwner"] = None
        payload["errors"] = [{"type": "INTERNAL", "path": ["repositoryOwner"], "message": "?"}]

    with serve(World(repositories=(repository("one"),))) as server:
        server.add_fault(Fault(on=graphql("List"), respond=edited(spoil)))
        with pytest.raises(SourceError) as caught:
            night(server)
    assert caught.value.code == "server-error"


def test_real_git_repositories_are_read_like_made_up_ones(tmp_path: Path) -> None:
    environment = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "PATH": os.environ["PATH"]}
    environment |= {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in PERSON.items()}

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True, env=environment, capture_output=True)

    git("init", "-q", "-b", "trunk")
    (tmp_path / "README.rst").write_text("Real\n====\n", encoding="utf-8")
    (tmp_path / "CODEOWNERS").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-q", "-m", "First")
    world = World(
        repositories=(HostedRepository(content=tmp_path, owner="acme", name="real", topics=("innersource",)),)
    )
    with serve(world) as server:
        outcome = night(server).changed["acme/real"]
    facts = outcome.collected.facts
    assert (facts.default_branch, facts.commits, facts.contributors) == ("trunk", 1, 1)
    assert facts.weekly_commits == {"2025-W52": 1}
    assert list(outcome.collected.blobs.values()) == [b"Real\n====\n"]
    assert [problem.code for problem in outcome.problems] == ["not-a-file"]


def test_pages_of_the_list_shrink_to_what_the_host_can_bear() -> None:
    def busy(exchange: Exchange) -> Reply:
        size = exchange.request.variables["size"]
        return timeout()(exchange) if isinstance(size, int) and size > 40 else exchange.proceed()

    world = World(repositories=tuple(repository(f"r{index:03d}", topics=("else",)) for index in range(120)))
    with serve(world, faults=(Fault(on=graphql("List"), respond=busy),)) as server:
        found = night(server)
    assert len(found.rules) == 120
    assert found.operations.count("List") == 2 + 1 + 2, "100 and 50 are too many; then 25, and 25 from either end"


def test_files_are_looked_for_in_the_list_only_where_they_decide() -> None:
    with serve(World(repositories=(repository("one"),))) as server:
        night(server)
        assert all(b"innersource.json" not in one.request.body for one in server.log if one.operation == "List")


@pytest.mark.slow
def test_a_run_that_is_ended_early_leaves_nothing_running() -> None:
    with serve(synthetic_world(60)) as server:
        source = open_github(
            GitHubSettings(accounts=("acme",), url=server.origin), Credentials(token=server.token), now=NOW
        )
        outcomes = source.collect({}, full=False)
        for _ in range(3):
            next(outcomes)
        assert isinstance(outcomes, Generator)
        outcomes.close()
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("github")]
        assert len([one for one in source.collect({}, full=False) if isinstance(one, Changed)]) == 60


def test_what_moves_between_pages_is_neither_lost_nor_doubled() -> None:
    world = World(repositories=tuple(repository(f"r{index:03d}", topics=("else",)) for index in range(120)))
    repositories = {one.name: one for one in world.repositories}

    def later(world: World) -> World:
        moved = replace(repositories["r000"], name="zzz", former_names=("acme/r000",), updated_at=NOW)
        world = world.changed("acme/r000", lambda _: moved).changed("acme/r001", lambda _: None)
        return world.changed("acme/r002", lambda one: replace(one, updated_at=NOW, stars=1))

    with serve(world) as server:
        server.add_fault(Fault(on=graphql("List", nth=2), respond=changing(later)))
        found = night(server)
    assert len(found.rules) == 120
    assert found.notices == []


def test_a_repository_that_the_host_disabled_is_left_out() -> None:
    with serve(World(repositories=(repository("one"), repository("off", disabled=True)))) as server:
        assert set(night(server).rules) == {"acme/off"}


def test_the_right_answer_under_another_type_is_taken() -> None:
    with serve(World(repositories=(repository("one"),)), faults=(Fault(on=graphql(), respond=wrong_type()),)) as server:
        assert set(night(server).changed) == {"acme/one"}


@pytest.mark.slow
def test_a_choice_of_licences_is_read_anew_when_only_a_file_beside_changes() -> None:
    texts = dict(LICENSES)
    files = {
        "LICENSE": b"Use it under either of the licenses in LICENSE.APACHE or LICENSE.MIT.\n",
        "LICENSE.APACHE": texts["Apache-2.0"].encode(),
        "LICENSE.MIT": texts["MIT"].encode(),
    }
    with serve(World(repositories=(repository("packaging", files),))) as server:
        first = night(server)
        known = first.by_key
        assert [licensing_of(facts, {}, "").license for facts in known.values()] == ["Apache-2.0 OR MIT"]
        assert first.operations.count("Files") == 1

        changed = repository("packaging", {**files, "LICENSE.MIT": texts["ISC"].encode()}, pushed_at=NOW)
        server.world = World(repositories=(changed,))
        second = night(server, known, now=NOW + DAY)
        assert [licensing_of(facts, {}, "").license for facts in second.by_key.values()] == ["Apache-2.0 OR ISC"]


@pytest.mark.parametrize("named", [None, "MIT"])
def test_a_licence_is_from_the_host_only_if_the_host_names_it(named: str | None) -> None:
    files = {"LICENSE": dict(LICENSES)["MIT"].encode()}
    with serve(World(repositories=(repository("packaging", files, license=named),))) as server:
        first = night(server)
        quiet = night(server, first.by_key, now=NOW + DAY, full=True)
    for (facts,) in (first.by_key.values(), quiet.by_key.values()):
        stored = Stored(facts=facts, page=None, first_seen=NOW, collected_at=NOW, failing_since=None, failure=None)
        shown = merge(stored, page="", metadata=None, entry=None, logo=None, summary=None, today=day_of(NOW))
        assert (shown.license, shown.origins["license"]) == ("MIT", Origin.HOST if named else Origin.DERIVED)
        assert [one.path for one in shown.license_files] == ["LICENSE"]


@pytest.mark.slow
def test_of_several_licence_files_the_host_names_one_and_all_are_read() -> None:
    texts = dict(LICENSES)
    files = {"LICENSE-APACHE": texts["Apache-2.0"].encode(), "LICENSE-MIT": texts["MIT"].encode()}
    with serve(World(repositories=(repository("packaging", files, license="Apache-2.0"),))) as server:
        (facts,) = night(server).by_key.values()
    assert [one.license for one in facts.license_files or ()] == ["Apache-2.0", "MIT"]
    assert licensing_of(facts, {}, "").license is None
    assert licensing_of(facts, {"Cargo.toml": "MIT OR Apache-2.0"}, "").license == "MIT OR Apache-2.0"


@pytest.mark.slow
def test_a_licence_file_that_only_names_another_is_followed() -> None:
    files = {"GNU-AGPL-3.0.txt": dict(LICENSES)["AGPL-3.0"].encode(), "LICENSE": b"GNU-AGPL-3.0.txt\n"}
    with serve(World(repositories=(repository("manager", files),))) as server:
        (facts,) = night(server).by_key.values()
    assert [one.license for one in facts.license_files or ()] == ["AGPL-3.0", "AGPL-3.0"]
