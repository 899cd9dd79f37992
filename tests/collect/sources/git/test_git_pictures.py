"""The pictures of READMEs that the git source collects, where the catalogue wants them."""

from pathlib import Path

import pytest

from git_repositories import ENVIRONMENT, NOW, Commit, Entry, http_remote, link, make_repository, submodule
from innersource_marketplace.collect.sources import Changed, Outcome, Unchanged
from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.collect.sources.git.remote import remotes_of
from innersource_marketplace.collect.sources.git.source import GitSource
from innersource_marketplace.limits import README_PICTURE_BYTES, README_PICTURES
from innersource_marketplace.model import Facts

PNG = b"\x89PNG\r\n\x1a\n and so on"


def words(_path: str, readme: bytes, _url: object, _branch: object) -> tuple[str, ...]:
    """A stand-in for the converter: every word of the README is the path of a picture."""
    return tuple(readme.decode().split())


def collect(
    address: str, scratch: Path, named: PicturesNamed | None = words, known: Facts | None = None
) -> tuple[Outcome, ...]:
    source = GitSource(
        "test",
        remotes_of(address, base=scratch),
        scratch=scratch,
        now=NOW,
        environment=ENVIRONMENT,
        pictures_named=named,
    )
    _, *outcomes = source.collect({} if known is None else {known.key: known}, full=False)
    return tuple(outcomes)


def changed(address: str, scratch: Path, named: PicturesNamed | None = words) -> Changed:
    (outcome,) = collect(address, scratch, named)
    assert isinstance(outcome, Changed), outcome
    return outcome


def repository(folder: Path, files: dict[str | bytes, bytes | Entry]) -> Path:
    return make_repository(folder / "team" / "tool.git", [Commit(files=files)])


def test_named_pictures_are_kept_with_the_facts(tmp_path: Path) -> None:
    place = repository(tmp_path, {"README.md": b"docs/b.png a.jpg docs/b.png", "docs/b.png": PNG, "a.jpg": b"\xff\xd8"})
    found = changed(str(place), tmp_path / "scratch").collected
    assert found.facts.pictures is not None
    assert [*found.facts.pictures] == ["docs/b.png", "a.jpg"]
    first = found.facts.pictures["docs/b.png"]
    assert first is not None
    assert first.size == len(PNG)
    assert found.blobs[first.oid] == PNG
    assert first in found.facts.all_documents


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("missing.png", {}),
        ("link.png", {"link.png": link("/etc/passwd"), "shown.png": PNG}),
        ("module.png", {"module.png": submodule()}),
        ("folder.png", {"folder.png/x": b"x"}),
        ("through/link.png", {"through": link("docs"), "docs/link.png": PNG}),
        ("kept-elsewhere.png", {"kept-elsewhere.png": b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"}),
        ("large.png", {"large.png": PNG + bytes(README_PICTURE_BYTES)}),
    ],
)
def test_what_is_no_picture_at_hand_is_known_to_be_none(
    tmp_path: Path, path: str, files: dict[str | bytes, bytes | Entry]
) -> None:
    place = repository(tmp_path, {"README.md": path.encode(), **files})
    found = changed(str(place), tmp_path / "scratch")
    assert found.collected.facts.pictures == {path: None}
    assert found.problems == ()
    (readme,) = found.collected.blobs.values()
    assert readme == path.encode()


@pytest.mark.parametrize(
    "path", ["../out.png", "/etc/x.png", "a//b.png", "a/../b.png", "x:y.png", "a\\b.png", "é" * 201]
)
def test_a_path_that_leads_elsewhere_is_not_looked_for(tmp_path: Path, path: str) -> None:
    place = repository(tmp_path, {"README.md": path.encode(), "b.png": PNG})
    assert changed(str(place), tmp_path / "scratch").collected.facts.pictures == {}


def test_only_the_first_pictures_of_many_are_kept(tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(README_PICTURES + 5)]
    place = repository(tmp_path, {"README.md": " ".join(names).encode(), **dict.fromkeys(names, PNG)})
    assert [*(changed(str(place), tmp_path / "scratch").collected.facts.pictures or ())] == names[:README_PICTURES]


def test_without_the_policy_nobody_looks_and_with_it_a_known_repository_is_read_again(tmp_path: Path) -> None:
    place = str(repository(tmp_path, {"README.md": b"a.png", "a.png": PNG}))
    scratch = tmp_path / "scratch"
    before = changed(place, scratch, None).collected
    assert before.facts.pictures is None
    assert PNG not in before.blobs.values()
    (again,) = collect(place, scratch, words, before.facts)
    assert isinstance(again, Changed)
    assert PNG in again.collected.blobs.values()
    assert collect(place, scratch, words, again.collected.facts) == (Unchanged(before.facts.key),)


def test_a_remote_gives_pictures_too_and_no_other_file(tmp_path: Path) -> None:
    repository(tmp_path / "root", {"README.md": b"a.png", "a.png": PNG, "secret.txt": b"not asked for"})
    with http_remote(tmp_path / "root") as address:
        found = changed(f"{address}/team/tool.git", tmp_path / "scratch").collected
    assert {*found.blobs.values()} == {PNG, b"a.png"}
