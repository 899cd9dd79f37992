"""Addresses of files, edits and tags at each kind of forge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace import escape
from innersource_marketplace.model import SafeUrl
from innersource_marketplace.reference import forge_urls as links

WEB = SafeUrl("https://git.acme.example/core/vault")


@pytest.mark.parametrize(
    ("forge", "address"),
    [
        ("github", f"{WEB}/blob/main/docs/a%20b.md"),
        ("gitlab", f"{WEB}/-/blob/main/docs/a%20b.md"),
        ("gitea", f"{WEB}/src/branch/main/docs/a%20b.md"),
        ("forgejo", f"{WEB}/src/branch/main/docs/a%20b.md"),
        ("bitbucket", f"{WEB}/src/main/docs/a%20b.md"),
        ("bitbucket-server", f"{WEB}/browse/docs/a%20b.md?at=refs%2Fheads%2Fmain"),
        ("azure", f"{WEB}?path=%2Fdocs%2Fa%20b.md&version=GBmain"),
        ("sourcehut", f"{WEB}/tree/main/item/docs/a%20b.md"),
        ("plain", None),
        (None, None),
    ],
)
def test_a_file_has_an_address_at_each_known_forge(forge: str | None, address: str | None) -> None:
    assert links.file_url(WEB, forge, "main", "docs/a b.md") == address


def test_a_file_can_be_edited_or_added_where_the_forge_has_a_page_for_it() -> None:
    assert links.edit_url(WEB, "github", "main", "innersource.json") == f"{WEB}/edit/main/innersource.json"
    assert links.new_file_url(WEB, "github", "main", "innersource.json") == f"{WEB}/new/main?filename=innersource.json"
    assert links.edit_url(WEB, "bitbucket", "main", "innersource.json") is None


def test_tags_have_pages() -> None:
    assert links.tag_url(WEB, "gitlab", "v1/rc 1") == f"{WEB}/-/tags/v1/rc%201"


@pytest.mark.parametrize("path", ["../../etc/passwd", "a/../b", "", "a//b", ".", "/a"])
def test_a_path_that_leads_elsewhere_has_no_address(path: str) -> None:
    assert links.file_url(WEB, "github", "main", path) is None


def test_names_that_are_bytes_and_signs_of_addresses_are_encoded() -> None:
    assert links.file_url(WEB, "github", "a#b", 'x?"\udcff<é') == f"{WEB}/blob/a%23b/x%3F%22%FF%3C%C3%A9"


@pytest.mark.parametrize(
    ("host", "forge"),
    [
        ("github.com", "github"),
        ("github.acme.example", "github"),
        ("octo.ghe.com", "github"),
        ("gitlab.com", "gitlab"),
        ("my-gitlab.acme.example", "gitlab"),
        ("codeberg.org", "gitea"),
        ("forgejo.acme.example", "gitea"),
        ("bitbucket.org", "bitbucket"),
        ("bitbucket.acme.example", "bitbucket-server"),
        ("dev.azure.com", "azure"),
        ("git.sr.ht", "sourcehut"),
        ("git.acme.example", None),
        ("", None),
    ],
)
def test_the_name_of_a_host_tells_the_forge(host: str, forge: str | None) -> None:
    assert links.forge_of(host) == forge


@given(forge=st.sampled_from(links.forges()), branch=st.text(), path=st.text())
def test_every_address_stays_below_the_repository_and_safe(forge: str, branch: str, path: str) -> None:
    address = links.file_url(WEB, forge, branch, path)
    assert address is None or (address.startswith(WEB) and escape.url(address) == address)
