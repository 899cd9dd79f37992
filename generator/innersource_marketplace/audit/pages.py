"""Checks of the pages of a site."""

# ruff: noqa: SIM905 -- lists of names read best as a text

import json
import posixpath
import re
from collections.abc import Iterator, Set
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from innersource_marketplace.errors import Problem

SCHEMES = frozenset(["", "http", "https", "mailto"])
"""Schemes that an address may have; none of them runs anything."""

_URL_ATTRIBUTES = frozenset(
    "href src srcset action formaction poster data cite background xlink:href ping manifest".split()
)
_ALWAYS_LOADING = frozenset(
    ["src", "srcset", "poster", "data", "background", "ping", "manifest", "action", "formaction"]
)
_HREF_LOADS = frozenset(["image", "use", "feimage", "script"])
_LOADING_RELATIONS = frozenset(
    "stylesheet icon preload prefetch modulepreload dns-prefetch preconnect manifest".split()
)
_FORBIDDEN_ELEMENTS = frozenset(
    "animate animatemotion animatetransform annotation-xml applet base embed foreignobject frame frameset iframe "
    "math noembed noframes object plaintext portal set template xmp".split()
)
"""Elements that act, load, or make one parser see other elements than the next."""

_NAME = re.compile(r"[a-z_:@][a-z0-9_:.-]*")
_BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_STYLE_LOADS = re.compile(r"(?i)url\s*\(\s*['\"]?(?!data:image/|#)|@import|expression\s*\(|-moz-binding|behavior\s*:")
_REFRESH = re.compile(r"(?i)\s*\d+\s*[;,]\s*(?:url\s*=\s*)?(.*)")
_REDIRECT_TITLE = "This project has moved"
_SHOWN = 80


