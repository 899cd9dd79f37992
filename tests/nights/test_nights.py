"""What happens to a marketplace from night to night: changes, faults, renames, kills."""

import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from git_repositories import Commit, add_commits
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.model import Element
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import CATALOG, Marketplace, make_marketplace

REPOSITORIES = ("payments/ledger", "web/shop", "web/tokens", "data/lake", "data/pond")


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    return make_marketplace(tmp_path, *REPOSITORIES)


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    made = make_marketplace(tmp_path_factory.mktemp("first"), *REPOSITORIES)
    made.night()
    return made


@pytest.fixture
def after_a_night(first_night: Marketplace, tmp_path: Path) -> Marketplace:
    """The same five repositories, collected and built once."""
    shutil.copytree(first_night.folder, tmp_path / "copy", symlinks=True)
    return Marketplace(tmp_path / "copy")


@pytest.mark.slow
def test_the_second_night_finds_nothing_changed_and_a_commit_changes_one(marketplace: Marketplace) -> None:
    assert "5 changed, 0 unchanged" in marketplace.run("collect").err
    assert "0 changed, 5 unchanged" in marketplace.night().err
    add_commits(marketplace.folder / "git/web/shop.git", [Commit(files={"README.md": b"# Shop\n\nIt sells now.\n"})])
    assert "1 changed, 4 unchanged" in marketplace.night().err
    assert "It sells now." in (marketplace.site / "projects/web/shop/index.html").read_text()


