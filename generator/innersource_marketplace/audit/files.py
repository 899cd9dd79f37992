"""Checks of files other than pages: data, tables, feeds, images, styles."""

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree import ElementTree

import comrak
import yaml

from innersource_marketplace.audit.addresses import address_fault
from innersource_marketplace.audit.pages import HIDDEN, REORDERING, fragment_faults
from innersource_marketplace.audit.shipped import CODE
from innersource_marketplace.audit.styles import style_faults
from innersource_marketplace.audit.tags import TEXTS
from innersource_marketplace.errors import Problem
from innersource_marketplace.escape import hides, visible
from innersource_marketplace.render.http_headers import headers_file

_FORMULA = re.compile(r"^[=+@\t\r\n＝＋－＠]|^-(?![\d.]+$)|[;\t]\"*[=+@\t\r\n＝＋－＠-]")
_ADDRESS_KEY = re.compile(
    r"(?:.*_)?(?:url|uri|href|links?|docs|homepage|contact|edit_metadata|edit|view|create|logo|icon|image|"
    r"repository|communication|support|website|avatar|feed|src|redirect|target)"
)
_HTML_KEY = re.compile(r"(?:.*_)?html")
_PATH_KEYS = frozenset(["page", "details"])
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?(?:#[A-Za-z0-9_-]+)?")
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = frozenset(
    # ruff: noqa: SIM905 -- lists of names read best as a text
    """
    circle clipPath defs desc ellipse feBlend feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode
    feOffset feDropShadow filter g image line linearGradient marker mask metadata path pattern polygon polyline
    radialGradient rect stop style svg switch symbol text textPath title tspan use view a
    """.split()
)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]")
_FEEDS = (
    "{http://www.w3.org/2005/Atom}",
    "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "{http://a9.com/-/spec/opensearch/1.1/}",
)
_OUTLINE = frozenset(["opml", "head", "body", "outline", "title", "dateCreated", "dateModified", "ownerName", "docs"])
"""Elements of OPML, which have no namespace, as those of RSS and much else."""
_ADDRESS_ELEMENTS = frozenset(["uri", "icon", "logo", "loc", "id", "image"])
_ADDRESS_ATTRIBUTES = ("href", "src", "scheme", "uri", "url", "xmlUrl", "htmlUrl", "template")
_MARKUP = frozenset(["html", "text/html", "xhtml"])
_PLAIN = frozenset(["", "text", "text/plain", "rss"])
_MOVING = frozenset(["content", "summary", "title", "subtitle", "rights"])
_PICTURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
    ".ico": b"\0\0\1\0",
    ".woff": b"wOFF",
    ".woff2": b"wOF2",
}
"""How images and fonts begin: what servers send as such, and browsers take for nothing else."""
_DATA = frozenset([".json", ".yaml", ".xml", ".opml", ".csv", ".md", ".txt", ".gz"])
_READ = frozenset([".html", ".svg", *_DATA, *CODE, *_PICTURES])
_DATA_FOLDERS = frozenset(
    [".well-known", "api", "assets", "badges", "embed", "feeds", "programme", "projects", "schemas", "search"]
)
"""Where builds write files of data."""
_DATA_FILES = frozenset(
    """
    catalog.csv feed.xml llms.txt opensearch.xml repos.json robots.txt sitemap.xml sitemap.xml.gz tasks.xml
    """.split()
)
"""What they write besides; servers and robots obey others that stand in the root."""
_WITHOUT_SUFFIX = frozenset(["_headers", "CNAME", ".nojekyll", ".domains", ".marketplace-manifest.json"])
_TEXTS = frozenset([".yaml", ".svg", ".xml", ".opml", ".csv", ".md", ".txt"])
"""Kinds whose text is read as it is; that of JSON may hide in escapes."""
_COMPRESSED_BYTES = 64 * 1024 * 1024
_ODD_NAME = re.compile('[\x00-\x1f\x7f-\x9f<>"%\\\\\u202a-\u202e\u2066-\u2069]')
_SERVER_FILES = frozenset(
    ["_redirects", "_routes.json", "_worker.js", "vercel.json", "staticwebapp.config.json", "now.json", "firebase.json"]
)


