"""The nightly jobs of other systems: valid, and their own shell steps publish a site."""

import os
import re
import subprocess
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from innersource_marketplace.authoring import ci_files
from marketplaces import EPOCH, Marketplace, make_marketplace

TEMPLATES = Path(str(files(ci_files.__package__).joinpath("instance_template", "ci")))
SCRIPTS = Path(sysconfig.get_path("scripts"))


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
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    if name == "Jenkinsfile":
        found = [
            one or two or three
            for one, two, three in re.findall(r"sh (?:'''(.*?)'''|'(.*?)'|\"(.*?)\")", text, re.DOTALL)
        ]
    elif name.endswith(".sh"):
        found = [text]
    else:
        jobs = yaml.safe_load(text)["jobs"]
        found = [step["script"] for job in jobs for step in job["steps"] if "script" in step]
        # One machine: what the one job hands to the other is there already.
        found = [script.replace('cp -R "$(Pipeline.Workspace)/snapshot/." .marketplace/\n', "") for script in found]
    return [step for step in found if "install.sh" not in step]


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
@pytest.mark.parametrize("name", ["Jenkinsfile", "azure-pipelines.yml", "systemd/nightly.sh"])
def test_a_night_without_anything_usable_is_no_success(marketplace: Marketplace, name: str) -> None:
    marketplace.write_catalog("version: 1\norganization: Acme\nsources:\n  - git: nowhere\n")
    results = [run(step, marketplace.folder).returncode for step in steps_of(name)]
    assert any(results)
    assert not marketplace.site.exists()


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
