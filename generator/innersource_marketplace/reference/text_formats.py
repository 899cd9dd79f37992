"""The formats of READMEs and other documents, by the endings of their names: one list to find them and to show them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class TextFormat(StrEnum):
    """A format that documents are written in, by the name that readers know it by."""

    MARKDOWN = "Markdown"
    RESTRUCTUREDTEXT = "reStructuredText"
    ASCIIDOC = "AsciiDoc"
    ORG = "Org"
    HTML = "HTML"
    TEXTILE = "Textile"
    MEDIAWIKI = "MediaWiki markup"
    CREOLE = "Creole"
    RDOC = "RDoc"
    POD = "Pod"
    NOTEBOOK = "a notebook"
    WIKI = "wiki markup"
    LATEX = "LaTeX"
    TYPST = "Typst"
    PLAIN = "plain text"


_ENDINGS: Final[Mapping[TextFormat, tuple[str, ...]]] = {
    TextFormat.MARKDOWN: (
        "md", "markdown", "mdown", "mkdn", "mkdown", "mkd", "mdwn", "mdtxt", "mdtext", "mdx", "rmd", "qmd", "livemd",
        "ronn",
    ),
    TextFormat.RESTRUCTUREDTEXT: ("rst", "rest"),
    TextFormat.ASCIIDOC: ("adoc", "asciidoc", "asc"),
    TextFormat.ORG: ("org",),
    TextFormat.HTML: ("html", "htm", "xhtml"),
    TextFormat.TEXTILE: ("textile",),
    TextFormat.MEDIAWIKI: ("mediawiki",),
    TextFormat.CREOLE: ("creole",),
    TextFormat.RDOC: ("rdoc",),
    TextFormat.POD: ("pod", "pod6"),
    TextFormat.NOTEBOOK: ("ipynb",),
    TextFormat.WIKI: ("wiki",),
    TextFormat.LATEX: ("tex",),
    TextFormat.TYPST: ("typ",),
    TextFormat.PLAIN: ("", "txt", "text", "1st", "me"),
}  # fmt: skip
"""Endings without their dot, best shown first. Sources: the names that github-markup and GitLab render."""

_BY_ENDING: Final = {ending: written for written, endings in _ENDINGS.items() for ending in endings}
_RANKS: Final = {ending: rank for rank, ending in enumerate(_BY_ENDING)}
_LANGUAGE: Final = r"[._-](?P<language>[a-z]{2,3}(?:[-_](?:[a-z]{4}|[a-z]{2}|[0-9]{3}))?)"
ENDING_PATTERN: Final = rf"(?:\.(?:{'|'.join(filter(None, _BY_ENDING))}))?"
"""A pattern of the end of a document's name, without groups; capitals do not count."""

_README: Final = re.compile(rf"read(?:me|\.me){ENDING_PATTERN}", re.IGNORECASE)
_TRANSLATED: Final = re.compile(rf"readme{_LANGUAGE}{ENDING_PATTERN}", re.IGNORECASE)


def format_of(path: str) -> TextFormat | None:
    """The format of a document; None if the ending of its name is no known one."""
    return _BY_ENDING.get(_ending(path))


def format_rank(path: str) -> int:
    """How well a document can be shown by its name: the smaller the better; unknown endings come last."""
    return _RANKS.get(_ending(path), len(_RANKS))


def readme_rank(name: str) -> int | None:
    """How well a file's name is that of the README: 0 for the README, more for translations; None for other files.

    Where there are only translations, English goes before others.
    """
    if _README.fullmatch(name):
        return 0
    translated = _TRANSLATED.fullmatch(name)
    if translated is None or translated["language"].lower() in _BY_ENDING:
        return None
    return 1 if translated["language"].lower().startswith("en") else 2


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name.removeprefix(".") else ""