@pytest.mark.slow
def test_the_row_of_a_night_has_the_levels_that_the_site_shows(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    with open_snapshot(marketplace.snapshot) as snapshot:
        (row,) = snapshot.daily_figures().values()
    shown: Counter[str] = Counter()
    for project in marketplace.api()["projects"]:
        levels = marketplace.api(f"{project['page'].strip('/')}.json")["readiness"]["levels"]
        shown.update(level_figure(Element(element), level) for element, level in levels.items())
    assert {name: count for name, count in row.items() if name.startswith("level_")} == shown
    assert sum(shown.values()) == 5 * len(Element)


@pytest.mark.slow
def test_full_collects_everything_again(after_a_night: Marketplace) -> None:
    assert "5 changed" in after_a_night.night("--full").err


@pytest.mark.slow
def test_a_repository_that_goes_missing_keeps_its_last_good_facts_and_says_since_when(tmp_path: Path) -> None:
    catalog = "version: 1\norganization: Acme\nsources:\n  - git: git/a/one.git\n  - git: git/a/two.git\n"
    marketplace = make_marketplace(tmp_path, "a/one", "a/two", catalog=catalog)
    assert marketplace.run("collect").status == 0
    (tmp_path / "git/a/two.git").rename(tmp_path / "away")
    collected = marketplace.night()
    assert collected.status == 3
    assert marketplace.keys() == ["local/a/one", "local/a/two"]
    assert marketplace.project("two")["failing_since"] is not None
    assert marketplace.project("one")["failing_since"] is None
    problem = next(one for one in marketplace.api("problems.json")["problems"] if one["where"] == "local/a/two")
    assert problem["code"] == "missing"
    assert problem["fix"]
    assert str(tmp_path) not in (marketplace.site / "api/v1/problems.json").read_text()

    (tmp_path / "away").rename(tmp_path / "git/a/two.git")
    assert marketplace.night().status == 0
    assert marketplace.project("two")["failing_since"] is None


@pytest.mark.slow
def test_a_folder_that_is_not_mounted_takes_nothing_away(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    (marketplace.folder / "git").rename(marketplace.folder / "unmounted")
    collected = marketplace.run("collect")
    assert collected.status == 1
    assert "Nothing usable" in collected.err
    assert marketplace.run("build").status == 0
    assert len(marketplace.keys()) == 5


@pytest.mark.slow
def test_a_broken_and_an_empty_repository_are_problems_and_the_others_go_on(marketplace: Marketplace) -> None:
    subprocess.run(["git", "init", "-q", "--bare", marketplace.folder / "git/data/empty.git"], check=True)
    broken = marketplace.folder / "git/data/pond.git"
    shutil.rmtree(broken / "objects")
    (broken / "objects").mkdir()
    collected = marketplace.night()
    assert collected.status == 3
    assert len(marketplace.keys()) == 4
    codes = {one["where"]: one["code"] for one in marketplace.api("problems.json")["problems"]}
    excluded = {one["key"]: one["rule"] for one in marketplace.api("problems.json")["excluded"]}
    assert excluded["git.acme.example/data/empty"] == "It has no commits yet. Push the first one."
    assert "git.acme.example/data/pond" in codes


@pytest.mark.slow
def test_a_repository_that_leaves_the_catalogue_leaves_no_trace(marketplace: Marketplace) -> None:
    marketplace.repository("web/secret", {"README.md": b"# Secret\n\nunmistakable words\n"})
    marketplace.night()
    shutil.rmtree(marketplace.folder / "git/web/secret.git")
    marketplace.night()
    assert len(marketplace.keys()) == 5
    assert not (marketplace.site / "projects/web/secret").exists()
    assert b"web/secret" not in marketplace.snapshot.read_bytes()
    for path in marketplace.site.rglob("*"):
        if path.is_file():
            assert b"unmistakable words" not in path.read_bytes(), path


@pytest.mark.slow
def test_a_renamed_repository_keeps_its_age_and_its_old_address_leads_on(marketplace: Marketplace) -> None:
    marketplace.repository("web/old-name", {"README.md": b"# Only here\n"}, when=1_700_000_000)
    marketplace.night()
    first_seen = marketplace.project("old-name")["first_seen"]
    (marketplace.folder / "git/web/old-name.git").rename(marketplace.folder / "git/web/new-name.git")
    later = {"SOURCE_DATE_EPOCH": "1795700000"}
    assert "1 renamed" in marketplace.run("collect", environment=later).err
    assert marketplace.run("build", environment=later).status == 0
    assert marketplace.project("new-name")["first_seen"] == first_seen
    assert '"../../../projects/web/new-name/"' in (marketplace.site / "projects/web/old-name/index.html").read_text()


@pytest.mark.slow
def test_a_rename_can_be_told_in_the_catalogue(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path, "a/one", "a/two")
    marketplace.night()
    shutil.rmtree(tmp_path / "git/a/two.git")
    marketplace.repository("a/three", {"README.md": b"# Written anew\n"})
    marketplace.write_catalog(
        CATALOG + "projects:\n  - repository: https://git.acme.example/a/three\n    renamed_from: [a/two]\n"
    )
    marketplace.night()
    assert "projects/a/three" in (tmp_path / "site/projects/a/two/index.html").read_text()


@pytest.mark.slow
def test_namesakes_that_differ_in_case_get_addresses_of_their_own_that_stay(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path, "web/Shop", "web/shop", "web/sh.op", "web/sh_op")
    marketplace.night()
    pages = {one["key"]: one["page"] for one in marketplace.api()["projects"]}
    assert len(set(pages.values())) == 4
    shutil.rmtree(tmp_path / "git/web/Shop.git")
    marketplace.run("collect")
    assert marketplace.run("build", "--accept-shrink").status == 0
    assert {one["key"]: one["page"] for one in marketplace.api()["projects"]}.items() <= pages.items()


@pytest.mark.slow
def test_the_guard_refuses_a_shrunken_site_names_what_is_missing_and_lets_it_pass_once(
    after_a_night: Marketplace,
) -> None:
    marketplace = after_a_night
    before = (marketplace.site / "index.html").read_bytes()
    shutil.rmtree(marketplace.folder / "git/data")
    assert marketplace.run("collect").status == 0
    refused = marketplace.run("build")
    assert refused.status == 1
    assert "from 5 to 3" in refused.err
    assert "git.acme.example/data/lake" in refused.err
    assert (marketplace.site / "index.html").read_bytes() == before
    assert marketplace.run("build", "--accept-shrink").status == 0
    assert len(marketplace.keys()) == 3
    assert marketplace.run("build").status == 0


@pytest.mark.slow
def test_the_guard_remembers_without_the_old_site(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    shutil.rmtree(marketplace.site)
    shutil.rmtree(marketplace.folder / "git/data")
    marketplace.run("collect")
    assert marketplace.run("build").status == 1


@pytest.mark.slow
def test_two_builds_of_one_snapshot_are_equal_to_the_byte(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    shutil.rmtree(marketplace.folder / "build")
    assert marketplace.run("build", "--site-dir", "again").status == 0
    for path in sorted(marketplace.site.rglob("*")):
        if path.is_file():
            assert (marketplace.folder / "again" / path.relative_to(marketplace.site)).read_bytes() == path.read_bytes()


@pytest.mark.slow
def test_files_that_no_build_wrote_stay_and_those_of_departed_projects_go(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    (marketplace.site / "CNAME").write_text("innersource.acme.example\n")
    shutil.rmtree(marketplace.folder / "git/data/pond.git")
    marketplace.night()
    assert (marketplace.site / "CNAME").read_text() == "innersource.acme.example\n"
    assert not (marketplace.site / "projects/data/pond").exists()


@pytest.mark.slow
def test_a_folder_that_is_not_ours_is_never_replaced(after_a_night: Marketplace) -> None:
    marketplace = after_a_night
    home = marketplace.folder / "home"
    home.mkdir()
    (home / "thesis.txt").write_text("years of work")
    refused = marketplace.run("build", "--site-dir", "home")
    assert refused.status == 2
    assert (home / "thesis.txt").read_text() == "years of work"


@pytest.mark.slow
def test_an_owner_can_opt_out(marketplace: Marketplace) -> None:
    marketplace.repository("web/shy", {"innersource.json": b'{"participating": false}', "README.md": b"# Shy\n"})
    marketplace.night()
    listed = marketplace.keys()
    assert "git.acme.example/web/shy" not in listed
    assert {one["key"] for one in marketplace.api("problems.json")["excluded"]} == {"git.acme.example/web/shy"}
    with open_snapshot(marketplace.snapshot) as snapshot:
        (row,) = snapshot.daily_figures().values()
    assert row["projects"] == len([*listed])


@pytest.mark.slow
def test_who_has_opted_out_stays_out_when_the_file_breaks(marketplace: Marketplace) -> None:
    key = "git.acme.example/web/shy"
    repository = marketplace.repository("web/shy", {"innersource.json": b'{"participating": false}'})
    marketplace.night()
    for broken in (b'{\n  "participating": false,,\n}', b"x" * 2_000_000):
        add_commits(repository, [Commit(files={"innersource.json": broken})])
        marketplace.night()
        assert key not in set(marketplace.keys())
        assert not (marketplace.site / "projects/web/shy").exists()
        told = marketplace.api("problems.json")
        assert {one["key"] for one in told["excluded"]} == {key}
        problem = next(one for one in told["problems"] if one["code"] == "opt-out-kept")
        assert (problem["where"], "Fix the file" in problem["fix"]) == (key, True)
    marketplace.night("--full")
    assert key not in set(marketplace.keys())

    add_commits(repository, [Commit(files={"innersource.json": b'{"title": "Shy no more"}'})])
    marketplace.night()
    assert key in set(marketplace.keys())
    assert "opt-out-kept" not in {one["code"] for one in marketplace.api("problems.json")["problems"]}


@pytest.mark.slow
def test_an_entry_of_the_catalogue_wins_over_the_repository(marketplace: Marketplace) -> None:
    marketplace.repository("web/told", {"innersource.json": b'{"title": "By its owner", "skills": ["Go"]}'})
    marketplace.write_catalog(
        CATALOG + "projects:\n  - repository: https://git.acme.example/web/told\n    title: By the catalogue\n"
    )
    marketplace.night()
    whole = marketplace.api("projects/web/told.json")
    assert (whole["title"], whole["skills"]) == ("By the catalogue", ["Go"])
    assert (whole["origins"]["title"], whole["origins"]["skills"]) == ("catalog.yml", "innersource.json")


@pytest.mark.slow
def test_an_entry_that_is_not_collected_is_listed_without_touching_its_repository(tmp_path: Path) -> None:
    marketplace = make_marketplace(
        tmp_path,
        catalog="version: 1\norganization: Acme\nprojects:\n  - repository: ./trap.git\n    collect: false\n"
        "    title: Vault\n    description: Secrets for every service.\n",
    )
    marketplace.night()
    vault = marketplace.api()["projects"][0]
    assert (vault["title"], vault["score"], vault["url"]) == ("Vault", None, None)
