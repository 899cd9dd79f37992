"""A forge in a process of its own: prints where it is, then answers `push N` and `report` on standard input.

    python -m bench.forge_process gitlab --repositories 1000 --latency 0.05

All repositories have the same few files; a push adds a commit to one that has its own copy from then on.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

import gitea_server
import gitlab_server
from git_repositories import Commit, add_commits, make_repository
from github_server.shared_world import serve_shared
from gitlab_server.world import ADA, RUI, Group, Issue, MergeRequest, Note, Project, World

SERVERS: dict[str, Callable[..., Any]] = {
    "github": partial(serve_shared, points=1_000_000),
    "gitlab": gitlab_server.serve,
    "gitea": gitea_server.serve,
}
_WHEN = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)


def world_of(folder: Path, count: int) -> World:
    """So many projects in ten groups, each with tasks, merge requests and releases."""
    files: dict[str | bytes, Any] = {
        "README.md": b"# A project\n\nOne of many.\n",
        "innersource.json": b'{"skills": ["Python"]}',
        "src/main.py": b"print(1)\n",
    }
    content = make_repository(folder / "shared.git", [Commit(files=files)])
    notes = (Note(author=ADA, at=_WHEN + timedelta(hours=3)),)
    requests = tuple(
        MergeRequest(
            iid=n, author=RUI, created=_WHEN, merged=_WHEN + timedelta(days=1), approved_by=(ADA,), notes=notes
        )
        for n in range(1, 11)
    )
    issues = tuple(Issue(iid=n, title=f"Task {n}", labels=("help wanted",)) for n in range(20, 24))
    projects = [
        Project(
            id=n,
            path=f"acme/project-{n}",
            content=content,
            requests=requests,
            issues=issues,
            releases=("v1", "v2"),
            active=datetime.now(UTC) - timedelta(days=3),
        )
        for n in range(1, count + 1)
    ]
    return World(projects=projects, groups=[Group(id=9_000_000, path="acme", name="Acme")])


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench.forge_process")
    parser.add_argument("kind", choices=SERVERS)
    parser.add_argument("--repositories", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.05)
    options = parser.parse_args(arguments)
    serve = SERVERS[options.kind]
    with tempfile.TemporaryDirectory(prefix="forge-") as place:
        folder = Path(place)
        world = world_of(folder, options.repositories)
        with serve(world) as server:
            server.faults.append(lambda _asked: time.sleep(options.latency))
            _say({"web": server.web, "token": server.token})
            for line in sys.stdin:
                word, _, number = line.strip().partition(" ")
                if word == "push":
                    _push(world, folder, int(number))
                _say(_report(server))
                server.log.clear()


def _push(world: World, folder: Path, count: int) -> None:
    for one in world.projects[:count]:
        own = folder / f"own-{one.id}.git"
        shutil.copytree(folder / "shared.git", own)
        add_commits(own, [Commit(files={"CHANGELOG.md": b"More.\n"})])
    now = datetime.now(UTC) - timedelta(hours=5)
    changed = [replace(one, content=folder / f"own-{one.id}.git", active=now) for one in world.projects[:count]]
    world.projects[:count] = changed


def _report(server: Any) -> dict[str, int]:
    return {
        "requests": sum(one.kind != "git" for one in server.log),
        "git": sum(one.kind == "git" and "info/refs" in one.path for one in server.log),
        "complexity": sum(one.complexity for one in server.log),
        "largest": max((one.complexity for one in server.log), default=0),
    }


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
