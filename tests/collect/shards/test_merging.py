"""However a night is divided, the snapshot is that of one machine."""

from collections.abc import Callable
from datetime import timedelta
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shard_nights import NOW, divided_night, make_shard, tables

from given_source import Given
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.run_report import RunReport
from innersource_marketplace.collect.shards.merging import merge_shards
from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Spent,
    TeamsRead,
    Unchanged,
    Withheld,
)
from innersource_marketplace.errors import NothingUsable, Problem, SourceError
from innersource_marketplace.model import (
    AuthorId,
    Collected,
    Document,
    DocumentRole,
    Facts,
    HostTeam,
    ObjectId,
    ProjectKey,
    Provider,
    Shard,
    Visibility,
)

NAMES = ("a", "A", "b", "c", "d", "e", "f")
IDENTITIES = (None, "one", "two", "three")


def key(name: str) -> ProjectKey:
    return ProjectKey(f"h/o/{name}")


def error(code: str, *, gone: bool = False) -> SourceError:
    return SourceError(code, f"it said {code}", "Wait.", gone=gone)


@st.composite
def changes(draw: st.DrawFn, name: str, source: str) -> Changed:
    text = draw(st.binary(max_size=20))
    oid = ObjectId(f"{len(text):02}{text.hex():0<38}"[:40])
    facts = Facts(
        key=key(name),
        host="h",
        owner="o",
        name=name,
        provider=Provider.GIT,
        source=source,
        identity=draw(st.sampled_from(IDENTITIES)),
        description=draw(st.text(max_size=5)),
        updated_at=draw(st.sampled_from((None, NOW, NOW - timedelta(days=400)))),
        documents=draw(st.sampled_from(({}, {DocumentRole.README: Document(path="README.md", oid=oid, size=1)}))),
    )
    problems = draw(st.lists(st.sampled_from(("logo", "blob")), max_size=2, unique=True))
    return Changed(
        Collected(facts=facts, blobs={oid: text}),
        tuple(Problem(where=facts.key, code=code, message="it is not well") for code in problems),
    )


@st.composite
def outcomes(draw: st.DrawFn, name: str, source: str, known: frozenset[str]) -> Outcome:
    kinds = ["changed", "failed", "gone", "excluded", *(("unchanged",) * 2 if name in known else ())]
    match draw(st.sampled_from(kinds)):
        case "changed":
            return draw(changes(name, source))
        case "unchanged":
            return Unchanged(key(name))
        case "failed":
            return Failed(key(name), error(draw(st.sampled_from(("timeout", "malformed")))))
        case "gone":
            return Failed(key(name), error("gone", gone=True))
        case _:
            return Excluded(key(name), "It is a fork.", draw(st.sampled_from((None, *Visibility))))


@st.composite
def sources(draw: st.DrawFn, known: frozenset[str]) -> tuple[Given, ...]:
    made = []
    for name in draw(st.sampled_from((("one",), ("one", "two"), ("two", "one"), ("one", "three", "two")))):
        if draw(st.integers(0, 5)) == 5:
            made.append(Given(name, error=error("no-such-account")))
            continue
        spoken_of = draw(st.lists(st.sampled_from(NAMES), unique=True))
        found: list[Outcome] = [draw(outcomes(one, name, known)) for one in spoken_of]
        found += draw(
            st.lists(
                st.sampled_from(
                    (
                        Withheld(3),
                        Noticed(Problem(where=name, code="fewer", message="fewer came than were counted")),
                        Spent(requests=4, points=2, waited=0.5),
                        TeamsRead("h/o", (HostTeam(slug="web", name="Web", people=(AuthorId("ada"),)),)),
                        TeamsRead("h/o", None),
                    )
                ),
                unique=True,
            )
        )
        made.append(Given(name, tuple(found)))
    return tuple(made)


def _ending(night: Callable[..., RunReport], *given: Any, **more: Any) -> object:
    try:
        report = night(*given, **more)
    except NothingUsable as refusal:
        return str(refusal)
    return report.problems, report.failed, report.projects, report.sources, report.spent


