"""`marketplace similar`: planted duplicates are found, others are not, from sentences and from working copies."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.similar import ALIKE, Description, similar_to
from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.main_command import command
from projects import NOTHING_KNOWN, NOW, make_project
from published import publish
from similarity_quality import labelled


def similar(*arguments: str) -> Result:
    setting = Setting(environment={}, console=Console())
    return CliRunner().invoke(command("similar"), arguments, obj=setting, standalone_mode=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the labelled projects."""
    return publish(tmp_path_factory.mktemp("labelled"), labelled()[0])


def test_planted_duplicates_are_found_and_others_are_not(site: Path) -> None:
    projects, same, _ = labelled()
    catalogue = Catalogue(open_site(str(site), clock=lambda: NOW))
    alike = set()
    for at, project in enumerate(projects):
        said = " ".join((project.description or "", *project.topics))
        described = Description(title=project.title, said=said, keys=frozenset([project.key]))
        for one in similar_to(catalogue, described):
            other = next(number for number, found in enumerate(projects) if found.key == one.key)
            if one.percent >= ALIKE:
                alike.add((min(at, other), max(at, other)))
    assert len(same & alike) >= 0.9 * len(same)
    assert len(alike - same) <= 2


def test_a_sentence_is_compared_and_the_status_says_whether_it_exists(site: Path) -> None:
    sentence = "Stops passwords and tokens from getting into commits"
    found = similar("--text", sentence, "--site", str(site), "--fail-above", "30", "--format", "json")
    rows = json.loads(found.output)
    assert {row["title"] for row in rows[:2]} == {"Leak Guard", "Secret Finder"}
    assert found.return_value == 1
    found = similar("--text", "Waters the plants on the office balcony", "--site", str(site), "--fail-above", "30")
    assert (found.output, found.return_value) == ("Nothing in the catalogue is similar.\n", 0)


def test_a_working_copy_is_compared_by_its_files_and_never_with_itself(site: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    remote = "https://git.acme.example/team1/general-ledger-service.git"
    subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", remote], check=True)
    (tmp_path / "README.md").write_text(
        "# Posting\n\nPosts debit and credit entries to accounts for double-entry bookkeeping.\n", encoding="utf-8"
    )
    (tmp_path / "package.json").write_text(
        '{"name": "posting", "keywords": ["ledger", "accounting"]}', encoding="utf-8"
    )
    found = similar(str(tmp_path), "--site", str(site), "--format", "markdown")
    assert "### This may exist already" in found.output
    assert "Book Keeper" in found.output
    assert "General Ledger Service" not in found.output


@pytest.mark.parametrize("text", ["", "the of and", "😀", "<script></script>", "__proto__", "x" * 100_000])
def test_nonsense_is_similar_to_nothing(text: str, site: Path) -> None:
    found = similar("--text", text, "--site", str(site))
    assert found.exception is None
    assert found.output == "Nothing in the catalogue is similar.\n"


CATALOG = """\
version: 1
organization: Acme
projects:
  - repository: https://git.acme.example/core/vault
    description: Posts debit and credit entries for double-entry bookkeeping.
    topics: [ledger, accounting]
"""
NEW = """\
  - repository: https://git.acme.example/web/posting
    description: Posts debit and credit entries to accounts for double-entry bookkeeping.
    topics: [ledger, accounting]
  - repository: https://git.acme.example/web/unsaid
"""


def compare_entries(folder: Path, site: Path, more: str, *arguments: str) -> Result:
    (folder / "before.yml").write_text(CATALOG, encoding="utf-8")
    (folder / "catalog.yml").write_text(CATALOG + more, encoding="utf-8")
    paths = (str(folder / "catalog.yml"), "--since", str(folder / "before.yml"), "--site", str(site))
    return similar(*paths, *arguments)


def test_only_new_entries_of_a_catalogue_are_compared(site: Path, tmp_path: Path) -> None:
    rows = json.loads(compare_entries(tmp_path, site, NEW, "--format", "json").stdout)
    assert {row["entry"] for row in rows} == {"https://git.acme.example/web/posting"}
    assert {row["title"] for row in rows if row["alike"]} == {"Book Keeper", "General Ledger Service"}
    assert compare_entries(tmp_path, site, "", "--format", "markdown").stdout == ""
    assert compare_entries(tmp_path, site, "  - repository: [", "--format", "json").stdout == "[]\n"


def test_what_is_answered_is_not_asked_again(site: Path, tmp_path: Path) -> None:
    """The comment's own words, put where it says, settle it."""
    found = compare_entries(tmp_path, site, NEW, "--format", "markdown")
    comment = html.unescape(found.stdout)
    (decision,) = re.findall(r"<pre>(.*?)</pre>", comment, re.DOTALL)
    key = re.search(r"projects: \[(\S+), (\S+)\]", decision)
    assert key
    assert key[1] == "git.acme.example/web/posting"
    other = "team0/book-keeper" if "book-keeper" not in key[2] else "team1/general-ledger-service"
    also = decision.replace(key[2], other).replace("duplicates:\n", "") if other else ""
    assert compare_entries(tmp_path, site, f"{NEW}{decision}\n{also}\n", "--format", "markdown").stdout == ""
    assert f'<code>"alternatives": ["{key[2]}"]</code>' in comment
    stated = f"    alternatives: [{key[2]}, {other}]\n"
    first = NEW.partition("  - repository: https://git.acme.example/web/unsaid")[0]
    assert compare_entries(tmp_path, site, first + stated, "--format", "markdown").stdout == ""


def test_the_site_is_the_one_that_the_catalogue_names_and_not_the_proposal(tmp_path: Path) -> None:
    (tmp_path / "catalog.yml").write_text(f"{CATALOG}{NEW}site: {{url: https://evil.example}}\n", encoding="utf-8")
    (tmp_path / "before.yml").write_text(f"{CATALOG}site: {{url: 'http://127.0.0.1:9/x'}}\n", encoding="utf-8")
    found = similar(str(tmp_path / "catalog.yml"), "--since", str(tmp_path / "before.yml"))
    assert "http://127.0.0.1:9/x" in str(found.exception)


def test_a_comment_links_and_notifies_only_where_we_want(tmp_path: Path) -> None:
    """Titles, topics and keys of others reach the comment as inert code."""
    hostile = "Ledger @everyone #1 [x](http://evil.example) <img src=x onerror=a()> `` http://evil.example"
    said = {**NOTHING_KNOWN, "description": "Posts ledger entries. @here", "topics": ("ledger", "@everyone")}
    project = make_project(title=hostile, **said)
    site = publish(tmp_path / "site", [project])
    found = similar("--text", f"{hostile} Posts ledger entries. @here", "--site", str(site), "--format", "markdown")
    assert "### This may exist already" in found.stdout
    for active in ("@", "<img", "](http://evil", "http://evil", "#1 ", "``"):
        assert active not in found.stdout


def test_a_folder_and_a_text_together_are_refused(site: Path, tmp_path: Path) -> None:
    found = similar(str(tmp_path), "--text", "x", "--site", str(site))
    assert "not both" in str(found.exception)
