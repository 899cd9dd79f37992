"""The nightly jobs of other systems: valid, and their own shell steps publish a site."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
import yaml
from ours import CI_TEMPLATES as TEMPLATES
from shell_steps import shell_steps

from marketplaces import EPOCH, Marketplace, make_marketplace

SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.mark.slow
def test_the_azure_pipeline_fits_the_schema_of_azure() -> None:
    done = subprocess.run(
        [
            SCRIPTS / "check-jsonschema",
            "--builtin-schema=azure-pipelines",
            "--data-transform=azure-pipelines",
            "--regex-variant=nonunicode",
            TEMPLATES / "azure-pipelines.yml",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def steps_of(name: str) -> list[str]:
    """The shell steps of a nightly job but those that install, in their order."""
    return [step for step in shell_steps(name) if "install.sh" not in step]


def run(step: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": f"{folder / '.venv/bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "SOURCE_DATE_EPOCH": EPOCH,
        "MARKETPLACE_HOME": str(folder),
        "MARKETPLACE_TOKEN_FILE": str(folder / "token"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        ["/bin/sh", "-e", "-c", step], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def marketplace(tmp_path: Path) -> Marketplace:
    made = make_marketplace(tmp_path, "web/shop")
    (tmp_path / ".venv/bin").mkdir(parents=True)
    program = tmp_path / ".venv/bin/marketplace"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m innersource_marketplace "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "token").write_text("nothing", encoding="utf-8")
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Jenkinsfile", "azure-pipelines.yml", "systemd/nightly.sh"])
def test_the_steps_of_a_nightly_job_publish_a_site(marketplace: Marketplace, name: str) -> None:
    steps = steps_of(name)
    assert steps
    for step in steps:
        done = run(step, marketplace.folder)
        assert done.returncode == 0, f"{step}\n{done.stdout}{done.stderr}"
    assert (marketplace.site / "projects/web/shop/index.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "Jenkinsfile",
        *(pytest.param(one, marks=pytest.mark.exhaustive) for one in ("azure-pipelines.yml", "systemd/nightly.sh")),
    ],
)
def test_a_night_without_anything_usable_is_no_success(marketplace: Marketplace, name: str) -> None:
    marketplace.write_catalog("version: 1\norganization: Acme\nsources:\n  - git: nowhere\n")
    results = [run(step, marketplace.folder).returncode for step in steps_of(name)]
    assert any(results)
    assert not marketplace.site.exists()


STUB = """#!/bin/sh
echo "$@" >> calls
case $1 in collect | merge) ;; audit) exit ${AUDIT:-0} ;; *) exit 0 ;; esac
while [ $# -gt 0 ]; do [ "$1" = --outcome ] && printf "status=%s\\npublish=%s\\n" $STATUS $PUBLISH >> "$2"; shift; done
exit $STATUS
"""
"""A marketplace whose collecting and merging end as the environment says."""


def stand_in(folder: Path) -> None:
    """Put programs that only note how they are called in the place of ours and of `gh`."""
    for program, text in (("marketplace", STUB), ("gh", "#!/bin/sh\nexit 1\n")):
        for place in (folder / ".venv/bin", folder):
            place.mkdir(parents=True, exist_ok=True)
            (place / program).write_text(text, encoding="utf-8")
            (place / program).chmod(0o755)
    (folder / "token").write_text("nothing", encoding="utf-8")


def nightly_steps(name: str) -> list[str]:
    """The shell steps of a night in their order, of any system."""
    if name == "gitlab-ci.yml":
        jobs = yaml.safe_load((TEMPLATES.parent / name).read_text(encoding="utf-8"))
        return ["set -eo pipefail\n" + "\n".join(jobs[job]["script"]) for job in ("collect", "pages", "result")]
    if name.startswith("nightly"):
        jobs = yaml.safe_load((TEMPLATES.parent / "workflows" / name).read_text(encoding="utf-8"))["jobs"]
        jobs |= yaml.safe_load((TEMPLATES.parent / "workflows" / "nightly-tell.yml").read_text(encoding="utf-8"))[
            "jobs"
        ]
        jobs.pop("notify")  # calls the other
        steps = {step["name"]: step["run"] for job in jobs.values() for step in job["steps"] if "run" in step}
        told = steps["Open or update an issue when it failed twice running, close it when all is well"]
        first = steps["Merge" if "sharded" in name else "Collect"]
        return [f"set -e\n{step}" for step in (first, steps["Build"], told)]
    return [step for step in steps_of(name) if step != ".venv/bin/marketplace check" and step != "marketplace check"]


@pytest.mark.parametrize(
    "name",
    [
        *("nightly.yml", "nightly-sharded.yml", "gitlab-ci.yml"),
        *("Jenkinsfile", "azure-pipelines.yml", "systemd/nightly.sh"),
    ],
)
@pytest.mark.parametrize(
    ("status", "publish"), [(0, "true"), (3, "true"), (1, "true"), (1, "false"), (2, "false"), (139, "")]
)
def test_every_system_publishes_when_the_outcome_says_so_and_is_red_when_nothing_was_usable(
    tmp_path: Path, name: str, status: int, publish: str
) -> None:
    stand_in(tmp_path)
    results = ["success"] * (5 if "sharded" in name else 3)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "STATUS": str(status),
        # A program that was killed has written nothing.
        "PUBLISH": publish,
        "RESULTS": " ".join(results),
        "MARKETPLACE_HOME": str(tmp_path),
        "MARKETPLACE_TOKEN_FILE": str(tmp_path / "token"),
        **dict.fromkeys(("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"), "told"),
        **dict.fromkeys(("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID", "GITHUB_REF_NAME"), "x"),
    }
    (tmp_path / "told").touch()
    ended = 0
    for step in nightly_steps(name):
        done = subprocess.run(["bash", "-c", step], cwd=tmp_path, env=environment, check=False, capture_output=True)
        ended = done.returncode
        if ended:
            break
    calls = [line.split()[0] for line in (tmp_path / "calls").read_text().splitlines()]
    assert calls[0] == ("merge" if "sharded" in name else "collect")
    assert ("build" in calls) == (publish == "true")
    # The unit takes 3 for a success, as SuccessExitStatus says.
    assert (ended in ((0, 3) if "systemd" in name else (0,))) == (status in (0, 3))


def test_what_fails_the_audit_is_never_in_the_folder_that_is_served(tmp_path: Path) -> None:
    stand_in(tmp_path)
    (step,) = steps_of("systemd/nightly.sh")
    environment = {"PATH": os.environ["PATH"], "STATUS": "0", "PUBLISH": "true", "AUDIT": "1"}
    environment |= {"MARKETPLACE_HOME": str(tmp_path), "MARKETPLACE_TOKEN_FILE": str(tmp_path / "token")}
    done = subprocess.run(["sh", "-c", step], cwd=tmp_path, env=environment, check=False, capture_output=True)
    assert done.returncode == 1
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls[1:] == ["build --site-dir checked", "audit checked"]


def test_the_token_is_in_one_step_only() -> None:
    for name in ("Jenkinsfile", "azure-pipelines.yml", "systemd/nightly.sh"):
        text = "\n".join(
            line
            for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines()
            if not line.lstrip().startswith(("#", "//"))
        )
        assert len(re.findall(r"GITHUB_TOKEN", text)) == 1, name


def test_units_say_what_they_run_and_where_they_write() -> None:
    service = (TEMPLATES / "systemd/marketplace.service").read_text(encoding="utf-8")
    assert "ProtectSystem=strict" in service
    assert "ReadWritePaths=/srv/marketplace" in service
    assert "NoNewPrivileges=yes" in service
    assert "Persistent=true" in (TEMPLATES / "systemd/marketplace.timer").read_text(encoding="utf-8")
