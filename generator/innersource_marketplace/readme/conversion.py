"""Converts the text of a README to markup, by format. The result is not sanitised yet."""

import io
import re
from collections.abc import Callable

import comrak

from innersource_marketplace import escape
from innersource_marketplace.limits import README_NESTING

MARKDOWN = frozenset({"md", "markdown", "mdown", "mkdn", "mkd", "mdwn", "mdtxt", "mdx", "rmd", "qmd"})
RESTRUCTUREDTEXT = frozenset({"rst", "rest"})
HTML = frozenset({"html", "htm", "xhtml"})
OTHERS = {
    "adoc": "AsciiDoc",
    "asciidoc": "AsciiDoc",
    "asc": "AsciiDoc",
    "org": "Org",
    "textile": "Textile",
    "rdoc": "RDoc",
    "pod": "Pod",
    "creole": "Creole",
    "mediawiki": "MediaWiki markup",
    "wiki": "wiki markup",
    "tex": "LaTeX",
    "typ": "Typst",
    "ipynb": "a notebook",
}
"""Formats that are shown as they were written, by the name that readers know them by."""

_FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+)[ \t]*\n(?=[ \t]*(?:[\w\"'-]+[ \t]*[:=]|#|\1))(?s:.{0,65536}?)\n?^\1[ \t]*$\n?", re.M
)
_CONTENTS_MARK = re.compile(r"<p>\[(?:TOC|toc|\[(?:<em>)?(?:TOC|toc)(?:</em>)?\])\]</p>\n?")
"""`[TOC]` and, as GitLab writes it, `[[_TOC_]]`, whose marks have become emphasis by then."""
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
    extensions.footnotes = extensions.alerts = extensions.shortcodes = True
    rendering = comrak.RenderOptions()
    rendering.unsafe_ = rendering.tasklist_classes = True
    source = _FRONT_MATTER.sub("", text, count=1)
    return _CONTENTS_MARK.sub("", comrak.render_markdown(source, extensions, comrak.ParseOptions(), rendering))


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
    return body if isinstance(body, str) and body.strip() else None


def preformatted(text: str) -> str:
    """Show a text as it was written."""
    return f'<pre class="readme-text">{escape.html(text.strip(chr(10)))}</pre>'
