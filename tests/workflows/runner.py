"""Runs a workflow of ours on this machine, job by job, with its own `run` steps and its own conditions.

What is not the real thing:
- jobs run one after another in a fresh clone each, with nothing of this process's environment;
- the step that installs is skipped, the environment of the tests has the program installed; with `programs`, the
  folder of a Python's programs, that Python is the one, and the step runs;
- `actions/checkout`, `cache`, `upload-artifact`, `download-artifact`, `upload-pages-artifact` and
  `deploy-pages` copy folders of `storage` as their documentation says; `setup-python` does nothing;
- `gh` is a program of the tests that knows runs, artifacts, issues and pull requests from `storage`, and
  applies `--jq` for real;
- a workflow that another calls has one job;
- a matrix has one list, and its jobs run one after another; the order in which they end is theirs;
- what merges, builds and audits runs without any network where the system lets us (see `NETWORK`).
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml
from expressions import filled, holds
from gh import Storage, install_gh

_ISOLATED = ("unshare", "--map-root-user", "--net")
_REFUSING = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")


def can_isolate() -> bool:
    """Whether a process without a network can be made here."""
    try:
        return subprocess.run([*_ISOLATED, "true"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


NETWORK = _ISOLATED if can_isolate() else ()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step that ran: its whole environment, its status and what it printed."""

    job: str
    name: str
    environment: Mapping[str, str]
    status: int
    output: str


class Run(msgspec.Struct, kw_only=True):
    """A run of a workflow. `results` has GitHub's word for each job."""

    number: int
    results: dict[str, str] = msgspec.field(default_factory=dict)
    steps: list[Step] = msgspec.field(default_factory=list)
    summaries: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def conclusion(self) -> str:
        """GitHub's word for the whole run."""
        return "failure" if "failure" in self.results.values() else "success"

    def step(self, name: str) -> Step:
        """The step of this name."""
        return next(step for step in self.steps if step.name == name)


