"""Records beside real repositories: through collect, facts and build to the page, and on odd nights."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, add_commits, make_repository
from innersource_marketplace.collect.sources import Changed, Noticed, Unchanged
from innersource_marketplace.collect.sources.git.reading.record_files import RecordFolder
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.errors import Problem
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.limits import RECORD_DAYS, RECORD_PROBLEMS
from innersource_marketplace.model import Facts, ProjectKey, Shard
from innersource_marketplace.snapshot.store import open_snapshot
from marketplaces import Marketplace, make_marketplace
from shared_children import shared_converter

KEY = ProjectKey("git.acme.example/platform/tool")
LABELS = ("gig",)


def pull(number: int, *, days: float = 1, wait: float = 3, guest: bool = True, **more: object) -> dict[str, object]:
    """A merged pull request that was opened so many days ago and waited for so many hours."""
    opened = NOW - timedelta(days=days)
    return {
        "number": number,
        "author": "guest@acme.example" if guest else "ada@acme.example",
        "created_at": opened.isoformat(),
        "first_response_at": (opened + timedelta(hours=wait)).isoformat(),
        "merged_at": (opened + timedelta(hours=wait + 1)).isoformat(),
        "author_association": "contributor" if guest else "member",
        "reviewers": ["mara@acme.example"],
        "approved_by": ["mara@acme.example"],
        **more,
    }


def record(**more: object) -> dict[str, object]:
    return {"as_of": (NOW - timedelta(hours=8)).isoformat(), "pull_requests": [pull(1)], **more}


def write(base: Path, document: object, name: str = "platform/tool") -> Path:
    path = base / "records" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return path


class Nights:
    """One repository with its folder of records, looked at night after night."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.repository = make_repository(base / "git" / "platform" / "tool.git")
        self.known: dict[ProjectKey, Facts] = {}
        self.notices: list[Problem] = []
        self.problems: list[Problem] = []
        self.now = NOW

    def look(self, *, full: bool = False, shard: Shard | None = None, with_records: bool = True) -> Changed | Unchanged:
        remotes = remotes_of("git", base=self.base, web="https://git.acme.example")
        folder = RecordFolder(base=self.base, path="records", labels=LABELS, claimed=frozenset({"platform/tool.json"}))
        source = GitSource(
            "test",
            remotes,
            scratch=self.base / "scratch",
            now=self.now,
            environment=ENVIRONMENT,
            records=folder if with_records else None,
            shard=shard or Shard(1, 1),
            converter=shared_converter(),
        )
        outcomes = list(source.collect(self.known, full=full))
        self.notices = [outcome.problem for outcome in outcomes if isinstance(outcome, Noticed)]
        (outcome,) = (outcome for outcome in outcomes if isinstance(outcome, Changed | Unchanged))
        if isinstance(outcome, Changed):
            self.known = {KEY: outcome.collected.facts}
            self.problems = list(outcome.problems)
            assert all(problem.where == KEY for problem in self.problems)
        assert str(self.base) not in repr([*self.problems, *self.notices])  # problems are published
        return outcome

    @property
    def facts(self) -> Facts:
        return self.known[KEY]

    def pulls(self) -> int | None:
        """How many pull requests are known; None where nobody tells."""
        found = self.facts.pull_requests
        return None if found is None else len(found)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def test_facts_hold_what_the_record_says_and_no_name(nights: Nights) -> None:
    issue = {"number": 4, "title": "Tidy up", "created_at": "2026-11-01T00:00:00Z", "labels": ["gig"], "author": "rui"}
    write(nights.base, record(issues=[issue], stars=5, forking_allowed=True))

    nights.look()

    assert nights.facts.recorded_at == NOW - timedelta(hours=8)
    assert nights.facts.pull_requests is not None
    assert nights.facts.pull_requests[0].author_id == author_id("guest@acme.example")
    assert nights.facts.pull_requests[0].reviewers == (author_id("mara@acme.example"),)
    assert [one.title for one in nights.facts.issues or ()] == ["Tidy up"]
    assert (nights.facts.stars, nights.facts.forking_allowed) == (5, True)
    assert nights.facts.authors is not None  # what git tells is still there
    assert "guest@acme" not in repr(nights.facts)
    assert nights.problems == []


