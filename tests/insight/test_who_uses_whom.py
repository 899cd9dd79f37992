"""From repositories to a page: who uses whom, with the file that says so, and never a word of who isn't shown."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from git_repositories import ENVIRONMENT, NOW, Commit, make_repository
from innersource_marketplace.collect.sources import Changed
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import Problem
from innersource_marketplace.escape import url
from innersource_marketplace.formats.manifests import read_packages
from innersource_marketplace.insight.dependencies import packages_of, with_dependencies
from innersource_marketplace.limits import MANIFEST_BYTES, MANIFESTS
from innersource_marketplace.model import (
    Collected,
    Dependency,
    Document,
    Facts,
    ObjectId,
    Project,
    ProjectKey,
    Provider,
    Requirement,
)
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.dependency_lists import dependencies_as_data, directions
from innersource_marketplace.snapshot.addressed import object_id
from innersource_marketplace.snapshot.store import open_snapshot
from projects import make_project

CLOCK = datetime(2026, 11, 18, tzinfo=UTC)
LIBRARY = b'[project]\nname = "acme-money"\n'
APP = b'[project]\nname = "app"\ndependencies = ["acme-money>=2"]\n'


def collected(name: str, files: Mapping[str, bytes], **more: str) -> Collected:
    oids = {path: object_id(data, ObjectId("")) for path, data in files.items()}
    facts = Facts(
        key=ProjectKey(f"git.acme.example/{name}"),
        host="git.acme.example",
        owner=name.partition("/")[0],
        name=name.partition("/")[2],
        provider=Provider.GIT,
        source="test",
        url=url(f"https://git.acme.example/{name}"),
        forge="gitlab",
        default_branch="main",
        manifests=tuple(Document(path=path, oid=oids[path]) for path in sorted(files)),
        fork_of=more.get("fork_of"),
    )
    return Collected(facts=facts, blobs={oids[path]: data for path, data in files.items()})


def told(
    tmp_path: Path, *all_of_them: Collected, shown: int | None = None
) -> tuple[tuple[Project, ...], tuple[Problem, ...]]:
    with open_snapshot(tmp_path / "snapshot.db", create=True) as snapshot:
        for one in all_of_them:
            snapshot.save(one, now=CLOCK)
        packages = {}
        for stored in snapshot.projects():
            found = ((each.path, snapshot.blob(each.oid)) for each in stored.facts.manifests or ())
            manifests = [(path, data) for path, data in found if data is not None]
            packages[stored.facts.key] = packages_of(stored.facts, read_packages(manifests))
    facts = {one.facts.key: one.facts for one in all_of_them[:shown]}
    projects = [
        replace(make_project(owner=one.owner, name=one.name), key=key, title=one.name) for key, one in facts.items()
    ]
    return with_dependencies(projects, facts, packages)


def test_each_side_knows_the_other_and_the_file_that_says_so(tmp_path: Path) -> None:
    (money, app), problems = told(
        tmp_path, collected("a/money", {"pyproject.toml": LIBRARY}), collected("b/app", {"pyproject.toml": APP})
    )
    evidence = Requirement(
        ecosystem="pypi",
        name="acme-money",
        path="pyproject.toml",
        url=url("https://git.acme.example/b/app/-/blob/main/pyproject.toml"),
    )

    assert app.depends_on == (Dependency(key=money.key, packages=(evidence,)),)
    assert money.used_by == (Dependency(key=app.key, packages=(evidence,)),)
    assert (app.used_by, money.depends_on, problems) == ((), (), ())


def test_who_is_not_shown_leaves_no_trace(tmp_path: Path) -> None:
    shown = collected("b/app", {"pyproject.toml": APP})
    hidden = collected("a/secret", {"pyproject.toml": LIBRARY})
    twin = collected("a/other-secret", {"pyproject.toml": LIBRARY})

    (app,), problems = told(tmp_path, shown, hidden, twin, shown=1)

    assert (app.depends_on, app.used_by, problems) == ((), (), ())


def test_a_package_that_two_provide_is_a_problem_of_both(tmp_path: Path) -> None:
    projects, problems = told(
        tmp_path,
        collected("a/money", {"pyproject.toml": LIBRARY}),
        collected("b/app", {"pyproject.toml": APP}),
        collected("c/money", {"pyproject.toml": LIBRARY}),
    )

    assert all(project.depends_on == project.used_by == () for project in projects)
    assert [(problem.where, problem.code) for problem in problems] == [
        ("git.acme.example/a/money", "package-ambiguous"),
        ("git.acme.example/c/money", "package-ambiguous"),
    ]


def test_a_fork_is_not_what_others_mean_by_its_name(tmp_path: Path) -> None:
    (_, app), problems = told(
        tmp_path,
        collected("a/money", {"pyproject.toml": LIBRARY}, fork_of="upstream/money"),
        collected("b/app", {"pyproject.toml": APP}),
    )

    assert (app.depends_on, problems) == ((), ())


def test_the_content_of_a_manifest_stays_as_long_as_its_project(tmp_path: Path) -> None:
    one = collected("a/money", {"pyproject.toml": LIBRARY})
    with open_snapshot(tmp_path / "snapshot.db", create=True) as snapshot:
        snapshot.save(one, now=CLOCK)
        snapshot.finish_run(
            started_at=CLOCK,
            finished_at=CLOCK,
            remove={},
            pages={},
            redirects={},
            first_seen={},
            problems=(),
            excluded={},
            figures={},
            report={},
        )
        assert [snapshot.blob(oid) for oid in one.blobs] == [LIBRARY]


def test_a_page_lists_both_directions_and_folds_what_is_many() -> None:
    def required(name: str) -> Requirement:
        return Requirement(ecosystem="npm", name=name, path="package.json")

    projects = {one.key: one for one in (make_project(owner="t", name=f"p{number}") for number in range(12))}
    keys = list(projects)
    project = make_project(
        depends_on=(Dependency(key=keys[0], packages=tuple(required(f"n{number}") for number in range(5))),),
        used_by=tuple(Dependency(key=key, packages=(required("ledger"),)) for key in keys),
    )

    up, down = directions(project, projects, Messages())

    assert up.title == "Depends on 1 project here"
    assert up.shown[0].packages == "n0, n1, n2 and 2 more packages"
    assert (down.title, len(down.shown), len(down.folded)) == ("Used by 12 projects here", 8, 4)
    assert dependencies_as_data(project.used_by)[0] == {
        "key": keys[0],
        "packages": [{"ecosystem": "npm", "name": "ledger", "file": "package.json", "url": None}],
    }
    assert directions(make_project(), projects, Messages()) == []


FILES: dict[str | bytes, bytes] = {
    "pyproject.toml": LIBRARY,
    "src/Ledger/Ledger.csproj": b"<Project/>",
    "package.json": b" " * (MANIFEST_BYTES + 1),
    "node_modules/vite/package.json": b"{}",
    "examples/package.json": b"{}",
    "tests/fixture/package.json": b"{}",
    "a/b/c/package.json": b"{}",
}


def test_git_keeps_the_manifests_of_the_project_itself_within_limits(tmp_path: Path) -> None:
    path = make_repository(tmp_path / "money.git", [Commit(files=FILES)])
    source = GitSource(
        "test", remotes_of(str(path), base=tmp_path), scratch=tmp_path / "s", now=NOW, environment=ENVIRONMENT
    )
    (changed,) = (one for one in source.collect({}, full=False) if isinstance(one, Changed))

    kept = changed.collected.facts.manifests or ()
    assert [one.path for one in kept] == ["package.json", "pyproject.toml", "src/Ledger/Ledger.csproj"]
    assert [one.path for one in kept if one.oid in changed.collected.blobs] == [
        "pyproject.toml",
        "src/Ledger/Ledger.csproj",
    ]
    assert [problem.code for problem in changed.problems] == ["too-large"]


def test_a_monorepo_keeps_those_nearest_to_its_root(tmp_path: Path) -> None:
    files: dict[str | bytes, bytes] = {f"packages/p{number}/package.json": b"{}" for number in range(MANIFESTS + 5)}
    path = make_repository(tmp_path / "mono.git", [Commit(files={**files, "package.json": b"{}"})])
    source = GitSource(
        "test", remotes_of(str(path), base=tmp_path), scratch=tmp_path / "s", now=NOW, environment=ENVIRONMENT
    )
    (changed,) = (one for one in source.collect({}, full=False) if isinstance(one, Changed))

    kept = [one.path for one in changed.collected.facts.manifests or ()]
    assert (len(kept), "package.json" in kept) == (MANIFESTS, True)
