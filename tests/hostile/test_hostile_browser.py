"""A real browser opens the hostile site under the policy that we recommend, and nothing in it acts."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page

from hostile import corpus
from hostile.conftest import Built
from hostile.organisation import cases
from innersource_marketplace import escape
from loopback import QuietFiles, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
)
_TRAP = """
window.sprung = [];
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...words) => { window.sprung.push(`${name} ${words}`); };
document.addEventListener("securitypolicyviolation", (event) =>
  window.sprung.push(`policy ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
window.addEventListener("error", (event) => window.sprung.push(`error ${event.message}`));
window.addEventListener("unhandledrejection", (event) => window.sprung.push(`rejection ${event.reason}`));
for (const key of ["x", "title", "polluted"])
  Object.defineProperty(Object.prototype, "polluted_" + key, {
    configurable: true, set() { window.sprung.push("pollution"); }, get() { return undefined; } });
"""
_IN_THE_DEFAULT_RUN = 8
"""Hostile pages that every run opens; the slow run opens all of them."""


class _Handler(QuietFiles):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def address(hostile: Built) -> Iterator[str]:
    with serving(hostile.site, _Handler) as base:
        yield f"{base}/"


@pytest.fixture
def trapped(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    """A page with a trap, and what fell into it."""
    fallen: list[str] = []

    def closed(dialog: Dialog) -> None:
        fallen.append(dialog.message)
        dialog.dismiss()

    context = browser.new_context(reduced_motion="reduce", accept_downloads=True)
    context.add_init_script(_TRAP)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda message: fallen.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: fallen.append(str(error)))
    page.on("dialog", closed)
    page.on("popup", lambda popup: fallen.append(f"popup {popup.url}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else fallen.append(request.url),
    )
    yield page, fallen
    context.close()


def _check(page: Page, fallen: list[str]) -> None:
    assert page.evaluate("window.sprung") == []
    assert fallen == []


def _open_all(page: Page, fallen: list[str], address: str, numbers: range) -> None:
    for number in numbers:
        case = cases()[number]
        page.goto(f"{address}projects/cases/{case.repository}/")
        page.evaluate(
            """() => { for (const one of document.querySelectorAll("main details")) one.open = true;
                       for (const one of document.querySelectorAll("main *")) {
                         one.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
                         if (one.matches("[tabindex], a, button, summary")) one.focus(); } }"""
        )
        try:
            _check(page, fallen)
        except AssertionError as error:
            raise AssertionError(f"{case.name}, README {case.readme}: {error}") from error


def test_hostile_pages_do_nothing(trapped: tuple[Page, list[str]], address: str) -> None:
    _open_all(*trapped, address, range(_IN_THE_DEFAULT_RUN))


@pytest.mark.exhaustive
def test_no_hostile_page_does_anything(trapped: tuple[Page, list[str]], address: str) -> None:
    _open_all(*trapped, address, range(_IN_THE_DEFAULT_RUN, sum(case.owner == "cases" for case in cases())))


def test_the_gallery_searches_for_hostile_words_as_words(trapped: tuple[Page, list[str]], address: str) -> None:
    page, fallen = trapped
    page.goto(address)
    page.locator("main article").first.wait_for()
    search = page.locator("main input[type=search]")
    for name in (
        "breaks out of an attribute",
        "closes a script",
        "prototype",
        "constructor",
        "formula",
        "printf",
        "SQL",
    ):
        search.fill(escape.plain(corpus.TEXTS[name]))
        page.wait_for_timeout(250)
        assert page.locator("main article").count() > 0, name
        _check(page, fallen)
    for name in ("marks", "a long word", "override", "NUL and ESC", "has own property", "quotes"):
        search.fill(corpus.TEXTS[name][:5_000])
        page.wait_for_timeout(250)
        _check(page, fallen)


@pytest.mark.parametrize(
    "query",
    [
        "?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "?__proto__[polluted_x]=1&constructor[prototype][polluted_x]=1",
        "?topic=__proto__&skill=constructor&language=toString&sort=__proto__&view=constructor",
        "?q=%00%ff%fe&page=-1&sort=javascript:alert(1)",
        "#<img src=x onerror=alert(1)>",
        "#__search",
        "?" + "&".join(f"topic={number}" for number in range(500)),
    ],
)
def test_an_address_of_the_gallery_cannot_make_it_act(
    trapped: tuple[Page, list[str]], address: str, query: str
) -> None:
    page, fallen = trapped
    page.goto(address + query)
    page.wait_for_timeout(400)
    assert page.locator("main").is_visible()
    _check(page, fallen)


def test_facets_of_hostile_words_can_be_chosen(trapped: tuple[Page, list[str]], address: str) -> None:
    page, fallen = trapped
    page.goto(address)
    page.locator("main article").first.wait_for()
    page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
    boxes = page.locator("main input[type=checkbox]")
    for number in range(min(boxes.count(), 12)):
        box = boxes.nth(number)
        if box.is_visible():
            box.check(force=True)
            page.wait_for_timeout(50)
            box.uncheck(force=True)
            _check(page, fallen)


def test_downloads_of_hostile_words_are_harmless(trapped: tuple[Page, list[str]], address: str, tmp_path: Path) -> None:
    page, fallen = trapped
    page.goto(address)
    page.locator("[data-tools]:not([inert])").wait_for()
    buttons = page.locator("main button", has_text="CSV")
    if buttons.count() == 0:
        pytest.skip("the gallery offers no download")
    with page.expect_download() as waiting:
        buttons.first.evaluate("one => one.click()")
    waiting.value.save_as(tmp_path / "some.csv")
    text = (tmp_path / "some.csv").read_text(encoding="utf-8-sig")
    rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    assert len(rows) > 100
    for row in rows:
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r", "＝")) for cell in row), row
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row), row
    _check(page, fallen)
