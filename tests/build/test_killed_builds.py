"""A build that is killed leaves nothing at work that the next build would meet."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innersource_marketplace import paths
from innersource_marketplace.errors import MarketplaceError
from innersource_marketplace.paths import instance_file
from innersource_marketplace.runtime import fcntl
from marketplaces import files_of, make_marketplace, shorten_manual

HOOK = """
import os, pathlib, sys

def on_pre_build(config):
    begun = pathlib.Path("begun")
    if not begun.exists():
        begun.write_text(f"{os.getpid()} {sys.stdin.read()!r}")
        number = 0
        while True:
            number += 1
            folder = pathlib.Path(config["site_dir"], "late")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / str(number % 100)).write_text("late")
"""
HOLDER = """
import sys, pathlib, time
from innersource_marketplace.paths import at_work
held = at_work(pathlib.Path(sys.argv[1]))
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.slow
def test_a_site_builder_ends_with_a_build_that_is_killed_and_the_next_one_is_whole(tmp_path: Path) -> None:
    market = make_marketplace(tmp_path, "web/shop")
    shorten_manual(market.folder)
    market.night()
    (market.folder / "hook.py").write_text(HOOK, encoding="utf-8")
    shipped = instance_file("mkdocs.yml").read_text(encoding="utf-8")
    (market.folder / "mkdocs.yml").write_text(f"{shipped}\nhooks: [../hook.py]\n", encoding="utf-8")
    begun = market.folder / "begun"
    command = [sys.executable, "-m", "innersource_marketplace", "--quiet", "build"]
    with subprocess.Popen(command, cwd=market.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        late = time.monotonic() + 60
        while not begun.exists() or not begun.read_text():
            assert process.poll() is None
            assert time.monotonic() < late
            time.sleep(0.05)
        process.kill()
    built = market.run("build")
    assert built.status == 0, built.err
    pid, read = begun.read_text().split()
    assert read == "''"  # what the site builder starts finds nothing to wait for
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), signal.SIG_DFL)
    assert [name for name in files_of(market.site) if "late" in name.split("/")] == []


def test_whoever_begins_waits_for_processes_of_the_one_before(tmp_path: Path) -> None:
    with held(tmp_path, seconds=1.0) as process, paths.exclusive(tmp_path):
        assert process.wait(0.5) == 0


def test_processes_that_do_not_end_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_ENDING_SECONDS", 0.3)
    with held(tmp_path, seconds=60) as process:
        with pytest.raises(MarketplaceError, match="killed are still at work"), paths.exclusive(tmp_path):
            pass
        process.kill()


def held(folder: Path, seconds: float) -> "subprocess.Popen[str]":
    """A process that is at work in a folder for so long."""
    if fcntl is None:
        pytest.skip("needs locks that several processes can share")
    arguments = [sys.executable, "-c", HOLDER, str(folder), str(seconds)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process
