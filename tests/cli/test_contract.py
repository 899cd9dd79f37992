"""Every command keeps the contract: help with an example, quiet and verbose, and its exit status."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from innersource_marketplace.cli.main_command import command as command_of
from innersource_marketplace.cli.main_command import command_names
from marketplaces import Marketplace, make_marketplace

COMMANDS = command_names()


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    return make_marketplace(tmp_path, "web/shop")


def test_the_commands_are_those_of_the_contract() -> None:
    assert {"demo", "collect", "build", "serve", "check", "init", "schema", "import", "audit"} <= set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str, marketplace: Marketplace) -> None:
    ran = marketplace.run(name, "--help")
    assert ran.status == 0
    assert "Example: marketplace" in ran.out
    assert all(parameter.help for parameter in command_of(name).params if isinstance(parameter, click.Option))


def test_the_list_of_commands_says_of_each_what_it_does_in_a_whole_sentence(marketplace: Marketplace) -> None:
    listed = marketplace.run("--help").out
    for name in COMMANDS:
        assert re.search(rf"(?m)^  {name} +[A-Z].*[^.]\.$", listed), listed


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_quiet_and_verbose(name: str) -> None:
    assert {"quiet", "verbose"} <= {parameter.name for parameter in command_of(name).params}


def test_a_wrong_option_is_wrong_usage(marketplace: Marketplace) -> None:
    assert marketplace.run("collect", "--no-such-option").status == 2
    assert marketplace.run("no-such-command").status == 2


@pytest.mark.slow
def test_quiet_says_nothing_of_warnings_and_the_site_does(marketplace: Marketplace) -> None:
    wordless = "projects:\n  - {repository: https://git.acme.example/core/vault, collect: false}\n"
    path = marketplace.folder / "catalog.yml"
    path.write_text(path.read_text(encoding="utf-8") + wordless, encoding="utf-8")
    assert "warning[entry-wordless]" in marketplace.run("check").out
    for arguments in (("check", "--quiet"), ("collect", "--quiet"), ("--quiet", "build", "--catalog", str(path))):
        ran = marketplace.run(*arguments)
        assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert "entry-wordless" in marketplace.run("check", "--quiet", "--format", "json").out
    (problem,) = marketplace.api("problems.json")["problems"]
    assert (problem["where"], problem["code"]) == ("catalog.yml", "entry-wordless")
    assert problem["line"] > 0


@pytest.mark.slow
def test_a_summary_ends_every_run(marketplace: Marketplace) -> None:
    assert "Collected 1 project:" in marketplace.run("collect").err.splitlines()[-1]
    assert "Published 1 project in " in marketplace.run("build").err.splitlines()[-1]
    assert "0 violations" in marketplace.run("audit", "site").err.splitlines()[-1]
    assert "0 errors" in marketplace.run("check").err.splitlines()[-1]


def test_a_wrong_catalogue_names_every_fault_and_is_not_run(marketplace: Marketplace) -> None:
    marketplace.write_catalog("version: 1\norganisation: Acme\nsources:\n  - git: ext::sh -c id\n")
    for command in ("collect", "build"):
        ran = marketplace.run(command)
        assert ran.status == 2
        assert "catalog.yml:2:" in ran.err
        assert "organization" in ran.err
        assert "catalog.yml:4:" in ran.err


def test_a_schema_is_printed(marketplace: Marketplace) -> None:
    assert '"$schema"' in marketplace.run("schema", "catalog").out


@pytest.mark.slow
def test_a_portal_comes_over(marketplace: Marketplace) -> None:
    (marketplace.folder / "repos.json").write_text(
        """[
        {"html_url": "https://h.example/o/earth", "description": "Home.", "_InnerSourceMetadata": {"skills": ["Go"]}},
        {"html_url": "javascript:alert(1)"}, 7,
        {"html_url": "https://h.example/o/earth"}
        ]"""
    )
    ran = marketplace.run("import", "repos.json", "--no-collect")
    assert ran.status == 0
    assert "Imported 1 project; 3 problems." in ran.err
    marketplace.write_catalog(f"version: 1\norganization: Acme\n{ran.out}")
    assert marketplace.run("check").status == 0
    marketplace.night()
    assert marketplace.project("earth")["skills"] == ["Go"]


@pytest.mark.parametrize("content", ["", "{}", "null", "[]", "nonsense", "[7]"])
def test_a_portal_with_nothing_usable_is_no_success(content: str, marketplace: Marketplace) -> None:
    (marketplace.folder / "repos.json").write_text(content)
    assert marketplace.run("import", "repos.json").status == 1


@pytest.mark.slow
def test_a_new_catalogue_repository_builds_at_once(tmp_path: Path) -> None:
    start = Marketplace(tmp_path)
    assert start.run("init", "new", "--organization", 'A "strange": name').status == 0
    new = Marketplace(tmp_path / "new")
    assert new.run("check").status == 0
    new.night()
    assert new.run("audit", "site").status == 0
    assert "exists already" in start.run("init", "new").err


@pytest.mark.slow
def test_what_an_operator_keeps_in_docs_may_be_in_the_site(marketplace: Marketplace) -> None:
    (marketplace.folder / "docs").mkdir(exist_ok=True)
    own = marketplace.folder / "docs" / "prices.pdf"
    own.write_bytes(b"%PDF-1.7")
    assert marketplace.run("collect").status == 0
    assert marketplace.run("build").status == 0
    assert marketplace.run("audit", "site").status == 0
    own.write_bytes(b"%PDF-1.7 another")
    assert marketplace.run("audit", "site").status == 1


def test_what_libraries_log_is_shown_nowhere() -> None:
    """Nobody knows what it holds: tokens and names of private repositories are in it."""
    program = """
import logging, sys
from innersource_marketplace.cli.main_command import run
sys.argv = ["marketplace", "schema"]
try:
    run()
except SystemExit:
    logging.getLogger("github").warning("canary")
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout
    assert "canary" not in ran.stdout + ran.stderr
