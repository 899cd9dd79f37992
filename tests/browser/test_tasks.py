"""What people come for, done by mouse alone, by keyboard alone and on a phone, through what can be seen."""

import csv
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from .conftest import PROJECTS, OpenPage
from .visitors import Keyboard, Visitor, read_download, results, status

pytestmark = pytest.mark.browser

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.slow
def test_find_a_python_project_of_one_team_that_wants_help_with_documentation(visitor: Visitor) -> None:
    wanted = [p for p in PROJECTS if p.language == "Python" and "Documentation" in p.contributions]
    team = wanted[0].team
    visitor.filter("Language", "Python")
    visitor.filter("Help wanted", "Documentation")
    visitor.filter("Team", team)
    assert sorted(results(visitor.page)) == sorted(p.title for p in wanted if p.team == team)


@pytest.mark.slow
def test_share_a_view(visitor: Visitor, open_page: OpenPage) -> None:
    visitor.filter("Language", "Go")
    visitor.pick("Sort by", "Name")
    expect(visitor.page.get_by_label("Sort by")).to_have_value("name")
    visitor.page.wait_for_url("**sort=name**")
    other = open_page(visitor.page.url.split("/marketplace/")[1])
    expect(other.locator("main [role=status]")).to_have_text(status(visitor.page))
    expect(other.get_by_label("Sort by")).to_have_value("name")
    assert results(other)[:12] == results(visitor.page)[:12]


@pytest.mark.slow
def test_find_whom_to_ask(visitor: Visitor) -> None:
    visitor.search("hundred topics")
    expect(visitor.page.locator("main [role=status]")).to_contain_text(" of ")
    visitor.press(visitor.page.get_by_role("link", name="A hundred topics"))
    expect(visitor.page.get_by_role("heading", name="Who to ask")).to_be_visible()
    contact = visitor.page.get_by_role("link", name="Contact Ada Marsh").first
    assert str(contact.get_attribute("href")).startswith("mailto:")


def test_start_a_first_task(visitor: Visitor) -> None:
    visitor.press(visitor.page.get_by_role("link", name="Find a task"))
    first = visitor.page.get_by_role("main").get_by_role("article").first
    link = first.get_by_role("heading").get_by_role("link")
    if isinstance(visitor, Keyboard):
        visitor.reach(link)
    expect(link).to_be_visible()
    title = link.inner_text()
    visitor.press(link)
    visitor.page.wait_for_url("**/tasks/*/*/*/")
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(visitor.page.get_by_role("heading", name="Claim this task")).to_be_visible()

    visitor.press(visitor.page.locator(".task-page__project").get_by_role("link").first)
    expect(visitor.page.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()


def test_subscribe_to_new_projects(visitor: Visitor) -> None:
    visitor.press(visitor.page.get_by_role("link", name="Subscribe to new projects"))
    visitor.page.wait_for_url("**/feed.xml")
    feed = ElementTree.fromstring(visitor.page.request.get(visitor.page.url).text())
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    pages = {project.page: project for project in PROJECTS}
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        page = link.attrib["href"][link.attrib["href"].index("projects/") :]
        assert entry.findtext(f"{ATOM}title") == pages.pop(page).title
        assert entry.findtext(f"{ATOM}id")
        assert entry.findtext(f"{ATOM}updated")
        if entry is entries[0]:
            assert visitor.page.request.get(urljoin(visitor.page.url, page)).ok


def test_narrow_by_two_skills(visitor: Visitor) -> None:
    for skill in ("Go", "PDF"):
        visitor.filter("Skill", skill)
    fitting = [p for p in PROJECTS if {"Go", "PDF"} & set(p.skills)]
    assert status(visitor.page) == f"{len(fitting)} of {len(PROJECTS)} projects"


@pytest.mark.slow
def test_undo_one_filter(visitor: Visitor) -> None:
    visitor.filter("Language", "Python")
    said = status(visitor.page)
    visitor.filter("Help wanted", "Documentation")
    visitor.press(visitor.page.get_by_role("button", name="Remove filter Help wanted: Documentation"))
    expect(visitor.page.locator("main [role=status]")).to_have_text(said)
    expect(visitor.page.get_by_role("button", name="Remove filter Language: Python")).to_be_visible()


def test_open_a_project_by_chance(visitor: Visitor) -> None:
    visitor.press(visitor.page.get_by_role("button", name="Surprise me"))
    visitor.page.wait_for_url("**/projects/**")
    expect(visitor.page.get_by_role("link", name="Contribute").first).to_be_visible()


@pytest.mark.slow
def test_find_a_project_despite_a_typing_error(visitor: Visitor) -> None:
    visitor.search("invioce")
    expect(visitor.page.get_by_text("similar spellings are included")).to_be_visible()
    visitor.press(visitor.page.get_by_role("button", name="invoice", exact=True))
    expect(visitor.page.get_by_role("searchbox")).to_have_value("invoice")
    assert all(title.startswith("Invoice Renderer") for title in results(visitor.page)[:3])


@pytest.mark.slow
def test_download_the_list_that_is_shown(visitor: Visitor, tmp_path: Path) -> None:
    visitor.filter("Language", "Rust")
    visitor.press(visitor.page.locator("summary", has_text="Download"))
    button = visitor.page.get_by_role("button", name="As CSV")
    file = read_download(lambda: visitor.press(button), visitor.page, tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        listed = [row["title"] for row in csv.DictReader(lines)]
    assert sorted(listed) == sorted(p.title for p in PROJECTS if p.language == "Rust")


@pytest.mark.slow
def test_go_back_to_where_i_was_after_reading_about_a_project(visitor: Visitor) -> None:
    cards = visitor.page.get_by_role("main").get_by_role("article")
    visitor.page.keyboard.press("End")
    expect(cards.nth(30)).to_be_attached()
    if isinstance(visitor, Keyboard):
        visitor.search("")
    link = cards.nth(30).get_by_role("link").first
    title = link.inner_text()
    visitor.press(link)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(title)
    visitor.page.go_back()
    again = visitor.page.get_by_role("main").get_by_role("link", name=title, exact=True).last
    expect(again).to_be_focused()
    expect(again).to_be_in_viewport()
