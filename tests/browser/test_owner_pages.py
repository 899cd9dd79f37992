"""The pages for owners and operators, with a real browser: found by name, written by form, kept harmless."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engine_runs import run_engine
from innersource_marketplace.build import publish
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.paths import instance_file
from innersource_marketplace.render.parts.icons import icons_file
from loopback import serving
from owner_records import considered, hostile, left_out, owner_files
from programme_records import programme
from projects import NOW, SETTINGS, hostile_projects, varied_projects
from shared_folders import made_once

from .conftest import SUB_PATH, OpenPage
from .screenshots import settled
from .test_barriers import LIGHT_AND_DARK, barriers, faults_at

pytestmark = pytest.mark.browser

PROJECTS = (*varied_projects(120), *hostile_projects())
OPEN_FILE = "Already have a file? Open it here"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of these pages and the hand-written ones; none of them needs the gallery. For reading only."""
    return made_once(tmp_path_factory, "owners", _make_site) / "served"


def _make_site(folder: Path) -> None:
    work = folder / "work"
    publish.layer([instance_file("docs")], work / "docs")
    publish.layer([instance_file("overrides")], work / "overrides")
    known = considered(PROJECTS, with_problem=[project.key for project in PROJECTS[:7]])
    for path, data in (icons_file(), *owner_files((*known, left_out("site"), *hostile())), *programme()):
        target = work / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (work / "docs" / "schemas").mkdir()
    (work / "docs" / "schemas" / "innersource.json").write_text(schema("innersource"), encoding="utf-8")
    (work / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    mkdocs_config.write_configuration(SETTINGS, instance_file("mkdocs.yml"), work)
    site = folder / "served" / SUB_PATH
    run_engine(work / "mkdocs.yml", site, environment=os.environ, epoch=int(NOW.timestamp()))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as base:
        yield f"{base}/{SUB_PATH}/"


def written(page: Page) -> Any:
    """The file as the editor shows it, once it has settled."""
    page.wait_for_timeout(300)
    return json.loads(page.locator("[data-output]").inner_text())


def open_file(page: Page, text: str) -> None:
    if not page.get_by_label("Or paste it").is_visible():
        page.get_by_text(OPEN_FILE).click()
    page.get_by_label("Or paste it").fill(text)
    page.get_by_role("button", name="Load", exact=True).click()


@pytest.mark.slow
@LIGHT_AND_DARK
@pytest.mark.parametrize("path", ["listed/", "listed/well/", "listed/?q=ledger", "health/", "editor/"])
def test_no_page_has_a_barrier_or_scrolls_sideways(
    open_page: OpenPage, path: str, dark: bool, widths: Sequence[int]
) -> None:
    page = open_page(path, dark=dark, width=widths[0])
    settled(page)
    assert faults_at(widths, page) == []


@pytest.mark.slow
@pytest.mark.parametrize(("path", "width", "dark"), [("programme/", 375, True), ("programme/year/", 1440, False)])
def test_the_programme_has_no_serious_barrier(open_page: OpenPage, path: str, width: int, dark: bool) -> None:
    page = open_page(path, dark=dark, width=width)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("img", name="From other teams")).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()


@pytest.mark.slow
def test_a_figure_of_the_programme_can_be_downloaded(open_page: OpenPage) -> None:
    page = open_page("programme/figures/")
    with page.expect_download() as download:
        page.locator("#projects").get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "projects.csv"


@pytest.mark.slow
def test_the_filled_form_with_problems_has_no_serious_barrier(open_page: OpenPage) -> None:
    page = open_page("editor/")
    open_file(
        page,
        '{"title": "TODO", "docs": "x", "gigs": ["a", {"title": "b"}], "communication": {"chat": "#a"}, "skills": 3,'
        ' "trusted_committers": [{"name": "Ada", "contact": "x"}], "zzz": 1}',
    )
    expect(page.locator(".field__problem")).not_to_have_count(0)
    assert barriers(page) == []


def test_a_repository_is_found_by_name_and_leads_to_its_place(open_page: OpenPage) -> None:
    page = open_page("listed/")
    page.get_by_role("searchbox").fill("image scaler")
    expect(page.get_by_role("status").first).to_contain_text("match")
    page.get_by_role("link", name="Image Scaler").first.click()
    expect(page.locator("article:target")).to_contain_text("Image Scaler")


def test_a_place_on_the_same_page_is_shown_too(open_page: OpenPage) -> None:
    page = open_page("listed/?q=old/site")
    page.get_by_role("link", name="old/site").click()
    expect(page.locator("article:target")).to_contain_text("It is archived.")


