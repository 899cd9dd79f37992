"""Checks of the pages of a site, as a browser reads them.

The parser of a browser engine (Lexbor) reads a page and writes it out again: every tag in one spelling, where a
browser sees it, whatever the source looks like. Each different tag is examined once in a site, for pages share most.
"""

import html
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import lru_cache
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from innersource_marketplace.audit.tags import Tag, read_tag
from innersource_marketplace.errors import Problem
from innersource_marketplace.escape import hides
from innersource_marketplace.render.data.embeds import EMBED_POLICY
from innersource_marketplace.render.http_headers import CONTENT_POLICY

_TAGS_KEPT = 100_000
"""Different tags of which the result is kept: those of some hundred pages."""
_CHARSET_BYTES = 1024
_CHARSET = re.compile(r"<meta\s+charset=[\"']?utf-8[\"'\s/>]", re.IGNORECASE)
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_COMMENT = re.compile(r"!--(?!-|\[|\?|#|esi\b)[^<>]*--")
_REFRESH = re.compile(r"(?i)\s*\d+\s*[;,]\s*(?:url\s*=\s*)?(.*)")
_REDIRECT = "<title>This page has moved</title>"
_SCRIPT = re.compile(r"<script((?: [^>]*)?)>(.*?)</script>", re.DOTALL)
_DATA = re.compile(r' type="application/(?:ld\+)?json"')
_TEXT_ONLY = re.compile(r"<(title|desc)(?: [^>]*)?>[^<]*<(?!/\1>)")
_WITHOUT_SCRIPTS = re.compile(r"<noscript>(.*?)</noscript>", re.DOTALL)
_ENDS_ELSEWHERE = re.compile(r"<!--|<(?:style|script|textarea|title|template|iframe)\b|=\"[^\"]*&lt;")
_SWALLOWING = ("noscript", "textarea", "title", "style", "script", "template", "select", "svg", "math", "iframe", "xmp")
"""Elements without whose end a browser takes the rest of a page for something else."""
_THEME_ID = re.compile(r' id="(__[^"]*)"')
_ENTITY = re.compile(r"&#?\w+;?")
_SHOWN = 80
HIDDEN = "the text contains a run of characters that nobody can see, and programs can read"

_Fault = tuple[str, str, str, str]
"""Code, message, and the tag and the text to find it by."""

_read_tag: Callable[[str], Tag] = lru_cache(maxsize=_TAGS_KEPT)(read_tag)


def page_faults(data: bytes, where: str, names: Set[str]) -> Iterator[Problem]:
    """Every violation in one page. `where` is its path in the site, `names` those of all files."""
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text and b"\xef\xbf\xbd" not in data:
        yield Problem(where=where, code="audit-damaged", message="the page is not UTF-8")
    for match in _CONTROL.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Problem(where=where, line=line, code="audit-control", message=f"a control character {match[0]!r}")
    if not _CHARSET.search(text[:_CHARSET_BYTES]):
        yield Problem(where=where, code="audit-damaged", message="the page does not begin with its encoding, UTF-8")
    understood = _understood(text)
    tags, others = _pieces(understood)
    yield from _policy_faults(understood, where)
    faults = [*_unended(text), *_whole_faults(understood, tags), *_markup_faults(understood, tags, others)]
    yield from _found(faults, text, where)
    for tag in tags:
        for link in tag.links:
            fault = _link_fault(link, where, names)
            if fault is not None:
                line, column = _place(text, tag.name, link)
                code, message, fix = fault
                yield Problem(where=where, line=line, column=column, code=code, message=message, fix=fix)


def fragment_faults(markup: str, where: str) -> Iterator[Problem]:
    """Every violation in a piece of HTML, such as that of a feed; its links may lead anywhere."""
    understood = _understood(markup)
    yield from _found(_markup_faults(understood, *_pieces(understood)), markup, where)


def _understood(text: str) -> str:
    """The page as a browser has understood it, written out with each tag in one spelling."""
    return LexborHTMLParser(text).html or ""


def _pieces(understood: str) -> tuple[Sequence[Tag], Sequence[str]]:
    """Each different start tag, and each different comment or declaration."""
    pieces = sorted({piece.partition(">")[0] for piece in understood.split("<")[1:]})
    tags = [_read_tag(piece) for piece in pieces if not piece.startswith(("/", "!", "?"))]
    return tags, [piece for piece in pieces if piece.startswith(("!", "?"))]


def _markup_faults(understood: str, tags: Sequence[Tag], others: Sequence[str]) -> Iterator[_Fault]:
    """Faults of the elements."""
    for text in others:
        if text != "!DOCTYPE html" and not _COMMENT.fullmatch(text):
            message = f"a comment or a declaration hides markup: {text[1:_SHOWN]!r}"
            yield "audit-comment", message, "", text.strip("!-")
    for tag in tags:
        for code, message, needle in tag.faults:
            yield code, message, tag.name, needle
    if "<script" in understood:
        yield from _script_faults(understood)
    if (found := _TEXT_ONLY.search(understood)) is not None:
        yield "audit-element", f"<{found[1]}> contains more than text", found[1], ""
    for found in _WITHOUT_SCRIPTS.finditer(understood):
        if _ENDS_ELSEWHERE.search(found[1]):
            yield "audit-element", "<noscript> ends at another place where scripts run", "noscript", ""
    if (found := REORDERING.search(understood)) is not None:
        yield "audit-bidirectional", "the text contains characters that reorder it", "", found[0]
    if hides(understood):
        yield "audit-hidden", HIDDEN, "", ""


