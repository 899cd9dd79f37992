"""The gallery in all its states, in both schemes, without a barrier that axe knows of, of any weight."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import OpenPage
from .test_pages import AXE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATES = {
    # The first ones differ most; the slow run looks at all.
    "grouped table": ("?group=topic&view=table", 1440),
    "narrow table": ("?view=table", 375),
    "empty": ("?language=Ruby&skill=Lucene&q=xyz", 1280),
    "plain": ("", 1440),
    "grouped": ("?group=owner", 1280),
    "mistyped": ("?q=invioce", 768),
    "second page": ("?page=2", 320),
    "filtered": ("?language=Go&skill=PDF&ready-review=2", 2560),
}


def barriers(page: Page) -> list[str]:
    """What axe finds, one line a rule."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [f"{rule['impact']} {rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
@pytest.mark.parametrize(
    "state", [pytest.param(name, marks=pytest.mark.slow if number > 2 else ()) for number, name in enumerate(STATES)]
)
def test_the_gallery_has_no_barrier(open_page: OpenPage, state: str, dark: bool) -> None:
    path, width = STATES[state]
    page = open_page(path, width=width, dark=dark)
    expect(page.locator("[data-rail] input").first).to_be_attached()
    assert barriers(page) == []


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
def test_the_open_sheet_has_no_barrier(open_page: OpenPage, dark: bool) -> None:
    page = open_page("?language=Go", width=375, height=720, dark=dark)
    page.get_by_role("button", name="Filters (1)").click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()
    assert barriers(page) == []


def test_targets_are_large_enough_for_a_finger(open_page: OpenPage) -> None:
    page = open_page("?language=Go", width=375, height=720)
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(button, select, summary, .entry-link, .shelf-card)")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert small == []
