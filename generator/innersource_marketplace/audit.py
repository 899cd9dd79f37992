"""Walk a built site and prove that nothing anybody wrote in a repository got a hold of it.

Looks at what a browser would be handed, not at how it was made: every page through an HTML
parser, every data file through the parser of its kind. Operators run it in CI before a deploy.
"""

import csv
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from innersource_marketplace.errors import Problem

_URL_ATTRIBUTES = frozenset(
    ["href", "src", "action", "formaction", "poster", "data", "cite", "background", "xlink:href", "ping", "manifest"]
)
_LOADING = frozenset(
    [
        ("script", "src"),
        ("img", "src"),
        ("img", "srcset"),
        ("source", "src"),
        ("source", "srcset"),
        ("video", "src"),
        ("video", "poster"),
        ("audio", "src"),
        ("track", "src"),
        ("iframe", "src"),
        ("embed", "src"),
        ("object", "data"),
        ("input", "src"),
        ("image", "href"),
        ("use", "href"),
    ]
)
_LOADING_RELATIONS = frozenset(
    ["stylesheet", "icon", "preload", "prefetch", "modulepreload", "dns-prefetch", "preconnect", "manifest"]
)
_FORBIDDEN_ELEMENTS = frozenset(["base", "object", "embed", "iframe", "frame", "applet", "math", "noembed"])
_SCHEMES = frozenset(["", "http", "https", "mailto"])
_BIDIRECTIONAL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SCOPE = re.compile(r'new URL\("[./]*",location\)')
_FORMULA = re.compile(r"^[=+@\t\r]|^-(?![\d.]+$)")
_REDIRECT_TITLE = "This project has moved"


class _Page(HTMLParser):
    """Collects what matters of one page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[tuple[int, int, str, str]] = []
        self.inline_scripts: list[tuple[int, int, str]] = []
        self.links: list[tuple[int, int, str]] = []
        self.redirect = False
        self._script: tuple[int, int] | None = None
        self._title = False

    def fault(self, code: str, message: str) -> None:
        line, offset = self.getpos()
        self.faults.append((line, offset + 1, code, message))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        relation = set(values.get("rel", "").lower().split())
        if tag in _FORBIDDEN_ELEMENTS:
            self.fault("audit-element", f"<{tag}> has no place in a page")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh" and not self.redirect:
            self.fault("audit-refresh", "a page that is no redirect sends its visitors elsewhere")
        for name, value in values.items():
            if name.startswith("on"):
                self.fault("audit-handler", f"<{tag}> carries the script handler {name}")
            elif name == "srcdoc":
                self.fault("audit-element", f"<{tag}> carries a page of its own (srcdoc)")
            elif name in _URL_ATTRIBUTES or name == "srcset":
                loads = (tag, name) in _LOADING or (tag == "link" and bool(relation & _LOADING_RELATIONS))
                self._address(tag, name, value, loads=loads)
        self._script = None
        if tag == "script" and "src" not in values and values.get("type", "") != "application/json":
            line, offset = self.getpos()
            self._script = (line, offset + 1)
        self._title = tag == "title"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "title"):
            self._script, self._title = None, False

    def handle_data(self, data: str) -> None:
        if self._script is not None and data.strip():
            self.inline_scripts.append((*self._script, data))
        if self._title and data == _REDIRECT_TITLE:
            self.redirect = True
        if _BIDIRECTIONAL.search(data):
            self.fault("audit-bidirectional", "the text holds characters that reorder it")

    def _address(self, tag: str, name: str, value: str, *, loads: bool) -> None:
        text = value.strip()
        try:
            parts = urlsplit(text)
            scheme, host, user = parts.scheme.lower(), parts.netloc, parts.username
        except ValueError:
            self.fault("audit-address", f"<{tag} {name}> is no address: {text[:80]!r}")
            return
        if scheme not in _SCHEMES or any(ord(character) < 0x20 for character in text):
            self.fault("audit-scheme", f"<{tag} {name}> has a scheme that runs or hides: {text[:80]!r}")
        elif user is not None:
            self.fault("audit-address", f"<{tag} {name}> carries user information")
        elif (scheme in ("http", "https") and not host) or (not scheme and (host or "\\" in text)):
            self.fault("audit-address", f"<{tag} {name}> leaves the site by a disguised address: {text[:80]!r}")
        elif loads and host:
            self.fault("audit-foreign", f"<{tag} {name}> loads from another host: {text[:80]!r}")
        elif not scheme and not host and text:
            line, offset = self.getpos()
            self.links.append((line, offset + 1, text))


def audit_site(site: Path, *, canaries: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Check every file of a built site; the problems found, sorted.

    `canaries` are texts (a token, a password) that must appear in no file. Inline scripts pass if
    they are also on the site's 404 page, which shows nothing from any repository.
    """
    ours = _scripts_of(site / "404.html")
    problems: list[Problem] = []
    files = sorted(path for path in site.rglob("*") if not path.is_dir())
    for path in files:
        where = path.relative_to(site).as_posix()
        if path.is_symlink():
            problems.append(Problem(where=where, code="audit-link", message="the site holds a symbolic link"))
            continue
        data = path.read_bytes()
        for canary in canaries:
            if canary and canary.encode() in data:
                problems.append(Problem(where=where, code="audit-secret", message="the file holds a secret"))
        if path.suffix == ".html":
            problems.extend(_page_problems(data.decode("utf-8", "replace"), where, site, ours))
        else:
            problems.extend(_data_problems(path.suffix, data, where))
    if not (site / "index.html").is_file():
        problems.append(
            Problem(where="index.html", code="audit-missing", message="there is no front page", fix="Build the site.")
        )
    return tuple(sorted(problems))


