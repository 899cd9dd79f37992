"""From nothing to a published site on every system, outside the checkout: its own steps install and run a night.

The wheel comes from a server of this machine. What the lock file has is there already, as after an earlier night, and
no package index is asked.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec
import pytest
import yaml
from gh import Storage
from gitlab_pipeline import Project
from ours import ROOT, TEMPLATES
from runner import Runner
from shell_steps import shell_steps

from certificates import certificate
from git_repositories import Commit, git, make_repository
from loopback import serving
from marketplaces import CANARY
from published import publish_ledger

pytestmark = pytest.mark.exhaustive

ABOUT = {
    "client": "Calls any service over HTTP, and tries again when it fails.",
    "ledger": "Posts debit and credit entries to accounts, for double-entry bookkeeping.",
    "shop": "Sells tea to visitors in the lobby.",
}
ALIKE = "Posts entries of debit and credit to accounts for double-entry bookkeeping."
NEW = f"projects:\n  - repository: https://git.acme.example/web/posting\n    description: {ALIKE}\n"
ACTION = yaml.safe_load((ROOT / ".github" / "actions" / "similar" / "action.yml").read_text(encoding="utf-8"))
_, _JOBS = yaml.safe_load_all((TEMPLATES / "gitlab-similar.yml").read_text(encoding="utf-8"))
SIMILAR = _JOBS["similar"]
WHO = ("-c", "user.name=Ada", "-c", "user.email=ada@acme.example")
CATALOG = """\
version: 1
organization: Acme
sources:
  - git: {folder}
    web: https://git.acme.example
    forge: gitlab
