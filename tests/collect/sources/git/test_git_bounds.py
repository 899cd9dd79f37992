"""No repository costs more than a share of a run that is known beforehand, whatever is in it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, git, hostile, make_repository
from innersource_marketplace import limits
from innersource_marketplace.collect.sources import Changed, Failed, Unchanged
from innersource_marketplace.collect.sources.git import references, tree
from innersource_marketplace.collect.sources.git.reading.documents import ci_files, count_tests, documents, is_of_tests
from innersource_marketplace.collect.sources.git.references import local_references, parse_ls_remote
from innersource_marketplace.collect.sources.git.releases import newest_tags
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.collect.sources.git.tree import File, records
from innersource_marketplace.model import DocumentRole, Facts, ObjectId, ProjectKey
from innersource_marketplace.reference import languages

SECONDS = 2.0
"""What one repository may cost, in processor time of this process; a busy machine takes longer by the clock."""

SMALL: dict[str, Callable[[Path], Path]] = {
    "a tree that repeats itself": lambda path: hostile.self_repeating_tree(path, levels=4),
    "deep tests": lambda path: hostile.deep_tests(path, depth=200, files=50),
    "long paths": lambda path: hostile.long_paths(path, files=20),
    "a full root": lambda path: hostile.full_root(path, files=3_000),
    "many tags": lambda path: hostile.many_tags(path, tags=3_000),
}
WHOLE = {name: make for name, make in hostile.COSTLY.items() if "pipe" not in name}


def collect(folder: Path, scratch: Path, known: dict[ProjectKey, Facts] | None = None) -> dict[str, object]:
    source = GitSource("test", remotes_of(str(folder), base=folder), scratch=scratch, now=NOW, environment=ENVIRONMENT)
    found: dict[str, object] = {}
    for outcome in source.collect(known or {}, full=False):
        if isinstance(outcome, Changed):
            found[outcome.collected.facts.name] = outcome
        elif isinstance(outcome, Failed | Unchanged):
            found[outcome.key.rpartition("/")[2]] = outcome
    return found


def codes(outcome: object) -> list[str]:
    return [problem.code for problem in outcome.problems] if isinstance(outcome, Changed) else []


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that small repositories are over them."""
    monkeypatch.setattr(tree, "TREE_ENTRIES", 1_000)
    monkeypatch.setattr(references, "GIT_TAGS", 1_000)


@pytest.mark.slow
@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a tree that repeats itself", "too-many-files"),
        ("deep tests", "path-too-long"),
        ("long paths", "path-too-long"),
        ("a full root", "too-many-files"),
        ("many tags", "too-many-tags"),
    ],
)
def test_what_is_over_a_limit_is_said_and_the_rest_is_read(tmp_path: Path, name: str, code: str) -> None:
    SMALL[name](tmp_path / "all" / "hostile")
    make_repository(tmp_path / "all" / "normal")
    found = collect(tmp_path / "all", tmp_path / "scratch")
    outcome = found["hostile"]
    assert isinstance(outcome, Changed)
    assert code in codes(outcome)
    facts = outcome.collected.facts
    assert DocumentRole.README in facts.documents
    assert facts.commits == 1
    if code == "too-many-files":
        assert (facts.languages, facts.test_files) == (None, None)
    if code == "too-many-tags":
        assert facts.release_count is None
        assert facts.releases
        assert facts.releases[0].tag.startswith("v1.0.0")
    assert isinstance(found["normal"], Changed)


@pytest.mark.usefixtures("low")
def test_documents_below_folders_are_found_in_a_tree_that_is_listed_in_part(tmp_path: Path) -> None:
    files: dict[str | bytes, bytes] = {f"src/f{n}.py": b"x" for n in range(1_200)}
    files |= {
        ".github/workflows/test.yml": b"on: push\n",
        ".github/CONTRIBUTING.md": b"Come in.\n",
        "README.md": b"# A\n",
    }
    files |= {"innersource.json": b'{"logo": "src/deep/logo.png"}', "src/deep/logo.png": b"png"}
    make_repository(tmp_path / "all" / "large", [Commit(files=files)])
    outcome = collect(tmp_path / "all", tmp_path / "scratch")["large"]
    assert isinstance(outcome, Changed)
    facts = outcome.collected.facts
    assert {DocumentRole.README, DocumentRole.CONTRIBUTING, DocumentRole.METADATA, DocumentRole.LOGO} <= {
        *facts.documents
    }
    assert facts.ci_files == (".github/workflows/test.yml",)


