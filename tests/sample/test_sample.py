"""The sample organisation: real repositories, made the same way each time, of many kinds."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path, PurePosixPath
from statistics import median

import pytest
import yaml

from innersource_marketplace import sample
from innersource_marketplace.errors import MarketplaceError, Severity
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.formats.catalog.settings import DEFAULT_LABELS
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.formats.manifests import is_manifest, read_packages
from innersource_marketplace.formats.records import Record, read_record
from innersource_marketplace.insight.package_uses import uses
from innersource_marketplace.insight.readiness import level_figure
from innersource_marketplace.insight.readiness.review import waits
from innersource_marketplace.insight.readiness.subject import from_outside
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import Element, ProjectKey, day_of
from innersource_marketplace.render.parts.cards import is_free
from innersource_marketplace.sample.commit_history import plan
from innersource_marketplace.sample.forge_records import record_of
from innersource_marketplace.sample.recipes import load_organization

NOW = datetime(2026, 3, 18, 15, 30, tzinfo=UTC)


def git(repository: Path, *arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", "--git-dir", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def heads(folder: Path) -> Mapping[str, str]:
    refs = {path: git(path, "for-each-ref") for path in sorted(folder.glob("*/*.git"))}
    return {str(path.relative_to(folder)): lines for path, lines in refs.items()}


@cache
def files(repository: Path) -> tuple[str, ...]:
    if not (repository / "refs/heads").is_dir() or not any((repository / "refs/heads").iterdir()):
        return ()
    return tuple(git(repository, "ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0")[:-1])


@cache
def metadata(repository: Path) -> dict[str, object]:
    if "innersource.json" not in files(repository):
        return {}
    try:
        return dict(json.loads(git(repository, "show", "HEAD:innersource.json")))
    except json.JSONDecodeError:
        return {}


@pytest.fixture(scope="module")
def organization(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acme")
    sample.make(folder, NOW)
    return folder


@pytest.fixture(scope="module")
def repositories(organization: Path) -> tuple[Path, ...]:
    return tuple(sorted(organization.glob("*/*.git")))


@pytest.fixture(scope="module")
def described(repositories: tuple[Path, ...]) -> Mapping[str, dict[str, object]]:
    """What the metadata of each repository says."""
    return {f"{path.parent.name}/{path.stem}": metadata(path) for path in repositories}


@pytest.mark.slow
def test_many_teams_have_many_repositories(repositories: tuple[Path, ...]) -> None:
    assert len(repositories) >= 34
    assert len({path.parent.name for path in repositories}) >= 7


@pytest.mark.slow
def test_every_repository_passes_the_integrity_check_of_git(repositories: tuple[Path, ...]) -> None:
    for repository in repositories:
        git(repository, "fsck", "--strict", "--no-dangling")


def test_libraries_are_used_by_projects_of_other_teams(repositories: tuple[Path, ...]) -> None:
    packages = {
        ProjectKey(f"h/{path.parent.name}/{path.stem}"): read_packages(
            (name, git(path, "show", f"HEAD:{name}").encode()) for name in files(path) if is_manifest(name)
        )
        for path in repositories
    }
    found, doubts = uses(packages)

    assert len({use.used for use in found}) >= 5
    assert len({use.package.ecosystem for use in found}) >= 5
    assert sum(use.user.split("/")[1] != use.used.split("/")[1] for use in found) >= 8
    assert doubts == ()


def test_objects_are_packed(repositories: tuple[Path, ...]) -> None:
    for repository in repositories:
        assert git(repository, "count-objects").startswith("0 objects")


@pytest.mark.slow
def test_the_same_day_gives_the_same_object_ids_whatever_was_there_before(organization: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("not part of the sample")
    former = tmp_path / "platform/http-client.git"
    git(tmp_path, "init", "--quiet", "--bare", str(former))
    (former / "objects/left-over").write_text("of an interrupted run")

    made = sample.make(tmp_path, NOW + timedelta(hours=3))

    assert made == tuple(sorted(tmp_path.glob("*/*.git")))
    assert heads(tmp_path) == heads(organization)
    assert not (former / "objects/left-over").exists()
    assert (tmp_path / "mine.txt").read_text() == "not part of the sample"


@pytest.mark.slow
def test_another_process_makes_the_same_commits() -> None:
    """Sets have another order in each process."""
    program = """
