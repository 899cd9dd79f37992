"""The markup of a generated page, for tests that look at what is in it."""

from html.parser import HTMLParser

_VOID = frozenset(["img", "input", "br", "hr"])


class Markup(HTMLParser):
    """The elements of a generated page with their attributes, its text, whole and by section.

    `faults` are tags that close nothing, `open` what was never closed.
    """

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.sections: dict[str, str] = {}
        self._section = ""
        self.feed(page.decode().split("---\n\n", 1)[1])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "section":
            self._section = dict(attrs).get("id") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.sections[self._section] = self.sections.get(self._section, "") + data