def test_only_a_change_of_repository_or_record_is_a_change(nights: Nights) -> None:
    path = write(nights.base, record())
    assert isinstance(nights.look(), Changed)
    assert isinstance(nights.look(), Unchanged)
    os.utime(path, (1, 1))
    assert isinstance(nights.look(), Unchanged)

    write(nights.base, record(pull_requests=[pull(1), pull(2)]))
    assert isinstance(nights.look(), Changed)
    assert len(nights.facts.pull_requests or ()) == 2

    add_commits(nights.repository, [Commit(files={"a.txt": b"a"}, when=int(NOW.timestamp()) - 60)])
    assert isinstance(nights.look(), Changed)
    assert isinstance(nights.look(), Unchanged)
    assert isinstance(nights.look(full=True), Changed)


def test_a_record_is_about_the_repository_and_not_about_its_folders(nights: Nights) -> None:
    named = Commit(
        files={"innersource.json": b'{"projects": ["libs/http"]}', "libs/http/innersource.json": b"{}"},
        when=int(NOW.timestamp()) - 60,
    )
    add_commits(nights.repository, [named])
    for number in (1, 2):
        write(nights.base, record(pull_requests=[pull(one + 1) for one in range(number)]))
        outcome = nights.look()
        assert isinstance(outcome, Changed)
        # The folder stays when only the record has changed.
        (folder,) = outcome.folders or ()
        assert (folder.collected.facts.folder, folder.collected.facts.pull_requests) == ("libs/http", None)
        assert nights.pulls() == number
    assert isinstance(nights.look(), Unchanged)


def test_without_a_record_all_is_as_if_there_were_no_folder(nights: Nights) -> None:
    nights.look(with_records=False)
    (nights.base / "records").mkdir()
    assert isinstance(nights.look(), Unchanged)
    assert nights.pulls() is None

    write(nights.base, record())
    nights.look()
    assert nights.pulls()
    assert isinstance(nights.look(with_records=False), Changed)
    assert (nights.pulls(), nights.facts.recorded_at) == (None, None)


def test_a_record_that_is_taken_away_tells_nothing_any_more(nights: Nights) -> None:
    path = write(nights.base, record())
    nights.look()
    path.unlink()
    assert isinstance(nights.look(), Changed)
    assert nights.pulls() is None


@pytest.mark.slow
@pytest.mark.parametrize("broken", [b"{", b"[]", b"{}", b"\x00" * 100, b"[" * 5000, b" " * (3 * 1024**2)])
def test_a_record_that_cannot_be_read_leaves_what_was_known(nights: Nights, broken: bytes) -> None:
    write(nights.base, record())
    nights.look()
    before = nights.facts.pull_requests

    write(nights.base, broken)
    assert isinstance(nights.look(), Changed)
    assert nights.facts.pull_requests == before
    assert nights.facts.recorded_at == NOW - timedelta(hours=8)
    assert all(str(problem.message).startswith("records/platform/tool.json") for problem in nights.problems)
    assert nights.problems
    assert isinstance(nights.look(), Unchanged)
    assert isinstance(nights.look(full=True), Changed)
    assert nights.facts.pull_requests == before

    nights.now += timedelta(days=RECORD_DAYS)
    assert isinstance(nights.look(), Changed)
    assert nights.pulls() is None
    assert "record-stale" in {problem.code for problem in nights.problems}


def test_a_folder_that_is_away_is_told_once_and_changes_nothing_until_all_is_old(nights: Nights) -> None:
    write(nights.base, record())
    nights.look()
    (nights.base / "records").rename(nights.base / "away")

    assert isinstance(nights.look(), Unchanged)
    assert [problem.code for problem in nights.notices] == ["records-missing"]
    assert isinstance(nights.look(full=True), Changed)
    assert nights.pulls()
    nights.look(shard=Shard(1, 1))

    nights.now += timedelta(days=RECORD_DAYS + 1)
    assert isinstance(nights.look(), Changed)
    assert nights.pulls() is None
    assert isinstance(nights.look(), Unchanged)
    assert isinstance(nights.look(), Unchanged)

    nights.now = NOW
    (nights.base / "away").rename(nights.base / "records")
    assert isinstance(nights.look(), Changed)
    assert nights.pulls()
    assert nights.notices == []


def test_a_record_grows_old(nights: Nights) -> None:
    write(nights.base, record())
    nights.look()
    nights.now += timedelta(days=RECORD_DAYS, hours=-9)
    assert isinstance(nights.look(), Unchanged)

    nights.now += timedelta(days=1)
    assert isinstance(nights.look(), Changed)
    assert (nights.pulls(), nights.facts.recorded_at) == (None, None)
    assert [problem.code for problem in nights.problems] == ["record-stale"]
    assert isinstance(nights.look(), Unchanged)


