"""The pictures of READMEs on GitHub: found in batches, fetched once, as many as a run may."""

from datetime import timedelta

from github_nights import NOW, Night, night, repository
from msgspec.structs import replace

from github_server import Fault, World, graphql, serve
from github_server.faults import status
from innersource_marketplace.limits import README_PICTURE_BYTES
from innersource_marketplace.model import Document

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
OTHER = PNG + b"\0other"
DAY = timedelta(days=1)


def words(_path: str, readme: bytes, _url: object, _branch: object) -> tuple[str, ...]:
    """A stand-in for the converter: every word of the README is the path of a picture."""
    return tuple(readme.decode().split())


LEDGER = repository("ledger", {"README.md": b"docs/a.png b.jpg", "docs/a.png": PNG, "b.jpg": OTHER})


def pictures(found: Night, name: str = "acme/ledger") -> dict[str, Document | None]:
    return dict(found.changed[name].collected.facts.pictures or {})


def gets(found: Night) -> int:
    return sum(record.method == "GET" for record in found.log)


def test_pictures_cost_one_question_for_many_repositories_and_one_request_each() -> None:
    many = tuple(repository(f"r{n}", {"README.md": b"a.png", "a.png": PNG + bytes([n])}) for n in range(1, 31))
    with serve(World(repositories=many)) as server:
        found = night(server, pictures_named=words)
    assert found.operations.count("Pictures") == 1
    assert gets(found) == 30
    assert all(PNG + bytes([n]) in found.changed[f"acme/r{n}"].collected.blobs.values() for n in range(1, 31))


def test_without_the_policy_nothing_is_asked() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        found = night(server)
    assert "Pictures" not in found.operations
    assert gets(found) == 0
    assert found.changed["acme/ledger"].collected.facts.pictures is None


def test_only_a_new_object_id_is_fetched_and_the_readme_is_not_read_again() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        first = night(server, pictures_named=words)
        stored = {*first.changed["acme/ledger"].collected.blobs}
        newer = repository("ledger", {"README.md": b"docs/a.png b.jpg", "docs/a.png": PNG, "b.jpg": PNG + b"new"})
        server.world = World(repositories=(replace(newer, pushed_at=NOW),))
        second = night(server, first.by_key, have=stored.__contains__, pictures_named=words, now=NOW + DAY)
    assert "Files" not in second.operations
    assert gets(second) == 1
    assert [*second.changed["acme/ledger"].collected.blobs.values()] == [PNG + b"new"]
    assert pictures(first)["docs/a.png"] == pictures(second)["docs/a.png"]


def test_a_night_without_changes_asks_nothing() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        first = night(server, pictures_named=words)
        stored = {*first.changed["acme/ledger"].collected.blobs}
        second = night(server, first.by_key, have=stored.__contains__, pictures_named=words)
    assert set(second.operations) <= {"Describe", "List", "Details"}
    assert gets(second) == 0


def test_when_the_policy_comes_later_what_is_stored_is_read_once_more() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        first = night(server)
        stored = {*first.changed["acme/ledger"].collected.blobs}
        second = night(server, first.by_key, have=stored.__contains__, pictures_named=words)
    assert set(pictures(second)) == {"docs/a.png", "b.jpg"}
    assert {PNG, OTHER} <= {*second.changed["acme/ledger"].collected.blobs.values()}


def test_what_is_no_picture_is_known_to_be_none_and_never_fetched() -> None:
    files = {
        "README.md": b"link.png pointer.png large.png folder missing.png ../up.png",
        "link.png": b"/etc/passwd",
        "pointer.png": b"version https://git-lfs.github.com/spec/v1\n",
        "large.png": PNG + bytes(README_PICTURE_BYTES),
        "folder/x": b"x",
    }
    with serve(World(repositories=(repository("ledger", files, modes={"link.png": "120000"}),))) as server:
        found = night(server, pictures_named=words)
    assert pictures(found) == dict.fromkeys(("link.png", "pointer.png", "large.png", "folder", "missing.png"))
    assert gets(found) == 0


def test_pictures_beyond_the_allowance_come_another_night() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        first = night(server, pictures_named=words, picture_requests=1)
        stored = {*first.changed["acme/ledger"].collected.blobs}
        second = night(server, first.by_key, have=stored.__contains__, pictures_named=words, picture_requests=1)
    assert gets(first) == gets(second) == 1
    assert [*second.changed["acme/ledger"].collected.blobs.values()] == [OTHER]


def test_a_question_that_fails_is_asked_again_the_next_night() -> None:
    with serve(World(repositories=(LEDGER,))) as server:
        server.add_fault(Fault(on=graphql("Pictures"), respond=status(502)))
        first = night(server, pictures_named=words)
    with serve(World(repositories=(LEDGER,))) as server:
        second = night(server, first.by_key, have=lambda _oid: True, pictures_named=words)
    assert [problem.code for problem in first.changed["acme/ledger"].problems] == ["files-unavailable"]
    assert first.changed["acme/ledger"].collected.facts.pictures is None
    assert set(pictures(second)) == {"docs/a.png", "b.jpg"}
