"""Pages of one kind are built once and filled many times.

The site builder takes milliseconds for a page, nearly all of them for the frame around it, and that
frame is the same for all pages of a kind but for a few places. So the builder makes one page of
each kind, a shell with marks in these places; every page of the kind is the shell with its own
words where the marks are. Nothing but MkDocs' output is relied on.

That this gives what the builder would give is not assumed. Beside each shell the builder makes a
probe of the same kind, with awkward words, and the probe must come out of the shell byte for byte.
A theme that does more with the words of a page than to place them is noticed by that, and its
pages go through the builder one by one.
"""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from innersource_marketplace import escape
from innersource_marketplace.model import SafeHtml
from innersource_marketplace.render.markdown_page import MarkdownPage, read_markdown_page
from innersource_marketplace.render.template_engine import markdown_page

_LEAST_DEPTH: Final = 2
"""Folders above a page from which on there may be many of its kind; what lies higher is built one by one."""

_AWKWARD: Final = (
    "A & B <b> {{ 1 + 1 }} {% x %} :smile: ==m== [[w]] *a* `c` \"q\" 'p' é 漢 😀 https://acme.example/ " * 3
)
_PROBE_BODY: Final = SafeHtml(
    '<div class="probe" id="Probe-Body">&amp; &#123;&#123; 1 &#125;&#125; {{ 1 + 1 }} {% if x %} :smile: ==m== [[w]] '
    "*a* _b_ `c` ~~d~~ H~2~O (c) -- ... 😀 https://acme.example/ <h2 id='h'>H</h2><pre>a&#10;&#10;    b</pre></div>"
)


class Kind(NamedTuple):
    """What pages must share to share a shell: layout, top folder, depth, and which words they have at all."""

    template: str
    top: str
    depth: int
    titled: bool
    described: bool

    @property
    def tag(self) -> int:
        """A number of its own, for kinds that lie in the same folder: their shells must not overwrite each other."""
        return int(escape.short_hash(repr(tuple(self))), 16)


@dataclass(frozen=True, slots=True)
class Shell:
    """A built page, cut at its marks: `pieces` and `marks` take turns, beginning and ending with a piece."""

    kind: Kind
    pieces: tuple[str, ...]
    marks: tuple[str, ...]

    def fill(self, path: str, page: MarkdownPage) -> bytes:
        """Write the page whose Markdown lies at `path` of the staging folder."""
        words = dict(zip(_segment_marks(self.kind), PurePosixPath(path).parts[1:-1], strict=True))
        words |= {_TITLE: page.title, _DESCRIPTION: page.description, _BODY: page.markup}
        parts = [self.pieces[0]]
        for mark, piece in zip(self.marks, self.pieces[1:], strict=True):
            parts += (words[mark], piece)
        return "".join(parts).encode()


_TITLE: Final = "Mark7titleMark"
_DESCRIPTION: Final = "Mark7descriptionMark"
_BODY: Final = "<div>Mark7bodyMark</div>"
_MARK: Final = re.compile(rf"Mark7path\d+x\d+Mark|{_TITLE}|{_DESCRIPTION}|{_BODY}")


def _segment_marks(kind: Kind) -> list[str]:
    return [f"Mark7path{kind.tag}x{number}Mark" for number in range(kind.depth - 1)]


def kind_of(path: str, page: MarkdownPage) -> Kind | None:
    """Which shell a page can be filled from; None for one that is the only one of its kind, or not an index."""
    parts = PurePosixPath(path).parts
    depth = len(parts) - 1
    if depth < _LEAST_DEPTH or parts[-1] != "index.md":
        return None
    return Kind(page.template, parts[0], depth, bool(page.title), bool(page.description))


def lay_out(kinds: Iterable[Kind], folder: Path) -> None:
    """Write the Markdown of a shell and a probe of each kind into the folder that the builder reads."""
    for kind in kinds:
        for path, page in (_shell_page(kind), _probe_page(kind)):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(
                markdown_page(page.markup, template=page.template, title=page.title, description=page.description)
            )


def take(kinds: Iterable[Kind], site: Path) -> dict[Kind, Shell]:
    """Take the built shells out of a site; kinds whose probe does not come out of the shell are left out.

    So are those that the site builder was told to leave out. Nothing of shells and probes stays in
    the site.
    """
    found = {}
    leftovers = set()
    for kind in kinds:
        (path, _), (probe_path, probe) = _shell_page(kind), _probe_page(kind)
        built_at, probe_at = (site / path).with_suffix(".html"), (site / probe_path).with_suffix(".html")
        if not (built_at.is_file() and probe_at.is_file()):
            continue
        built, expected = built_at.read_bytes().decode(), probe_at.read_bytes()
        shell = Shell(kind=kind, pieces=tuple(_MARK.split(built)), marks=tuple(_MARK.findall(built)))
        if shell.fill(probe_path, _as_written(probe)) == expected:
            found[kind] = shell
        leftovers |= {site / Path(*PurePosixPath(made).parts[:2]) for made in (path, probe_path)}
    for folder in leftovers:
        shutil.rmtree(folder)
    return found


def _shell_page(kind: Kind) -> tuple[str, MarkdownPage]:
    path = "/".join((kind.top, *_segment_marks(kind), "index.md"))
    page = MarkdownPage(
        template=kind.template,
        title=_TITLE if kind.titled else "",
        description=_DESCRIPTION if kind.described else "",
        markup=SafeHtml(_BODY),
    )
    return path, page


def _probe_page(kind: Kind) -> tuple[str, MarkdownPage]:
    path = "/".join((kind.top, *(f"Probe.{kind.tag}_{number}_x-y" for number in range(kind.depth - 1)), "index.md"))
    page = MarkdownPage(
        template=kind.template,
        title=_AWKWARD if kind.titled else "",
        description=_AWKWARD if kind.described else "",
        markup=_PROBE_BODY,
    )
    return path, page


def _as_written(page: MarkdownPage) -> MarkdownPage:
    """A page as it is read back: with its words encoded for front matter."""
    read = read_markdown_page(
        markdown_page(page.markup, template=page.template, title=page.title, description=page.description)
    )
    if read is None:
        raise AssertionError("what `markdown_page` writes, `read_markdown_page` reads")
    return read
