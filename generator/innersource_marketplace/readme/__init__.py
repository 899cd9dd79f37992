"""READMEs: from committed bytes to markup that is safe in our pages.

`convert` is pure. It is meant to be called in a process of its own (`sandbox`), because of the one
format whose parser is not linear, and because a crash in any parser must stay there.
"""

# ruff: noqa: SIM905 -- lists of names read best as a text: the policy fits on one screen

import html
import re
from collections.abc import Callable

from innersource_marketplace.escape import visible, without_long_secrets
from innersource_marketplace.limits import (
    README_BYTES,
    README_MARKUP_CHARACTERS,
    README_NESTING,
    README_TAG_DEPTHS,
    README_TAGS,
    README_TEXT_CHARACTERS,
)
from innersource_marketplace.model import Readme
from innersource_marketplace.readme import conversion as formats
from innersource_marketplace.readme.conversion import TooDeep
from innersource_marketplace.readme.decoding import Decoded, decode
from innersource_marketplace.readme.html_policy import clean, intake
from innersource_marketplace.readme.notebooks import notebook_as_markdown
from innersource_marketplace.readme.prose import PROSE, prose
from innersource_marketplace.readme.readme_links import Links, LocalImage, links_of
from innersource_marketplace.readme.rewrite import rewrite
from innersource_marketplace.reference.text_formats import TextFormat, format_of

ForeignConverter = Callable[[str, TextFormat], str | None]
"""Gives the markup of a text in a format, to be cleaned; None where it cannot."""

__all__ = ["Links", "LocalImage", "convert", "links_of", "plain_text"]

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_BLOCK_END = re.compile(r"</(?:p|div|h[2-6]|li|dt|dd|tr|pre|blockquote|table|summary|caption|figcaption)>|<(?:br|hr)>")
_AS_IT_STANDS = re.compile(r"(<pre\b[^>]*>.*?</pre>)", re.DOTALL)
_BADGES = re.compile(r'<p class="readme-badges">.*?</p>', re.DOTALL)
_WORD = re.compile(r"\w{2,}")
_WORDS_LOST = 12
_SHARE_LOST = 0.04
"""How many different words a converter may leave out: settings and names of macros that ours leaves in."""

_ANY_TAG = re.compile(r"<[^>]*>")
_UNCOUNTED = frozenset(
    "area base br col dd dt hr img input li link meta option p source tbody td tfoot th thead tr wbr".split()
)
"""Elements without an end tag, or whose end tag people may leave out; they do not nest in themselves."""

_TOP_LEVEL = 3
"""The level of a README's highest headings: on the page they are below the heading of its section."""

_TOO_DEEP = "The README is nested too deeply to be shown."
_TOO_LARGE = "The README is too large to be shown."
_LARGE_FILE_POINTER = b"version https://git-lfs.github.com/spec/"


def convert(
    data: bytes,
    path: str,
    links: Links,
    *,
    title: str = "",
    foreign: ForeignConverter | None = None,
    simply: bool = False,
) -> Readme:
    """Convert a README by the format that its file name says.

    `path` is its path in the repository, `links` says where relative links lead, and a leading
    heading that only repeats `title` is left out. What cannot be shown has `html` None and the
    reason in `why`; no input raises, except through faults of docutils itself. `foreign`
    converts formats that this package cannot. `simply` leaves out what is not linear in the length of
    the text: other converters than that of Markdown, and colours of code.
    """
    if data.startswith(_LARGE_FILE_POINTER):
        return Readme(path=path, html=None, why="The README is kept in Git LFS.")
    decoded = decode(data)
    if decoded is None:
        return Readme(path=path, html=None, why="The README is not a text file.")
    if not decoded.text.strip():
        return Readme(path=path, html=None, why="The README is empty.")
    try:
        return _convert_text(decoded, path, links, title, foreign, simply=simply)
    except (TooDeep, RecursionError):
        return Readme(path=path, html=None, why=_TOO_DEEP)


