"""Pictures of the sample marketplace for the documentation, made anew by `make screenshots`.

    python -m tests.browser.screenshots SITE [FOLDER]

SITE is a built site of the sample organisation, FOLDER where the pictures go (docs/assets).
"""

import os
import shutil
import sys
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PICTURES = {
    "gallery.png": ("", 1440, 1000),
    "project.png": ("projects/platform/http-client/", 1440, 1000),
}
MOST_BYTES = 200_000
_COLORS = 256


def main(arguments: Sequence[str]) -> int:
    """Take every picture; exit status 1 when one came out too large."""
    site = arguments[0]
    folder = Path(arguments[1] if len(arguments) > 1 else "docs/assets")
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    chromium = os.environ.get("MARKETPLACE_CHROMIUM") or shutil.which("chromium")
    large = False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height) in PICTURES.items():
            data = _picture(browser, f"http://127.0.0.1:{server.server_port}/{path}", width, height)
            (folder / name).write_bytes(data)
            large = large or len(data) > MOST_BYTES
            sys.stdout.write(f"{folder / name}: {len(data):,} bytes\n")
        browser.close()
    server.shutdown()
    return int(large)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *_: object) -> None:
        """Say nothing."""


def _picture(browser: Browser, address: str, width: int, height: int) -> bytes:
    """One screen in light colours, with few colours so that it stays small."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    out = BytesIO()
    picture.quantize(_COLORS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