@pytest.mark.parametrize("kind", ["file", "folder of files", "folder", "pipe", "nowhere"])
def test_nothing_outside_of_the_folder_is_read(nights: Nights, kind: str) -> None:
    outside = nights.base.parent / f"{nights.base.name}-outside"
    outside.mkdir()
    (outside / "tool.json").write_text(json.dumps(record()))
    target = nights.base / "records" / "platform" / "tool.json"
    target.parent.mkdir(parents=True)
    match kind:
        case "file":
            target.symlink_to(outside / "tool.json")
        case "folder of files":
            target.parent.rmdir()
            target.parent.symlink_to(outside)
        case "folder":
            target.mkdir()
        case "pipe":
            os.mkfifo(target)
        case "nowhere":
            target.symlink_to(outside / "gone")

    nights.look()

    assert nights.pulls() is None
    assert [problem.code for problem in nights.problems] == ["record-unreadable"]
    assert isinstance(nights.look(), Unchanged)


def test_a_folder_that_leads_out_of_that_of_the_catalogue_counts_as_away(nights: Nights) -> None:
    outside = nights.base.parent / f"{nights.base.name}-outside"
    write(outside, record())
    (nights.base / "records").symlink_to(outside / "records")

    nights.look()

    assert nights.pulls() is None
    assert [problem.code for problem in nights.notices] == ["records-missing"]


def test_records_of_nobody_are_counted_and_not_named_for_they_may_be_about_what_is_private(nights: Nights) -> None:
    for name in ("platform/tool", "platform/tol", "tool"):
        write(nights.base, record(), name)

    nights.look()

    (notice,) = nights.notices
    assert notice.code == "record-unclaimed"
    assert (
        str(notice.message) == "2 records are about repositories that are not listed, in the folder of records records"
    )


def test_of_many_problems_the_first_are_told_and_the_others_counted(nights: Nights) -> None:
    write(nights.base, record(pull_requests=[pull(number, author="A b") for number in range(1, 91)]))

    nights.look()

    assert len(nights.facts.pull_requests or ()) == 90
    assert len(nights.problems) == RECORD_PROBLEMS + 1
    assert sum(problem.code == "too-many-problems" for problem in nights.problems) == 1


CATALOG = """\
version: 1
organization: Acme
sources:
  - git: git
    web: https://git.acme.example
    forge: gitlab
    records: records/
    labels: [gig]
teams:
  - name: Platform
    projects: [platform]
    members: [ada@acme.example, b@acme.example, c@acme.example]
  - name: Payments
    projects: [payments]
    members: [guest@acme.example, e@acme.example, f@acme.example]
"""


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    made = make_marketplace(tmp_path, "platform/tool", "platform/silent", "payments/few", catalog=CATALOG)
    pulls = [
        pull(n, days=20 + n, wait=4 * n, author=who)
        for n, who in enumerate(["guest@acme.example", "e@acme.example", "f@acme.example"] * 2, 1)
    ]
    pulls += [pull(n, days=n, wait=1, guest=False) for n in range(11, 17)]
    issues = [
        {
            "number": 31,
            "title": "Free to take",
            "labels": ["gig"],
            "created_at": "2026-11-01T00:00:00Z",
            "url": "https://git.acme.example/31",
        },
        {"number": 32, "title": "Taken", "labels": ["gig"], "created_at": "2026-11-01T00:00:00Z", "assigned": True},
        {
            "number": 33,
            "title": "Nearly done",
            "labels": ["gig"],
            "created_at": "2026-11-01T00:00:00Z",
            "linked_pull_request": True,
        },
        {"number": 34, "title": "Only a bug", "labels": ["bug"], "created_at": "2026-11-01T00:00:00Z"},
    ]
    write(tmp_path, record(pull_requests=pulls, issues=issues, forking_allowed=True))
    write(tmp_path, record(pull_requests=[pull(1)]), "payments/few")
    return made


def figures(marketplace: Marketplace) -> Mapping[str, float | None]:
    with open_snapshot(marketplace.snapshot) as snapshot:
        return snapshot.daily_figures()[datetime(2026, 11, 24, tzinfo=UTC).date()]


def checks(marketplace: Marketplace, name: str) -> dict[str, Any]:
    return {one["check"]: one for one in marketplace.api(f"projects/{name}.json")["readiness"]["checks"]}


