"""Runs over several sources: who wins, what stays, what goes, and what is written when."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from given_source import Given
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.run_report import RunReport
from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Spent,
    Unchanged,
    Withheld,
)
from innersource_marketplace.errors import NothingUsable, Problem, SourceError
from innersource_marketplace.model import Collected, Facts, ProjectKey, Provider, Stored
from innersource_marketplace.snapshot.store import open_snapshot
from shared_children import shared_converter

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def key(name: str) -> ProjectKey:
    return ProjectKey(f"h/o/{name}")


def changed(name: str, source: str = "one", **more: object) -> Changed:
    facts = Facts(key=key(name), host="h", owner="o", name=name, provider=Provider.GIT, source=source, **more)  # type: ignore[arg-type]
    return Changed(Collected(facts=facts, blobs={}))


def failed(name: str, *, gone: bool = False) -> Failed:
    return Failed(key(name), SourceError("gone" if gone else "timeout", "it did not answer", "Wait.", gone=gone))


def run(path: Path, *sources: Given, day: int = 0, **more: object) -> RunReport:
    given = {"converter": shared_converter(), **more}
    return collect(sources, snapshot_path=path, clock=lambda: NOW + timedelta(days=day), **given)  # type: ignore[arg-type]


def stored(path: Path) -> dict[str, Stored[Facts]]:
    with open_snapshot(path) as snapshot:
        return {one.facts.name: one for one in snapshot.projects()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "snapshot.db"


def test_a_repository_that_two_sources_list_belongs_to_the_first(path: Path) -> None:
    run(
        path,
        Given("one", (changed("a", description="first"),)),
        Given("two", (changed("a", "two", description="second"),)),
    )
    assert stored(path)["a"].facts.description == "first"


def test_a_source_that_fails_keeps_its_projects_and_marks_them(path: Path) -> None:
    run(path, Given("one", (changed("a"),)), Given("two", (changed("b", "two"),)))
    report = run(
        path,
        Given("one", (Unchanged(key("a")),)),
        Given("two", error=SourceError("timeout", "down")),
        day=1,
    )
    assert not report.all_well
    assert stored(path)["b"].failing_since == NOW + timedelta(days=1)
    assert stored(path)["a"].failing_since is None


def test_a_fault_of_ours_in_one_source_is_told_and_ends_no_other(path: Path) -> None:
    run(path, Given("one", (changed("a"),)), Given("two", (changed("b", "two"),)))
    report = run(path, Given("one", (), error=ValueError("a secret")), Given("two", (Unchanged(key("b")),)), day=1)
    assert report.failed == {"internal": 1}
    (problem,) = report.problems
    assert str(problem.message) == "ValueError while collecting one"
    assert stored(path)["a"].failing_since == NOW + timedelta(days=1)
    assert stored(path)["b"].failing_since is None


def test_what_a_source_lists_no_longer_is_removed(path: Path) -> None:
    run(path, Given("one", (changed("a"), changed("b"))))
    assert run(path, Given("one", (Unchanged(key("a")),)), day=1).removed == 1
    assert set(stored(path)) == {"a"}


def test_what_the_host_took_away_is_purged_even_though_the_rest_of_its_source_failed(path: Path) -> None:
    run(path, Given("one", (changed("a"), changed("b"))))
    run(path, Given("one", (Unchanged(key("a")), failed("b", gone=True))), day=1)
    assert set(stored(path)) == {"a"}


def test_a_failed_project_stays_as_it_was(path: Path) -> None:
    run(path, Given("one", (changed("a", commits=5), changed("b"))))
    report = run(path, Given("one", (failed("a"), Unchanged(key("b")))), day=1)
    assert report.failed == {"timeout": 1}
    assert stored(path)["a"].facts.commits == 5
    assert stored(path)["a"].collected_at == NOW


def test_a_project_that_never_could_be_collected_is_a_problem_and_nothing_else(path: Path) -> None:
    report = run(path, Given("one", (failed("a"), changed("b"))))
    assert set(stored(path)) == {"b"}
    assert [problem.where for problem in report.problems] == [key("a")]


def test_nothing_usable_leaves_the_snapshot_to_the_byte(path: Path) -> None:
    run(path, Given("one", (changed("a"),)))
    before = path.read_bytes()
    with pytest.raises(NothingUsable, match="it did not answer"):
        run(path, Given("one", (failed("a"),)), day=1)
    assert path.read_bytes() == before


def test_nothing_usable_makes_no_snapshot(path: Path) -> None:
    with pytest.raises(NothingUsable):
        run(path, Given("one", (failed("a"),)))
    with pytest.raises(NothingUsable, match="has no repository"):
        run(path)
    assert not path.exists()


def test_failures_before_the_first_good_outcome_are_not_forgotten(path: Path) -> None:
    run(path, Given("one", (changed("a"), changed("b"))))
    run(path, Given("one", (failed("a"), Unchanged(key("b")))), day=1)
    run(path, Given("one", (failed("a"), Unchanged(key("b")))), day=2)
    assert stored(path)["a"].failing_since == NOW + timedelta(days=1)


def test_addresses_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    outcomes = (changed("Shop"), changed("shop"), changed("SHOP"))
    run(tmp_path / "1.db", Given("one", outcomes))
    run(tmp_path / "2.db", Given("one", outcomes[::-1]))
    pages = [{name: one.page for name, one in stored(tmp_path / f"{number}.db").items()} for number in (1, 2)]
    assert pages[0] == pages[1]
    assert len(set(pages[0].values())) == 3


def test_a_rename_is_told_by_identity_only_where_it_is_plain(path: Path) -> None:
    run(path, Given("one", (changed("a", identity="x"), changed("b", identity="y"), changed("c", identity="y"))))
    report = run(path, Given("one", (changed("a2", identity="x"), changed("d", identity="y"))), day=1)
    assert (report.renamed, report.removed) == (1, 2)
    assert stored(path)["a2"].first_seen == NOW
    assert stored(path)["d"].first_seen == NOW + timedelta(days=1)
    with open_snapshot(path) as snapshot:
        assert snapshot.redirects() == {"projects/o/a/": key("a2")}


def test_a_second_rename_takes_the_first_redirect_along(path: Path) -> None:
    run(path, Given("one", (changed("a", identity="x"),)))
    run(path, Given("one", (changed("b", identity="x"),)), day=1)
    run(path, Given("one", (changed("c", identity="x"),)), day=2)
    with open_snapshot(path) as snapshot:
        assert snapshot.redirects() == {"projects/o/a/": key("c"), "projects/o/b/": key("c")}


def test_a_host_that_keys_spelled_in_another_way_before_is_a_rename_and_keeps_age_and_address(path: Path) -> None:
    def on(host: str) -> Changed:
        facts = Facts(
            key=ProjectKey(f"{host}/o/a"), host=host, owner="o", name="a", provider=Provider.GITHUB, source=f"on {host}"
        )
        return Changed(Collected(facts=facts, blobs={}))

    run(path, Given("on GHE.acme.example.", (on("GHE.acme.example."), changed("b", "on GHE.acme.example."))))
    report = run(path, Given("on ghe.acme.example", (on("ghe.acme.example"), changed("b", "new"))), day=1)
    assert (report.renamed, report.removed) == (1, 0)
    kept = stored(path)["a"]
    assert (kept.facts.key, kept.first_seen, kept.page) == ("ghe.acme.example/o/a", NOW, "projects/o/a/")


def test_a_project_that_turned_private_under_another_name_leaves_no_redirect(path: Path) -> None:
    run(path, Given("one", (changed("a", identity="x"), changed("b"))))
    run(path, Given("one", (failed("a", gone=True), changed("a2", identity="x"), Unchanged(key("b")))), day=1)
    with open_snapshot(path) as snapshot:
        assert snapshot.redirects() == {}


def test_rules_notices_and_costs_come_into_the_report(path: Path) -> None:
    notice = Problem(where="one", code="fewer", message="fewer came than were counted")
    outcomes = (
        changed("a"),
        Excluded(key("toy"), "It has no topic."),
        Withheld(3),
        Noticed(notice),
        Spent(requests=4, points=5, waited=0.0),
    )
    report = run(path, Given("one", outcomes))
    assert (report.excluded, report.withheld) == (1, 3)
    assert report.spent["one"].requests == 4
    with open_snapshot(path) as snapshot:
        assert snapshot.excluded() == {key("toy"): "It has no topic."}
        assert notice in snapshot.problems()
        last = snapshot.last_run()
        assert last is not None
        assert last[1]["withheld"] == 3
        assert snapshot.daily_figures()[NOW.date()]["projects"] == 1


def test_the_row_of_a_day_adds_up_what_came_and_went_and_takes_further_figures(path: Path) -> None:
    run(path, Given("one", (changed("a"), changed("b", identity="x"))))
    run(path, Given("one", (changed("a"), changed("c", identity="x"), changed("d"))), day=1)
    run(
        path,
        Given("one", (changed("a"), changed("e"))),
        day=1,
        further_figures=lambda _snapshot, facts: {"asked": len([*facts])},
    )

    with open_snapshot(path) as snapshot:
        days = snapshot.daily_figures()
    assert "new" not in days[NOW.date()], "all that a first run finds is new"
    assert {name: days[(NOW + timedelta(days=1)).date()][name] for name in ("new", "removed", "asked")} == {
        "new": 2,
        "removed": 2,
        "asked": 2,
    }


def test_made_up_days_never_replace_a_real_one(path: Path) -> None:
    run(path, Given("one", (changed("a"),)))
    with open_snapshot(path, create=True) as snapshot:
        snapshot.fill_days({NOW.date(): {"projects": 9}, (NOW - timedelta(days=1)).date(): {"projects": 7}})
        assert [row["projects"] for row in snapshot.daily_figures().values()] == [7, 1]
