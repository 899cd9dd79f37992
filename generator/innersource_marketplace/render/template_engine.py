"""Our template engine: autoescaping, strict, and writing pages on few lines.

Data reaches templates as values only. Markup that needs no escaping is wrapped by `trusted`, which
takes `SafeHtml` and nothing else.
"""

import re
from collections.abc import Callable, Hashable, Mapping, MutableMapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

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


class _Environment(Environment):
    """Gives each template its globals as one dictionary: Jinja's chain of two is asked key by key for every macro."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template, with those that a caller adds."""
        return {**self.globals, **(d or {})}


def trusted(markup: SafeHtml) -> Markup:
    """Mark finished HTML as safe for a template."""
    return Markup(markup)  # noqa: S704 - the type is the proof: only `escape` and `readme` make it


@cache
def environment(language: str, *, merge_requests: bool = False) -> Environment:
    """The environment of all our templates in one language; see `Messages` for `merge_requests`.

    Messages without values are in the compiled templates already: `"key" | say` of a
    literal is a constant to the engine, and a page has a hundred of them.
    """
    say = Messages(language, merge_requests=merge_requests)
    made = _Environment(
        loader=PackageLoader("innersource_marketplace.render"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[_OneLine],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # looking whether a file has changed, for each macro of each page
    )
    made.globals["say"] = say
    made.filters["say"] = say
    made.filters["query"] = _query
    for name in ("icon", "when", "dot", "check_head"):
        made.filters[name] = _small_part(made, name)
    return made


def _small_part(made: Environment, name: str) -> Callable[[Hashable], Markup]:
    """A macro of the smallest parts as a filter: there are few icons, dates and colours, and many places."""

    @lru_cache(maxsize=4_096)
    def part(value: Hashable) -> Markup:
        markup: Markup = getattr(made.get_template("_small.html").module, name)(value)
        return markup

    return part


@lru_cache(maxsize=4_096)  # the same skills and topics on page after page
def _query(value: str, name: str) -> str:
    """One parameter of an address."""
    return urlencode({name: value.encode("utf-8", "replace")})


def fill(template: str, say: Messages, values: Mapping[str, object]) -> SafeHtml:
    """Render one of our templates to finished HTML, in the language of `say`, which templates have as `say` too."""
    made = environment(say.language, merge_requests=say.merge_requests)
    return SafeHtml(made.get_template(template).render(values))
