"""Who committed, under a digest: the same person is found again, a bot is nobody, and no name is kept."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.collect.sources.git.reading.history import History, as_authors, count
from innersource_marketplace.collect.sources.github.reading.history import Recent, recent_authors, week_of
from innersource_marketplace.formats.authors import NOBODY, author_id, is_bot
from innersource_marketplace.limits import AUTHORS
from innersource_marketplace.model import ObjectId

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


def history(*commits: tuple[int, str, str]) -> History:
    """Commits as (days ago, e-mail, name)."""
    stamps = ((int((NOW - timedelta(days=days)).timestamp()), email, name) for days, email, name in commits)
    return count((f"{'0' * 40}\0{'1' * 40}\0{stamp}\0{email}\0{name}\0".encode() for stamp, email, name in stamps), NOW)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Acme.example", " ada@acme.example"),
        ("@Ada", "ada"),
        ("123+ada@users.noreply.github.com", "ADA"),
        ("ada@users.noreply.ghe.acme.example", "ada"),
    ],
)
def test_one_person_has_one_digest(one: str, other: str) -> None:
    assert author_id(one) == author_id(other) != author_id("grace@acme.example")


@given(st.text())
def test_any_text_has_a_digest_that_says_nothing(text: str) -> None:
    digest = author_id(text)
    assert digest == NOBODY or (len(digest) == 16 and int(digest, 16) >= 0)


def test_people_are_kept_by_week_and_bots_are_not() -> None:
    found = history(
        (1, "ada@acme.example", "Ada"),
        (2, "ADA@acme.example", "Ada"),
        (9, "ada@acme.example", "Ada"),
        (1, "renovate[bot]@acme.example", "renovate[bot]"),
        (1, "ci@acme.example", "release-bot"),
        (500, "grace@acme.example", "Grace"),
    )

    assert [(author.id, author.weeks) for author in found.authors] == [
        (author_id("ada@acme.example"), {"2026-W46": 1, "2026-W47": 2})
    ]
    assert "ada" not in msgspec.json.encode(found.authors).decode()


def test_the_first_commit_is_told_however_long_ago_it_was() -> None:
    found = history((1, "ada@acme.example", "Ada"), (800, "Ada@acme.example", "Ada"))
    assert [author.first for author in found.authors] == [week_of(NOW - timedelta(days=800))]


def test_beyond_the_limit_the_least_active_have_no_digest() -> None:
    commits = {(author_id(f"p{number}"), "2026-W01"): number + 1 for number in range(AUTHORS + 3)}
    found = as_authors(commits, {})
    assert len(found) == AUTHORS + 1
    assert found[0].id == NOBODY
    assert found[0].weeks == {"2026-W01": 1 + 2 + 3}


def recent(*commits: tuple[int, str], total: int | None = None) -> Recent:
    return Recent(
        owner="payments",
        name="ledger",
        head=ObjectId("0" * 40),
        total=len(commits) if total is None else total,
        dates=tuple(NOW - timedelta(days=days) for days, _ in commits),
        emails=tuple(email for _, email in commits),
        accounts=tuple("" for _ in commits),
        cursor=None if total is None else "more",
    )


def test_github_tells_who_came_first_only_where_all_commits_were_read() -> None:
    commits: Sequence[tuple[int, str]] = ((1, "ada@acme.example"), (20, "ada@acme.example"), (2, "dependabot[bot]@x.y"))
    whole, later = (recent_authors(recent(*commits), None, known, NOW) for known in (3, 900))
    assert whole is not None
    assert later is not None
    assert [author.first for author in whole] == [week_of(NOW - timedelta(days=20))]
    assert [author.first for author in later] == [None]


def test_github_keeps_earlier_weeks_that_were_read_before_or_knows_nothing() -> None:
    before = recent_authors(recent((30, "grace@acme.example"), (300, "ada@acme.example")), None, 2, NOW)
    partly = recent((1, "ada@acme.example"), (10, "grace@acme.example"), total=4)

    assert recent_authors(partly, None, 4, NOW) is None
    merged = recent_authors(partly, before, 4, NOW)

    assert merged is not None
    assert sum(sum(author.weeks.values()) for author in merged) == 3  # the oldest week read may be cut
    assert {author.id for author in merged} == {author_id("ada@acme.example"), author_id("grace@acme.example")}


@pytest.mark.parametrize("name", ["dependabot[bot]", "release-bot", "renovate"])
def test_machines_are_told_by_their_names(name: str) -> None:
    assert is_bot(name)


@pytest.mark.parametrize("name", ["Abbot", "robotham@acme.example", "Bothilda"])
def test_people_are_not_taken_for_machines(name: str) -> None:
    assert not is_bot(name)
