"""The texts of hand-written pages, read back from the built site, so that any site builder will do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from innersource_marketplace.search.index_words import BODY_CHARACTERS
from innersource_marketplace.search.searchable import Searchable

_HEADINGS = ("h1", "h2", "h3")
_BLOCKS = ("p", "li", "td", "th", "dt", "dd", "pre", "div", "summary", "tr")
_VOID = frozenset(["img", "input", "br", "hr", "wbr", "meta", "link", "source"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
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
        page = _Article()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        sections = page.sections()
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


class _Article(HTMLParser):
    """Collects the headings and texts of the article element that the theme puts a written page in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._depth = 0
        self._found: list[tuple[str, str, list[str]]] = []
        self._heading: list[str] | None = None
        self._anchor = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if not self._depth:
            if tag == "article" and "md-content__inner" in (values.get("class") or "").split():
                self._depth = 1
            return
        if tag not in _VOID:
            self._depth += 1
        if tag in _HEADINGS:
            self._heading, self._anchor = [], values.get("id") or ""
        elif (
            self._silent
            or tag in ("nav", "svg", "script", "style", "button")
            or "headerlink" in (values.get("class") or "")
        ):
            self._silent += tag not in _VOID
        elif tag in _BLOCKS:
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self._depth or tag in _VOID:
            return
        self._depth -= 1
        self._silent = max(self._silent - 1, 0)
        if tag in _HEADINGS and self._heading is not None:
            # The first heading is the title; its place is the page itself.
            anchor = self._anchor if any(heading for heading, _, _ in self._found) else ""
            self._found.append(("".join(self._heading).strip(), anchor, []))
            self._heading = None

    def handle_data(self, data: str) -> None:
        if not self._depth or self._silent:
            return
        if self._heading is not None:
            self._heading.append(data)
        else:
            self._text(" ".join(data.split()) + " " if data.strip() else " ")

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
