"""What the catalogue means for a run, however the hosts in it are written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from innersource_marketplace.collect.catalog_file import entries_by_key
from innersource_marketplace.collect.plan import plan, renamed_from
from innersource_marketplace.formats.catalog import Catalog, read_catalog
from innersource_marketplace.model import EVERYTHING
from marketplaces import CANARY

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def catalog_of(text: str) -> Catalog:
    catalog, problems = read_catalog(f"version: 1\norganization: Acme\n{text}".encode(), "catalog.yml")
    assert catalog is not None
    assert problems == ()
    return catalog


@pytest.mark.parametrize("former", ["ghe.acme.example/pay/books", "GHE.Acme.Example:8443/pay/books", "pay/books"])
def test_a_former_name_is_the_key_that_it_had_whatever_port_and_case_it_is_written_with(
    tmp_path: Path, former: str
) -> None:
    catalog = catalog_of(
        f"projects:\n  - repository: https://GHE.acme.example:8443/pay/ledger\n    renamed_from: {former}\n"
    )
    assert renamed_from(catalog, tmp_path) == {"ghe.acme.example/pay/ledger": ("ghe.acme.example/pay/books",)}


@pytest.mark.parametrize(
    "repository",
    [
        "https://GHE.acme.example:8443/pay/ledger.git",
        "ssh://git@ghe.acme.example:7999/pay/ledger",
        "git@GHE.acme.example:pay/ledger.git",
        "https://ghe.acme.example/pay/ledger",
    ],
)
@pytest.mark.parametrize("url", ["https://ghe.acme.example:8443", "https://GHE.ACME.example/"])
def test_the_source_of_a_host_collects_what_the_catalogue_names_there(
    tmp_path: Path, repository: str, url: str
) -> None:
    catalog = catalog_of(f"sources: [{{github: acme, url: '{url}'}}]\nprojects: [{{repository: '{repository}'}}]\n")
    made = plan(
        catalog,
        base=tmp_path,
        snapshot_path=tmp_path / "none.db",
        environment={"GITHUB_TOKEN": CANARY},
        now=NOW,
        scratch=tmp_path,
        shard=EVERYTHING,
    )
    assert [source.name for source in made.sources] == ["github:ghe.acme.example/acme"]
    assert [*entries_by_key(catalog, tmp_path)] == ["ghe.acme.example/pay/ledger"]


def test_one_account_on_two_servers_of_one_host_is_refused_for_keys_could_not_tell_them_apart() -> None:
    sources = (
        "[{github: [acme, x], url: 'https://ghe.acme.example'}, {github: ACME, url: 'https://GHE.acme.example:8443'}]"
    )
    _, problems = read_catalog(f"version: 1\norganization: Acme\nsources: {sources}\n".encode(), "catalog.yml")
    assert [(problem.code, problem.pointer) for problem in problems] == [("duplicate-entry", "/sources/1/url")]


@pytest.mark.parametrize(
    "other",
    ["{github: beta, url: 'https://ghe.acme.example:8443'}", "{github: acme, url: 'https://ghe.acme.example.:443/'}"],
)
def test_other_accounts_and_the_same_port_are_fine(other: str) -> None:
    catalog_of(f"sources: [{{github: acme, url: 'https://ghe.acme.example'}}, {other}]\n")
