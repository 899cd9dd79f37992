"""The task board and the way in, as visitors use them."""

from importlib.resources import files

import pytest
from playwright.sync_api import expect

from innersource_marketplace.model import day_of
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.tasks import tasks_of
from projects import NOW

from .conftest import PROJECTS, OpenPage

pytestmark = pytest.mark.browser

TASKS = tasks_of(PROJECTS, day_of(NOW), Messages())
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def test_filters_stand_in_the_address_and_are_undone_by_their_chips(open_page: OpenPage) -> None:
    page = open_page("tasks/")
    said = page.locator("main [role=status]")
    expect(said).to_have_text(f"{len(TASKS)} tasks")
    team = TASKS[0].project.team
    fitting = [task for task in TASKS if task.project.team == team]
    page.locator(f'[data-facet-group="owner"] input[value="{team}"]').check()
    expect(said).to_have_text(f"{len(fitting)} of {len(TASKS)} tasks")
    page.wait_for_url(lambda url: "owner=" in url)
    again = open_page(page.url.split("/marketplace/")[1])
    expect(again.locator("main [role=status]")).to_have_text(f"{len(fitting)} of {len(TASKS)} tasks")
    page.get_by_role("button", name=f"Remove filter Team: {team}").click()
    expect(said).to_have_text(f"{len(TASKS)} tasks")


def test_a_search_that_finds_nothing_offers_the_way_back(open_page: OpenPage) -> None:
    page = open_page("tasks/?q=zzzzzzzz")
    expect(page.locator("main [role=status]")).to_have_text("No good match")
    expect(page.get_by_role("heading", name="Easiest tasks to start instead")).to_be_visible()
    assert page.locator("main article").count() == 6
    page.locator("[data-active] button").first.click()
    expect(page.locator("main [role=status]")).to_have_text(f"{len(TASKS)} tasks")


def test_two_answers_lead_to_three_tasks_by_keyboard_and_stand_in_the_address(open_page: OpenPage) -> None:
    page = open_page("start/")
    cards = page.get_by_role("main").get_by_role("article")
    expect(cards).to_have_count(3)
    page.get_by_role("radio", name="Anything").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("radio", name="Two hours").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Two hours")).to_be_checked()
    page.wait_for_url("**skill=**time=2**")
    expect(cards).to_have_count(3)
    shown = cards.all_inner_texts()
    again = open_page(page.url.split("/marketplace/")[1])
    expect(again.get_by_role("main").get_by_role("article")).to_have_count(3)
    assert again.get_by_role("main").get_by_role("article").all_inner_texts() == shown


_KINDS = pytest.mark.parametrize("path", ["tasks/", "tasks/all/", "start/?skill=Go&time=2", "teams/", "feeds/"])


@pytest.mark.exhaustive  # `test_barriers` looks at the same pages every time, at three other widths
@_KINDS
def test_nothing_stands_in_the_way_of_anybody(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:2]]) for one in found] == []


@pytest.mark.slow
@_KINDS
def test_nothing_scrolls_sideways_on_a_small_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
