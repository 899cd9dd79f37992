"""A day is not a moment, and what happened today, by any clock nearby, was today."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.limits import CLOCK_SKEW_HOURS
from innersource_marketplace.model import CLOCK_SKEW, Day, can_have_been, day_of, days_since

LEAP = datetime(2028, 2, 29, 12, tzinfo=UTC)
MOMENTS = st.builds(
    lambda seconds, hours: datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours))),
    st.integers(40_000_000, 7_000_000_000),
    st.integers(-12, 14),
)


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2028-02-29T00:00:00+00:00", 0),
        ("2028-02-29T00:01:00+00:00", 0),
        ("2028-02-29T23:59:59+00:00", 0),
        ("2028-03-01T13:59:00+14:00", 0),
        ("2028-02-29T14:00:00+14:00", 0),
        ("2028-02-28T12:00:00-12:00", 0),
        ("2028-02-29T11:59:00-12:00", 0),
        ("2028-02-29T13:59:00+14:00", 1),
        ("2028-02-28T11:59:00-12:00", 1),
        ("2028-03-01T00:30:00+00:00", 0),
        ("2028-03-01T23:59:00+00:00", 0),
        ("2028-03-02T00:00:00+00:00", None),
        ("2029-02-28T12:00:00+00:00", None),
        ("2027-02-28T12:00:00+00:00", 366),
        ("2024-02-29T12:00:00+00:00", 1461),
        ("1969-12-31T23:59:59+00:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_whole_days_are_counted_in_utc_and_a_clock_a_little_ahead_says_today(moment: str, days: int | None) -> None:
    assert days_since(datetime.fromisoformat(moment), day_of(LEAP)) == days


@given(now=MOMENTS, ahead=st.timedeltas(timedelta(0), CLOCK_SKEW))
def test_what_counts_when_it_is_collected_counts_on_every_page_of_that_day(now: datetime, ahead: timedelta) -> None:
    assert can_have_been(now + ahead, now)
    assert days_since(now + ahead, day_of(now)) == 0
    assert not can_have_been(now + CLOCK_SKEW + timedelta(seconds=1), now)


@given(now=MOMENTS, ago=st.timedeltas(timedelta(0), timedelta(days=200)))
def test_a_moment_of_the_past_is_never_unknown_and_never_ahead(now: datetime, ago: timedelta) -> None:
    days = days_since(now - ago, day_of(now))
    assert days is not None
    assert abs(days - ago / timedelta(days=1)) < 1


@given(moment=MOMENTS, today=MOMENTS)
def test_only_the_day_of_the_clock_matters(moment: datetime, today: datetime) -> None:
    start = datetime.combine(day_of(today), datetime.min.time(), UTC)
    assert days_since(moment, day_of(today)) == days_since(moment, day_of(start))


def test_a_day_has_no_hours_so_nothing_can_be_compared_with_its_beginning() -> None:
    day = day_of(LEAP)
    assert type(day) is date
    with pytest.raises(TypeError):
        _ = day > LEAP
    assert day == Day(date(2028, 2, 29))
    assert timedelta(hours=CLOCK_SKEW_HOURS) == CLOCK_SKEW
