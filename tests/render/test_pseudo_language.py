"""No text is fixed in code or templates: pages in a generated language have every text of ours in brackets."""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from enum import Enum
from html.parser import HTMLParser

import msgspec
import pytest
from msgspec.structs import fields, replace

from innersource_marketplace.errors import Problem
from innersource_marketplace.render.messages import LANGUAGES, PSEUDO, Messages
from innersource_marketplace.render.site import render_pages
from owner_records import RUN, considered, left_out, owner_files
from programme_records import NAMES, programme
from projects import NOTHING_KNOWN, NOW, SETTINGS, make_project, varied_projects

_WORD = re.compile(r"[^\W\d_]{3,}")
_OURS = re.compile(r"⟦[^⟦]*?⟧")
_ADDRESS = re.compile(r"https?://\S+")
_NAMES = {"catalog", "yml", "innersource", "json", "README", "Markdown", "HTML", "pip", "npm", "git", "clone", "Go"}
"""Names of files, formats and tools, which are the same in every language."""


class _Texts(HTMLParser):
    """Collects what is read or heard, but for texts that say that they are English, and code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("img", "input", "link", "br", "rect", "line", "path", "circle"):
            pass
        elif self._skipped or tag in ("code", "pre", "bdi") or values.get("lang") or values.get("dir"):
            self._skipped += 1
        if not self._skipped:
            self.pieces += [
                value for name in ("title", "aria-label", "placeholder", "alt") if (value := values.get(name))
            ]

    def handle_endtag(self, tag: str) -> None:
        self._skipped = max(self._skipped - 1, 0)

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.pieces.append(data)


def test_the_pseudo_language_is_not_offered() -> None:
    assert PSEUDO not in LANGUAGES
    assert Messages(PSEUDO)("site.projects", count=2) == "⟦2 projects⟧"


def _fixed_texts(files: Iterable[tuple[str, bytes]], given: Set[str]) -> dict[str, str]:
    """Texts with words that are neither messages nor `given`, each with its page."""
    fixed: dict[str, str] = {}
    for path, data in files:
        if not path.endswith(".md"):
            continue
        texts = _Texts()
        texts.feed(data.decode().split("---\n\n", 1)[1])
        for piece in texts.pieces:
            left = _ADDRESS.sub(" ", piece)
            while _OURS.search(left):
                left = _OURS.sub(" ", left)
            if {*_WORD.findall(left)} - given - _NAMES:
                fixed.setdefault(piece.strip(), path)
    return fixed


def _texts_in(thing: object) -> Iterator[str]:
    """Texts of records, without the names of their fields."""
    if isinstance(thing, str):
        yield from () if isinstance(thing, Enum) else (thing,)
    elif isinstance(thing, msgspec.Struct):
        yield from (text for field in fields(thing) for text in _texts_in(getattr(thing, field.name)))
    elif isinstance(thing, Iterable):
        yield from (
            text for one in (thing.values() if isinstance(thing, Mapping) else thing) for text in _texts_in(one)
        )


def _words(*things: object) -> set[str]:
    return {word for text in _texts_in(things) for word in _WORD.findall(text)}


def test_every_text_of_the_pages_about_the_programme_and_for_owners_is_a_message() -> None:
    projects = varied_projects(12)
    known = considered(projects, with_problem=[projects[0].key])
    notice = Problem(where="github: acme", code="unreachable", message="No answer.", fix="Wait.")
    stories = programme(projects, language=PSEUDO)
    pages = owner_files((*known, left_out("site")), [notice], Messages(PSEUDO))
    given = _words(known, left_out("site"), notice, RUN, [*RUN.sources], NAMES, SETTINGS)
    assert _fixed_texts([*stories, *pages], given) == {}


@pytest.mark.slow
def test_every_text_of_a_page_is_a_message() -> None:
    settings = replace(SETTINGS, language=PSEUDO)
    problem = Problem(where="innersource.json", code="language", message="NodeJS is no language.", fix="Write it.")
    bare = make_project(owner="bare", name="bare", title="bare", **NOTHING_KNOWN)
    projects = (*varied_projects(12), bare)
    files = render_pages(projects, lambda _: None, {bare.key: (problem,)}, settings, NOW)
    assert _fixed_texts(files, _words(projects, settings)) == {}


def test_a_rule_that_is_known_in_english_only_says_so_on_a_german_page() -> None:
    def listed(say: Messages) -> str:
        return dict(owner_files((left_out("site", "It has no commits yet."),), say=say))["listed/index.md"].decode()

    assert '<span lang="en">It has no commits yet.</span>' in listed(Messages("de"))
    assert "<span lang" not in listed(Messages())
