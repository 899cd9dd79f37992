"""The files of projects: kept where nothing changed, made anew where anything did, the same from one process or two."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from innersource_marketplace.model import Project, Readme, SafeHtml, SiteSettings
from innersource_marketplace.pipeline import project_pages
from innersource_marketplace.pipeline.kept_files import open_kept_files
from innersource_marketplace.pipeline.project_pages import Written, write_project_files
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.project_files import project_inputs
from projects import NOW, SETTINGS, extreme_projects, hostile_projects, varied_projects

PROJECTS = (*varied_projects(12), *extreme_projects(), *hostile_projects())
README = Readme(path="README.md", html=SafeHtml("<p>Words.</p>"), text="Words.", contents=())


def write(
    work: Path,
    projects: Sequence[Project] = PROJECTS,
    *,
    settings: SiteSettings = SETTINGS,
    now: datetime = NOW,
    jobs: int = 1,
) -> None:
    inputs = project_inputs(projects, lambda _: README, {}, Messages(settings.language), listed={})
    work.mkdir(exist_ok=True)
    with open_kept_files(work / "files.db") as kept:
        for _ in write_project_files(inputs, work, settings, now, kept=kept, jobs=jobs):
            pass


def contents(work: Path) -> dict[str, bytes]:
    return {
        path.relative_to(work).as_posix(): path.read_bytes()
        for path in sorted(work.rglob("*"))
        if path.is_file() and path.name != "files.db"
    }


def written(work: Path) -> dict[str, int]:
    """When each file was written, but for the data files, which say when they were made."""
    return {
        path.relative_to(work).as_posix(): path.stat().st_mtime_ns
        for path in sorted(work.rglob("*"))
        if path.is_file() and path.name != "files.db" and "api/v1" not in path.as_posix()
    }


def made_of(work: Path) -> set[str]:
    """The digests of what the files of each project were made of."""
    with open_kept_files(work / "files.db") as kept:
        notes = [kept.known(project.key) for project in PROJECTS]
    return {msgspec.msgpack.decode(note, type=Written).made_of for note in notes if note is not None}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    write(tmp_path / "work")
    return tmp_path / "work"


def test_what_did_not_change_is_not_written_again_on_the_same_day(work: Path) -> None:
    before = written(work)
    write(work, now=NOW + timedelta(minutes=5))
    assert written(work) == before


def test_a_changed_project_is_written_again_and_no_other(work: Path) -> None:
    before = written(work)
    write(work, (replace(PROJECTS[0], description="Something else."), *PROJECTS[1:]))
    changed = {name for name, when in written(work).items() if before.get(name) != when}
    page = PROJECTS[0].page.removeprefix("projects/").rstrip("/")
    assert f"docs/projects/{page}/index.md" in changed
    assert all(page in name for name in changed)


@pytest.mark.parametrize(
    "change",
    [
        {"settings": replace(SETTINGS, organization="Else")},
        {"settings": replace(SETTINGS, language="de")},
        {"now": NOW + timedelta(days=1)},
    ],
    ids=["settings", "language", "day"],
)
def test_what_all_pages_depend_on_makes_all_of_them_anew(work: Path, tmp_path: Path, change: dict[str, object]) -> None:
    write(work, **change)  # type: ignore[arg-type]
    write(tmp_path / "fresh", **change)  # type: ignore[arg-type]
    assert contents(work) == contents(tmp_path / "fresh")


def test_another_version_of_the_program_trusts_nothing(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_of(work)
    monkeypatch.setattr(project_pages, "_program_version", lambda: "another")
    write(work)
    assert not before & made_of(work)


@pytest.mark.parametrize("harm", ["edit", "delete", "notes", "no notes"])
def test_what_somebody_else_changed_is_made_anew(work: Path, harm: str) -> None:
    whole = contents(work)
    page = next(iter((work / "docs/projects").rglob("index.md")))
    if harm == "edit":
        page.write_bytes(page.read_bytes().replace(b"a", b"b"))
    elif harm == "delete":
        page.unlink()
    elif harm == "notes":
        data = bytearray((work / "files.db").read_bytes())
        data[5_000:9_000] = b"\xff" * 4_000
        (work / "files.db").write_bytes(data)
        page.write_bytes(b"defaced")
    else:
        (work / "files.db").unlink()
        page.write_bytes(b"defaced")
    write(work)
    assert contents(work) == whole


def test_two_processes_write_what_one_writes(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_pages, "_WORTH_PROCESSES", 1)
    write(tmp_path / "two", jobs=2)
    assert contents(tmp_path / "two") == contents(work)
