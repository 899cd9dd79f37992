"""Three visitors who use the site only through what can be seen: by mouse, by keyboard, on a phone."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

Open = Callable[..., Page]
_TABS = 250
"""No control of the gallery is further away from the search than this."""


class Visitor(Protocol):
    """What somebody does on the site, whatever with. `presses` counts what they pressed, followed or tapped."""

    page: Page
    presses: int

    def press(self, target: Locator) -> None:
        """Press a button, follow a link, or set a mark."""

    def search(self, text: str) -> None:
        """Type into the search of the gallery."""

    def filter(self, facet: str, value: str) -> None:
        """Choose a value of a facet."""

    def pick(self, label: str, option: str) -> None:
        """Choose from a list that folds out."""


class Mouse:
    """Points and clicks on a wide screen."""

    def __init__(self, open_page: Open) -> None:
        self.page = open_page()
        self.presses = 0
        _ready(self.page)

    def press(self, target: Locator) -> None:
        self.presses += 1
        target.first.click()

    def search(self, text: str) -> None:
        self.page.get_by_role("searchbox").click()
        self.page.keyboard.type(text)

    def filter(self, facet: str, value: str) -> None:
        group = self.page.get_by_role("group", name=facet, exact=True)
        if group.get_by_role("textbox").count():
            group.get_by_role("textbox").click()
            self.page.keyboard.type(value)
        with _changed(self.page):
            self.press(_choice(group, value))

    def pick(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)


class Keyboard:
    """Never touches the mouse."""

    def __init__(self, open_page: Open) -> None:
        self.page = open_page()
        self.presses = 0
        _ready(self.page)

    def reach(self, target: Locator) -> None:
        """Press the tabulator until the control has the focus, and prove that the focus can be seen."""
        for _ in range(_TABS):
            if target.first.evaluate("element => element === document.activeElement"):
                assert target.first.evaluate(FOCUS_SEEN), f"the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {target}")

    def press(self, target: Locator) -> None:
        self.presses += 1
        self.reach(target)
        box = target.first.get_attribute("type") == "checkbox"
        self.page.keyboard.press("Space" if box else "Enter")

    def search(self, text: str) -> None:
        self.page.keyboard.press("/")
        expect(self.page.get_by_role("searchbox")).to_be_focused()
        self.page.keyboard.type(text)

    def filter(self, facet: str, value: str) -> None:
        group = self.page.get_by_role("group", name=facet, exact=True)
        self.page.keyboard.press("/")
        if group.get_by_role("textbox").count():
            self.reach(group.get_by_role("textbox"))
            self.page.keyboard.type(value)
        with _changed(self.page):
            self.press(_choice(group, value))

    def pick(self, label: str, option: str) -> None:
        self.page.keyboard.press("/")
        self.reach(self.page.get_by_label(label))
        self.page.keyboard.type(option)


class Phone:
    """Taps on a screen of 390 pixels."""

    def __init__(self, open_page: Open) -> None:
        self.page = open_page(width=390, height=844, touch=True)
        self.presses = 0
        _ready(self.page)

    def press(self, target: Locator) -> None:
        self.presses += 1
        target.first.tap()

    def search(self, text: str) -> None:
        self.page.get_by_role("searchbox").tap()
        self.page.keyboard.type(text)

    def filter(self, facet: str, value: str) -> None:
        self.press(self.page.get_by_role("button", name=re.compile("^Filters")))
        sheet = self.page.get_by_role("dialog", name="Filters")
        group = sheet.get_by_role("group", name=facet, exact=True)
        if group.get_by_role("textbox").count():
            group.get_by_role("textbox").tap()
            self.page.keyboard.type(value)
        with _changed(self.page):
            self.press(_choice(group, value))
        self.press(sheet.get_by_role("button", name=re.compile(r"^Show [\d,]+ project")))
        expect(sheet).to_be_hidden()

    def pick(self, label: str, option: str) -> None:
        self.page.get_by_label(label).select_option(label=option)


def results(page: Page) -> list[str]:
    """The titles of the projects that are shown."""
    return page.get_by_role("main").get_by_role("article").get_by_role("heading").all_inner_texts()


def status(page: Page) -> str:
    """How many projects there are, as it is announced."""
    return page.locator("main [role=status]").inner_text()


def read_download(act: Callable[[], None], page: Page, folder: Path) -> Path:
    """What a visitor is handed when something is downloaded."""
    with page.expect_download() as waiting:
        act()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def _ready(page: Page) -> None:
    expect(page.locator("[data-rail] input[type=checkbox]").first).to_be_attached()


def _choice(group: Locator, value: str) -> Locator:
    return group.get_by_role("checkbox", name=re.compile(rf"^{re.escape(value)} [\d,]+$"))


@contextmanager
def _changed(page: Page) -> Iterator[None]:
    """Waits until the number of results is another one."""
    before = status(page)
    yield
    expect(page.locator("main [role=status]")).not_to_have_text(before)


FOCUS_SEEN = """
(element) => {
  const outlined = (one, part) => {
    const style = one && getComputedStyle(one, part);
    return Boolean(style) && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  };
  const shown = [element, element.nextElementSibling, element.parentElement].find(
    (one) => outlined(one) || outlined(one, "::after"),
  );
  if (!shown) return false;
  // A link may go on in a second line.
  const { x, y, width, height } = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
  // Of what is taller than half a screen, some part is seen.
  const line = height > innerHeight / 2 ? Math.min(Math.max(y, 90), y + height) : y;
  const place = [Math.min(Math.max(x + Math.min(width / 2, 20), 0), innerWidth - 1), line + Math.min(height / 2, 20)];
  const top = document.elementFromPoint(...place);
  return Boolean(top) && (shown.contains(top) || top.contains(shown));
}
"""
"""Whether the element with the focus, or what stands for it, is outlined, on the screen, with nothing above it."""
