"""What a change does to the looks of every kind of page: two built sites, rendered in one run and compared.

    python -m tests.browser.changed_pages BEFORE AFTER [FOLDER]

BEFORE and AFTER are built sites of the sample organisation, such as `marketplace demo` makes with the program of
two commits. Says for each kind of page how much of it differs, on a desk and on a phone, in light and dark; in
FOLDER, if one is given, the pages that differ are kept with the differences in red.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import Browser, sync_playwright

from loopback import serving

from .screenshots import DESK, PHONE, SCREENS, settled

LOOKS = {
    f"{name}-{'dark' if dark else 'light'}": (size, dark)
    for name, size in (("desk", DESK), ("phone", PHONE))
    for dark in (False, True)
}
PAGES = {
    **SCREENS,
    "compare": "compare/?p=platform/http-client&p=platform/retry-kit",
    "saved": "saved/",
    "for-you": "for-you/",
    "tasks-as-a-list": "tasks/all/",
    "year": "programme/year/",
    "figures": "programme/figures/",
}
"""One page of each kind, by name."""

_MOST_PIXELS = 6_000
"""Of a page's height; what is below is not looked at."""


def main(arguments: Sequence[str]) -> int:
    """Print one line a page; exit status 1 when one of them differs."""
    before, after, *rest = (Path(argument) for argument in arguments)
    folder = rest[0] if rest else None
    chromium = os.environ.get("MARKETPLACE_CHROMIUM") or shutil.which("chromium")
    changed = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, shares in compared(browser, before, after, PAGES, folder):
            sys.stdout.write(f"{name}: {', '.join(f'{look} {said(share)}' for look, share in shares.items())}\n")
            changed = changed or any(share != 0 for share in shares.values())
        browser.close()
    return int(changed)


def said(share: float | None) -> str:
    """How much differs, in words."""
    return "only in one of them" if share is None else f"{share:.2%}" if share else "same"


def compared(
    browser: Browser, before: Path, after: Path, pages: Mapping[str, str], folder: Path | None = None
) -> Iterator[tuple[str, dict[str, float | None]]]:
    """Yield each page with the share of it that differs, by look; None if only one of the sites has it."""
    with serving(before) as old, serving(after) as new:
        for name, path in pages.items():
            shares: dict[str, float | None] = {}
            for look, (size, dark) in LOOKS.items():
                one, other = (_whole(browser, f"{address}/{path}", size, dark=dark) for address in (old, new))
                kept = None if folder is None else folder / f"{name}-{look}.png"
                shares[look] = _difference(one, other, kept)
            yield name, shares


def _whole(browser: Browser, address: str, size: tuple[int, int], *, dark: bool) -> Image.Image | None:
    """The whole page as one picture; None if there is none at the address."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    try:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            return None
        settled(page)
        height = min(int(page.evaluate("document.documentElement.scrollHeight")), _MOST_PIXELS)
        page.set_viewport_size({"width": size[0], "height": height})  # pictures that load when they are seen
        settled(page)
        return Image.open(BytesIO(page.screenshot())).convert("RGB")
    finally:
        page.close()


def _difference(before: Image.Image | None, after: Image.Image | None, kept: Path | None) -> float | None:
    """The share of pixels that differ; `kept` is where a picture of them goes."""
    if before is None or after is None:
        return None if before is not after else 0.0
    size = (max(before.width, after.width), max(before.height, after.height))
    two = [Image.new("RGB", size, "magenta") for _ in range(2)]
    for ground, picture in zip(two, (before, after), strict=True):
        ground.paste(picture)
    mask = ImageChops.difference(*two).convert("L").point(lambda value: 255 if value else 0)
    share = mask.histogram()[255] / (size[0] * size[1])
    if share and kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        two[1].paste("red", mask=mask)
        two[1].save(kept)
    return share


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
