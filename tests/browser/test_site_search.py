"""The search of the whole site, as visitors use it."""

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import OpenPage
from .screenshots import settled

pytestmark = pytest.mark.browser


def opened(page: Page, words: str = "") -> Page:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Search all pages and READMEs")).to_be_visible()
    if words:
        page.keyboard.type(words)
    return page


@pytest.mark.slow
def test_nothing_of_the_index_is_fetched_before_somebody_searches(open_page: OpenPage) -> None:
    asked: list[str] = []
    page = open_page("about/", before=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settled(page)
    assert not [url for url in asked if "/assets/search/" in url or "search-dialog" in url]
    with page.expect_request("**/assets/search/manifest.json"):
        opened(page)


def test_words_of_a_readme_are_found_and_marked(open_page: OpenPage) -> None:
    page = opened(open_page("projects/payments/ledger/"), "zeppelin")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    assert first.locator("mark").first.inner_text().lower() == "zeppelin"
    expect(page.get_by_role("dialog").get_by_text("<b>lands</b> & unloads").first).to_be_visible()


@pytest.mark.slow
def test_projects_and_pages_are_told_apart(open_page: OpenPage) -> None:
    page = opened(open_page(), "innersource")
    expect(page.get_by_role("group", name="page")).to_be_visible()
    page.get_by_role("combobox", name="Search all pages and READMEs").fill("fraud")
    expect(page.get_by_role("group", name="project")).to_be_visible()


@pytest.mark.slow
def test_the_keyboard_chooses_and_opens(open_page: OpenPage) -> None:
    page = opened(open_page("about/"), "fraud rules")
    expect(page.get_by_role("option", selected=True)).to_have_count(1)
    expect(page.get_by_role("option", selected=True)).to_contain_text("Fraud Rules")
    first = page.get_by_role("option", selected=True).inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).not_to_have_text(first)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Fraud Rules")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fraud Rules")


@pytest.mark.slow
def test_a_result_leads_to_its_section_of_a_page(open_page: OpenPage) -> None:
    page = opened(open_page("projects/payments/ledger/"), "SOURCE_DATE_EPOCH reproducible")
    option = page.get_by_role("option").filter(has_text="Operate a marketplace").first
    option.click()
    page.wait_for_url("**/operate/#**")


def test_escape_closes_and_the_focus_returns_to_the_button(open_page: OpenPage) -> None:
    page = open_page("about/")
    button = page.get_by_role("button", name="Search all pages and READMEs")
    button.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(button).to_be_focused()


def test_nothing_found_is_said(open_page: OpenPage) -> None:
    page = opened(open_page("about/"), "qwxzv")
    expect(page.get_by_role("dialog").get_by_text("Nothing found for “qwxzv”.").first).to_be_visible()
    assert page.get_by_role("option").count() == 0


@pytest.mark.slow
def test_what_is_merely_close_is_for_people_to_choose_projects_first(open_page: OpenPage) -> None:
    page = opened(open_page("about/"), "fraud astronomy telescope galaxies")
    expect(page.get_by_role("dialog").get_by_text("No good match. Closest:").first).to_be_visible()
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    expect(page.get_by_role("option").first).to_contain_text("Fraud")
    address = page.url
    page.keyboard.press("Enter")
    assert page.url == address
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Fraud")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")


def test_where_nothing_fits_the_search_says_where_to_ask(open_page: OpenPage) -> None:
    def wishing(route: Route) -> None:
        words = route.fetch().json()
        route.fulfill(json={**words, "wishes": "https://wishes.example/"})

    page = opened(
        open_page("about/", before=lambda page: page.route("**/assets/search.json", wishing)),
        "fraud astronomy telescope",
    )
    ask = page.get_by_role("option", name="Not what you need? Ask for it")
    expect(ask).to_have_attribute("href", "https://wishes.example/")
    page.get_by_role("combobox", name="Search all pages and READMEs").fill("qwxzv")
    expect(ask).to_be_visible()
    page.get_by_role("combobox", name="Search all pages and READMEs").fill("fraud")
    expect(page.get_by_role("group", name="project")).to_be_visible()
    expect(ask).to_have_count(0)


@pytest.mark.slow
def test_more_results_come_when_asked_for(open_page: OpenPage) -> None:
    page = opened(open_page("about/"), "zeppelin")
    expect(page.get_by_role("option")).to_have_count(7)
    page.get_by_role("option", name="Show more").click()
    expect(page.get_by_role("option")).to_have_count(17)


def test_hostile_titles_are_shown_as_text(open_page: OpenPage) -> None:
    page = open_page("about/")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    opened(page, "alert")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.locator("dialog img, dialog script").count() == 0


def test_an_index_that_cannot_be_loaded_says_so(open_page: OpenPage) -> None:
    page = open_page(
        "about/",
        complains=True,
        before=lambda page: page.route("**/assets/search/manifest.json", lambda route: route.fulfill(status=500)),
    )
    opened(page, "ledger")
    expect(page.get_by_role("dialog").get_by_text("The search could not be loaded.").first).to_be_visible()


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
@pytest.mark.slow
def test_the_open_search_has_no_serious_barrier(open_page: OpenPage, dark: bool) -> None:
    from .test_pages import barriers

    page = opened(open_page("about/", dark=dark), "zeppelin")
    expect(page.get_by_role("option").first).to_be_visible()
    assert barriers(page) == []