def _scripts_of(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    page = _Page()
    page.feed(path.read_text(encoding="utf-8", errors="replace"))
    return {_normal(script) for _, _, script in page.inline_scripts}


def _normal(script: str) -> str:
    """Material tells each page how deep it lies; that alone may differ."""
    return _SCOPE.sub("", script).strip()


def _page_problems(text: str, where: str, site: Path, ours: set[str]) -> Iterator[Problem]:
    page = _Page()
    page.feed(text)
    page.close()
    for line, column, code, message in page.faults:
        yield Problem(where=where, line=line, column=column, code=code, message=message)
    for line, column, script in page.inline_scripts:
        if _normal(script) not in ours:
            yield Problem(
                where=where, line=line, column=column, code="audit-script", message=f"a foreign script: {script[:80]!r}"
            )
    folder = (site / where).parent
    root = site.resolve()
    for line, column, link in page.links:
        target = unquote(urlsplit(link).path)
        if not target:
            continue
        if target.startswith("/"):
            if where != "404.html":
                yield Problem(
                    where=where,
                    line=line,
                    column=column,
                    code="audit-absolute",
                    message=f"the link {link!r} breaks under a sub-path",
                    fix="Make it relative.",
                )
            continue
        resolved = (folder / target).resolve()
        if not resolved.is_relative_to(root):
            yield Problem(
                where=where, line=line, column=column, code="audit-broken", message=f"{link!r} leaves the site"
            )
        elif not (resolved / "index.html").is_file() and not resolved.is_file():
            yield Problem(
                where=where, line=line, column=column, code="audit-broken", message=f"{link!r} leads to nothing here"
            )


def _data_problems(suffix: str, data: bytes, where: str) -> Iterator[Problem]:
    try:
        if suffix == ".json":
            json.loads(data)
        elif suffix in (".xml", ".svg"):
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise ValueError("it declares entities")
            tree = ElementTree.fromstring(data)  # noqa: S314 -- entities were refused just above
            if suffix == ".svg" and any(_active(element) for element in tree.iter()):
                yield Problem(where=where, code="audit-script", message="the picture holds a script or foreign content")
        elif suffix == ".csv":
            for number, row in enumerate(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)), 1):
                if any(_FORMULA.match(cell) for cell in row):
                    yield Problem(
                        where=where, line=number, code="audit-formula", message="a cell would run in a spreadsheet"
                    )
    except (ValueError, ElementTree.ParseError, csv.Error) as error:
        yield Problem(where=where, code="audit-damaged", message=f"the file cannot be read: {error}")


def _active(element: "ElementTree.Element[str]") -> bool:
    name = str(element.tag).rpartition("}")[2]
    return name in ("script", "foreignObject") or any(str(key).startswith("on") for key in element.attrib)
