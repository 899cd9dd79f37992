"""A look at pages that shares no code with what made them, nor with `audit`."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_ADDRESSES = frozenset(
    ["href", "src", "srcset", "action", "formaction", "poster", "data", "cite", "background", "ping", "xlink:href"]
)
_NEVER = frozenset(["iframe", "object", "embed", "base", "math", "frame", "template", "style", "applet", "portal"])
_SAFE_ADDRESS = re.compile(r"(?s)https?://[a-z0-9.:-]+(?:[/?#].*)?|mailto:[^?]*|(?![^/?#]*:)(?!//)[^\\]*")
_HOST = re.compile(r"(?i)(?:https?:)?//")


class Look(msgspec.Struct):
    """What a page holds. `shapes` are its elements with the names of their attributes, outside of READMEs."""

    faults: list[str] = msgspec.field(default_factory=list)
    shapes: set[tuple[str, ...]] = msgspec.field(default_factory=set)
    text: str = ""
    title: str = ""
    readme: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.look = Look()
        self.open: list[str] = []
        self.readme_depth: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self.readme_depth is None:
            self.look.shapes.add((tag, *sorted(values)))
        elif not values.get("id", "user-content-").startswith("user-content-"):
            self.look.faults.append(f"a README takes the name {values['id']!r}")
        if tag in _NEVER:
            self.look.faults.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name in ("srcdoc", "style"):
                self.look.faults.append(f"<{tag} {name}>")
            if name in _ADDRESSES:
                self._address(tag, name, value)
        if tag not in _VOID:
            self.open.append(tag)
            if self.readme_depth is None and "readme" in values.get("class", "").split():
                self.readme_depth = len(self.open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def _address(self, tag: str, name: str, value: str) -> None:
        authority = re.split(r"[/?#]", value.partition("://")[2])[0]
        if not _SAFE_ADDRESS.fullmatch(value) or "@" in authority:
            self.look.faults.append(f"<{tag} {name}={value[:80]!r}>")
        elif _HOST.match(value) and tag != "a" and not (tag == "link" and name == "href"):
            self.look.faults.append(f"<{tag} {name}={value[:80]!r}> is fetched from elsewhere")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            return
        while self.open.pop() != tag:
            pass
        if self.readme_depth is not None and len(self.open) < self.readme_depth:
            self.readme_depth = None

    def handle_data(self, data: str) -> None:
        within = self.open[-1] if self.open else ""
        if within == "script":
            if not data.lstrip().startswith("{"):
                self.look.faults.append(f"a script {data[:40]!r}")
        elif within == "title" and "svg" not in self.open:
            self.look.title += data
        elif self.readme_depth is not None:
            self.look.readme += data
        else:
            self.look.text += data + " "

    def handle_comment(self, data: str) -> None:
        self.look.faults.append(f"a comment {data[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.look.faults.append(f"a marked section {data[:40]!r}")

    def handle_pi(self, data: str) -> None:
        self.look.faults.append(f"an instruction {data[:40]!r}")


def look_at(markup: str) -> Look:
    """Read one page, or a piece of one. Texts come with all white space as single spaces."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    look = reader.look
    look.text, look.title, look.readme = (" ".join(text.split()) for text in (look.text, look.title, look.readme))
    if reader.open:
        look.faults.append(f"unclosed {reader.open}")
    return look


def look_at_page(page: Path) -> Look:
    """Read one file."""
    return look_at(page.read_text(encoding="utf-8"))
