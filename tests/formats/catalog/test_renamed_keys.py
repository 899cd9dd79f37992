"""A key of the catalogue that got another name is read for a year, with a warning, and fixed by `check --fix`."""

from pathlib import Path

import pytest

from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.formats.catalog.catalog_keys import (
    CATALOG_KEYS,
    ENTRY_KEYS,
    FORGE_KEYS,
    GIT_KEYS,
    GITHUB_KEYS,
    RENAMED,
    SITE_KEYS,
)
from marketplaces import make_marketplace

OLD = """\
version: 1
organization: Acme
places: # where projects come from
  - folder: git
    web: https://git.acme.example
site:
  heading: Our projects
projects:
  - repository: https://git.acme.example/web/vault
    closed: false
    name: Vault # of an entry, which may have every field of a project
"""


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RENAMED, "", {"places": "sources"})
    monkeypatch.setitem(RENAMED, "/site", {"heading": "title"})
    monkeypatch.setitem(RENAMED, "/sources/-", {"folder": "git"})
    monkeypatch.setitem(RENAMED, "/projects/-", {"closed": "collect", "name": "title"})


@pytest.mark.usefixtures("renamed")
def test_a_former_name_is_read_with_a_warning_and_fixed(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop", catalog=OLD)
    checked = made.run("check")
    assert checked.status == 0, checked.out
    assert checked.out.count("warning[other-spelling]") == 5
    for place in ("3:1", "4:5", "7:3", "10:5", "11:5"):
        assert f"catalog.yml:{place}: warning[other-spelling]" in checked.out
    catalog, _ = read_catalog(OLD.encode(), "catalog.yml")
    assert catalog is not None
    assert catalog.site.title == "Our projects"
    assert made.run("collect").status == 0
    assert made.run("check", "--fix").status == 0
    text = (tmp_path / "catalog.yml").read_text(encoding="utf-8")
    fixed = OLD
    for former, present in (*RENAMED[""].items(), *RENAMED["/sources/-"].items(), *RENAMED["/projects/-"].items()):
        fixed = fixed.replace(f"{former}:", f"{present}:")
    assert text == fixed.replace("heading:", "title:")
    assert "other-spelling" not in made.run("check").out


@pytest.mark.usefixtures("renamed")
def test_a_mistake_in_what_was_renamed_is_found_where_it_is_written() -> None:
    _, problems = read_catalog(OLD.replace("folder: git", "folder: [git]").encode(), "catalog.yml")
    (wrong,) = [problem for problem in problems if problem.code == "wrong-type"]
    assert (wrong.line, wrong.column) == (4, 13)


@pytest.mark.usefixtures("renamed")
def test_the_present_name_counts_where_both_are_given() -> None:
    text = OLD.replace("  heading: Our projects", "  heading: Old\n  title: New")
    catalog, problems = read_catalog(text.encode(), "catalog.yml")
    assert catalog is not None
    assert catalog.site.title == "New"
    assert "unknown-key" in {problem.code for problem in problems}


def test_no_key_has_a_name_that_another_key_has_now() -> None:
    assert not {*RENAMED.get("", {})} & {*CATALOG_KEYS}
    assert not {*RENAMED.get("/site", {})} & {*SITE_KEYS}
    assert not {*RENAMED.get("/sources/-", {})} & {*GIT_KEYS, *GITHUB_KEYS, *FORGE_KEYS}
    assert not {*RENAMED.get("/projects/-", {})} & {*ENTRY_KEYS}