def kind_fault(where: str) -> Problem | None:
    """Say whether a site has files of this name at all: a server might run others, or send them as pages."""
    path = PurePosixPath(where)
    if path.name in _SERVER_FILES:
        return Problem(
            where=where,
            code="audit-file",
            message="a host of sites obeys this file",
            fix="Remove it, or give it with --own if it is yours.",
        )
    if _ODD_NAME.search(where) or visible(where) != where:
        return Problem(where=where, code="audit-file", message="an unexpected file name", fix="Rename it.")
    if where in _WITHOUT_SUFFIX:
        return None
    if path.suffix in _DATA and where not in _DATA_FILES and path.parts[0] not in _DATA_FOLDERS:
        return Problem(
            where=where,
            code="audit-file",
            message="a build never writes this file, and a web server may act on it",
            fix="Remove it, or give it with --own if it is yours.",
        )
    if path.suffix in _READ:
        return None
    return Problem(
        where=where,
        code="audit-file",
        message="a file of a kind that builds do not write; a server may send it as a page or a program",
        fix="Remove it, or give it with --own if it is yours.",
    )


def file_faults(suffix: str, data: bytes, where: str) -> Iterator[Problem]:
    """Every violation in one file that is no page, by the kind that its suffix says."""
    try:
        yield from _BY_KIND.get(suffix, _other_faults)(data, where)
    except _UNREADABLE as error:
        yield Problem(where=where, code="audit-damaged", message=f"the file cannot be read: {error}")
    if suffix in _TEXTS and not data.isascii():
        yield from _text_faults(data.decode("utf-8", "replace"), where)


def _text_faults(text: str, where: str) -> Iterator[Problem]:
    if hides(text):
        yield Problem(where=where, code="audit-hidden", message=HIDDEN)
    if (found := REORDERING.search(text)) is not None:
        message = f"the text contains {found[0]!r}, which reorders it"
        yield Problem(where=where, code="audit-bidirectional", message=message)


def _other_faults(data: bytes, where: str) -> Iterator[Problem]:
    suffix = PurePosixPath(where).suffix
    if where == "_headers" and data != headers_file():
        yield Problem(
            where=where,
            code="audit-policy",
            message="the headers are not those that a build writes",
            fix="Remove the file, or set further headers at your web server.",
        )
    elif not _begins(data, suffix):
        yield Problem(where=where, code="audit-damaged", message=f"the file is not a {suffix[1:]} image")


def _style_sheet_faults(data: bytes, where: str) -> Iterator[Problem]:
    for line, message in style_faults(data.decode("utf-8", "replace")):
        yield Problem(where=where, line=line, code="audit-foreign", message=message)


def _compressed_faults(data: bytes, where: str) -> Iterator[Problem]:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        inside = file.read(_COMPRESSED_BYTES)
        if file.read(1):
            raise ValueError("it is too large when it is decompressed")
    yield from file_faults(PurePosixPath(where.removesuffix(".gz")).suffix, inside, where)


def _yaml_faults(data: bytes, where: str) -> Iterator[Problem]:
    yield from _json_faults(json.dumps(list(_documents(data.decode("utf-8")))).encode(), where)


def _begins(data: bytes, suffix: str) -> bool:
    """Whether a picture or a font begins as its name says; any other file does."""
    return data.startswith(_PICTURES.get(suffix, b"")) and (suffix != ".webp" or data[8:12] == b"WEBP")


def _documents(text: str) -> Iterator[object]:
    """Every YAML document, with each scalar as the text it is; aliases would multiply, and tags make objects."""
    for event in yaml.parse(text, Loader=_LOADER):
        if getattr(event, "anchor", None) is not None or getattr(event, "tag", None) is not None:
            raise ValueError("it has an anchor, an alias or a tag")
    yield from yaml.load_all(text, Loader=_LOADER)


