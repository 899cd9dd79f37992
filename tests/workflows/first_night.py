"""Nights of a catalogue repository on a GitHub of the tests. One good night is run once; tests go on from a copy."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from gh import Storage
from runner import Run, Runner

from git_repositories import Commit, make_repository
from github_server import HostedRepository, Organization, Server, World, serve
from marketplaces import CANARY, shorten_manual

CATALOG = """\
version: 1
organization: Acme
sources:
  - github: acme
    url: {url}
    topic: innersource
"""
NAMES = ("ledger", "shop", "lake", "river")


class Nights(msgspec.Struct, frozen=True, kw_only=True):
    """A server, and a repository with the state after one good night, which is `first`."""

    server: Server
    folder: Path
    first: Run
    begun: Runner

    def fresh(self, folder: Path, *, name: str = "fresh", environment: Mapping[str, str] | None = None) -> Runner:
        """The repository before any night."""
        shutil.copytree(self.folder / "fresh", folder / name / "repository")
        return _runner(folder / name, environment or self.begun.environment)

    def settled(self, folder: Path, *, name: str = "settled") -> Runner:
        """The repository after the first night."""
        shutil.copytree(self.folder / "begun" / "repository", folder / name / "repository")
        shutil.copytree(self.folder / "begun" / "storage", folder / name / "storage")
        return _runner(folder / name, self.begun.environment)

    def reset(self, folder: Path) -> None:
        """Serve the first world again, from copies in a folder, where a test may change them."""
        shutil.copytree(self.folder / "hosted", folder / "hosted")
        self.server.clear_faults()
        self.server.world = world_of(folder / "hosted")


@contextmanager
def nights(folder: Path, workflow: str, environment: Mapping[str, str] | None = None) -> Iterator[Nights]:
    """Run the first night of a workflow."""
    for name in NAMES:
        readme = f"# {name}\n\nA word about {name}.\n".encode()
        make_repository(folder / "hosted" / f"{name}.git", [Commit(files={"README.md": readme})])
    with serve(world_of(folder / "hosted"), token=CANARY) as server:
        command = [str(Path(sys.executable).with_name("marketplace")), "init", str(folder / "fresh"), "--quiet"]
        subprocess.run(command, check=True)
        shorten_manual(folder / "fresh")
        write_catalog(folder / "fresh", CATALOG.format(url=server.url.removesuffix("/api/v3")))
        shutil.copytree(folder / "fresh", folder / "begun" / "repository")
        begun = _runner(folder / "begun", environment or {})
        first = begun.run(workflow)
        assert first.conclusion == "success", [(step.name, step.output) for step in first.steps if step.status]
        yield Nights(server=server, folder=folder, first=first, begun=begun)


def world_of(hosted: Path) -> World:
    """An organization with the repositories in a folder."""
    repositories = tuple(
        HostedRepository(
            content=hosted / f"{name}.git", owner="acme", name=name, topics=("innersource",), visibility="INTERNAL"
        )
        for name in NAMES
    )
    return World(organizations=(Organization(login="acme"),), repositories=repositories)


def _runner(folder: Path, environment: Mapping[str, str]) -> Runner:
    return Runner(
        repository=folder / "repository",
        storage=Storage(folder / "storage"),
        work=folder / "work",
        secrets={"MARKETPLACE_TOKEN": CANARY},
        environment=environment,
    )


def write_catalog(repository: Path, text: str) -> None:
    """Commit a catalogue."""
    (repository / "catalog.yml").write_text(text)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example")
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), (*who, "commit", "-q", "-m", "Name our projects")):
        subprocess.run(["git", *arguments], cwd=repository, check=True)


def published(runner: Runner) -> list[str]:
    """The names of the projects on the published site."""
    listed = json.loads((runner.storage.pages / "api" / "v1" / "projects.json").read_bytes())
    return sorted(project["key"].rpartition("/")[2] for project in listed["projects"])
