"""Checks of files other than pages: data, tables, feeds, images, styles."""

import csv
import io
import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import yaml

from innersource_marketplace.audit.pages import SCHEMES
from innersource_marketplace.errors import Problem

_FORMULA = re.compile(r"^[=+@\t\r\n＝＋－＠]|^-(?![\d.]+$)|;\"*[=+@\t\r\n＝＋－＠-]")
_STYLE_LOADS = re.compile(rb"(?i)url\s*\(\s*['\"]?(?:[a-z]+:)?//|@import\s+(?:url)?[\s('\"]*(?:[a-z]+:)?//")
_ADDRESS_KEYS = frozenset(["url", "html_url", "docs", "homepage", "contact", "edit_metadata"])
_PATH_KEYS = frozenset(["page", "details"])
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?(?:#[A-Za-z0-9_-]+)?")
_ACTIVE = frozenset(["script", "foreignObject", "iframe", "set", "handler", "embed", "object"])
_PICTURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
}


def file_faults(suffix: str, data: bytes, where: str) -> Iterator[Problem]:
    """Every violation in one file that is no page, by the kind that its suffix says."""
    try:
        match suffix:
            case ".json":
                yield from _json_faults(data, where)
            case ".yaml":
                entities = list(yaml.safe_load_all(data.decode("utf-8")))
                yield from _json_faults(json.dumps(entities).encode(), where)
            case ".xml" | ".svg":
                yield from _xml_faults(suffix, data, where)
            case ".csv":
                yield from _table_faults(data, where)
            case ".css" if found := _STYLE_LOADS.search(data):
                line = data.count(b"\n", 0, found.start()) + 1
                yield Problem(where=where, line=line, code="audit-foreign", message="the style loads from another host")
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

    def examine(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(pairs)) < len(pairs):
            faults.append("a key appears twice in an object")
        for key, value in pairs:
            if not isinstance(value, str):
                continue
            if key in _ADDRESS_KEYS and not _harmless(value):
                faults.append(f"{key} has a scheme that runs or hides: {value[:80]!r}")
            elif key in _PATH_KEYS and not _PATH.fullmatch(value):
                faults.append(f"{key} is not a path of the site: {value[:80]!r}")
        return dict(pairs)

    json.loads(data.decode("utf-8"), parse_constant=refuse, object_pairs_hook=examine)
    if not where.startswith("schemas/"):  # there, keys are names of fields and values their schemas
        for fault in faults:
            yield Problem(where=where, code="audit-scheme", message=fault)


def _xml_faults(suffix: str, data: bytes, where: str) -> Iterator[Problem]:
    text = data.decode("utf-8")  # in another encoding, entities would hide from the search below
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", text):
        raise ValueError("it declares entities or a style sheet")
    for element in ElementTree.fromstring(text.encode()).iter():  # noqa: S314 -- entities were refused just above
        name = str(element.tag).rpartition("}")[2]
        attributes = {str(key).rpartition("}")[2]: value for key, value in element.attrib.items()}
        if suffix == ".svg" and (
            name in _ACTIVE
            or name.startswith("animate")
            or any(key.startswith("on") for key in attributes)
            or not attributes.get("href", "#").startswith(("#", "data:image/"))
        ):
            yield Problem(where=where, code="audit-script", message=f"<{name}> makes the image run or load something")
        elif suffix == ".xml" and not _harmless(attributes.get("href", "")):
            yield Problem(
                where=where, code="audit-scheme", message=f"a link has a scheme that runs: {attributes['href'][:80]!r}"
            )


def _table_faults(data: bytes, where: str) -> Iterator[Problem]:
    for number, row in enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True), 1):
        if any(_FORMULA.search(cell) for cell in row):
            yield Problem(
                where=where, line=number, code="audit-formula", message="a spreadsheet would run a cell as a formula"
            )


def _harmless(address: str) -> bool:
    """Whether an address, or the text in the place of one, neither runs nor hides anything."""
    try:
        parts = urlsplit(address.strip())
        user = parts.username
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and user is None and not any(ord(character) < 0x20 for character in address)
