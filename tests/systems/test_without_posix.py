"""The program works where Python lacks what Windows lacks, and says once what it cannot limit there."""

import ast
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from innersource_marketplace.paths import files_below
from marketplaces import CANARY, EPOCH, Marketplace, files_of, make_marketplace

GENERATOR = Path(__file__).parents[2] / "generator"
WITHOUT = Path(__file__).with_name("without_posix.py")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "python").mkdir()
    shutil.copy2(WITHOUT, tmp_path / "python" / "sitecustomize.py")
    path = os.pathsep.join([str(tmp_path / "python"), *(part for part in sys.path if part)])
    given = {"PYTHONPATH": path, "SOURCE_DATE_EPOCH": EPOCH, "GITHUB_TOKEN": CANARY, "PYTHONDONTWRITEBYTECODE": "1"}
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **given}


def run(made: Marketplace, environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "innersource_marketplace", *command],
        cwd=made.folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_can_be_imported(tmp_path: Path, environment: dict[str, str]) -> None:
    names = [
        "innersource_marketplace/" + name.removesuffix(".py").removesuffix("/__init__")
        for name in files_below(GENERATOR / "innersource_marketplace")
        # The library of the extra "mcp" decides by the name of the system.
        if name.endswith(".py") and "/organization/" not in name and Path(name).stem not in ("__main__", "mcp_server")
    ]
    code = f"import importlib\nfor name in {names}:\n    importlib.import_module(name.replace('/', '.'))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_night_makes_the_same_site_and_says_once_what_is_not_limited(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    readme = b"# Ledger\n\n![logo](logo.png)\n\n```python\nprint(1)\n```\n"
    made = make_marketplace(tmp_path / "m", "web/shop")
    made.repository("payments/ledger", {"README.md": readme, "innersource.json": b'{"title": "Ledger"}'})
    said = []
    for command in (["check"], ["collect"], ["build", "--site-dir", "other"], ["audit", "other"]):
        done = run(made, environment, *command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        said.append(done.stderr.count("cannot limit"))
    assert said == [0, 1, 1, 0]
    assert "cannot limit" not in made.run("build").err
    here, there = files_of(made.site), files_of(made.folder / "other")
    assert [name for name in here.keys() | there.keys() if here.get(name) != there.get(name)] == []


@pytest.mark.slow
def test_two_builds_do_not_run_in_one_folder(tmp_path: Path, environment: dict[str, str]) -> None:
    made = make_marketplace(tmp_path / "m", "web/shop")
    assert made.run("collect").status == 0
    (made.folder / "build").mkdir()
    hold = (
        "import sys, pathlib\nfrom innersource_marketplace.paths import exclusive\n"
        "with exclusive(pathlib.Path('build')):\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=made.folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = run(made, environment, "build")
        holder.communicate()
    assert done.returncode == 1
    assert "another build is running here" in done.stderr
    assert run(made, environment, "build").returncode == 0


def test_git_that_says_nothing_more_ends_at_its_deadline(tmp_path: Path, environment: dict[str, str]) -> None:
    code = f"""
import os, pathlib, time
from innersource_marketplace.collect.sources.git.command import Budget, prepare, run
from innersource_marketplace.errors import SourceError
git = pathlib.Path({str(tmp_path / "bin" / "git")!r})
git.parent.mkdir()
git.write_text('#!/bin/sh\\necho one\\nexec sleep 60\\n')
git.chmod(0o755)
given = dict(os.environ, PATH=str(git.parent) + ":" + os.environ["PATH"])
try:
    run(prepare(given, pathlib.Path({str(tmp_path)!r}), Budget(seconds=0.5)), ["anything"])
except SourceError as error:
    print(error.code)
"""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "timeout\n", done.stderr
    assert time.monotonic() - begun < 30


@pytest.mark.slow
def test_every_text_is_written_with_the_same_ends_of_lines_everywhere() -> None:
    wrong = []
    for name in files_below(GENERATOR):
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse((GENERATOR / name).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            given = {keyword.arg for keyword in node.keywords}
            modes = [
                str(one.value) for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            text = called in ("open", "fdopen") and any(
                set(mode) & set("wax") and "b" not in mode and len(mode) <= 3 for mode in modes
            )
            if (called == "write_text" or text) and "newline" not in given:
                wrong.append(f"{name}:{node.lineno}")
    assert wrong == []