def _unended(text: str) -> Iterator[_Fault]:
    folded = text.lower()
    for name in _SWALLOWING:
        if len(re.findall(rf"<{name}[\s/>]", folded)) != folded.count(f"</{name}"):
            yield "audit-element", f"not every <{name}> of the page has its end", name, ""


def _script_faults(understood: str) -> Iterator[_Fault]:
    for attributes, content in _SCRIPT.findall(understood):
        if ' src="' in attributes:
            continue
        if not _DATA.search(attributes):
            yield "audit-script", f"the page contains a script: {content.strip()[:_SHOWN]!r}", "script", content.strip()
        elif content.strip():
            try:
                json.loads(content)
            except (ValueError, RecursionError) as error:
                yield "audit-damaged", f"the data in the page cannot be read: {error}", "script", content.strip()


def _whole_faults(understood: str, tags: Sequence[Tag]) -> Iterator[_Fault]:
    """Faults of a whole page: where it sends its readers, and names that are there twice."""
    for tag in tags:
        if tag.name == "meta" and tag.attributes.get("http-equiv", "").strip().lower() == "refresh":
            content = tag.attributes.get("content", "")
            match = _REFRESH.fullmatch(content)
            target = match[1].strip("'\" ") if match else content
            outside = not target or ":" in target.split("/")[0] or target.startswith(("//", "\\", "/\\"))
            if outside or _REDIRECT not in understood:
                message = "a page that is not one of our redirects sends visitors elsewhere"
                yield "audit-refresh", message, "meta", content
    taken = _THEME_ID.findall(understood)
    for name in sorted({name for name in taken if taken.count(name) > 1}):
        yield "audit-element", f"two elements have the id {name!r}, which the theme reads", "", name


def _policy_faults(understood: str, where: str) -> Iterator[Problem]:
    """Whether the right policy comes before everything that could run or load."""
    policies = (CONTENT_POLICY, EMBED_POLICY) if where.startswith("embed/") else (CONTENT_POLICY,)
    head = understood.partition("<head")[2].partition("</head>")[0]
    for piece in head.split("<")[1:]:
        text = piece.partition(">")[0]
        if text.startswith("/"):
            continue
        tag = _read_tag(text)
        equivalent = tag.attributes.get("http-equiv", "").strip().lower()
        if equivalent == "content-security-policy" and tag.attributes.get("content") in policies:
            return
        if tag.name not in ("meta", "title") or equivalent:
            break
    yield Problem(
        where=where,
        code="audit-policy",
        message="the page does not begin with the Content-Security-Policy",
        fix="Make your own templates extend main.html.",
    )


def _found(faults: Iterable[_Fault], text: str, where: str) -> Iterator[Problem]:
    for code, message, tag, needle in faults:
        line, column = _place(text, tag, needle)
        yield Problem(where=where, line=line, column=column, code=code, message=message)


def _place(text: str, tag: str, needle: str) -> tuple[int, int]:
    """About where a fault is in the source, as line and column; (0, 0) if the source spells it in an unknown way."""
    at = text.find(needle) if needle else -1
    if at < 0 and needle:
        escaped = (found.start() for found in _ENTITY.finditer(text) if html.unescape(found[0]) in needle)
        at = next(escaped, -1)
    if tag:
        starts = [found.start() for found in re.finditer(rf"<{re.escape(tag)}", text, re.IGNORECASE)]
        before = [start for start in starts if at < 0 or start <= at]
        at = before[-1] if before else starts[0] if starts else at
    if at < 0:
        return 0, 0
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _link_fault(link: str, where: str, names: Set[str]) -> tuple[str, str, str] | None:
    target = link.partition("#")[0].partition("?")[0]
    if not target:
        return None
    target = unquote(target)
    if target.startswith("/"):
        # The page for unknown addresses can be shown at any depth.
        return (
            None
            if where == "404.html"
            else ("audit-absolute", f"{link[:_SHOWN]!r} breaks under a sub-path", "Make it relative.")
        )
    resolved = _resolved(where.split("/")[:-1], target)
    if resolved is None:
        return (
            "audit-broken",
            f"{link[:_SHOWN]!r} leaves the site",
            "Link to a page of the site, or to a whole address.",
        )
    if resolved not in names and f"{resolved}/index.html".removeprefix("./") not in names:
        return "audit-broken", f"{link[:_SHOWN]!r} points to nothing on the site", "Fix or remove the link."
    return None


def _resolved(folder: Sequence[str], target: str) -> str | None:
    """The path in the site that a relative one means; None where it leaves the site."""
    resolved = posixpath.normpath("/".join([*folder, target]))
    return None if resolved.split("/")[0] == ".." else resolved
