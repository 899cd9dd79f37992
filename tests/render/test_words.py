"""Dates and numbers in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.model import day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.activity_chart import activity_chart, spark_path
from innersource_marketplace.render.parts.dates import moment

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SAY = Messages()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (60, "2 months ago"),
        (729, "24 months ago"),
        (730, "2 years ago"),
    ],
)
def test_times_are_told_by_how_long_ago_they_are(days: int, words: str) -> None:
    said = moment(NOW - timedelta(days=days), day_of(NOW), SAY)
    assert said is not None
    assert said.words == words


def test_a_time_in_the_future_is_told_as_its_day() -> None:
    said = moment(NOW + timedelta(days=3), day_of(NOW), SAY)
    assert said is not None
    assert said.words == "21 November 2026"


@given(st.datetimes())
def test_any_time_has_words(then: datetime) -> None:
    said = moment(then, day_of(NOW), SAY)
    assert said is not None
    assert said.words
    assert len(said.machine) == 10


def test_counts_choose_the_plural_and_group_thousands() -> None:
    assert SAY("site.projects", count=1) == "1 project"
    assert SAY("site.projects", count=12345) == "12,345 projects"


def test_a_chart_has_a_bar_a_week_and_says_what_it_shows() -> None:
    chart = activity_chart((*([0] * 51), 8), day_of(NOW), SAY)
    assert chart.bars.count("<path") == 52
    assert chart.bars.endswith('v96"><title>This week, so far: 8 commits</title></path>')
    assert chart.bars.count("<title>Week of 9 November 2026: 0 commits</title>") == 1
    assert chart.sentence.startswith("8 commits in the last 52 weeks")


def test_a_year_without_commits_is_drawn_as_a_line() -> None:
    chart = activity_chart([0] * 52, day_of(NOW), SAY)
    assert chart.bars.count('v1">') == 52
    assert chart.sentence == "No commits in the last 52 weeks."
    assert spark_path([0] * 13).count("M") == 12


def test_a_week_that_has_hardly_begun_is_no_collapse() -> None:
    assert spark_path([*[3] * 12, 0]) == spark_path([*[3] * 12, 3])
    # What has happened this week only is shown all the same.
    assert spark_path([*[0] * 12, 3]).endswith("M55 0h3v20h-3z")
