"""Charts of figures: what is not plausible is not drawn, and what was is a mark."""

from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.render.parts.figure_charts import WIDTH, bars

SHARES = st.none() | st.floats()


def test_a_share_is_a_bar_with_a_mark_where_it_was() -> None:
    plot = bars([("Review", 25.0, 50.0), ("Testing", None, 100.0)], unit="\u00a0%")
    assert plot is not None
    ground, bar = plot.boxes[0], plot.boxes[1]
    assert bar.width == ground.width / 2
    mark = next(box for box in plot.boxes if box.kind == "before")
    assert mark.x == ground.x + ground.width / 4 - mark.width / 2
    assert [label.text for label in plot.labels] == ["Review", "50\u00a0%", "Testing", "100\u00a0%"]
    assert sum(box.kind == "before" for box in plot.boxes) == 1


@given(st.lists(st.tuples(st.text(), SHARES, st.floats()), max_size=6))
def test_bars_stay_in_their_drawing(rows: list[tuple[str, float | None, float]]) -> None:
    plot = bars(rows)
    for box in plot.boxes if plot else ():
        assert 0 <= box.x <= box.x + box.width <= WIDTH
        assert plot is not None
        assert box.y + box.height <= plot.height