@pytest.mark.slow
@settings(max_examples=60)
@given(data=st.data())
def test_any_division_of_any_nights_gives_the_snapshot_of_one_machine(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4), label="machines")
    division = data.draw(st.fixed_dictionaries({key(name): st.integers(1, count) for name in NAMES}), label="division")
    former = data.draw(st.sampled_from(({}, {key("e"): (key("f"),)})), label="renamed by the catalogue")
    known: frozenset[str] = frozenset()
    with TemporaryDirectory() as folder:
        whole, parts = Path(folder) / "whole" / "snapshot.db", Path(folder) / "parts" / "snapshot.db"
        for day in range(3):
            night = data.draw(sources(known), label=f"night {day}")
            now = NOW + timedelta(days=day)
            one = _ending(collect, night, snapshot_path=whole, clock=repeat(now).__next__, renamed_from=former)
            several = _ending(divided_night, parts, night, count, division.__getitem__, day=day, renamed_from=former)
            assert one == several
            assert whole.exists() == parts.exists()
            if whole.exists():
                assert tables(whole) == tables(parts)
                known = frozenset(row[0].rpartition("/")[2] for row in tables(whole)["project"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot.db"


def changed(name: str, **more: object) -> Changed:
    facts = Facts(key=key(name), host="h", owner="o", name=name, provider=Provider.GIT, source="one", **more)  # type: ignore[arg-type]
    return Changed(Collected(facts=facts, blobs={}))


def test_a_rename_from_one_machine_to_another_keeps_the_old_address_and_the_age(path: Path) -> None:
    def shard_of(one: ProjectKey) -> int:
        return 1 if one == key("old") else 2

    divided_night(path, [Given("one", (changed("old", identity="x"),))], 2, shard_of)
    report = divided_night(path, [Given("one", (changed("new", identity="x"),))], 2, shard_of, day=1)
    assert (report.renamed, report.removed) == (1, 0)
    found = tables(path)
    assert found["redirect"] == [["projects/o/old/", key("new")]]
    assert [row[5] for row in found["project"]] == [NOW.isoformat()]


def test_addresses_of_namesakes_do_not_depend_on_who_collected_them(tmp_path: Path) -> None:
    pages = []
    for number, order in enumerate(((1, 2, 3), (3, 1, 2), (2, 2, 1))):
        division = {key(name): machine for name, machine in zip(("Shop", "shop", "SHOP"), order, strict=True)}
        path = tmp_path / str(number) / "snapshot.db"
        divided_night(path, [Given("one", tuple(map(changed, ("Shop", "shop", "SHOP"))))], 3, division.__getitem__)
        pages.append([row[:2] for row in tables(path)["project"]])
    assert pages[0] == pages[1] == pages[2]


def test_a_source_that_fails_for_one_machine_keeps_what_that_one_knew(path: Path) -> None:
    divided_night(path, [Given("one", (changed("a"), changed("b")))], 2, {key("a"): 1, key("b"): 2}.__getitem__)
    files = [
        make_shard(path, [Given("one", (Unchanged(key("a")),))], Shard(1, 2), day=1),
        make_shard(path, [Given("one", error=error("timeout"))], Shard(2, 2), day=1),
    ]
    report = merge_shards(files, catalog="catalogue", snapshot_path=path)
    assert (report.projects, report.unchanged, report.failed) == (2, 1, {"timeout": 1})
    failing = {row[0]: row[7] for row in tables(path)["project"]}
    assert failing == {key("a"): None, key("b"): (NOW + timedelta(days=1)).isoformat()}


def test_of_a_repository_that_two_machines_met_the_one_that_holds_it_has_the_word(path: Path) -> None:
    holder, other = (1, 2) if Shard(1, 2).holds(key("a")) else (2, 1)
    told = {holder: changed("a", description="first hand"), other: changed("a", description="by an old name")}
    files = [make_shard(path, [Given("one", (told[number],))], Shard(number, 2)) for number in (1, 2)]
    report = merge_shards(files, catalog="catalogue", snapshot_path=path)
    assert (report.projects, report.changed, report.sources["one"].changed) == (1, 1, 1)
    assert b"first hand" in tables(path)["project"][0][4]


def test_a_night_lasts_from_the_first_beginning_to_the_last_end(path: Path) -> None:
    files = []
    for number, hour in ((1, 5), (2, 3)):
        begun = NOW + timedelta(hours=hour)
        times = iter((begun, begun + timedelta(minutes=10)))
        files.append(
            make_shard(path, [Given("one", (changed("ab"[number - 1]),))], Shard(number, 2), clock=times.__next__)
        )
    report = merge_shards(files, catalog="catalogue", snapshot_path=path)
    assert report.seconds == timedelta(hours=2, minutes=10).total_seconds()
    (run,) = tables(path)["run"]
    assert run[:2] == [(NOW + timedelta(hours=3)).isoformat(), (NOW + timedelta(hours=5, minutes=10)).isoformat()]


def test_more_machines_than_projects_is_no_fault(path: Path) -> None:
    assert divided_night(path, [Given("one", (changed("a"),))], 9, lambda _key: 4).all_well
