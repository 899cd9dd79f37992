"""Generated pages in their frames: filled anew only where the words or the frame have changed.

Of each page it is noted by what the file system would tell that somebody touched its Markdown or
the page itself, and which frame it is in. Where all of that still is so, neither is read.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from innersource_marketplace.build import page_frames as shells
from innersource_marketplace.build.cache import Notes
from innersource_marketplace.build.publish import NextSite
from innersource_marketplace.build.stamps import Stamp, stamp
from innersource_marketplace.progress import OnDone
from innersource_marketplace.render.markdown_page import read_markdown_page

FRAMES: Final = "frames.db"
"""The file of the notes, in the folder of the build."""


class _Framed(msgspec.Struct, frozen=True, array_like=True):
    """A page as it was left: its kind, its Markdown, a digest of its frame, and the page."""

    kind: tuple[str, str, int, bool, bool]
    source: Stamp
    frame: str
    page: Stamp


class Frames:
    """The pages of a staging folder that share frames, by kind; `alone` are the others."""

    def __init__(self, docs: Path, notes: Notes, pages: Iterable[str]) -> None:
        self.alone: list[str] = []
        self.shared: dict[shells.Kind, list[str]] = {}
        self._docs = docs
        self._notes = notes
        self._sources: dict[str, Stamp] = {}
        for path in pages:
            self._sort_in(path)

    def _sort_in(self, path: str) -> None:
        source, last = stamp(f"{self._docs}/{path}"), self._last(path)
        if last is not None and source == last.source:
            kind: shells.Kind | None = shells.Kind(*last.kind)
        else:
            page = read_markdown_page((self._docs / path).read_bytes())
            kind = shells.kind_of(path, page) if page is not None else None
        if kind is None or source is None:
            self.alone.append(path)
        else:
            self._sources[path] = source
            self.shared.setdefault(kind, []).append(path)

    def fill(self, made: Mapping[shells.Kind, shells.Shell], site: NextSite, on_done: OnDone) -> set[str]:
        """Put the pages into the site, and say which they are; `made` are the frames."""
        filled: set[str] = set()
        total = sum(map(len, self.shared.values()))
        for kind, paths in self.shared.items():
            frame = sha256(repr((made[kind].pieces, made[kind].marks)).encode()).hexdigest()
            for path in paths:
                name = f"{path.removesuffix('.md')}.html"
                last, there = self._last(path), stamp(site.path(name))
                if last is not None and (self._sources[path], frame, there) == (last.source, last.frame, last.page):
                    site.keep(name)
                else:
                    self._fill(path, name, made[kind], frame, site)
                filled.add(name)
                on_done(len(filled), total)
        self._notes.forget_others({*self._sources})
        return filled

    def _fill(self, path: str, name: str, shell: shells.Shell, frame: str, site: NextSite) -> None:
        page = read_markdown_page((self._docs / path).read_bytes())
        if page is None:
            raise AssertionError("what has a kind is a page of ours")
        site.write(name, shell.fill(path, page))
        there = stamp(site.path(name))
        if there is not None:
            kind = (shell.kind.template, shell.kind.top, shell.kind.depth, shell.kind.titled, shell.kind.described)
            note = _Framed(kind, self._sources[path], frame, there)
            self._notes.note(path, msgspec.msgpack.encode(note))

    def _last(self, path: str) -> _Framed | None:
        data = self._notes.known(path)
        try:
            return None if data is None else msgspec.msgpack.decode(data, type=_Framed)
        except msgspec.DecodeError:
            return None  # of another version
