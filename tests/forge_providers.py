"""The providers of forges with their servers, and changes to the lists that these give."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import msgspec
import pytest

import gitea_server
import gitlab_server
from github_server.shared_world import serve_shared
from gitlab_server import Asked


class Forge(msgspec.Struct, frozen=True):
    """A provider with its server."""

    kind: str
    serve: Callable[..., AbstractContextManager[Any]]
    lists: str
    """A part of the address of a list, for faults."""
    graphql: bool = False
    git: bool = True


PROVIDERS = {
    "github": Forge("github", serve_shared, "graphql", graphql=True, git=False),
    "gitlab": Forge("gitlab", gitlab_server.serve, "graphql", graphql=True),
    "gitlab-2023": Forge("gitlab", partial(gitlab_server.serve, old=True), "projects"),
    "gitlab-rest": Forge("gitlab", partial(gitlab_server.serve, graphql=False), "projects"),
    "gitea": Forge("gitea", gitea_server.serve, "repos"),
    "gitea-2022": Forge("gitea", partial(gitea_server.serve, topics=False), "repos"),
}


EACH = [pytest.param(name, marks=pytest.mark.slow if "-" in name else ()) for name in PROVIDERS]
"""The names of all, to run a test on each; odd and old servers in the slow tests."""


def of_list(asked: Asked) -> bool:
    """Whether a request asks for a list of repositories."""
    return asked.operation == "list" or any(part in asked.path for part in ("/repos?", "/projects?"))


def of_details(asked: Asked) -> bool:
    """Whether a request asks about repositories that were listed: some at once, one, or a page of their list again."""
    one = ("/api/v4/projects/", "/api/v1/repositories/")
    again = "/repos?" in asked.path and "&page=" in asked.path
    return asked.operation == "details" or again or asked.path.startswith(one)


def path_of(value: object) -> str | None:
    """The path of a repository, by whatever name a forge gives it; None for what is none."""
    names = ("nameWithOwner", "fullPath", "path_with_namespace", "full_name")
    return next((value[name] for name in names if name in value), None) if isinstance(value, dict) else None


def edit_lists(answer: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """An answer with other lists of repositories."""
    if isinstance(answer, dict):
        return {name: edit_lists(value, change) for name, value in answer.items()}
    if isinstance(answer, list):
        return change(answer) if any(map(path_of, answer)) else [edit_lists(value, change) for value in answer]
    return answer


def edited(change: Callable[[list[Any]], list[Any]]) -> Callable[[Asked, Any], Any]:
    """Answer requests for lists with other lists."""
    return lambda asked, answer: edit_lists(answer, change) if of_list(asked) else answer
