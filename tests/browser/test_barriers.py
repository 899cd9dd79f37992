"""The gallery in all its states, in both schemes, without a barrier that axe knows of, of any weight."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from innersource_marketplace.model import day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from loopback import serving
from projects import NOW

from .conftest import PROJECTS, SUB_PATH, OpenPage
from .screenshots import settled
from .test_pages import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATES = {
    # The first ones differ most; these are looked at in dark colours too, the others so once a week.
    "grouped table": ("?group=topic&view=table", 1440),
    "narrow table": ("?view=table", 375),
    "empty": ("?language=Ruby&skill=Lucene&q=xyz", 1280),
    "plain": ("", 1440),
    "grouped": ("?group=owner", 1280),
    "mistyped": ("?q=invioce", 768),
    "second page": ("?page=2", 320),
    "filtered": ("?language=Go&skill=PDF&ready-review=2", 2560),
}

TASK = next(task.page for task in tasks_of(PROJECTS, day_of(NOW), Messages()) if task.page)
KINDS = {
    "project": PROJECTS[0].page,
    "project without facts": "projects/bare/nothing/",
    "project with long names": PROJECTS[150].page,
    "project from right to left": "projects/rtl/daftar/",
    "task": TASK,
    "tasks": "tasks/",
    "tasks as a list": "tasks/all/",
    "start": "start/?time=2",
    "teams": "teams/",
    "team": "teams/payments/",
    "feeds": "feeds/",
    "compare": f"compare/?p={PROJECTS[0].page[9:-1]}&p={PROJECTS[1].page[9:-1]}",
    "saved": "saved/",
    "for you": "for-you/",
    "duplicates": "duplicates/",
    "programme": "programme/",
    "year": "programme/year/",
    "figures": "programme/figures/",
    "readiness": "readiness/",
    "projects as a list": "all/",
    "projects by team": "all/owner/",
    "hand-written": "list-a-project/",
    "reference": "reference/api/",
}
"""One page of each kind; pages of owners are in `test_owner_pages`."""
WIDTHS = (1440, 768, 390)
HEIGHT = 900


def barriers(page: Page, part: str = "html") -> list[str]:
    """What axe finds in a part, one line a rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("part => axe.run(part, {resultTypes: ['violations']})", part)["violations"]
    return [f"{rule['impact']} {rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


LIGHT_AND_DARK = pytest.mark.parametrize(
    ("dark", "widths"),
    [(False, WIDTHS), (True, WIDTHS[:1]), pytest.param(True, WIDTHS[1:], marks=pytest.mark.exhaustive)],
    ids=["light", "dark", "dark and narrow"],
)
"""A page in light colours at all widths, in dark ones at the first: what is where does not depend on colours."""


def faults_at(widths: Sequence[int], page: Page) -> list[str]:
    """What axe finds, and what scrolls sideways, while the window is made smaller."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: scrolls sideways")
        found += [f"{width}: {barrier}" for barrier in barriers(page)]
    return found


@pytest.mark.parametrize(
    ("state", "dark"),
    [
        pytest.param(
            name,
            dark,
            marks=pytest.mark.exhaustive if dark and number > 2 else (),
            id=f"{name}-{'dark' if dark else 'light'}",
        )
        for number, name in enumerate(STATES)
        for dark in (False, True)
    ],
)
def test_the_gallery_has_no_barrier(open_page: OpenPage, state: str, dark: bool) -> None:
    path, width = STATES[state]
    page = open_page(path, width=width, dark=dark)
    expect(page.locator("[data-rail] input").first).to_be_attached()
    assert barriers(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_open_sheet_has_no_barrier(open_page: OpenPage, dark: bool) -> None:
    page = open_page("?language=Go", width=375, height=720, dark=dark)
    page.get_by_role("button", name="Filters (1)").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    # Nobody reaches what is behind it, but axe holds the text there against the colours of the sheet above it.
    assert barriers(page, "dialog[open]") == []


def test_targets_are_large_enough_for_a_finger(open_page: OpenPage) -> None:
    page = open_page("?language=Go", width=375, height=720)
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(button, select, summary, .entry-link, .shelf-card)")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []


@LIGHT_AND_DARK
@pytest.mark.parametrize("kind", KINDS)
def test_no_page_has_a_barrier_or_scrolls_sideways(
    open_page: OpenPage, kind: str, dark: bool, widths: Sequence[int]
) -> None:
    page = open_page(KINDS[kind], width=widths[0], dark=dark)
    settled(page)
    assert page.get_by_role("heading", level=1).count() == 1
    assert faults_at(widths, page) == []


@LIGHT_AND_DARK
def test_the_page_not_found_has_no_barrier(open_page: OpenPage, site: Path, dark: bool, widths: Sequence[int]) -> None:
    # Its addresses begin at the root of a server, which is another one than that of all other pages.
    page = open_page("tasks/", width=widths[0], dark=dark, complains=True)
    with serving(site / SUB_PATH) as address:
        page.goto(f"{address}/404.html")
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert faults_at(widths, page) == []
