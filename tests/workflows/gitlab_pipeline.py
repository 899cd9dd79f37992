"""Runs a pipeline of GitLab on this machine: its own rules, stages and `script` lines, caches and artifacts.

Sources: GitLab Docs, "CI/CD YAML syntax reference" and "CI/CD variable precedence": variables of the settings win over
those of a job. What is not the real thing: jobs run one after another in a fresh clone each, with nothing of this
process's environment; all of them find the same programs; what is included, time limits and resource groups are
left out.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

_ALIKE: Final = re.compile(r'\$(\w+)\s*(==|!=)\s*(?:"([^"]*)"|\$(\w+)|(null))')
_NO_JOBS: Final = frozenset({"include", "image", "stages", "workflow", "default"})


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """How a job ended; `environment` is what the lines of its `script` saw."""

    name: str
    status: int
    output: str
    environment: str


class Project(msgspec.Struct, kw_only=True):
    """A project on a GitLab that keeps caches, artifacts and Pages in `storage`.

    `environment` is that of the machine. `variables` are those of the settings, by the name of the environment that
    they are limited to, "" for all jobs.
    """

    repository: Path
    storage: Path
    work: Path
    environment: Mapping[str, str]
    variables: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)

    @property
    def pages(self) -> Path:
        """The published site."""
        return self.storage / "pages"

    def run(self, source: str = "schedule", **given: str) -> dict[str, Job]:
        """Run the pipeline; `source` is what starts it, `given` are variables of the schedule. Gives jobs by name."""
        file = self.repository / ".gitlab-ci.yml"
        pipeline: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        known = {
            "CI": "true",
            "CI_PIPELINE_SOURCE": source,
            "CI_DEFAULT_BRANCH": "main",
            **({} if source == "merge_request_event" else {"CI_COMMIT_BRANCH": "main"}),
            **given,
        }
        results: dict[str, Job] = {}
        assert _wanted(pipeline["workflow"]["rules"], known)
        for name, job in _in_order(pipeline):
            needs = [need["job"] for need in job.get("needs", []) if need["job"] in results]
            waits_for = needs if "needs" in job else list(results)
            if not _wanted(job["rules"], known) or any(results[other].status for other in waits_for):
                continue
            without = [need["job"] for need in job.get("needs", []) if not need.get("artifacts", True)]
            handed = [other for other in waits_for if other not in without]
            count = job.get("parallel", 1)
            for index in range(1, count + 1):
                numbered = {"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(count)} if count > 1 else {}
                done = self._job(f"{name}-{index}", name, pipeline, known | numbered, handed)
                if name not in results or done.status:
                    results[name] = done
        return results

    def _job(
        self, folder_name: str, name: str, pipeline: Mapping[str, Any], known: Mapping[str, str], handed: Iterable[str]
    ) -> Job:
        job = pipeline[name]
        around = self.work / f"{len(list(self.work.glob('*')))}-{folder_name}"
        here = around / "checkout"
        subprocess.run(["git", "clone", "--quiet", str(self.repository), str(here)], check=True)
        for kept in _caches(job):
            if kept.get("policy", "pull-push") != "push":
                _copy(self.storage / "caches" / kept["key"], here, kept["paths"])
        for other in handed:
            _copy(self.storage / "artifacts" / other, here, pipeline[other].get("artifacts", {}).get("paths", []))
        limited = job.get("environment", {}).get("name", "")
        before = job.get("before_script", pipeline["default"]["before_script"])
        done = subprocess.run(
            ["bash", "-c", "\n".join(["set -eo pipefail", *before, "env > ../environment", *job["script"]])],
            cwd=here,
            env={
                **self.environment,
                "HOME": str(around),
                **job.get("variables", {}),
                **self.variables.get("", {}),
                **self.variables.get(limited, {}),
                **known,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        ended = "on_success" if done.returncode == 0 else "on_failure"
        for kept in _caches(job):
            if kept.get("policy", "pull-push") != "pull" and kept.get("when", "on_success") in (ended, "always"):
                _copy(here, self.storage / "caches" / kept["key"], kept["paths"])
        artifacts = job.get("artifacts", {})
        if artifacts.get("when", "on_success") in (ended, "always"):
            _copy(here, self.storage / "artifacts" / name, artifacts.get("paths", []))
        if name == "pages" and done.returncode == 0:
            shutil.rmtree(self.pages, ignore_errors=True)
            shutil.copytree(here / "public", self.pages)
        seen = around / "environment"
        return Job(
            name=name,
            status=done.returncode,
            output=done.stdout + done.stderr,
            environment=seen.read_text(encoding="utf-8") if seen.exists() else "",
        )


def _in_order(pipeline: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The jobs, stage by stage."""
    jobs = {name: job for name, job in pipeline.items() if name not in _NO_JOBS and not name.startswith(".")}
    for stage in pipeline["stages"]:
        yield from ((name, job) for name, job in jobs.items() if job["stage"] == stage)


def _wanted(rules: Iterable[Mapping[str, str]], known: Mapping[str, str]) -> bool:
    return any(all(_holds(part.strip(), known) for part in rule["if"].split("&&")) for rule in rules)


def _holds(part: str, known: Mapping[str, str]) -> bool:
    """Whether a comparison holds, or a variable by itself has a value."""
    if (alike := _ALIKE.fullmatch(part)) is None:
        assert re.fullmatch(r"\$\w+", part), part
        return bool(known.get(part[1:]))
    name, sign, text, other, _null = alike.groups()
    wanted = text if text is not None else known.get(other) if other else None
    return (known.get(name) == wanted) == (sign == "==")


def _caches(job: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = job.get("cache", [])
    return found if isinstance(found, list) else [found]


def _copy(source: Path, target: Path, patterns: Iterable[str]) -> None:
    """Copy what patterns name from one folder to another, over what is there."""
    for pattern in patterns:
        for path in source.glob(pattern):
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                shutil.copytree(path, place, dirs_exist_ok=True)
            else:
                shutil.copy2(path, place)
