"""From the staging folder to the pages of the site: the site builder for the frames, shells for the rest."""

import gzip
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from innersource_marketplace import escape
from innersource_marketplace.build import page_frames as shells
from innersource_marketplace.build import publish
from innersource_marketplace.build.cache import open_notes
from innersource_marketplace.build.frames import FRAMES, Frames
from innersource_marketplace.progress import OnDone, tell_nobody

_FOLDER: Final = "engine"
_BUILT: Final = "built"
_FILE_NAME: Final = re.compile(r"[^\s()\[\]<>\"'#?]+\.[A-Za-z0-9]+")
_SITEMAP_ADDRESSES: Final = 50_000
"""More are not allowed in one file. Source: https://www.sitemaps.org/protocol.html"""


def build_pages(
    work: Path,
    written: Sequence[str],
    generated: Sequence[str],
    site: publish.NextSite,
    *,
    beside: Iterable[tuple[str, str]],
    whole: bool,
    site_url: str | None,
    environment: Mapping[str, str],
    epoch: int,
    on_done: OnDone = tell_nobody,
) -> Path:
    """Turn files of `work/docs` into `site`: those that people have `written`, and the `generated` ones.

    `beside` are files that go into the site as they are, each with its address there. Returns the
    folder in which the site builder left what it built.

    With `whole`, every page goes through the site builder, as it must when plugins may change
    pages; otherwise pages that share a frame are filled into it. Both give the same bytes. Raises
    `ConfigurationError` with the site builder's own words.
    """
    docs, built = work / "docs", work / _BUILT
    named = _named(docs, written, {*generated})
    with open_notes(work / FRAMES) as notes, ThreadPoolExecutor(1) as apart:
        frames = Frames(docs, notes, () if whole else filter(is_page, generated))
        frames.alone += filter(is_page, generated) if whole else ()
        building = apart.submit(
            _build_frames, work, frames, {*written, *named}, built, environment=environment, epoch=epoch
        )
        # Meanwhile, for the site builder uses one processor only.
        for path in generated:
            if not is_page(path) and path not in named:
                site.take(f"{docs}/{path}", path)
        for source, name in beside:
            site.take(source, name)
        filled = frames.fill(building.result(), site, on_done)
    pages = [path for path in (*written, *generated) if is_page(path)]
    addresses = [address for address in map(page_address, pages) if _is_built(f"{address}index.html", filled, built)]
    sitemap = dict(_sitemap(addresses, site_url))
    for name, data in sitemap.items():
        site.write(name, data)
    for name in publish.files_below(built):
        if name not in sitemap:
            site.write(name, (built / name).read_bytes())
    return built


def _is_built(name: str, filled: Set[str], built: Path) -> bool:
    """Whether there is such a page; the configuration may leave some out."""
    return name in filled or (built / name).is_file()


def is_page(path: str) -> bool:
    """Say whether a file of the staging folder becomes a page."""
    return path.endswith(".md")


def _named(docs: Path, written: Iterable[str], generated: Set[str]) -> set[str]:
    """The generated files that hand-written pages name: the site builder must see them to mend the links."""
    found = set()
    for page in filter(is_page, written):
        text = (docs / page).read_text(encoding="utf-8", errors="replace")
        places = (posixpath.join(posixpath.dirname(page), unquote(name)) for name in _FILE_NAME.findall(text))
        found |= {posixpath.normpath(place) for place in places} & generated
    return found


def _build_frames(
    work: Path, frames: Frames, files: Set[str], built: Path, *, environment: Mapping[str, str], epoch: int
) -> dict[shells.Kind, shells.Shell]:
    """Build what has no frame in common with others, and a frame for each kind of the rest.

    Pages of a kind whose frame does more with words than to place them are built one by one too.
    """
    while True:
        publish.clear(built)
        _run(work, sorted({*files, *frames.alone}), frames.shared, built, environment=environment, epoch=epoch)
        made = shells.take(frames.shared, built)
        unfit = [kind for kind in frames.shared if kind not in made]
        if not unfit:
            return made
        for kind in unfit:
            frames.alone += frames.shared.pop(kind)


def _run(
    work: Path,
    files: Iterable[str],
    kinds: Iterable[shells.Kind],
    site: Path,
    *,
    environment: Mapping[str, str],
    epoch: int,
) -> None:
    """Build these files of `work/docs`, and a shell and a probe of each kind."""
    folder = work / _FOLDER
    publish.clear(folder)
    staging = publish.Staging(folder)
    for path in files:
        staging.take(work / "docs" / path, path)
    shells.lay_out(kinds, folder)
    configuration = work / f"{_FOLDER}.yml"
    configuration.write_text(f"INHERIT: mkdocs.yml\ndocs_dir: {_FOLDER}\n", encoding="utf-8")
    publish.run_mkdocs(configuration, site, environment=environment, epoch=epoch)


def _sitemap(addresses: Iterable[str], site_url: str | None) -> Iterator[tuple[str, bytes]]:
    """Write the addresses of all pages for search engines, in place of the site builder's list.

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


def page_address(page: str) -> str:
    """Where a Markdown page of the staging folder stands in the site, from its root; ends in `/` but for the root."""
    path = page.removesuffix(".md")
    return path.removesuffix("index") if path == "index" or path.endswith("/index") else f"{path}/"
