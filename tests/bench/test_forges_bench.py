"""The bench of nights on forges measures what it says, at a size that takes seconds."""

import pytest

from bench.forge_process import SERVERS
from bench.forges import forges_table, forges_verdicts, measure_forge

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind == "gitlab" else pytest.mark.exhaustive) for kind in SERVERS]
)
def test_two_nights_are_counted(kind: str) -> None:
    cold, warm = measure_forge(kind, 12, 0.0)
    assert warm.spent["requests"] > 0
    if kind == "github":
        assert warm.spent["git"] == cold.spent["git"] == 0
    else:
        assert 0 < warm.spent["git"] < cold.spent["git"]
    assert kind in forges_table([cold, warm])
    assert all(well for *_, well in forges_verdicts([cold, warm]))
