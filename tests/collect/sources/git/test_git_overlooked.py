"""What looks like metadata but is not read is said, and the repository of a wiki is no project."""

# ruff: noqa: E501 -- lists of names read best on a line

from collections.abc import Mapping
from pathlib import Path

import pytest

from git_repositories import Commit, make_repository
from innersource_marketplace.collect.sources.git.reading.documents import misnamed_metadata, nested_metadata
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.model import ObjectId
from marketplaces import make_marketplace


def files(*paths: str) -> list[File]:
    return [File(path, ObjectId("0" * 40), "file", 1) for path in paths]


@pytest.mark.parametrize(
    "path",
    ["innersource.yml", ".innersource.json", "InnerSource.YAML", "inner-source.json", "innersource.json.txt", ".github/innersource.yaml", "innersouce.json", "innersource.json5"],
)  # fmt: skip
def test_a_name_that_is_nearly_right_is_noticed(path: str) -> None:
    assert misnamed_metadata(files(path, "README.md")) == (path,)


@pytest.mark.parametrize("path", ["innersource.json", "INNERSOURCE.JSON", "innersource.md", "innersource-marketplace.yml", "inner.json", "docs/innersource.yml", "source.json"])  # fmt: skip
def test_a_right_or_quite_different_name_is_not(path: str) -> None:
    assert misnamed_metadata(files(path)) == ()


def test_metadata_below_the_root_is_noticed_unless_it_is_an_example() -> None:
    here = files(
        "innersource.json", "packages/a/innersource.json", "tests/data/innersource.json", "vendor/x/innersource.json"
    )
    assert nested_metadata(here) == ("packages/a/innersource.json",)


def test_problems_json_names_what_is_not_read_and_says_where_a_wiki_is(tmp_path: Path) -> None:
    contents: Mapping[str | bytes, bytes] = {
        "README.md": b"# a",
        "innersource.yml": b"title: A",
        "packages/a/innersource.json": b"{}",
    }
    marketplace = make_marketplace(tmp_path / "m")
    marketplace.repository("team/a", contents)
    make_repository(marketplace.folder / "git" / "team" / "a.wiki.git", [Commit(files={"Home.md": b"# Home"})])
    make_repository(
        marketplace.folder / "git" / "1" / "2" / "3" / "4" / "deep.git", [Commit(files={"README.md": b"# deep"})]
    )
    ran = marketplace.run("collect")
    said = ran.out + ran.err
    assert ran.status == 0
    assert "innersource.yml is not read" in said
    assert "packages/a/innersource.json: not read" in said
    assert "1 excluded" in said
    assert "Collected 2 projects" in said
