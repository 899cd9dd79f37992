"""The bench of nights on GitHub measures what it says, at a size that takes seconds."""

import pytest

from bench.github import github_table, github_verdicts, measure_github

pytestmark = pytest.mark.slow


@pytest.mark.exhaustive
def test_two_nights_are_counted_beside_one_call_a_fact() -> None:
    result = measure_github(50, 0.0)
    cold, nightly = result.nights
    assert 0 < nightly.requests < cold.requests < result.one_call_a_fact / 50
    assert cold.cost.memory_bytes > 0
    assert "one call a fact" in github_table([result])
    assert all(well for *_, well in github_verdicts([result]))
