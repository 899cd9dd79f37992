"""Nights that went wrong: whatever a host says or does not say, the next morning's site is right or last night's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from git_repositories import Commit, make_repository
from github_server import Fault, HostedRepository, Organization, Server, World, graphql, serve
from github_server.exchange import message
from github_server.faults import edited, graphql_error, partial, refuse, status
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CANARY, EPOCH, Marketplace, make_marketplace

CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {url}
    {rule}
"""
DAY = 86_400
NAMES = ("river", "lake", "shop", "ledger", "pond", "quiet-lagoon")


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hosted")
    return {
        name: make_repository(
            folder / f"{name}.git",
            [Commit(files={"README.md": f"# {name}\n\nwords-of-{name}\n".encode(), "innersource.json": b"{}"})],
        )
        for name in NAMES
    }


def hosted(contents: dict[str, Path], name: str, **more: Any) -> HostedRepository:
    facts = {"topics": ("innersource",), "visibility": "INTERNAL", **more}
    return HostedRepository(content=contents[name], owner="acme", name=name, **facts)


@pytest.fixture
def server(contents: dict[str, Path]) -> Iterator[Server]:
    world = World(
        organizations=(Organization(login="acme"),),
        repositories=tuple(hosted(contents, name, stars=3) for name in NAMES),
    )
    with serve(world, token=CANARY) as server:
        yield server


def marketplace_on(server: Server, folder: Path, rule: str = "topic: innersource", more: str = "") -> Marketplace:
    return make_marketplace(folder / "marketplace", catalog=CATALOG.format(url=server.origin, rule=rule) + more)


def on_day(number: int) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": str(int(EPOCH) + number * DAY)}


def names_in(marketplace: Marketplace) -> set[str]:
    with open_snapshot(marketplace.snapshot) as snapshot:
        return {stored.facts.name for stored in snapshot.projects()}


