"""The command to copy: one for each package, safe for a shell, and none for closed code."""

import shlex

import pytest

from innersource_marketplace.escape import url
from innersource_marketplace.model import Commands, Provider, Release, Requirement
from innersource_marketplace.render.parts.install_commands import install_commands
from projects import make_project


@pytest.mark.parametrize(
    ("ecosystem", "name", "command"),
    [
        ("pypi", "acme-http", "pip install acme-http"),
        ("npm", "@acme/http", "npm install @acme/http"),
        ("cargo", "acme-http", "cargo add acme-http"),
        ("golang", "git.acme.example/http", "go get git.acme.example/http"),
        ("gem", "acme", "bundle add acme"),
        ("composer", "acme/http", "composer require acme/http"),
        ("nuget", "acme.http", "dotnet add package acme.http"),
    ],
)
def test_each_ecosystem_has_its_command(ecosystem: str, name: str, command: str) -> None:
    project = make_project(provides=(Requirement(ecosystem=ecosystem, name=name, path="manifest"),))
    assert [one.command for one in install_commands(project)] == [command]


def test_maven_takes_the_version_of_the_newest_release_if_it_is_one() -> None:
    package = (Requirement(ecosystem="maven", name="com.acme:ledger", path="pom.xml"),)
    for tag, version in (("v2.4.0", ["<version>2.4.0</version>"]), ("nightly", [])):
        [one] = install_commands(make_project(provides=package, releases=(Release(tag=tag),)))
        assert one.command.split("\n")[2:] == ["<artifactId>ledger</artifactId>", *version, "</dependency>"]


def test_without_a_package_the_repository_is_cloned_in_one_word() -> None:
    address = url("https://git.acme.example/a/$(id);b&c")
    [one] = install_commands(make_project(provides=(), url=address))
    assert shlex.split(one.command) == ["git", "clone", str(address)]


def test_what_looks_like_an_option_and_closed_code_have_no_command() -> None:
    hostile = (Requirement(ecosystem="npm", name="-g", path="package.json"),)
    assert [one.tool for one in install_commands(make_project(provides=hostile))] == ["git"]
    assert install_commands(make_project(provides=(), provider=Provider.CATALOG)) == ()


def _offered(language: str | None, *provides: tuple[str, str, str], elsewhere: str | None = None) -> list[str]:
    packages = tuple(Requirement(ecosystem=ecosystem, name=name, path=path) for ecosystem, name, path in provides)
    commands = Commands(elsewhere=elsewhere)
    project = make_project(language=language, provides=packages, commands=commands, name="ledger")
    return [one.command.partition(" https:")[0] for one in install_commands(project)]


def test_what_is_beside_a_project_in_another_language_is_not_offered() -> None:
    workspace, tool = ("pypi", "ledger-dev", "pyproject.toml"), ("npm", "ledger-ui", "package.json")
    assert _offered("Rust", workspace, ("cargo", "ledger", "ledger/Cargo.toml")) == ["cargo add ledger"]
    assert _offered("Python", tool, ("pypi", "ledger", "pyproject.toml")) == ["pip install ledger"]
    assert _offered("Rust", ("npm", "ledger", "server/web/package.json")) == ["git clone"]
    assert _offered("C++", ("pypi", "ledger-python", "python/setup.py")) == ["git clone"]
    assert _offered("C", ("pypi", "ledger", "extra/pyproject.toml")) == ["pip install ledger"]
    assert _offered("Solidity", ("npm", "@led/ger", "contracts/package.json")) == ["npm install @led/ger"]
    assert _offered("Elixir", ("npm", "ledger", "package.json"), elsewhere="mix.exs") == []
    assert _offered("Shell", ("npm", "ledger", "package.json")) == ["npm install ledger"]


def test_what_has_a_package_manager_that_is_not_known_here_is_not_told_to_be_cloned() -> None:
    assert _offered("Julia", elsewhere="Project.toml") == []
    assert _offered("HCL", ("golang", "acme.example/tests", "test/go.mod"), elsewhere="outputs.tf") == []
    assert _offered(None, elsewhere="meta/main.yml") == []
    assert _offered("R", ("npm", "site", "package.json"), elsewhere="DESCRIPTION") == []
    assert _offered("Julia") == ["git clone"]
    # A library in Python that has a chart of Helm beside it.
    assert _offered("Python", ("pypi", "ledger", "pyproject.toml"), elsewhere=None) == ["pip install ledger"]
