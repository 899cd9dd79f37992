"""The sample organisation on three forges: the sites are equal but for links, and for the words of each forge."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

import gitea_server
import gitlab_server
from forge_sample import sample_world
from github_server.shared_world import serve_shared
from gitlab_server.world import World
from innersource_marketplace import sample
from innersource_marketplace.collect.catalog_file import load_catalog
from innersource_marketplace.collect.figures import night_figures
from innersource_marketplace.collect.plan import plan
from innersource_marketplace.collect.run import collect
from innersource_marketplace.collect.sources import Changed, Outcome, Source
from innersource_marketplace.model import Facts, ProjectKey, day_of
from innersource_marketplace.sandbox.converter import ReadmeConverter
from marketplaces import EPOCH, files_of, make_marketplace

SERVERS: Mapping[str, Callable[[World], AbstractContextManager[Any]]] = {
    "github": serve_shared,
    "gitlab": gitlab_server.serve,
    "gitea": gitea_server.serve,
}
NOW = datetime.fromtimestamp(int(EPOCH), UTC)


def catalog_of(kind: str, web: str, owners: tuple[str, ...]) -> str:
    """The catalogue of the sample, with a forge for its source."""
    before, _, after = sample.catalog("git").partition("sources:\n")
    rest = re.sub(r"\A(?:(?:[ #].*)?\n)+", "", after)
    source = f"  - {kind}: [{', '.join(owners)}]\n    url: {web}\n    token_env: FORGE_TOKEN\n"
    # Entries of the catalogue name another host.
    return f"{before}sources:\n{source}{rest}".partition("\nprojects:\n")[0] + "\n"


class Common(msgspec.Struct, frozen=True):
    """A source without the facts that not every forge has."""

    source: Source

    @property
    def name(self) -> str:
        return self.source.name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        for outcome in self.source.collect(known, full=full):
            if not isinstance(outcome, Changed):
                yield outcome
                continue
            facts = replace(outcome.collected.facts, **dict.fromkeys(NOT_EVERYWHERE))
            issues = tuple(replace(one, linked_pull_request=None) for one in facts.issues or ())
            nearest = tuple(one for one in facts.manifests or () if "/" not in one.path)
            facts = replace(facts, issues=None if facts.issues is None else issues, manifests=nearest)
            # GitHub does not read old histories to their beginnings.
            authors = tuple(replace(one, first=None) for one in facts.authors or ())
            facts = replace(facts, authors=None if facts.authors is None else authors)
            yield replace(outcome, collected=replace(outcome.collected, facts=facts))


NOT_EVERYWHERE = ("contributors", "subscribers", "forking_allowed", "test_files", "languages")
"""GitHub is not asked for all files and people, nor for manifests further down, but counts languages itself; GitLab
does not count who watches, and Gitea does not say who may fork, nor which requests an issue has."""


def site_on(kind: str, world: World, folder: Path) -> dict[str, bytes]:
    """Collect and build the site of a world that one kind of forge serves."""
    with SERVERS[kind](world) as server:
        owners = tuple(group.path for group in world.groups)
        marketplace = make_marketplace(folder, catalog=catalog_of(kind, server.web, owners))
        catalog, _ = load_catalog(folder / "catalog.yml")
        night = partial(night_figures, catalog, base=folder, today=day_of(NOW))
        with ReadmeConverter(1) as converter:
            made = plan(
                catalog,
                base=folder,
                snapshot_path=marketplace.snapshot,
                environment={"FORGE_TOKEN": server.token, "PATH": os.environ["PATH"]},
                now=NOW,
                scratch=folder / "scratch",
                converter=converter,
            )
            report = collect(
                [Common(source) for source in made.sources],
                snapshot_path=marketplace.snapshot,
                clock=lambda: NOW,
                converter=converter,
                further_figures=partial(night, converter=converter),
            )
    assert report.failed == {}
    built = marketplace.run("build")
    assert built.status == 0, built.err
    return files_of(marketplace.site)


ADDRESS = re.compile(r"https?(?:://|%3A%2F%2F)127\.0\.0\.1(?::|%3A)\d+[^\s\"'<>)\\]*")
SUGGESTED = re.compile(r"<code>(?:version: 2&#10;updates|\{&#10;  &#34;\$schema&#34;)[^<]*")
"""A file to begin with: Dependabot is GitHub's, Renovate is for all others."""

ORIGINS = re.compile(r"<li><strong>[^<]*</strong> (?:from the host|calculated here)</li>")
"""GitHub's list gives the licence that is read from a file elsewhere."""

TERMS = {
    "merge request": "pull request",
    "Merge request": "Pull request",
    ".gitlab/merge_request_templates/default.md": ".github/pull_request_template.md",
    ".gitlab/issue_templates/bug.md": ".github/ISSUE_TEMPLATE/bug.md",
    "gitlab": "github",
    "gitea": "github",
    "GitLab": "GitHub",
    "The forge did not": "GitHub did not",
    "Gitea": "GitHub",
    "GitHub Actions": "Actions",
}
HASH = re.compile(r"(?<![0-9A-Za-z.])(?=[0-9]*[a-f])[0-9a-f]{8,64}(?![0-9A-Za-z])|sha256-[A-Za-z0-9+/=]+")
"""Names of files by their content, which differs by the addresses in it."""


def in_common(name: str, content: bytes) -> str:
    """The text of a file with one address for all links, and with the words of one forge."""
    text = ADDRESS.sub("LINK", content.decode("utf-8", "replace"))
    for term, shared in TERMS.items():
        text = text.replace(term, shared)
    text = SUGGESTED.sub("<code>", HASH.sub("HASH", text))
    if name.endswith("catalog-info.yaml"):  # Backstage knows projects of Gitea by their address alone
        text = "\n".join(line for line in text.splitlines() if "project-slug" not in line)
    text = ORIGINS.sub("", text)
    if name.endswith(".json"):
        value = json.loads(text)
        if isinstance(value, dict):
            value.pop("origins", None)
        return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    return text.replace("<", "\n<")


def compare(folder: Path, world: World) -> None:
    """Make the sites of a world, and assert that they are the same."""
    sites = {kind: site_on(kind, world, folder / kind) for kind in SERVERS}
    ours = {HASH.sub("HASH", name): in_common(name, content) for name, content in sites["github"].items()}
    assert len(ours) > 5 * len(world.projects)
    for kind in ("gitlab", "gitea"):
        theirs = {HASH.sub("HASH", name): in_common(name, content) for name, content in sites[kind].items()}
        assert theirs.keys() == ours.keys()
        for name, text in theirs.items():
            lines = [*unified_diff(ours[name].splitlines(), text.splitlines(), "github", kind, lineterm="", n=1)]
            assert not lines, "\n".join([name, *lines[:40]])


@pytest.mark.slow
def test_two_teams_of_the_sample_look_the_same_on_three_forges(tmp_path: Path) -> None:
    compare(tmp_path, sample_world(tmp_path / "git", NOW, ("data", "mobile")))


@pytest.mark.exhaustive
def test_the_sample_looks_the_same_on_three_forges(tmp_path: Path) -> None:
    compare(tmp_path, sample_world(tmp_path / "git", NOW))
