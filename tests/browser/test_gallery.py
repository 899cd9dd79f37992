"""The gallery as visitors use it, under a sub-path, with a real browser."""

import csv
import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import PROJECTS, OpenPage
from .screenshots import settled

pytestmark = pytest.mark.browser

ALL = f"{len(PROJECTS)} projects"


def status(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def results(page: Page) -> list[str]:
    return page.locator("main article h3").all_inner_texts()


def choose(page: Page, facet: str, value: str) -> None:
    """Choose a value, and wait until the results are those of the new view."""
    before = status(page)
    page.locator(f"[data-facet-group={facet}]").get_by_label(value, exact=False).first.check()
    expect(page.get_by_role("status")).not_to_have_text(before)


def test_all_projects_are_counted_and_the_first_ones_shown(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    assert page.locator("main input[type=search]").count() == 1
    expect(page.locator("main article")).to_have_count(24)


@pytest.mark.slow
def test_more_results_come_while_scrolling_and_the_page_never_gets_large(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    for shown in range(36, 97, 12):
        page.mouse.wheel(0, 20_000)
        expect(page.locator("main article").nth(shown - 1)).to_be_attached()
    expect(page.locator("main article")).to_have_count(96)
    assert page.evaluate("document.querySelectorAll('*').length") < 5_000
    page.get_by_role("button", name="Next").click()
    page.wait_for_url(lambda url: "page=2" in url)
    # The next page begins at its top; where it ends is said at its end.
    for _ in range(8):
        page.wait_for_timeout(150)
        page.mouse.wheel(0, 20_000)
    expect(page.get_by_text(f"97 to {len(PROJECTS)} of")).to_be_attached()


def test_typing_searches_and_the_address_follows_without_filling_the_history(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    before = page.evaluate("history.length")
    page.keyboard.press("/")
    page.keyboard.type("fraud")
    expect(page.locator("main article h3").first).to_have_text("Fraud Rules")
    expect(page.locator("main article mark").first).to_have_text("Fraud")
    page.wait_for_url("**q=fraud")
    assert page.evaluate("history.length") == before


def test_what_is_typed_before_the_data_has_come_counts(open_page: OpenPage) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = open_page(before=lambda page: page.route("**/assets/gallery.json", hold))
    page.keyboard.press("/")
    page.keyboard.type("fraud")
    while not held:
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator("main article h3").first).to_have_text("Fraud Rules")
    page.wait_for_url("**q=fraud")


def test_a_mistyped_word_still_finds(open_page: OpenPage) -> None:
    page = open_page("?q=invioce")
    expect(page.locator("main article h3").first).to_contain_text("Invoice Renderer")
    expect(page.get_by_text("similar spellings are included")).to_be_visible()


@pytest.mark.slow
def test_values_of_a_facet_widen_and_facets_narrow(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    choose(page, "language", "Python")
    python = int(status(page).split()[0])
    choose(page, "language", "Java")
    both = int(status(page).split()[0])
    choose(page, "owner", "Logistics")
    narrowed = int(status(page).split()[0])
    assert python < both
    assert 0 < narrowed < both
    page.wait_for_url(lambda url: url.count("language=") == 2)
    page.wait_for_url(lambda url: "owner=Logistics" in url)


def test_the_number_beside_a_value_is_what_choosing_it_gives(open_page: OpenPage) -> None:
    page = open_page("?owner=Identity")
    choice = page.locator("[data-rail]:not([aria-busy]) [data-facet-group=language] .choice").first
    expect(choice).to_be_visible()
    count = choice.locator(".choice__count").inner_text()
    choice.click()
    expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{count} of "))


def test_a_link_restores_the_view(open_page: OpenPage) -> None:
    first = open_page()
    expect(first.get_by_role("status")).to_have_text(ALL)
    choose(first, "language", "Go")
    first.get_by_label("Sort by").select_option("name")
    expect(first.locator("[data-rail]:not([aria-busy])")).to_be_attached()
    address, found, said = first.url, results(first), status(first)
    query = address.split("/marketplace/", 1)[1]
    second = open_page(query)
    expect(second.get_by_role("status")).to_have_text(said)
    assert results(second) == found
    assert second.get_by_label("Sort by").input_value() == "name"


def test_back_and_forward_undo_and_redo(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    choose(page, "language", "Go")
    said = status(page)
    page.go_back()
    expect(page.get_by_role("status")).to_have_text(ALL)
    page.go_forward()
    expect(page.get_by_role("status")).to_have_text(said)


def test_a_tag_on_a_card_adds_its_filter_and_a_chip_removes_it(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_role("status")).to_have_text(ALL)
    page.locator("main article .chip").first.click()
    page.wait_for_url(lambda url: "skill=" in url)
    page.locator(".pill").first.click()
    expect(page.get_by_role("status")).to_have_text(ALL)


@pytest.mark.slow
def test_sorting_by_name_orders_by_name(open_page: OpenPage) -> None:
    page = open_page("?language=Python&sort=name")
    expect(page.get_by_role("status")).to_contain_text("of")
    titles = results(page)
    assert len(titles) > 3
    assert titles[0].startswith("Fraud Rules")


@pytest.mark.slow
def test_the_table_is_remembered(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("columnheader", name="Purpose")).to_be_visible()
    page.get_by_role("button", name="Project", exact=True).click()
    page.wait_for_url(lambda url: "sort=name" in url)
    page.goto(page.url.split("?")[0])
    expect(page.get_by_role("columnheader", name="Purpose")).to_be_visible()


@pytest.mark.slow
def test_nothing_found_offers_what_to_drop(open_page: OpenPage) -> None:
    page = open_page("?language=Ruby&owner=Payments&skill=Lucene")
    expect(page.get_by_role("status")).to_have_text("No projects match")
    page.get_by_role("button", name=re.compile("^Without|Clear all")).first.click()
    expect(page.get_by_role("status")).not_to_have_text("No projects match")


@pytest.mark.slow
def test_what_is_shown_can_be_downloaded(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("?language=Python")
    expect(page.get_by_role("status")).to_contain_text("of")
    count = int(status(page).split()[0])
    for label, name in (("As CSV", "a.csv"), ("As JSON", "a.json")):
        page.get_by_text("Download", exact=True).click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=label).click()
        waiting.value.save_as(tmp_path / name)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == count
    assert len(json.loads((tmp_path / "a.json").read_text())) == count


@pytest.mark.slow
def test_surprise_me_opens_a_project(open_page: OpenPage) -> None:
    page = open_page("?language=Python")
    expect(page.get_by_role("status")).to_contain_text("of")
    page.get_by_role("button", name="Surprise me").click()
    page.wait_for_url("**/projects/**")


@pytest.mark.slow
def test_a_card_opens_its_project(open_page: OpenPage) -> None:
    page = open_page("?q=http+client")
    expect(page.get_by_role("status")).to_contain_text("of")
    page.locator("main article").first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("HTTP Client")


@pytest.mark.slow
def test_on_a_phone_the_facets_are_in_a_sheet(open_page: OpenPage) -> None:
    page = open_page("?language=Go", width=375, height=700)
    page.get_by_role("button", name="Filters (1)").click()
    sheet = page.get_by_role("dialog", name="Filters")
    expect(sheet).to_be_visible()
    sheet.get_by_role("group", name="Language").get_by_label("Python").check()
    sheet.get_by_role("button", name=re.compile(r"Show \d+ projects")).click()
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("button", name="Filters (2)")).to_be_focused()


@pytest.mark.parametrize(
    "path",
    [
        "",
        pytest.param("?view=table", marks=pytest.mark.slow),
        "projects/crowd/tags/",
        pytest.param("projects/rtl/daftar/", marks=pytest.mark.slow),
        pytest.param("all/", marks=pytest.mark.slow),
    ],
)
def test_nothing_scrolls_sideways_at_320_pixels(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=320, height=640)
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_no_page_holds_an_inline_script(site: Path) -> None:
    for page in site.rglob("*.html"):
        for attributes, body in re.findall(r"<script\b([^>]*)>(.*?)</script>", page.read_text(encoding="utf-8"), re.S):
            assert 'type="application/json"' in attributes or not body.strip(), page


def test_without_scripts_the_first_projects_and_the_plain_list_are_there(open_page: OpenPage) -> None:
    page = open_page(script=False)
    expect(page.locator("main article")).to_have_count(24)
    assert page.get_by_role("searchbox").count() == 0
    page.get_by_role("link", name="See all projects as a plain list").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("All projects by name")
    page.get_by_role("link", name="Next page").click()
    page.locator("main article a").first.click()
    expect(page.get_by_role("link", name="Contribute").first).to_be_visible()


def test_failing_data_explain_themselves(open_page: OpenPage) -> None:
    page = open_page(
        complains=True, before=lambda page: page.route("**/gallery.json", lambda route: route.fulfill(status=500))
    )
    expect(page.get_by_text("The catalogue data could not be loaded")).to_be_visible()
    expect(page.locator("main article")).to_have_count(24)
    expect(page.get_by_role("link", name="See all projects as a plain list")).to_be_visible()


def test_hostile_texts_are_texts(open_page: OpenPage) -> None:
    page = open_page("?q=alert")
    expect(page.get_by_role("status")).to_contain_text("of")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    assert "</title><script>alert(1)</script>" in results(page)
    assert page.locator("main img[src=x], main script").count() == 0


@pytest.mark.slow
def test_the_way_back_leads_to_the_link_though_its_page_is_slow(open_page: OpenPage) -> None:
    def slow(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page = open_page()
    expect(page.locator("[data-tools]:not([inert])")).to_be_visible()
    page.route("**/projects/**", slow)
    link = page.get_by_role("main").get_by_role("article").nth(8).get_by_role("link").first
    address = link.get_attribute("href")
    # The event of scrolling comes after the one of the click.
    link.evaluate("link => { scrollBy(0, 500); link.click(); }")
    page.wait_for_url(f"**/{address}")
    page.go_back()
    expect(page.locator(f'main article a[href="{address}"]').first).to_be_focused()
