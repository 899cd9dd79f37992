"""How many nights a missing project is kept."""

from datetime import UTC, datetime, timedelta

import pytest

from innersource_marketplace.collect.guard import hold_back
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.model import Day, ProjectKey, day_of

SOURCES = {ProjectKey(f"host/a/r{number}"): "github:host/a" for number in range(5)}
FIRST = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(("days", "nights"), [((0, 1, 2), 3), ((0, 0, 0), 1), ((5, 1, 0), 1), ((0, -365, 1), 2)])
def test_a_run_of_the_same_day_or_of_a_clock_set_back_is_no_further_night(days: tuple[int, ...], nights: int) -> None:
    missing = sorted(SOURCES)[:3]
    held: dict[ProjectKey, tuple[Day, int]] = {}
    for day in days:
        today = day_of(FIRST + timedelta(days=day))
        kept = hold_back(missing, SOURCES, held, SourceGuard(), today).nights
        held = {key: (today, count) for key, count in kept.items()}
    assert {count for _, count in held.values()} == {nights}
    assert held.keys() == {*missing}


def test_few_are_let_go_at_once_unless_their_account_lists_nothing() -> None:
    few = sorted(SOURCES)[:1]
    today = day_of(FIRST)
    assert hold_back(few, SOURCES, {}, SourceGuard(), today).nights == {}
    assert hold_back(few, SOURCES, {}, SourceGuard(), today, unlisted=few).nights == {few[0]: 1}
    assert hold_back(few, SOURCES, {}, SourceGuard(nights=0), today, unlisted=few).nights == {}
