"""The title and the first paragraph of a README, whatever it is written in.

Line by line and without a parser: two lines of plain words are wanted, from any format, in linear
time. What is doubtful is left out; the author reads the result before it is committed.
"""

import html
import re
from collections.abc import Iterator

from innersource_marketplace.formats.innersource_json.repository_names import is_technical, spelled_out
from innersource_marketplace.formats.manifests.suggestions import Facts, sentences, text

_BEGINNING = 64 * 1024
"""How much of a README is looked at, in bytes; a title further down is none."""

_LINE_CHARACTERS = 2_000
_PARAGRAPH_CHARACTERS = 20
_UNDERLINE = re.compile(r"([=\-~^*#+\"'`])\1{2,}\s*")
_TITLE = re.compile(
    r"(?:#|=)\s+(?P<words>.{1,300}?)\s*#*|#\+TITLE:\s*(?P<org>.{1,300})|<h1[^>]{0,300}>(?P<html>.{1,300})</h1>"
)
_PICTURE = re.compile(
    r"\[?!\[[^\]]{0,300}\]\([^)]{0,2000}\)(?:\]\([^)]{0,2000}\))?|\|[\w -]{1,80}\||image:{1,2}\S{1,500}"
)
_LINK = re.compile(r"\[([^\]\[]{1,300})\](?:\([^)]{0,2000}\)|\[[^\]]{0,300}\])|`([^`<]{1,300})<[^>`]{1,2000}>`_{1,2}")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_MARKS = re.compile(r"\*{1,3}|`{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|~~")
_NO_PARAGRAPH = re.compile(
    r"\s*(?:#|=+ |[-*+] |\d+[.)] |>|\||```|~~~|\.\. |:[\w -]+:|<!|\[\w+\]|\+\+\+|---)|\s{4,}\S|\t"
)


def readme(data: bytes, origin: str) -> Facts:
    """Read title and description from a README."""
    lines = [line[:_LINE_CHARACTERS] for line in _prose(data)]
    title, after = _title(lines)
    words = text(_plain(title)) if title else None
    if words and is_technical(words):
        words = spelled_out(words)
    return Facts(origin=origin, title=words, description=sentences(next(_paragraphs(lines[after:]), None)))


def _prose(data: bytes) -> list[str]:
    """The lines of the beginning, without front matter and HTML comments."""
    whole = (
        data[:_BEGINNING].decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    )
    if whole.startswith("---\n") and "\n---\n" in whole[4:]:
        whole = whole[4:].partition("\n---\n")[2]
    kept = []
    for number, part in enumerate(whole.split("<!--")):
        kept.append(part.partition("-->")[2] if number else part)
    return "".join(kept).split("\n")


def _title(lines: list[str]) -> tuple[str | None, int]:
    """Find the first heading; gives it and the number of the line after it."""
    for index, line in enumerate(lines):
        heading = _TITLE.fullmatch(line.strip())
        if heading and _plain(line):
            return heading["words"] or heading["org"] or heading["html"], index + 1
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if line.strip() and not _UNDERLINE.fullmatch(line) and _UNDERLINE.fullmatch(below) and len(line) <= 300:
            return line.strip(), index + 2
    return None, 0


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Give the plain words of each paragraph that is long enough to say something."""
    gathered: list[str] = []
    fenced = False
    for line in [*lines, ""]:
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        plain = "" if fenced or (not gathered and _NO_PARAGRAPH.match(line)) else _plain(line)
        if _UNDERLINE.fullmatch(line):  # what stood above was a heading
            gathered.clear()
        elif plain:
            gathered.append(plain)
        elif not line.strip() or _NO_PARAGRAPH.match(line):
            words = " ".join(gathered)
            gathered.clear()
            if len(words) >= _PARAGRAPH_CHARACTERS and " " in words and not words.endswith(":"):
                yield words


def _plain(line: str) -> str:
    """Words of a line without its markup; a line of images or links only has none."""
    bare = _TAG.sub(" ", _PICTURE.sub(" ", line))
    if not re.search(r"\w", _LINK.sub("", bare)):
        return ""
    words = _LINK.sub(lambda link: link[1] or link[2].strip(), bare)
    return " ".join(html.unescape(_MARKS.sub("", words)).split())
