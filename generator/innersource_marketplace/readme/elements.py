"""The markup of a README as a tree of elements."""

import html
import re
from collections.abc import Iterator, Mapping

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.limits import README_NESTING, TITLE_CHARACTERS
from innersource_marketplace.readme.conversion import TooDeep

VOID = frozenset({"br", "hr", "img", "input", "wbr"})
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


class Element(msgspec.Struct):
    """An element of the parsed README; text is a plain `str` among the children, still encoded."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Element | str"] = msgspec.field(default_factory=list)
    anchor: str | None = None


def parse(markup: str) -> Element:
    """Read well-formed markup (from `html_policy.intake`). Raises TooDeep when it nests beyond reason."""
    root = Element("", {})
    open_elements = [root]
    position = 0
    for match in _TAG.finditer(markup):
        if match.start() > position:
            open_elements[-1].children.append(markup[position : match.start()])
        position = match.end()
        closing, tag, attributes = match.groups()
        if closing:
            if len(open_elements) > 1:
                open_elements.pop()
            continue
        element = Element(tag, {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
        open_elements[-1].children.append(element)
        if tag not in VOID:
            open_elements.append(element)
            if len(open_elements) > 2 * README_NESTING:
                raise TooDeep
    if position < len(markup):
        root.children.append(markup[position:])
    return root


def walk(element: Element) -> Iterator[Element]:
    """Every element inside, in the order of the document."""
    waiting = element.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            yield node
            waiting += reversed(node.children)


def texts_in(element: Element) -> Iterator[str]:
    """Every piece of text inside, still encoded, in the order of the document."""
    waiting = element.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            yield node
        else:
            waiting += reversed(node.children)


def text_of(element: Element) -> str:
    """The text inside, decoded."""
    return html.unescape("".join(texts_in(element)))


def heading_words(element: Element) -> str:
    """The words of a heading; those of its images where it has no others."""
    words = escape.plain(text_of(element), TITLE_CHARACTERS)
    if words:
        return words
    alternatives = (e.attributes.get("alt", "") for e in walk(element) if e.tag == "img")
    return escape.plain(" ".join(alternatives), TITLE_CHARACTERS)
