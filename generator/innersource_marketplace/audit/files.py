"""Checks of files other than pages: data, tables, feeds, images, styles."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from xml.etree import ElementTree

import comrak
import yaml

from innersource_marketplace.audit.addresses import address_fault
from innersource_marketplace.audit.pages import fragment_faults
from innersource_marketplace.audit.shipped import CODE
from innersource_marketplace.audit.styles import style_faults
from innersource_marketplace.audit.tags import STYLED
from innersource_marketplace.errors import Problem
from innersource_marketplace.render.http_headers import headers_file

_FORMULA = re.compile(r"^[=+@\t\r\n＝＋－＠]|^-(?![\d.]+$)|;\"*[=+@\t\r\n＝＋－＠-]")
_ADDRESS_KEY = re.compile(
    r"(?:.*_)?(?:url|uri|href|links?|docs|homepage|contact|edit_metadata|edit|view|create|logo|icon|image|"
    r"repository|communication|support|website|avatar|feed|src)"
)
_HTML_KEY = re.compile(r"(?:.*_)?html")
_PATH_KEYS = frozenset(["page", "details"])
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?(?:#[A-Za-z0-9_-]+)?")
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
    "",  # OPML
)
_ADDRESS_ELEMENTS = frozenset(["uri", "icon", "logo", "loc", "id"])
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
_READ = frozenset([".html", ".json", ".yaml", ".xml", ".opml", ".svg", ".csv", ".md", ".txt", ".gz", *CODE, *_PICTURES])
_WITHOUT_SUFFIX = frozenset(["_headers", "CNAME", ".nojekyll", ".domains", ".marketplace-manifest.json"])
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
    if path.name in _WITHOUT_SUFFIX or path.suffix in _READ:
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
        match suffix:
            case ".json" | ".map":
                yield from _json_faults(data, where)
            case ".yaml":
                entities = list(yaml.safe_load_all(data.decode("utf-8")))
                yield from _json_faults(json.dumps(entities).encode(), where)
            case ".svg":
                yield from _drawing_faults(data, where)
            case ".xml" | ".opml":
                yield from _feed_faults(data, where)
            case ".csv":
                yield from _table_faults(data, where)
            case ".css":
                for line, message in style_faults(data.decode("utf-8", "replace")):
                    yield Problem(where=where, line=line, code="audit-foreign", message=message)
            case ".md":
                yield from _markdown_faults(data, where)
            case _ if where == "_headers" and data != headers_file():
                yield Problem(
                    where=where,
                    code="audit-policy",
                    message="the headers are not those that a build writes",
                    fix="Remove the file, or set further headers at your web server.",
                )
            case _ if not data.startswith(_PICTURES.get(suffix, b"")):
                yield Problem(where=where, code="audit-damaged", message=f"the file is not a {suffix[1:]} image")
            case _:
                pass
    except (ValueError, RecursionError, ElementTree.ParseError, csv.Error, yaml.YAMLError) as error:
        yield Problem(where=where, code="audit-damaged", message=f"the file cannot be read: {error}")


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

    json.loads(data.decode("utf-8"), parse_constant=refuse, object_pairs_hook=examine)
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
    for element in _parsed(data).iter():
        name = str(element.tag).removeprefix(_SVG)
        attributes = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
        if name not in _DRAWING or any(key.lower().startswith("on") or key == "base" for key in attributes):
            message = f"<{name.rpartition('}')[2]}> makes the image run or load something"
            yield Problem(where=where, code="audit-script", message=message)
            continue
        styles = [(element.text or "", False)] if name == "style" else []
        styles += [(value, True) for key, value in attributes.items() if key in STYLED]
        address = attributes.get("href", "#")
        safe = address.startswith("#") or (
            address_fault(address, loads=False) is None if name == "a" else _IMAGE.match(address) is not None
        )
        faults = [message for text, _ in styles for _, message in style_faults(text, inside=True)]
        if not safe:
            faults.append(f"it leads to or loads {address[:80]!r}")
        for fault in faults:
            yield Problem(where=where, code="audit-script", message=f"<{name}> makes the image load something: {fault}")


def _feed_faults(data: bytes, where: str) -> Iterator[Problem]:
    for element in _parsed(data).iter():
        namespace, _, name = str(element.tag).rpartition("}")
        attributes = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
        if (f"{namespace}}}" if namespace else "") not in _FEEDS:
            yield Problem(where=where, code="audit-element", message=f"<{name}> is no element of feeds and maps")
        for key, value in _addresses(name, element.text, attributes).items():
            if not _harmless(value):
                message = f"{key} has a scheme that runs or hides: {value[:80]!r}"
                yield Problem(where=where, code="audit-scheme", message=message)
        for key in attributes:
            if key.startswith("on") or key == "base":
                yield Problem(where=where, code="audit-attribute", message=f"<{name}> has the attribute {key}")
        if attributes.get("type", "").lower() in ("html", "text/html", "xhtml") and name != "link":
            yield from fragment_faults(element.text or "", where)
            if "src" in attributes:
                yield Problem(where=where, code="audit-foreign", message=f"<{name}> loads its content")


def _addresses(name: str, text: str | None, attributes: Mapping[str, str]) -> Mapping[str, str]:
    found = {
        key: attributes[key] for key in ("href", "src", "scheme", "xmlUrl", "htmlUrl", "template") if key in attributes
    }
    if name in _ADDRESS_ELEMENTS and text and not text.startswith("urn:"):
        found[name] = text
    return found


def _markdown_faults(data: bytes, where: str) -> Iterator[Problem]:
    """What a program that shows Markdown would make of the text."""
    options = comrak.RenderOptions()
    options.unsafe_ = True
    made = comrak.render_markdown(data.decode("utf-8"), render_options=options)
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
