"""The first hour: demo, init, check --connect and a first look, each of which says what to do next."""

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from git_repositories import Commit, make_repository
from github_server import Fault, HostedRepository, Organization, World, serve
from github_server.faults import anything, status
from innersource_marketplace.paths import instance_file
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CANARY, CATALOG, Marketplace, make_marketplace


def test_a_catalogue_of_ones_own_is_not_mixed_with_the_sample(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop")
    before = sorted(tmp_path.rglob("*"))
    ran = made.run("demo", ".")
    assert ran.status == 2
    assert "seems to be your own" in ran.err
    assert "marketplace serve" in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_catalogue_with_errors_stops_the_demo_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "catalog.yml").write_text("version: [", encoding="utf-8")
    ran = Marketplace(tmp_path).run("demo", ".")
    assert ran.status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.yml"]


@pytest.mark.slow
def test_a_first_look_removes_nothing_and_writes_no_row(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "a/one", "a/two", "a/three")
    ran = made.run("collect", "--limit", "2")
    assert ran.status == 0, ran.err
    assert "Next: `marketplace build`" in ran.err
    with open_snapshot(made.snapshot) as snapshot:
        assert len(list(snapshot.projects())) == 2
        assert snapshot.daily_figures() == {}
    assert made.run("build").status == 0
    assert made.run("collect").status == 0
    with open_snapshot(made.snapshot) as snapshot:
        (row,) = snapshot.daily_figures().values()
        assert len(list(snapshot.projects())) == 3
    assert not row.get("new")
    made.repository("a/four")
    assert made.run("collect", "--limit", "1").status == 0
    with open_snapshot(made.snapshot) as snapshot:
        assert {stored.facts.name for stored in snapshot.projects()} >= {"one", "two", "three"}
        assert list(snapshot.daily_figures().values()) == [row]


@pytest.mark.parametrize("more", [["--accept-removals"], ["--shard", "1/2"], ["--limit", "0"]])
def test_a_first_look_goes_with_nothing_that_decides(tmp_path: Path, more: list[str]) -> None:
    ran = make_marketplace(tmp_path, "a/one").run("collect", "--limit", "1", *more)
    assert ran.status == 2


def test_connections_are_tried_and_explained(tmp_path: Path) -> None:
    catalog = f"""{CATALOG}  - git: https://git.invalid/team/gone.git
  - github: acme
    url: http://127.0.0.1:9
    token_env: NO_SUCH_TOKEN
site:
  url: http://127.0.0.1:9/market/
"""
    made = make_marketplace(tmp_path, "web/shop", "web/till", catalog=catalog)
    given = {"HTTPS_PROXY": "http://somebody:hidden-word@127.0.0.1:9", "NO_PROXY": "127.0.0.1"}
    ran = made.run("check", "--connect", environment=given)
    assert ran.status == 1
    assert "2 repositories listed; git.acme.example/web/" in ran.err
    assert "HTTPS_PROXY is 127.0.0.1:9; not used for 127.0.0.1" in ran.err
    assert "hidden-word" not in ran.out + ran.err
    assert "NO_SUCH_TOKEN is not set" in ran.out
    assert "git.invalid" in ran.out
    assert "warning[site-unreachable]" in ran.out
    assert not made.snapshot.exists()


HIDDEN = """\
version: 1
organization: Acme
sources:
  - git: git
    web: https://git.acme.example
  - github: acme
    url: {url}
    topic: innersource
projects:
  - repository: https://git.acme.example/web/shop
    collect: false
    title: Vault
  - repository: {url}/acme/hidden-words
    collect: false
    title: Words
"""


@pytest.mark.slow
@pytest.mark.parametrize(("fault", "code"), [(None, ""), (401, "unauthorized"), (403, "forbidden")])
def test_github_is_asked_as_a_night_does_and_what_must_not_be_read_is_not(
    tmp_path: Path, fault: int | None, code: str
) -> None:
    words = make_repository(tmp_path / "hosted/hidden-words.git", [Commit(files={"README.md": b"# Hidden\n"})])
    shop = make_repository(tmp_path / "hosted/shop.git", [Commit(files={"README.md": b"# Shop\n"})])
    world = World(
        organizations=(Organization(login="acme"),),
        repositories=tuple(
            HostedRepository(content=path, owner="acme", name=path.stem, visibility="INTERNAL", topics=("innersource",))
            for path in (words, shop)
        ),
    )
    with serve(world, token=CANARY) as server:
        catalog = HIDDEN.format(url=server.url.removesuffix("/api/v3"))
        made = make_marketplace(tmp_path / "market", "web/shop", catalog=catalog)
        if fault is not None:
            server.add_fault(Fault(on=anything(), respond=status(fault)))
        ran = made.run("check", "--connect")
        assert not [record for record in server.log if "hidden-words" in str(record.aliases)]
    assert "web/shop was read" not in ran.err
    if fault is None:
        assert "acme/shop was read" in ran.err, ran.out
        assert ran.status == 0
    else:
        assert ran.status == 1
        assert f"error[{code}]" in ran.out
        assert "failed." in ran.err


