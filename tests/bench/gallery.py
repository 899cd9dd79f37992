"""The gallery of many made-up projects: its site, with the pages of a few, and a server that compresses."""

import gzip
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image

from engine_runs import run_engine
from innersource_marketplace.build import publish
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.escape import url
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.insight.merged import merge
from innersource_marketplace.model import Project, SiteSettings, Stored, day_of
from innersource_marketplace.paths import instance_file
from innersource_marketplace.readme import Links, LocalImage, convert
from innersource_marketplace.readme.images import Use, reencode
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.gallery import gallery_files
from innersource_marketplace.render.parts.icons import icons_file
from innersource_marketplace.render.project_files import page_files, placed, surroundings
from loopback import Quiet, answering

from .projects import NOW, Made, projects
from .repositories import collected
from .stages import PROBE

SETTINGS = SiteSettings(
    organization="Acme",
    title="Acme InnerSource",
    purpose="Find something to build on, and people who want your help.",
    site_url=url("https://marketplace.acme.example/"),
)
_WITH_README: Final = 8
_WITH_PICTURES: Final = 10
_SIZE: Final = (1_520, 900)
PAGES: Final[Mapping[str, str]] = {
    kind: f"projects/{Made(number).owner}/{Made(number).name}/"
    for kind, number in (("small", PROBE), ("README", _WITH_README), ("README with pictures", _WITH_PICTURES))
}
"""The pages of projects that a gallery's site has, by their kind."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
}


def merged(made: Made) -> Project:
    """A made-up project as the site shows it."""
    facts = collected(made).facts
    page = f"projects/{made.owner}/{made.name}/"
    stored = Stored(facts=facts, page=page, first_seen=NOW, collected_at=NOW, failing_since=None, failure=None)
    metadata = read_metadata(made.metadata, "innersource.json")[0] if made.metadata else None
    return merge(stored, page=page, metadata=metadata, entry=None, logo=None, summary=None, today=day_of(NOW))


def make_site(work: Path, site: Path, count: int) -> None:
    """Build the gallery of `count` projects, the hand-written pages and `PAGES` with MkDocs."""
    for name in ("docs", "overrides"):
        publish.layer([instance_file(name)], work / name)
    mkdocs_config.write_configuration(SETTINGS, instance_file("mkdocs.yml"), work)
    made = [merged(made) for made in projects(count)]
    files = (icons_file(), *gallery_files(made, {}, SETTINGS, day_of(NOW), Messages("en")))
    # The plain lists are measured with the whole build; the browser never looks at them here.
    staging = publish.Staging(work / "docs")
    for path, data in (*(file for file in files if not file[0].startswith("all/")), *_project_pages()):
        staging.write(path, data)
    run_engine(work / "mkdocs.yml", site, environment=os.environ, epoch=int(NOW.timestamp()))


def _project_pages() -> Iterator[tuple[str, bytes]]:
    say = Messages("en")
    screen, _ = reencode(_screenshot(), "docs/screen.png", Use.README)
    assert screen is not None
    image = LocalImage(address="screen.webp", width=screen.width, height=screen.height)
    chosen = [Made(number) for number in (PROBE, _WITH_README, _WITH_PICTURES)]
    readmes = {
        made.key: convert(made.readme, "README.md", Links(), title=made.name)
        for made in chosen
        if made.readme is not None
    }
    pictured = chosen[-1]
    text = (pictured.readme or b"").replace(b"\n## ", b"\n![The screen](docs/screen.png)\n\n## ")
    readmes[pictured.key] = convert(text, "README.md", Links(images={"docs/screen.png": image}), title=pictured.name)
    for project, around in surroundings([merged(made) for made in chosen], {}, say, listed={}, decisions=()):
        pictures = {image.address: screen.data} if project.key == pictured.key else {}
        yield from page_files(
            placed(project, readmes.get(str(project.key)), around, pictures), SETTINGS, day_of(NOW), say
        )


def _screenshot() -> bytes:
    """A picture as large as those of screens are, which compresses neither well nor badly."""
    written = BytesIO()
    Image.effect_mandelbrot(_SIZE, (-3, -2.5, 2, 2.5), 100).save(written, "PNG")
    return written.getvalue()


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site on loopback, compressed beforehand as a web server would; yields its address."""
    files = {
        path.relative_to(site).as_posix(): (_TYPES[path.suffix], gzip.compress(path.read_bytes(), 6, mtime=0))
        for path in site.rglob("*")
        if path.suffix in _TYPES and path.is_file()
    }

    class Handler(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            found = files.get(path + "index.html" if path.endswith("/") or not path else path)
            kind, body = found or ("text/plain", gzip.compress(b"There is no such page."))
            self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Encoding", "gzip")
            # Without these two the browser does not tell how much memory a page holds.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with answering(Handler) as address:
        yield f"{address}/"
