"""Frames: what the site builder puts around a generated page, built once for each kind of page.

MkDocs takes milliseconds for a page, nearly all of them for the frame around it, and that frame is the
same for all pages of a kind but for a few places. So MkDocs builds one page of each kind with marks
in these places, and every page of the kind is the frame with its own words where the marks are.
Nothing but MkDocs' output is relied on.

That this gives what MkDocs would give is not assumed. For each template MkDocs also builds a probe
with awkward words, and the probe must come out of the frame byte for byte. A theme that does more
with the words of a page than to place them is noticed by that, and its pages go through MkDocs one by
one.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import SafeHtml
from innersource_marketplace.render.markdown_page import MarkdownPage

_SHARED_FROM: Final = 2
"""Folders above a page from which on there may be many of its kind; what lies higher has a frame of its own."""

_AWKWARD: Final = (
    "A & B <b> {{ 1 + 1 }} {% x %} :smile: ==m== [[w]] *a* `c` \"q\" 'p' é 漢 😀 https://acme.example/ " * 3
)
_PROBE_BODY: Final = SafeHtml(
    '<div class="probe" id="Probe-Body">&amp; &#123;&#123; 1 &#125;&#125; {{ 1 + 1 }} {% if x %} :smile: ==m== [[w]] '
    "*a* _b_ `c` ~~d~~ H~2~O (c) -- ... 😀 https://acme.example/ <h2 id='h'>H</h2><pre>a&#10;&#10;    b</pre></div>"
)
_TITLE: Final = "Mark7titleMark"
_DESCRIPTION: Final = "Mark7descriptionMark"
_BODY: Final = "<div>Mark7bodyMark</div>"
_MARK: Final = re.compile(rf"Mark7path\d+x\d+Mark|{_TITLE}|{_DESCRIPTION}|{_BODY}")
_CHANGED_MARK: Final = re.compile("mark7", re.IGNORECASE)


class Kind(msgspec.Struct, frozen=True, array_like=True):
    """What pages must share to share a frame.

    `place` is the top folder of pages of which there may be many, and the whole path of any other.
    """

    template: str
    place: str
    depth: int
    titled: bool
    described: bool

    @property
    def shared(self) -> bool:
        """Whether there may be many pages of this kind."""
        return self.depth >= _SHARED_FROM

    @property
    def tag(self) -> int:
        """A number of its own, for kinds that lie in the same folder: their frames must not overwrite each other."""
        return int(escape.short_hash(repr(tuple(msgspec.structs.astuple(self)))), 16)


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """A built page, cut at its marks: `pieces` and `marks` take turns, beginning and ending with a piece."""

    kind: Kind
    pieces: tuple[str, ...]
    marks: tuple[str, ...]

    def fill(self, path: str, page: MarkdownPage) -> bytes:
        """The HTML of the page whose Markdown lies at `path` of the staging folder."""
        words: dict[str, str] = {_TITLE: page.title_html, _DESCRIPTION: page.description_html, _BODY: page.markup}
        if self.kind.shared:
            words |= zip(_path_marks(self.kind), path.split("/")[1:-1], strict=True)
        parts = [self.pieces[0]]
        for mark, piece in zip(self.marks, self.pieces[1:], strict=True):
            parts += (words[mark], piece)
        return "".join(parts).encode()


def kind_of(path: str, page: MarkdownPage) -> Kind:
    """The kind of a generated page whose Markdown lies at `path` of the staging folder."""
    return kind_at(path, page.template, titled=bool(page.title_html), described=bool(page.description_html))


def kind_at(path: str, template: str, *, titled: bool = True, described: bool = True) -> Kind:
    """The kind of a page at a path, by its template and by which words it has at all."""
    top, _, rest = path.partition("/")
    depth = path.count("/")
    shared = depth >= _SHARED_FROM and rest.endswith("/index.md")
    return Kind(template, top if shared else path, depth if shared else 0, titled, described)


def frame_pages(kinds: Sequence[Kind]) -> Iterator[tuple[str, MarkdownPage]]:
    """Yield the page from which MkDocs makes the frame of each kind, and the probes, with their paths."""
    singles, shared = _sorted_out(kinds)
    yield from map(_marked_page, (*singles, *shared))
    yield from map(_probe_page, shared)


def take_frames(kinds: Sequence[Kind], site: Path) -> dict[Kind, Frame]:
    """Take the built frames out of a site; those whose probe does not come out of the frame are left out.

    So are those that MkDocs is configured to leave out. Nothing of frames and probes stays in the site.
    """
    singles, shared = _sorted_out(kinds)
    found: dict[Kind, Frame] = {}
    for kind in shared:
        path, probe = _probe_page(kind)
        frame, probed = _cut(kind, site), _built(path, site)
        if frame is not None and probed.is_file() and frame.fill(path, probe) == probed.read_bytes():
            found[kind] = frame
    proven = {*map(_words_of, found)}
    for kind in singles:
        frame = _cut(kind, site)
        if frame is not None and _words_of(kind) in proven:
            found[kind] = frame
        _built(kind.place, site).unlink(missing_ok=True)
    for kind in shared:
        for path, _ in (_marked_page(kind), _probe_page(kind)):
            shutil.rmtree(site / Path(*PurePosixPath(path).parts[:2]), ignore_errors=True)
    wanted = {*kinds}
    return {kind: frame for kind, frame in found.items() if kind in wanted}


def save_frames(frames: Mapping[Kind, Frame], path: Path) -> None:
    """Write frames to a file, for other processes."""
    path.write_bytes(msgspec.msgpack.encode([*frames.values()]))


def load_frames(path: Path) -> dict[Kind, Frame]:
    """Read what `save_frames` has written."""
    return {frame.kind: frame for frame in msgspec.msgpack.decode(path.read_bytes(), type=list[Frame])}


def _sorted_out(kinds: Sequence[Kind]) -> tuple[list[Kind], list[Kind]]:
    """Kinds with one page, and kinds with many; a proof for the template of each of the former is among the latter."""
    singles = [kind for kind in kinds if not kind.shared]
    shared = [kind for kind in kinds if kind.shared]
    proofs = {_words_of(kind): kind for kind in (*map(_proof_of, singles), *shared)}
    return singles, list(dict.fromkeys((*shared, *proofs.values())))


def _proof_of(kind: Kind) -> Kind:
    """A kind of many pages with the same template: a frame at one place alone cannot be compared with a probe there."""
    return Kind(kind.template, "Mark7proof", _SHARED_FROM, kind.titled, kind.described)


def _words_of(kind: Kind) -> tuple[str, bool, bool]:
    """What a proof holds for, wherever it lies: the template, and which words it places."""
    return kind.template, kind.titled, kind.described


def _cut(kind: Kind, site: Path) -> Frame | None:
    """The frame of a kind; None where it was not built, or where the theme has changed a mark."""
    built = _built(_marked_page(kind)[0], site)
    if not built.is_file():
        return None
    html = built.read_bytes().decode()
    pieces = tuple(_MARK.split(html))
    if any(map(_CHANGED_MARK.search, pieces)) and not kind.shared:
        return None
    return Frame(kind, pieces, tuple(_MARK.findall(html)))


def _built(path: str, site: Path) -> Path:
    return (site / path).with_suffix(".html")


@cache  # of all pages of a kind
def _path_marks(kind: Kind) -> tuple[str, ...]:
    return tuple(f"Mark7path{kind.tag}x{number}Mark" for number in range(kind.depth - 1))


def _marked_page(kind: Kind) -> tuple[str, MarkdownPage]:
    path = "/".join((kind.place, *_path_marks(kind), "index.md")) if kind.shared else kind.place
    title, description = _TITLE if kind.titled else "", _DESCRIPTION if kind.described else ""
    return path, MarkdownPage(SafeHtml(_BODY), template=kind.template, title=title, description=description)


def _probe_page(kind: Kind) -> tuple[str, MarkdownPage]:
    path = "/".join((kind.place, *(f"Probe.{kind.tag}_{number}_x-y" for number in range(kind.depth - 1)), "index.md"))
    title, description = _AWKWARD if kind.titled else "", _AWKWARD if kind.described else ""
    return path, MarkdownPage(_PROBE_BODY, template=kind.template, title=title, description=description)