def test_an_unknown_name_says_what_to_look_at(open_page: OpenPage) -> None:
    page = open_page("listed/?q=nowhere-to-be-found")
    expect(page.get_by_text("No matching repositories.")).to_be_visible()
    expect(page.get_by_text("check that it has the topic")).to_be_visible()


def test_without_scripts_every_repository_can_be_reached(open_page: OpenPage) -> None:
    page = open_page("listed/well/", script=False)
    expect(page.locator("article").first).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("article").first).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_without_scripts_the_editor_explains_itself_and_shows_the_file(open_page: OpenPage) -> None:
    page = open_page("editor/", script=False)
    expect(page.get_by_text("The form needs JavaScript.")).to_be_visible()
    expect(page.get_by_text('"title": "Ledger"')).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_when_its_data_fail_the_editor_still_shows_the_file(open_page: OpenPage) -> None:
    page = open_page(
        "editor/", complains=True, before=lambda page: page.route("**/editor.json", lambda route: route.abort())
    )
    expect(page.get_by_text("The form could not be loaded.")).to_be_visible()
    expect(page.get_by_text('"title": "Ledger"')).to_be_visible()


def test_what_is_typed_becomes_the_file_in_the_order_of_the_schema(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.get_by_label("Skills", exact=True).fill("Go\nSQL")
    page.get_by_label("Title", exact=True).fill("Ledger")
    page.get_by_label("Governance level").select_option("contributions_welcome")
    page.get_by_label("Warranty days").fill("30")
    found = written(page)
    assert found == {
        "title": "Ledger",
        "skills": ["Go", "SQL"],
        "governance_level": "contributions_welcome",
        "warranty_days": 30,
    }
    assert list(found) == ["title", "skills", "governance_level", "warranty_days"]
    expect(page.locator("[data-preview]")).to_contain_text("Ledger")
    expect(page.locator("[data-preview] .chip").first).to_have_text("Go")


def test_a_problem_stands_beside_its_field_and_goes_when_it_is_mended(open_page: OpenPage) -> None:
    page = open_page("editor/")
    field = page.get_by_label("Documentation", exact=True)
    field.fill("docs/ledger")
    problem = page.locator("[data-key=docs] .field__problem")
    expect(problem).to_contain_text("is relative")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby") or ""
    assert str(problem.get_attribute("id")) in described.split()
    field.fill("https://docs.acme.example/ledger")
    expect(problem).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("No problems found.")).to_be_visible()


@pytest.mark.slow
def test_everything_can_be_done_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.get_by_label("Title", exact=True).focus()
    page.keyboard.type("Ledger")
    page.get_by_role("button", name="Add a person").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Ada")
    assert written(page) == {"title": "Ledger", "trusted_committers": [{"name": "Ada"}]}
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Remove"):
            break
    page.keyboard.press("Enter")
    assert written(page) == {"title": "Ledger"}
    expect(page.get_by_role("button", name="Add a person")).to_be_focused()


def test_an_imported_file_keeps_its_order_its_unknown_keys_and_its_numbers(open_page: OpenPage) -> None:
    page = open_page("editor/")
    text = (
        '{"x-own": {"b": 1, "a": [1.50, 123456789012345678]}, "skills": ["Go"], "title": "Old", '
        '"2": "two", "__proto__": {"polluted": true}, "communication": [{"purpose": "chat", "text": "#a"}]}'
    )
    open_file(page, text)
    page.get_by_label("Title", exact=True).fill("New")
    written(page)
    raw = page.locator("[data-output]").inner_text()
    assert json.loads(raw) == {**json.loads(text), "title": "New"}
    assert list(json.loads(raw)) == list(json.loads(text))
    assert "1.50" in raw
    assert page.evaluate("({}).polluted") is None
    expect(page.get_by_text("The fields cannot show this value")).to_be_visible()


@pytest.mark.slow
def test_a_key_in_another_spelling_gets_its_name_in_its_place(open_page: OpenPage) -> None:
    page = open_page("editor/")
    open_file(page, '{"contribution": ["Ideas"], "title": "Ledger", "owner_id": "Payments"}')
    assert list(written(page)) == ["contributions", "title", "owner"]
    expect(page.get_by_text("“contribution” is now called contributions.")).to_be_visible()


