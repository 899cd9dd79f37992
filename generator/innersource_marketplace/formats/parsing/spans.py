"""Where every key and value of a document begins and ends, for edits that leave the rest as it is."""

from collections.abc import Iterator
from typing import Literal

import msgspec
import yaml

from innersource_marketplace.formats.parsing.json_reader import string_value, tokens
from innersource_marketplace.formats.parsing.yaml_reader import LOADER

Kind = Literal["scalar", "list", "object"]


class Node(msgspec.Struct, kw_only=True):
    """A value in its text, `start` to `end`. A YAML block (neither scalar nor `in_brackets`) has no certain end."""

    kind: Kind
    start: int
    end: int
    in_brackets: bool = True
    items: list["Item"] = msgspec.field(default_factory=list)


class Item(msgspec.Struct, kw_only=True):
    """A key with its place and its value, or (`key` None) an item of a list."""

    key: str | None
    key_start: int
    key_end: int
    value: Node


class _Builder:
    """Puts nodes together from starts, scalars and ends, without recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._stack: list[Node] = []
        self._keys: list[tuple[str, int, int] | None] = []

    def open(self, node: Node) -> None:
        self._attach(node)
        self._stack.append(node)
        self._keys.append(None)

    def close(self, end: int) -> None:
        self._keys.pop()
        self._stack.pop().end = end

    def scalar(self, text: str, start: int, end: int) -> None:
        if self._stack and self._stack[-1].kind == "object" and self._keys[-1] is None:
            self._keys[-1] = (text, start, end)
        else:
            self._attach(Node(kind="scalar", start=start, end=end))

    def _attach(self, node: Node) -> None:
        if not self._stack:
            self.root = self.root or node
            return
        key, start, end = self._keys[-1] or (None, 0, 0)
        self._stack[-1].items.append(Item(key=key, key_start=start, key_end=end, value=node))
        self._keys[-1] = None


def json_layout(text: str) -> Node | None:
    """Lay out text that `parse_json` could read."""
    builder = _Builder()
    for lexeme, start in tokens(text):
        if lexeme in ("{", "["):
            builder.open(Node(kind="object" if lexeme == "{" else "list", start=start, end=start))
        elif lexeme in ("}", "]"):
            builder.close(start + 1)
        elif lexeme not in (",", ":"):
            words = string_value(lexeme) if lexeme[0] == '"' else lexeme
            builder.scalar(words, start, start + len(lexeme))
    return builder.root


def yaml_layout(text: str) -> Node | None:
    """Lay out text that `parse_yaml` could read, without anchors and aliases; None where it holds them."""
    builder = _Builder()
    for event in yaml.parse(text, Loader=LOADER):
        start, end = (event.start_mark.index, event.end_mark.index) if event.start_mark and event.end_mark else (0, 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            return None
        if isinstance(event, yaml.ScalarEvent):
            builder.scalar(event.value, start, end)
        elif isinstance(event, yaml.CollectionStartEvent):
            kind: Kind = "object" if isinstance(event, yaml.MappingStartEvent) else "list"
            builder.open(Node(kind=kind, start=start, end=end, in_brackets=bool(event.flow_style)))
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.close(end)
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return builder.root


def follow(root: Node, pointer: str) -> Iterator[tuple[Node, int]]:
    """Give each container on the way to a pointer with the index of the item that leads on; nothing if it ends."""
    node = root
    steps = []
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if node.kind == "list":
            index = int(key) if key.isdecimal() and int(key) < len(node.items) else None
        else:
            # If a key appears twice, the first one is used.
            index = next((place for place, item in enumerate(node.items) if item.key == key), None)
        if index is None:
            return
        steps.append((node, index))
        node = node.items[index].value
    yield from steps
