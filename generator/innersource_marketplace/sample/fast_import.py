"""Writes a planned history for `git fast-import`, and runs git so that nobody's settings matter."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from innersource_marketplace.errors import MarketplaceError, UsageError
from innersource_marketplace.sample.commit_history import Commit
from innersource_marketplace.sample.recipes import Recipe

RunGit = Callable[[Path, Sequence[str], bytes], None]
"""Runs git in a repository with arguments and standard input; raises MarketplaceError on failure."""

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_DEFAULT_HASH": "sha1",
    "LC_ALL": "C",
}
"""The whole environment of git: no user's settings, hooks, templates, identity or signing."""

_SECONDS = 60


def run_git(repository: Path, arguments: Sequence[str], data: bytes) -> None:
    """Run git in a repository of the sample, in an environment of its own.

    Raises UsageError where git is not installed, MarketplaceError with git's words where it fails.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError("git was not found: install it (https://git-scm.com) and try again")
    # unpackLimit: even a handful of objects goes into a pack, so that a repository is a few files.
    # fsync: nothing is lost if the machine stops now, the sample is made again.
    settings = ("core.hooksPath=" + os.devnull, "fastimport.unpackLimit=1", "core.fsync=none")
    command = [program, *(word for setting in settings for word in ("-c", setting)), *arguments]
    try:
        subprocess.run(  # noqa: S603 - an argument list of our own, no shell
            command,
            cwd=repository,
            env=_ENVIRONMENT,
            input=data,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace").strip()
        raise MarketplaceError(f"git {arguments[0]} failed in {repository}. Is the disk full? {words}") from error
    except subprocess.TimeoutExpired as error:
        raise MarketplaceError(f"git {arguments[0]} took more than {_SECONDS} s in {repository}") from error


def import_stream(recipe: Recipe, commits: Sequence[Commit]) -> bytes:
    """Write the commits and tags of a repository in the language of `git fast-import`."""
    parts: list[bytes] = []
    for mark, commit in enumerate(commits, start=1):
        parts.append(f"commit refs/heads/{recipe.branch}\nmark :{mark}\n".encode())
        parts.append(f"author {_signature(commit)}\ncommitter {_signature(commit)}\n".encode())
        parts.append(_data(commit.message.encode()))
        parts += [_file(path, content) for path, content in sorted(commit.files.items())]
        if mark == len(commits):
            parts += [_entry("120000", path, target.encode()) for path, target in recipe.settings.links.items()]
        parts.append(b"\n")
    parts += [
        _tag(commit, mark, annotated=recipe.settings.annotated)
        for mark, commit in enumerate(commits, start=1)
        if commit.tag
    ]
    return b"".join([*parts, b"done\n"])


def _tag(commit: Commit, mark: int, *, annotated: bool) -> bytes:
    if not annotated:
        return f"reset refs/tags/{commit.tag}\nfrom :{mark}\n\n".encode()
    return f"tag {commit.tag}\nfrom :{mark}\ntagger {_signature(commit)}\n".encode() + _data(commit.message.encode())


def _signature(commit: Commit) -> str:
    person = commit.author
    return f"{person.name} <{person.email}> {round(commit.when.timestamp())} {person.zone}"


def _file(path: str, content: bytes) -> bytes:
    return _entry("100755" if content.startswith(b"#!") else "100644", path, content)


def _entry(mode: str, path: str, content: bytes) -> bytes:
    return f"M {mode} inline {path}\n".encode() + _data(content)


def _data(content: bytes) -> bytes:
    return f"data {len(content)}\n".encode() + content + b"\n"
