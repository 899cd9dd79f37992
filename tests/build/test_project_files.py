"""The files of projects: kept where nothing changed, made anew where anything did, the same from one process or two."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from innersource_marketplace.build import project_pages, workers
from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.project_pages import Placed, Written, write_project_files
from innersource_marketplace.build.projects import Judged, note, open_judgements
from innersource_marketplace.build.readmes import open_readmes
from innersource_marketplace.build.workers import Workers, Workshop
from innersource_marketplace.formats.manifests import Packages
from innersource_marketplace.insight.teamwork import Contributions, roster_of
from innersource_marketplace.model import Project, SiteSettings, TeamMap
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.project_files import surroundings
from innersource_marketplace.search.pagefind_index import WrittenRecord
from projects import NOW, SETTINGS, extreme_projects, hostile_projects, varied_projects

PROJECTS = (*varied_projects(12), *extreme_projects(), *hostile_projects())


NOBODY = roster_of(TeamMap())


def write(
    work: Path,
    projects: Sequence[Project] = PROJECTS,
    *,
    settings: SiteSettings = SETTINGS,
    now: datetime = NOW,
    jobs: int = 1,
) -> None:
    work.mkdir(exist_ok=True)
    workshop = Workshop(work=work, snapshot=work / "snapshot.db", settings=settings, roster=NOBODY, now=now)
    with open_readmes(work), open_judgements(work) as judgements:
        for project in projects:
            judgements.notes.note(project.key, note(repr(project), judged(project), project, "", ""))
        judgements.notes.forget_others({project.key for project in projects})
        around = surroundings(projects, {}, Messages(settings.language), listed={})
        wanted = [Placed(key=one.key, digest=repr(one), readme="", around=each) for one, each in around]
        with open_notes(work / "files.db") as kept, Workers(workshop, jobs) as hands:
            write_project_files(wanted, workshop, kept=kept, workers=hands)()


def judged(project: Project) -> Judged:
    return Judged(
        project=project,
        contributions=Contributions(key=project.key, owner=None, kinds=frozenset(), by_team={}, by_month={}, firsts=()),
        packages=Packages(provides={}, requires={}),
        logo_fault=None,
        readme_shown=False,
        words="",
        record=WrittenRecord(address=project.page, digest="", characters=0),
    )


def contents(work: Path) -> dict[str, bytes]:
    return {
        path.relative_to(work).as_posix(): path.read_bytes()
        for path in sorted(work.rglob("*"))
        if path.is_file() and path.suffix != ".db"
    }


def written(work: Path) -> dict[str, int]:
    """When each file was written."""
    return {name: (work / name).stat().st_mtime_ns for name in contents(work)}


def made_of(work: Path) -> set[str]:
    """The digests of what the files of each project were made of."""
    with open_notes(work / "files.db") as kept:
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
    monkeypatch.setattr(project_pages, "program_version", lambda: "another")
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
    monkeypatch.setattr(workers, "_WORTH_PROCESSES", 1)
    write(tmp_path / "two", jobs=2)
    assert contents(tmp_path / "two") == contents(work)
