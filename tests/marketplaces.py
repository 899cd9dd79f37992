"""A marketplace in a folder, run through its command line as an operator would."""

import io
import json
import os
import sys
from collections.abc import Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest

from git_repositories import Commit, Entry, make_repository
from innersource_marketplace.cli import main
from innersource_marketplace.paths import instance_file

EPOCH = "1795521600"
"""2026-11-24 12:00 UTC, a little after the clock of the repositories."""

CANARY = "ghp_c4n4ryThatMustAppearNowhere0123456789"


class Ran(msgspec.Struct, frozen=True):
    """How a command ended."""

    status: int
    out: str
    err: str


class Marketplace(msgspec.Struct, frozen=True):
    """A folder with a catalogue, repositories, a snapshot and a site."""

    folder: Path

    @property
    def site(self) -> Path:
        return self.folder / "site"

    @property
    def snapshot(self) -> Path:
        return self.folder / ".marketplace" / "snapshot.db"

    def write_catalog(self, text: str) -> None:
        (self.folder / "catalog.yml").write_text(text, encoding="utf-8")

    def repository(
        self, name: str, files: Mapping[str | bytes, bytes | Entry] | None = None, *, when: int | None = None
    ) -> Path:
        """Make `team/name` with these files."""
        contents: dict[str | bytes, bytes | Entry] = {"README.md": f"# {name}\n\nA word about {name}.\n".encode()}
        if files is not None:
            contents = {**files}
        commit = Commit(files=contents) if when is None else Commit(files=contents, when=when)
        return make_repository(self.folder / "git" / f"{name}.git", [commit])

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Ran:
        """Run `marketplace` here, in this process; anything it raises but an exit fails the test."""
        out, err = io.StringIO(), io.StringIO()
        given = {"SOURCE_DATE_EPOCH": EPOCH, "GITHUB_TOKEN": CANARY, **(environment or {})}
        with (
            chdir(self.folder),
            patch.dict(os.environ, given),
            patch.object(sys, "argv", ["marketplace", *arguments]),
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as ending,
        ):
            main()
        assert CANARY not in out.getvalue() + err.getvalue()
        return Ran(int(ending.value.code or 0), out.getvalue(), err.getvalue())

    def night(self, *more: str) -> Ran:
        """Collect and build, both of which must go well enough to publish."""
        collected = self.run("collect", *more)
        assert collected.status in (0, 3), collected.err
        built = self.run("build")
        assert built.status == 0, built.err
        return collected

    def api(self, path: str = "projects.json") -> Any:
        return json.loads((self.site / "api" / "v1" / path).read_bytes())

    def project(self, name: str) -> Any:
        """One project of the list by the end of its key."""
        return next(one for one in self.api()["projects"] if one["key"].endswith(f"/{name}"))

    def keys(self) -> list[str]:
        return sorted(one["key"] for one in self.api()["projects"])


CATALOG = """\
version: 1
organization: Acme
sources:
  - git: git
    web: https://git.acme.example
    forge: gitlab
"""


def shorten_manual(folder: Path) -> None:
    """Give a marketplace hand-written pages of headings alone in the place of those that are shipped.

    Their text is a third of what a small build costs.
    """
    shipped = instance_file("docs")
    for page in sorted(shipped.rglob("*.md")):
        place = page.relative_to(shipped)
        if place.parts[0] not in ("decisions", "engineering"):
            lines = page.read_text(encoding="utf-8").splitlines()
            (folder / "docs" / place).parent.mkdir(parents=True, exist_ok=True)
            headings = "\n\n".join(line for line in lines if line.startswith("#"))
            (folder / "docs" / place).write_text(f"{headings}\n", encoding="utf-8")


def make_marketplace(folder: Path, *repositories: str, catalog: str = CATALOG, manual: bool = False) -> Marketplace:
    """A marketplace over a folder of repositories named `team/name`, with the whole `manual` or its headings."""
    folder.mkdir(parents=True, exist_ok=True)
    marketplace = Marketplace(folder)
    marketplace.write_catalog(catalog)
    if not manual:
        shorten_manual(folder)
    (folder / "git").mkdir(exist_ok=True)
    for name in repositories:
        marketplace.repository(name)
    return marketplace


def files_of(site: Path) -> dict[str, bytes]:
    """Every file of a site but the hidden ones, by its path."""
    return {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
