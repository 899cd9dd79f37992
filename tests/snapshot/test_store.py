"""The snapshot keeps what it is given, refuses what is not a snapshot, and forgets on demand."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from innersource_marketplace.errors import Problem, SnapshotError, SourceError, sentence
from innersource_marketplace.model import (
    Collected,
    Document,
    DocumentRole,
    Facts,
    Issue,
    LanguageShare,
    ObjectId,
    ProjectKey,
    Provider,
    PullRequest,
    Release,
    SafeUrl,
    Visibility,
)
from innersource_marketplace.snapshot.addressed import object_id
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = ProjectKey("git.acme.example/web/shop")


def facts(key: ProjectKey = KEY, **more: object) -> Facts:
    host, owner, name = key.split("/")
    given: dict[str, object] = {"provider": Provider.GIT, "source": "test", **more}
    return Facts(key=key, host=host, owner=owner, name=name, **given)  # type: ignore[arg-type]


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    with open_snapshot(tmp_path / "snapshot.db", create=True) as opened:
        yield opened


def finish(snapshot: Snapshot, **more: object) -> None:
    given: dict[str, object] = {
        "started_at": NOW,
        "finished_at": NOW,
        "remove": {},
        "pages": {},
        "redirects": {},
        "first_seen": {},
        "problems": (),
        "excluded": {},
        "figures": {},
        "report": {},
        **more,
    }
    snapshot.finish_run(**given)  # type: ignore[arg-type]


times = st.none() | st.datetimes(timezones=st.just(UTC))
words = st.none() | st.text(max_size=20)
counts = st.none() | st.integers(0, 2**63 - 1)


@settings(max_examples=50)
@given(
    st.builds(
        Facts,
        key=st.just(KEY),
        host=st.text(max_size=9),
        owner=st.text(max_size=9),
        name=st.text(max_size=9),
        provider=st.sampled_from(Provider),
        source=st.text(max_size=9),
        description=words,
        visibility=st.none() | st.sampled_from(Visibility),
        created_at=times,
        updated_at=times,
        stars=counts,
        weekly_commits=st.none() | st.dictionaries(st.text(max_size=8), st.integers(0, 10**9), max_size=5),
        languages=st.none()
        | st.lists(st.builds(LanguageShare, name=st.text(max_size=9), weight=st.integers(0, 2**53))).map(tuple),
        releases=st.none() | st.lists(st.builds(Release, tag=st.text(max_size=9), published_at=times)).map(tuple),
        documents=st.dictionaries(
            st.sampled_from(DocumentRole),
            st.builds(
                Document,
                path=st.text(max_size=9),
                oid=st.text("0123456789abcdef", min_size=4, max_size=8).map(ObjectId),
            ),
            max_size=4,
        ),
        issues=st.none()
        | st.lists(
            st.builds(
                Issue, number=st.integers(1, 99), title=st.text(max_size=9), url=st.just(SafeUrl("https://h.example/1"))
            )
        ).map(tuple),
        pull_requests=st.none()
        | st.lists(
            st.builds(
                PullRequest, number=st.integers(1, 99), author=words, created_at=st.datetimes(timezones=st.just(UTC))
            )
        ).map(tuple),
    )
)
@pytest.mark.slow
def test_facts_come_back_as_they_went_in(tmp_path_factory: pytest.TempPathFactory, given_facts: Facts) -> None:
    with open_snapshot(tmp_path_factory.mktemp("s") / "snapshot.db", create=True) as snapshot:
        snapshot.save(Collected(facts=given_facts, blobs={}), now=NOW)
        (stored,) = snapshot.projects()
    for each in fields(Facts):
        assert getattr(stored.facts, each.name) == getattr(given_facts, each.name), each.name


def test_files_are_kept_while_a_project_names_them(snapshot: Snapshot) -> None:
    old, new = (object_id(data, ObjectId("")) for data in (b"old", b"new"))
    for oid, data in ((old, b"old"), (new, b"new")):
        readme = Document(path="README.md", oid=oid)
        snapshot.save(Collected(facts=facts(documents={DocumentRole.README: readme}), blobs={oid: data}), now=NOW)
    finish(snapshot)
    assert (snapshot.blob(old), snapshot.blob(new)) == (None, b"new")


def test_a_failure_keeps_the_facts_and_the_day_it_began(snapshot: Snapshot) -> None:
    snapshot.save(Collected(facts=facts(commits=7), blobs={}), now=NOW)
    for day in (1, 2):
        snapshot.fail(KEY, SourceError("timeout", "it took too long", "Try later."), NOW + timedelta(days=day))
    (stored,) = snapshot.projects()
    assert stored.facts.commits == 7
    assert stored.collected_at == NOW
    assert stored.failing_since == NOW + timedelta(days=1)
    assert stored.failure == Problem(where=KEY, code="timeout", message="it took too long", fix="Try later.")
    snapshot.touch(KEY, NOW + timedelta(days=3))
    (stored,) = snapshot.projects()
    assert (stored.failing_since, stored.failure) == (None, None)


def test_what_could_not_be_read_stays_until_the_project_is_read_again(snapshot: Snapshot) -> None:
    problem = Problem(where=f"{KEY}/LOGO", code="too-large", message="too large")
    snapshot.save(Collected(facts=facts(), blobs={}), [problem], now=NOW)
    finish(snapshot)
    assert snapshot.problems() == (problem,)
    snapshot.save(Collected(facts=facts(), blobs={}), now=NOW)
    assert snapshot.problems() == ()


def test_a_removed_project_leaves_no_byte_behind(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    readme = Document(path="README.md", oid=ObjectId("aa"))
    with open_snapshot(path, create=True) as snapshot:
        found = facts(description="unmistakable", documents={DocumentRole.README: readme})
        problem = Problem(where=KEY, code="x", message="unmistakable")
        snapshot.save(Collected(facts=found, blobs={ObjectId("aa"): b"unmistakable"}), [problem], now=NOW)
        finish(snapshot, pages={KEY: "projects/web/shop/"})
    assert b"unmistakable" in path.read_bytes()
    with open_snapshot(path) as snapshot:
        finish(snapshot, remove={KEY: True})
        assert snapshot.blob(ObjectId("aa")) is None
    assert b"unmistakable" not in path.read_bytes()
    assert b"web/shop" not in path.read_bytes()


def test_redirects_follow_renames_and_end_with_their_project(snapshot: Snapshot) -> None:
    new = ProjectKey("git.acme.example/web/store")
    snapshot.save(Collected(facts=facts(new), blobs={}), now=NOW)
    finish(snapshot, pages={new: "projects/web/store/"}, redirects={"projects/web/shop/": new})
    assert snapshot.redirects() == {"projects/web/shop/": new}
    finish(snapshot, remove={new: True})
    assert snapshot.redirects() == {}


def test_daily_figures_have_one_row_a_day(snapshot: Snapshot) -> None:
    finish(snapshot, figures={"projects": 1})
    finish(snapshot, figures={"projects": 2}, finished_at=NOW + timedelta(hours=1))
    finish(snapshot, figures={"projects": 3}, finished_at=NOW + timedelta(days=1))
    assert [figures["projects"] for figures in snapshot.daily_figures().values()] == [2, 3]


def test_a_missing_snapshot_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="marketplace collect"), open_snapshot(tmp_path / "none.db"):
        pass


def test_a_text_file_is_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    path.write_text("this is no database, but it is longer than a header of one would be" * 9)
    with pytest.raises(SnapshotError, match="damaged"), open_snapshot(path):
        pass


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE thesis (chapter TEXT)")
    before = path.read_bytes()
    with pytest.raises(SnapshotError, match="not a snapshot"), open_snapshot(path, create=True):
        pass
    assert path.read_bytes() == before


def test_a_newer_snapshot_asks_for_a_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SnapshotError, match="newer version"), open_snapshot(path):
        pass


def test_facts_that_do_not_fit_are_named(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as snapshot:
        snapshot.save(Collected(facts=facts(), blobs={}), now=NOW)
    with sqlite3.connect(path) as connection:
        connection.execute("""UPDATE project SET facts = '{"key": 5}'""")
    with pytest.raises(SnapshotError, match="web/shop"), open_snapshot(path) as snapshot:
        list(snapshot.projects())


def test_a_truncated_snapshot_is_damaged_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.db"
    with open_snapshot(path, create=True) as snapshot:
        for number in range(200):
            snapshot.save(
                Collected(facts=facts(ProjectKey(f"h/o/n{number}"), description="x" * 500), blobs={}), now=NOW
            )
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SnapshotError), open_snapshot(path) as snapshot:
        list(snapshot.projects())


def test_words_with_values_come_back_as_they_were(snapshot: Snapshot) -> None:
    said = sentence("{path} is too large: {why}", path="a/b", why=sentence("{size} MiB", size=12))
    noticed = Problem(where=KEY, code="too-large", message=said, fix="Shorten it.")
    snapshot.save(Collected(facts=facts(), blobs={}), now=NOW, problems=[noticed])
    snapshot.fail(KEY, SourceError("too-large", said, sentence("Shorten {path}.", path="a/b")), NOW)
    assert snapshot.problems() == (noticed,)
    (stored,) = snapshot.projects()
    assert stored.failure is not None
    assert stored.failure.message == said
    assert (str(stored.failure.message), str(stored.failure.fix)) == ("a/b is too large: 12 MiB", "Shorten a/b.")
