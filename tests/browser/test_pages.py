"""Project pages and barriers, with a real browser."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import SUB_PATH, OpenPage
from .screenshots import settled

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """What axe calls serious or worse, one line a rule."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['nodes'][0]['html'][:200]} {rule['nodes'][0]['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        pytest.param("?q=team", marks=pytest.mark.slow),
        "projects/payments/ledger/",
        # For these, `test_barriers` has a stricter test in the same colours.
        *(
            pytest.param(path, marks=pytest.mark.exhaustive)
            for path in ("", "?view=table", "projects/bare/nothing/", "all/", "all/owner/")
        ),
        "about/",
    ],
)
def test_no_page_has_a_serious_barrier(open_page: OpenPage, path: str, dark: bool) -> None:
    page = open_page(path, dark=dark)
    settled(page)
    assert barriers(page) == []


@pytest.mark.slow
def test_the_sheet_of_filters_has_no_serious_barrier(open_page: OpenPage) -> None:
    page = open_page(width=375, height=700)
    page.get_by_role("button", name="Filters").click()
    assert barriers(page) == []


def test_a_project_page_answers_the_first_questions(open_page: OpenPage) -> None:
    page = open_page("projects/rtl/daftar/")
    for name in ("Contribute", "Repository", "Documentation"):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="How to contribute")).to_be_visible()
    expect(page.get_by_role("heading", name="Who to ask")).to_be_visible()
    expect(page.get_by_role("img", name="Commits per week over the last 52 weeks")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_the_score_explains_itself(open_page: OpenPage, script: bool) -> None:
    page = open_page("projects/rtl/daftar/", script=script)
    page.get_by_text("How is this worked out?").click()
    expect(page.get_by_role("rowheader", name="Days since the last change")).to_be_visible()


@pytest.mark.slow
def test_a_topic_leads_to_the_filtered_gallery(open_page: OpenPage) -> None:
    page = open_page("projects/crowd/tags/")
    page.get_by_role("link", name="topic-7", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1 of")
    page.wait_for_url(lambda url: "?topic=topic-7" in url)


def test_the_colour_scheme_can_be_switched(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_title("Switch to dark colours").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_label("Switch to light colours").focus()
    page.keyboard.press("Space")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "default")


@pytest.mark.slow
def test_the_drawer_on_a_phone_leads_to_the_other_pages(open_page: OpenPage) -> None:
    page = open_page("projects/payments/ledger/", width=375, height=700)
    page.get_by_role("button", name="Navigation").click()
    page.get_by_role("link", name="About").last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_url(lambda url: "/about/" in url)


@pytest.mark.parametrize(
    ("path", "seen"),
    [("index.html", "article"), ("projects/payments/ledger/index.html", "#readme"), ("all/index.html", "h1")],
)
def test_a_page_opened_from_a_folder_can_be_read_and_shows_no_control_that_does_nothing(
    browser: Browser, site: Path, path: str, seen: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / SUB_PATH / path).as_uri())
    expect(page.locator("main").locator(seen).first).to_be_visible()
    assert page.locator("main .needs-script:visible").count() == 0
    context.close()
