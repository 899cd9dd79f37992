"""Hand-written pages may have any file name that MkDocs accepts."""

import os
from pathlib import Path

import pytest

from innersource_marketplace.build.mkdocs.mkdocs_pages import _is_likely
from innersource_marketplace.build.publish import layer
from innersource_marketplace.errors import ConfigurationError
from marketplaces import make_marketplace

NAMES = (
    "Über-uns.md",
    "FAQ list.md",
    "使い方.md",
    "a&b'c (1).md",
    "50%.md",
    "C#.md",
    "wer?.md",
    "Mein Ordner/README.md",
    "Übersicht, kurz.txt",
)


def test_only_addresses_that_the_build_gives_are_expected_of_it() -> None:
    assert _is_likely("projects/team/ledger.md")
    for name in ("projects/Über-uns.md", "api/v1/ä.json", "projects/../x.md", "FAQ list.md"):
        assert not _is_likely(name)


def test_a_name_that_is_no_text_is_named_in_the_message(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "docs") + b"/bad\xff.md")).write_text("x")
    with pytest.raises(ConfigurationError, match=r"docs/bad\ufffd.md: its name is not in UTF-8"):
        layer([tmp_path / "docs"], tmp_path / "to")


@pytest.mark.slow
def test_a_page_of_any_name_is_built(tmp_path: Path) -> None:
    marketplace = make_marketplace(tmp_path / "m", "team/ledger", manual=True)
    for name in NAMES:
        page = marketplace.folder / "docs" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            "# Words\n\n[a](projects/Über-uns.md) [b](api/v1/ä.json) [c](<FAQ list.md>)\n", encoding="utf-8"
        )
    marketplace.night()
    for name in NAMES:
        place = name.removesuffix("README.md").removesuffix(".md")
        found = marketplace.site / place
        assert (found / "index.html").is_file() if name.endswith(".md") else found.is_file(), name