@pytest.mark.slow
def test_figures_of_pull_requests_are_known_on_every_page(marketplace: Marketplace) -> None:
    assert marketplace.night().status == 0

    answers = {name: one["answer"] for name, one in checks(marketplace, "platform/tool").items()}
    assert {
        answers[name] for name in ("forking", "guests-merged", "reviewed", "response-outside", "response-inside")
    } == {"yes"}
    few = {name: one["answer"] for name, one in checks(marketplace, "payments/few").items()}
    assert few["guests-merged"] == few["response-outside"] == "cannot-tell"
    titles = [task["title"] for task in marketplace.api("tasks.json")["tasks"]]
    assert titles == ["Free to take"]
    night = figures(marketplace)
    assert night["response_outside_hours"] == 12.0
    assert night["response_inside_hours"] == 1.0
    page = (marketplace.site / "projects/platform/tool/index.html").read_text()
    assert "Pull requests as of" in page
    assert "Pull requests as of" not in (marketplace.site / "projects/platform/silent/index.html").read_text()
    programme = (marketplace.site / "programme/index.html").read_text()
    assert "plain git does not know them" not in programme


@pytest.mark.slow
def test_no_name_of_a_record_reaches_snapshot_or_site(marketplace: Marketplace) -> None:
    for name in ("platform/tool", "payments/few"):
        write(
            marketplace.folder,
            record(pull_requests=[pull(1, author="zoe.zander@acme.example", reviewers=["Yves Yule"])]),
            name,
        )
    marketplace.night()

    published = [marketplace.snapshot, *(path for path in marketplace.site.rglob("*") if path.is_file())]
    for path in published:
        data = path.read_bytes().lower()
        assert b"zander" not in data, path
        assert b"yves" not in data, path


@pytest.mark.slow
def test_a_fault_of_one_record_is_shown_with_its_place_and_stops_nobody(marketplace: Marketplace) -> None:
    write(marketplace.folder, b'{"as_of": "2026-11-20T00:00:00Z",\n  "pull_requests": [{"number": -1}]}')

    assert marketplace.night().status == 0

    (problem,) = (one for one in marketplace.api("problems.json")["problems"] if one["code"] == "out-of-range")
    assert problem["where"] == KEY
    assert problem["message"].startswith("records/platform/tool.json:2:32: ")
    assert problem["fix"]
    assert len(marketplace.keys()) == 3


@pytest.mark.slow
def test_shares_of_a_night_give_what_one_machine_gives(marketplace: Marketplace, tmp_path: Path) -> None:
    write(marketplace.folder, record(), "platform/lost")
    alone = make_marketplace(tmp_path / "alone", "platform/tool", "platform/silent", "payments/few", catalog=CATALOG)
    copytree(marketplace.folder / "records", alone.folder / "records")
    assert alone.run("collect").status == 0
    for number in (1, 2, 3):
        assert marketplace.run("collect", "--shard", f"{number}/3").status == 0
    parts = sorted(str(path) for path in (marketplace.folder / ".marketplace").glob("shard-*.db"))
    assert marketplace.run("merge", *parts).status == 0

    with open_snapshot(alone.snapshot) as one, open_snapshot(marketplace.snapshot) as several:
        assert {p.facts.key: p.facts for p in one.projects()} == {p.facts.key: p.facts for p in several.projects()}
        assert one.problems() == several.problems()
        assert sum(problem.code == "record-unclaimed" for problem in one.problems()) == 1
        assert one.daily_figures() == several.daily_figures()


def test_the_check_of_a_catalogue_looks_into_its_records(marketplace: Marketplace) -> None:
    assert marketplace.run("check", "catalog.yml").out == ""
    write(marketplace.folder, record(as_of="2026-01-01T00:00:00Z"), "platform/old")
    write(marketplace.folder, record(pull_requests=[pull(1), pull(1)]), "platform/double")
    (marketplace.folder / "records" / "link.json").symlink_to("/etc/hostname")

    ran = marketplace.run("check", "catalog.yml")

    assert ran.status == 0
    assert [code in ran.out for code in ("record-stale", "duplicate-number", "record-unreadable")] == [True] * 3
    assert "records/platform/double.json:1:" in ran.out


@pytest.mark.slow
def test_the_check_of_a_catalogue_names_a_folder_that_is_not_there(marketplace: Marketplace) -> None:
    (marketplace.folder / "records").rename(marketplace.folder / "elsewhere")

    ran = marketplace.run("check", "catalog.yml")

    assert "catalog.yml:7:14: warning[records-missing]" in ran.out
    assert "records-missing" not in marketplace.run("check", "catalog.yml", "--format", "markdown").out
    assert marketplace.run("collect").status == 0


@pytest.mark.slow
def test_the_schema_is_printed_and_published(marketplace: Marketplace) -> None:
    printed = json.loads(marketplace.run("schema", "record").out)
    marketplace.night()
    assert json.loads((marketplace.site / "schemas" / "record.json").read_bytes()) == printed
