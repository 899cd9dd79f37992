"""A generated page: Markdown that any engine passes through untouched, front matter and one raw block."""

from typing import Self

from innersource_marketplace import escape
from innersource_marketplace.model import SafeHtml


class MarkdownPage(bytes):
    """The file of a generated page, and the parts that it was made of, so that it need not be parsed again.

    `title_html` and `description_html` are encoded as they are in the front matter.
    """

    template: str
    title_html: str
    description_html: str
    markup: SafeHtml

    def __new__(cls, markup: SafeHtml, *, template: str, title: str, description: str) -> Self:
        """Wrap finished HTML (a `div`), which is put on a single line; title and description are plain text."""
        quoted_title = escape.front_matter(title)
        quoted_description = escape.front_matter(escape.plain(description, 200))
        line = SafeHtml(escape.one_line(markup))
        page = super().__new__(
            cls,
            (
                f"---\ntitle: {quoted_title}\ndescription: {quoted_description}\ntemplate: {template}\n"
                f"hide: [navigation, toc]\n---\n\n{line}\n"
            ).encode(),
        )
        page.template = template
        page.title_html, page.description_html = quoted_title[1:-1], quoted_description[1:-1]
        page.markup = line
        return page
