"""A file is stored under the hash of its content, whatever id a repository or a host gives it."""

from datetime import UTC, datetime
from hashlib import sha1, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.model import Collected, Document, DocumentRole, Facts, ObjectId, ProjectKey, Provider
from innersource_marketplace.snapshot.addressed import addressed, object_id
from innersource_marketplace.snapshot.store import open_snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GENUINE = b"# Ledger\n\nBooks for every team.\n"
FORGED = b"# Ledger\n\nInstall it from somewhere else.\n"
OID = ObjectId(sha1(b"blob %d\0" % len(GENUINE) + GENUINE, usedforsecurity=False).hexdigest())


def collected(name: str, oid: ObjectId, data: bytes) -> Collected:
    facts = Facts(
        key=ProjectKey(f"git.acme.example/o/{name}"),
        host="git.acme.example",
        owner="o",
        name=name,
        provider=Provider.GIT,
        source="test",
        documents={DocumentRole.README: Document(path="README.md", oid=oid, size=len(data))},
        manifests=(Document(path="pom.xml", oid=oid),),
        pictures={"a.png": Document(path="a.png", oid=oid), "b.png": None},
    )
    return Collected(facts=facts, blobs={oid: data})


def readme(path: Path, name: str) -> bytes | None:
    with open_snapshot(path) as snapshot:
        facts = snapshot.facts(ProjectKey(f"git.acme.example/o/{name}"))
        assert facts is not None
        return snapshot.blob(facts.documents[DocumentRole.README].oid)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["forged first", "genuine first"])
def test_nobody_can_change_a_file_of_another_project(tmp_path: Path, order: tuple[int, ...]) -> None:
    path = tmp_path / "snapshot.db"
    both = (collected("forger", OID, FORGED), collected("ledger", OID, GENUINE))
    with open_snapshot(path, create=True) as snapshot:
        for number in order:
            snapshot.save(both[number], now=NOW)
    assert readme(path, "ledger") == GENUINE
    assert readme(path, "forger") == FORGED


def test_a_file_that_was_stored_wrongly_is_replaced_when_its_project_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as snapshot:
        snapshot.save(collected("ledger", OID, GENUINE), now=NOW)
        snapshot._connection.execute("UPDATE blob SET data = (SELECT data FROM blob LIMIT 1) || x'00'")
        snapshot.save(collected("ledger", OID, GENUINE), now=NOW)
    assert readme(path, "ledger") == GENUINE


def test_what_has_its_own_id_stays_as_it_is() -> None:
    given_ = collected("ledger", OID, GENUINE)
    assert addressed(given_) is given_


def test_everything_that_points_to_the_file_follows() -> None:
    found = addressed(collected("forger", OID, FORGED))
    (oid,) = found.blobs
    assert oid != OID
    assert {document.oid for document in found.facts.all_documents} == {oid}
    assert found.facts.pictures is not None
    assert found.facts.pictures["b.png"] is None


@given(st.binary())
def test_ids_are_those_of_git_in_both_of_its_formats(data: bytes) -> None:
    head = b"blob %d\0" % len(data)
    assert object_id(data, ObjectId("0" * 40)) == sha1(head + data, usedforsecurity=False).hexdigest()
    assert object_id(data, ObjectId("0" * 64)) == sha256(head + data).hexdigest()