def _json_faults(data: bytes, where: str) -> Iterator[Problem]:
    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is not valid JSON")

    faults: list[str] = []
    fragments: list[str] = []

    def examine(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            faults.append("a key appears twice in an object")
        if "__proto__" in made:
            faults.append("a key is __proto__")
        for key, value in pairs:
            if isinstance(value, str | list):
                if _ADDRESS_KEY.fullmatch(key):
                    for one in (value,) if isinstance(value, str) else value:
                        if isinstance(one, str) and not _harmless(one):
                            faults.append(f"{key} has a scheme that runs or hides: {one[:80]!r}")
                elif key in _PATH_KEYS and isinstance(value, str) and not _PATH.fullmatch(value):
                    faults.append(f"{key} is not a path of the site: {value[:80]!r}")
                elif isinstance(value, str) and _HTML_KEY.fullmatch(key):
                    fragments.append(value)
        return made

    text = data.decode("utf-8")
    value = json.loads(text, parse_constant=refuse, object_pairs_hook=examine)
    if (not text.isascii() or "\\u" in text) and hides(json.dumps(value, ensure_ascii=False)):
        yield Problem(where=where, code="audit-hidden", message=HIDDEN)
    if where.startswith("schemas/"):  # there, keys are names of fields and values their schemas
        return
    for fault in faults:
        yield Problem(where=where, code="audit-scheme", message=fault)
    for fragment in fragments:
        yield from fragment_faults(fragment, where)


def _parsed(data: bytes) -> ElementTree.Element:
    text = data.decode("utf-8")  # in another encoding, entities would hide from the search below
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?(?!xml\s)", text):
        raise ValueError("it declares entities, a style sheet or an instruction")
    return ElementTree.fromstring(text.encode())  # noqa: S314 -- entities were refused just above


def _drawing_faults(data: bytes, where: str) -> Iterator[Problem]:
    drawing = _parsed(data)
    yield from _text_faults("".join(drawing.itertext()), where)
    for element in drawing.iter():
        name = str(element.tag).removeprefix(_SVG)
        attributes = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
        if name not in _DRAWING or any(key.lower().startswith("on") or key == "base" for key in attributes):
            message = f"<{name.rpartition('}')[2]}> makes the image run or load something"
            yield Problem(where=where, code="audit-script", message=message)
            continue
        styles = ["".join(element.itertext())] if name == "style" else []
        styles += [value for key, value in attributes.items() if "(" in value and not TEXTS.fullmatch(key)]
        address = attributes.get("href", "#")
        safe = address.startswith("#") or (
            address_fault(address, loads=False) is None if name == "a" else _IMAGE.match(address) is not None
        )
        faults = [message for text in styles for _, message in style_faults(text, inside=True)]
        if not safe:
            faults.append(f"it leads to or loads {address[:80]!r}")
        for fault in faults:
            yield Problem(where=where, code="audit-script", message=f"<{name}> makes the image load something: {fault}")


def _feed_faults(data: bytes, where: str) -> Iterator[Problem]:
    feed = _parsed(data)
    yield from _text_faults("".join(feed.itertext()), where)
    for element in feed.iter():
        namespace, _, name = str(element.tag).rpartition("}")
        attributes = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
        known = name in _OUTLINE and where.endswith(".opml") if not namespace else f"{namespace}}}" in _FEEDS
        if not known:
            yield Problem(where=where, code="audit-element", message=f"<{name}> is no element of feeds and maps")
        for key, value in _addresses(name, element.text, attributes).items():
            if not _harmless(value):
                message = f"{key} has a scheme that runs or hides: {value[:80]!r}"
                yield Problem(where=where, code="audit-scheme", message=message)
        for key in attributes:
            if key.startswith("on") or key == "base":
                yield Problem(where=where, code="audit-attribute", message=f"<{name}> has the attribute {key}")
        written = attributes.get("type", "").strip().lower()
        if written in _MARKUP and name != "link":
            yield from fragment_faults(element.text or "", where)
            if "src" in attributes:
                yield Problem(where=where, code="audit-foreign", message=f"<{name}> loads its content")
        elif name in _MOVING and written not in _PLAIN:
            message = f"<{name}> has content of the type {written!r}, which feeds here do not have"
            yield Problem(where=where, code="audit-element", message=message)


def _addresses(name: str, text: str | None, attributes: Mapping[str, str]) -> Mapping[str, str]:
    found = {key: attributes[key] for key in _ADDRESS_ATTRIBUTES if key in attributes}
    if name.lower() in _ADDRESS_ELEMENTS and text and not text.startswith("urn:"):
        found[name] = text
    return found


def _markdown_faults(data: bytes, where: str) -> Iterator[Problem]:
    """What a program that shows Markdown would make of the text."""
    options = comrak.RenderOptions()
    options.unsafe_ = True
    made = comrak.render_markdown(data.decode("utf-8"), render_options=options)
    if "<!--" in made:
        yield Problem(where=where, code="audit-comment", message="the comment may be a message to a program")
    yield from fragment_faults(made, where)


def _table_faults(data: bytes, where: str) -> Iterator[Problem]:
    for number, row in enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True), 1):
        if any(_FORMULA.search(cell) for cell in row):
            yield Problem(
                where=where, line=number, code="audit-formula", message="a spreadsheet would run a cell as a formula"
            )


def _harmless(address: str) -> bool:
    """Whether an address, or the text in the place of one, neither runs nor hides anything."""
    return address_fault(address, loads=False) is None


_UNREADABLE = (
    ValueError, RecursionError, EOFError, OSError, zlib.error, ElementTree.ParseError, csv.Error, yaml.YAMLError,
)  # fmt: skip
_BY_KIND: Mapping[str, Callable[[bytes, str], Iterator[Problem]]] = {
    ".json": _json_faults,
    ".map": _json_faults,
    ".yaml": _yaml_faults,
    ".svg": _drawing_faults,
    ".xml": _feed_faults,
    ".opml": _feed_faults,
    ".csv": _table_faults,
    ".css": _style_sheet_faults,
    ".md": _markdown_faults,
    ".gz": _compressed_faults,
}
