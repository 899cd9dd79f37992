"""Converts the text of a README to markup, by format. The result is not sanitised yet."""

import io
import re
from collections.abc import Callable
from functools import lru_cache

import comrak

from innersource_marketplace import escape
from innersource_marketplace.limits import README_NESTING

_FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+)[ \t]*\n(?=[ \t]*(?:[\w\"'-]+[ \t]*[:=]|#|\1))(?s:.{0,65536}?)\n?^\1[ \t]*$\n?", re.M
)
_CONTENTS_MARK = re.compile(r"<p>\[(?:TOC|toc|\[(?:<em>)?(?:TOC|toc)(?:</em>)?\])\]</p>\n?")
"""`[TOC]` and, as GitLab writes it, `[[_TOC_]]`, whose marks have become emphasis by then."""
_STYLED_IMAGE = re.compile(r'(<img\b[^<>]*) style="width: ([0-9.]+(?:px|%));?[^"<>]*"')
"""An image of docutils with a width, which our policy knows as an attribute."""

_PROGRAM_OF_MDX = re.compile(
    r"^(?:import|export)\b[^\n]*(?:from\s|[({=])[^\n]*\n|\{/\*(?:(?!\*/).){0,5000}\*/\}", re.M | re.S
)
_DOLLARS = re.compile(r"\\.|\${1,2}", re.DOTALL)
_DEEP_LINE = re.compile(
    r"^(?:[ \t]{0,4}(?:>|[-+*](?=[ \t])|[0-9]{1,9}[.)](?=[ \t]))){%d}" % (README_NESTING + 1),  # noqa: UP031
    re.M,
)


class TooDeep(Exception):
    """The README is nested too deeply."""


def markdown(text: str) -> str:
    """Convert GitHub-flavoured Markdown, raw HTML included, in linear time."""
    if _DEEP_LINE.search(text):
        raise TooDeep
    extensions = comrak.ExtensionOptions()
    extensions.table = extensions.strikethrough = extensions.tasklist = extensions.autolink = True
    extensions.footnotes = extensions.alerts = extensions.math_dollars = extensions.math_code = True
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = rendering.tasklist_classes = True
    source, mark = _without_prices(_FRONT_MATTER.sub("", text, count=1))
    markup = comrak.render_markdown(source, extensions, comrak.ParseOptions(), rendering)
    return _CONTENTS_MARK.sub("", markup.replace(mark, "$") if mark else markup)


def without_imports(text: str) -> str:
    """MDX as Markdown: without what is program around the words, imports, exports and comments."""
    return _PROGRAM_OF_MDX.sub("", text)


def _without_prices(text: str) -> tuple[str, str]:
    """The text with a mark for every dollar that is none of a formula's, and the mark; empty where there is none.

    comrak takes more for formulas than GitHub does, where a letter or digit must be neither before the
    first dollar nor after the last, and no space inside of them: `$HOME/$USER` is text.
    """
    dollars = [found for found in _DOLLARS.finditer(text) if found[0][0] == "$"]
    alone: list[int] = []
    at = 0
    while at < len(dollars):
        first, last = dollars[at], dollars[at + 1] if at + 1 < len(dollars) else None
        if last is not None and first[0] == last[0] and _is_formula(text, first.end(), last.start(), len(first[0])):
            at += 2
        else:
            alone += range(*first.span())
            at += 1
    if not alone:
        return text, ""
    mark = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    characters = list(text)
    for position in alone:
        characters[position] = mark
    return "".join(characters), mark


def _is_formula(text: str, start: int, end: int, width: int) -> bool:
    if width == 2:
        return start < end and "\n\n" not in text[start:end]
    before, after = text[start - 2 : start - 1], text[end + 1 : end + 2]
    inside = text[start:end]
    return (
        bool(inside)
        and not inside[0].isspace()
        and not inside[-1].isspace()
        and not before.isalnum()
        and not after.isalnum()
        and "\n\n" not in inside
    )


@lru_cache(maxsize=4096)
def emoji(name: str) -> str | None:
    """The character of a shortcode (`:name:`), as GitHub knows them; None if it is none."""
    extensions = comrak.ExtensionOptions()
    extensions.shortcodes = True
    shown = comrak.render_markdown(f":{name}:", extensions, comrak.ParseOptions(), comrak.RenderOptions())
    character = shown.strip().removeprefix("<p>").removesuffix("</p>")
    return None if ":" in character or "<" in character else character


def restructuredtext(text: str) -> str | None:
    """Convert reStructuredText; None if docutils rejects the text.

    docutils is neither linear nor free of crashes: call this in a process of its own. Nothing is
    read from files, raw markup is refused, and messages about errors stay out of the result.
    """
    # Half of the start-up time of a conversion process, and most never see this format.
    from docutils.core import publish_parts  # noqa: PLC0415
    from docutils.nodes import Node  # noqa: PLC0415
    from docutils.parsers.rst import Directive, directives, roles  # noqa: PLC0415

    class Withheld(Directive):
        """Replaces `date`: a page must not depend on the day it was built."""

        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True

        def run(self) -> list[Node]:
            return []

    directives.register_directive("date", Withheld)

    settings = {
        "_disable_config": True,
        "doctitle_xform": False,
        "embed_stylesheet": False,
        "exit_status_level": 5,
        "file_insertion_enabled": False,
        "halt_level": 5,
        "initial_header_level": 1,
        "line_length_limit": 100_000,
        "math_output": "LaTeX",
        "raw_enabled": False,
        "report_level": 5,
        "smart_quotes": False,
        "stylesheet_path": "",
        "syntax_highlight": "none",
        "toc_backlinks": False,
        "warning_stream": io.StringIO(),
    }
    # Roles that a text defines live in a table of the module and would leak into the next README.
    registered: dict[str, Callable[..., object]] = roles._roles  # type: ignore[attr-defined]
    before = dict(registered)
    try:
        parts = publish_parts(text, writer="html5", settings_overrides=settings)
    finally:
        registered.clear()
        registered.update(before)
    body = parts["body"]
    if not isinstance(body, str) or not body.strip():
        return None
    return _STYLED_IMAGE.sub(r'\1 width="\2"', body)


def preformatted(text: str) -> str:
    """Show a text as it was written."""
    return f'<pre class="readme-text">{escape.html(text.strip(chr(10)))}</pre>'
