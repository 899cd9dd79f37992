"""The shell steps of nightly jobs on systems other than the two forges' own."""

import re

import yaml
from ours import CI_TEMPLATES


def shell_steps(name: str) -> list[str]:
    """All shell steps of a nightly job, in their order, as they run on one machine."""
    text = (CI_TEMPLATES / name).read_text(encoding="utf-8")
    if name == "Jenkinsfile":
        return [
            one or two or three
            for one, two, three in re.findall(r"sh (?:'''(.*?)'''|'(.*?)'|\"(.*?)\")", text, re.DOTALL)
        ]
    if name.endswith(".sh"):
        return [text]
    jobs = yaml.safe_load(text)["jobs"]
    found = [step["script"] for job in jobs for step in job["steps"] if "script" in step]
    # What the one job hands to the other is there already.
    return [script.replace('cp -R "$(Pipeline.Workspace)/snapshot/." .marketplace/\n', "") for script in found]