def _convert_text(
    decoded: Decoded, path: str, links: Links, title: str, foreign: ForeignConverter | None, *, simply: bool
) -> Readme:
    markup, note = _markup(decoded.text, path, foreign, simply=simply)
    if _is_too_large(markup):
        return Readme(path=path, html=None, why=_TOO_LARGE)
    _check_nesting(markup)
    well_formed = without_long_secrets(visible(intake(markup)))
    if _is_too_large(well_formed):
        return Readme(path=path, html=None, why=_TOO_LARGE)
    rewritten = rewrite(
        well_formed, path, links, title=title, top_level=_TOP_LEVEL, emoji=formats.emoji, colored=not simply
    )
    if _is_too_large(rewritten.markup):
        return Readme(path=path, html=None, why=_TOO_LARGE)
    cleaned = clean(rewritten.markup)
    if cleaned is None:
        return Readme(path=path, html=None, why="The markup of the README could not be made safe.")
    if not cleaned.strip():
        return Readme(path=path, html=None, why="The README has no text to show.")
    if decoded.truncated:
        note = f"{note} This is the beginning; the README is longer than {README_BYTES // 1024} kB.".strip()
    return Readme(
        path=path,
        html=cleaned,
        truncated=decoded.truncated,
        note=note or None,
        contents=rewritten.contents,
        text=plain_text(cleaned),
        pictures=rewritten.pictures,
    )


def _markup(text: str, path: str, foreign: ForeignConverter | None, *, simply: bool) -> tuple[str, str]:
    """The markup before cleaning, and a note on how it is shown."""
    written = format_of(path)
    if written is TextFormat.MARKDOWN:
        return formats.markdown(formats.without_imports(text) if path.lower().endswith(".mdx") else text), ""
    if written is TextFormat.HTML:
        return text, ""
    if written is TextFormat.NOTEBOOK and (cells := notebook_as_markdown(text)) is not None:
        return formats.markdown(cells), ""
    if written is TextFormat.RESTRUCTUREDTEXT:
        body = None if simply else formats.restructuredtext(text)
        return (body, "") if body is not None else (formats.preformatted(text), "Shown as text.")
    if written in PROSE:
        as_prose = prose(text, written)
        body = foreign(text, written) if foreign is not None and not simply else None
        if body is not None and not _loses_words(as_prose, body):
            return body, ""
        return as_prose, f"Written in {written}; shown without most of its formatting."
    if written is None or written is TextFormat.PLAIN:
        return formats.preformatted(text), ""
    return formats.preformatted(text), f"Written in {written}; shown as text."


def _loses_words(ours: str, theirs: str) -> bool:
    """Whether a converter has left out more than a few words: some skip what they cannot parse."""
    words, kept = (set(_WORD.findall(html.unescape(_ANY_TAG.sub(" ", one)))) for one in (ours, theirs))
    return len(words - kept) > max(_WORDS_LOST, len(words) * _SHARE_LOST)


def _is_too_large(markup: str) -> bool:
    return len(markup) > README_MARKUP_CHARACTERS or markup.count("<") > 2 * README_TAGS


def _check_nesting(markup: str) -> None:
    """Reject markup whose parsing time is not linear in its length.

    Depth alone is not enough: a parser repeats unclosed formatting in every paragraph that follows,
    so the sum of depths over all tags is bounded too.
    """
    depth = total = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() in _UNCOUNTED:
            total += depth
        elif closing:
            depth = max(0, depth - 1)
        else:
            depth += 1
            total += depth
        if depth > README_NESTING or total > README_TAG_DEPTHS:
            raise TooDeep


def plain_text(markup: str) -> str:
    """The plain text, one line per block, for search and coding assistants; without badges, and limited."""
    parts = _AS_IT_STANDS.split(_BADGES.sub("\n", markup))
    # Every second part is preformatted: only there a line that ends is more than a place to break it.
    flowing = (part if index % 2 else part.replace("\n", " ") for index, part in enumerate(parts))
    spaced = _ANY_TAG.sub("", _BLOCK_END.sub("\n", "".join(flowing)))
    lines = (" ".join(line.split()) for line in html.unescape(spaced).split("\n"))
    return visible("\n".join(line for line in lines if line)[:README_TEXT_CHARACTERS])
