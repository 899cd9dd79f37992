"""What manifests say of a project: the one in its own language first, and who maintains it where a file says so."""

from datetime import UTC, datetime

from innersource_marketplace.formats.manifests import read_manifests
from innersource_marketplace.insight.assessed import assess_project
from innersource_marketplace.insight.teamwork.roster import roster_of
from innersource_marketplace.model import (
    Answer,
    Document,
    Facts,
    LanguageShare,
    ObjectId,
    Project,
    ProjectKey,
    Provider,
    ReadinessSettings,
    Stored,
    TeamMap,
    day_of,
)
from innersource_marketplace.readme import Links, convert

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CLIENT = b'{"name": "ledger", "description": "The official client of the ledger in a browser."}'
SERVER = (
    b'defmodule L do\n  def project do\n    [\n      description: "Keeps the books of all teams"\n    ]\n  end\nend\n'
)
DOAP = b"<Project><name>L</name><maintainer><Person><name>Ada Marsh</name></Person></maintainer></Project>"


def assessed(language: str, paths: tuple[str, ...] = (), about: str = "", **files: bytes) -> Project:
    shares = (LanguageShare(name=language, weight=1),)
    facts = Facts(
        key=ProjectKey("h/o/n"),
        host="h",
        owner="o",
        name="n",
        source="s",
        provider=Provider.GIT,
        languages=shares,
        paths=paths,
        manifests=tuple(Document(path=path.replace("__", "."), oid=ObjectId("a" * 40)) for path in files),
    )
    stored = Stored(facts=facts, page="p/", first_seen=NOW, collected_at=NOW, failing_since=None, failure=None)
    return assess_project(
        stored,
        page="p/",
        metadata=None,
        entry=None,
        faults=(),
        readme=convert(about.encode(), "README.md", Links(), title="n") if about else None,
        logo=None,
        roster=roster_of(TeamMap()),
        settings=ReadinessSettings(),
        today=day_of(NOW),
        said=read_manifests([(path.replace("__", "."), data) for path, data in files.items()]),
    ).project


def test_the_manifest_in_the_projects_own_language_describes_it() -> None:
    assert assessed("Elixir", mix__exs=SERVER, package__json=CLIENT).description == "Keeps the books of all teams"
    assert assessed("C++", package__json=CLIENT).description == "The official client of the ledger in a browser."


def test_a_manifest_of_another_name_in_another_language_is_of_a_tool_where_the_readme_has_a_purpose() -> None:
    tool = b'{"name": "checks", "description": "Checks and builds what is written here"}'
    said = "This project is the standard by which all teams keep books."
    assert assessed("Markdown", about=f"# N\n\n{said}\n", package__json=tool).description == said
    assert assessed("Markdown", package__json=tool).description == "Checks and builds what is written here"
    assert assessed("JavaScript", about=f"# N\n\n{said}\n", package__json=tool).description == (
        "Checks and builds what is written here"
    )
    own = tool.replace(b"checks", b"n-checks")
    assert assessed("Markdown", about=f"# N\n\n{said}\n", package__json=own).description == (
        "Checks and builds what is written here"
    )


def test_a_description_that_repeats_a_name_is_none() -> None:
    pom = "<project><artifactId>n</artifactId><name>{}</name><description>{}</description></project>"

    def described(name: str, words: str) -> str | None:
        return assessed("Java", pom__xml=pom.format(name, words).encode()).description

    assert described("Acme Cloud Ledger", "Acme Cloud Ledger") is None
    assert described("Acme Cloud Ledger", "acme-cloud ledger.") is None
    assert described("Acme Cloud Ledger", "Acme Cloud Ledger for all teams") == "Acme Cloud Ledger for all teams"


def test_maintainers_in_a_doap_file_are_whom_to_ask() -> None:
    people = assessed("C", ledger__doap=DOAP).people_source
    assert people is not None
    assert people.path == "ledger.doap"
    assert assessed("C", ledger__doap=b"<Project><name>L</name></Project>").people_source is None


def test_without_commands_of_an_ecosystem_that_is_not_known_nobody_can_tell_them() -> None:
    project = assessed("Julia", paths=("Project.toml", "src/"))
    assert project.commands.elsewhere == "Project.toml"
    assert project.readiness is not None
    answers = {one.check: one.answer for one in project.readiness.assistants}
    assert answers["agents-setup"] is answers["agents-tests"] is Answer.CANNOT_TELL
    make = assessed("Julia", paths=("Makefile", "Project.toml"), Makefile=b"test:\n")
    assert make.readiness is not None
    assert {one.check: one.answer for one in make.readiness.assistants}["agents-tests"] is Answer.YES
