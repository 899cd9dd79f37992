"""Reading back the Markdown that a generated page is in the staging folder: front matter and one raw block."""

import re
from dataclasses import dataclass
from typing import Final

from innersource_marketplace.model import SafeHtml

_WRITTEN: Final = re.compile(
    r'---\ntitle: "(?P<title>[^"\\\n]*)"\ndescription: "(?P<description>[^"\\\n]*)"\n'
    r"template: (?P<template>[a-z_]+\.html)\nhide: \[navigation, toc\]\n---\n\n(?P<markup>[^\n]*)\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownPage:
    """What a generated page says. Read back, `title` and `description` are encoded as they stand in front matter."""

    template: str
    title: str
    description: str
    markup: SafeHtml


def read_markdown_page(data: bytes) -> MarkdownPage | None:
    """Read what `markdown_page` wrote; None for any other Markdown, such as a page that somebody wrote."""
    try:
        found = _WRITTEN.fullmatch(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if found is None:
        return None
    return MarkdownPage(
        template=found["template"],
        title=found["title"],
        description=found["description"],
        markup=SafeHtml(found["markup"]),  # it was SafeHtml when it was written, by us, in this build
    )
