"""A repository names folders that are projects of their own: read, listed, changed, renamed and gone with it."""

# ruff: noqa: E501 -- files and commits read best on a line

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple

import pytest

from git_repositories import NOW, Commit, Entry, add_commits, git, link, make_repository
from innersource_marketplace.build.projects import Chosen
from innersource_marketplace.build.select import select
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.collect.sources.git.reading import folders
from innersource_marketplace.formats.catalog.settings import Entry as CatalogEntry
from innersource_marketplace.model import Facts, Metadata, ProjectKey
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CATALOG, Marketplace, make_marketplace

DAY = 24 * 3600
START = int(NOW.timestamp()) - 100 * DAY


def metadata(**fields: Any) -> bytes:
    return json.dumps(fields, indent=2).encode()


BACKSTAGE = b"""\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: retry, description: "Tries again, later each time."}
spec: {type: library, lifecycle: production, owner: group:resilience}
"""
FILES: Mapping[str | bytes, bytes | Entry] = {
    "README.md": b"# Storefront\n\nAll packages of the storefront.\n",
    "innersource.json": metadata(title="Storefront", projects=["packages/http", "packages/retry"]),
    "LICENSES/MIT.txt": b"MIT",
    "CONTRIBUTING.md": b"# Contributing\n\nOpen a merge request.\n",
    "CODEOWNERS": b"* @acme/platform\n/packages/retry/ @acme/resilience @bo\n/packages/retry/*.md @acme/docs\n",
    ".github/workflows/ci.yml": b"on: push\n",
    "index.ts": b"export {}\n" * 50,
    "package.json": b'{"name": "@acme/storefront", "private": true, "workspaces": ["packages/*"]}',
    "packages/http/README.md": b"# HTTP client\n\nCalls other services and reads their answers. See [the guide](docs/guide.md).\n",
    "packages/http/innersource.json": metadata(title="HTTP client", owner="Checkout", skills=["TypeScript"]),
    "packages/http/package.json": b'{"name": "@acme/http", "dependencies": {"@acme/retry": "^1.0.0"}}',
    "packages/http/docs/guide.md": b"# Guide\n",
    "packages/http/src/client.ts": b"export const a = 1\n" * 40,
    "packages/http/src/client.test.ts": b"test()\n",
    "packages/retry/README.md": b"# Retry\n\nTries again with pauses that grow, for every kind of call.\n",
    "packages/retry/innersource.json": metadata(title="Retry"),
    "packages/retry/package.json": b'{"name": "@acme/retry"}',
    "packages/retry/catalog-info.yaml": BACKSTAGE,
    "packages/retry/retry.py": b"x = 1\n" * 30,
    "packages/retry/LICENSES/Apache-2.0.txt": b"Apache",
}  # fmt: skip


def monorepo(
    folder: Path, changes: Mapping[str | bytes, bytes | Entry] | None = None, name: str = "web/storefront"
) -> Marketplace:
    """A marketplace with a repository of two packages that were worked on by different people, and one beside it."""
    marketplace = make_marketplace(
        folder, "web/other", catalog=CATALOG + "    metadata: [innersource.json, catalog-info.yaml]\n"
    )
    make_repository(
        folder / "git" / f"{name}.git",
        [
            Commit(files={**FILES, **(changes or {})}, when=START),
            Commit(files={"packages/http/src/client.ts": b"export const a = 2\n" * 40}, when=START + DAY, email="bo@acme.example", author="Bo"),
            Commit(files={"packages/http/src/more.ts": b"export const b = 2\n"}, when=START + 60 * DAY),
            Commit(files={"index.ts": b"export {}\n" * 51}, when=START + 90 * DAY),
        ],
        tags=["v3.0.0", "http@1.2.0", "@acme/http@1.3.0", "packages/retry/v0.9.0"],
    )  # fmt: skip
    return marketplace


HOST = "git.acme.example/web/storefront"


def details(marketplace: Marketplace, key: str) -> Any:
    listed = next(one for one in marketplace.api()["projects"] if one["key"] == key)
    return json.loads((marketplace.site / listed["details"]).read_bytes())


