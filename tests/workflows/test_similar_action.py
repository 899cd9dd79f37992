"""The action that says on a pull request what exists already: its own steps, with a stand-in for `gh`."""

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from gh import Storage, install_gh
from ours import ROOT

from loopback import serving
from published import publish_ledger

ACTION_FILE = ROOT / ".github" / "actions" / "similar" / "action.yml"
ACTION = yaml.safe_load(ACTION_FILE.read_text(encoding="utf-8"))
SCRIPTS = Path(sysconfig.get_path("scripts"))

LEDGER = "# Posting\n\nPosts debit and credit entries to accounts for double-entry bookkeeping.\n"
OTHER = "# Balcony\n\nWaters the plants on the office balcony.\n"
HOSTILE = "# $(touch sprung) @everyone\n\nPosts `touch sprung` ledger entries; ${GH_TOKEN} [x](http://evil.example)\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(publish_ledger(tmp_path_factory.mktemp("site"))) as address:
        yield address


class Project(msgspec.Struct, frozen=True):
    """A repository with one pull request, in `folder` as it is proposed; `storage` is its host."""

    folder: Path
    storage: Storage
    work: Path

    def comments(self) -> list[str]:
        return [one["body"] for one in self.storage.read("comments")]

    def before(self, name: str, text: str) -> None:
        """Have a file on the branch that the request is for."""
        path = self.storage.folder / "proposed" / "ba5e" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, site: str, head: str = "acme/marketplace", token: str = "ghs_token", **event: str) -> list[str]:
        """Run the action's own steps but those that install; gives what each printed."""
        values = {
            "inputs.site": site,
            "inputs.header-env": "",
            "inputs.token": token,
            "github.event.pull_request.number": "7",
            "github.event.pull_request.base.sha": "ba5e",
            "github.event.pull_request.head.repo.full_name": head,
            **event,
        }
        program = self.work / "marketplace" / "bin" / "marketplace"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m innersource_marketplace "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        output = self.work / "output"
        output.write_text("", encoding="utf-8")
        printed = []
        for step in ACTION["runs"]["steps"][2:]:
            if "if" in step:
                assert step["if"] == "steps.compare.outputs.compared == 'true'"
                if "compared=true" not in output.read_text(encoding="utf-8"):
                    continue
            environment = {
                name: re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: values[found[1]], value)
                for name, value in step["env"].items()
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env={
                    "PATH": f"{install_gh(self.work / 'bin', self.storage)}:{os.environ['PATH']}",
                    "HOME": str(self.work),
                    "RUNNER_TEMP": str(self.work),
                    "GITHUB_REPOSITORY": "acme/marketplace",
                    "GITHUB_SERVER_URL": "https://github.acme.example",
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(self.work / "summary.md"),
                    **environment,
                },
                capture_output=True,
                text=True,
                check=False,
            )
            printed.append(done.stdout + done.stderr)
            assert done.returncode == (1 if not site else 0), printed
        return printed

    @property
    def summary(self) -> str:
        path = self.work / "summary.md"
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "README.md").write_text(LEDGER, encoding="utf-8")
    storage = Storage(tmp_path / "storage")
    storage.write("pulls", [{"number": 7, "head": {"label": "acme:begin"}}])
    made = Project(folder, storage, tmp_path / "work")
    made.before("LICENSE", "MIT")
    return made


@pytest.mark.slow
def test_the_first_pull_request_gets_one_comment_that_is_kept_up_to_date(project: Project, site: str) -> None:
    project.run(site)
    project.run(site)
    (comment,) = project.comments()
    assert comment.startswith("<!-- marketplace similar -->\n### This may exist already")
    assert f"]({site}/projects/payments/ledger/)" in comment
    for answer in ("supersedes", "alternatives", "not a duplicate", "duplicates&#58;"):
        assert answer in comment
    for active in ("@everyone", "$(touch"):
        assert active not in comment
    assert not list(project.folder.rglob("sprung"))
    assert project.summary == ""
    metadata = '{"title": "Posting", "alternatives": ["payments/ledger"]}'
    (project.folder / "innersource.json").write_text(metadata, encoding="utf-8")
    project.run(site)
    (answered,) = project.comments()
    assert "This may exist already" not in answered


