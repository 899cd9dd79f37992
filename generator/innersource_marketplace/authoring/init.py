"""A new catalogue repository: the few files that somebody needs to begin a marketplace of their own.

Everything else (theme, reference pages, site configuration) comes with the program, so that an
upgrade brings it up to date; a file of the same name in the repository lies over it.
"""

import json
import re
from collections.abc import Iterator
from importlib import metadata
from importlib.resources import files

from innersource_marketplace import escape
from innersource_marketplace.errors import UsageError
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.paths import instance_file

WORKFLOWS = ("nightly.yml", "nightly-sharded.yml", "nightly-tell.yml", "check.yml", "comment.yml")
"""The workflows of GitHub Actions that a new catalogue repository begins with."""


_SOURCES = {
    "github": """\
#   # Every repository of a GitHub organization that has the topic "innersource":
#   - github: acme
#     token_env: GITHUB_TOKEN""",
    "gitlab": """\
#   # Every project of a GitLab group, and of the groups in it, that has the topic "innersource":
#   - gitlab: acme
#     url: https://gitlab.example.com
#     token_env: GITLAB_TOKEN""",
}

CI_FORGES = ("github", "gitlab")
"""The forges whose nightly jobs a new catalogue repository can begin with."""


PROGRAM_FILE = "program.txt"
"""The file of a catalogue repository that says where the program comes from."""
_NAME = "innersource-marketplace"
_WHEEL = re.compile(r"(https://[^\s#@]+\.whl)#sha256=([0-9a-f]{64})")
_COMMIT = re.compile(r"git\+https://[^\s#@]+@[0-9a-f]{40}")
_VERSION = re.compile(rf"{_NAME}==([0-9][0-9A-Za-z.]*)#sha256=([0-9a-f]{{64}})")
_UNKNOWN = f"""\
# Where the nightly job installs the program from, as one line of these three, without the "#":
# {_NAME} @ https://HOST/PATH/FILE.whl --hash=sha256:HASH
# {_NAME} @ git+https://HOST/OWNER/NAME@FULL-ID-OF-A-COMMIT
# {_NAME}==VERSION --hash=sha256:HASH
# A name alone is not enough: somebody else may own it on a package index.
"""


def program_line(origin: str) -> str:
    """Turn the address of a wheel or a version on an index with its hash, or of a commit, into a line for pip.

    Raises `UsageError`.
    """
    if (wheel := _WHEEL.fullmatch(origin)) is not None:
        return f"{_NAME} @ {wheel[1]} --hash=sha256:{wheel[2]}"
    if (version := _VERSION.fullmatch(origin)) is not None:
        return f"{_NAME}=={version[1]} --hash=sha256:{version[2]}"
    if _COMMIT.fullmatch(origin):
        return f"{_NAME} @ {origin}"
    raise UsageError(
        f"--program {origin!r} does not say exactly what to install. Give the https address of a wheel with "
        f"#sha256= and its hash, git+https://… with @ and the 40 digits of a commit, or {_NAME}==VERSION with "
        "#sha256= and the hash of its wheel on your package index."
    )


def installed_from() -> str | None:
    """The line for pip that installs what is installed here; None if that is not known exactly.

    Source: PEP 610. Nothing is known of an installation from a package index, or from a folder.
    """
    try:
        origin = json.loads(metadata.distribution(_NAME).read_text("direct_url.json") or "{}")
        archive, commit = origin.get("archive_info", {}), origin.get("vcs_info", {})
        if commit.get("vcs") == "git":
            return program_line(f"git+{origin['url']}@{commit['commit_id']}")
        return program_line(f"{origin['url']}#sha256={archive['hashes']['sha256']}")
    except (metadata.PackageNotFoundError, KeyError, ValueError, UsageError):
        return None


def new_instance(organization: str, program: str | None, forge: str = "github") -> Iterator[tuple[str, str]]:
    """Yield the files of a new catalogue repository as (path, text).

    `organization` is its name, `program` the line for pip that installs the program,
    `forge` one of `CI_FORGES`, where the repository will be.
    """
    template = files(__package__).joinpath("instance_template")
    # As a JSON string the name is valid YAML whatever it holds.
    quoted = escape.json_text(organization)
    for name in ("catalog.yml", "README.md", "gitignore.txt", "install.sh"):
        text = template.joinpath(name).read_text(encoding="utf-8")
        target = ".gitignore" if name == "gitignore.txt" else name
        source = _SOURCES[forge]
        text = text.replace("@source@", source)
        yield target, text.replace("@organization@", quoted if name == "catalog.yml" else organization)
    if forge == "gitlab":
        yield ".gitlab-ci.yml", template.joinpath("gitlab-ci.yml").read_text(encoding="utf-8")
        yield "templates/similar.yml", template.joinpath("gitlab-similar.yml").read_text(encoding="utf-8")
    else:
        for workflow in WORKFLOWS:
            text = template.joinpath("workflows", workflow).read_text(encoding="utf-8")
            yield f".github/workflows/{workflow}", text
        yield ".github/dependabot.yml", template.joinpath("dependabot.yml").read_text(encoding="utf-8")
    yield PROGRAM_FILE, f"{program}\n" if program else _UNKNOWN
    yield "requirements.txt", instance_file("requirements").joinpath("runtime.txt").read_text(encoding="utf-8")
    yield "schemas/catalog.json", schema("catalog")
    yield "schemas/innersource.json", schema("innersource")
    yield "docs/about.md", instance_file("docs").joinpath("about.md").read_text(encoding="utf-8")
