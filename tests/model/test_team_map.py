"""The order of names in lists of teams."""

from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.model import name_order


def test_numbers_in_names_are_in_the_order_of_numbers_and_case_does_not_matter() -> None:
    names = ["team 2", "Team 11", "Team 10 B", "Team 10 a", "team", "Team 007", "Team 2 of 3", "2nd", "11th", "Zoo"]
    ordered = ["2nd", "11th", "team", "team 2", "Team 2 of 3", "Team 007", "Team 10 a", "Team 10 B", "Team 11", "Zoo"]
    assert sorted(names, key=name_order) == ordered


@given(st.sets(st.text(alphabet="aAß01٣ 9", max_size=6), max_size=8))
def test_the_order_is_the_same_wherever_the_names_come_from(names: set[str]) -> None:
    assert sorted(sorted(names), key=name_order) == sorted(sorted(names, reverse=True), key=name_order)


def test_endless_digits_take_no_time() -> None:
    assert name_order("team " + "9" * 100_000) > name_order("team " + "8" * 100_000)
