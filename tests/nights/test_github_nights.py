"""Nights against a server that speaks GitHub, through the command line, on real git repositories."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from git_repositories import Commit, add_commits, make_repository
from github_server import (
    Account,
    Fault,
    HostedRepository,
    HostedTeam,
    Organization,
    Server,
    World,
    graphql,
    serve,
)
from github_server.faults import status
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CANARY, EPOCH, Marketplace, make_marketplace

pytestmark = pytest.mark.slow

CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {url}
    topic: innersource
projects:
  - repository: {url}/acme/hidden-words
    collect: false
    title: Vault
    description: Closed code, open metadata.
"""


def hosted(folder: Path, name: str, **more: object) -> HostedRepository:
    readme = f"# {name}\n\nunmistakable-{name} words.\n".encode()
    path = make_repository(folder / "hosted" / f"{name}.git", [Commit(files={"README.md": readme})])
    facts: dict[str, object] = {"topics": ("innersource",), "visibility": "INTERNAL", **more}
    return HostedRepository(content=path, owner="acme", name=name, **facts)  # type: ignore[arg-type]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    world = World(
        organizations=(Organization(login="acme"),),
        repositories=(
            hosted(tmp_path, "ledger"),
            hosted(tmp_path, "shop"),
            hosted(tmp_path, "lake"),
            hosted(tmp_path, "quiet-lagoon"),
            hosted(tmp_path, "river"),
            hosted(tmp_path, "hidden-words"),
            hosted(tmp_path, "quietmerger", visibility="PRIVATE"),
            hosted(tmp_path, "toy", topics=()),
        ),
    )
    with serve(world, token=CANARY) as server:
        yield server


def marketplace_on(server: Server, folder: Path) -> Marketplace:
    return make_marketplace(folder / "marketplace", catalog=CATALOG.format(url=server.url.removesuffix("/api/v3")))


def test_two_nights_on_github(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    first = marketplace.night()
    listed = marketplace.keys()
    names = sorted(key.rpartition("/")[2] for key in listed)
    assert names == ["hidden-words", "lake", "ledger", "quiet-lagoon", "river", "shop"]
    assert "1 not visible to everyone" in first.err
    assert "unmistakable-shop" in (marketplace.site / "projects/acme/shop/index.html").read_text()
    assert not [record for record in server.log if "hidden-words" in str(record.aliases)]
    excluded = {one["key"].rpartition("/")[2]: one["rule"] for one in marketplace.api("problems.json")["excluded"]}
    assert set(excluded) == {"toy"}

    before = len(server.log)
    add_commits(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt has changed.\n"})])
    second = marketplace.night()
    assert "It has changed." in (marketplace.site / "projects/acme/shop/index.html").read_text()
    assert second.status == 0
    assert len(server.log) - before < 12


def test_what_turns_private_leaves_no_trace(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    server.world = server.world.changed("acme/quiet-lagoon", lambda one: replace(one, visibility="PRIVATE"))
    marketplace.night()
    assert b"quiet-lagoon" not in marketplace.snapshot.read_bytes()
    for path in [*marketplace.site.rglob("*"), *(marketplace.folder / ".marketplace").rglob("*")]:
        if path.is_file():
            assert b"quiet-lagoon" not in path.read_bytes(), path


def test_a_private_repository_and_the_token_appear_nowhere(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    collected = marketplace.night()
    assert "quietmerger" not in collected.err
    for path in [*marketplace.folder.rglob("*")]:
        if path.is_file():
            assert b"quietmerger" not in path.read_bytes(), path
            assert CANARY.encode() not in path.read_bytes(), path


def test_a_host_that_is_down_takes_nothing_away(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    server.add_fault(Fault(on=graphql(), respond=status(403)))
    collected = marketplace.run("collect")
    assert collected.status == 3
    assert marketplace.run("build").status == 0
    assert len(marketplace.keys()) == 6
    assert marketplace.project("shop")["failing_since"] is not None


def test_without_a_token_it_says_which_variable_is_missing(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    ran = marketplace.run("collect", environment={"GITHUB_TOKEN": ""})
    assert ran.status == 2
    assert "GITHUB_TOKEN is not set" in ran.err


def test_an_organization_that_lists_nothing_is_no_success(server: Server, tmp_path: Path) -> None:
    marketplace = marketplace_on(server, tmp_path)
    marketplace.night()
    server.world = replace(server.world, repositories=())
    collected = marketplace.run("collect")
    assert collected.status == 3
    assert marketplace.run("build").status == 0
    assert len(marketplace.keys()) == 6


def test_a_move_between_teams_of_the_host_does_not_rewrite_the_past(tmp_path: Path) -> None:
    people = ("ada", "grace", "rui", "yuki")
    now = datetime.fromtimestamp(int(EPOCH), UTC)
    week = timedelta(weeks=1)
    commits = [
        Commit(files={f"{number}.md": b"x"}, email=f"{login}@acme.example", when=int((now - 3 * week).timestamp()))
        for number, login in enumerate((*people, "yuki"))
    ]
    path = make_repository(tmp_path / "ledger.git", commits)
    teams = (HostedTeam(slug="payments", members=people[:3]), HostedTeam(slug="web", members=("yuki",)))
    acme = Organization(login="acme", teams=teams)
    accounts = tuple(Account(login=login, emails=(f"{login}@acme.example",)) for login in people)
    ledger = HostedRepository(content=path, owner="acme", name="ledger", topics=("innersource",))
    catalog = CATALOG.partition("projects:")[0] + '    teams: "*"\n'

    def night(at: datetime) -> dict[str, float | None]:
        for command in ("collect", "build"):
            ran = marketplace.run(command, environment={"SOURCE_DATE_EPOCH": str(int(at.timestamp()))})
            assert ran.status == 0, ran.err
        with open_snapshot(marketplace.snapshot) as snapshot:
            return snapshot.daily_figures()[at.date()]

    with serve(World(organizations=(acme,), repositories=(ledger,), accounts=accounts), token=CANARY) as server:
        words = catalog.format(url=server.origin)
        entry = f"projects:\n  - repository: {server.origin}/acme/ledger\n    owner: Payments\n"
        marketplace = make_marketplace(tmp_path / "marketplace", catalog=words + entry)
        first = night(now)
        moved = (HostedTeam(slug="payments", members=people), HostedTeam(slug="web"))
        server.world = replace(server.world, organizations=(replace(acme, teams=moved),))
        second = night(now + week)
        server.world = replace(server.world, organizations=(replace(acme, teams_readable=False),))
        third = night(now + 2 * week)
        problems = marketplace.api("problems.json")["problems"]

    assert (first["commits_outside"], first["commits_known"], first["commits_unknown"]) == (2, 5, 0)
    assert (second["commits_outside"], second["commits_known"]) == (2, 5)
    assert (third["commits_outside"], third["commits_known"]) == (2, 5)
    assert "teams-unreadable" in {problem["code"] for problem in problems}
    assert b"yuki" not in marketplace.snapshot.read_bytes()
