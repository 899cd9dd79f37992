"""Whatever happens between two builds, the second gives what a build from nothing gives, byte for byte."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repositories import Commit, add_commits
from marketplaces import CATALOG, Marketplace, files_of, make_marketplace

pytestmark = pytest.mark.slow


def change(market: Marketplace, chance: random.Random) -> None:
    repository = _any(market, chance)
    text = f"# Changed {chance.random()}\n\nWords about it, {chance.random()}.\n"
    add_commits(repository, [Commit(files={"README.md": text.encode()})])


def describe(market: Marketplace, chance: random.Random) -> None:
    said = {"title": f"T {chance.randrange(9)}", "description": f"Said {chance.random()}", "topics": ["a", "b"]}
    add_commits(_any(market, chance), [Commit(files={"innersource.json": json.dumps(said).encode()})])


def add(market: Marketplace, chance: random.Random) -> None:
    market.repository(f"team{chance.randrange(3)}/new{chance.randrange(10_000)}")


def remove(market: Marketplace, chance: random.Random) -> None:
    if len([*(market.folder / "git").glob("*/*.git")]) > 3:
        shutil.rmtree(_any(market, chance))


def rename(market: Marketplace, chance: random.Random) -> None:
    repository = _any(market, chance)
    repository.rename(repository.with_name(f"renamed{chance.randrange(10_000)}.git"))


def theme(market: Marketplace, chance: random.Random) -> None:
    (market.folder / "overrides").mkdir(exist_ok=True)
    own = f'{{% extends "base.html" %}}{{% block extrahead %}}<!-- {chance.randrange(99)} -->{{% endblock %}}'
    (market.folder / "overrides" / "listing.html").write_text(own, encoding="utf-8")


def settings(market: Marketplace, chance: random.Random) -> None:
    url = f'site:\n  url: "https://pages.acme.example/m{chance.randrange(9)}/"\n'
    market.write_catalog(CATALOG + chance.choice(["", url, 'site:\n  language: "de"\n']))


def write_page(market: Marketplace, chance: random.Random) -> None:
    (market.folder / "docs").mkdir(exist_ok=True)
    (market.folder / "docs" / f"page{chance.randrange(3)}.md").write_text(
        f"# Page {chance.random()}\n", encoding="utf-8"
    )


def deface(market: Marketplace, chance: random.Random) -> None:
    for folder in ("build", "site"):
        found = sorted(path for path in (market.folder / folder).rglob("*") if path.is_file() and path.suffix != ".db")
        for path in chance.sample(found, min(len(found), 5)):
            if path.name.startswith(".marketplace"):
                continue
            path.unlink() if chance.random() < 0.5 else path.write_bytes(b"defaced")


def kill(market: Marketplace, chance: random.Random) -> None:
    command = [sys.executable, "-m", "innersource_marketplace", "--quiet", "build", "--accept-shrink"]
    process = subprocess.Popen(command, cwd=market.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0.3, 4.0))
    process.send_signal(signal.SIGKILL)
    process.wait()


EDITS: tuple[Callable[[Marketplace, random.Random], None], ...] = (
    *(change, describe, add, remove, rename, theme, settings, write_page, deface, kill),
)


def _any(market: Marketplace, chance: random.Random) -> Path:
    return chance.choice(sorted((market.folder / "git").glob("*/*.git")))


@pytest.mark.parametrize(
    ("seed", "steps"), [(1, 3), *(pytest.param(seed, 8, marks=pytest.mark.exhaustive) for seed in (2, 3, 4))]
)
def test_any_sequence_of_edits_leads_to_what_a_build_from_nothing_gives(tmp_path: Path, seed: int, steps: int) -> None:
    market = make_marketplace(tmp_path, "payments/ledger", "web/shop", "web/tokens", "data/lake", "data/pond")
    chance = random.Random(seed)
    market.night()
    for step in range(steps):
        done = [edit.__name__ for edit in chance.sample(EDITS, 2) if edit(market, chance) is None]
        assert market.run("collect").status in (0, 3)
        assert market.run("build", "--accept-shrink").status == 0
        carried = files_of(market.site)
        shutil.rmtree(market.folder / "build")
        shutil.rmtree(market.site)
        assert market.run("build", "--accept-shrink").status == 0
        assert carried == files_of(market.site), (step, done)
