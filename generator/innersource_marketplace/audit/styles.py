"""Styles, by a tokenizer: a pattern would miss `u\\72l(` and find addresses in comments."""

import re
from collections.abc import Iterable, Iterator

import tinycss2
from tinycss2 import ast

from innersource_marketplace.audit.addresses import address_fault

_LOADS = frozenset(["url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"])
_RUNS = frozenset(["expression"])
_RUNNING_PROPERTIES = frozenset(["-moz-binding", "behavior"])
_PLAIN = re.compile(r"[\w\s#.,%+-]*")
_IMAGE = re.compile(r"data:(?:image|font)/[a-z0-9.+-]+[;,]", re.IGNORECASE)


def style_faults(text: str, *, inside: bool = False) -> Iterator[tuple[int, str]]:
    """Every load from another host and everything that runs, as line and message.

    With `inside`, the style is one of a page or an image, which must load nothing at all but what is in the same
    document.
    """
    if inside and _PLAIN.fullmatch(text):
        return
    yield from _faults(tinycss2.parse_component_value_list(text), inside=inside)


def _faults(nodes: Iterable[ast.Node], *, inside: bool, loads: bool = False) -> Iterator[tuple[int, str]]:
    importing = False
    for node in nodes:
        line = node.source_line
        match node.type:
            case "at-keyword":
                importing = node.lower_value in ("import", "namespace")
                if node.lower_value == "import" and inside:
                    yield line, "a style sheet is imported"
            case "url":
                yield from _address(node.value, line, inside=inside)
            case "string" if loads or importing:
                yield from _address(node.value, line, inside=inside)
            case "function":
                if node.lower_name in _RUNS:
                    yield line, f"{node.lower_name}() runs something"
                yield from _faults(node.arguments, inside=inside, loads=loads or node.lower_name in _LOADS)
            case "ident" if node.lower_value in _RUNNING_PROPERTIES:
                yield line, f"{node.lower_value} runs something"
            case "{} block" | "() block" | "[] block":
                importing = False
                yield from _faults(node.content, inside=inside, loads=loads)
            case "literal" if node.value == ";":
                importing = False
            case "error" if node.kind in ("bad-url", "eof-in-url"):
                yield line, "an address does not end"
            case _:
                pass


def _address(value: str, line: int, *, inside: bool) -> Iterator[tuple[int, str]]:
    if value.startswith("#") or _IMAGE.match(value):
        return
    fault = address_fault(value, loads=True)
    if fault is not None:
        yield line, f"an address {fault[1]}"
    elif inside:
        yield line, f"a file is loaded: {value[:80]!r}"
