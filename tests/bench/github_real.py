"""Reads real repositories through a server that speaks GitHub and through git, and compares what was found.

    PYTHONPATH=tests python -m tests.bench.github_real FOLDER

`FOLDER` holds bare repositories as `owner+name/repo`. The server reads them itself, so trees, files and
history are genuine; stars, issues and the like are not there.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from github_server import HostedRepository, Organization, World, serve
from innersource_marketplace.model import Facts

from .github import CATALOG, stored_facts
from .processes import Cost, measured
from .report import table


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """The same real repositories read through both sources. `differences` are by repository and fact."""

    repositories: int
    requests: int
    points: int
    over_github: Cost
    over_git: Cost
    differences: Mapping[str, Mapping[str, tuple[object, object]]]


_GIT_CATALOG = "version: 1\norganization: Acme\nsources:\n"


def compare_real(folder: Path, now: datetime) -> Compared:
    """Read the bare repositories `folder/owner+name/repo` through the GitHub server and through git."""
    found = {path.parent.name.replace("+", "/", 1): path for path in sorted(folder.glob("*/repo"))}
    hosted = tuple(
        HostedRepository(content=path, owner="real", name=name.replace("/", "."), topics=("innersource",))
        for name, path in found.items()
    )
    world = World(organizations=(Organization(login="real"),), repositories=hosted)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(now.timestamp()))}
    command = [sys.executable, "-m", "innersource_marketplace", "--quiet", "collect"]
    with tempfile.TemporaryDirectory(prefix="marketplace-bench-") as place, serve(world, points=1_000_000) as server:
        github, git = Path(place) / "github", Path(place) / "git"
        for one in (github, git):
            one.mkdir()
        (github / "catalog.yml").write_text(CATALOG.format(owner="real", web=server.origin))
        sources = "".join(
            f"  - {{git: {path}, web: 'https://git.example/real/{name.replace('/', '.')}'}}\n"
            for name, path in found.items()
        )
        (git / "catalog.yml").write_text(_GIT_CATALOG + sources)
        over_github = measured(command, folder=github, environment={**environment, "GITHUB_TOKEN": server.token})
        over_git = measured(command, folder=git, environment=environment)
        by_github, by_git = ({facts.name: facts for facts in stored_facts(one)} for one in (github, git))
        if not by_github.keys() == by_git.keys() == {name.replace("/", ".") for name in found}:
            raise RuntimeError(f"not all were collected: {len(by_github)} and {len(by_git)} of {len(found)}")
        differences = {name: _differences(facts, by_git[name]) for name, facts in by_github.items()}
    return Compared(
        repositories=len(found),
        requests=len(server.log),
        points=server.points,
        over_github=over_github,
        over_git=over_git,
        differences={name: found for name, found in differences.items() if found},
    )


def _differences(github: Facts, git: Facts) -> dict[str, tuple[object, object]]:
    def files(facts: Facts) -> dict[str, tuple[str, str]]:
        return {role.value: (document.path, document.oid) for role, document in facts.documents.items()}

    pairs: dict[str, tuple[object, object]] = {
        "head": (github.head, git.head),
        "default branch": (github.default_branch, git.default_branch),
        "commits": (github.commits, git.commits),
        "weekly commits": (github.weekly_commits, git.weekly_commits),
        "files of CI": (github.ci_files, git.ci_files),
        "licence": (github.license, git.license),
        "code owners": (github.code_owners, git.code_owners),
    }
    theirs, ours = files(github), files(git)
    pairs |= {f"document {role}": (theirs.get(role), ours.get(role)) for role in theirs.keys() | ours.keys()}
    return {name: pair for name, pair in sorted(pairs.items()) if pair[0] != pair[1]}


def real_table(result: Compared) -> str:
    """Both ways beside each other."""
    rows = [
        (
            "github",
            str(result.repositories),
            str(result.requests),
            str(result.points),
            f"{result.over_github.seconds:.1f}",
            f"{result.over_github.memory_bytes / 2**20:.0f}",
        ),
        (
            "git",
            str(result.repositories),
            "",
            "",
            f"{result.over_git.seconds:.1f}",
            f"{result.over_git.memory_bytes / 2**20:.0f}",
        ),
    ]
    return table(("source", "real repositories", "requests", "points", "s", "peak MB"), rows)


def main() -> None:
    """Compare and print."""
    compared = compare_real(Path(sys.argv[1]), datetime.now(UTC))
    sys.stdout.write(real_table(compared) + "\n")
    for name, found in compared.differences.items():
        for fact, (github, git) in found.items():
            sys.stdout.write(f"{name}: {fact}: github {str(github)[:200]} | git {str(git)[:200]}\n")


if __name__ == "__main__":
    main()