"""


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """A machine with a Python, a server that has the wheel, and three repositories."""

    folder: Path
    line: str
    environment: dict[str, str]

    def run(self, *command: str, here: Path, **more: str) -> str:
        """Run a command that must end well; gives what it printed."""
        done = subprocess.run(
            command, cwd=here, env={**self.environment, **more}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def python(self, folder: Path) -> Path:
        """A new Python without the program; gives the folder of its programs."""
        self.run("python3", "-m", "venv", str(folder / "python"), here=self.folder)
        assert not (folder / "python/bin/marketplace").exists()
        return folder / "python" / "bin"

    def instance(self, folder: Path, *options: str) -> Path:
        """A catalogue repository of the three, made by the program as installed from the wheel."""
        programs = self.python(folder / "author")
        (folder / "program.txt").write_text(self.line, encoding="utf-8")
        pip = (str(programs / "python"), "-m", "pip", "install", "--quiet", "--no-deps", "-r", "program.txt")
        self.run(*pip, here=folder)
        self.run(str(programs / "marketplace"), "init", "ours", *options, here=folder)
        made = folder / "ours"
        assert (made / "program.txt").read_text(encoding="utf-8") == f"{self.line}\n"
        (made / "catalog.yml").write_text(CATALOG.format(folder=self.folder / "git"), encoding="utf-8")
        for words in (("init", "-q", "-b", "main"), ("add", "-A"), (*WHO, "commit", "-q", "-m", "Our marketplace")):
            git(made, *words)
        return made


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("machine")
    for name, about in ABOUT.items():
        readme = f"# {name}\n\n{about}\n".encode()
        make_repository(folder / "git" / "team" / f"{name}.git", [Commit(files={"README.md": readme})])
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "files"), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (folder / "files").iterdir()
    (folder / "bin").mkdir()
    # A Python whose new environments have the packages of the lock file, but not the program.
    packages = Path(click.__file__).parents[1]
    python = folder / "bin" / "python3"
    python.write_text(
        f'#!/bin/sh\n"{sys.executable}" "$@" || exit\n'
        '[ "$1 $2" = "-m venv" ] || exit 0\n'
        f'for one in "$3"/lib/python3*/site-packages; do echo "{packages}" > "$one/locked.pth"; done\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    context, authority = certificate(folder)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with serving(folder / "files", context=context) as address:
        yield Machine(
            folder=folder,
            line=f"innersource-marketplace @ {address}/{wheel.name} --hash=sha256:{digest}",
            environment={
                "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
                "HOME": str(folder),
                "LANG": "C.UTF-8",
                "PIP_CERT": str(authority),
                "PIP_NO_INDEX": "1",
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_NO_CACHE_DIR": "1",
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            },
        )


def listed(site: Path) -> list[str]:
    """The names of the projects of a site."""
    projects = json.loads((site / "api" / "v1" / "projects.json").read_bytes())["projects"]
    assert all((site / project["page"] / "index.html").is_file() for project in projects)
    return sorted(project["key"].rpartition("/")[2] for project in projects)


@pytest.mark.parametrize("workflow", ["nightly.yml", "nightly-sharded.yml"])
def test_github(machine: Machine, tmp_path: Path, workflow: str) -> None:
    runner = Runner(
        repository=machine.instance(tmp_path),
        storage=Storage(tmp_path / "storage"),
        work=tmp_path / "work",
        secrets={"MARKETPLACE_TOKEN": CANARY},
        environment={name: text for name, text in machine.environment.items() if name not in ("PATH", "HOME")},
        programs=machine.python(tmp_path / "runner"),
    )
    checked = runner.run("check.yml")
    assert checked.conclusion == "success", checked.steps
    run = runner.run(workflow)
    assert run.conclusion == "success", [(step.name, step.output) for step in run.steps if step.status]
    assert "Install" in {step.name for step in run.steps}
    assert listed(runner.storage.pages) == [*ABOUT]


def test_github_says_in_a_comment_what_exists_already(machine: Machine, tmp_path: Path) -> None:
    with serving(tmp_path / "storage" / "pages") as site:
        runner = Runner(
            repository=machine.instance(tmp_path, "--site-url", site),
            storage=Storage(tmp_path / "storage"),
            work=tmp_path / "work",
            environment={name: text for name, text in machine.environment.items() if name not in ("PATH", "HOME")},
            programs=machine.python(tmp_path / "runner"),
        )
        catalog = runner.repository / "catalog.yml"
        before = catalog.read_text(encoding="utf-8") + f"site: {{url: {site}}}\n"
        catalog.write_text(before, encoding="utf-8")
        git(runner.repository, *WHO, "commit", "-q", "-a", "-m", "Our address")
        assert runner.run("nightly.yml").conclusion == "success"
        runner.storage.write("pulls", [{"number": 7, "head": {"label": "guest:add-ours", "sha": "c0ffee"}}])
        proposed = runner.storage.folder / "proposed" / "c0ffee" / "catalog.yml"
        proposed.parent.mkdir(parents=True)
        proposed.write_text(before + NEW, encoding="utf-8")
        origin = {"event": "pull_request", "head_sha": "c0ffee", "head_branch": "add-ours"}
        fork = {"id": 1, "owner": {"login": "guest"}}
        run = runner.run("comment.yml", event={"workflow_run": {**origin, "head_repository": fork}})
    assert run.conclusion == "success", [(step.name, step.output) for step in run.steps if step.status]
    (comment,) = [one["body"] for one in runner.storage.read("comments")]
    assert "### This may exist already" in comment
    assert f"({site}/projects/team/ledger/)" in comment


def test_the_action_installs_its_own_checkout(machine: Machine, tmp_path: Path) -> None:
    (install,) = [step["run"] for step in ACTION["runs"]["steps"] if step["name"] == "Install the program"]
    machine.run(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", install),
        here=tmp_path,
        ACTION_FOLDER=str(ROOT / ".github" / "actions" / "similar"),
        PYTHON=str(machine.folder / "bin" / "python3"),
        RUNNER_TEMP=str(tmp_path),
    )
    program = tmp_path / "marketplace" / "bin" / "marketplace"
    assert machine.run(str(program), "--version", here=tmp_path).startswith("marketplace")


@pytest.mark.parametrize("shards", [{}, {"MARKETPLACE_SHARDS": "1"}], ids=["one machine", "several"])
def test_gitlab(machine: Machine, tmp_path: Path, shards: dict[str, str]) -> None:
    repository = machine.instance(tmp_path, "--forge", "gitlab")
    programs = machine.python(tmp_path / "runner")
    project = Project(
        repository=repository,
        storage=tmp_path / "storage",
        work=tmp_path / "work",
        environment={**machine.environment, "PATH": f"{programs}:{os.environ['PATH']}"},
        variables={"": {"GITLAB_TOKEN": CANARY}},
    )
    proposed = project.run("merge_request_event")
    assert [(job.name, job.status) for job in proposed.values()] == [("check", 0)], proposed
    for _ in range(2):
        jobs = project.run(**shards)
        expected = ["list", "collect-shard", "merge"] if shards else ["collect"]
        assert [(job.name, job.status) for job in jobs.values()] == [
            (name, 0) for name in (*expected, "pages", "result")
        ], [job.output for job in jobs.values()]
        assert CANARY in jobs[expected[0]].environment
        assert CANARY not in jobs["pages"].environment
        assert not [name for name, job in jobs.items() if CANARY in job.output]
        assert listed(project.pages) == [*ABOUT]
    if not shards:
        assert "0 changed, 3 unchanged" in jobs["collect"].output


def test_gitlab_says_what_exists_already(machine: Machine, tmp_path: Path) -> None:
    repository = machine.instance(tmp_path, "--forge", "gitlab")
    host, checkout, image = tmp_path / "host", tmp_path / "group" / "posting", tmp_path / "image"
    checkout.mkdir(parents=True)
    for words in (("init", "-q", "-b", "main"), (*WHO, "commit", "-q", "--allow-empty", "-m", "Begin")):
        git(checkout, *words)
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(host / "acme" / "catalogue.git"))
    git(tmp_path, "clone", "-q", "--bare", str(checkout), str(host / "posting.git"))
    git(checkout, "remote", "add", "origin", (host / "posting.git").as_uri())
    (checkout / "README.md").write_text(f"# Posting\n\n{ALIKE}\n", encoding="utf-8")
    image.mkdir()
    (image / "python").symlink_to(machine.folder / "bin" / "python3")
    with serving(publish_ledger(tmp_path / "site")) as site:
        # Twice, for some runners keep the folders of the last job.
        for _ in range(2):
            machine.run(
                *("/bin/sh", "-e", "-c", "\n".join([*SIMILAR["before_script"], *SIMILAR["script"]])),
                here=checkout,
                PATH=f"{image}:{os.environ['PATH']}",
                CI_PROJECT_DIR=str(checkout),
                CI_SERVER_URL=host.as_uri(),
                CI_JOB_TOKEN="",
                CI_MERGE_REQUEST_IID="1",
                CI_MERGE_REQUEST_DIFF_BASE_SHA=git(checkout, "rev-parse", "HEAD").decode().strip(),
                MARKETPLACE_CATALOGUE="acme/catalogue",
                MARKETPLACE_SITE=site,
            )
            assert f"({site}/projects/payments/ledger/)" in (checkout / "similar.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("system", "name"),
    [("jenkins", "Jenkinsfile"), ("azure", "azure-pipelines.yml"), ("systemd", "systemd/nightly.sh")],
)
def test_other_systems(machine: Machine, tmp_path: Path, system: str, name: str) -> None:
    made = machine.instance(tmp_path, "--ci", system)
    (tmp_path / "token").write_text(CANARY, encoding="utf-8")
    steps = shell_steps(name)
    path = machine.environment["PATH"]
    if system == "systemd":
        readme = (made / "README.md").read_text(encoding="utf-8").splitlines()
        steps = [line for line in readme if line.startswith(("python3 -m venv", "sh install.sh"))] + steps
    elif system == "azure":
        path = f"{machine.python(tmp_path / 'runner')}:{path}"
    assert sum("install.sh" in step for step in steps) >= 1
    for step in steps:
        printed = machine.run(
            *("/bin/sh", "-e", "-c", step),
            here=made,
            PATH=path,
            GITHUB_TOKEN=CANARY,
            MARKETPLACE_HOME=str(made),
            MARKETPLACE_TOKEN_FILE=str(tmp_path / "token"),
        )
        assert CANARY not in printed
    assert listed(made / "site") == [*ABOUT]
