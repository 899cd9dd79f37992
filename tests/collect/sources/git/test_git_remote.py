"""A configured address becomes remotes with a key, a page and a forge."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git_repositories import make_repository
from innersource_marketplace.collect.sources.git.remote import protocol_of, remotes_of, shown
from innersource_marketplace.errors import SourceError


@pytest.mark.parametrize(
    ("address", "key", "web", "forge"),
    [
        (
            "https://git.acme.example/platform/http-client.git",
            "git.acme.example/platform/http-client",
            "https://git.acme.example/platform/http-client",
            None,
        ),
        ("https://GitHub.com/Acme/Tool", "github.com/Acme/Tool", "https://github.com/Acme/Tool", "github"),
        (
            "https://gitlab.acme.example:8443/group/sub/name.git/",
            "gitlab.acme.example/group/sub/name",
            "https://gitlab.acme.example:8443/group/sub/name",
            "gitlab",
        ),
        (
            "git@codeberg.org:team/tool.git",
            "codeberg.org/team/tool",
            "https://codeberg.org/team/tool",
            "gitea",
        ),
        (
            "ssh://git@git.acme.example:2222/team/tool.git",
            "git.acme.example/team/tool",
            "https://git.acme.example/team/tool",
            None,
        ),
        (
            "ssh://git@bitbucket.acme.example:7999/proj/tool.git",
            "bitbucket.acme.example/proj/tool",
            "https://bitbucket.acme.example/projects/proj/repos/tool",
            "bitbucket-server",
        ),
        (
            "git+ssh://git@Git.acme.example:2222/team/tool.git",
            "git.acme.example/team/tool",
            "https://git.acme.example/team/tool",
            None,
        ),
        ("git@[::1]:team/tool.git", "::1/team/tool", "https://[::1]/team/tool", None),
        ("ssh://git@[0:0::1]:22/team/tool.git", "::1/team/tool", "https://[::1]/team/tool", None),
        ("http://127.0.0.2:3000/team/tool", "127.0.0.2/team/tool", "http://127.0.0.2:3000/team/tool", None),
        (
            "https://dev.azure.com/acme/project/_git/tool",
            "dev.azure.com/acme/project/tool",
            "https://dev.azure.com/acme/project/_git/tool",
            "azure",
        ),
        (
            "https://git.acme.example/tool.git",
            "git.acme.example/git.acme.example/tool",
            "https://git.acme.example/tool",
            None,
        ),
    ],
)
def test_a_remote_address_tells_key_page_and_forge(
    tmp_path: Path, address: str, key: str, web: str, forge: str | None
) -> None:
    (remote,) = remotes_of(address, base=tmp_path)
    assert (remote.key, remote.web, remote.forge) == (key, web, forge)
    assert remote.address == address


def test_what_the_catalogue_says_wins(tmp_path: Path) -> None:
    (remote,) = remotes_of(
        "git@git-mirror.acme.example:m/17.git",
        base=tmp_path,
        web="https://git.acme.example/core/vault",
        forge="gitlab",
        branch="stable",
    )
    assert remote.key == "git.acme.example/core/vault"
    assert (remote.web, remote.forge, remote.branch) == ("https://git.acme.example/core/vault", "gitlab", "stable")
    (named,) = remotes_of("https://git.acme.example/a/b", base=tmp_path, owner="team", name="tool")
    assert named.key == "git.acme.example/team/tool"


def test_a_local_path_is_relative_to_the_catalogue_and_has_no_page(tmp_path: Path) -> None:
    make_repository(tmp_path / "team" / "tool.git", [])
    (remote,) = remotes_of("team/tool.git", base=tmp_path)
    assert (remote.key, remote.web, remote.forge) == ("local/team/tool", None, None)
    assert remote.address == str(tmp_path / "team" / "tool.git")
    assert remotes_of(f"file://{tmp_path}/team/tool.git", base=Path("/elsewhere")) == (remote,)


def test_a_local_path_with_a_page_takes_its_key_from_there(tmp_path: Path) -> None:
    make_repository(tmp_path / "team" / "tool.git", [])
    (exact,) = remotes_of("team/tool.git", base=tmp_path, web="https://git.acme.example/core/vault")
    assert (exact.key, exact.web) == ("git.acme.example/core/vault", "https://git.acme.example/core/vault")
    (below,) = remotes_of("team/tool.git", base=tmp_path, web="https://git.acme.example")
    assert (below.key, below.web) == ("git.acme.example/team/tool", "https://git.acme.example/team/tool")


def test_a_folder_is_searched_as_deep_as_groups_nest_and_never_through_links(tmp_path: Path) -> None:
    for place in ("all/top.git", "all/team/a", "all/group/sub/b.git", "all/1/2/3/deep", "outside", "all/team/a/inner"):
        make_repository(tmp_path / place, [])
    (tmp_path / "all" / "linked").symlink_to(tmp_path / "outside")
    (tmp_path / "all" / "circle").symlink_to(tmp_path / "all")

    remotes = remotes_of("all", base=tmp_path, web="https://git.acme.example/")

    assert [(remote.key, remote.web) for remote in remotes] == [
        ("git.acme.example/1/2/3/deep", "https://git.acme.example/1/2/3/deep"),
        ("git.acme.example/all/top", "https://git.acme.example/all/top"),
        ("git.acme.example/group/sub/b", "https://git.acme.example/group/sub/b"),
        ("git.acme.example/team/a", "https://git.acme.example/team/a"),
    ]


def test_a_path_that_is_not_there_is_a_remote_that_may_come_back(tmp_path: Path) -> None:
    (remote,) = remotes_of("team/gone.git", base=tmp_path)
    assert remote.key == "local/team/gone"


def test_a_page_that_is_no_web_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        remotes_of("https://git.acme.example/a/b", base=tmp_path, web="javascript:alert(1)")


def test_shown_addresses_have_no_user_information() -> None:
    assert shown("https://ada:canary@git.acme.example/a") == "https://git.acme.example/a"


@given(st.text() | st.from_regex(r"(https|ssh|git|file|ext|http)://[^/]*/?.*") | st.from_regex(r"[a-z@.-]*:.*"))
def test_any_text_is_a_safe_address_or_refused(text: str) -> None:
    try:
        protocol = protocol_of(text)
    except SourceError:
        return
    assert protocol in ("https", "http", "ssh", "git", "local")
    assert not text.strip().startswith("-")
    assert not text.strip().lower().startswith("ext::")


@given(st.from_regex(r"\A(https|ssh)://[a-z]{1,9}\.example/[^\s?#]{1,30}\Z"))
def test_every_remote_has_a_key_of_three_parts(address: str) -> None:
    try:
        (remote,) = remotes_of(address, base=Path("/nowhere"))
    except SourceError:
        return
    assert remote.key.startswith(f"{remote.host}/")
    assert remote.owner
    assert remote.name
    assert not {"", ".", ".."} & set(remote.key.split("/"))
