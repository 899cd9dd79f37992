"""What must hold of every README that reaches a page, told by a parser that is not the sanitiser's."""

import re
from html.parser import HTMLParser

from innersource_marketplace import escape
from innersource_marketplace.readme.html_policy import ALLOWED_CLASSES, ALLOWED_TAGS, ID_PREFIX

_VOID = {"br", "hr", "img", "wbr"}
_ADDRESSES = {
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "xlink:href",
}
_FORBIDDEN = {"style", "name", "target", "srcdoc", "http-equiv", "markdown", "tabindex", "contenteditable"}


class _Reader(HTMLParser):
    def __init__(self, own_images: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.own_images = own_images
        self.found: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.found.append(f"element {tag}")
        if tag == "a" and "a" in self.open:
            self.found.append("a link in a link")
        if tag not in _VOID:
            self.open.append(tag)
        for name, maybe in attrs:
            self._attribute(tag, name, maybe or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in _FORBIDDEN:
            self.found.append(f"attribute {name}")
        if name == "id":
            self.ids.append(value)
            if not value.startswith(ID_PREFIX):
                self.found.append(f"id {value}")
        if name == "class":
            strange = [c for c in value.split() if c not in ALLOWED_CLASSES and not re.fullmatch(r"language-\S+", c)]
            self.found.extend(f"class {one}" for one in strange)
        if name == "src" and value not in self.own_images:
            self.found.append(f"a picture from {value}")
        elif name == "href" and value.startswith("#"):
            self.anchors.append(value)
        elif name in _ADDRESSES and name != "src" and escape.url(value) != value:
            self.found.append(f"{name} {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.found.append(f"unbalanced {tag}")

    def handle_comment(self, data: str) -> None:
        self.found.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("a processing instruction")

    def unknown_decl(self, data: str) -> None:
        self.found.append("a marked section")


def violations(markup: str, own_images: frozenset[str] = frozenset()) -> list[str]:
    """Everything in the markup that must not be there; empty when all is well."""
    reader = _Reader(own_images)
    reader.feed(markup)
    reader.close()
    found = reader.found + [f"unclosed {tag}" for tag in reader.open]
    found += [f"id {one} twice" for one in reader.ids if reader.ids.count(one) > 1] if len(reader.ids) < 300 else []
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", markup):
        found.append("a control character")
    return found