class _Page(HTMLParser):
    """Collects the violations in one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[int, int, str, str]] = []
        self.links: list[tuple[int, int, str]] = []
        self._within = ""
        self._redirect = False
        self._data_script = False

    def fault(self, code: str, message: str) -> None:
        line, offset = self.getpos()
        self.faults.append((line, offset + 1, code, message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _FORBIDDEN_ELEMENTS:
            self.fault("audit-element", f"<{tag}> is not allowed in a page")
        relation = set(values.get("rel", "").lower().split())
        for name, value in values.items():
            self._attribute(tag, name, value, relation)
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self._refresh(values.get("content", ""))
        self._within = tag if tag in ("script", "style", "title") else ""
        self._data_script = values.get("type", "").lower() in ("application/json", "application/ld+json")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._within = ""

    def _attribute(self, tag: str, name: str, value: str, relation: Set[str]) -> None:
        if name.startswith("on"):
            self.fault("audit-handler", f"<{tag}> carries the script handler {name}")
        elif not _NAME.fullmatch(name):
            self.fault("audit-attribute", f"<{tag}> has an attribute {name[:_SHOWN]!r}: a quote has ended early")
        elif name == "srcdoc":
            self.fault("audit-element", f"<{tag}> carries a page of its own (srcdoc)")
        elif name == "style" and _STYLE_LOADS.search(value):
            self.fault("audit-style", f"<{tag} style> loads or runs something: {value[:_SHOWN]!r}")
        elif name == "srcset":
            for candidate in value.split(","):
                self._address(tag, name, candidate.strip().split(" ")[0], loads=True)
        elif name in _URL_ATTRIBUTES:
            loads = (
                name in _ALWAYS_LOADING or tag in _HREF_LOADS or (tag == "link" and bool(relation & _LOADING_RELATIONS))
            )
            self._address(tag, name, value, loads=loads)
        if _BIDIRECTIONAL.search(value):
            self.fault("audit-bidirectional", f"<{tag} {name}> contains characters that reorder text")

    def _refresh(self, content: str) -> None:
        match = _REFRESH.fullmatch(content)
        target = match[1].strip("'\" ") if match else content
        if not self._redirect or not target or ":" in target.split("/")[0] or target.startswith(("//", "\\")):
            self.fault("audit-refresh", "a page that is not one of our redirects sends visitors elsewhere")

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            self._script(data)
        elif self._within == "style" and _STYLE_LOADS.search(data):
            self.fault("audit-style", f"a style loads something: {data.strip()[:_SHOWN]!r}")
        elif self._within == "title" and data == _REDIRECT_TITLE:
            self._redirect = True
        if _BIDIRECTIONAL.search(data):
            self.fault("audit-bidirectional", "the text contains characters that reorder it")

    def _script(self, data: str) -> None:
        if not data.strip():
            return
        if not self._data_script:
            self.fault("audit-script", f"the page contains a script: {data.strip()[:_SHOWN]!r}")
            return
        try:
            json.loads(data)
        except ValueError as error:
            self.fault("audit-damaged", f"the data in the page cannot be read: {error}")

    def handle_comment(self, data: str) -> None:
        # Browsers and parsers end odd comments at different places; what one skips the other may run.
        if ">" in data or data.startswith(("-", "[if")) or data.endswith("-"):
            self.fault("audit-comment", f"a comment hides markup: {data[:_SHOWN]!r}")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.fault("audit-comment", f"a declaration is not allowed here: {decl[:_SHOWN]!r}")

    def unknown_decl(self, data: str) -> None:
        self.fault("audit-comment", f"a marked section hides markup: {data[:_SHOWN]!r}")

    def handle_pi(self, data: str) -> None:
        self.fault("audit-comment", f"an instruction hides markup: {data[:_SHOWN]!r}")

    def _address(self, tag: str, name: str, value: str, *, loads: bool) -> None:
        text = value.strip()
        try:
            parts = urlsplit(text)
            scheme, host, user = parts.scheme.lower(), parts.netloc, parts.username
        except ValueError:
            self.fault("audit-address", f"<{tag} {name}> is not an address: {text[:_SHOWN]!r}")
            return
        if scheme not in SCHEMES or any(ord(character) < 0x20 for character in value):
            self.fault("audit-scheme", f"<{tag} {name}> has a scheme that runs or hides: {text[:_SHOWN]!r}")
        elif user is not None:
            self.fault("audit-address", f"<{tag} {name}> carries user information")
        elif (
            (scheme in ("http", "https") and not host)
            or (not scheme and (text.startswith("//") or "\\" in text))
            or "\\" in host
        ):
            self.fault("audit-address", f"<{tag} {name}> leaves the site by a disguised address: {text[:_SHOWN]!r}")
        elif loads and scheme:
            self.fault("audit-foreign", f"<{tag} {name}> loads from or sends to another host: {text[:_SHOWN]!r}")
        elif not scheme and text:
            line, offset = self.getpos()
            self.links.append((line, offset + 1, text))


def page_faults(data: bytes, where: str, names: Set[str]) -> Iterator[Problem]:
    """Every violation in one page. `where` is its path in the site, `names` those of all files."""
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        yield Problem(where=where, code="audit-damaged", message="the page is not UTF-8")
    for match in _CONTROL.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Problem(where=where, line=line, code="audit-control", message=f"a control character {match[0]!r}")
    page = _Page()
    page.feed(text)
    page.close()
    for line, column, code, message in page.faults:
        yield Problem(where=where, line=line, column=column, code=code, message=message)
    checked: dict[str, tuple[str, str, str] | None] = {}
    for line, column, link in page.links:
        if link not in checked:
            checked[link] = _link_fault(link, where, names)
        if (found := checked[link]) is not None:
            code, message, fix = found
            yield Problem(where=where, line=line, column=column, code=code, message=message, fix=fix)


def _link_fault(link: str, where: str, names: Set[str]) -> tuple[str, str, str] | None:
    target = unquote(urlsplit(link).path)
    if not target:
        return None
    if target.startswith("/"):
        # The page for unknown addresses can be shown at any depth.
        return (
            None
            if where == "404.html"
            else ("audit-absolute", f"{link!r} breaks under a sub-path", "Make it relative.")
        )
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(where), target))
    if resolved.split("/")[0] == "..":
        return (
            "audit-broken",
            f"{link[:_SHOWN]!r} leaves the site",
            "Link to a page of the site, or to a whole address.",
        )
    if resolved not in names and posixpath.normpath(f"{resolved}/index.html") not in names:
        return "audit-broken", f"{link[:_SHOWN]!r} points to nothing on the site", "Fix or remove the link."
    return None
