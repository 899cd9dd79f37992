"""JSON written in pieces is the JSON of the whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace import escape
from innersource_marketplace.render.data.json_files import json_list, json_lists

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="<>&\"'\\\u2028é𝄞ab ", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
LISTS = st.lists(VALUES, max_size=4)


@given(LISTS)
def test_a_list(items: list[object]) -> None:
    assert b"".join(json_list(iter(items))) == (escape.json_text(items) + "\n").encode()


@pytest.mark.slow
@given(
    st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=3), st.dictionaries(st.text(max_size=3), LISTS)
)
def test_an_object_with_lists(head: dict[str, object], lists: dict[str, list[object]]) -> None:
    lists = {f"list {name}": items for name, items in lists.items()}
    written = b"".join(json_lists(head, {name: iter(items) for name, items in lists.items()}))
    assert written == (escape.json_text({**head, **lists}) + "\n").encode()
    assert json.loads(written) == {**head, **lists}


def test_an_item_is_made_when_the_one_before_it_was_taken() -> None:
    made = []
    pieces = json_lists({"a": 1}, {"b": (made.append(number) or number for number in range(3))})  # type: ignore[func-returns-value]
    while b"0" not in next(pieces):
        pass
    assert made == [0]
