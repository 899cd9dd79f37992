"""Visitors finish what they came for: claim a task, compare, follow, copy a command, see what has changed."""

import re

import pytest
from playwright.sync_api import Page, expect

from innersource_marketplace.model import Project

from .conftest import PROJECTS, TWINS, OpenPage
from .screenshots import settled
from .visitors import Keyboard, Visitor

pytestmark = pytest.mark.browser


def _top(page: Page, selector: str) -> float:
    return float(page.locator(selector).first.evaluate("element => element.getBoundingClientRect().top + scrollY"))


def _let_copy(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


def _copied(page: Page) -> str:
    """What a visitor could paste, once the page has said that it is copied."""
    expect(page.locator("[data-said]").filter(has_text="Copied").first).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def _twin(project: Project) -> Project:
    return next(one for one in PROJECTS if one.key == project.relatives[0].key)


@pytest.mark.slow
def test_claim_a_task(visitor: Visitor) -> None:
    visitor.press(visitor.page.get_by_role("link", name="Find a task"))
    task = visitor.page.get_by_role("main").get_by_role("article").first.get_by_role("heading").get_by_role("link")
    expect(task).to_be_visible()
    title = task.inner_text()
    visitor.press(task)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(visitor.page.get_by_role("heading", name="Claim this task")).to_be_visible()
    expect(visitor.page.locator("#message")).to_contain_text(title)
    _let_copy(visitor.page)
    visitor.press(visitor.page.get_by_role("button", name="Copy the message"))
    assert title in _copied(visitor.page)
    assert visitor.presses <= 4
    # The project's page shows the same task, marked.
    visitor.press(visitor.page.get_by_role("main").locator(".task-page__project a"))
    expect(visitor.page.locator(".task:target")).to_contain_text(title)


@pytest.mark.slow
def test_copy_an_install_command(visitor: Visitor) -> None:
    visitor.search("hundred topics")
    link = visitor.page.get_by_role("main").get_by_role("link", name="A hundred topics")
    expect(link.first).to_be_visible()
    visitor.press(link)
    command = visitor.page.locator(".install__command").first
    expect(command).to_be_in_viewport()
    _let_copy(visitor.page)
    visitor.press(visitor.page.get_by_role("button", name="Copy the command for git"))
    assert _copied(visitor.page) == command.inner_text()
    assert visitor.presses <= 3


def test_follow_a_view(visitor: Visitor) -> None:
    visitor.filter("Language", "Python")
    visitor.press(visitor.page.locator("[data-follow] summary"))
    feed = visitor.page.locator("[data-follow-items] a", has_text="Python")
    expect(feed).to_be_visible()
    if isinstance(visitor, Keyboard):
        visitor.reach(feed)
    assert visitor.page.request.get(str(feed.evaluate("link => link.href"))).ok


@pytest.mark.slow
def test_compare_two_projects(visitor: Visitor) -> None:
    one, two = PROJECTS[0], PROJECTS[1]
    visitor.page.goto(visitor.page.url.partition("?")[0] + one.page)
    visitor.press(visitor.page.get_by_role("main").get_by_role("link", name="Compare", exact=True))
    expect(visitor.page.get_by_role("columnheader")).to_contain_text([one.title])
    field = visitor.page.get_by_role("combobox", name="Add a project")
    visitor.press(field) if not isinstance(visitor, Keyboard) else visitor.reach(field)
    visitor.page.keyboard.type(two.title)
    visitor.press(visitor.page.get_by_role("button", name="Add", exact=True))
    expect(visitor.page.get_by_role("columnheader")).to_contain_text([one.title, two.title])
    expect(visitor.page.get_by_role("row", name="Team")).to_contain_text(one.team)
    # The address keeps the choice.
    visitor.page.reload()
    expect(visitor.page.get_by_role("columnheader")).to_have_count(2)
    visitor.press(visitor.page.get_by_role("button", name=re.compile(f"^Remove.*{one.title}")))
    expect(visitor.page.get_by_role("columnheader")).to_have_count(1)


@pytest.mark.slow
def test_see_what_has_changed(visitor: Visitor, ledger: str) -> None:
    page = visitor.page
    page.goto(page.url.partition("?")[0] + ledger)
    expect(page.locator("[data-changes]")).to_be_hidden()
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((name) => name.includes("visits"));
          const visits = JSON.parse(localStorage.getItem(key));
          visits[0][1].facts.release = "v0.0.1";
          visits[0][1].facts.tasks = [];
          localStorage.setItem(key, JSON.stringify(visits));
        }"""
    )
    page.go_back()
    visitor.search("Ledger")
    link = page.get_by_role("main").get_by_role("link", name="Ledger", exact=True)
    expect(link.first).to_be_visible()
    visitor.press(link)
    expect(page.locator("[data-changes]")).to_contain_text("Since your last visit")


def test_a_project_that_is_gone_leaves_the_comparison_usable(open_page: OpenPage) -> None:
    path = PROJECTS[0].page.removeprefix("projects/").rstrip("/")
    page = open_page(f"compare/?p={path}&p=nobody/nothing", complains=True)
    expect(page.locator("[data-status]")).to_contain_text("not listed any more")
    expect(page.get_by_role("columnheader")).to_have_count(1)
    page.get_by_role("combobox", name="Add a project").fill("no such project")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("[data-status]")).to_have_text("No project has this name.")
    # The only name with these words is meant, whatever is left out.
    page.get_by_role("combobox", name="Add a project").fill("hundred topics")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("columnheader")).to_have_count(2)


def test_a_task_that_is_done_leads_to_others(open_page: OpenPage) -> None:
    page = open_page("404.html", complains=True)
    expect(page.get_by_role("main")).to_contain_text("has been done or taken")
    # The page is shown at any address, so its links are from the root, where this site is not.
    for name, path in (("All projects", "/"), ("Open tasks", "/tasks/"), ("Listing status", "/listed/")):
        link = page.get_by_role("main").get_by_role("link", name=name)
        assert str(link.get_attribute("href")).rstrip(".") == path


def test_duplicates_stay_listed_where_their_data_cannot_be_loaded(open_page: OpenPage) -> None:
    page = open_page(
        "duplicates/",
        complains=True,
        before=lambda page: page.route("**/duplicates*.json", lambda route: route.fulfill(status=500)),
    )
    page.get_by_label("Team").select_option(index=1)
    expect(page.locator("[data-status]")).to_have_text(re.compile("^The pairs could not be loaded"))
    expect(page.get_by_label("Team")).to_have_count(0)
    expect(page.locator(".pair")).to_have_count(50)


def test_a_team_among_many_is_found_by_its_name(open_page: OpenPage) -> None:
    page = open_page("teams/", width=390)
    rows = page.locator(".team-row:visible")
    everyone = rows.count()
    page.get_by_role("searchbox", name="Find a team").fill("PÄY")
    expect(rows).not_to_have_count(everyone)
    assert rows.count() == sum("pay" in team.lower() for team in {one.team for one in PROJECTS if one.team})
    expect(page.get_by_role("status")).to_have_text(re.compile(f"^{rows.count()} team"))
    page.get_by_role("searchbox").fill("nobody is called so")
    expect(rows).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("0 teams")
    page.get_by_role("searchbox").fill("")
    expect(rows).to_have_count(everyone)
    expect(open_page("teams/", script=False).get_by_role("searchbox")).to_have_count(0)


@pytest.mark.slow
def test_duplicates_are_filtered_and_fifty_are_shown_at_a_time(open_page: OpenPage) -> None:
    page = open_page("duplicates/")
    expect(page.locator(".pair")).to_have_count(50)
    team = PROJECTS[0].team
    page.get_by_label("Team").select_option(label=team)
    wanted = [one for one in PROJECTS[:TWINS] if team in (one.team, _twin(one).team)]
    expect(page.locator("[data-status]")).to_have_text(f"{len(wanted)} pairs")
    page.get_by_label("Team").select_option(label="Any")
    expect(page.locator("[data-status]")).to_have_text(f"{TWINS} pairs")
    page.get_by_role("button", name=f"{TWINS - 50} more").click()
    expect(page.locator(".pair")).to_have_count(TWINS)
    # A link leads to its pair, on whichever page that is.
    # What was decided is ready to be pasted, also where a script drew the pair.
    decision = page.locator(".pair").last
    decision.get_by_text("Record a decision").click()
    _let_copy(page)
    decision.get_by_role("button", name="Copy").click()
    expect(decision.locator("[data-said]")).to_contain_text("Copied")
    assert str(page.evaluate("navigator.clipboard.readText()")).endswith("decision: not a duplicate\n")
    last = page.locator(".pair").last.get_attribute("id")
    linked = open_page(f"duplicates/#{last}")
    expect(linked.locator(f"#{last}")).to_be_in_viewport()


def test_a_link_to_a_pair_needs_no_script(open_page: OpenPage) -> None:
    last = max(PROJECTS[:TWINS], key=lambda one: sorted((one.key, _twin(one).key)))
    page = open_page(last.page, script=False)
    page.get_by_role("link", name="Possible duplicate", exact=True).click()
    expect(page).to_have_url(re.compile(r"/duplicates/2/#pair-\w+$"))
    expect(page.locator(f"#{page.url.rpartition('#')[2]}")).to_be_in_viewport()
    expect(page.locator(".pair")).to_have_count(TWINS - 50)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".pair")).to_have_count(50)


def test_save_a_project_and_carry_the_list_to_another_browser(
    visitor: Visitor, open_page: OpenPage, ledger: str
) -> None:
    page = visitor.page
    page.goto(page.url.partition("?")[0] + ledger)
    save = page.locator("[data-save]")
    visitor.press(save)
    expect(save).to_have_attribute("aria-pressed", "true")
    visitor.press(page.get_by_role("main").get_by_role("link", name="Saved projects"))
    expect(page.locator("[data-list] a")).to_have_count(1)
    if isinstance(visitor, Keyboard):
        visitor.reach(page.locator("[data-link]"))
    other = open_page(page.locator("[data-link]").input_value().split("/marketplace/")[1])
    other.get_by_role("button", name="Save 1 project").click()
    expect(other.locator("[data-list] a")).to_have_count(1)
    visitor.press(page.get_by_role("button", name=re.compile("^Remove")))
    expect(page.locator("[data-list] a")).to_have_count(0)


@pytest.mark.slow
def test_see_which_dependencies_are_here(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(page.url.partition("?")[0] + "for-you/")
    field = page.locator("[data-manifest]")
    if isinstance(visitor, Keyboard):
        visitor.reach(field)
    field.focus()
    page.keyboard.type('{"dependencies": {"left-pad": "1"}}')
    expect(page.locator("main [data-status]")).to_contain_text("None of its packages")


BLOCKED = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
"""


