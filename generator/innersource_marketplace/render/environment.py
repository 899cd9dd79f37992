"""Our template engine: autoescaping, strict, and writing pages on few lines.

Data reaches templates as values only. What may stand unescaped is wrapped by `trusted`, which
takes `SafeHtml` and nothing else.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup
from markupsafe import escape as escape_markup

from innersource_marketplace import escape
from innersource_marketplace.model import SafeHtml
from innersource_marketplace.render.messages import Messages

_LINE_BREAK = re.compile(r"\s*\n\s*")


class _OneLine(Extension):
    """Joins the lines of a template while it is loaded, so that its output has none of its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        def join(match: re.Match[str]) -> str:
            before, after = source[: match.start()][-1:], source[match.end() :][:1]
            follows_block = source[: match.start()].endswith(("%}", "#}", ">"))
            opens_block = source[match.end() :].startswith(("{%", "{#", "<"))
            return "" if not before or not after or follows_block or opens_block else " "

        return _LINE_BREAK.sub(join, source)


def trusted(markup: SafeHtml) -> Markup:
    """Let finished HTML stand in a template as it is."""
    return Markup(markup)  # noqa: S704 - the type is the proof: only `escape` and `readme` make it


@cache
def environment() -> Environment:
    """The one environment of all our templates."""
    made = Environment(
        loader=PackageLoader("innersource_marketplace.render"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_OneLine],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # looking whether a file has changed, for each macro of each page
    )
    made.filters["query"] = _query
    return made


@lru_cache(maxsize=32_768)  # the same skills and topics on page after page
def _query(value: str, name: str) -> str:
    """One parameter of an address."""
    return urlencode({name: value.encode("utf-8", "replace")})


class _Spoken:
    """Messages as templates use them: what needs no values, as most do, is encoded once and not on each page."""

    def __init__(self, say: Messages) -> None:
        self._say = say
        self._encoded: dict[str, Markup] = {}

    def __call__(self, key: str, **values: object) -> str:
        if values:
            # A message within a message is encoded with it.
            plain = {name: one.unescape() if isinstance(one, Markup) else one for name, one in values.items()}
            return self._say(key, **plain)
        if key not in self._encoded:
            self._encoded[key] = escape_markup(self._say(key))
        return self._encoded[key]

    def __getattr__(self, name: str) -> object:
        return getattr(self._say, name)


@cache
def _spoken(say: Messages) -> _Spoken:
    return _Spoken(say)


def fill(template: str, values: Mapping[str, object]) -> SafeHtml:
    """Render one of our templates to finished HTML. `say`, if it is among the values, are the `Messages`."""
    say = values.get("say")
    spoken = {**values, "say": _spoken(say)} if isinstance(say, Messages) else values
    return SafeHtml(environment().get_template(template).render(spoken))


def markdown_page(markup: SafeHtml, *, template: str, title: str, description: str) -> bytes:
    """Wrap finished HTML as a Markdown page: front matter and one raw block.

    The result is what any Markdown engine passes through untouched (a `div` on a single line).
    """
    head = (
        "---",
        f"title: {escape.front_matter(title)}",
        f"description: {escape.front_matter(escape.plain(description, 200))}",
        f"template: {template}",
        "hide: [navigation, toc]",
        "---",
        "",
    )
    return ("\n".join(head) + "\n" + escape.one_line(markup) + "\n").encode("utf-8")
