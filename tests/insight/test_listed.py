"""What may be named follows the source that a repository belongs to, and what is not known may not."""

import pytest

from innersource_marketplace.formats.catalog import Catalog, GitHubSettings, GitSettings
from innersource_marketplace.insight.listed import may_be_seen, nameable, unnameable
from innersource_marketplace.model import FactsInBrief, ProjectKey, Provider, SiteSettings, Visibility

PUBLIC, INTERNAL, PRIVATE = Visibility.PUBLIC, Visibility.INTERNAL, Visibility.PRIVATE
OPEN = GitHubSettings(accounts=("acme",), url="https://GHE.acme.example:8443", visibility=(PUBLIC, INTERNAL))
STRICT = GitHubSettings(accounts=("Beta",), url="https://ghe.acme.example:8443", visibility=(PUBLIC,))
ELSEWHERE = GitHubSettings(accounts=("acme",), visibility=(PUBLIC, INTERNAL, PRIVATE))


def catalog_of(*sources: GitHubSettings | GitSettings) -> Catalog:
    return Catalog(site=SiteSettings(organization="Acme", title="M", purpose="P"), sources=sources)


def facts_of(
    path: str, visibility: Visibility | None, source: str = "", provider: Provider = Provider.GITHUB
) -> FactsInBrief:
    host, owner, name = path.split("/")
    return FactsInBrief(
        key=ProjectKey(path),
        host=host,
        owner=owner,
        name=name,
        provider=provider,
        source=source or f"github:{host}/{owner}",
        visibility=visibility,
    )


def test_each_source_decides_for_its_own_repositories() -> None:
    catalog = catalog_of(OPEN, STRICT, ELSEWHERE)
    assert may_be_seen(facts_of("ghe.acme.example/acme/a", INTERNAL, OPEN.source_name), catalog)
    assert not may_be_seen(facts_of("ghe.acme.example/Beta/a", INTERNAL, STRICT.source_name), catalog)
    assert may_be_seen(facts_of("ghe.acme.example/Beta/a", PUBLIC, STRICT.source_name), catalog)
    assert not may_be_seen(facts_of("ghe.acme.example/acme/a", PRIVATE, OPEN.source_name), catalog)
    assert may_be_seen(facts_of("github.com/acme/a", PRIVATE, ELSEWHERE.source_name), catalog)


def test_a_repository_whose_visibility_nobody_knows_is_not_shown() -> None:
    assert not may_be_seen(facts_of("github.com/acme/a", None, ELSEWHERE.source_name), catalog_of(ELSEWHERE))
    assert may_be_seen(facts_of("git.acme.example/a/b", None, "git", Provider.GIT), catalog_of(ELSEWHERE))


def test_a_source_that_is_gone_shows_nothing_more() -> None:
    facts = facts_of("ghe.acme.example/acme/a", PUBLIC, OPEN.source_name)
    assert not may_be_seen(facts, catalog_of(ELSEWHERE))
    assert not may_be_seen(facts, catalog_of())


def test_a_source_that_got_more_accounts_keeps_what_it_had() -> None:
    grown = GitHubSettings(accounts=("acme", "gamma"), url=OPEN.url, visibility=(PUBLIC, INTERNAL))
    assert may_be_seen(facts_of("ghe.acme.example/acme/a", INTERNAL, OPEN.source_name), catalog_of(STRICT, grown))


def test_what_the_catalogue_names_itself_follows_the_first_source_of_its_host() -> None:
    named = facts_of("ghe.acme.example/other/a", INTERNAL, OPEN.source_name)
    assert may_be_seen(named, catalog_of(OPEN, STRICT))
    assert not may_be_seen(facts_of("ghe.acme.example/other/a", INTERNAL, "github:x"), catalog_of(STRICT, OPEN))


def test_what_a_rule_left_out_is_named_to_those_who_may_see_it_only() -> None:
    keys = {
        ProjectKey("ghe.acme.example/acme/internal"): "It is archived.",
        ProjectKey("ghe.acme.example/beta/internal"): "It is archived.",
        ProjectKey("ghe.acme.example/acme/unknown"): "It is a mirror.",
        ProjectKey("gone.example/acme/public"): "It is archived.",
        ProjectKey("git.acme.example/a/b"): "It is a mirror.",
    }
    seen_by = dict.fromkeys(list(keys)[:2], "internal") | {ProjectKey("gone.example/acme/public"): "public"}
    assert [*nameable(keys, seen_by, catalog_of(OPEN, STRICT))] == [
        "ghe.acme.example/acme/internal",
        "git.acme.example/a/b",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://ghe.acme.example",
        "https://ghe.acme.example:443",
        "https://ghe.acme.example:8443",
        "https://GHE.ACME.example.:8443",
    ],
)
def test_what_was_never_read_is_not_named_however_its_host_is_written(url: str) -> None:
    catalog = catalog_of(GitHubSettings(accounts=("acme",), url=url))
    never_read = {
        ProjectKey("ghe.acme.example/acme/a"): "catalog.yml projects",
        ProjectKey("GHE.acme.example:8443/acme/b"): "an older version",
        ProjectKey("git.acme.example/acme/c"): "git",
        ProjectKey("gone.example/acme/d"): "github:gone.example/acme",
    }
    assert unnameable(never_read, catalog) == {*never_read} - {"git.acme.example/acme/c"}
