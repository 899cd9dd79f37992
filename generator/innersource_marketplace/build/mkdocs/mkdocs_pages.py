"""From the staging folder to the pages of the site: MkDocs for hand-written pages and frames, frames for the rest."""

import gzip
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

import yaml

from innersource_marketplace import escape, paths
from innersource_marketplace.build import publish
from innersource_marketplace.build.mkdocs.engines import MKDOCS, Engine
from innersource_marketplace.build.mkdocs.page_frames import Frame, Kind, frame_pages, kind_of, take_frames
from innersource_marketplace.build.mkdocs.site_builder import EngineRun
from innersource_marketplace.render.known_pages import DATA_FOLDERS, PAGES_OF_A_KIND, SINGLE_PAGES
from innersource_marketplace.render.markdown_page import MarkdownPage

DOCS: Final = "docs"
"""The staging folder, in the folder of the build."""

_ENGINE: Final = "engine"
_BUILT: Final = "built"
_HOOK: Final = Path(__file__).with_name("theme_files.py")
_FILE_NAME: Final = re.compile(r"[^\s()\[\]<>\"'#?]+\.[A-Za-z0-9]+")
_WAITING_BYTES: Final = 2**25
"""How much of generated pages is kept until there are frames."""

_SITEMAP_ADDRESSES: Final = 50_000
"""More are not allowed in one file. Source: https://www.sitemaps.org/protocol.html"""


class MkdocsPages:
    """What MkDocs builds for one site; a context manager.

    `written` are the paths of hand-written files in `work/docs`. With `whole`, every page goes through
    MkDocs, as it must when plugins may change pages; otherwise MkDocs builds hand-written pages and
    frames, beside whatever else the build does. Both give the same bytes.
    """

    def __init__(
        self,
        work: Path,
        written: Sequence[str],
        kinds: Sequence[Kind],
        *,
        whole: bool,
        environment: Mapping[str, str],
        epoch: int,
        engine: Engine = MKDOCS,
    ) -> None:
        self._work = work
        self._engine = engine
        self._written = written
        self.whole = whole
        by_hand = {*written}  # also where a page may be generated, but is not in this site
        self._kinds = () if whole else tuple(kind for kind in kinds if kind.place not in by_hand)
        self._environment = environment
        self._epoch = epoch
        self._named = _named_files(work / DOCS, written)
        self._stand_ins = {name for name in self._named if _is_likely(name)}
        self._left: set[str] = set()
        self._waiting: list[tuple[str, MarkdownPage]] = []
        self._waiting_bytes = 0
        self._open = ExitStack()
        self._begun: EngineRun | None = None
        self._frames: dict[Kind, Frame] | None = None
        self.built = work / _BUILT
        if not whole:
            self._begun = self._begin({*self._written}, self._kinds, stand_ins=self._stand_ins)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def frames(self) -> dict[Kind, Frame]:
        """The frames of all kinds for which there is one, as soon as they are built.

        Raises `ConfigurationError` with MkDocs' own words.
        """
        if self._begun is None:
            return {}
        if self._frames is None:
            self._begun.finish()
            self._frames = take_frames(self._kinds, self.built)
        return self._frames

    def put(self, path: str, page: MarkdownPage, site: publish.NextSite) -> None:
        """Write a generated page into the site, as soon as there are frames; one without a frame is built by `finish`.

        Whoever makes pages need not wait for MkDocs, which takes as long as making hundreds of them.
        """
        self._waiting.append((path, page))
        self._waiting_bytes += len(page)
        if self._begun is None or self._begun.is_done() or self._waiting_bytes > _WAITING_BYTES:
            self._fill(site)

    def _fill(self, site: publish.NextSite) -> None:
        frames = self.frames()
        for path, page in self._waiting:
            if (frame := frames.get(kind_of(path, page))) is None:
                self._left.add(path)
            else:
                site.write(f"{path.removesuffix('.md')}.html", frame.fill(path, page))
        self._waiting.clear()
        self._waiting_bytes = 0

    def leave(self, pages: Iterable[str]) -> None:
        """Say which pages of the staging folder another process had no frame for."""
        self._left.update(pages)

    def finish(self, generated: Set[str], site: publish.NextSite, *, site_url: str | None) -> None:
        """Put hand-written pages, pages without a frame, the theme's files and the sitemap into the site.

        `generated` are the paths in the staging folder of what was generated. Raises `ConfigurationError`
        with MkDocs' own words.
        """
        self._fill(site)
        frames = self.frames()
        singles = {kind.place for kind in frames if not kind.shared} - self._left
        if (
            self._begun is None
            or self._left
            or (self._named & generated) != (self._named & (self._stand_ins | singles))
        ):
            # Once more, with everything there that was not there, or not known, at the beginning.
            real = {*self._written, *self._left, *((self._named & generated) - singles)}
            again = [kind for kind in frames if kind.place in singles]
            self._begin(real, again).finish()
            take_frames(again, self.built)
        filled = {name for name in generated if is_page(name)} - self._left
        for name in (self._named & generated & filled) | (self._stand_ins - self._left):
            (self.built / publish.in_site(name)).unlink(missing_ok=True)
        pages = [path for path in (*self._written, *generated) if is_page(path)]
        built = {*paths.files_below(self.built)}
        there = {path for path in pages if path in filled or publish.in_site(path) in built}
        sitemap = dict(_sitemap((page_address(path) for path in pages if path in there), site_url))
        for name, data in sitemap.items():
            site.write(name, data)
        for name in sorted(built):
            if name not in sitemap and name not in generated:
                site.take(self.built / name, name)

    def _begin(self, files: Iterable[str], kinds: Sequence[Kind], *, stand_ins: Iterable[str] = ()) -> EngineRun:
        """Begin to build these files of `work/docs`, and a frame of each kind.

        `stand_ins` are files that will be generated and that hand-written pages link to: MkDocs
        must find something there to resolve the links.
        """
        folder = self._work / _ENGINE
        clear_engine(self._work)
        staging, given = publish.Staging(folder), dict(frame_pages(kinds))
        for path in sorted(files):
            staging.take(self._work / DOCS / path, path)
        for path, page in {**dict.fromkeys(sorted(stand_ins), b""), **given}.items():
            staging.put(path, page)
        paths.prune(folder, {*files, *stand_ins, *given})
        configuration = self._work / f"{_ENGINE}.yml"
        configuration.write_text(self._configuration(), encoding="utf-8", newline="\n")
        run = EngineRun(
            configuration, self.built, environment=self._environment, epoch=self._epoch, engine=self._engine
        )
        return self._open.enter_context(run)

    def _configuration(self) -> str:
        made: dict[str, object] = {"INHERIT": "mkdocs.yml", "docs_dir": _ENGINE}
        if not self.whole and not self._engine.ignores_plugins:  # with `whole`, there may be hooks of the instance
            made["hooks"] = [str(_HOOK)]
        return yaml.safe_dump(made, allow_unicode=True)


