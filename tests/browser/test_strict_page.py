"""No page does what its Content-Security-Policy forbids, and the policy forbids what it should."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from innersource_marketplace.render.http_headers import CONTENT_POLICY

from .conftest import OpenPage
from .screenshots import settled

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LISTEN = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
PAGES = ("?view=table&q=ledger", "projects/payments/ledger/", "projects/hostile-0/case/", "list-a-project/")
"""One of each kind, for every run; the slow run opens those of `MORE_PAGES` too."""

MORE_PAGES = (
    "",
    "all/",
    "all/owner/",
    "projects/bare/nothing/",
    "projects/rtl/daftar/",
    "about/",
    "reference/catalog/",
)


def listening(page: Page) -> None:
    page.add_init_script(LISTEN)


@pytest.mark.parametrize("path", [*PAGES, *(pytest.param(path, marks=pytest.mark.slow) for path in MORE_PAGES)])
def test_nothing_on_a_page_violates_its_policy(open_page: OpenPage, path: str) -> None:
    page = open_page(path, before=listening)
    settled(page)
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
    button = page.get_by_role("button", name="Search all pages and READMEs")
    button.click()
    page.get_by_role("combobox", name="Search all pages and READMEs").fill("ledger")
    expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible(timeout=20_000)
    assert page.evaluate("window.__violations") == []


def test_every_page_has_the_policy_before_anything_that_could_break_it(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 150
    for page in pages:
        text = page.read_text(encoding="utf-8")
        found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
        # Pages made to be embedded elsewhere may do even less.
        assert found == [CONTENT_POLICY] or "embed" in page.parts, page
        assert len(found) == 1, page
        assert found[0].startswith("default-src "), page
        assert "unsafe-inline" not in found[0], page
        assert not re.search(r"<(script|link|style|img)\b", text[: text.index("Content-Security-Policy")]), page
        assert not re.search(r"<[^>]+\sstyle=", text), page
        assert "<style" not in text, page


@pytest.mark.parametrize(
    "attempt",
    [
        "const s = document.createElement('script'); s.textContent = 'window.__hit = 1'; document.body.append(s)",
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.__hit = 1\">x</p>');"
        "document.body.lastElementChild.click()",
        "const i = new Image(); i.src = 'https://elsewhere.example/x.png'; document.body.append(i)",
        "const f = document.createElement('iframe'); f.src = 'https://elsewhere.example/'; document.body.append(f)",
    ],
    ids=["inline script", "inline handler", "foreign picture", "frame"],
)
def test_what_a_page_must_not_do_is_stopped(open_page: OpenPage, attempt: str) -> None:
    page = open_page("about/", complains=True, before=listening)
    page.evaluate(f"() => {{ {attempt} }}")
    page.wait_for_function("window.__violations.length > 0")
    assert page.evaluate("window.__hit") is None
