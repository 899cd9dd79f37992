"""Shows formats that nothing here can convert as clean prose: headings, paragraphs, lists, code, links.

Their markup must reach neither readers nor what is found out from a README's words. This is no
converter: what it does not know stays as it was written, and no word of the text is left out but
comments, settings and the names of macros.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from innersource_marketplace.reference.text_formats import TextFormat

if TYPE_CHECKING:
    from innersource_marketplace.readme.prose_rules import Rules

PROSE: Final = frozenset(
    {
        TextFormat.ORG,
        TextFormat.ASCIIDOC,
        TextFormat.MEDIAWIKI,
        TextFormat.TEXTILE,
        TextFormat.CREOLE,
        TextFormat.RDOC,
        TextFormat.POD,
        TextFormat.WIKI,
    }
)
"""The formats that are shown as prose."""


def prose(text: str, written: TextFormat) -> str:
    """The markup of a text in one of `PROSE`, before cleaning; in linear time."""
    # Only now: their patterns are a fifteenth of what a child starts with, and few READMEs need them.
    from innersource_marketplace.readme.prose_rules import RULES  # noqa: PLC0415

    return _Reader(RULES[TextFormat.MEDIAWIKI if written is TextFormat.WIKI else written]).read(text)


_CELL_ENDS: Final = re.compile(r"\|{1,2}|!!")
_CELL_STYLE: Final = re.compile(r"\A(?:[_<>=^~]{1,3}\.\s+|=(?=\S))")


class _Reader:
    """Reads one text; collects the markup, and the lines of the block that is open."""

    def __init__(self, rules: "Rules") -> None:
        self._rules = rules
        self._markup: list[str] = []
        self._kind = "p"
        self._open: list[str] = []
        self._settings: dict[str, str] = {}
        self._language = ""
        self._ends: dict[re.Pattern[str], list[int]] = {}

    def read(self, text: str) -> str:
        lines = text.split("\n")
        at = 0
        while at < len(lines):
            line = lines[at].rstrip()
            end = self._block_end(lines, at)
            if end is not None:
                at = end
            elif not line.strip():
                self._close()
            else:
                self._take(line)
            at += 1
        self._close()
        return "\n".join(self._markup)

    def _block_end(self, lines: list[str], at: int) -> int | None:
        """Read a block that begins here, verbatim or hidden, up to its last line; None if none begins."""
        rules, line = self._rules, lines[at].rstrip()
        for hidden, blocks in ((True, rules.hidden), (False, rules.verbatim)):
            for first, last in blocks:
                found = first.fullmatch(line)
                if found is None:
                    continue
                if last not in self._ends:
                    self._ends[last] = [n for n, one in enumerate(lines) if last.fullmatch(one.rstrip())]
                ends = self._ends[last]
                place = bisect_right(ends, at)
                if place == len(ends):
                    continue
                if not hidden:
                    self._close()
                    language = next(filter(None, found.groups()), self._language)
                    self._markup.append(_code(lines[at + 1 : ends[place]], language))
                self._language = ""
                return ends[place]
        return None

    def _take(self, line: str) -> None:
        rules = self._rules
        if rules.setting and (found := rules.setting.fullmatch(line)):
            self._settings[found[1].lower()] = (found[2] or "").strip()[:200]
        elif rules.raw and (found := rules.raw.fullmatch(line)):
            self._add("p", found[1])
        elif rules.title and (found := rules.title.fullmatch(line)):
            self._heading(1, found[1])
        elif found := rules.heading.fullmatch(line):
            self._heading(int(found[1]) if found[1].isdigit() else len(found[1]), found[2])
        elif rules.dropped and rules.dropped.fullmatch(line):
            if rules.language and (found := rules.language.fullmatch(line)):
                self._language = found[1]
            if self._kind != "table":
                self._close()
        elif rules.row and (found := rules.row.match(line)):
            self._add("table", _cells(found[1], self._inline))
        elif found := rules.item.match(line):
            self._add("ul", self._inline(line[found.end() :]))
        elif self._kind == "ul" and self._open and line[0].isspace():
            self._open[-1] += "\n" + self._inline(line.strip())
        elif rules.code_line and (not self._open or self._kind == "pre") and (found := rules.code_line.fullmatch(line)):
            self._add("pre", found[1])
        else:
            self._add("p", self._inline(line.strip()))

    def _heading(self, level: int, words: str) -> None:
        self._close()
        self._markup.append(f"<h{min(level, 6)}>{self._inline(words)}</h{min(level, 6)}>")

    def _add(self, kind: str, markup: str) -> None:
        if kind != self._kind:
            self._close()
        self._kind = kind
        self._open.append(markup)

    def _close(self) -> None:
        """End the block that is open. Blank lines and settings leave a list open, as readers see it."""
        if self._open:
            if self._kind == "pre":
                self._markup.append(_code(self._open, ""))
            elif self._kind == "p":
                self._markup.append("<p>" + "\n".join(self._open) + "</p>")
            else:
                wrap = "<li>{}</li>" if self._kind == "ul" else "<tr>{}</tr>"
                self._markup.append(f"<{self._kind}>" + "".join(map(wrap.format, self._open)) + f"</{self._kind}>")
        self._open, self._kind = [], "p"

    def _inline(self, text: str) -> str:
        if self._settings:
            text = re.sub(r"\{([\w-]+)\}", lambda found: self._settings.get(found[1].lower(), found[0]), text)
        markup = text if self._rules.has_html else html.escape(text, quote=False)
        for pattern, replacement in self._rules.inline:
            markup = pattern.sub(replacement, markup)
        return markup


def _cells(row: str, inline: Callable[[str], str]) -> str:
    cells = (_CELL_STYLE.sub("", cell.strip()) for cell in _CELL_ENDS.split(row))
    return "".join(f"<td>{inline(cell)}</td>" for cell in cells if cell)


def _code(lines: list[str], language: str) -> str:
    marked = f' class="language-{language.lower()}"' if language else ""
    return f"<pre><code{marked}>{html.escape(chr(10).join(lines), quote=False)}</code></pre>"
