"""The comparison of two builds sees what changed, and where."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from .changed_pages import LOOKS, compared

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_changed_page_is_named_with_its_share_and_kept(browser: Browser, tmp_path: Path) -> None:
    for site, word in (("before", "black"), ("after", "red")):
        for page, style in (("same", "black"), ("other", word)):
            (tmp_path / site / page).mkdir(parents=True)
            text = f'<!doctype html><title>x</title><body style="margin:0;height:100vh;background:{style}">'
            (tmp_path / site / page / "index.html").write_text(text)
    (tmp_path / "after" / "new").mkdir()
    (tmp_path / "after" / "new" / "index.html").write_text("<!doctype html><title>x</title>")
    pages = {"same": "same/", "other": "other/", "new": "new/"}
    found = dict(compared(browser, tmp_path / "before", tmp_path / "after", pages, tmp_path / "kept"))
    assert set(found["same"].values()) == {0.0}
    assert set(found["other"].values()) == {1.0}
    assert set(found["new"].values()) == {None}
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == sorted(f"other-{look}.png" for look in LOOKS)