@pytest.mark.parametrize(
    "path",
    [
        PROJECTS[0].page,
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in ("", "tasks/", "start/", "saved/", "for-you/", "duplicates/", "teams/", "programme/", "all/")
        ),
    ],
)
def test_a_visit_without_storage_complains_about_nothing(open_page: OpenPage, path: str) -> None:
    page = open_page(path, before=lambda page: page.add_init_script(BLOCKED))
    if path == PROJECTS[0].page:
        page.locator("[data-save]").click()
        expect(page.locator("[data-save]")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".notice[data-failed]:visible")).to_have_count(0)


def test_a_manifest_is_read_in_the_browser(open_page: OpenPage) -> None:
    page = open_page("for-you/")
    field = page.locator("[data-manifest]")
    for manifest in ("{broken", '{"dependencies": null}', "x" * 300_000):
        field.fill(manifest)
        expect(page.locator("main [data-status]")).to_contain_text("None of its packages")
    names = page.evaluate(
        """async () => {
          const { packageNames } = await import("../assets/marketplace/own/for-you.js");
          const own = "<groupId>a.b</groupId><artifactId>shop</artifactId>";
          const used = "<dependency><groupId>c.d</groupId><artifactId>ledger</artifactId></dependency>";
          return ['[project]\\nname = "shop"', "module a.b/shop", own + used, '[[package]]\\nname = "ledger"'].map(
            (text) => [...packageNames(text)],
          );
        }"""
    )
    # A file's own name is none of its dependencies; Maven's names have two parts.
    assert [any("shop" in name for name in found) for found in names] == [False] * 4
    assert names[2] == ["c.d:ledger"]
    assert "ledger" in names[3]


