"""The REST routes answer as GitHub's do, for PyGithub too."""

import base64
from collections.abc import Callable
from pathlib import Path

import github
import pytest
import requests
from msgspec.structs import replace

from github_server import HostedRepository, Server, World, serve, synthetic_world

Client = Callable[[Server], github.Github]


def get(server: Server, path: str) -> requests.Response:
    header = {"Authorization": f"token {server.token}"}
    return requests.get(server.url + path, headers=header, timeout=5, allow_redirects=False)


def test_a_list_has_links_to_its_other_pages(client: Client) -> None:
    with serve(synthetic_world(70)) as server:
        link = get(server, "/orgs/acme/repos?per_page=30&page=2&type=all").headers["Link"]
        names = [one.name for one in client(server).get_organization("acme").get_repos()]
    assert f'<{server.url}/orgs/acme/repos?page=3&per_page=30&type=all>; rel="next"' in link
    assert 'rel="prev"' in link
    assert len(set(names)) == 70


def test_a_renamed_repository_is_a_redirect_to_its_number() -> None:
    known = synthetic_world(1).repositories[0]
    renamed = replace(known, name="new", former_names=("acme/project-00000",))
    with serve(World(repositories=(renamed,))) as server:
        moved = get(server, "/repos/acme/project-00000/topics")
        there = get(server, moved.headers["Location"].removeprefix(server.url))
    assert moved.status_code == 301
    assert there.json()["names"] == list(known.topics)


def test_contents_are_files_and_folders(ledger: Path) -> None:
    with serve(World(repositories=(HostedRepository(content=ledger, owner="acme", name="ledger"),))) as server:
        root = get(server, "/repos/acme/ledger/contents/").json()
        file = get(server, "/repos/acme/ledger/contents/docs/use.md?ref=trunk").json()
        blob = get(server, f"/repos/acme/ledger/git/blobs/{file['sha']}").json()
    assert [(row["name"], row["type"]) for row in root][:2] == [(".github", "dir"), ("LINK", "file")]
    assert base64.b64decode(file["content"]) == b"Use it.\n"
    assert blob["content"] == file["content"]


def test_watchers_are_stars_and_subscribers_are_watchers(client: Client) -> None:
    known = replace(synthetic_world(1).repositories[0], stars=9, watchers=2)
    with serve(World(repositories=(known,))) as server:
        found = client(server).get_repo("acme/project-00000")
    assert (found.watchers_count, found.subscribers_count) == (9, 2)
    assert found.topics == list(known.topics)


@pytest.mark.parametrize("path", ["/repos/acme/none", "/orgs/none", "/users/none/repos", "/nothing", "/repositories/5"])
def test_the_unknown_is_404(path: str) -> None:
    with serve(synthetic_world(1)) as server:
        answer = get(server, path)
    assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")


def test_an_empty_repository_has_no_commits() -> None:
    known = synthetic_world(1, commits=0).repositories[0]
    with serve(World(repositories=(known,))) as server:
        assert get(server, f"/repos/{known.full_name}/commits").status_code == 409
        assert get(server, f"/repos/{known.full_name}/contents").status_code == 404
