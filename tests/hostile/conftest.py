"""The hostile organisation, collected and built once for all tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from hostile import corpus
from hostile.organisation import Case, cases, make_organisation
from marketplaces import CANARY, EPOCH, Marketplace, Ran
from shared_folders import made_once


class Built(msgspec.Struct, frozen=True, kw_only=True):
    """The marketplace after one night, how its commands ended, and what lay around before they ran."""

    marketplace: Marketplace
    cases: tuple[Case, ...]
    collected: Ran
    built: Ran
    before: frozenset[str]

    @property
    def site(self) -> Path:
        return self.marketplace.site

    def case(self, name: str) -> Case:
        return next(case for case in self.cases if case.name == name)


def environment(folder: Path) -> dict[str, str]:
    """Surroundings in which a trace that the program leaves can be found, and a secret that it may repeat."""
    return {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temporary"),
        "DEPLOY_PASSWORD": corpus.CANARY_IN_FILE,
        "UNSUSPICIOUS_NAME": corpus.CANARY_IN_FILE,
    }


def everything(folder: Path) -> frozenset[str]:
    """Each file below a folder with its size and time, but for what the program may write to."""
    # The last is where a test has a second site made, perhaps before another test looks.
    ours = {"site", "build", ".marketplace", "again"}
    return frozenset(
        f"{path.relative_to(folder)} {path.lstat().st_size} {path.lstat().st_mtime_ns}"
        for path in folder.rglob("*")
        if not path.is_dir() and path.relative_to(folder).parts[0] not in ours
    )


def _run(folder: Path, command: str) -> Ran:
    """Run in a process of its own, whose temporary files and home can be looked at."""
    done = subprocess.run(
        [sys.executable, "-m", "innersource_marketplace", "--verbose", command],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "GITHUB_TOKEN": CANARY, **environment(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _make(made: Path) -> None:
    """Make the marketplace in one folder, and note beside it how its night went."""
    folder = made / "marketplace"
    for inner in ("home", "temporary"):
        (folder / inner).mkdir(parents=True)
    make_organisation(folder)
    before = everything(folder)
    runs = [_run(folder, command) for command in ("collect", "build")]
    noted = [sorted(before), *([ran.status, ran.out, ran.err] for ran in runs)]
    (made / "night.json").write_text(json.dumps(noted), encoding="utf-8")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = made_once(tmp_path_factory, "hostile", _make)
    noted, collected, built = json.loads((made / "night.json").read_text(encoding="utf-8"))
    return Built(
        marketplace=Marketplace(made / "marketplace"),
        cases=cases(),
        collected=Ran(*collected),
        built=Ran(*built),
        before=frozenset(noted),
    )
