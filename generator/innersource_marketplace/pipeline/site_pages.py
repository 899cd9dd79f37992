"""From the staging folder to the pages of the site: the site builder for the frames, shells for the rest."""

import gzip
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from innersource_marketplace import escape, publish
from innersource_marketplace.pipeline import shells
from innersource_marketplace.render.markdown import read_markdown_page

_FOLDER: Final = "engine"
_SITEMAP_ADDRESSES: Final = 50_000
"""More are not allowed in one file. Source: https://www.sitemaps.org/protocol.html"""


def build_pages(
    work: Path,
    generated: Sequence[str],
    site: Path,
    *,
    whole: bool,
    site_url: str | None,
    environment: Mapping[str, str],
    epoch: int,
) -> list[str]:
    """Turn `work/docs` into `site`; the pages that people wrote, as paths of the staging folder.

    `generated` are the files of `work/docs` that the generator wrote. With `whole`, every page
    goes through the site builder, as it must when plugins may change pages; otherwise pages that
    share a frame are filled into it. Both give the same bytes. Raises `ConfigurationError` with
    the site builder's own words.
    """
    docs = work / "docs"
    ours = set(generated)
    found = (path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*")) if path.is_file())
    written = [path for path in found if path not in ours]
    alone, shared = _sort_out(docs, generated) if not whole else ([path for path in generated if _is_page(path)], {})
    while True:
        _run(work, [*written, *alone], shared, site, environment=environment, epoch=epoch)
        made = shells.take(shared, site)
        unfit = [kind for kind in shared if kind not in made]
        if not unfit:
            break
        for kind in unfit:
            alone += shared.pop(kind)
        shutil.rmtree(site)
    for kind, paths in shared.items():
        for path, data in shells.fill(paths, made[kind], docs):
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_bytes(data)
    for path in generated:
        if not _is_page(path):
            _link(docs / path, site / path)
    for name in ("sitemap.xml", "sitemap.xml.gz"):
        (site / name).unlink(missing_ok=True)
    pages = [path for path in (*written, *generated) if _is_page(path)]
    if site_url is not None:
        for name, data in _sitemap(pages, site, site_url):
            (site / name).write_bytes(data)
    return [path for path in written if _is_page(path)]


def _is_page(path: str) -> bool:
    return path.endswith(".md")


def _sort_out(docs: Path, generated: Iterable[str]) -> tuple[list[str], dict[shells.Kind, list[str]]]:
    """Part the generated pages into those that are built one by one and those that share a shell."""
    alone: list[str] = []
    shared: dict[shells.Kind, list[str]] = {}
    for path in generated:
        if not _is_page(path):
            continue
        page = read_markdown_page((docs / path).read_bytes())
        kind = shells.kind_of(path, page) if page is not None else None
        if kind is None:
            alone.append(path)
        else:
            shared.setdefault(kind, []).append(path)
    return alone, shared


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
    for path in files:
        _link(work / "docs" / path, folder / path)
    shells.lay_out(kinds, folder)
    configuration = work / f"{_FOLDER}.yml"
    configuration.write_text(f"INHERIT: mkdocs.yml\ndocs_dir: {_FOLDER}\n", encoding="utf-8")
    publish.run_mkdocs(configuration, site, environment=environment, epoch=epoch)


def _link(source: Path, target: Path) -> None:
    """Put a file there once more, without a copy where the file system can do that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _sitemap(pages: Iterable[str], site: Path, site_url: str) -> Iterator[tuple[str, bytes]]:
    """Write the addresses of all pages for search engines; an index of several files where there are too many."""
    root = site_url.rstrip("/") + "/"
    built = sorted(path for path in (page_address(page) for page in pages) if (site / path / "index.html").is_file())
    locations = [f"<url><loc>{escape.xml(root + path)}</loc></url>" for path in built]
    files = {
        f"sitemap-{number // _SITEMAP_ADDRESSES + 1}.xml": _xml(
            "urlset", locations[number : number + _SITEMAP_ADDRESSES]
        )
        for number in range(0, len(locations), _SITEMAP_ADDRESSES)
    }
    if len(files) == 1:
        files = {"sitemap.xml": next(iter(files.values()))}
    else:
        index = [f"<sitemap><loc>{escape.xml(root + name)}</loc></sitemap>" for name in files]
        files["sitemap.xml"] = _xml("sitemapindex", index)
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