@pytest.mark.slow
def test_results_begin_on_the_first_screen(open_page: OpenPage) -> None:
    wide = open_page(width=1440, height=900)
    expect(wide.locator("[data-list] article").first).to_be_visible()
    assert _top(wide, "[data-list] article") < 430
    phone = open_page(width=390, height=844)
    expect(phone.locator("[data-list] article").first).to_be_visible()
    assert _top(phone, "[data-list] article") < 700


def test_results_scroll_to_the_first_one_after_a_choice(open_page: OpenPage) -> None:
    page = open_page(width=1280, height=700)
    expect(page.locator("[data-rail] input[type=checkbox]").first).to_be_attached()
    page.evaluate("scrollTo(0, 1500)")
    page.locator("[data-sort]").select_option("name")
    page.wait_for_url("**sort=name**")
    expect(page.locator("[data-list] article").first).to_be_in_viewport()


A4_WIDTH = 680
"""Pixels between the margins of a sheet of A4, 180 mm."""

PRINTED = {
    "programme/year/": 1,
    f"compare/?p={PROJECTS[0].page[9:-1]}&p={PROJECTS[1].page[9:-1]}": 1,
    PROJECTS[0].page: 3,
    "": 5,
    "tasks/": 5,
    "duplicates/": 9,
    "readiness/": 8,
    "teams/": 2,
    "start/": 3,
}
"""Pages that are printed, and on how many sheets of A4 at most."""