@pytest.mark.slow
def test_a_file_that_cannot_be_read_changes_nothing_and_is_told_where(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.get_by_label("Title", exact=True).fill("Kept")
    for text, words in (
        ('{"a": 1,}', "Line 1, column 9: there is a comma before the closing }."),
        ("{\n  // no\n}", "Line 2, column 3: JSON does not allow comments."),
        ("[1]", "The file does not contain a JSON object."),
        ("", "the file is empty"),
        ("[" * 5000, "nested too deeply"),
    ):
        open_file(page, text)
        expect(page.locator("[data-import-status]")).to_contain_text(words)
        assert written(page) == {"title": "Kept"}


def test_ten_megabytes_are_refused_at_once(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("editor/")
    page.get_by_text(OPEN_FILE).click()
    page.get_by_label("Or paste it").focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "x".repeat(10 * 1024 * 1024));
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }"""
    )
    expect(page.locator("[data-import-status]")).to_contain_text("larger than 256 kB")
    large = tmp_path / "innersource.json"
    large.write_bytes(b" " * 10 * 1024 * 1024)
    page.get_by_label("Choose the file").set_input_files(large)
    expect(page.locator("[data-import-status]")).to_contain_text("larger than 256 kB")
    expect(page.get_by_label("Or paste it")).to_have_value("")


@pytest.mark.slow
def test_hostile_words_stay_words(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.evaluate("() => { window.alert = () => { window.sprung = true; }; }")
    text = "</title><script>alert(1)</script><img src=x onerror=alert(1)>"
    fields = ["title", "description", "owner", "license", "language"]
    open_file(
        page,
        json.dumps(
            {
                **dict.fromkeys(fields, text),
                "skills": [text],
                "contributions": [text],
                "communication": {text: text},
                "gigs": [{"title": text}],
                text: text,
                "docs": "javascript:alert(1)",
            }
        ),
    )
    written(page)
    assert page.evaluate("window.sprung") is None
    assert page.locator("main img, main script").count() == 0
    assert page.locator("[href^='javascript:' i]").count() == 0
    assert barriers(page) == []


@pytest.mark.slow
def test_the_link_opens_a_new_file_at_the_host(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.get_by_label("Title", exact=True).fill("Ledger")
    for repository, beginning in (
        (
            "https://github.com/acme/ledger",
            "https://github.com/acme/ledger/new/main?filename=innersource.json&value=%7B",
        ),
        (
            "https://gitlab.acme.example/a/b/ledger.git",
            "https://gitlab.acme.example/a/b/ledger/-/new/main?file_name=innersource.json&content=%7B",
        ),
        (
            "https://codeberg.org/acme/ledger/",
            "https://codeberg.org/acme/ledger/_new/main?filename=innersource.json&value=%7B",
        ),
    ):
        page.get_by_label("Address of the repository").fill(repository)
        written(page)
        link = page.get_by_role("link", name="Create this file")
        expect(link).to_be_visible()
        assert str(link.get_attribute("href")).startswith(beginning)


def test_no_link_is_made_of_an_address_that_is_none(open_page: OpenPage) -> None:
    page = open_page("editor/")
    for repository in (
        "javascript:alert(1)//github.com/a/b",
        "https://u:p@github.com/a/b",
        "https://github.com",
        "//github.com/a/b",
        "x",
    ):
        page.get_by_label("Address of the repository").fill("https://github.com/acme/ledger")
        expect(page.get_by_role("link", name="Create this file")).to_be_visible()
        page.get_by_label("Address of the repository").fill(repository)
        expect(page.get_by_role("link", name="Create this file")).to_have_count(0)


@pytest.mark.slow
def test_a_draft_comes_back_and_can_be_given_up(open_page: OpenPage) -> None:
    page = open_page("editor/?repository=https%3A%2F%2Fgithub.com%2Facme%2Fledger&branch=trunk")
    page.get_by_label("Title", exact=True).fill("Ledger")
    written(page)
    page.reload()
    assert written(page) == {"title": "Ledger"}
    expect(page.get_by_label("Branch")).to_have_value("trunk")
    page.get_by_role("button", name="Start over").click()
    assert written(page) == {}
    page.get_by_role("button", name="Undo").click()
    assert written(page) == {"title": "Ledger"}


@pytest.mark.slow
def test_the_editor_works_where_storage_is_forbidden(open_page: OpenPage) -> None:
    forbid = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })"
    page = open_page("editor/", complains=True, before=lambda page: page.add_init_script(forbid))
    page.get_by_label("Title", exact=True).fill("Ledger")
    assert written(page) == {"title": "Ledger"}


@pytest.mark.slow
def test_the_file_is_downloaded_as_it_is_shown(open_page: OpenPage) -> None:
    page = open_page("editor/")
    page.get_by_label("Title", exact=True).fill("Ledger")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download").click()
    assert waiting.value.suggested_filename == "innersource.json"
    assert json.loads(Path(waiting.value.path()).read_bytes()) == {"title": "Ledger"}
