"""What holds for all tests."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from innersource_marketplace.runtime import collect_garbage_rarely
from shared_folders import made_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The same examples in every run, so that a red test is red for everybody and until it is fixed. How long an
# example takes says more about the machine than about the code; slowness has tests of its own.
settings.register_profile(
    "marketplace", parent=settings(), deadline=None, derandomize=True, print_blob=True, max_examples=25
)
# For nights (`--hypothesis-profile=long`): other examples each time, and many; what fails is kept in .hypothesis/.
settings.register_profile("long", parent=settings(), deadline=None, derandomize=False, max_examples=2_000)
settings.load_profile("marketplace")
# Thousands of tests stay in memory from their collection on; looking among them again and again finds nothing.
collect_garbage_rarely()
_TESTS = Path(__file__).parent


def pytest_collection_finish() -> None:
    """Put the folders of tests, which are loaded by now, behind everything else in the path.

    Processes that the program starts get the path, and would look into fifty folders for each of their modules.
    """
    sys.path.sort(key=lambda entry: Path(entry).is_relative_to(_TESTS))


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that `marketplace demo` makes, beside what it is made of; for reading only."""
    return made_once(tmp_path_factory, "sample", _make_sample) / "site"


def _make_sample(folder: Path) -> None:
    from marketplaces import Marketplace

    assert Marketplace(folder).run("demo", ".").status == 0


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One Chromium for all tests of a process; Playwright cannot be started twice in it."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("MARKETPLACE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                # There are more tests at work than processors, so threads only stand in each other's way.
                "--num-raster-threads=1",
                "--disable-checker-imaging",
                "--disable-partial-raster",
            ],
        )
        yield started
        started.close()