@pytest.mark.exhaustive
def test_what_is_unlike_anything_gets_no_comment(project: Project, site: str) -> None:
    (project.folder / "README.md").write_text(OTHER, encoding="utf-8")
    project.run(site)
    assert project.comments() == []


@pytest.mark.exhaustive
def test_a_later_pull_request_is_compared_only_if_it_lists_the_project(project: Project, site: str) -> None:
    project.storage.write("pulls", [{"number": 2, "head": {"label": "acme:x"}}, {"number": 7, "head": {"label": "y"}}])
    assert "nothing to compare" in project.run(site)[0]
    metadata = '{"title": "Posting", "description": "Posts debit and credit entries, double-entry bookkeeping."}'
    (project.folder / "innersource.json").write_text(metadata, encoding="utf-8")
    project.run(site)
    assert len(project.comments()) == 1
    project.before("innersource.json", "{}")
    project.storage.write("comments", [])
    assert "nothing to compare" in project.run(site)[0]
    assert project.comments() == []


@pytest.mark.slow
def test_a_fork_gets_the_summary_and_no_comment(project: Project, site: str) -> None:
    project.run(site, head="guest/marketplace")
    assert project.comments() == []
    assert project.summary.count("### This may exist already") == 1
    # As does a bot's branch, whose token may not write.
    (project.storage.folder / "read-only").touch()
    assert "pull-requests: write" in project.run(site)[-1]
    assert project.summary.count("### This may exist already") == 2


@pytest.mark.slow
def test_new_entries_of_a_catalogue_are_compared_and_no_other(project: Project, site: str) -> None:
    said = "description: Posts debit and credit entries to accounts for double-entry bookkeeping.\n"
    old = f"version: 1\norganization: Acme\nprojects:\n  - repository: https://git.acme.example/a/old\n    {said}"
    new = f"{old}  - repository: https://git.acme.example/a/posting\n    {said}"
    project.before("catalog.yml", old)
    (project.folder / "catalog.yml").write_text(new, encoding="utf-8")
    project.run(site)
    (comment,) = project.comments()
    assert "posting" in comment
    assert "a&#47;old" not in comment


@pytest.mark.slow
def test_a_site_that_is_away_stops_nobody(project: Project) -> None:
    assert "::warning::" in project.run("http://127.0.0.1:9")[0]
    assert project.comments() == []


@pytest.mark.slow
def test_a_missing_site_is_a_mistake_and_no_pull_request_none(project: Project, site: str) -> None:
    assert "::error::" in project.run("")[0]
    (printed,) = project.run(site, **{"github.event.pull_request.number": ""})
    assert "no pull request" in printed


@pytest.mark.slow
def test_a_repository_injects_nothing(project: Project, site: str) -> None:
    (project.folder / "README.md").write_text(HOSTILE, encoding="utf-8")
    metadata = '{"title": "$(touch sprung) @everyone", "description": "::set-output Posts double-entry bookkeeping"}'
    (project.folder / "innersource.json").write_text(metadata, encoding="utf-8")
    (project.folder / "catalog.yml").symlink_to("/dev/zero")
    printed = "".join(project.run(site))
    assert not list(project.work.rglob("sprung"))
    assert not list(project.folder.rglob("sprung"))
    assert "ghs_token" not in printed + "".join(project.comments())
    assert "\n::" not in printed


def test_the_action_is_pinned_asks_for_nothing_dangerous_and_passes_the_linter() -> None:
    text = ACTION_FILE.read_text(encoding="utf-8")
    steps: list[dict[str, Any]] = ACTION["runs"]["steps"]
    assert all("${{" not in step.get("run", "") for step in steps)
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]) for step in steps if "uses" in step)
    assert "pull_request_target" not in text
    for command in (
        ("zizmor", "--offline", "--no-config", "--persona", "pedantic", "--no-progress", ACTION_FILE),
        ("check-jsonschema", "--builtin-schema", "vendor.github-actions", ACTION_FILE),
    ):
        done = subprocess.run(
            [SCRIPTS / command[0], *command[1:]],
            env={"PATH": os.environ["PATH"], "HOME": os.devnull, "NO_COLOR": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    # What it installs from lies where it says.
    assert (ACTION_FILE.parent / "../../../requirements/runtime.txt").is_file()
    assert (ACTION_FILE.parent / "../../../pyproject.toml").is_file()
