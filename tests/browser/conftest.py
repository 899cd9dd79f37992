"""A built site, served on loopback under a sub-path, and pages of it to look at."""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from innersource_marketplace.build import publish
from innersource_marketplace.build.begin import expected_kinds
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.build.mkdocs.mkdocs_pages import MkdocsPages, is_page, page_address
from innersource_marketplace.build.search_files import searchables
from innersource_marketplace.build.stages import write_files
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Heading, Kinship, Readme, Relative, SafeHtml, day_of
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.data import feeds
from innersource_marketplace.render.data.badges import badge_files
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.render.site import render_pages
from innersource_marketplace.search.index_files import INDEX_FOLDER, index_files
from innersource_marketplace.search.written_pages import written_pages
from loopback import serving
from programme_records import programme
from projects import NOW, SETTINGS, extreme_projects, hostile_projects, make_project, varied_projects
from shared_folders import made_once

from .visitors import Keyboard, Mouse, Phone, Visitor

SUB_PATH = "tools/marketplace"
TWINS = 60
"""So many projects look like another one: more pairs than fit on a page."""
_VARIED = varied_projects(150)
_ALIKE = tuple(
    replace(
        one,
        relatives=(Relative(key=_VARIED[-at - 1].key, kinship=Kinship.SIMILAR, similarity=0.9, duplicate=True),),
    )
    for at, one in enumerate(_VARIED[:TWINS])
)
PROJECTS = (*_ALIKE, *_VARIED[TWINS:], *extreme_projects(), *hostile_projects())
README = Readme(
    path="README.md",
    html=SafeHtml(
        '<h2 id="user-content-start">Getting started</h2>\n<pre><code>make up\n</code></pre>\n<p>Words.</p>\n'
        '<h2 id="user-content-why">Why</h2>\n<p>More words.</p>\n<h2 id="user-content-how">How</h2>'
    ),
    contents=tuple(Heading(level=2, anchor=word.lower(), text=word) for word in ("Start", "Why", "How")),
)
README_TEXT = "Getting started\nmake up\nWords.\nThe zeppelin <b>lands</b> & unloads at noon."

_PATIENCE = 30_000
"""Milliseconds that nothing takes on the busiest machine; only a test that fails waits for them."""

expect.set_options(timeout=_PATIENCE)
OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the test projects, built by MkDocs as `marketplace build` does; for reading only."""
    return made_once(tmp_path_factory, "browser", _make_site) / "served"


def _make_site(folder: Path) -> None:
    work = folder / "work"
    written = publish.layer([instance_file("docs")], work / "docs")
    publish.layer([instance_file("overrides")], work / "overrides")
    problem = Problem(where="innersource.json", code="language", message="NodeJS is no language.", fix="Write it.")
    problems = {PROJECTS[1].key: (problem,)}
    mkdocs_config.write_configuration(SETTINGS, instance_file("mkdocs.yml"), work)
    served = folder / "served"
    served.mkdir()
    new = publish.next_site(served / SUB_PATH, work)
    kinds = expected_kinds(SETTINGS, {project.page for project in PROJECTS})
    epoch = int(NOW.timestamp())
    with MkdocsPages(work, written, kinds, whole=False, environment=os.environ, epoch=epoch) as pages:
        files = chain(render_pages(PROJECTS, lambda _: README, problems, SETTINGS, NOW), programme())
        generated = write_files(files, work, pages, new)
        pages.finish({*generated}, new, site_url=None)
    for name, data in (
        *badge_files(PROJECTS, SETTINGS, day_of(NOW), Messages()),
        *feeds.atom(PROJECTS, settings=SETTINGS, now=NOW),
    ):
        new.write(name, data)
    by_hand = written_pages(pages.built, map(page_address, filter(is_page, written)))
    tasks = tasks_of(PROJECTS, day_of(NOW), Messages())
    for name, data in index_files([*searchables(PROJECTS, tasks, lambda _: README_TEXT), *by_hand]):
        new.write(f"{INDEX_FOLDER}{name}", data)
    new.publish(publish.Published(projects={project.key: True for project in PROJECTS}))


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, under a sub-path."""
    with serving(site) as base:
        yield f"{base}/{SUB_PATH}/"


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Opens an address of the site; at the end, proves that no page complained or called elsewhere."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    foreign: list[str] = []

    def opened(
        path: str = "",
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
        touch: bool = False,
        complains: bool = False,
        before: Callable[[Page], None] | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=touch,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_PATIENCE)
        if not complains:
            page.on("console", lambda message: complaints.append(_said(message)) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: None if _is_own(request.url, address) else foreign.append(request.url))
        if before:
            before(page)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    assert foreign == []


def _said(message: ConsoleMessage) -> str:
    """What the browser says, and about which address: of a resource that fails, only this names it."""
    return f"{message.text} ({message.location['url']}, on {message.page and message.page.url})"


def _is_own(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))


@pytest.fixture(scope="session")
def ledger() -> str:
    """The page of a project of which everything is known."""
    return make_project().page


@pytest.fixture(
    params=[Mouse, pytest.param(Keyboard, marks=pytest.mark.slow), pytest.param(Phone, marks=pytest.mark.slow)],
    ids=["mouse", "keyboard", "phone"],
)
def visitor(request: pytest.FixtureRequest, open_page: OpenPage) -> Visitor:
    """Somebody who has opened the gallery."""
    made: Visitor = request.param(open_page)
    return made
