"""The shell steps of the nightly jobs of other systems than GitHub, as one machine runs them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import yaml

from marketplaces import EPOCH

FILES: Final = {
    "jenkins": ("ci/Jenkinsfile", "Jenkinsfile"),
    "azure": ("ci/azure-pipelines.yml", "azure-pipelines.yml"),
    "systemd": ("ci/systemd/nightly.sh", "server/nightly.sh"),
    "gitlab": ("gitlab-ci.yml", ".gitlab-ci.yml"),
}
"""The file of each, as (template, path in the repository)."""

SITES: Final = {"gitlab": "public"}
"""Where the site is, if not in `site`."""


def steps_of(system: str, text: str, *, install: bool = False) -> list[str]:
    """The shell steps of a nightly job in their order; those that install only if they are wanted."""
    if system == "jenkins":
        found = [
            one or two or three
            for one, two, three in re.findall(r"sh (?:'''(.*?)'''|'(.*?)'|\"(.*?)\")", text, re.DOTALL)
        ]
    elif system == "systemd":
        found = [text]
    elif system == "gitlab":
        whole = yaml.safe_load(text)
        begin = whole["default"]["before_script"]
        found = [step for job in ("check", "collect", "pages") for step in (*begin, *whole[job]["script"])]
    else:
        jobs = yaml.safe_load(text)["jobs"]
        found = [step["script"] for job in jobs for step in job["steps"] if "script" in step]
        # One machine: what the one job hands to the other is there already.
        found = [script.replace('cp -R "$(Pipeline.Workspace)/snapshot/." .marketplace/\n', "") for script in found]
    return [step for step in found if install or "install.sh" not in step]


def run(step: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a step in a repository whose .venv has the program."""
    environment = {
        "PATH": f"{folder / '.venv/bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "SOURCE_DATE_EPOCH": EPOCH,
        "MARKETPLACE_HOME": str(folder),
        "MARKETPLACE_TOKEN_FILE": str(folder / "token"),
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }
    return subprocess.run(
        ["/bin/sh", "-e", "-c", step], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