@pytest.mark.parametrize(
    "path", [pytest.param(path, marks=pytest.mark.slow if number else ()) for number, path in enumerate(PRINTED)]
)
def test_pages_print_on_few_sheets_without_controls_and_nothing_cut_off(open_page: OpenPage, path: str) -> None:
    page = open_page(path, width=A4_WIDTH)
    settled(page)
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_WIDTH
    controls = page.locator("header, main").locator("nav, form, button, input, select, textarea").all()
    assert [control.evaluate("node => node.outerHTML") for control in controls if control.is_visible()] == []
    assert sheets <= PRINTED[path]


def test_a_printed_project_says_where_it_is(open_page: OpenPage) -> None:
    page = open_page(PROJECTS[0].page, width=A4_WIDTH)
    page.emulate_media(media="print")
    link = page.locator(f'.actions a[href="{PROJECTS[0].url}"]')
    expect(link).to_be_visible()
    shown = link.evaluate("node => getComputedStyle(node, '::after').content")
    assert str(PROJECTS[0].url) in shown


def test_the_programme_is_a_story_on_few_screens(open_page: OpenPage) -> None:
    page = open_page("programme/", width=1440, height=900)
    main = page.locator("main")
    assert len(main.inner_text().split()) <= 900
    assert float(page.evaluate("document.documentElement.scrollHeight")) <= 4000
    assert open_page("programme/", width=320).evaluate("document.documentElement.scrollWidth") == 320
