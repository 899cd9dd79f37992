"""Links that leave the repository stay on its host; images by address may be the repository's own."""

import pytest

from innersource_marketplace import escape
from innersource_marketplace.readme import Links, LocalImage, convert, links_of
from innersource_marketplace.readme.readme_links import own_path, resolve

GITHUB = links_of(escape.url("https://github.com/acme/ledger"), "github", "main")
GITLAB = links_of(escape.url("https://gitlab.acme.example/pay/core/ledger"), "gitlab", "main")
GITEA = links_of(escape.url("https://git.acme.example/acme/ledger"), "gitea", "main")


@pytest.mark.parametrize(
    ("links", "path", "target", "expected"),
    [
        (GITHUB, "README.md", "../../issues", "https://github.com/acme/ledger/issues"),
        (GITHUB, "README.md", "../../wiki/Home#top", "https://github.com/acme/ledger/wiki/Home#top"),
        (GITHUB, "README.md", "../../issues?q=is%3Aopen", "https://github.com/acme/ledger/issues?q=is%3Aopen"),
        (GITHUB, "README.md", "../../releases/latest", "https://github.com/acme/ledger/releases/latest"),
        (GITHUB, "docs/README.md", "../../../pulls", "https://github.com/acme/ledger/pulls"),
        (GITHUB, "README.md", "../../../vault", "https://github.com/acme/vault"),
        (GITHUB, "README.md", "../dev/CHANGES.md", "https://github.com/acme/ledger/blob/dev/CHANGES.md"),
        (GITLAB, "README.md", "../../issues", "https://gitlab.acme.example/pay/core/ledger/-/issues"),
        (GITEA, "README.md", "../../../issues", "https://git.acme.example/acme/ledger/issues"),
        # No page of a host: between repository and file, above the host, hidden behind percent signs.
        (GITHUB, "README.md", "../issues", None),
        (GITEA, "README.md", "../../issues", None),
        (GITHUB, "README.md", "../../../../../../x", None),
        (GITHUB, "README.md", "..%2f..%2fissues", None),
        (GITHUB, "README.md", "..\\..\\issues", None),
        (Links(), "README.md", "../../issues", None),
    ],
)
def test_a_link_out_of_the_repository_leads_where_the_host_leads(
    links: Links, path: str, target: str, expected: str | None
) -> None:
    assert resolve(target, path, links) == expected


@pytest.mark.parametrize(
    ("links", "source", "expected"),
    [
        (GITHUB, "https://raw.githubusercontent.com/acme/ledger/main/docs/a%20b.png", "docs/a b.png"),
        (GITHUB, "https://raw.githubusercontent.com/Acme/Ledger/HEAD/a.png?token=x", "a.png"),
        (GITHUB, "https://raw.githubusercontent.com/acme/ledger/refs/heads/main/a.png", "a.png"),
        (GITHUB, "https://github.com/acme/ledger/raw/main/a.png", "a.png"),
        (GITHUB, "https://github.com/acme/ledger/blob/master/a.png?raw=true", "a.png"),
        (GITLAB, "https://gitlab.acme.example/pay/core/ledger/-/raw/main/a.png", "a.png"),
        (GITEA, "https://git.acme.example/acme/ledger/raw/branch/main/a.png", "a.png"),
        (GITHUB, "https://raw.githubusercontent.com/acme/vault/main/a.png", None),
        (GITHUB, "https://raw.githubusercontent.com/acme/ledger/v1.0/a.png", None),
        (GITHUB, "https://raw.githubusercontent.com/acme/ledger/main/../../a.png", None),
        (GITHUB, "https://evil.example/acme/ledger/raw/main/a.png", None),
        (GITHUB, "https://[bad/acme/ledger/raw/main/a.png", None),
        (Links(), "https://github.com/acme/ledger/raw/main/a.png", None),
    ],
)
def test_an_image_by_the_address_of_its_raw_content_is_the_repositorys_own(
    links: Links, source: str, expected: str | None
) -> None:
    assert own_path(source, "README.md", links) == expected


def test_such_an_image_is_shown_where_the_site_has_it_and_named_where_it_has_not() -> None:
    text = b"![A](https://github.com/acme/ledger/raw/main/a.png)\n"
    assert convert(text, "README.md", GITHUB).pictures == ("a.png",)
    images = {"a.png": LocalImage(address="picture-1.webp", width=4, height=3)}
    shown = convert(text, "README.md", Links(images=images, repository=GITHUB.repository, branch="main")).html
    assert shown == '<p><img alt="A" src="picture-1.webp" width="4" height="3" loading="lazy"></p>\n'
