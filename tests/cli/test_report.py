"""Reports in Markdown: what happened is all there, and nothing that somebody wrote acts in them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.cli import job_summary as report
from innersource_marketplace.errors import Problem
from marketplaces import Marketplace, make_marketplace

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</code></td><script>alert(1)</script>",
    "| a | b |\n|---|---|\n## Heading",
    "@acme/everyone please look #1 GH-2 acme/shop#3",
    "[click](https://evil.example) https://evil.example www.evil.example",
    "`code` **bold** ~~gone~~ <!-- hidden",
    "::error::forged\n::stop-commands::x",
    "${{ secrets.TOKEN }}",
]


def told(text: str) -> str:
    return report.of_check([Problem(where=text, line=1, column=1, code=text, message=text, fix=text, instead=text)])


@pytest.mark.parametrize("text", HOSTILE)
def test_what_somebody_wrote_is_shown_as_code_and_does_nothing(text: str) -> None:
    assert_tame(told(text))


@given(st.text())
def test_no_text_at_all_does_anything(text: str) -> None:
    assert_tame(told(text))


def assert_tame(markdown: str) -> None:
    """Within code, letters, digits, spaces and entities; a table keeps its shape."""
    for inside in re.findall(r"<code>(.*?)</code>", markdown):
        assert re.fullmatch(r"(?:[^\x00-\x1f!-/:-@\[-`{-~]|&#\d+;)*", inside), inside
    outside = re.sub(r"<code>.*?</code>", "", markdown)
    assert re.sub(r"[\w\s|()✗✓:,.#`&—-]|<br>", "", outside) == ""
    assert len([line for line in markdown.splitlines() if line.startswith("| ")]) == 3


def test_a_long_report_fits_a_comment_and_says_what_it_leaves_out() -> None:
    problems = [Problem(where=f"f{number}", code="syntax", message="!" * 500, fix="?" * 500) for number in range(500)]
    markdown = report.of_check(problems)
    assert len(markdown) < 60_000
    assert "more." in markdown


def test_nothing_found_is_said_too() -> None:
    assert report.of_check([]) == "## ✓ Checked: no problems\n"


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    return make_marketplace(tmp_path, "web/shop")


@pytest.mark.slow
def test_collect_and_build_write_how_it_went(marketplace: Marketplace) -> None:
    summary = marketplace.folder / "summary.md"
    assert marketplace.run("collect", "--report", "summary.md").status == 0
    assert summary.read_text().startswith("## Collected 1 project\n")
    assert "| Source |" in summary.read_text()
    assert marketplace.run("build", "--report", "summary.md").status == 0
    assert summary.read_text().startswith("## Built the site of 1 project\n")


def test_a_failure_is_reported_with_its_reason(marketplace: Marketplace) -> None:
    marketplace.write_catalog("version: 1\norganisation: Acme\n")
    assert marketplace.run("collect", "--report", "summary.md").status == 2
    text = (marketplace.folder / "summary.md").read_text()
    assert text.startswith("## collect failed\n")
    assert "organization" in text


def test_a_report_that_cannot_be_written_is_known_before_anything_is_done(marketplace: Marketplace) -> None:
    ran = marketplace.run("collect", "--report", "nowhere/summary.md")
    assert ran.status == 2
    assert "--report" in ran.err
    assert not marketplace.snapshot.exists()
