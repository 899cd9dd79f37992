"""`marketplace init` for a catalogue and `marketplace init --project` for a project."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

from innersource_marketplace.authoring.init import installed_from
from marketplaces import Marketplace


@pytest.fixture
def project(tmp_path: Path) -> Marketplace:
    folder = tmp_path / "pay-ledger"
    folder.mkdir()
    (folder / "README.md").write_text("# Ledger\n\nDouble-entry bookkeeping as a service.\n", encoding="utf-8")
    (folder / "main.go").write_text("package main\n", encoding="utf-8")
    return Marketplace(folder)


def test_a_project_is_described_by_what_it_says(project: Marketplace) -> None:
    ran = project.run("init", "--project")

    path = project.folder / "innersource.json"
    assert ran.status == 0
    assert json.loads(path.read_bytes()) == {
        "title": "Ledger",
        "description": "Double-entry bookkeeping as a service.",
        "skills": ["Go"],
        "language": "Go",
    }
    assert path.stat().st_mode & 0o777 == 0o644
    assert "  title              Ledger (README.md)\n" in ran.err
    assert "add what is still missing: motivation, contributions" in ran.err
    assert ran.out == ""
    assert project.run("check").status == 0


def test_the_folder_may_be_another(project: Marketplace) -> None:
    around = Marketplace(project.folder.parent)
    assert around.run("init", "--project", "pay-ledger").status == 0
    assert (project.folder / "innersource.json").is_file()


def test_a_file_that_is_there_is_replaced_only_by_force(project: Marketplace) -> None:
    path = project.folder / "innersource.json"
    path.write_text("{}", encoding="utf-8")

    refused = project.run("init", "--project")
    assert (refused.status, path.read_text(encoding="utf-8")) == (2, "{}")
    assert "--force" in refused.err

    assert project.run("init", "--project", "--force").status == 0
    assert json.loads(path.read_bytes())["title"] == "Ledger"


def test_a_link_is_replaced_and_not_written_through(project: Marketplace) -> None:
    outside = project.folder.parent / "outside.json"
    outside.write_text("{}", encoding="utf-8")
    (project.folder / "innersource.json").symlink_to(outside)

    assert project.run("init", "--project").status == 2
    assert project.run("init", "--project", "--force").status == 0
    assert outside.read_text(encoding="utf-8") == "{}"


def test_files_that_lead_out_of_the_repository_are_not_read(project: Marketplace) -> None:
    outside = project.folder.parent / "outside.md"
    outside.write_text("# Secret\n\nNobody should ever read this line.\n", encoding="utf-8")
    (project.folder / "README.md").unlink()
    (project.folder / "README.md").symlink_to(outside)

    project.run("init", "--project")

    assert json.loads((project.folder / "innersource.json").read_bytes())["title"] == "Pay ledger"


@pytest.mark.parametrize("arguments", [["--project", "nowhere"], []])
def test_wrong_usage_says_what_to_do(project: Marketplace, arguments: list[str]) -> None:
    ran = project.run("init", *arguments)
    assert ran.status == 2
    assert ran.err.startswith("error: ")


def test_a_catalogue_on_gitlab_begins_with_a_pipeline_that_its_schema_accepts(tmp_path: Path) -> None:
    assert Marketplace(tmp_path).run("init", "ours", "--forge", "gitlab").status == 0
    begun = Marketplace(tmp_path / "ours")
    assert begun.run("check").status == 0
    assert not (begun.folder / ".github").exists()
    assert "gitlab: acme" in (begun.folder / "catalog.yml").read_text(encoding="utf-8")
    schema = json.loads(files("check_jsonschema").joinpath("builtin_schemas/vendor/gitlab-ci.json").read_bytes())
    pipeline = yaml.safe_load((begun.folder / ".gitlab-ci.yml").read_bytes())
    jsonschema.validators.validator_for(schema)(schema).validate(pipeline)
    with_token = [name for name, job in pipeline.items() if "environment" in job]
    assert with_token == ["collect", "list", "collect-shard"]
    assert pipeline["pages"]["before_script"][0] == "unset GITLAB_TOKEN"
    assert all("marketplace build" not in line for name in with_token for line in pipeline[name]["script"])


def test_a_catalogue_repository_is_begun_and_passes_the_check(tmp_path: Path) -> None:
    around = Marketplace(tmp_path)
    assert around.run("init", "ours", "--organization", 'A: "b" #c').status == 0
    begun = Marketplace(tmp_path / "ours")
    checked = begun.run("check")
    assert (checked.status, checked.out) == (0, "")
    (begun.folder / "catalog.yml").write_text("mine", encoding="utf-8")
    around.run("init", "ours")
    assert (begun.folder / "catalog.yml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (
            f"https://files.acme.example/x.whl#sha256={'a' * 64}",
            f" @ https://files.acme.example/x.whl --hash=sha256:{'a' * 64}",
        ),
        (f"innersource-marketplace==1.2.0#sha256={'a' * 64}", f"==1.2.0 --hash=sha256:{'a' * 64}"),
        (f"git+https://git.acme.example/x@{'b' * 40}", f" @ git+https://git.acme.example/x@{'b' * 40}"),
    ],
)
def test_a_catalogue_repository_says_where_the_program_comes_from(tmp_path: Path, origin: str, line: str) -> None:
    ran = Marketplace(tmp_path).run("init", "ours", "--program", origin)
    assert ran.status == 0
    assert "program.txt" not in ran.err
    assert (tmp_path / "ours/program.txt").read_text() == f"innersource-marketplace{line}\n"
    locked = (tmp_path / "ours/requirements.txt").read_text()
    assert "\ninnersource-marketplace" not in locked
    assert locked.count("--hash=sha256:") > 100


def test_where_the_program_comes_from_is_asked_for_if_it_is_not_known(tmp_path: Path) -> None:
    ran = Marketplace(tmp_path).run("init", "ours")
    assert ran.status == 0
    assert "program.txt" in ran.err
    lines = (tmp_path / "ours/program.txt").read_text().splitlines()
    assert all(line.startswith("#") for line in lines)


@pytest.mark.parametrize(
    "origin", ["", "innersource-marketplace", "https://x/y.whl", "git+https://x/y@main", "git+ssh://x/y@" + "a" * 40]
)
def test_an_inexact_place_of_the_program_is_refused(tmp_path: Path, origin: str) -> None:
    ran = Marketplace(tmp_path).run("init", "ours", "--program", origin)
    assert ran.status == 2
    assert "--program" in ran.err
    assert not (tmp_path / "ours").exists()


@pytest.mark.parametrize(
    ("recorded", "line"),
    [
        (
            {"url": "https://f.example/x.whl", "archive_info": {"hashes": {"sha256": "a" * 64}}},
            f"innersource-marketplace @ https://f.example/x.whl --hash=sha256:{'a' * 64}",
        ),
        (
            {"url": "https://g.example/x", "vcs_info": {"vcs": "git", "commit_id": "b" * 40}},
            f"innersource-marketplace @ git+https://g.example/x@{'b' * 40}",
        ),
        ({"url": "file:///x", "dir_info": {"editable": True}}, None),
        ({"url": "file:///x.whl", "archive_info": {"hashes": {"sha256": "a" * 64}}}, None),
        (None, None),
    ],
)
def test_where_the_program_was_installed_from_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recorded: dict[str, object] | None, line: str | None
) -> None:
    record = tmp_path / "innersource_marketplace-9.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: innersource-marketplace\nVersion: 9\n")
    if recorded is not None:
        (record / "direct_url.json").write_text(json.dumps(recorded))
    monkeypatch.syspath_prepend(tmp_path)
    assert installed_from() == line
