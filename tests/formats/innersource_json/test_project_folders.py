"""The key `projects`: which folders it takes, and what it says of the others."""

from json import dumps
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.authoring.check import Checkout, check_file
from innersource_marketplace.errors import Severity
from innersource_marketplace.formats.code_owners import folder_owners
from innersource_marketplace.formats.innersource_json import places_of_projects, read_metadata
from innersource_marketplace.limits import FOLDERS


def read(*folders: Any) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    metadata, problems = read_metadata(dumps({"projects": folders}).encode(), "innersource.json")
    return metadata.projects or (), [(one.pointer, one.code) for one in problems]


def test_folders_are_taken_in_their_order() -> None:
    assert read("packages/b", "./packages/a/", "tools") == (("packages/b", "packages/a", "tools"), [])


@pytest.mark.parametrize(
    "folder",
    ["", ".", "/", "/packages/a", "../a", "packages/../a", "packages//a", "packages\\a", "C:/a",
     "packages/*", "a/{b,c}", ".git", ".git/x", ".github", ".innersource/", "a/\u202eb", "a" * 201, "a\nb"],
)  # fmt: skip
def test_what_cannot_be_a_folder_is_refused_and_the_others_stay(folder: str) -> None:
    kept, problems = read(folder, "packages/b")
    assert kept == ("packages/b",)
    assert problems[0][0] == "/projects/0"


@pytest.mark.parametrize("value", [None, True, 3, {}, ["a"]])
def test_what_is_no_text_is_refused(value: object) -> None:
    assert read(value, "packages/b") == (("packages/b",), [("/projects/0", "wrong-type")])


def test_repetitions_case_and_folders_in_folders() -> None:
    assert read("a", "a/", "A", "b/c", "b", "b/c/d", "bc") == (
        ("a", "b/c", "bc"),
        [("/projects/1", "duplicate-item"), *((f"/projects/{at}", "folder-refused") for at in (2, 4, 5))],
    )


def test_no_more_than_fifty_are_taken() -> None:
    kept, problems = read(*(f"packages/p{number}" for number in range(FOLDERS + 5)))
    assert len(kept) == FOLDERS
    assert problems == [("/projects", "too-many-items")]


def test_the_place_of_each_is_known() -> None:
    data = b'{\n  "subprojects": [\n    "packages/*",\n    "./packages/a"\n  ]\n}'
    assert places_of_projects(data) == {"packages/a": (4, 5)}


@given(st.lists(st.text(max_size=30) | st.sampled_from(["a", "a/b", "A", "./a", "packages/a"]), max_size=8))
def test_whatever_is_named_no_folder_lies_in_another_or_leads_out(folders: list[str]) -> None:
    kept, _ = read(*folders)
    assert not any(step in ("", ".", "..", ".git") for folder in kept for step in folder.split("/"))
    folded = [f"{folder.casefold()}/" for folder in kept]
    assert not [1 for one in folded for other in folded if one is not other and one.startswith(other)]


def test_the_check_looks_whether_the_folders_have_metadata() -> None:
    files = {"packages/a/innersource.json", "packages/b/.github/innersource.json"}
    checkout = Checkout(read=lambda path: b"{}" if path in files else None)
    data = b'{"title": "A",\n "projects": ["packages/a", "packages/b",\n  "packages/c", "../d"]}'
    found = [one for one in check_file("innersource.json", data, checkout) if one.severity is Severity.ERROR]
    assert [(one.line, one.column, one.code) for one in found] == [
        (3, 3, "folder-without-metadata"),
        (3, 17, "folder-refused"),
    ]
    assert all(one.fix for one in found)


def test_an_entry_of_the_catalogue_names_no_folders() -> None:
    data = (
        b"version: 1\norganization: Acme\nprojects:\n  - repository: https://git.acme.example/a/b\n    projects: [x]\n"
    )
    assert [(one.line, one.code) for one in check_file("catalog.yml", data)] == [(5, "unknown-key")]


OWNERS = """\
* @all
/packages/ @packages
packages/a/ @a @a2  # of this one
packages/b/*.js @js
*.js @js
packages/c/* @files-only
**/d @d
e @e
/packages/f/** @f
packages/g
"""


@pytest.mark.parametrize(
    ("folder", "owners"),
    [
        ("packages/a", ("@a", "@a2")),
        ("packages/a/sub", ("@a", "@a2")),
        ("packages/b", ("@packages",)),
        ("packages/c", ("@packages",)),
        ("packages/d", ("@d",)),
        ("packages/e", ("@e",)),
        ("packages/f", ("@f",)),
        ("packages/g", ()),
        ("libs/x", ("@all",)),
    ],
)
def test_the_last_rule_about_a_whole_folder_says_who_owns_it(folder: str, owners: tuple[str, ...]) -> None:
    assert folder_owners(OWNERS, [folder]) == {folder: owners}


def test_sections_of_gitlab_each_have_a_say_and_may_have_the_owners() -> None:
    text = "[Docs] @docs\npackages/a/ @x\n^[API][2] @api\npackages/a\npackages/*/ @star\n"
    assert folder_owners(text, ["packages/a", "libs"]) == {"packages/a": ("@x", "@star"), "libs": ()}
    assert folder_owners("packages/a/.* @regex\na\\ b/ @space\n", ["packages/a", "a b"]) == {
        "packages/a": ("@regex",),
        "a b": ("@space",),
    }