def outcome_of(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def changed(server: Server, *names: str, **fields: Any) -> None:
    for name in names:
        server.world = server.world.changed(f"acme/{name}", lambda one: replace(one, **fields))


def without(server: Server, *names: str) -> World:
    gone = {f"acme/{name}" for name in names}
    return replace(server.world, repositories=tuple(r for r in server.world.repositories if r.full_name not in gone))


@pytest.mark.slow
def test_what_a_refresh_does_not_ask_for_is_never_taken_for_absent(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path, "all_with_metadata: true")
    assert marketplace.run("collect").status == 0
    for day in range(1, 8):
        ran = marketplace.run("collect", environment=on_day(day))
        assert (ran.status, names_in(marketplace)) == (0, set(NAMES)), ran.err


@pytest.mark.slow
def test_nulls_with_an_error_in_the_list_remove_and_change_nothing(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path, "all_with_metadata: true")
    marketplace.run("collect")

    def spoil(payload: Any, _request: Any) -> None:
        for end in ("first", "last"):
            for position, node in enumerate((payload["data"]["repositoryOwner"].get(end) or {}).get("nodes", ())):
                for name in ("visibility", "repositoryTopics", "metadata", "isArchived"):
                    node[name] = None
                    path = ["repositoryOwner", end, "nodes", position, name]
                    payload.setdefault("errors", []).append({"type": "INTERNAL", "path": path, "message": "?"})

    server.add_fault(Fault(on=graphql("List"), respond=edited(spoil)))
    ran = marketplace.run("collect", environment=on_day(1))
    assert (ran.status, names_in(marketplace)) == (0, set(NAMES)), ran.err


def spoiling(*fields: str, kind: str = "INTERNAL") -> Any:
    def spoil(payload: Any, _request: Any) -> None:
        for alias in [alias for alias in payload["data"] if alias.startswith("r") and alias != "rateLimit"]:
            for name in fields:
                payload["data"][alias][name] = None
                payload.setdefault("errors", []).append({"type": kind, "path": [alias, name], "message": "No."})

    return edited(spoil)


@pytest.mark.slow
def test_a_partial_answer_keeps_the_last_good_facts_and_their_age_and_is_repaired(
    server: Server, tmp_path: Path
) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    changed(server, *NAMES, stars=9, description="New words")
    fields = ("root", "docs", "stargazerCount", "recentPullRequests", "languages")
    server.add_fault(Fault(on=graphql("Details"), respond=spoiling(*fields)))
    ran = marketplace.run("collect", "--full", environment=on_day(1))
    assert ran.status == 3
    with open_snapshot(marketplace.snapshot) as snapshot:
        found = [*snapshot.projects()]
    for stored in found:
        facts = stored.facts
        assert (facts.stars, facts.description) == (3, "New words")
        assert {role.value for role in facts.documents} >= {"readme", "innersource.json"}
        assert stored.collected_at.timestamp() == int(EPOCH)
        assert stored.failing_since is not None
    server.clear_faults()
    ran = marketplace.run("collect", environment=on_day(2))
    assert ran.status == 0, ran.err
    with open_snapshot(marketplace.snapshot) as snapshot:
        assert {(one.facts.stars, one.failing_since) for one in snapshot.projects()} == {(9, None)}


@pytest.mark.slow
def test_files_that_do_not_come_leave_the_former_ones(server: Server, tmp_path: Path, contents: Any) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    new = make_repository(tmp_path / "new.git", [Commit(files={"README.md": b"# New\n", "CONTRIBUTING.md": b"x\n"})])
    changed(server, "shop", content=new)
    server.add_fault(Fault(on=graphql("Files"), respond=partial("INTERNAL", "acme/shop")))
    assert marketplace.run("collect", environment=on_day(1)).status == 3
    assert marketplace.run("build", environment=on_day(1)).status == 0
    page = marketplace.site / "projects/acme/shop/index.html"
    assert "words-of-shop" in page.read_text()
    server.clear_faults()
    assert marketplace.run("collect", environment=on_day(2)).status == 0
    assert marketplace.run("build", environment=on_day(2)).status == 0
    assert "words-of-shop" not in page.read_text()


@pytest.mark.slow
def test_rights_that_are_missing_are_reported_and_what_was_known_stays(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    server.add_fault(Fault(on=graphql("Details"), respond=spoiling("openIssues", kind="FORBIDDEN")))
    ran = marketplace.run("collect")
    assert ran.status == 0
    assert "may not read issues of 6 repositories" in ran.err
    server.add_fault(Fault(on=graphql("Details"), respond=spoiling("defaultBranchRef", kind="FORBIDDEN")))
    ran = marketplace.run("collect", "--full", environment=on_day(1))
    assert (ran.status, names_in(marketplace)) == (1, set(NAMES)), "nothing is usable, and nothing is lost"
    assert "no commits" not in ran.err
    assert "*Contents*" in ran.err


@pytest.mark.slow
def test_a_purge_needs_no_good_night(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    changed(server, *NAMES, visibility="PRIVATE")
    outcome = tmp_path / "outcome"
    ran = marketplace.run("collect", "--outcome", str(outcome), environment=on_day(1))
    assert ran.status == 1
    assert "6 projects that must not be shown any more left the snapshot" in ran.err
    told = outcome_of(outcome)
    assert (told["status"], told["publish"], told["purged"], told["purged_lately"]) == ("1", "true", "6", "6")
    built = marketplace.run("build", environment=on_day(1))
    assert built.status == 0, built.err
    for path in [*marketplace.site.rglob("*"), *marketplace.snapshot.parent.rglob("*")]:
        if path.is_file() and not path.name.startswith("published-"):
            assert b"quiet-lagoon" not in path.read_bytes(), path


@pytest.mark.slow
def test_what_the_host_reports_counts_for_no_guard(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    changed(server, "river", "lake", "shop", visibility="PRIVATE")
    changed(server, "pond", disabled=True)
    marketplace.run("collect", environment=on_day(1))
    assert names_in(marketplace) == {"ledger", "quiet-lagoon"}
    built = marketplace.run("build", environment=on_day(1))
    assert built.status == 0, built.err
    assert len(marketplace.keys()) == 2


@pytest.mark.slow
def test_a_source_that_lists_far_fewer_is_held_back_for_three_nights(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    before = {one["key"]: (one["first_seen"], one["page"]) for one in marketplace.api()["projects"]}
    world = server.world
    server.world = without(server, "river", "lake", "shop", "pond")
    outcome = tmp_path / "outcome"
    for day in (1, 2, 3):
        ran = marketplace.run("collect", "--outcome", str(outcome), environment=on_day(day))
        assert (ran.status, names_in(marketplace)) == (3, set(NAMES))
        assert "accept-removals" in ran.err
        assert f"this is night {day}" in ran.err
        assert outcome_of(outcome)["held"] == "4"
    assert marketplace.run("build", environment=on_day(3)).status == 0
    assert len(marketplace.keys()) == 6
    marketplace.run("collect", environment=on_day(4))
    assert names_in(marketplace) == {"ledger", "quiet-lagoon"}
    # The token has its rights again: everybody is as old as before, and at the same address.
    server.world = world
    assert marketplace.run("collect", environment=on_day(5)).status == 0
    assert marketplace.run("build", environment=on_day(5)).status == 0
    assert {one["key"]: (one["first_seen"], one["page"]) for one in marketplace.api()["projects"]} == before


@pytest.mark.slow
def test_removals_can_be_accepted_at_once_and_one_of_four_is_no_outage(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    server.world = without(server, "river", "lake", "shop")
    assert marketplace.run("collect").status == 3
    assert "3 removed" in marketplace.run("collect", "--accept-removals").err
    assert names_in(marketplace) == {"ledger", "pond", "quiet-lagoon"}
    server.world = without(server, "pond")
    marketplace.run("collect")
    assert names_in(marketplace) == {"ledger", "quiet-lagoon"}


def test_a_renamed_organization_takes_nothing_away_and_its_projects_keep_age_and_address(
    server: Server, tmp_path: Path
) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    with open_snapshot(marketplace.snapshot) as snapshot:
        before = {one.facts.name: (one.page, one.first_seen) for one in snapshot.projects()}
    moved = tuple(replace(one, owner="globex", former_names=(one.full_name,)) for one in server.world.repositories)
    server.world = replace(server.world, organizations=(Organization(login="globex"),), repositories=moved)
    ran = marketplace.run("collect", environment=on_day(1))
    assert (ran.status, names_in(marketplace)) == (1, set(NAMES))
    assert "there is no organization or user acme" in ran.err
    catalog = CATALOG.format(url=server.origin, rule="topic: innersource")
    marketplace.write_catalog(catalog.replace("github: acme", "github: globex"))
    ran = marketplace.run("collect", environment=on_day(2))
    assert ran.status == 0
    assert "6 renamed" in ran.err
    with open_snapshot(marketplace.snapshot) as snapshot:
        redirects = snapshot.redirects()
        for one in snapshot.projects():
            page, first_seen = before[one.facts.name]
            assert (redirects[page or ""], one.first_seen) == (one.facts.key, first_seen)


@pytest.mark.slow
def test_a_clock_that_is_years_off_for_one_night_changes_nothing_that_stays(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")

    def ages() -> dict[str, Any]:
        with open_snapshot(marketplace.snapshot) as snapshot:
            return {one.facts.key: (one.page, one.first_seen) for one in snapshot.projects()}

    before = ages()
    for day in (-365, 7_300, 1):
        ran = marketplace.run("collect", environment=on_day(day))
        assert (ran.status, ages()) == (0, before), ran.err
    assert marketplace.run("build", environment=on_day(1)).status == 0
    counted = (marketplace.site / "programme" / "projects.csv").read_text()
    assert "2026-11-25" in counted
    assert "2046" not in counted


@pytest.mark.slow
def test_topics_that_an_outage_swallows_remove_nobody(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    changed(server, "river", "lake", "shop", "pond", topics=())
    assert marketplace.run("collect", environment=on_day(1)).status == 3
    assert names_in(marketplace) == set(NAMES)
    changed(server, "river", "lake", "shop", "pond", topics=("innersource",))
    assert marketplace.run("collect", environment=on_day(2)).status == 0


@pytest.mark.slow
def test_a_night_without_a_description_of_the_host_uses_the_last_one(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.run("collect")
    server.add_fault(Fault(on=graphql("Describe"), respond=graphql_error("INTERNAL")))
    ran = marketplace.run("collect", environment=on_day(1))
    assert ran.status == 0, ran.err
    assert "0 changed, 6 unchanged" in ran.err or "unchanged" in ran.err


def said(exchange_message: str, code: int = 403) -> Any:
    return lambda _exchange: message(code, exchange_message)


@pytest.mark.parametrize(
    ("respond", "words"),
    [
        (said("Bad credentials", 401), ("Bad credentials", "Check that the token")),
        (
            said("Although you appear to have the correct authorization credentials, the `acme` organization has an"
                 " IP allow list enabled, and your IP address is not permitted to access this resource."),
            ("has an IP allow list enabled", "runner of your own"),
        ),
        (
            said("`acme` forbids access via a personal access token (classic)."),
            ("forbids access via a personal access token", "GitHub App"),
        ),
        (
            said("Resource protected by organization SAML enforcement. You must grant your token access."),
            ("SAML enforcement", "single sign-on"),
        ),
    ],
)  # fmt: skip
def test_a_refusal_is_told_in_the_words_of_the_host(
    server: Server, tmp_path: Path, respond: Any, words: tuple[str, str]
) -> None:
    server.add_fault(Fault(on=graphql(), respond=respond))
    ran = marketplace_on(server, tmp_path).run("collect")
    assert ran.status == 1
    for each in words:
        assert each in ran.err


def test_a_refusal_inside_of_an_answer_is_told_in_the_words_of_the_host(server: Server, tmp_path: Path) -> None:
    def protect(payload: Any, _request: Any) -> None:
        refuse(payload, "repositoryOwner", "FORBIDDEN", "Resource protected by organization SAML enforcement.")

    server.add_fault(Fault(on=graphql("List"), respond=edited(protect)))
    ran = marketplace_on(server, tmp_path).run("collect")
    assert ran.status == 1
    assert "SAML enforcement" in ran.err
    assert "Authorize the token" in ran.err


def test_a_first_run_without_anything_to_list_says_why(server: Server, tmp_path: Path) -> None:
    changed(server, "river", visibility="PRIVATE")
    ran = marketplace_on(server, tmp_path, "topic: inner-source").run("collect")
    assert ran.status == 1
    assert "1 is not visible enough" in ran.err
    assert "5: It has none of the topics inner-source" in ran.err
    assert "the catalogue has no repository" not in ran.err


@pytest.mark.slow
def test_a_misspelt_entry_is_named_to_the_operator_and_on_no_page(server: Server, tmp_path: Path) -> None:
    more = f"projects:\n  - repository: {server.origin}/acme/rivver\n"
    marketplace = marketplace_on(server, tmp_path, more=more)
    ran = marketplace.night()
    assert "127.0.0.1/acme/rivver" in ran.err
    assert "rivver" not in json.dumps(marketplace.api("problems.json"))


@pytest.mark.slow
def test_waiting_is_announced(server: Server, tmp_path: Path) -> None:
    server.add_fault(Fault(on=graphql("List", nth=1), respond=status(429, "Slow down", Retry_After="6")))
    ran = marketplace_on(server, tmp_path).run("collect")
    assert ran.status == 0
    assert "asked to wait: waiting 0:06, until " in ran.err


@pytest.mark.slow
def test_the_build_says_how_old_the_snapshot_is(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path, more="  - git: git\n")
    marketplace.repository("web/swan")
    marketplace.run("collect")
    server.add_fault(Fault(on=graphql(), respond=status(401)))
    assert marketplace.run("collect", environment=on_day(2)).status == 3
    built = marketplace.run("build", environment=on_day(5))
    assert "3 days old" in built.err
    assert "could not be read then" in built.err


def test_an_address_with_a_path_is_refused_with_the_right_one(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.write_catalog(CATALOG.format(url=f"{server.origin}/github", rule="topic: innersource"))
    for command in ("check", "collect"):
        ran = marketplace.run(command)
        assert ran.status in (1, 2)
        assert "path" in (ran.err + ran.out)


def test_authorities_of_the_environment_must_exist(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    ran = marketplace.run("collect", environment={"SSL_CERT_FILE": "/nowhere/authority.pem"})
    assert ran.status == 2
    assert "SSL_CERT_FILE names /nowhere/authority.pem" in ran.err
