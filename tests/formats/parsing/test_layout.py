"""The places of keys and values agree with the text that they were read from."""

import json
from collections.abc import Iterator

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from innersource_marketplace.formats.parsing import parse_json, parse_yaml
from innersource_marketplace.formats.parsing.spans import Node, json_layout, yaml_layout

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f\x85\u2028\u2029\ufeff"), max_size=8)
values = st.recursive(
    texts | st.booleans() | st.integers(-99, 99) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)


def scalars(node: Node, value: object) -> Iterator[tuple[Node, object]]:
    """Walk a layout and the value side by side; keys and scalars with what they mean."""
    if isinstance(value, dict):
        assert [item.key for item in node.items] == list(value)
        for item, inner in zip(node.items, value.values(), strict=True):
            yield Node(kind="scalar", start=item.key_start, end=item.key_end), item.key
            yield from scalars(item.value, inner)
    elif isinstance(value, list):
        for item, inner in zip(node.items, value, strict=True):
            yield from scalars(item.value, inner)
    else:
        yield node, value


@given(st.dictionaries(texts, values, max_size=4), st.sampled_from([None, 1, 4]), st.booleans())
def test_a_place_in_json_holds_the_literal_of_its_value(
    value: dict[str, object], indent: int | None, plain: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=plain)
    root = json_layout(text)
    assert root is not None
    assert parse_json(text.encode(), "x").value == value
    assert (root.start, root.end) == (0, len(text))
    for node, meant in scalars(root, value):
        assert json.loads(text[node.start : node.end]) == meant


@example(value={"": "0E0"}, flow=False, unicode=False)
@example(value={"0E0": None}, flow=False, unicode=False)
@given(st.dictionaries(texts, values, max_size=4), st.booleans(), st.booleans())
def test_a_place_in_yaml_holds_the_text_of_its_value(value: dict[str, object], flow: bool, unicode: bool) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=unicode, width=1000)
    read = parse_yaml(text.encode(), "x").value
    root = yaml_layout(text)
    assert root is not None
    for node, meant in scalars(root, read):
        # Read by our own rules: YAML 1.1 takes 0E0 for a text, the core schema for a number. A key is always a text.
        if meant == text[node.start : node.end]:
            continue
        assert parse_yaml(f"value: {text[node.start : node.end]}\n".encode(), "x").value == {"value": meant}
