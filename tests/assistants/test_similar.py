"""`marketplace similar`: planted duplicates are found, others are not, from sentences and from working copies."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.similar import ALIKE, Description, similar_to
from innersource_marketplace.assistants.site_files import open_site
from innersource_marketplace.build.search_files import searchables
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.cli.main_command import command
from innersource_marketplace.render.data import exports
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.search.index_files import INDEX_FOLDER, index_files
from projects import NOW
from similarity_quality import labelled


def similar(*arguments: str) -> Result:
    setting = Setting(environment={}, console=Console())
    return CliRunner().invoke(command("similar"), arguments, obj=setting, standalone_mode=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the labelled projects."""
    folder = tmp_path_factory.mktemp("labelled")
    projects, _, _ = labelled()
    records = [*searchables(projects, (), lambda _: "")]
    files = {INDEX_FOLDER + name: content for name, content in index_files(records)}
    files |= dict(exports.project_file(project, Messages("en")) for project in projects)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


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


def test_a_folder_and_a_text_together_are_refused(site: Path, tmp_path: Path) -> None:
    found = similar(str(tmp_path), "--text", "x", "--site", str(site))
    assert "not both" in str(found.exception)
