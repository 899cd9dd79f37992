"""What manifests of further ecosystems say of a project in words. Nothing of their packages is read.

Each kind is a row of a table: how its values are found, and under which keys. Pure, and total over any bytes.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

import msgspec

from innersource_marketplace.formats.manifests.suggestions import Facts, address, inner, names, sentences, tags, text
from innersource_marketplace.formats.manifests.toml_xml import read_toml, read_xml
from innersource_marketplace.formats.parsing import beginning_of, parse_json, parse_yaml
from innersource_marketplace.limits import DOCUMENT_BYTES
from innersource_marketplace.reference.license_expressions import canonical, either


class _Keys(msgspec.Struct, frozen=True):
    """Where an object has each value: keys that follow each other are separated by a slash."""

    parse: Callable[[bytes, str], object]
    description: str = "description"
    name: str = "name"
    license: str = "license"
    home: str = "homepage"
    docs: str = "documentation"
    topics: str = "keywords"
    within: str = ""


class _Script(msgspec.Struct, frozen=True):
    """What precedes each quoted value in a script, as a pattern. A script is not run."""

    description: str
    name: str = r"(?!)"
    license: str = r"(?!)"


def _json(data: bytes, origin: str) -> object:
    return parse_json(data, origin, DOCUMENT_BYTES).value


def _yaml(data: bytes, origin: str) -> object:
    return parse_yaml(data, origin).value


def _toml(data: bytes, _origin: str) -> object:
    return read_toml(data)


_LINE: Final = r"(?m)^[ \t]{0,20}"
_EQUALS: Final = r"[ \t]{0,9}=[ \t]{0,9}"
_SPEC: Final = rf"{_LINE}\w{{1,30}}\."
_TYPE: Final = r"(?:\{[ ]{0,9}:?type[ ]{0,9}(?:=>|:)[ ]{0,9})?"

_KINDS: Final[tuple[tuple[str, _Keys | _Script], ...]] = (
    (r"pubspec\.yaml", _Keys(_yaml, topics="topics")),
    (r"shard\.yml", _Keys(_yaml)),
    (r"package\.yaml", _Keys(_yaml, description="synopsis", topics="category")),
    (r"Chart\.yaml", _Keys(_yaml, home="home", license="annotations/artifacthub.io/license")),
    (r"galaxy\.ya?ml", _Keys(_yaml, topics="tags")),
    (r"meta/main\.ya?ml", _Keys(_yaml, within="galaxy_info", name="role_name", topics="galaxy_tags")),
    (r"elm\.json", _Keys(_json, description="summary")),
    (r"META6\.json", _Keys(_json, topics="tags")),
    (r"META\.json", _Keys(_json, description="abstract")),
    (r"dub\.json", _Keys(_json)),
    (r"haxelib\.json", _Keys(_json, home="url", topics="tags")),
    (r"fpm\.toml", _Keys(_toml)),
    (r"gleam\.toml", _Keys(_toml, license="licences")),
    (r"typst\.toml", _Keys(_toml, within="package")),
    (r"mix\.exs", _Script(rf"{_LINE}(?:@?description:?)[ \t]{{1,9}}", name=r"\bapp:[ \t]{0,9}:()",
                          license=r"\blicenses:[ \t]{0,9}\[[ \t]{0,9}")),
    (r"dune-project", _Script(r"\(synopsis[ \t\n]{1,20}", name=rf"{_LINE}\(name[ \t]{{1,9}}()",
                              license=r"\(license[ \t]{1,9}()")),
    (r"(?:[^/]{1,100}\.)?opam", _Script(rf"{_LINE}synopsis:[ \t\n]{{0,20}}", license=rf"{_LINE}license:[ \t]{{0,9}}")),
    (r"[^/]{1,100}\.nimble", _Script(rf"{_LINE}description{_EQUALS}", license=rf"{_LINE}license{_EQUALS}")),
    (r"[^/]{1,100}\.rockspec", _Script(rf"{_LINE}summary{_EQUALS}", name=rf"{_LINE}package{_EQUALS}",
                                       license=rf"{_LINE}license{_EQUALS}")),
    (r"[^/]{1,100}\.podspec", _Script(rf"{_SPEC}summary{_EQUALS}", name=rf"{_SPEC}name{_EQUALS}",
                                      license=rf"{_SPEC}license{_EQUALS}{_TYPE}")),
    (r"project\.clj", _Script(r":description[ \t\n]{1,40}", name=r"\(defproject[ \t]{1,9}()",
                              license=r":license[ \t]{1,9}\{[ \t]{0,9}:name[ \t]{1,9}")),
    (r"build\.sbt", _Script(rf"{_LINE}(?:ThisBuild[ \t]{{0,9}}/[ \t]{{0,9}})?description[ \t]{{0,9}}:=[ \t]{{0,9}}",
                            name=rf"{_LINE}name[ \t]{{0,9}}:=[ \t]{{0,9}}")),
    (r"src/[^/]{1,100}\.app\.src", _Script(r"\{[ \t]{0,9}description,[ \t\n]{0,20}",
                                           license=r"\{[ \t]{0,9}licenses,[ \t]{0,9}\[[ \t]{0,9}")),
    (r"dist\.ini", _Script(rf"{_LINE}abstract{_EQUALS}()", name=rf"{_LINE}name{_EQUALS}()")),
)  # fmt: skip
"""The kinds of manifests by their paths from the root. Empty brackets at the end mean a value without quotes."""

_PATTERNS: Final = tuple((re.compile(pattern), kind) for pattern, kind in _KINDS)
_DOAP: Final = re.compile(r"[^/]{1,100}\.doap")


def has_words(path: str) -> bool:
    """Whether a file of that path is read here."""
    return _DOAP.fullmatch(path) is not None or any(pattern.fullmatch(path) for pattern, _ in _PATTERNS)


def read_words(path: str, data: bytes) -> Facts:
    """What a manifest says; nothing, where it cannot be read."""
    if _DOAP.fullmatch(path):
        return _doap(data, path)
    kind = next(kind for pattern, kind in _PATTERNS if pattern.fullmatch(path))
    return _keyed(kind, data, path) if isinstance(kind, _Keys) else _scripted(kind, data, path)


def _keyed(kind: _Keys, data: bytes, origin: str) -> Facts:
    document = inner(kind.parse(data, origin), *filter(None, [kind.within]))

    def at(keys: str) -> object:
        return inner(document, *keys.split("/", 1))

    return Facts(
        origin=origin,
        name=text(at(kind.name)),
        description=sentences(at(kind.description)),
        license=_license(at(kind.license)),
        topics=tags(at(kind.topics)),
        docs=address(at(kind.docs)),
        home=address(at(kind.home)),
    )


def _license(value: object) -> str | None:
    """The licence that is named; of a list one may choose."""
    listed = [text(item) for item in (value if isinstance(value, list) else [value])[:10]]
    found = [None if words is None else canonical(words) for words in listed]
    known = tuple(one for one in found if one is not None)
    return either(known) if known and len(known) == len(found) else None


def _scripted(kind: _Script, data: bytes, origin: str) -> Facts:
    script = beginning_of(data).replace("\r\n", "\n")

    def said(before: str) -> str | None:
        quoted = r"([^\s()\[\]{},;]{1,200}[^\n()\[\]{},;]{0,800})" if before.endswith("()") else (
            r"(?:\"\"\"\s{0,40}([^\"\\]{1,2000})\"\"\"|~[sS]\(([^()\n]{1,1000})\)"
            r"|\"((?:[^\"\\\n]|\\[\"'\\]){1,1000})\"|'((?:[^'\\\n]|\\[\"'\\]){1,1000})')"
        )  # fmt: skip
        found = {next(filter(None, match.groups()), "") for match in islice(re.finditer(before + quoted, script), 100)}
        # Several are those of parts, and nothing tells which one is the whole.
        return re.sub(r"\\(.)", r"\1", " ".join(found.pop().split()).strip('"')) if len(found) == 1 else None

    return Facts(
        origin=origin,
        name=text((said(kind.name) or "").partition(" ")[0]),
        description=sentences(said(kind.description)),
        license=_license(said(kind.license)),
    )


def _doap(data: bytes, origin: str) -> Facts:
    """A description of a project in the terms of DOAP, as GNOME and Apache have them."""
    root = read_xml(data)
    if root is None:
        return Facts(origin=origin)
    project = root if root.tag == "Project" else next(iter(root.below("Project")), root)

    def said(name: str) -> str | None:
        return next((one.text for one in project.below(name) if one.text), None)

    def linked(name: str) -> object:
        return next((value for one in project.below(name) for value in one.attributes.values()), None)

    return Facts(
        origin=origin,
        title=text(said("name")),
        description=sentences(said("shortdesc") or said("description")),
        home=address(linked("homepage")),
        issues=address(linked("bug-database")),
        people=names([one.text for one in project.below("maintainer", "Person", "name")]),
    )
