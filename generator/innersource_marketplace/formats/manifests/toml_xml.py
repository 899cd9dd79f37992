"""TOML and XML from strangers, for manifests: bounded, never raising, and without entities.

XML is read by the standard library's expat with every document type declaration refused. Entities
can only be declared in one, so nothing can expand to gigabytes or include another file; that is what
defusedxml does with `forbid_dtd`, in three lines.
"""

import tomllib
from xml.parsers import expat

import msgspec

from innersource_marketplace.limits import DOCUMENT_BYTES, DOCUMENT_DEPTH, XML_ELEMENTS

_DOTS = 200
"""Most dots in one line of TOML; each nests a table deeper, and real ones have five."""

_HEADER_DOTS = 50
"""Most dots in a line that begins like a header of a table; a list of versions may begin so too."""


class Element(msgspec.Struct):
    """An element of an XML document; names have no namespace, `words` are the pieces of its text."""

    tag: str
    attributes: dict[str, str] = msgspec.field(default_factory=dict)
    children: list["Element"] = msgspec.field(default_factory=list)
    words: list[str] = msgspec.field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(self.words).strip()

    def child(self, tag: str) -> "Element | None":
        """The first child with that tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def below(self, *tags: str) -> list["Element"]:
        """Every element at the end of a path of tags, in the order of the document."""
        found = [self]
        for tag in tags:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def text_at(self, *tags: str) -> str:
        """The text of the first element at the end of a path of tags; "" where there is none."""
        found = self.below(*tags)
        return found[0].text if found else ""


def read_toml(data: bytes) -> object:
    """The value of a TOML document; None of what is too large, too deep, or no TOML."""
    if len(data) > DOCUMENT_BYTES or any(line.count(b".") > _most_dots(line) for line in data.splitlines()):
        return None
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):  # nested arrays are parsed by recursion
        return None


def _most_dots(line: bytes) -> int:
    """Of a header it is its parts that dots separate, and the time for a header grows with their square."""
    return _HEADER_DOTS if line.lstrip()[:1] == b"[" else _DOTS


def read_xml(data: bytes) -> Element | None:
    """The root of an XML document; None of what is too large, too deep, no XML, or declares a document type."""
    if len(data) > DOCUMENT_BYTES:
        return None
    top = Element("")
    path = [top]
    elements = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if len(path) > DOCUMENT_DEPTH or elements > XML_ELEMENTS:
            raise ValueError
        element = Element(_local(tag), {_local(name): value for name, value in attributes.items()})
        path[-1].children.append(element)
        path.append(element)

    def end(_tag: str) -> None:
        path.pop()

    def words(text: str) -> None:
        path[-1].words.append(text)

    def refuse(*_declaration: object) -> None:
        raise ValueError

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):  # LookupError: an encoding that nobody knows
        return None
    return top.children[0] if top.children else None


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
