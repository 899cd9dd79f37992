"""No local repository is a window on another, except through pools in the folder of its own source."""

from collections.abc import Callable
from pathlib import Path

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, git, make_repository
from innersource_marketplace.collect.sources import Changed, Failed
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource

SECRET = [Commit(files={"README.md": b"# Secret plans\n"})]


def collect(place: Path, scratch: Path) -> dict[str, Changed | Failed]:
    source = GitSource("test", remotes_of(str(place), base=place), scratch=scratch, now=NOW, environment=ENVIRONMENT)
    found: dict[str, Changed | Failed] = {}
    for outcome in source.collect({}, full=False):
        if isinstance(outcome, Changed):
            found[outcome.collected.facts.name] = outcome
        elif isinstance(outcome, Failed):
            found[outcome.key.rpartition("/")[2]] = outcome
    return found


def borrowing(path: Path, pool: Path, named: str = "") -> Path:
    """A repository whose commit is in the store of another, as GitLab makes a fork."""
    make_repository(path, ())
    (path / "refs" / "heads" / "main").write_bytes(git(pool, "rev-parse", "main"))
    (path / "objects" / "info").mkdir(exist_ok=True)
    (path / "objects" / "info" / "alternates").write_text(f"{named or pool / 'objects'}\n")
    return path


def test_a_pool_in_the_folder_of_the_source_is_followed(tmp_path: Path) -> None:
    make_repository(tmp_path / "all" / "@pools" / "pool.git", SECRET)
    borrowing(tmp_path / "all" / "team" / "fork.git", tmp_path / "all" / "@pools" / "pool.git")
    borrowing(
        tmp_path / "all" / "team" / "relative.git",
        tmp_path / "all" / "@pools" / "pool.git",
        "../../../@pools/pool.git/objects",
    )
    found = collect(tmp_path / "all", tmp_path / "scratch")
    assert isinstance(found["fork"], Changed)
    assert isinstance(found["relative"], Changed)


@pytest.mark.parametrize("named", ["", "../../../secret/objects", '"quoted"'])
def test_a_store_outside_of_it_is_refused_and_said(tmp_path: Path, named: str) -> None:
    secret = make_repository(tmp_path / "secret", SECRET)
    borrowing(tmp_path / "all" / "window", secret, named)
    make_repository(tmp_path / "all" / "normal")
    found = collect(tmp_path / "all", tmp_path / "scratch")
    refused = found["window"]
    assert isinstance(refused, Failed)
    assert refused.error.code == "refused"
    assert "outside the folder" in str(refused.error)
    assert str(tmp_path) not in str(refused.error)
    assert isinstance(found["normal"], Changed)


def test_a_store_behind_a_store_or_a_link_is_refused_too(tmp_path: Path) -> None:
    secret = make_repository(tmp_path / "secret", SECRET)
    borrowing(tmp_path / "all" / "between", secret)
    borrowing(tmp_path / "all" / "window", tmp_path / "all" / "between")
    (tmp_path / "all" / "linked").symlink_to(secret)
    borrowing(tmp_path / "all" / "through", secret, str(tmp_path / "all" / "linked" / "objects"))
    found = collect(tmp_path / "all", tmp_path / "scratch")
    for name in ("between", "window", "through"):
        refused = found[name]
        assert isinstance(refused, Failed), name
        assert refused.error.code == "refused"


def test_a_single_repository_borrows_from_nobody(tmp_path: Path) -> None:
    secret = make_repository(tmp_path / "all" / "secret", SECRET)
    window = borrowing(tmp_path / "all" / "window", secret)
    (refused,) = collect(window, tmp_path / "scratch").values()
    assert isinstance(refused, Failed)
    assert refused.error.code == "refused"


def link_folder(name: str) -> Callable[[Path, Path], None]:
    def change(window: Path, secret: Path) -> None:
        (window / name).rename(window / "own")
        (window / name).symlink_to(secret / name)

    return change


def link_pack(window: Path, secret: Path) -> None:
    git(secret, "repack", "-a", "-d", "-q")
    for file in (secret / "objects" / "pack").iterdir():
        (window / "objects" / "pack" / file.name).symlink_to(file)


def link_alternates(window: Path, secret: Path) -> None:
    (secret / "list").write_text(f"{secret}/objects\n")
    (window / "objects" / "info").mkdir(exist_ok=True)
    (window / "objects" / "info" / "alternates").symlink_to(secret / "list")


CHANGES: dict[str, Callable[[Path, Path], None]] = {
    "objects": link_folder("objects"),
    "objects/pack": link_folder("objects/pack"),
    "refs": link_folder("refs"),
    "refs/heads": link_folder("refs/heads"),
    "a pack": link_pack,
    "the list of alternates": link_alternates,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_link_in_a_repository_is_refused(tmp_path: Path, what: str) -> None:
    secret = make_repository(tmp_path / "secret", SECRET)
    window = make_repository(tmp_path / "all" / "window")
    CHANGES[what](window, secret)
    refused = collect(tmp_path / "all", tmp_path / "scratch")["window"]
    assert isinstance(refused, Failed)
    assert refused.error.code == "refused"
    assert "symbolic link" in str(refused.error)


def test_a_git_folder_that_is_a_link_is_refused_and_a_linked_address_is_not(tmp_path: Path) -> None:
    secret = make_repository(tmp_path / "secret", SECRET, bare=False)
    (tmp_path / "all" / "window").mkdir(parents=True)
    (tmp_path / "all" / "window" / ".git").symlink_to(secret / ".git")
    refused = collect(tmp_path / "all", tmp_path / "scratch")["window"]
    assert isinstance(refused, Failed)
    assert refused.error.code == "refused"

    (tmp_path / "named").symlink_to(secret)
    assert isinstance(collect(tmp_path / "named", tmp_path / "scratch")["named"], Changed)


def test_a_head_that_is_a_link_as_git_made_it_once_is_read(tmp_path: Path) -> None:
    repository = make_repository(tmp_path / "all" / "old")
    (repository / "HEAD").unlink()
    (repository / "HEAD").symlink_to("refs/heads/main")
    outcome = collect(tmp_path / "all", tmp_path / "scratch")["old"]
    assert isinstance(outcome, Changed)
    assert outcome.collected.facts.default_branch == "main"
