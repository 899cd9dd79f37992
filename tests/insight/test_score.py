"""The score gives the pattern's figures, and says how."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.insight.score import activity_score
from innersource_marketplace.model import day_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


# Each expected value was worked out by hand from the pattern's text.
GOLDEN = [
    # 50·2 = 100, no boost after a year, 100 − 50
    ({"updated_at": days(0), "created_at": days(400)}, 50),
    # (50 + 50 + 20 + 10 + 8)·1.9·(1 + 2/7) + (1000 − 27.4)·165/365 + 50 + 100 − 50
    (
        {
            "updated_at": days(10),
            "created_at": days(200),
            "forks": 10,
            "subscribers": 20,
            "stars": 30,
            "open_issues": 40,
            "weekly_commits": [5] * 52,
            "description_characters": 40,
            "contributing": True,
        },
        877,
    ),
    # asleep for longer than a year: 50·1 + 0 − 50
    ({"updated_at": days(500), "created_at": days(800)}, 0),
    # young and busy: 50·2·2 + 1000·335/365 − 50
    ({"updated_at": days(0), "created_at": days(30), "weekly_commits": [20] * 13}, 1068),
    # 13 quiet weeks after 39 busy ones count as quiet
    ({"updated_at": days(0), "created_at": days(400), "weekly_commits": [50] * 39 + [0] * 13}, 50),
    # five weeks of history still are divided by thirteen: (50·2)·(1 + (50/13 − 3)/7) − 50
    ({"updated_at": days(0), "created_at": days(400), "weekly_commits": [10] * 5}, 62),
    # logarithmic above 3000: 3000 + 100·ln(10100) − 50, where 10100 = 2·(50 + 5·1000)
    ({"updated_at": days(0), "created_at": days(400), "forks": 1000}, 3872),
]


@pytest.mark.parametrize(("facts", "expected"), GOLDEN)
def test_it_gives_the_figures_of_the_pattern(facts: dict[str, object], expected: int) -> None:
    assert activity_score(today=day_of(NOW), **facts).value == expected  # type: ignore[arg-type]


def test_a_description_counts_from_thirty_one_characters_on() -> None:
    short = activity_score(today=day_of(NOW), updated_at=days(0), created_at=days(400), description_characters=30)
    long = activity_score(today=day_of(NOW), updated_at=days(0), created_at=days(400), description_characters=31)
    assert long.value - short.value == 50


def test_an_unknown_fact_leaves_the_score_as_it_was_and_says_so() -> None:
    score = activity_score(today=day_of(NOW), updated_at=days(0), created_at=days(400))
    unknown = {part.name for part in score.parts if part.value is None}
    assert unknown == {"forks", "subscribers", "stars", "open_issues", "commits_per_week", "contributing"}
    assert all(part.effect == "" for part in score.parts if part.value is None)


def test_nothing_known_at_all_is_no_activity() -> None:
    score = activity_score(today=day_of(NOW), updated_at=None, created_at=None)
    assert (score.value, score.level) == (0, 0)


@pytest.mark.parametrize(
    ("value", "level"), [(5, 0), (6, 1), (50, 1), (51, 2), (150, 2), (300, 3), (1000, 4), (2500, 5), (2501, 6)]
)
def test_levels_begin_above_their_bounds(value: int, level: int) -> None:
    # A stranger's forks can make any value: 2·(50 + 5·forks + subscribers) − 50 with nothing else.
    score = activity_score(today=day_of(NOW), updated_at=days(500), created_at=days(800), subscribers=value)
    assert (score.value, score.level) == (value, level)


counts = st.none() | st.integers(-(2**63), 2**63)
times = st.none() | st.datetimes(timezones=st.just(UTC))


@given(
    forks=counts,
    subscribers=counts,
    stars=counts,
    open_issues=counts,
    updated_at=times,
    created_at=times,
    weekly=st.none() | st.lists(st.integers(0, 10**9), max_size=60),
    contributing=st.none() | st.booleans(),
)
def test_absurd_facts_never_break_it_and_the_parts_lead_to_the_value(
    forks: int | None,
    subscribers: int | None,
    stars: int | None,
    open_issues: int | None,
    updated_at: datetime | None,
    created_at: datetime | None,
    weekly: list[int] | None,
    contributing: bool | None,
) -> None:
    score = activity_score(
        today=day_of(NOW),
        forks=forks,
        subscribers=subscribers,
        stars=stars,
        open_issues=open_issues,
        updated_at=updated_at,
        created_at=created_at,
        weekly_commits=weekly,
        contributing=contributing,
    )
    assert 0 <= score.value < 10_000
    assert score.parts[-1].total == score.value
