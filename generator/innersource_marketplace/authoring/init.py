"""A new catalogue repository: the few files that somebody needs to begin a marketplace of their own.

Everything else (theme, reference pages, site configuration) comes with the program, so that an
upgrade brings it up to date; a file of the same name in the repository lies over it.
"""

from collections.abc import Iterator
from importlib.resources import files

from innersource_marketplace import __version__, escape
from innersource_marketplace.formats.published_schemas import schema
from innersource_marketplace.paths import instance_file

WORKFLOWS = ("nightly.yml", "nightly-sharded.yml", "check.yml", "comment.yml")
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


def new_instance(organization: str, forge: str = "github") -> Iterator[tuple[str, str]]:
    """Yield the files of a new catalogue repository as (path, text).

    `organization` is its name, `forge` one of `CI_FORGES`, where the repository will be.
    """
    template = files(__package__).joinpath("instance_template")
    # As a JSON string the name is valid YAML whatever it holds.
    quoted = escape.json_text(organization)
    for name in ("catalog.yml", "README.md", "gitignore.txt"):
        text = template.joinpath(name).read_text(encoding="utf-8")
        target = ".gitignore" if name == "gitignore.txt" else name
        source = _SOURCES[forge]
        text = text.replace("@source@", source)
        yield target, text.replace("@organization@", quoted if name == "catalog.yml" else organization)
    if forge == "gitlab":
        yield ".gitlab-ci.yml", template.joinpath("gitlab-ci.yml").read_text(encoding="utf-8")
    else:
        for workflow in WORKFLOWS:
            text = template.joinpath("workflows", workflow).read_text(encoding="utf-8")
            yield f".github/workflows/{workflow}", text
        yield ".github/dependabot.yml", template.joinpath("dependabot.yml").read_text(encoding="utf-8")
    yield "requirements.txt", f"innersource-marketplace=={__version__}\n"
    yield "schemas/catalog.json", schema("catalog")
    yield "schemas/innersource.json", schema("innersource")
    yield "docs/about.md", instance_file("docs").joinpath("about.md").read_text(encoding="utf-8")
