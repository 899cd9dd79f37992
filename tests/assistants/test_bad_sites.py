"""A site that is half published, damaged or of another version: a clear error or an answer, and nothing else."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from innersource_marketplace.assistants import answers
from innersource_marketplace.assistants.catalogue import Catalogue
from innersource_marketplace.assistants.similar import similar_to_text
from innersource_marketplace.assistants.site_files import MissingFileError, open_site
from innersource_marketplace.errors import UsageError
from projects import NOW, make_project, varied_projects
from published import publish

KEY = varied_projects(1)[0].key

ASKED: dict[str, Callable[[Catalogue], str]] = {
    "search": lambda site: answers.found_projects(site, "ledger of payments"),
    "project": lambda site: answers.project(site, KEY),
    "readme": lambda site: answers.readme(site, KEY),
    "tasks": lambda site: answers.tasks(site, "writing", hours=4),
    "people": lambda site: answers.people(site, "ledger"),
    "similar": lambda site: answers.similar(site, similar_to_text(site, "posts amounts to accounts in a ledger")),
    "users": lambda site: answers.users(site, KEY),
}
DAMAGE: dict[str, bytes | None] = {
    "missing": None,
    "empty": b"",
    "half": b'{"title": "Led',
    "list": b"[]",
    "deep": b"[" * 100_000,
    "rows of nothing": b"[null, 1, {}, [], [[]], [[[]]]]",
    "text": b'"x"',
    "other": b'{"format": 1, "title": 7, "gigs": 3, "relatives": [1], "used_by": {}, "documents": [], "count": "x"}',
    "nobody": b'{"key": null, "gigs": [{"title": {}}], "trusted_committers": [null, {"name": 1e999}], "page": []}',
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("whole"), (make_project(), *varied_projects(3)[1:]), "Ledger keeps books.")


def kinds_of(site: Path) -> list[Path]:
    """One file of each kind: the index has few files here, and projects are alike."""
    files = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    return [path for path in files if "api/" not in str(path) or path.name == "ledger.json"]


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGE)
def test_whatever_a_file_of_the_site_holds_the_answer_or_the_error_is_clear(
    damage: str, whole: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(kinds_of(whole)):
        site = tmp_path / str(number)
        shutil.copytree(whole, site)
        content = DAMAGE[damage]
        if content is None:
            (site / name).unlink()
        else:
            (site / name).write_bytes(content)
        for ask in ASKED.values():
            told = ""
            with suppress(UsageError):
                told = ask(Catalogue(open_site(str(site), clock=lambda: NOW)))
            assert len(told.encode()) <= answers.BYTES


def test_an_index_of_another_version_is_said_to_be_one(whole: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(whole, site)
    (manifest,) = (path for path in site.rglob("*.json") if b'"vocabulary_terms"' in path.read_bytes())
    manifest.write_text(json.dumps({**json.loads(manifest.read_bytes()), "format": 99}), encoding="utf-8")
    with pytest.raises(UsageError, match="build the site again, or use the version that built it"):
        ASKED["search"](Catalogue(open_site(str(site), clock=lambda: NOW)))


@pytest.mark.parametrize("name", ["//127.0.0.1:2/index.md", "///127.0.0.1:2/x", "//evil.example/"])
def test_no_path_that_a_site_names_leads_to_another_host(name: str) -> None:
    site = open_site("http://127.0.0.1:1", clock=lambda: NOW, headers={"Authorization": "Bearer x"})
    with pytest.raises(UsageError, match=r"is not in the site|127\.0\.0\.1:1"):
        site.read(name)


def test_what_is_no_file_of_the_folder_is_missing(whole: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(whole, tmp_path / "site"))
    (site / "circle").symlink_to(site / "circle")
    (site / "out").symlink_to(tmp_path)
    names = ["../x", "/etc/passwd", "out/x", "circle", "a\0b", "assets"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(site / "pipe")
        names.append("pipe")
    for name in names:
        with pytest.raises(MissingFileError):
            open_site(str(site), clock=lambda: NOW).read(name)
