"""Whatever a command is given, it ends with the right status and a message that says what to do."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bound_process import run_bound
from marketplaces import Marketplace, Ran, files_of, make_marketplace

NONSENSE = "".join(chr(33 + n * 7 % 90) for n in range(1_000)) * 1_050


def _folder(path: Path) -> None:
    path.mkdir()


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _empty(path: Path) -> None:
    path.touch()


def _nonsense(path: Path) -> None:
    path.write_text(NONSENSE * 10)


def _nonsense_lines(path: Path) -> None:
    path.write_text("\n".join(NONSENSE[n : n + 70] for n in range(0, len(NONSENSE), 70)))


def _brackets(path: Path) -> None:
    path.write_text("[" * 1_000_000)


def _to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def _round(path: Path) -> None:
    path.symlink_to(path.name)


def _nothing(path: Path) -> None:
    """Leave it missing."""


BAD_FILES: dict[str, Callable[[Path], None]] = {
    "missing": _nothing,
    "a folder": _folder,
    "binary": _binary,
    "empty": _empty,
    "ten megabytes of nonsense": _nonsense,
    "a megabyte of lines": _nonsense_lines,
    "a million brackets": _brackets,
    "a link to nowhere": _to_nowhere,
    "a link to itself": _round,
}
_UNREADABLE = {"missing", "a folder", "a link to nowhere", "a link to itself"}


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    return Marketplace(tmp_path)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    """A marketplace after a good night; tests work on copies without what a build keeps for the next one."""
    made = make_marketplace(tmp_path_factory.mktemp("finished"), "team/one", "team/two")
    made.night()
    return made


@pytest.fixture
def copied(finished: Marketplace, tmp_path: Path) -> Marketplace:
    shutil.copytree(finished.folder, tmp_path / "copy", symlinks=True, ignore=shutil.ignore_patterns("build"))
    return Marketplace(tmp_path / "copy")


def told(ran: Ran, status: int, *names: str) -> None:
    """The status is right, and the message names the file and says what to do, in a few plain lines."""
    assert ran.status == status, ran.err
    for name in names:
        assert name in ran.err, ran.err
    assert "Traceback" not in ran.err
    # Of a problem in a file the fix is the indented line, else the second sentence.
    assert re.search(r"(?m)^    [A-Z]|[.)] [A-Z`]|^Usage", ran.err), ran.err
    assert all(len(line) < 5_000 for line in ran.err.splitlines())
    assert len(ran.err) < 400_000


@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.parametrize("command", ["collect", "build"])
def test_a_catalogue_that_is_none(marketplace: Marketplace, kind: str, command: str) -> None:
    BAD_FILES[kind](marketplace.folder / "catalog.yml")
    ran = marketplace.run(command)
    told(ran, 2, "catalog.yml")
    assert sorted(path.name for path in marketplace.folder.iterdir()) in ([], ["catalog.yml"])


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD_FILES)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_check_of_something_that_is_no_file_of_ours(marketplace: Marketplace, kind: str, form: str) -> None:
    for name in ("catalog.yml", "innersource.json"):
        BAD_FILES[kind](marketplace.folder / name)
        ran = marketplace.run("check", name, "--format", form)
        if kind in _UNREADABLE:
            told(ran, 2, name)
        else:
            assert ran.status == 1
            assert name in ran.out
            assert len(ran.out) < 2_000_000


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD_FILES)
def test_an_import_of_something_that_is_no_export(marketplace: Marketplace, kind: str) -> None:
    BAD_FILES[kind](marketplace.folder / "repos.json")
    ran = marketplace.run("import", "repos.json")
    told(ran, 2 if kind in _UNREADABLE else 1, "repos.json")
    assert ran.out == ""


@pytest.mark.parametrize("kind", BAD_FILES)
def test_an_audit_of_something_that_is_no_site(marketplace: Marketplace, kind: str) -> None:
    BAD_FILES[kind](marketplace.folder / "site")
    ran = marketplace.run("audit", "site")
    if kind == "a folder":
        assert ran.status == 1
        assert "there is no front page" in ran.out
    else:
        told(ran, 2, "site")


@pytest.mark.parametrize(
    "kind", ["binary", "empty", "ten megabytes of nonsense", "a link to nowhere", "a link to itself"]
)
@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_folder_to_make_that_is_a_file(marketplace: Marketplace, kind: str, command: str) -> None:
    BAD_FILES[kind](marketplace.folder / "new")
    ran = marketplace.run(command, "new")
    if kind == "a link to nowhere" and ran.status == 0:
        return  # the folder that the link names was made
    assert ran.status in (1, 2)
    told(ran, ran.status, "new")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["collect", "--nonsense"],
        ["collect", "extra"],
        ["build", "--site-dir"],
        ["check", "--format", "xml"],
        ["schema", "nonsense"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "x"],
        ["import"],
        ["audit"],
        ["init"],
        ["audit", ".", "--secret-env", "NOT_SET_ANYWHERE"],
        ["check", "\udcff.json"],
        ["collect", "--catalog", ""],
        ["collect", "--catalog", "x" * 5_000],
        ["build", "--catalog", "a/b/c.yml"],
        ["check", "README.md"],
    ],
)
def test_wrong_usage(marketplace: Marketplace, arguments: list[str]) -> None:
    ran = marketplace.run(*arguments)
    assert ran.status == 2, ran.err
    assert ran.err
    assert [*marketplace.folder.iterdir()] == []


@pytest.mark.slow
def test_a_clock_that_is_none(copied: Marketplace) -> None:
    for epoch in ("soon", "1e9", "9" * 40, "-1" * 20, "253402300799", "-62135596800"):
        told(copied.run("build", environment={"SOURCE_DATE_EPOCH": epoch}), 2, "SOURCE_DATE_EPOCH")


# -- snapshots -----------------------------------------------------------------------------------


def _other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE project (name TEXT)")


def _text(path: Path) -> None:
    path.write_text("This is a text of some length. " * 100)


def _altered(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4_096:] = bytes(255 - byte for byte in data[4_096:])
    path.write_bytes(data)


def _cut(path: Path, count: int) -> None:
    os.truncate(path, path.stat().st_size - count)


def _zeros_within(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4_096 * 4_096
    data[middle : middle + 4_096] = bytes(4_096)
    path.write_bytes(data)


BAD_SNAPSHOTS: dict[str, Callable[[Path], None]] = {
    "a text": _text,
    "another database": _other_database,
    "of a newer version": lambda path: _altered(path, "PRAGMA user_version = 999"),
    "of a negative version": lambda path: _altered(path, "PRAGMA user_version = -5"),
    "truncated": lambda path: os.truncate(path, 5_000),
    "cut in its header": lambda path: os.truncate(path, 50),
    "flipped": _flipped,
    "without a table": lambda path: _altered(path, "DROP TABLE project"),
    "without a column": lambda path: _altered(path, "ALTER TABLE project DROP COLUMN collected_at"),
    "with facts of another kind": lambda path: _altered(path, "UPDATE project SET facts = '[]'"),
    "with facts that are no JSON": lambda path: _altered(path, "UPDATE project SET facts = x'ff00'"),
    "with facts that are a number": lambda path: _altered(path, "UPDATE project SET facts = 7"),
    "with times that are none": lambda path: _altered(path, "UPDATE project SET collected_at = 'yesterday'"),
    "with times that are numbers": lambda path: _altered(path, "UPDATE project SET first_seen = 12"),
    "with times without a zone": lambda path: _altered(path, "UPDATE project SET first_seen = '2026-01-01T00:00:00'"),
    "with contents that are no archive": lambda path: _altered(path, "UPDATE blob SET data = 'x'"),
    "with problems that are none": lambda path: _altered(path, "INSERT INTO problem (body) VALUES ('{}')"),
    "with a page out of the site": lambda path: _altered(
        path, "UPDATE project SET page = '../../../escaped/' WHERE key LIKE '%one'"
    ),
    "with a page of another kind": lambda path: _altered(path, "UPDATE project SET page = x'ff' WHERE key LIKE '%one'"),
    "with a redirect out of the site": lambda path: _altered(
        path, "INSERT INTO redirect SELECT '../../escaped/', key FROM project LIMIT 1"
    ),
    "empty": lambda path: os.truncate(path, 0),
    "without its last byte": lambda path: _cut(path, 1),
    "without its last page": lambda path: _cut(path, 4_096),
    "with a page of zeros": _zeros_within,
}
_GOOD_ENOUGH = {"with times without a zone", "with a redirect out of the site"}
"""What a build may also make sense of, or do without."""


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if number % 3 == 0 else pytest.mark.slow)
        for number, kind in enumerate(BAD_SNAPSHOTS)
    ],
)
def test_a_snapshot_that_is_none_or_is_damaged(copied: Marketplace, kind: str) -> None:
    BAD_SNAPSHOTS[kind](copied.snapshot)
    front = (copied.site / "index.html").read_bytes()
    ran = copied.run("build")
    assert [*copied.folder.parent.rglob("*escaped*")] == []
    if kind in _GOOD_ENOUGH and ran.status == 0:
        return
    assert ran.status in (1, 2), ran.err
    told(ran, ran.status)
    assert (copied.site / "index.html").read_bytes() == front


@pytest.mark.parametrize(
    "kind",
    [
        "a text",
        "another database",
        "of a newer version",
        "truncated",
        "cut in its header",
        "without a table",
        "empty",
        "without its last byte",
        "without its last page",
        "with a page of zeros",
    ],
)
def test_a_collect_leaves_a_file_that_it_cannot_read_alone(copied: Marketplace, kind: str) -> None:
    BAD_SNAPSHOTS[kind](copied.snapshot)
    before = copied.snapshot.read_bytes()
    told(copied.run("collect"), 1, "snapshot.db")
    assert copied.snapshot.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["empty", "without its last byte"])
def test_both_commands_say_what_to_do_about_a_snapshot_that_lost_its_end(copied: Marketplace, kind: str) -> None:
    BAD_SNAPSHOTS[kind](copied.snapshot)
    said = [copied.run(command).err for command in ("collect", "build")]
    for words in ("Restore the copy of the last run", "delete the file and collect again"):
        assert all(words in one for one in said), said
    copied.snapshot.unlink()
    assert copied.run("collect").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["missing", "a folder", "a link to itself"])
@pytest.mark.parametrize("command", ["collect", "build"])
def test_a_snapshot_that_cannot_be(copied: Marketplace, kind: str, command: str) -> None:
    BAD_FILES[kind](copied.folder / "other.db")
    ran = copied.run(command, "--snapshot", "other.db")
    if kind == "a folder":
        told(ran, 1, "other.db: is no file")
    if (command, kind) == ("collect", "missing"):
        assert ran.status == 0
    else:
        told(ran, 1, "other.db")


def test_a_snapshot_below_a_file(copied: Marketplace) -> None:
    told(copied.run("collect", "--snapshot", "catalog.yml/x/y.db"), 1, "catalog.yml")


def test_a_locked_snapshot(copied: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innersource_marketplace.snapshot.snapshot_file._BUSY_SECONDS", 0.1)
    with sqlite3.connect(copied.snapshot) as other:
        other.execute("BEGIN EXCLUSIVE")
        for command in ("collect", "build"):
            told(copied.run(command), 1, "snapshot.db", "locked")


# -- the site folder -----------------------------------------------------------------------------


def _home(path: Path) -> None:
    path.mkdir()
    (path / "thesis.txt").write_text("years of work")


def _link_to_home(path: Path) -> None:
    _home(path.with_name("home"))
    path.symlink_to("home")


def _forged_manifest(path: Path) -> None:
    _home(path)
    (path / ".marketplace-manifest.json").mkdir()


@pytest.mark.parametrize("kind", [_empty, _home, _link_to_home, _to_nowhere, _round, _forged_manifest])
def test_a_site_folder_that_is_not_ours(copied: Marketplace, kind: Callable[[Path], None]) -> None:
    kind(copied.folder / "public")
    before = sorted(path.name for path in copied.folder.iterdir())
    told(copied.run("build", "--site-dir", "public"), 2, "public")
    assert sorted(path.name for path in copied.folder.iterdir()) == before
    thesis = copied.folder / "public" / "thesis.txt"
    assert kind not in (_home, _link_to_home, _forged_manifest) or thesis.read_text() == "years of work"


@pytest.mark.slow
@pytest.mark.parametrize("site", [".", "..", "git", "build", ".marketplace", "/", "catalog.yml/site", "build/docs"])
def test_a_site_folder_that_holds_something_else(copied: Marketplace, site: str) -> None:
    before = sorted(str(path) for path in (copied.folder / "git").rglob("*"))
    ran = copied.run("build", "--site-dir", site)
    assert ran.status in (1, 2), ran.err
    told(ran, ran.status)
    assert sorted(str(path) for path in (copied.folder / "git").rglob("*")) == before
    assert copied.snapshot.is_file()


@pytest.mark.slow
def test_a_manifest_that_names_files_of_others(copied: Marketplace) -> None:
    (copied.folder / "thesis.txt").write_text("years of work")
    (copied.site / ".marketplace-manifest.json").write_text(
        '{"files": ["../thesis.txt", "/etc/passwd", 7, null], "projects": {"a": 1, "b": []}}'
    )
    ran = copied.run("build", "--accept-shrink")
    assert ran.status == 0, ran.err
    assert (copied.folder / "thesis.txt").read_text() == "years of work"


# -- the system says no --------------------------------------------------------------------------


@pytest.fixture
def unprivileged(copied: Marketplace) -> Iterator[Callable[..., Ran]]:
    """Runs a command as somebody who may not do everything, in a process of its own."""
    yield partial(run_bound, copied.folder)
    for path in (copied.folder, *copied.folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["collect", "build"])
def test_files_that_may_not_be_read(copied: Marketplace, unprivileged: Callable[..., Ran], command: str) -> None:
    copied.snapshot.chmod(0)
    told(unprivileged(command), 2, "snapshot.db")
    (copied.folder / "catalog.yml").chmod(0)
    told(unprivileged(command), 2, "catalog.yml")
    told(unprivileged("check", "catalog.yml"), 2, "catalog.yml")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["collect", "build"])
def test_a_folder_that_may_not_be_written(copied: Marketplace, unprivileged: Callable[..., Ran], command: str) -> None:
    for folder in (copied.folder, copied.folder / ".marketplace"):
        folder.chmod(0o555)
    copied.snapshot.chmod(0o444)
    ran = unprivileged(command)
    told(ran, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "largest"),
    [
        *(("build", 0), ("build", 300_000), ("demo", 20_000)),
        *(
            pytest.param(command, largest, marks=pytest.mark.exhaustive)
            for command in ("collect", "build", "init", "demo")
            for largest in (0, 100, 5_000, 20_000, 300_000)
            if (command, largest) not in {("build", 0), ("build", 300_000), ("demo", 20_000)}
        ),
    ],
)
def test_a_full_disk(copied: Marketplace, unprivileged: Callable[..., Ran], command: str, largest: int) -> None:
    front = (copied.site / "index.html").read_bytes()
    arguments = {"collect": ["collect", "--full"], "init": ["init", "new"], "demo": ["demo", "new"]}
    ran = unprivileged(*arguments.get(command, [command]), largest=largest)
    if ran.status not in (0, 3):
        told(ran, ran.status)
        assert ran.status in (1, 2)
    assert (copied.site / "index.html").read_bytes() == front
    assert unprivileged("build").status == 0


@pytest.mark.slow
def test_a_catalogue_repository_that_was_begun_on_a_full_disk_is_made_whole_later(
    copied: Marketplace, unprivileged: Callable[..., Ran]
) -> None:
    told(unprivileged("init", "new", largest=1_000), 2, "new")
    assert unprivileged("init", "new").status == 0
    assert unprivileged("init", "other").status == 0
    assert files_of(copied.folder / "new") == files_of(copied.folder / "other")
    assert not list((copied.folder / "new").glob(".*.yml.*"))


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["schema", "check nothing.json", "import repos.json", "digest", "--help"])
def test_what_cannot_be_printed_is_no_success(copied: Marketplace, arguments: str) -> None:
    (copied.folder / "nothing.json").write_text("[]")
    (copied.folder / "repos.json").write_text('[{"html_url": "https://h.example/o/earth"}]')
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "innersource_marketplace", *arguments.split()],
            cwd=copied.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    told(Ran(done.returncode, "", done.stderr), 1)


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_program_that_is_started_with_a_stream_closed_does_its_work(copied: Marketplace, closed: int) -> None:
    done = subprocess.run(
        f"{sys.executable} -m innersource_marketplace collect --full {closed}>&-",
        shell=True,
        cwd=copied.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ("Collected 2 projects" in done.stderr) is (closed != 2)


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_fault(marketplace: Marketplace) -> None:
    done = subprocess.run(
        f"set -o pipefail; {sys.executable} -m innersource_marketplace schema catalog | head -c 10 >/dev/null",
        shell=True,
        executable="/bin/bash",
        cwd=marketplace.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