from datetime import UTC, datetime
from innersource_marketplace.sample.commit_history import plan
from innersource_marketplace.sample.recipes import load_organization
made = load_organization()
for recipe in made.recipes:
    print(plan(recipe, made, datetime(2026, 7, 1, tzinfo=UTC)))
"""
    first, second = (
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )
    assert first == second != b""


@pytest.mark.slow
def test_a_later_clock_moves_the_history() -> None:
    organization = load_organization()
    for recipe in organization.recipes:
        now, later = (plan(recipe, organization, NOW + timedelta(weeks=weeks)) for weeks in (0, 10))
        assert [commit.message for commit in now] == [commit.message for commit in later]
        assert {after.when - before.when for before, after in zip(now, later, strict=True)} <= {timedelta(weeks=10)}


@cache
def commit_dates(repository: Path) -> tuple[int, ...]:
    return tuple(int(line) for line in git(repository, "log", "--all", "--format=%ct").split())


def test_no_commit_is_in_the_future_and_dates_never_go_back(repositories: tuple[Path, ...]) -> None:
    for dates in map(commit_dates, repositories):
        assert all(date <= NOW.timestamp() for date in dates)
        assert list(dates) == sorted(dates, reverse=True)


def test_some_projects_are_old_some_young_some_asleep(repositories: tuple[Path, ...]) -> None:
    week = timedelta(weeks=1).total_seconds()
    weeks_ago = [[(NOW.timestamp() - date) / week for date in commit_dates(path)] for path in repositories]
    lives = [(ages[-1], ages[0]) for ages in weeks_ago if ages]
    assert sum(born > 156 for born, _ in lives) >= 3
    assert sum(born < 8 for born, _ in lives) >= 1
    assert sum(last > 30 for _, last in lives) >= 3


def test_people_of_other_teams_and_a_bot_commit_too(organization: Path) -> None:
    authors = set(git(organization / "platform/http-client.git", "log", "--format=%an").splitlines())
    assert {"Mara Lindqvist", "Helena Duarte", "renovate[bot]"} <= authors


def test_releases_are_annotated_tags_here_and_lightweight_there(repositories: tuple[Path, ...]) -> None:
    kinds = {
        kind
        for path in repositories
        for kind in git(path, "for-each-ref", "--format=%(objecttype)", "refs/tags").split()
    }
    assert kinds == {"tag", "commit"}


def test_code_is_in_many_languages(repositories: tuple[Path, ...]) -> None:
    endings = {PurePosixPath(name).suffix for path in repositories for name in files(path)}
    assert endings >= {".py", ".go", ".ts", ".js", ".java", ".kt", ".rs", ".cs", ".tf", ".sql", ".cpp", ".c", ".swift"}


def test_readmes_come_in_every_usual_format_and_sometimes_not_at_all(repositories: tuple[Path, ...]) -> None:
    readmes = [[name for name in files(path) if name.startswith("README")] for path in repositories if files(path)]
    assert {name for names in readmes for name in names} >= {"README.md", "README.rst", "README.adoc", "README.txt"}
    assert [] in readmes


def test_pipelines_are_of_different_kinds(repositories: tuple[Path, ...]) -> None:
    names = {name for path in repositories for name in files(path)}
    assert {".gitlab-ci.yml", "Jenkinsfile"} <= names
    assert any(name.startswith(".github/workflows/") for name in names)


def test_one_repository_is_empty(repositories: tuple[Path, ...]) -> None:
    assert [path.stem for path in repositories if not files(path)] == ["drone-dock-simulator"]


def test_metadata_is_missing_malformed_and_misspelt_once_each(organization: Path) -> None:
    assert "innersource.json" not in files(organization / "logistics/parcel-locker-firmware.git")
    broken = git(organization / "infrastructure/cluster-backup.git", "show", "HEAD:innersource.json")
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken)
    misspelt = metadata(organization / "web/graphql-gateway.git")
    assert "contribution" in misspelt
    assert misspelt["language"] == "NodeJS"


def test_no_repository_is_hostile(described: Mapping[str, dict[str, object]]) -> None:
    # What hostile texts do is for the tests to try, not for the first visitor of the demo.
    assert "<script" not in str(described)
    assert "javascript:" not in str(described)


def test_every_lifecycle_and_governance_level_is_used(described: Mapping[str, dict[str, object]]) -> None:
    lifecycles = {values["lifecycle"] for values in described.values() if "lifecycle" in values}
    levels = {values["governance_level"] for values in described.values() if "governance_level" in values}
    assert lifecycles == {"experimental", "active", "maintenance", "deprecated", "archived"}
    assert levels == {"issues_welcome", "contributions_welcome", "shared_write_access", "shared_ownership"}


def test_both_dialects_of_metadata_are_spoken(described: Mapping[str, dict[str, object]]) -> None:
    assert sum("motivation" in values for values in described.values()) >= 10
    assert sum("participating" in values for values in described.values()) >= 5
    assert [name for name, values in described.items() if values.get("participating") is False] == [
        "payments/cash-on-delivery"
    ]


def test_tasks_are_offered_to_coders_and_to_others(described: Mapping[str, dict[str, object]]) -> None:
    gigs = [gig for values in described.values() for gig in values.get("gigs", [])]  # type: ignore[attr-defined]
    assert len(gigs) >= 10
    assert {gig.get("kind") for gig in gigs} >= {"code", "documentation", "design", "translation", "user research"}


def test_relatives_point_at_repositories_that_exist(described: Mapping[str, dict[str, object]]) -> None:
    for name, values in described.items():
        for field in ("supersedes", "alternatives"):
            for relative in values.get(field, []):  # type: ignore[attr-defined]
                assert relative in described, f"{name}: {field}"


def test_logos_named_in_metadata_are_real_pictures(
    organization: Path, described: Mapping[str, dict[str, object]]
) -> None:
    named = {name: str(values["logo"]) for name, values in described.items() if "logo" in values}
    assert named.pop("mobile/offline-queue") == "path/to/your/project-logo.png (optional)"
    assert len(named) >= 8
    for name, logo in named.items():
        repository = organization / f"{name}.git"
        shown = subprocess.run(
            ["git", "--git-dir", str(repository), "show", f"HEAD:{logo}"], check=True, capture_output=True
        ).stdout
        assert shown.startswith(b"\x89PNG\r\n\x1a\n"), name


def test_the_catalogue_names_the_folder_of_repositories_and_the_special_entries() -> None:
    catalog = yaml.safe_load(sample.catalog('/tmp/with "quotes"/acme'))
    assert catalog["organization"] == "Acme"
    assert catalog["sources"][0]["git"] == '/tmp/with "quotes"/acme'
    assert "records" not in catalog["sources"][0]  # they must lie beside the catalogue
    assert yaml.safe_load(sample.catalog("./acme"))["sources"][0]["records"] == "./acme/records"
    assert [entry["repository"] for entry in catalog["projects"] if entry.get("collect") is False] == [
        "https://git.acme.example/identity/vault"
    ]


def test_a_failing_git_is_explained(tmp_path: Path) -> None:
    with pytest.raises(MarketplaceError, match="fast-import failed"):
        sample.run_git(tmp_path, ("fast-import",), b"nonsense")


def test_the_catalogue_of_this_repository_is_that_of_the_sample() -> None:
    own = Path(__file__).resolve().parents[2] / "catalog.yml"
    assert own.read_text(encoding="utf-8") == sample.catalog("./.marketplace/sample")


def test_our_own_reader_finds_nothing_wrong_with_the_catalogue() -> None:
    catalog, problems = read_catalog(sample.catalog("repositories").encode(), "catalog.yml")
    assert catalog is not None
    assert problems == ()


def test_metadata_has_errors_only_where_they_are_meant() -> None:
    faulty = {
        f"{recipe.team}/{recipe.name}"
        for recipe in load_organization().recipes
        if "innersource.json" in recipe.files
        for problem in read_metadata(recipe.files["innersource.json"], recipe.name)[1]
        if problem.severity is Severity.ERROR
    }
    assert faulty == {"infrastructure/cluster-backup"}


def test_the_map_of_teams_has_a_move_somebody_unknown_and_every_team_of_the_repositories() -> None:
    catalog, _ = read_catalog(sample.catalog("repositories").encode(), "catalog.yml")
    assert catalog is not None
    organization, roster = load_organization(), roster_of(catalog.teams)

    assert all(roster.owner(recipe.team) for recipe in organization.recipes)
    teams = {
        person.email: [roster.team_on(author_id(person.email), day) for day in (date(2026, 1, 1), date(2026, 6, 1))]
        for team in organization.teams.values()
        for person in team.people.values()
    }
    assert teams["tomasz.wilk@acme.example"] == ["Data", "Platform"]
    assert [email for email, found in teams.items() if None in found] == ["wei.zhang@acme.example"]


@pytest.mark.slow
def test_newcomers_come_from_other_teams_and_make_one_commit_lately() -> None:
    organization = load_organization()
    for recipe in organization.recipes:
        for account, ago in recipe.settings.newcomers.items():
            person = organization.person(account)
            assert person not in organization.teams[recipe.team].people.values()
            made = [commit.when for commit in plan(recipe, organization, NOW) if commit.author == person]
            assert len(made) == 1
            assert abs(made[0] - (NOW - timedelta(weeks=ago))) < timedelta(weeks=4)


@pytest.mark.slow
def test_made_up_nights_grow_and_never_count_more_than_there_is() -> None:
    days = sample.days(NOW)
    assert days == sample.days(NOW)
    assert max(days) == NOW.date() - timedelta(weeks=1)
    first, last = days[min(days)], days[max(days)]
    assert first["projects"] < last["projects"] <= len(load_organization().recipes)
    for row in days.values():
        assert all(0 <= value <= row["projects"] for value in row.values())
    changes = [row for row in days.values() if "new" in row]
    assert first["projects"] + sum(row["new"] - row["removed"] for row in changes) == last["projects"]


@cache
def exported(folder: Path) -> Mapping[str, Record]:
    """The records beside the repositories, each of which must be without fault."""
    found: dict[str, Record] = {}
    for path in sorted((folder / "records").rglob("*.json")):
        record, problems = read_record(path.read_bytes(), path.name, now=NOW, labels=DEFAULT_LABELS)
        assert problems == (), path
        assert record is not None
        found[f"{path.parent.name}/{path.stem}"] = record
    return found


def test_records_are_about_most_repositories_and_not_all(organization: Path, repositories: tuple[Path, ...]) -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in repositories}
    records = exported(organization)

    assert set(records) < names
    assert len(records) >= 25
    assert {name.split("/")[0] for name in names} - {name.split("/")[0] for name in records} == {"identity", "research"}
    assert {record.recorded_at for record in records.values()} == {NOW.replace(hour=0, minute=0)}


def test_the_same_day_gives_the_same_records(organization: Path) -> None:
    made = load_organization()
    for recipe in made.recipes:
        path = organization / "records" / recipe.team / f"{recipe.name}.json"
        commits = plan(recipe, made, NOW.replace(hour=0, minute=0))
        again = record_of(recipe, made, commits, NOW.replace(hour=0, minute=0))
        assert again == (path.read_bytes() if path.is_file() else None)


def test_pull_requests_of_guests_went_in_with_their_commits(organization: Path) -> None:
    catalog, _ = read_catalog(sample.catalog("repositories").encode(), "catalog.yml")
    assert catalog is not None
    roster = roster_of(catalog.teams)
    for name, record in exported(organization).items():
        merged = {int(pull.merged_at.timestamp()) for pull in record.pull_requests or () if pull.merged_at}
        assert merged <= set(commit_dates(organization / f"{name}.git"))
        for pull in record.pull_requests or ():
            assert pull.author_id is not None
            theirs = roster.team_on(pull.author_id, pull.created_at.date())
            inside = theirs is not None and roster.inside(theirs, roster.owner(name.split("/")[0]) or "")
            # Some have changed teams, and one is in no list.
            assert inside is not from_outside(pull) or theirs in (None, "Data", "Platform")


def test_people_open_and_answer_pull_requests_at_work() -> None:
    made = load_organization()
    zones = {person.email: person.zone for team in made.teams.values() for person in team.people.values()}
    for recipe in made.recipes:
        record = record_of(recipe, made, plan(recipe, made, NOW), NOW)
        for pull in json.loads(record)["pull_requests"] if record else ():
            moments = [(pull["created_at"], pull["author"])]
            if pull["first_response_at"]:
                moments.append((pull["first_response_at"], pull["reviewers"][0]))
            for moment, person in moments:
                local = datetime.fromisoformat(moment).astimezone(datetime.strptime(zones[person], "%z").tzinfo)
                assert local.weekday() < 5
                assert 8 <= local.hour < 18


def test_some_teams_answer_soon_some_late_and_of_some_too_few_are_known(organization: Path) -> None:
    soon, late, few = 0, 0, 0
    for record in exported(organization).values():
        guests = [pull for pull in record.pull_requests or () if from_outside(pull)]
        found = [wait.total_seconds() / 3600 for wait in waits(guests, day_of(NOW))]
        few += 0 < len(found) < 5
        soon += len(found) >= 5 and median(found) < 8
        late += len(found) >= 5 and median(found) > 72
    assert (soon >= 3, late >= 1, few >= 2) == (True, True, True)


def test_some_pull_requests_are_declined_and_some_newcomers_are_taken_in(organization: Path) -> None:
    pulls = [pull for record in exported(organization).values() for pull in record.pull_requests or ()]
    assert any(pull.merged_at is None and from_outside(pull) for pull in pulls)
    assert any(pull.merged_at and pull.author_association == "first_time_contributor" for pull in pulls)
    assert {pull.approved_by_other_human for pull in pulls} == {True, False}


def test_some_issues_are_tasks_and_some_of_those_are_taken(organization: Path) -> None:
    tasks = [issue for record in exported(organization).values() for issue in record.issues or ()]
    assert sum(is_free(task) for task in tasks) >= 10
    assert sum(bool(task.assigned) for task in tasks) >= 1
    assert sum(bool(task.linked_pull_request) for task in tasks) >= 1


@pytest.mark.slow
def test_made_up_nights_lead_up_to_what_tonight_found() -> None:
    tonight = {
        **{level_figure(Element.DOCUMENTATION, level): count for level, count in ((0, 4), (1, 20), (2, 10), (3, 6))},
        level_figure(Element.TESTING, None): 40.0,
        "response_outside_hours": 20.0,
        "response_outside_sample": 300.0,
        "projects": 40.0,
    }
    days = sample.days(NOW, tonight)

    ready = [
        sum(row.get(level_figure(Element.DOCUMENTATION, level), 0) for level in (2, 3))
        / sum(row.get(level_figure(Element.DOCUMENTATION, level), 0) for level in range(4))
        for _, row in sorted(days.items())
    ]
    assert ready[0] < 0.2
    assert abs(ready[-1] - 16 / 40) < 0.06
    assert max(abs(after - before) for before, after in pairwise(ready)) < 0.1
    waited = [row["response_outside_hours"] for _, row in sorted(days.items())]
    assert abs(waited[-1] - 20) < 2
    assert waited[0] > 25
    for row in days.values():
        for element in (Element.DOCUMENTATION, Element.TESTING):
            assert 0 < sum(row.get(level_figure(element, level), 0) for level in (*range(4), None)) <= row["projects"]
        assert level_figure(Element.REVIEW, 1) not in row
    assert days == sample.days(NOW, tonight)