def clear_engine(work: Path) -> None:
    """Remove what MkDocs read and wrote in another build, which shares files with the staging folder and the site."""
    paths.own(work / _ENGINE)
    paths.unshare(work / _ENGINE)
    paths.clear(work / _BUILT)


def is_page(path: str) -> bool:
    """Say whether a file of the staging folder becomes a page."""
    return path.endswith(".md")


def page_address(page: str) -> str:
    """Where a Markdown page of the staging folder is in the site, from its root; ends in `/` but for the root."""
    path = page.removesuffix(".md")
    return path.removesuffix("index") if path == "index" or path.endswith("/index") else f"{path}/"


def _named_files(docs: Path, written: Iterable[str]) -> set[str]:
    """The files that hand-written pages name, as paths in the staging folder, but for hand-written ones."""
    found: set[str] = set()
    for page in filter(is_page, written):
        text = (docs / page).read_text(encoding="utf-8", errors="replace")
        places = (posixpath.join(posixpath.dirname(page), unquote(name)) for name in _FILE_NAME.findall(text))
        found |= set(map(posixpath.normpath, places))
    return found.difference(written)


def _is_likely(name: str) -> bool:
    """Whether a file that a hand-written page names will probably be generated; `finish` knows for certain."""
    likely = name.startswith(DATA_FOLDERS) or name in dict(PAGES_OF_A_KIND)
    return likely and name not in SINGLE_PAGES and publish.is_safe_address(name)


def _sitemap(addresses: Iterable[str], site_url: str | None) -> Iterator[tuple[str, bytes]]:
    """Write the addresses of all pages for search engines, in place of MkDocs' list.

    Several files and an index where there are too many for one. Without the site's own address
    there are none to write, but the theme's script asks for the file.
    """
    root = f"{site_url.rstrip('/')}/" if site_url else ""
    locations = [f"<url><loc>{escape.xml(root + path)}</loc></url>" for path in sorted(addresses) if root]
    files = {
        f"sitemap-{number}.xml": _xml("urlset", locations[start : start + _SITEMAP_ADDRESSES])
        for number, start in enumerate(range(0, len(locations), _SITEMAP_ADDRESSES), 1)
    }
    if len(files) > 1:
        index = [f"<sitemap><loc>{escape.xml(root + name)}</loc></sitemap>" for name in files]
        files["sitemap.xml"] = _xml("sitemapindex", index)
    else:
        files = {"sitemap.xml": next(iter(files.values()), _xml("urlset", []))}
    for name, data in files.items():
        yield name, data
        yield f"{name}.gz", gzip.compress(data, mtime=0)


def _xml(root: str, lines: Sequence[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "".join(f"{line}\n" for line in lines) + f"</{root}>\n").encode()
