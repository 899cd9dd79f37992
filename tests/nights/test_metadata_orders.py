"""Which metadata files count: each fact knows its file, and faults and disagreement have file and line."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from git_repositories import Commit, Entry, make_repository
from marketplaces import CATALOG, Marketplace, make_marketplace

pytestmark = pytest.mark.slow

ORDER = "    metadata: [innersource.json, catalog-info.yaml, publiccode.yml, codemeta.json, CITATION.cff]\n"
BACKSTAGE = b"""\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: both, description: Keeps the books of all shops., links: [{title: Docs, url: "javascript:alert(1)"}]}
spec: {type: service, lifecycle: production, owner: group:payments}
"""
CITATION = b"cff-version: 1.2.0\ntitle: Ledger\nlicense: MIT\n"
REPOSITORIES: Mapping[str, Mapping[str | bytes, bytes | Entry]] = {
    "both": {"innersource.json": b'{"title": "The ledger"}', "catalog-info.yaml": BACKSTAGE, "CITATION.cff": CITATION},
    "broken": {"innersource.json": b'{"title": "Broken"}', "codemeta.json": b"{", "publiccode.yml": b"a: *b\n"},
    "elsewhere": {
        ".github/CITATION.cff": CITATION,
        "publiccode.yaml": b"[]",
        "catalog-info.json": b"{}",
    },
    "links": {
        "docs": Entry(mode="120000", data=b"pages"),
        "catalog-info.yaml": Entry(mode="120000", data=b"README.md"),
        "README.md": b"x",
    },
    "uncounted": {"security-insights.yml": b"header: {schema-version: 2.0.0}\nproject: {name: No}\n"},
    "out": {"innersource.json": b'{"participating": false}', "catalog-info.yaml": BACKSTAGE},
}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    """A night over repositories with several metadata files each."""
    marketplace = make_marketplace(tmp_path_factory.mktemp("orders"), catalog=CATALOG + ORDER)
    for name, files in REPOSITORIES.items():
        contents = {"README.md": b"# x\n\nA word about it.\n", **files}
        make_repository(marketplace.folder / "git" / "team" / f"{name}.git", [Commit(files=contents)])
    (marketplace.folder / "git" / "linked").symlink_to(marketplace.folder)
    marketplace.night()
    return marketplace


def whole(night: Marketplace, name: str) -> Any:
    return night.api(f"projects/team/{name}.json")


def problems(night: Marketplace, name: str) -> list[tuple[Any, ...]]:
    key = f"git.acme.example/team/{name}"
    found = [one for one in night.api("problems.json")["problems"] if one["where"].startswith(key)]
    assert all(one["fix"] for one in found)
    return [
        (one["where"].removeprefix(key).strip("/"), one["line"], one["pointer"], one["code"])
        for one in found
        if one["code"] not in ("shallow",)
    ]


def test_each_fact_comes_from_the_first_file_that_has_it_and_the_page_says_which(night: Marketplace) -> None:
    project = whole(night, "both")
    assert (project["title"], project["description"], project["owner"], project["license"], project["lifecycle"]) == (
        "The ledger",
        "Keeps the books of all shops.",
        "Payments",
        "MIT",
        "active",
    )
    origins = project["origins"]
    assert {name: origins[name] for name in ("title", "description", "team", "license")} == {
        "title": "innersource.json",
        "description": "catalog-info.yaml",
        "team": "catalog-info.yaml",
        "license": "CITATION.cff",
    }
    page = (night.site / "projects/team/both/index.html").read_text()
    assert "from catalog-info.yaml" in page
    assert "from CITATION.cff" in page
    assert problems(night, "both") == [
        ("CITATION.cff", 2, "/title", "files-disagree"),
        ("catalog-info.yaml", 3, "/metadata/links/0/url", "address-refused"),
    ]


def test_broken_files_are_problems_with_a_line_and_the_project_stays(night: Marketplace) -> None:
    assert whole(night, "broken")["title"] == "Broken"
    assert {(where, line, code) for where, line, _, code in problems(night, "broken")} >= {
        ("codemeta.json", 1, "syntax"),
        ("publiccode.yml", 1, "alias"),
    }


def test_files_in_the_wrong_place_or_of_the_wrong_kind_are_told(night: Marketplace) -> None:
    assert {(where, code) for where, _, _, code in problems(night, "elsewhere")} == {
        ("", "metadata-misplaced"),
        ("", "metadata-misnamed"),
        ("publiccode.yaml", "not-an-object"),
    }
    assert {code for _, _, _, code in problems(night, "links")} == {"linked-folder", "not-a-file"}
    linked = [one for one in night.api("problems.json")["problems"] if one["code"] == "linked-folder"]
    assert any(one["message"].startswith("linked:") for one in linked)


def test_what_does_not_count_says_nothing_but_a_wish_not_to_be_listed_holds(night: Marketplace) -> None:
    assert whole(night, "uncounted")["title"] == "uncounted"
    assert problems(night, "uncounted") == []
    assert not any(key.endswith("/out") for key in night.keys())  # noqa: SIM118 -- not a mapping


def test_another_order_needs_no_other_commit(night: Marketplace) -> None:
    night.write_catalog(CATALOG + "    metadata: [security-insights.yml, catalog-info.yaml]\n")
    assert night.run("build").status == 0
    assert whole(night, "uncounted")["title"] == "No"
    assert whole(night, "both")["title"] == "both"
    assert not any(key.endswith("/out") for key in night.keys())  # noqa: SIM118 -- not a mapping
    assert "CITATION.cff" not in json.dumps([one["where"] for one in night.api("problems.json")["problems"]])