@pytest.mark.parametrize("limit", ["GIT_TAGS", "GIT_TAGS_KEPT"])
def test_a_tag_that_is_not_kept_still_changes_the_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(references, limit, 20)
    repository = hostile.many_tags(tmp_path / "tags", tags=500)
    before = local_references(repository, None).fingerprint()
    packed = repository / "packed-refs"
    packed.write_text(packed.read_text().replace("v0.0.499-build", "v0.0.499-other"))
    assert local_references(repository, None).fingerprint() != before


def test_the_newest_of_any_number_of_tags_are_kept_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = hostile.many_tags(tmp_path / "tags", tags=2_000)
    every = local_references(repository, None)
    assert len(every.tags) == every.tag_count == 2_001
    monkeypatch.setattr(references, "GIT_TAGS_KEPT", 30)
    some = local_references(repository, None)
    assert some.tag_count == 2_001
    assert set(some.tags) == {*newest_tags(every.tags, "", 30)}


def test_the_branch_is_found_among_any_number_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = make_repository(tmp_path / "branches", tags=("v1.0.0",))
    head = git(repository, "rev-parse", "main").decode().strip()
    other = "f" * 40
    names = sorted(f"refs/heads/{name}" for name in ("main", "zone", *(f"b/{n:05}" for n in range(3_000))))
    lines = [f"{head if name.endswith(('main', 'zone')) else other} {name}\n" for name in [*names, "refs/tags/v2"]]
    (repository / "refs" / "heads" / "main").unlink()
    (repository / "packed-refs").write_text("# pack-refs with: peeled \n" + "".join(lines))
    for branch in (None, "zone"):
        found = local_references(repository, branch)
        assert (found.head, found.branch) == (head, branch or "main")
    listed = [line.replace(" ", "\t") for line in lines]
    whole = parse_ls_remote([f"ref: refs/heads/zone\tHEAD\n{head}\tHEAD\n".encode(), *map(str.encode, listed)])[1]
    assert (whole.branches["zone"], len(whole.branches) < 1_100, [*whole.tags]) == (head, True, ["v2"])
    monkeypatch.setattr(references, "GIT_BRANCHES", 100)
    assert local_references(repository, "b/00001").tag_count is None


@pytest.mark.slow
@pytest.mark.parametrize("name", WHOLE)
def test_a_repository_costs_two_seconds_and_a_hundred_megabytes_at_most(tmp_path: Path, name: str) -> None:
    WHOLE[name](tmp_path / "all" / "hostile")
    make_repository(tmp_path / "first" / "normal")
    # In a process of its own: what a test before, or the making of the repository, left behind is no part of it.
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seconds, memory, changed = json.loads(done.stdout)
    assert changed
    assert seconds < 2 * SECONDS
    assert memory < 100 * 1024**2


MEASURED = """
import json, os, re, sys
from pathlib import Path
from git_repositories import ENVIRONMENT, NOW
from innersource_marketplace.collect.sources import Changed
from innersource_marketplace.collect.sources.git.releases import newest_tags
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource

def collect(name):
    folder = Path(sys.argv[1])
    remotes = remotes_of(str(folder / name), base=folder)
    source = GitSource("test", remotes, scratch=folder / "scratch", now=NOW, environment=ENVIRONMENT)
    return [isinstance(outcome, Changed) for outcome in source.collect({}, full=False)][1:]

def memory(what):
    return int(re.search(what + r":\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024

collect("first")
Path("/proc/self/clear_refs").write_text("5")  # the peak is that from here on
spent, resident = sum(os.times()[:4]), memory("VmRSS")
changed = collect("all")
print(json.dumps([sum(os.times()[:4]) - spent, memory("VmHWM") - resident, changed == [True]]))
"""


