"""The texts of hand-written pages, read back from the built site, so that any site builder will do."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

from innersource_marketplace.search.index_words import BODY_CHARACTERS
from innersource_marketplace.search.searchable import Searchable

_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = ("p", "li", "td", "th", "dt", "dd", "pre", "div", "summary", "tr")
_SILENT = ("nav", "svg", "script", "style", "button")
_LINK_TO_HEADING = "headerlink"


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text under a heading; `anchor` is the heading's id in the page, "" for none."""

    heading: str = ""
    anchor: str = ""
    text: str = ""


def written_pages(site: Path, addresses: Iterable[str]) -> Iterator[Searchable]:
    """Yield each section of every page that people wrote, so that a result leads to its place.

    `addresses` are where such pages may stand; one that the site builder left out is not there.
    """
    for address in addresses:
        path = site / address / "index.html"
        if not path.is_file():
            continue
        sections = _Article(path.read_text(encoding="utf-8")).sections()
        title = next((section.heading for section in sections if section.heading), "")
        for section in sections:
            place = f"{address}#{section.anchor}" if section.anchor else address
            yield Searchable(
                kind="page",
                key=place,
                title=section.heading or address,
                page=place,
                description=title if section.anchor else "",
                body=section.text,
            )


class _Article:
    """The headings and texts of the article element that the theme puts a written page in."""

    def __init__(self, page: str) -> None:
        self._found: list[tuple[str, str, list[str]]] = []
        article = LexborHTMLParser(page).css_first("article.md-content__inner")
        if article is not None:
            self._read(article)

    def _read(self, within: LexborNode) -> None:
        node = within.first_child
        while node is not None:
            tag = node.tag
            if tag == "-text":
                words = (node.text_content or "").split()
                self._text(" ".join((*words, "")) or " ")
            elif tag in _HEADINGS:
                self._begin(node)
            elif tag not in _SILENT and _LINK_TO_HEADING not in (node.attributes.get("class") or ""):
                if tag in _BLOCKS:
                    self._text("\n")
                self._read(node)
            node = node.next

    def _begin(self, heading: LexborNode) -> None:
        for link in heading.css(f".{_LINK_TO_HEADING}"):
            link.decompose()
        # The first heading is the title; its place is the page itself.
        anchor = (heading.id or "") if any(title for title, _, _ in self._found) else ""
        self._found.append((heading.text().strip(), anchor, []))

    def _text(self, text: str) -> None:
        if not self._found:
            self._found.append(("", "", []))
        self._found[-1][2].append(text)

    def sections(self) -> list[Section]:
        """What was found, in order; empty if the page has no such article."""
        made = [
            Section(heading=heading, anchor=anchor, text="".join(texts)[:BODY_CHARACTERS])
            for heading, anchor, texts in self._found
        ]
        return [section for section in made if section.heading or section.text.strip()]