def test_without_a_fault_the_connections_are_fine(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop")
    ran = made.run("check", "--connect", "--format", "json")
    assert ran.status == 0, ran.out
    assert "no-site-address" in ran.out
    (tmp_path / "catalog.yml").write_text("version: 2\n", encoding="utf-8")
    ran = made.run("check", "--connect")
    assert ran.status == 1
    assert "correct the errors first" in ran.err


def test_a_source_without_projects_is_not_a_success(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path)
    ran = made.run("check", "--connect")
    assert "lists-nothing" in ran.out or "error" in ran.out


def test_a_rule_that_leaves_everything_out_is_named(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path)
    (tmp_path / "git/web").mkdir(parents=True)
    make_repository(tmp_path / "git/web/empty.git", [])
    ran = made.run("check", "--connect")
    assert "1 left out by a rule" in ran.out
    assert "no commits" in ran.out


def test_init_takes_an_address_and_says_the_next_steps(tmp_path: Path) -> None:
    ran = Marketplace(tmp_path).run("init", "ours", "--site-url", "https://pages.acme.example/market/")
    assert ran.status == 0
    catalog = yaml.safe_load((tmp_path / "ours/catalog.yml").read_text(encoding="utf-8"))
    assert catalog["site"]["url"] == "https://pages.acme.example/market/"
    steps = [line for line in ran.err.splitlines() if line.startswith(("  1. ", "  2. ", "  3. "))]
    assert len(steps) == 3
    assert "cd ours && marketplace check --connect" in steps[0]
    assert Marketplace(tmp_path / "ours").run("check").status == 0


@pytest.mark.parametrize("address", ["ftp://x.example/", "pages", "mailto:a@b.example", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused_before_a_file_is_written(tmp_path: Path, address: str) -> None:
    assert Marketplace(tmp_path).run("init", "ours", "--site-url", address).status == 2
    assert not (tmp_path / "ours").exists()


def test_init_writes_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours/README.md").symlink_to(tmp_path / "nowhere")
    ran = Marketplace(tmp_path).run("init", "ours")
    assert "README.md: exists already" in ran.err
    assert (tmp_path / "ours/README.md").is_symlink()
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"\xff"), Path.mkdir], ids=["no text", "a folder"])
def test_init_leaves_an_odd_program_file_alone(tmp_path: Path, make: Callable[[Path], object]) -> None:
    (tmp_path / "ours").mkdir()
    make(tmp_path / "ours" / "program.txt")
    ran = Marketplace(tmp_path / "ours").run("init", ".")
    assert ran.status == 0, ran.err
    assert "program.txt: exists already" in ran.err
    assert "in this folder. Next:\n  1. marketplace check --connect" in ran.err


@pytest.mark.parametrize(
    ("ci", "names"),
    [
        ("azure", {"azure-pipelines.yml"}),
        ("jenkins", {"Jenkinsfile"}),
        ("systemd", {"server/marketplace.service", "server/marketplace.timer", "server/nginx.conf"}),
    ],
)
@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_another_system_takes_the_place_of_the_forges_own(tmp_path: Path, ci: str, names: set[str], forge: str) -> None:
    assert Marketplace(tmp_path).run("init", "ours", "--ci", ci, "--forge", forge).status == 0
    texts = {
        path.relative_to(tmp_path / "ours").as_posix(): path.read_text(encoding="utf-8")
        for path in (tmp_path / "ours").rglob("*")
        if path.is_file()
    }
    assert names <= texts.keys()
    assert not [name for name in texts if name.startswith((".github", ".gitlab"))]
    # The step that collects has the token by the name that the catalogue says.
    (token,) = set(re.findall(r"token_env: (\w+)", texts["catalog.yml"]))
    assert token == f"{forge.upper()}_TOKEN"
    given = {name for name, text in texts.items() if token in text} & {"Jenkinsfile", *names, "server/nightly.sh"}
    assert len(given) == 1
    readme = texts["README.md"]
    assert "@" not in readme
    assert ".github" not in readme
    assert any(name in readme for name in (*names, "server/"))


def test_the_commands_for_a_plain_server_are_those_of_the_guide() -> None:
    begun = files("innersource_marketplace.authoring").joinpath("instance_template/nightly/systemd.md")
    lines = begun.read_text(encoding="utf-8").partition("```sh\n")[2].partition("```")[0].splitlines()
    guide = (instance_file("docs") / "operate.md").read_text(encoding="utf-8")
    assert "\n".join(f"# {line}" for line in lines) in guide
