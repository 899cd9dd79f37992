"""Quiet projects: flagged with a date, then hidden behind a page that says why and how they come back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.build.caches import readmes
from innersource_marketplace.build.caches.cache import open_cache
from innersource_marketplace.build.content import SiteContent, gather
from innersource_marketplace.build.projects import Assessing
from innersource_marketplace.build.scratch import clear_scratch
from innersource_marketplace.build.select import select
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.collect.catalog_file import entries_by_key
from innersource_marketplace.formats.catalog import Catalog, read_catalog
from innersource_marketplace.insight.expiry import expiry_of
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import Collected, Expiry, ExpirySettings, Facts, ProjectKey, Provider, day_of
from innersource_marketplace.model.listing_status import Rule
from innersource_marketplace.progress import Progress
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.listing_reasons import reason, remedy, state_of
from innersource_marketplace.render.pages.tombstones import tombstone_pages
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot
from projects import HOSTILE_TEXTS, SETTINGS, make_project

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
RULE = ExpirySettings(inactive_after_days=100, grace_days=10)


def quiet(days: int, rule: ExpirySettings | None = RULE, *, read: int = 0) -> Expiry | None:
    """How a project stands that was quiet for so many days, and read so many days ago."""
    return expiry_of(NOW - timedelta(days=days), NOW - timedelta(days=read), rule, day_of(NOW))


def test_a_project_is_flagged_on_one_day_and_hidden_on_a_later_one() -> None:
    assert quiet(99) is None
    flagged, last_day, hidden = quiet(100), quiet(109), quiet(110)

    assert flagged == Expiry(last_activity=NOW - timedelta(days=100), hide_on=date(2026, 11, 28))
    assert last_day is not None
    assert not last_day.hidden
    assert hidden is not None
    assert (hidden.hidden, hidden.hide_on) == (True, NOW.date())


def test_without_a_rule_nothing_expires() -> None:
    assert quiet(10_000, None) is None


def test_nobody_is_hidden_without_having_been_told() -> None:
    found = quiet(5_000, replace(RULE, since=date(2026, 11, 10)))

    assert found is not None
    assert (found.hidden, found.hide_on) == (False, date(2026, 11, 20))


def test_time_in_which_the_repository_could_not_be_read_does_not_count() -> None:
    assert quiet(105, read=10) is None
    assert quiet(115, read=10) == replace(quiet(115) or Expiry(last_activity=NOW, hide_on=NOW.date()), hidden=False)


def test_who_commits_in_the_future_or_never_did_is_left_alone() -> None:
    assert quiet(-4_000) is None
    assert expiry_of(None, NOW, RULE, day_of(NOW)) is None


@given(
    st.integers(-100_000, 20_000).map(lambda days: NOW - timedelta(days=days)),
    st.integers(-2_000, 20_000).map(lambda days: NOW + timedelta(days=days)),
    st.integers(1, 3_650),
    st.integers(1, 3_650),
    st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31)),
)
def test_whoever_is_hidden_was_flagged_the_day_before(
    last: datetime, now: datetime, after: int, grace: int, since: date | None
) -> None:
    rule = ExpirySettings(inactive_after_days=after, grace_days=grace, since=since)
    found = expiry_of(last, now, rule, day_of(now))
    before = expiry_of(last, now - timedelta(days=1), rule, day_of(now - timedelta(days=1)))

    if found is not None and found.hidden:
        assert before is not None
        assert before.hide_on == found.hide_on


def catalog(more: str = "") -> Catalog:
    text = f"version: 1\norganization: Acme\nsources: [{{git: git}}]\n{more}"
    found, problems = read_catalog(text.encode(), "catalog.yml")
    assert found is not None
    assert problems == ()
    return found


EXPIRY = "expiry: {inactive_after_days: 100, grace_days: 10}\n"
PINNED = "projects: [{repository: https://git.acme.example/team/gone, expires: false}]\n"


def test_the_rule_is_off_by_default_and_has_defaults() -> None:
    assert catalog().site.expiry is None
    assert catalog("expiry: {}\n").site.expiry == ExpirySettings(inactive_after_days=365, grace_days=90)
    assert catalog("expiry: {since: 2026-12-01}\n").site.expiry == ExpirySettings(since=date(2026, 12, 1))
    assert [entry.expires for entry in catalog(PINNED).projects] == [False]


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{inactive_after_days: 0}", "out-of-range"),
        ("{grace_days: 100000}", "out-of-range"),
        ("{grace_days: true}", "number-expected"),
        ("{grace_days: [1]}", "type"),
        ("{since: 2026-02-30}", "date-refused"),
        ("{since: 12}", "type"),
        ("{after: 3}", "unknown-key"),
        ("[]", "type"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_named_and_never_invented(rule: str, code: str) -> None:
    found, problems = read_catalog(
        f"version: 1\norganization: A\nsources: [{{git: git}}]\nexpiry: {rule}\n".encode(), "catalog.yml"
    )

    assert found is not None
    assert [problem.severity.value for problem in problems] == ["error"]
    assert code in ("type", "number-expected") or problems[0].code == code


@pytest.fixture
def assembled(tmp_path: Path) -> Iterator[dict[str, SiteContent]]:
    """The same three projects by different catalogues: one at work, one flagged, one gone."""
    with open_snapshot(tmp_path / "snapshot.db", create=True) as snapshot:
        pages = {}
        for name, days in (("busy", 3), ("slow", 105), ("gone", 400)):
            facts = Facts(
                key=ProjectKey(f"git.acme.example/team/{name}"),
                host="git.acme.example",
                owner="team",
                name=name,
                provider=Provider.GIT,
                source="https://git.acme.example",
                updated_at=NOW - timedelta(days=days),
            )
            pages[facts.key] = f"projects/team/{name}/"
            snapshot.save(Collected(facts=facts, blobs={}), now=NOW)
        snapshot.finish_run(
            started_at=NOW,
            finished_at=NOW,
            remove={},
            pages=pages,
            redirects={"projects/team/old/": ProjectKey("git.acme.example/team/gone")},
            first_seen={},
            problems=(),
            excluded={},
            figures={},
            report={},
        )
        found = {}
        for words in ("", EXPIRY, EXPIRY + PINNED):
            found[words] = content_of(catalog(words), snapshot, tmp_path)
        yield found


def content_of(said: Catalog, snapshot: Snapshot, work: Path) -> SiteContent:
    clear_scratch(work)
    entries = entries_by_key(said, work)
    job = Job(
        work=work,
        snapshot=snapshot.path,
        site=work,
        settings=said.site,
        roster=roster_of(said.teams),
        now=NOW,
        processes=1,
    )
    with open_cache(work / readmes.CACHE), Workers(job, len(snapshot.pages())) as workers:
        assessing = Assessing(workers)
        selection = select(said, snapshot, entries, work, assessing.add)
        return gather(selection, assessing, snapshot, entries, job=job, workers=workers, progress=Progress())


def names(assembled: SiteContent) -> list[str]:
    return sorted(project.name for project in assembled.projects)


def test_the_site_hides_only_by_the_rule_and_never_what_is_pinned(assembled: dict[str, SiteContent]) -> None:
    assert names(assembled[""]) == ["busy", "gone", "slow"]
    assert names(assembled[EXPIRY]) == ["busy", "slow"]
    assert [project.name for project in assembled[EXPIRY].expired] == ["gone"]
    assert names(assembled[EXPIRY + PINNED]) == ["busy", "gone", "slow"]


def test_the_owner_is_told_before_and_after(assembled: dict[str, SiteContent]) -> None:
    one = assembled[EXPIRY]
    warned = [problem for problem in one.problems if problem.code == "expiring"]
    assert [(problem.where, str(problem.message)) for problem in warned] == [
        (
            "git.acme.example/team/slow",
            "Its last commit was on 2026-08-05; it will be hidden on 2026-11-23.",
        )
    ]
    gone = next(each for each in one.considered if each.key.endswith("/gone"))
    assert (gone.rule, gone.project, state_of(gone, day_of(NOW)).value) == (Rule.EXPIRED, None, "left-out")
    assert reason(gone, Messages()) == "Hidden because its last commit was on 14 October 2025."
    assert "expires: false" in (remedy(gone, Messages()) or "")


def test_a_former_address_leads_to_the_page_that_explains(assembled: dict[str, SiteContent]) -> None:
    assert assembled[EXPIRY].redirects == {"projects/team/old/": "projects/team/gone/"}


def test_the_page_that_stays_says_why_and_how_it_comes_back(assembled: dict[str, SiteContent]) -> None:
    one = assembled[EXPIRY]
    rule = ExpirySettings(inactive_after_days=100, grace_days=10)
    pages = dict(tombstone_pages(one.expired, {}, replace(SETTINGS, expiry=rule), Messages()))

    assert list(pages) == ["projects/team/gone/index.md"]
    page = pages["projects/team/gone/index.md"].decode()
    assert "hidden since 1 February 2026, because its last commit was on 14 October 2025" in page
    assert "A project without commits for 100 days is flagged, and hidden 10 days later." in page
    assert "Any commit on its default branch brings it back" in page


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_nothing_that_a_hidden_project_is_called_acts_on_its_page(text: str) -> None:
    gone = make_project(title=text, expiry=Expiry(last_activity=NOW, hide_on=NOW.date(), hidden=True))
    ((_, page),) = tombstone_pages([gone], {}, SETTINGS, Messages())

    body = page.decode().split("---\n\n", 1)[1]
    assert body.count("\n") == 1
    assert not {"<script", "<img", "<h1>out"} & {piece for piece in ("<script", "<img", "<h1>out") if piece in body}
