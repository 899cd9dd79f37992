"""Pictures of the sample marketplace for the documentation, made anew by `make screenshots`.

    python -m tests.browser.screenshots SITE [FOLDER] [--screens]

SITE is a built site of the sample organisation, FOLDER where the pictures go (docs/assets). With
`--screens`, one picture of each kind of page, in light and dark, on a desk and on a phone.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from loopback import serving

PICTURES = {
    "gallery.png": ("", 1440, 1000),
    "project.png": ("projects/platform/http-client/", 1440, 1000),
}
SCREENS = {
    "gallery": "",
    "table": "?view=table",
    "nothing-fits": "?q=kubernets&language=Rust",
    "project": "projects/platform/http-client/",
    "project-with-little": "projects/identity/vault/",
    "tasks": "tasks/",
    "start": "start/",
    "teams": "teams/",
    "team": "teams/platform/",
    "programme": "programme/",
    "list-a-project": "list-a-project/",
    "editor": "editor/",
    "listed": "listed/",
    "health": "health/",
    "readiness": "readiness/",
    "duplicates": "duplicates/",
    "feeds": "feeds/",
    "all": "all/",
    "reference": "reference/innersource-json/",
    "missing": "404.html",
    "embedded": "embed/card/platform/http-client.html",
}
"""One page of each kind: the name of its picture, and its address in the sample."""

MOST_BYTES = 200_000
MOST_BYTES_OF_A_SCREEN = 100_000
_COLORS = 256
DESK = (1280, 900)
PHONE = (375, 812)
_SCALE = 0.6
_DRAWN = """
() => {
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight;
  const loaded = performance.getEntriesByType("resource").length;
  if (loaded !== window.lastLoaded?.number) window.lastLoaded = { number: loaded, when: performance.now() };
  return document.readyState === "complete" && document.fonts.status === "loaded" &&
    performance.now() - window.lastLoaded.when > 300 &&
    !document.querySelector("[inert], .card--waiting, [aria-busy=true]") &&
    [...document.querySelectorAll("[data-rail]")].every((rail) => rail.querySelector("input")) &&
    [...document.images].every((image) => image.complete || !seen(image));
}
"""
"""Nothing was loaded for a moment, and no part waits for data: inert, empty, busy."""
_GAP = 12
_QUALITY = 55


def main(arguments: Sequence[str]) -> int:
    """Take every picture; exit status 1 when one came out too large."""
    screens = "--screens" in arguments
    site, *rest = (argument for argument in arguments if argument != "--screens")
    folder = Path(rest[0] if rest else "docs/assets")
    folder.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("MARKETPLACE_CHROMIUM") or shutil.which("chromium")
    large = False
    with sync_playwright() as playwright, serving(Path(site)) as address:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, data in _screens(browser, address) if screens else _pictures(browser, address):
            (folder / name).write_bytes(data)
            large = large or len(data) > (MOST_BYTES_OF_A_SCREEN if screens else MOST_BYTES)
            sys.stdout.write(f"{folder / name}: {len(data):,} bytes\n")
        browser.close()
    return int(large)


def _pictures(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """Single screens in light colours, with few colours so that they stay small."""
    for name, (path, width, height) in PICTURES.items():
        out = BytesIO()
        taken = picture(browser, f"{address}/{path}", (width, height), dark=False)
        taken.quantize(_COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        yield name, out.getvalue()


def _screens(browser: Browser, address: str) -> Iterator[tuple[str, bytes]]:
    """Four views of each kind of page beside each other: desk and phone, light and dark."""
    for name, path in SCREENS.items():
        views = [
            picture(browser, f"{address}/{path}", size, dark=dark) for dark in (False, True) for size in (DESK, PHONE)
        ]
        height = round(DESK[1] * _SCALE)
        views = [view.resize((round(view.width * height / view.height), height)) for view in views]
        whole = Image.new("RGB", (sum(view.width + _GAP for view in views) - _GAP, height), "white")
        left = 0
        for view in views:
            whole.paste(view, (left, 0))
            left += view.width + _GAP
        out = BytesIO()
        whole.save(out, "WEBP", quality=_QUALITY, method=6)
        yield f"{name}.webp", out.getvalue()


def picture(browser: Browser, address: str, size: tuple[int, int], *, dark: bool) -> Image.Image:
    """What a visitor sees first of a page."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    settled(page)
    taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return taken


def settled(page: Page) -> None:
    """Wait until a page shows what it will show: scripts have drawn, and pictures in view and fonts are loaded.

    The browser may never call its network idle, for it counts connections that are kept open.
    """
    page.wait_for_function(_DRAWN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
