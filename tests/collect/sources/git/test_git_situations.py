"""Whatever a local repository holds: nothing runs, nothing else is read, nobody waits, and the good one is listed."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from git_repositories import Commit, git, make_repository
from git_repositories.situations import SITUATIONS, Place
from marketplaces import CANARY, Marketplace, Ran

pytestmark = [pytest.mark.slow, pytest.mark.skipif("os.name == 'nt'", reason="there are no pipes")]

_NAMES = {name: f"s{number}" for number, name in enumerate(SITUATIONS)}
_OUTSIDE = "WordsOfAnotherRepository"


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> tuple[Marketplace, Ran]:
    """A folder with every situation and a good repository, after one night."""
    folder = tmp_path_factory.mktemp("situations")
    market = Marketplace(folder)
    said = {"title": _OUTSIDE, "description": f"{_OUTSIDE} and more."}
    outside = make_repository(
        folder / "outside.git", [Commit(files={"README.md": b"# x", "innersource.json": json.dumps(said).encode()})]
    )
    good = make_repository(
        folder / "git" / "team" / "good.git", [Commit(files={"README.md": b"# Good\n\nIt has words for everybody.\n"})]
    )
    shutil.rmtree(good / "hooks")
    (folder / "sprung").mkdir()
    trap = folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {folder}/sprung/$$\n")
    trap.chmod(0o755)

    def named(path: Path, what: str) -> str:
        return git(path, "rev-parse", what).decode().strip()

    ids = {
        key: named(good, what)
        for key, what in (("commit", "main"), ("tree", "main^{tree}"), ("blob", "main:README.md"))
    }
    for name, change in SITUATIONS.items():
        path = Path(shutil.copytree(good, folder / "git" / "team" / f"{_NAMES[name]}.git"))
        change(Place(path=path, trap=trap, outside=outside, outside_commit=named(outside, "main"), **ids))
    market.write_catalog("version: 1\norganization: Acme\nsources:\n- git: git\n  web: https://git.acme.example\n")
    collected = market.run("collect")
    assert market.run("build").status == 0
    return market, collected


def _problems(market: Marketplace, name: str) -> list[str]:
    problems: list[Mapping[str, str]] = market.api("problems.json")["problems"]
    key = f"git.acme.example/team/{_NAMES[name]}"
    return [one["code"] for one in problems if one["where"] == key or one["where"].startswith(f"{key}/")]


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_is_listed_or_the_reason_is_told(name: str, after: tuple[Marketplace, Ran]) -> None:
    market, _ = after
    keys = {project["key"] for project in market.api("projects.json")["projects"]}
    assert f"git.acme.example/team/{_NAMES[name]}" in keys or _problems(market, name)


def test_the_good_one_is_listed_and_the_run_says_that_some_failed(after: tuple[Marketplace, Ran]) -> None:
    market, collected = after
    assert collected.status == 3
    assert "git.acme.example/team/good" in {project["key"] for project in market.api("projects.json")["projects"]}


def test_nothing_ran(after: tuple[Marketplace, Ran]) -> None:
    market, _ = after
    assert list((market.folder / "sprung").iterdir()) == []
    assert not (market.folder / "trap.sh.trace").exists()


def test_nothing_was_read_elsewhere(after: tuple[Marketplace, Ran]) -> None:
    market, _ = after
    for path in (market.snapshot, *market.site.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            assert _OUTSIDE.encode() not in content, path
            assert b"root:x:" not in content, path


def test_the_audit_finds_nothing(after: tuple[Marketplace, Ran]) -> None:
    market, _ = after
    assert market.run("audit", "site").status == 0
    assert CANARY not in market.snapshot.read_bytes().decode("latin-1")
