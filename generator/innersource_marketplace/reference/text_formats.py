"""The formats of READMEs and other documents, by the endings of their names: one list to find them and to show them."""

# ruff: noqa: SIM905 -- lists of names read best as a text

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
_LANGUAGES: Final = frozenset(
    "af ar az be bg bn bs ca da de el en eo es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko lt lv mk "
    "mn mr ms my nb ne nl nn no pa pt ro ru sk sl sq sr sv sw ta te th tl tr uk ur uz vi yue zh fil cs pl si ml "
    "kn gu km lo am so".split()
)
"""Languages that READMEs are translated into. Source: ISO 639."""

_PROGRAMS: Final = frozenset("cs pl ml si am so".split())
"""Those of them that are endings of programs too: alone, they are no language."""

_LANGUAGE: Final = r"[._-](?P<language>[a-z]{2,3})(?P<region>[-_](?:[a-z]{4}|[a-z]{2}|[0-9]{3}))?(?P<ending>"
ENDING_PATTERN: Final = rf"(?:\.(?:{'|'.join(filter(None, _BY_ENDING))}))?"
"""A pattern of the end of a document's name, without groups; capitals do not count."""

_README: Final = re.compile(rf"read(?:me|\.me){ENDING_PATTERN}", re.IGNORECASE)
_TRANSLATED: Final = re.compile(rf"readme{_LANGUAGE}{ENDING_PATTERN})", re.IGNORECASE)


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
    if translated is None:
        return None
    language = translated["language"].lower()
    alone = not translated["ending"] and not translated["region"]
    if language not in _LANGUAGES or (alone and language in _PROGRAMS):
        return None
    return 1 if language == "en" else 2


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name.removeprefix(".") else ""