@pytest.mark.parametrize("make", [hostile.pipe_in_packs, hostile.pipe_for_alternates])
def test_a_pipe_is_refused_at_once(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    make(tmp_path / "all" / "hostile")
    make_repository(tmp_path / "all" / "normal")
    started = time.monotonic()
    found = collect(tmp_path / "all", tmp_path / "scratch")
    assert time.monotonic() - started < 30
    failed = found["hostile"]
    assert isinstance(failed, Failed)
    assert (failed.error.code, "pipe" in str(failed.error)) == ("refused", True)
    assert isinstance(found["normal"], Changed)


@pytest.mark.parametrize("place", ["HEAD", "packed-refs", "refs/heads/main", "refs/tags/v1", "shallow", "config"])
def test_a_pipe_in_another_place_holds_up_nothing(tmp_path: Path, place: str) -> None:
    repository = make_repository(tmp_path / "all" / "hostile", tags=("v1",))
    (repository / place).unlink(missing_ok=True)
    os.mkfifo(repository / place)
    make_repository(tmp_path / "all" / "normal")
    started = time.monotonic()
    found = collect(tmp_path / "all", tmp_path / "scratch")
    assert time.monotonic() - started < 30
    assert isinstance(found["normal"], Changed)


def path_of(kind: str, length: int) -> str:
    made = {
        "folders of tests": "tests/" * length,
        "words for tests": "a-test" * length + "/x",
        "dots": "a." * length,
        "endings": "_generated.a" * length,
        "letters": "aTests" * length + "/",
        "documentation": "documentation" * length + "/",
        "vendored": "x/vendor_" * length,
        "ci": ".ci/" * length,
    }
    return made[kind]


@pytest.mark.parametrize(
    "kind", ["folders of tests", "words for tests", "dots", "endings", "letters", "documentation", "vendored", "ci"]
)
def test_looking_at_a_path_takes_time_in_proportion_to_its_length(kind: str) -> None:
    def seconds(length: int) -> float:
        path = path_of(kind, length)
        file = [File(path, ObjectId("a" * 40), "file", 1)]
        best = 9e9
        for _ in range(3):
            started = time.process_time()
            for look in (is_of_tests, languages.is_foreign, languages.is_documentation, languages.of_own_path):
                look(path)
            documents(file), ci_files(file), count_tests(file)
            best = min(best, time.process_time() - started)
        return best

    assert seconds(16_000) < 16 * seconds(2_000) + 0.05


def test_records_of_any_length_are_cut_in_time_in_proportion_to_the_stream() -> None:
    piece = b"x" * 1024
    started = time.process_time()
    (record,) = records((piece for _ in range(100_000)), b"\0", 8_192)
    assert len(record) == 8_193
    assert time.process_time() - started < 2


def test_a_commit_with_a_huge_line_is_counted_and_the_rest_too(tmp_path: Path) -> None:
    commits = [Commit(author="A" * 200_000), Commit(email="b" * 200_000 + "@acme.example"), Commit()]
    make_repository(tmp_path / "all" / "long", commits)
    outcome = collect(tmp_path / "all", tmp_path / "scratch")["long"]
    assert isinstance(outcome, Changed)
    assert outcome.collected.facts.commits == 3


@pytest.mark.slow
def test_a_tree_object_larger_than_what_git_may_hold_is_refused(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "all" / "bomb")
    blob = git(repository, "rev-parse", "main:README.md").decode().strip()
    entries = b"".join(b"100644 f%07d\0" % n + bytes.fromhex(blob) for n in range(4_500_000))
    bomb = git(repository, "hash-object", "-t", "tree", "-w", "--stdin", "--literally", given=entries).decode().strip()
    person = {f"GIT_{who}_{what}": "x@acme.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    commit = git(repository, "commit-tree", "-m", ".", bomb, environment=person).decode().strip()
    git(repository, "update-ref", "refs/heads/main", commit)
    outcome = collect(tmp_path / "all", tmp_path / "scratch")["bomb"]
    assert isinstance(outcome, Failed)
    assert outcome.error.code == "too-large"


def test_the_limits_leave_room_for_the_largest_real_repositories() -> None:
    assert limits.TREE_ENTRIES >= 95_000  # Linux 6
    assert limits.TREE_PATH_BYTES >= 3 * 260
    assert limits.GIT_TAGS >= 20 * limits.GIT_TAGS_KEPT
