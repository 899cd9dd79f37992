"""Every link of the site leads somewhere, and every page is found: nobody reaches a dead end."""

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import msgspec
import pytest

_HOST = "site.example"
_ENOUGH = 3
"""Other pages that must link to a page."""


class _Page(msgspec.Struct):
    links: list[str] = msgspec.field(default_factory=list)
    targets: set[str] = msgspec.field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and (link := values.get("href")):
            self.page.links.append(link)
        self.page.targets |= {value for name in ("id", "name") if (value := values.get(name))}


@pytest.fixture(scope="module")
def pages(built: Path) -> Mapping[str, _Page]:
    """Each page of a small site by its path: on a large one, more pages link to each."""
    found = {}
    for path in sorted(built.rglob("*.html")):
        reader = _Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(built).as_posix()] = reader.page
    return found


def _target(page: str, link: str) -> tuple[str, str] | None:
    """The page within the site that a link leads to, with its fragment; None for other addresses."""
    address = urlsplit(urljoin(f"https://{_HOST}/{page}", link))
    if address.netloc != _HOST or address.scheme != "https":
        return None
    path = unquote(address.path).lstrip("/")
    return (f"{path}index.html" if not path or path.endswith("/") else path), unquote(address.fragment)


@pytest.mark.slow
def test_no_link_leads_nowhere(built: Path, pages: Mapping[str, _Page]) -> None:
    dead = set()
    for name, page in pages.items():
        if name == "404.html":  # its links are made for wherever it is shown
            continue
        for link in page.links:
            found = _target(name, link)
            if found is None:
                continue
            path, fragment = found
            lost = fragment and path in pages and fragment not in pages[path].targets
            if lost or not (built / path).is_file():
                dead.add(f"{name}: {link}")
    assert sorted(dead) == []


def test_every_page_is_linked_from_three_others(pages: Mapping[str, _Page]) -> None:
    linked: dict[str, set[str]] = {name: set() for name in pages}
    for name, page in pages.items():
        for link in page.links:
            if (found := _target(name, link)) and found[0] in linked and found[0] != name:
                linked[found[0]].add(name)
    # Pieces are for other sites; further pages of a list, as those without problems, come after one another.
    apart = ("404.html", "embed/card/", "embed/newest.html", "listed/well/")
    lonely = {
        name: sorted(others)
        for name, others in linked.items()
        if len(others) < _ENOUGH and not name.startswith(apart) and not Path(name).parent.name.isdigit()
    }
    assert lonely == {}