def problems(marketplace: Marketplace) -> list[tuple[str, int, str]]:
    return [(one["where"], one["line"], one["code"]) for one in marketplace.api("problems.json")["problems"]]


NAMES = (
    "pkg/<script>alert(1)</script>",
    "pkg/{{ config }}",
    "pkg/a b",
    "pkg/index",
    "pkg/ümlaut",
    "pkg/con",
    "a/b",
    "a-b",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    """A site with the monorepo, and one whose folders have hostile names."""
    marketplace = monorepo(tmp_path_factory.mktemp("monorepo"))
    named: Mapping[str | bytes, bytes | Entry] = {
        f"{name}/innersource.json": metadata(description=f"Words {at}") for at, name in enumerate(NAMES)
    }
    marketplace.repository("web/odd", {"innersource.json": metadata(title="Odd", projects=NAMES), **named})
    marketplace.night()
    return marketplace


@pytest.mark.slow
class TestSite:
    """What visitors see."""

    def test_the_folders_are_projects_beside_their_repository(self, built: Marketplace) -> None:
        assert [key for key in Marketplace.keys(built) if "storefront" in key] == [
            HOST,
            f"{HOST}/packages/http",
            f"{HOST}/packages/retry",
        ]
        assert [one for one in problems(built) if "storefront" in one[0]] == []

    def test_each_has_the_facts_of_its_folder(self, built: Marketplace) -> None:
        whole, http, retry = (details(built, f"{HOST}{end}") for end in ("", "/packages/http", "/packages/retry"))
        assert (http["title"], http["team"], http["part_of"]) == ("HTTP client", "Checkout", HOST)
        assert http["folder"] == "packages/http"
        assert http["url"] == "https://git.acme.example/web/storefront/-/tree/main/packages/http"
        assert http["repository"] == whole["url"] == "https://git.acme.example/web/storefront"
        assert http["documents"]["readme"].endswith("/-/blob/main/packages/http/README.md")
        assert http["edit_metadata"].endswith("/-/edit/main/packages/http/innersource.json")
        # What the folder has not is that of the repository.
        assert http["documents"]["contributing"] == whole["documents"]["contributing"]
        assert (http["license"], retry["license"], whole["license"]) == ("MIT", "Apache-2.0", "MIT")
        assert (http["language"], retry["language"]) == ("TypeScript", "Python")
        assert http["code_owners"] == ["@acme/platform"]
        assert retry["code_owners"] == ["@acme/resilience", "@bo"]
        # Nobody knows which stars and requests are about a folder.
        assert http["stars"] is None
        assert http["updated_at"] < whole["updated_at"]

    def test_packages_belong_to_the_folder_and_not_to_the_repository(self, built: Marketplace) -> None:
        whole, http = details(built, HOST), details(built, f"{HOST}/packages/http")
        assert [one["name"] for one in http["provides"]] == ["@acme/http"]
        assert http["provides"][0]["file"] == "packages/http/package.json"
        assert http["provides"][0]["url"].endswith("/-/blob/main/packages/http/package.json")
        assert [one["key"] for one in http["depends_on"]] == [f"{HOST}/packages/retry"]
        assert {one["name"] for one in whole["provides"]} <= {"@acme/storefront"}

    def test_linked_data_has_what_each_page_shows(self, built: Marketplace) -> None:
        graph = {one["identifier"]: one for one in built.api("codemeta.json")["@graph"]}
        http, whole = graph[f"{HOST}/packages/http"], graph[HOST]
        assert (http["version"], whole["version"]) == ("@acme/http@1.3.0", "v3.0.0")
        assert http["programmingLanguage"] == ["TypeScript"]
        assert {*whole["programmingLanguage"]} == {"TypeScript", "Python"}
        assert http["readme"].endswith("/-/blob/main/packages/http/README.md")

    def test_other_metadata_files_of_a_folder_count_too(self, built: Marketplace) -> None:
        retry = details(built, f"{HOST}/packages/retry")
        assert (retry["title"], retry["description"]) == ("Retry", "Tries again, later each time.")
        assert retry["origins"]["description"].endswith("catalog-info.yaml")
        assert details(built, f"{HOST}/packages/http")["description"] != retry["description"]

    def test_pages_link_each_other(self, built: Marketplace) -> None:
        whole = (built.site / "projects/web/storefront/index.html").read_text()
        http = (built.site / "projects/web/storefront/packages-http/index.html").read_text()
        assert 'href="../../../projects/web/storefront/packages-http/"' in whole
        assert 'href="../../../../projects/web/storefront/"' in http
        assert "https://git.acme.example/web/storefront/-/blob/main/packages/http/docs/guide.md" in http
        assert "folder=packages%2Fhttp" in http
        assert "web/storefront/packages/http" in http

    def test_a_repository_and_its_folders_are_no_duplicates(self, built: Marketplace) -> None:
        for end in ("", "/packages/http", "/packages/retry"):
            related = {one["key"] for one in details(built, f"{HOST}{end}")["relatives"]}
            assert not related & ({f"{HOST}/packages/http", f"{HOST}/packages/retry"} if not end else {HOST})

    def test_hostile_names_stay_below_the_site(self, built: Marketplace) -> None:
        odd = [one["page"] for one in built.api()["projects"] if (one["part_of"] or "").endswith("/odd")]
        assert len(set(odd)) == len(NAMES) - 1  # a pattern is refused
        assert all((built.site / page / "index.html").is_file() for page in odd)
        ran = built.run("audit", "site")
        assert ran.status == 0, ran.out + ran.err


def collected(marketplace: Marketplace, *more: str) -> dict[str, Facts]:
    """The projects of the repository that a night leaves in the snapshot, by what follows its key."""
    ran = marketplace.run("collect", *more)
    assert ran.status in (0, 3), ran.out + ran.err
    return stored(marketplace)


def stored(marketplace: Marketplace) -> dict[str, Facts]:
    with open_snapshot(marketplace.snapshot) as snapshot:
        return {
            one.facts.key.removeprefix(HOST).removeprefix("/"): one.facts
            for one in snapshot.projects()
            if one.facts.key.startswith(HOST)
        }


def seen(marketplace: Marketplace) -> dict[str, tuple[object, str | None]]:
    """When each was first seen, and its address."""
    with open_snapshot(marketplace.snapshot) as snapshot:
        return {key: (brief.first_seen, brief.page) for key, brief in snapshot.briefs().items()}


def found_problems(marketplace: Marketplace) -> list[tuple[str, int, str]]:
    with open_snapshot(marketplace.snapshot) as snapshot:
        return [(one.where, one.line, one.code) for one in snapshot.problems()]


def push(marketplace: Marketplace, files: Mapping[str | bytes, bytes | Entry], *, remove: str = "") -> None:
    where = marketplace.folder / "git" / "web" / "storefront.git"
    add_commits(where, [Commit(files=files, when=START + 95 * DAY)])
    if remove:
        given = (
            f"commit refs/heads/main\ncommitter A <a@b.example> {START + 96 * DAY} +0000\ndata 1\n.\n"
            f"from refs/heads/main^0\nD {remove}\n\n"
        )
        git(where, "fast-import", "--quiet", given=given.encode())


def test_counts_are_those_of_git(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    facts = collected(marketplace)
    where = tmp_path / "git" / "web" / "storefront.git"
    for end in ("packages/http", "packages/retry"):
        assert facts[end].commits == int(git(where, "rev-list", "--count", "main", "--", end))
    http, retry = facts["packages/http"], facts["packages/retry"]
    assert (http.contributors, retry.contributors) == (2, 1)
    assert (http.test_files, retry.test_files) == (1, 0)
    assert [one.tag for one in http.releases or ()] == ["@acme/http@1.3.0", "http@1.2.0"]
    assert [one.tag for one in retry.releases or ()] == ["packages/retry/v0.9.0"]
    assert [one.tag for one in facts[""].releases or ()] == ["v3.0.0"]
    assert facts[""].folders == ("packages/http", "packages/retry")


@pytest.mark.slow
@pytest.mark.parametrize(("one", "every"), [(0.0, 10.0), (2.0, 0.0)])
def test_folders_whose_commits_take_too_long_are_read_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: float, every: float
) -> None:
    monkeypatch.setattr(folders, "FOLDER_HISTORY_SECONDS", one)
    monkeypatch.setattr(folders, "FOLDERS_HISTORY_SECONDS", every)
    marketplace = monorepo(tmp_path)
    facts = collected(marketplace)
    for end in ("packages/http", "packages/retry"):
        assert (facts[end].commits, facts[end].authors, facts[end].updated_at) == (None, None, None)
        assert (facts[end].test_files, facts[end].languages) != (None, None)
        assert (f"{HOST}/{end}", 0, "history-too-long") in found_problems(marketplace)
    assert facts[""].commits == 4


@pytest.mark.slow
def test_a_change_in_a_folder_refreshes_it_and_a_broken_root_changes_nothing(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    before = collected(marketplace)
    ran = marketplace.run("collect")
    assert "4 unchanged" in ran.out + ran.err
    assert stored(marketplace) == before

    push(marketplace, {"packages/http/src/later.ts": b"export {}\n"})
    assert collected(marketplace)["packages/http"].commits == 4

    # A comma too many at the root says nothing about the folders: they stay, and are read.
    push(marketplace, {"innersource.json": b'{"projects": ["packages/http",]', "packages/http/a.ts": b"1"})
    after = collected(marketplace)
    assert after.keys() == before.keys()
    assert after["packages/http"].commits == 5


@pytest.mark.slow
def test_a_folder_that_is_no_longer_named_departs_and_may_return(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    collected(marketplace)
    first = seen(marketplace)
    push(marketplace, {"innersource.json": metadata(title="Storefront")})
    # All of them, and the guard of the sources has no say: their owners said so.
    assert [*collected(marketplace)] == [""]
    push(marketplace, {"innersource.json": metadata(title="Storefront", projects=["packages/retry", "packages/http"])})
    collected(marketplace)
    assert seen(marketplace) == first


def test_a_folder_that_is_deleted_is_a_problem_of_the_repository(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    collected(marketplace)
    push(marketplace, {}, remove="packages/retry")
    assert [*collected(marketplace)] == ["", "packages/http"]
    assert (f"{HOST}/innersource.json", 5, "folder-missing") in found_problems(marketplace)


@pytest.mark.slow
def test_folders_follow_their_repository_when_it_is_renamed_or_deleted(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    collected(marketplace)
    first = seen(marketplace)[ProjectKey(f"{HOST}/packages/http")]
    where = tmp_path / "git" / "web"
    (where / "storefront.git").rename(where / "shop.git")
    marketplace.run("collect")
    now = seen(marketplace)
    assert now[ProjectKey("git.acme.example/web/shop/packages/http")] == (first[0], "projects/web/shop/packages-http/")
    with open_snapshot(marketplace.snapshot) as snapshot:
        assert snapshot.redirects()["projects/web/storefront/packages-http/"].endswith("shop/packages/http")
    rmtree(where / "shop.git")
    marketplace.run("collect")
    assert [*seen(marketplace)] == ["git.acme.example/web/other"]
    assert b"packages/http" not in marketplace.snapshot.read_bytes()


class Part(NamedTuple):
    """Who says what about taking part, by the end of the key, and who is shown for it."""

    entries: Mapping[str, bool]
    root: bool | None
    http: bool | None
    shown: Sequence[str]


PARTS: Mapping[str, Part] = {
    "out": Part({}, False, None, []),
    # A root that is nothing by itself, with a folder that says that it is something.
    "nothing": Part({}, False, True, ["/http"]),
    "back": Part({"": True}, False, None, ["", "/http", "/retry"]),
    "banned": Part({"": False}, None, True, []),
    "excepted": Part({"": False, "/retry": True}, None, True, ["/retry"]),
    "folder": Part({}, None, False, ["", "/retry"]),
}


def test_folders_take_part_with_their_repository_unless_they_say_so_themselves(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path)
    entries: dict[ProjectKey, CatalogEntry] = {}
    shown: list[str] = []
    for name, part in PARTS.items():
        key = f"git.acme.example/web/{name}"
        root, http = ({} if said is None else {"participating": said} for said in (part.root, part.http))
        marketplace.repository(
            f"web/{name}",
            {
                "innersource.json": metadata(title=name, projects=["http", "retry"], **root),
                "http/innersource.json": metadata(title="HTTP client", **http),
                "retry/innersource.json": metadata(title="Retry"),
            },
        )
        entries |= {
            ProjectKey(key + end): CatalogEntry(repository=key + end, metadata=Metadata(participating=said))
            for end, said in part.entries.items()
        }
        shown += [key + end for end in part.shown]
    collected(marketplace)
    catalog, _ = load_catalog(tmp_path / "catalog.yml")
    with open_snapshot(marketplace.snapshot) as snapshot:
        chosen: list[Chosen] = []
        selection = select(catalog, snapshot, entries, tmp_path, chosen.append)
    assert sorted(one.key for one in chosen) == sorted(shown) == sorted(selection.stored)
    assert len(selection.opted_out) == 3 * len(PARTS) - len(shown)
    assert "opt-out-kept" not in {one.code for one in selection.problems}


BAD: Mapping[str, str] = {
    "packages/nowhere": "folder-missing",
    "Packages/HTTP": "folder-missing",
    "packages/plain": "folder-without-metadata",
    "packages/linked": "folder-refused",
    "packages/link-inside": "folder-without-metadata",
    "index.ts": "folder-refused",
}


def test_folders_that_cannot_be_projects_are_problems_with_their_place(tmp_path: Path) -> None:
    marketplace = monorepo(
        tmp_path,
        {
            "innersource.json": metadata(title="Storefront", projects=[*BAD, "packages/broken", "packages/lists"]),
            "packages/plain/README.md": b"# Plain\n",
            "packages/linked": link("http"),
            "packages/link-inside/innersource.json": link("../http/innersource.json"),
            "packages/broken/innersource.json": b'{"title": "Broken",\n  oops',
            "packages/lists/innersource.json": metadata(title="Lists", projects=["deeper"]),
            "packages/lists/deeper/innersource.json": metadata(title="Deeper"),
        },
    )
    # The others go on, one with broken metadata as a repository would.
    assert [*collected(marketplace)] == ["", "packages/broken", "packages/lists"]
    with open_snapshot(marketplace.snapshot) as snapshot:
        found = [one for one in snapshot.problems() if "storefront" in one.where]
    assert {(one.where, one.line, one.code) for one in found} == {
        *((f"{HOST}/innersource.json", line, code) for line, code in enumerate(BAD.values(), 4)),
        (f"{HOST}/packages/lists", 0, "projects-nested"),
        (HOST, 0, "metadata-nested"),
    }
    assert all(one.fix for one in found)
    assert "“packages/http”" in next(str(one.message) for one in found if one.line == 5)
    assert "packages/lists/deeper/innersource.json" in next(
        str(one.message) for one in found if one.code == "metadata-nested"
    )


def test_a_repository_with_the_address_of_a_folder_goes_first(tmp_path: Path) -> None:
    marketplace = monorepo(tmp_path)
    make_repository(tmp_path / "git" / "web" / "storefront" / "packages" / "http.git")
    for _ in range(2):
        facts = collected(marketplace)
        assert facts["packages/http"].folder is None
        assert facts["packages/retry"].folder == "packages/retry"


def test_folders_and_owners_called_like_what_an_address_has_of_another_stop_no_build(tmp_path: Path) -> None:
    """Names anybody may choose: of a badge, and of the address that another team's page has."""
    marketplace = make_marketplace(tmp_path, "web/other")
    owners = {"readiness": "R&D tools", "activity": "r-d-tools-a68940f7", "a": "R&D tools", "b": "r-d-tools-a68940f7"}
    files: Mapping[str | bytes, bytes | Entry] = {
        f"{name}/innersource.json": metadata(title=name, owner=owner) for name, owner in owners.items()
    }
    marketplace.repository("web/odd", {"innersource.json": metadata(title="Odd", projects=[*owners]), **files})
    marketplace.night()
    assert len(Marketplace.keys(marketplace)) == 6
    assert len([*(marketplace.site / "teams").glob("r-d-tools-*/index.html")]) == 2
    assert (marketplace.site / "badges/web/odd/activity.svg").is_file()
    assert not problems(marketplace)
