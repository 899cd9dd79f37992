"""The nightly job of a new catalogue repository on systems other than its forge's own."""

import shlex
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Final

from innersource_marketplace.escape import json_text

CI_SYSTEMS: Final = {
    "azure": (("azure-pipelines.yml", "azure-pipelines.yml"),),
    "jenkins": (("Jenkinsfile", "Jenkinsfile"),),
    "systemd": (
        ("systemd/marketplace.service", "server/marketplace.service"),
        ("systemd/marketplace.timer", "server/marketplace.timer"),
        ("systemd/nginx.conf", "server/nginx.conf"),
        ("systemd/nightly.sh", "server/nightly.sh"),
    ),
}
"""What `init --ci` takes, with the files of each as (template, path in the repository)."""

_OF_FORGES: Final = (".github/", ".gitlab-ci.yml", "templates/")
_NO_ADDRESS: Final = "  # url: https://innersource.example.com/\n"

_LAST_STEP: Final = {
    None: "push it, and set up the nightly job as README.md says",
    "azure": "push it, create a pipeline from azure-pipelines.yml, and give it the secret variable MARKETPLACE_TOKEN",
    "jenkins": "push it, create a pipeline job from Jenkinsfile, and store the credential marketplace-token",
    "systemd": "copy it to /srv/marketplace, and run there what README.md says",
}


def with_choices(
    instance: Iterable[tuple[str, str]], *, forge: str, ci: str | None = None, site_url: str | None = None
) -> Iterator[tuple[str, str]]:
    """Change the files of a new catalogue repository for a forge to what was chosen.

    With `ci`, one of `CI_SYSTEMS`, its nightly job takes the place of the forge's own. `site_url`
    is the address of the site.
    """
    templates = files(__package__).joinpath("instance_template")
    for path, text in instance:
        if path == "catalog.yml" and site_url is not None:
            yield path, text.replace(_NO_ADDRESS, f"  url: {json_text(site_url)}\n")
        elif path == "README.md":
            yield path, text.replace("@nightly@", templates.joinpath("nightly", f"{ci or forge}.md").read_text("utf-8"))
        elif ci is None or not path.startswith(_OF_FORGES):
            yield path, text
    for name, path in CI_SYSTEMS.get(ci or "", ()):
        text = templates.joinpath("ci", *name.split("/")).read_text(encoding="utf-8")
        # By the name that `token_env` has in the catalogue that is begun here.
        yield path, text.replace("GITHUB_TOKEN", f"{forge.upper()}_TOKEN")


def next_steps(folder: str, ci: str | None) -> tuple[str, str, str]:
    """The three steps after `init`, as commands where there are some."""
    go = "" if folder == "." else f"cd {shlex.quote(folder)} && "
    return (
        f"{go}marketplace check --connect    # after adding your sources to catalog.yml",
        "marketplace serve    # collects, builds, and shows it on http://127.0.0.1:8000",
        f"git init && git add --all && git commit -m 'Our marketplace'    # then {_LAST_STEP[ci]}"
        if ci != "systemd"
        else _LAST_STEP[ci],
    )
