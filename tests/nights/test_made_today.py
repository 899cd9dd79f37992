"""What was made on the day of the clock is of today on every page, and what no clock can have shown is named."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from git_repositories import Commit, Entry, make_repository
from github_server import (
    HostedIssue,
    HostedPullRequest,
    HostedRelease,
    HostedRepository,
    MemoryContent,
    Organization,
    Review,
    Server,
    World,
    serve,
)
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import DATA_PATH
from marketplaces import CANARY, Marketplace, files_of, make_marketplace

pytestmark = pytest.mark.slow

SAY = Messages("en")
ABSURD = SAY("readiness.evidence.time.absurd")
CLOCKS = [datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2028, 2, 29, 23, 30, tzinfo=UTC)]

MADE = {
    "early": "{day}T00:01:00+00:00",
    "late": "{day}T23:59:00+00:00",
    "samoa": "{day}T22:00:00+14:00",
    "baker": "{day}T02:00:00-12:00",
}


def run(marketplace: Marketplace, now: datetime, *commands: str) -> None:
    for command in commands:
        ran = marketplace.run(command, environment={"SOURCE_DATE_EPOCH": str(int(now.timestamp()))})
        assert ran.status == 0, ran.err


def page(marketplace: Marketplace, name: str) -> str:
    return (marketplace.site / f"projects/team/{name}/index.html").read_text(encoding="utf-8")


def details(marketplace: Marketplace, name: str) -> dict[str, Any]:
    """All that the API says of a project, and the answers of its checks."""
    data: dict[str, Any] = json.loads((marketplace.site / f"api/v1/projects/team/{name}.json").read_bytes())
    return data | {"checks": {check["check"]: check["answer"] for check in data["readiness"]["checks"]}}


def times(marketplace: Marketplace, name: str) -> set[str]:
    """What the page of a project says in words of all the times on it."""
    return {words.strip() for words in re.findall(r"<time [^>]*>([^<]+)<", page(marketplace, name))}


@pytest.mark.parametrize("now", CLOCKS, ids=["noon", "leap"])
def test_a_commit_of_today_is_of_today_in_any_time_zone(tmp_path: Path, now: datetime) -> None:
    marketplace = make_marketplace(tmp_path)
    moments = {name: datetime.fromisoformat(words.format(day=now.date())) for name, words in MADE.items()}
    moments |= {"skewed": now + timedelta(hours=1), "now": now}
    for name, when in moments.items():
        path = marketplace.folder / "git/team" / f"{name}.git"
        files: dict[str | bytes, bytes | Entry] = {"README.md": f"# {name}\n".encode()}
        make_repository(path, [Commit(files=files, when=int(when.timestamp()), zone=f"{when:%z}")], tags=["v1.0.0"])
    run(marketplace, now, "collect", "build")
    assert marketplace.api("problems.json")["problems"] == []
    for name, when in moments.items():
        project = details(marketplace, name)
        assert datetime.fromisoformat(project["updated_at"]) == when.astimezone(UTC), name
        assert sum(project["activity"]) == project["activity"][-1] == 1, name
        assert times(marketplace, name) == {SAY("time.today")}, name
        assert ABSURD not in page(marketplace, name), name
        assert project["checks"]["active"] == "yes", name
        assert project["releases"][0]["published_at"] == project["updated_at"], name
    gallery = json.loads((marketplace.site / DATA_PATH).read_bytes())
    assert all(number >= gallery["today"] for number in gallery["columns"]["updated"])

    first = files_of(marketplace.site)
    run(marketplace, now, "build")
    assert files_of(marketplace.site) == first


def test_pages_of_projects_are_the_same_all_day(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path)
    day = CLOCKS[0].replace(hour=0, minute=0)
    marketplace.repository("team/tool", when=int((day + timedelta(hours=9)).timestamp()))
    run(marketplace, day + timedelta(hours=10), "collect", "build")
    pages = []
    for hour in (10, 23):
        run(marketplace, day + timedelta(hours=hour), "build")
        pages.append({path: data for path, data in files_of(marketplace.site).items() if path.startswith("projects/")})
    assert pages[0] == pages[1]


def test_what_is_dated_a_year_ahead_is_unknown_and_the_reason_is_named(tmp_path: Path) -> None:
    now = CLOCKS[0]
    marketplace = make_marketplace(tmp_path)
    ahead = now + timedelta(days=365)
    past = Commit(files={"README.md": b"# Words\n"}, when=int((now - timedelta(days=40)).timestamp()))
    future = Commit(files={"a": b"a"}, when=int(ahead.timestamp()))
    make_repository(marketplace.folder / "git/team/mixed.git", [past, future], tags=["v2.0.0"])
    make_repository(marketplace.folder / "git/team/wrong.git", [replace(future, files={"README.md": b"# W\n"})])
    run(marketplace, now, "collect", "build")
    mixed, wrong = details(marketplace, "mixed"), details(marketplace, "wrong")
    assert datetime.fromisoformat(mixed["updated_at"]) == now - timedelta(days=40)
    assert (mixed["commits"], sum(mixed["activity"])) == (2, 1)
    assert wrong["updated_at"] is None
    problems = {one["where"].rpartition("/")[2]: one for one in marketplace.api("problems.json")["problems"]}
    assert {name: one["code"] for name, one in problems.items()} == {"mixed": "date-ahead", "wrong": "date-ahead"}
    assert problems["mixed"]["message"].endswith("1 commit and 1 release.")
    assert problems["wrong"]["message"].endswith("1 commit.")
    assert "clock" in problems["wrong"]["fix"]


@pytest.fixture
def server() -> Iterator[Server]:
    now = CLOCKS[0]
    hour = timedelta(hours=1)

    def hosted(name: str, when: datetime) -> HostedRepository:
        pulls = tuple(
            HostedPullRequest(
                number=number,
                author="guest",
                author_association="CONTRIBUTOR",
                created_at=when - hour,
                merged_at=when,
                reviews=(Review(author="ada", submitted_at=when),),
            )
            for number in range(10, 16)
        )
        return HostedRepository(
            content=MemoryContent(files={"README.md": b"# Words\n"}, commit_dates=(when,)),
            owner="team",
            name=name,
            topics=("innersource",),
            created_at=when,
            pushed_at=when,
            updated_at=when,
            releases=(HostedRelease(tag="v1.0.0", published_at=when),),
            issues=(HostedIssue(number=1, labels=("good first issue",), created_at=when, updated_at=when),),
            pull_requests=pulls,
        )

    world = World(
        organizations=(Organization(login="team"),),
        repositories=(
            hosted("early", now.replace(hour=0, minute=1)),
            hosted("late", now.replace(hour=23, minute=59)),
            hosted("skewed", now + hour),
            hosted("wrong", now + timedelta(days=365)),
        ),
    )
    with serve(world, token=CANARY) as server:
        yield server


def test_releases_issues_and_pull_requests_of_today_count_on_github(server: Server, tmp_path: Path) -> None:
    catalog = f"version: 1\norganization: Acme\nsources:\n  - github: team\n    url: {server.origin}\n"
    marketplace = make_marketplace(tmp_path, catalog=catalog)
    run(marketplace, CLOCKS[0], "collect", "build")
    for name in ("early", "late", "skewed"):
        project = details(marketplace, name)
        assert sum(project["activity"]) == project["activity"][-1] == 1, name
        assert times(marketplace, name) == {SAY("time.today")}, name
        checks = project["checks"]
        assert (checks["active"], checks["guests-merged"], checks["response-outside"]) == ("yes", "yes", "yes"), name
        assert project["releases"][0]["published_at"] is not None, name
        assert ABSURD not in page(marketplace, name), name
    tasks = {one["project"].rpartition("/")[2]: one["created_at"] for one in marketplace.api("tasks.json")["tasks"]}
    assert all(tasks[name] is not None for name in ("early", "late", "skewed"))
    assert tasks["wrong"] is None
    assert [one["code"] for one in marketplace.api("problems.json")["problems"]] == ["date-ahead"]
    assert "1 commit and 1 release" in marketplace.api("problems.json")["problems"][0]["message"]
