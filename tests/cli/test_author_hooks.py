"""The pre-commit hooks and the action for projects: what they say runs, and nothing can be injected."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from innersource_marketplace.cli.main_command import command

ROOT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "innersource.json").write_text('{"title": 7, "contribution": ["Docs"]}', encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_a_hook_takes_the_files_that_we_read_and_its_command_runs(hook: dict[str, Any], project: Path) -> None:
    wanted = re.compile(hook["files"])
    taken = ["innersource.json", ".github/innersource.json", "catalog.yml", "catalog.yaml"]
    assert all(wanted.search(path) for path in taken)
    assert not any(wanted.search(path) for path in ["a/catalog.yml", "xinnersource.json", "innersource.json.md"])

    command = [SCRIPTS / hook["entry"].split()[0], *hook["entry"].split()[1:], "innersource.json"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "error[wrong-type]" in done.stdout
    fixed = "contributions" in (project / "innersource.json").read_text(encoding="utf-8")
    assert fixed == ("--fix" in hook["entry"])


def run_check_step(project: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action as a runner would, with this program in the place of the installed one."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: ACTION["inputs"][name]["default"] for name in ACTION["inputs"]} | inputs
    environment = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: given[match[1]], value)
        for name, value in step["env"].items()
    }
    program = project / "runner" / "marketplace" / "bin" / "marketplace"
    program.parent.mkdir(parents=True)
    program.symlink_to(SCRIPTS / "marketplace")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=project,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(project / "runner"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_action_annotates_what_is_wrong(project: Path) -> None:
    done = run_check_step(project)
    assert done.returncode == 1
    assert "::error file=innersource.json,title=wrong-type,line=1,col=11::" in done.stdout


@pytest.mark.slow
def test_the_action_checks_the_files_that_it_is_given_and_links_to_their_explanation(project: Path) -> None:
    (project / "a b.json").write_text('{"title": 7}', encoding="utf-8")
    done = run_check_step(project, files="a b.json\n\n", **{"docs-url": "https://m.acme.example"})
    assert "file=a b.json" in done.stdout
    assert "file=innersource.json" not in done.stdout
    assert "https://m.acme.example/reference/problems/#wrong-type" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile", ["$(touch hacked)", "`touch hacked`", "; touch hacked", "--fix", '" && touch hacked']
)
def test_an_input_is_no_command_and_no_option(project: Path, hostile: str) -> None:
    before = (project / "innersource.json").read_bytes()
    assert run_check_step(project, files=hostile).returncode == 2
    assert not (project / "hacked").exists()
    assert (project / "innersource.json").read_bytes() == before


def test_the_action_uses_options_that_exist_and_pins_what_it_uses() -> None:
    steps = ACTION["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    for step in steps:
        assert "uses" not in step or re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
    options = {name for parameter in command("check").params for name in parameter.opts}
    assert set(re.findall(r"--(?:format|docs-url)", steps[-1]["run"])) <= options
    assert "requirements/runtime.txt" in steps[1]["run"]
    assert (ROOT / "requirements" / "runtime.txt").is_file()


def test_zizmor_finds_nothing() -> None:
    done = subprocess.run(
        [SCRIPTS / "zizmor", "--offline", "--no-config", "--persona", "pedantic", "--no-progress", ROOT / "action.yml"],
        env={"PATH": os.environ["PATH"], "HOME": os.devnull, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_action_installs_from_its_own_checkout(tmp_path: Path) -> None:
    """The locked dependencies are in this environment already; what is ours is built and installed anew."""
    install = ACTION["runs"]["steps"][1]["run"]
    without_dependencies = re.sub(r"(?m)^.*--require-hashes.*\n", "", install).replace(
        '-m venv "', '-m venv --system-site-packages "'
    )
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", without_dependencies],
        env={
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(tmp_path),
            "ACTION_FOLDER": str(ROOT),
            "PYTHON": sys.executable,
            "PYTHONPATH": sysconfig.get_path("purelib"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "marketplace" / "bin" / "marketplace").is_file()
