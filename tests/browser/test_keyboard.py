"""By keyboard alone: what has the focus is seen, parts can be skipped, what folds out closes, all can be reached."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import PROJECTS, OpenPage
from .screenshots import settled
from .visitors import FOCUS_SEEN

pytestmark = pytest.mark.browser

_MOST_STEPS = 160
_WIDTHS = (1280, 390)


def _focused(page: Page, script: str = "element => element.outerHTML.slice(0, 120)") -> object:
    return page.evaluate(f"({script})(document.activeElement)")


def _tab(page: Page, keys: str = "Tab", most: int = _MOST_STEPS) -> list[str]:
    """Press so often, or until the focus leaves the page; says what cannot be seen while it has the focus."""
    unseen = []
    for _ in range(most):
        page.keyboard.press(keys)
        seen = page.evaluate(f"(one => one === document.body ? null : ({FOCUS_SEEN})(one))(document.activeElement)")
        if seen is None:
            break
        if not seen:
            unseen.append(str(_focused(page)))
    return unseen


@pytest.mark.slow
@pytest.mark.parametrize("width", _WIDTHS)
@pytest.mark.parametrize(
    "path", ["?language=Python", "?view=table&language=Go", "tasks/", "programme/", "reference/api/", PROJECTS[0].page]
)
def test_what_has_the_focus_is_seen_on_the_way_down_and_up(open_page: OpenPage, path: str, width: int) -> None:
    page = open_page(path, width=width)
    settled(page)
    assert _tab(page) == []
    assert _tab(page, "Shift+Tab") == []


def test_the_skip_links_lead_past_header_and_filters(open_page: OpenPage) -> None:
    page = open_page("?language=Python")
    expect(page.locator("[data-rail] input").first).to_be_attached()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert _tab(page, most=2) == []
    assert _focused(page, "element => element.type") == "search"
    page.get_by_role("link", name="Skip the filters").focus()
    page.keyboard.press("Enter")
    assert _tab(page, most=1) == []
    assert _focused(page, "element => element.parentElement.hasAttribute('data-follow')")
    assert "language=Python" in page.url
    page.locator("[data-rail] input[type=checkbox]").first.focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


@pytest.mark.slow
def test_the_contents_beside_a_long_page_do_not_lie_above_the_footer(open_page: OpenPage) -> None:
    page = open_page("reference/api/")
    page.wait_for_load_state("load")
    frame = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
    # The last scroll and what is seen are one task, so no script knows yet that the page was scrolled.
    assert (
        page.evaluate(
            f"""async () => {{
              const scroll = (top) => window.scrollTo({{ top, behavior: "instant" }});
              const hidden = [];
              for (const link of document.querySelectorAll(".market-map a")) {{
                scroll(document.documentElement.scrollHeight / 2);
                {frame}
                scroll(document.documentElement.scrollHeight);
                link.focus({{ focusVisible: true }});
                if (!({FOCUS_SEEN})(link)) hidden.push(link.textContent);
              }}
              return hidden;
            }}"""
        )
        == []
    )


@pytest.mark.slow
def test_results_that_follow_do_not_push_what_has_the_focus_off_the_screen(open_page: OpenPage) -> None:
    page = open_page(width=390)
    cards = page.locator("[data-list] article")
    expect(cards.first).to_be_visible()
    drawn = cards.count()
    for link in page.locator(".market-map a").all():
        link.evaluate("link => link.focus({ focusVisible: true })")
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert link.evaluate(FOCUS_SEEN), link.inner_text()
    assert cards.count() > drawn


@pytest.mark.slow
def test_a_menu_closes_when_the_focus_leaves_it(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.locator("[data-rail] input").first).to_be_attached()
    menu = page.locator("[data-follow]")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Sort by").focus()
    expect(menu.get_by_role("link")).to_be_hidden()


@pytest.mark.parametrize("path", [PROJECTS[0].page, pytest.param("reference/api/", marks=pytest.mark.slow)])
def test_the_drawer_is_a_button_and_closed_to_the_keyboard_until_it_is_pressed(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=390, height=844)
    button = page.get_by_role("button", name="Navigation")
    drawer = page.locator(".md-sidebar--primary")
    expect(drawer.get_by_role("link")).to_have_count(0)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    assert _focused(page, "element => Boolean(element.closest('.md-sidebar--primary'))")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(drawer.get_by_role("link")).to_have_count(0)
    # Whoever goes on without choosing leaves it closed behind.
    page.keyboard.press("Enter")
    page.locator(".md-content a").first.focus()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_code_that_scrolls_is_reached_once_and_other_code_is_not(open_page: OpenPage) -> None:
    page = open_page("list-a-project/", width=390)
    page.wait_for_load_state("load")
    stops = page.evaluate(
        """() => [...document.querySelectorAll("main pre")].map((pre) => {
          const parts = [pre, ...pre.querySelectorAll("code")];
          const wide = parts.some((one) => one.scrollWidth > one.clientWidth);
          return [wide ? 1 : 0, parts.filter((one) => one.tabIndex === 0).length];
        })"""
    )
    assert {wide for wide, _ in stops} == {0, 1}
    assert all(wide == reached for wide, reached in stops)