class Runner(msgspec.Struct, kw_only=True):
    """A repository on a GitHub that keeps its caches, artifacts, runs and Pages in `storage`."""

    repository: Path
    storage: Storage
    work: Path
    secrets: Mapping[str, str] = msgspec.field(default_factory=dict)
    environment: Mapping[str, str] = msgspec.field(default_factory=dict)
    lost: set[str] = msgspec.field(default_factory=set)
    programs: Path | None = None

    def run(
        self, name: str, *, inputs: Mapping[str, object] | None = None, event: Mapping[str, object] | None = None
    ) -> Run:
        """Run a workflow of the repository, by the name of its file."""
        number = self.storage.begin_run(name)
        run = Run(number=number)
        workflow = yaml.safe_load((self.repository / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        context: dict[str, Any] = {
            "secrets": self.secrets,
            "inputs": inputs or {},
            "needs": {},
            "cancelled()": False,
            "always()": True,
            "github": {
                "token": "ghs_theTokenOfTheRun",
                "run_id": number,
                "run_attempt": 1,
                "ref_name": "main",
                "event_name": "workflow_dispatch",
                "workflow": workflow["name"],
                "event": {"repository": {"default_branch": "main"}, **(event or {})},
            },
        }
        for job_name, job in workflow["jobs"].items():
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            well = all(run.results[need] == "success" for need in needs)
            wanted = holds(job["if"], context) if "if" in job else well
            run.results[job_name] = self._all_of(run, job_name, job, context) if wanted else "skipped"
            outputs = context.pop("outputs", {})
            context["needs"][job_name] = {"result": run.results[job_name], "outputs": outputs}
        self.storage.end_run(number, run.conclusion)
        return run

    def _all_of(self, run: Run, name: str, job: Mapping[str, Any], context: Mapping[str, Any]) -> str:
        """Run a job, or one for each value of its matrix; `lost` names those whose machine is lost."""
        if "uses" in job:
            path = self.repository / job["uses"].partition(" #")[0]
            (called,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
            inputs = {key: filled(str(value), context) for key, value in job["with"].items()}
            return self._job(run, name, called, {**context, "inputs": inputs, "shared": context})
        if "strategy" not in job:
            return self._job(run, name, job, {**context, "shared": context})
        ((variable, values),) = job["strategy"]["matrix"].items()
        results = set()
        for value in values:
            matrix = {"matrix": {variable: value}, "strategy": {"job-total": len(values)}}
            lost = f"{name} {value}" in self.lost
            results.add(
                "failure" if lost else self._job(run, f"{name}-{value}", job, {**context, **matrix, "shared": {}})
            )
        return "failure" if "failure" in results else "success"

    def _job(self, run: Run, name: str, job: Mapping[str, Any], context: dict[str, Any]) -> str:
        folder = self.work / f"{run.number}-{name}"
        (folder / "checkout").mkdir(parents=True)
        context["steps"] = {}
        well = True
        for step in job["steps"]:
            if not (holds(step["if"].partition(" #")[0], context) if "if" in step else well):
                context["steps"].setdefault(step.get("id", ""), {"outcome": "skipped"})
                continue
            if "uses" in step:
                action = step["uses"].partition("@")[0].removeprefix("actions/")
                with_ = {key: filled(str(value), context) for key, value in step.get("with", {}).items()}
                outputs, ended_well = self._action(run, action, with_, folder / "checkout")
            else:
                ended_well = self._run_step(run, name, step, context, folder)
                outputs = dict(line.split("=", 1) for line in (folder / "output").read_text().splitlines())
            outcome = "success" if ended_well else "failure"
            context["steps"][step.get("id", "")] = {"outputs": outputs, "outcome": outcome}
            well = well and ended_well
        given = {key: filled(value, context) for key, value in job.get("outputs", {}).items()}
        context["shared"]["outputs"] = given
        return "success" if well else "failure"

    def _run_step(self, run: Run, job: str, step: Mapping[str, Any], context: Mapping[str, Any], folder: Path) -> bool:
        summary = folder / "summary.md"
        summary.write_text("")
        (folder / "output").write_text("")
        installs = step["name"] == "Install"
        if installs and self.programs is None:
            return True
        programs = (install_gh(folder / "bin", self.storage), self.programs or Path(sys.executable).parent)
        environment = {
            "PATH": f"{programs[0]}:{programs[1]}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "acme/marketplace",
            "GITHUB_REF_NAME": "main",
            "GITHUB_RUN_ID": str(run.number),
            "GITHUB_SERVER_URL": "https://github.acme.example",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_OUTPUT": str(folder / "output"),
            **self.environment,
            **{key: filled(str(value), context) for key, value in step.get("env", {}).items()},
        }
        isolated = job.partition("-")[0] in ("build", "merge") and not installs
        done = subprocess.run(
            [*(NETWORK if isolated else ()), "bash", "-e", "-c", step["run"]],
            cwd=folder / "checkout",
            env=environment | (_REFUSING if isolated else {}),
            capture_output=True,
            text=True,
            check=False,
        )
        output = done.stdout + done.stderr
        run.steps.append(
            Step(job=job, name=step["name"], environment=environment, status=done.returncode, output=output)
        )
        if summary.read_text():
            run.summaries[step["name"]] = summary.read_text()
        return done.returncode == 0

    def _action(self, run: Run, action: str, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        actions: Mapping[str, Callable[[Run, Mapping[str, str], Path], tuple[dict[str, str], bool]]] = {
            "checkout": self._checkout,
            "setup-python": lambda *_: ({}, True),
            "cache/restore": self._restore,
            "cache/save": self._save,
            "upload-artifact": self._upload,
            "download-artifact": self._download,
            "upload-pages-artifact": self._upload_site,
            "deploy-pages": self._deploy,
        }
        return actions[action](run, with_, here)

    def _checkout(self, _run: Run, _with: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        subprocess.run(["git", "clone", "--quiet", str(self.repository), str(here)], check=True)
        return {}, True

    def _restore(self, _run: Run, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        keys = [path for path in self.storage.caches.glob("*") if path.name.startswith(with_["restore-keys"])]
        if not keys:
            return {}, True
        newest = max(keys, key=lambda path: path.stat().st_mtime_ns)
        for path in with_["path"].split():
            if (newest / path).exists():
                _copy(newest / path, here / path)
        return {"cache-matched-key": newest.name}, True

    def _save(self, _run: Run, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        found = [path for path in with_["path"].split() if (here / path).exists()]
        for path in found:
            _copy(here / path, self.storage.caches / with_["key"] / path)
        if found:
            (self.storage.caches / with_["key"]).touch()
        return {}, True

    def _upload(self, run: Run, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        found = [here / line for line in with_["path"].split("\n") if line and (here / line).exists()]
        for path in found:
            _copy(path, self.storage.artifact(run.number, with_["name"]) / path.name)
        return {}, bool(found)

    def _download(self, run: Run, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        if "pattern" in with_:  # into one folder, as `merge-multiple` says
            found = sorted(self.storage.artifact(run.number, "any").parent.glob(with_["pattern"]))
        else:
            found = [self.storage.artifact(run.number, with_["name"])]
        for artifact in found:
            if not artifact.is_dir():
                return {}, False
            shutil.copytree(artifact, here / with_["path"], dirs_exist_ok=True)
        return {}, True

    def _upload_site(self, run: Run, with_: Mapping[str, str], here: Path) -> tuple[dict[str, str], bool]:
        artifact = self.storage.artifact(run.number, "github-pages")
        shutil.copytree(here / with_["path"], artifact, ignore=shutil.ignore_patterns(".*"))
        return {}, True

    def _deploy(self, run: Run, _with: Mapping[str, str], _here: Path) -> tuple[dict[str, str], bool]:
        if (self.storage.folder / "pages-down").exists():
            return {}, False
        shutil.rmtree(self.storage.pages, ignore_errors=True)
        shutil.copytree(self.storage.artifact(run.number, "github-pages"), self.storage.pages)
        return {"page_url": "https://pages.acme.example/"}, True


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)
