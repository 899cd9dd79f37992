"""The gallery and the task board find what people say in their own words."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import SUB_PATH, OpenPage
from .screenshots import settled

pytestmark = pytest.mark.browser


def ask(page: Page, words: str) -> None:
    page.locator("main input[type=search]").fill(words)


def test_nothing_of_the_index_is_fetched_before_the_box_has_the_focus(open_page: OpenPage) -> None:
    asked: list[str] = []
    page = open_page("", before=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settled(page)
    assert not [url for url in asked if "/assets/search/" in url]
    with page.expect_request("**/assets/search/manifest.json"):
        page.locator("main input[type=search]").focus()


def test_a_word_of_a_readme_is_found_and_its_sentence_shown(open_page: OpenPage) -> None:
    page = open_page("?q=zeppelin")
    reason = page.locator("main article .card__reason").first
    expect(reason).to_contain_text("README: The zeppelin <b>lands</b> & unloads at noon.")
    expect(reason.locator("mark").first).to_have_text("zeppelin")


def test_mistakes_are_forgiven_and_the_spelling_is_offered(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "fruad rules")
    expect(page.locator("main article").first).to_contain_text("Fraud Rules")
    page.get_by_role("button", name="fraud rules").click()
    expect(page.locator("main input[type=search]")).to_have_value("fraud rules")


@pytest.mark.parametrize(
    "words",
    ["FruadRules galaxies", *(pytest.param(words, marks=pytest.mark.slow) for words in ("frad rules", "mute fraud"))],
)
def test_no_other_spelling_is_offered_that_is_the_same_or_a_guess(words: str, open_page: OpenPage) -> None:
    page = open_page()
    ask(page, words)
    expect(page.locator("main article").first).to_contain_text("Fraud")
    expect(page.get_by_text("Did you mean")).to_have_count(0)


@pytest.mark.slow
def test_where_nothing_fits_the_closest_stand_under_their_own_heading(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "fraud astronomy telescope galaxies")
    expect(page.locator("main [role=status]").first).to_have_text("No good match")
    expect(page.get_by_text("No good match")).to_have_count(1)
    expect(page.get_by_role("heading", name="Closest projects")).to_be_visible()
    assert 0 < page.locator("main article").count() <= 6
    expect(page.locator("[data-shelves]")).to_be_hidden()
    expect(page.get_by_role("heading", name="Closest tasks")).to_be_visible()
    page.locator(".closest__others a").first.click()
    page.wait_for_url("**/tasks/**")
    page.go_back()
    ask(page, "")
    expect(page.get_by_role("heading", name="Closest projects")).to_be_hidden()


def test_words_that_are_nowhere_show_the_most_active_projects_as_such(open_page: OpenPage) -> None:
    page = open_page("?q=zzzzqx")
    expect(page.locator("main [role=status]").first).to_have_text("No good match")
    expect(page.get_by_role("heading", name="Most active projects instead")).to_be_visible()
    expect(page.locator("main article")).to_have_count(6)


@pytest.mark.slow
def test_filters_that_leave_nothing_of_a_search_show_what_is_without_them(open_page: OpenPage) -> None:
    page = open_page("?q=fraud&language=COBOL")
    expect(page.locator("main [role=status]").first).to_have_text("No projects match")
    expect(page.get_by_role("heading", name="Without your filters")).to_be_visible()
    expect(page.locator("main article").first).to_contain_text("Fraud")
    page.get_by_role("button", name="Only Search: fraud").or_(
        page.get_by_role("button", name="Without COBOL")
    ).first.click()
    expect(page.locator("main [role=status]").first).to_contain_text("of")


@pytest.mark.slow
def test_the_suggestions_for_a_start_find_tasks_by_words_and_in_spite_of_mistakes(open_page: OpenPage) -> None:
    page = open_page("tasks/")
    title = page.locator("main article h3").first.inner_text()
    page.goto(page.url.replace("/tasks/", "/start/") + "?" + urlencode({"skill": title.lower()}))
    first = page.locator("[data-list] article").first
    expect(first).to_contain_text(title)
    expect(first).to_contain_text("Matches")
    page.goto(page.url.partition("?")[0] + "?skill=pyhton")
    expect(page.locator("[data-list] article").first).to_contain_text("Matches “python”")


@pytest.mark.slow
def test_filters_and_counts_go_together_with_the_search(open_page: OpenPage) -> None:
    page = open_page("?q=fraud")
    expect(page.locator("main [role=status]").first).to_contain_text("of")
    before = page.locator("main [role=status]").first.inner_text()
    # A project that the search does not find is not found with a filter either; counts beside filters say so.
    page.locator("[data-rail] input[type=checkbox]").first.check()
    page.wait_for_url("**q=fraud**&**")
    expect(page.locator("main [role=status]").first).to_have_text(before)
    expect(page.locator("main article").first).to_contain_text("Fraud")
    assert "q=fraud" in page.url


@pytest.mark.slow
@pytest.mark.parametrize(("status", "body"), [(404, ""), (200, "[[[1,50,")], ids=["missing", "half"])
def test_a_piece_that_is_missing_or_half_there_leaves_the_plain_search_which_says_so(
    status: int, body: str, open_page: OpenPage
) -> None:
    def broken(route: Route) -> None:
        route.fulfill(status=status, body=body, content_type="application/json")

    page = open_page("", complains=True, before=lambda page: page.route("**/assets/search/*/postings-*.json", broken))
    ask(page, "fraud")
    expect(page.locator("main article").first).to_contain_text("Fraud")
    expect(page.get_by_text("The full search could not be loaded.").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("words", ["word " * 1_000, "🎉", "a", "the of and", "<b>x</b>", "__proto__", "عمر", "\u202e"])
def test_strange_words_leave_the_page_whole(words: str, open_page: OpenPage) -> None:
    page = open_page()
    ask(page, words)
    page.wait_for_timeout(300)
    expect(page.locator("[data-rail]")).not_to_have_attribute("aria-busy", "true")
    expect(page.locator("main [role=status]").first).not_to_be_empty()
    ask(page, "fraud")
    expect(page.locator("main article").first).to_contain_text("Fraud")


def test_tasks_are_found_by_their_own_words(open_page: OpenPage) -> None:
    page = open_page("tasks/")
    title = page.locator("main article h2, main article h3").first.inner_text()
    ask(page, title.lower())
    expect(page.locator("main article").first).to_contain_text(title)


def test_a_site_opened_from_a_folder_is_the_plain_one_and_says_so(site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / SUB_PATH / "index.html").as_uri())
    expect(page.get_by_text("The catalogue data could not be loaded")).to_be_visible()
    expect(page.locator("main input[type=search]")).to_be_hidden()
    page.locator("main article a").first.click()
    page.wait_for_url("**/index.html")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()
