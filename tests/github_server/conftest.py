"""One real repository, and short ways to ask the server."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import github
import pytest
import requests

from github_server import Server

Ask = Callable[..., Any]


def git(folder: Path, *arguments: str, date: str = "2026-01-05T12:00:00+02:00") -> str:
    """Run git without any configuration of the machine."""
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.com",
        "GIT_AUTHOR_DATE": date,
        "GIT_COMMITTER_NAME": "Grace",
        "GIT_COMMITTER_EMAIL": "grace@example.com",
        "GIT_COMMITTER_DATE": date,
    }
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, check=True)
    return done.stdout.decode()


def commit_files(folder: Path, files: dict[str, bytes], date: str) -> None:
    """Write files and commit them."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", f"Add {', '.join(files)}", date=date)


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with three commits, a symbolic link, a binary file and templates."""
    folder = tmp_path_factory.mktemp("ledger")
    git(folder, "init", "--quiet", "--initial-branch=trunk")
    commit_files(folder, {"README.md": b"# Ledger\n", "logo.png": b"\x89PNG\0\0"}, "2025-01-06T10:00:00+00:00")
    templates = {
        ".github/ISSUE_TEMPLATE/bug.md": b"---\nname: Bug\nabout: Something broke\n---\nWhat happened?\n",
        ".github/ISSUE_TEMPLATE/config.yml": b"blank_issues_enabled: false\n",
        ".github/pull_request_template.md": b"What and why?\n",
    }
    commit_files(folder, templates, "2025-11-03T10:00:00+00:00")
    (folder / "LINK").symlink_to("README.md")
    commit_files(folder, {"docs/use.md": b"Use it.\n"}, "2026-01-05T12:00:00+02:00")
    return folder


@pytest.fixture
def ask() -> Ask:
    """Ask a question in GraphQL; gives the whole payload."""

    def question(server: Server, query: str, **variables: object) -> Any:
        answer = requests.post(
            server.graphql_url,
            data=json.dumps({"query": query, "variables": variables}),
            headers={"Authorization": f"bearer {server.token}"},
            timeout=5,
        )
        return answer.json()

    return question


@pytest.fixture
def client() -> Callable[[Server], github.Github]:
    """PyGithub without its own pauses and retries."""

    def make(server: Server) -> github.Github:
        return github.Github(
            base_url=server.url,
            auth=github.Auth.Token(server.token),
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )

    return make
