"""What others rely on: a snapshot and a catalogue as an earlier version wrote them, addresses, fields of the API.

The two lists only grow. A line may go from them only with a note in the changelog, for it breaks
somebody's bookmark or program.
"""

import gzip
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from marketplaces import Marketplace, files_of, make_marketplace

FOLDER = Path(__file__).parent
CLOCK = "1795990000"
"""2026-11-29 22:06 UTC, the night of the stored snapshot."""

_OPEN_ENDED = ("assets/", "search/")
"""Folders of the site whose files nobody links to: their names change with their content."""


@pytest.fixture(scope="module")
def marketplace(tmp_path_factory: pytest.TempPathFactory) -> Marketplace:
    """The stored snapshot and catalogue, built by today's program."""
    made = Marketplace(tmp_path_factory.mktemp("earlier"))
    made.write_catalog((FOLDER / "catalog.yml").read_text(encoding="utf-8"))
    made.snapshot.parent.mkdir()
    made.snapshot.write_bytes(gzip.decompress((FOLDER / "snapshot.db.gz").read_bytes()))
    built = made.run("build", environment={"SOURCE_DATE_EPOCH": CLOCK})
    assert built.status == 0, built.err
    return made


def addresses_of(marketplace: Marketplace) -> list[str]:
    return [name for name in files_of(marketplace.site) if not name.startswith(_OPEN_ENDED)]


def api_fields_of(marketplace: Marketplace) -> list[str]:
    found = set()
    for name, data in files_of(marketplace.site).items():
        if name.startswith("api/v1/") and name.endswith(".json"):
            # All projects have one shape, and so one line a field.
            shape = "projects/….json" if name.startswith("api/v1/projects/") else name.removeprefix("api/v1/")
            found |= {f"{shape} {pointer}" for pointer in _pointers(json.loads(data))}
    return sorted(found)


def _pointers(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            # Keys that are people's own words are values, not fields.
            name = key if str(key).replace("_", "").replace("-", "").isalpha() else "…"
            yield f"{path}/{name}"
            yield from _pointers(item, f"{path}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _pointers(item, f"{path}/-")


def test_every_address_of_an_earlier_site_is_still_there(marketplace: Marketplace) -> None:
    recorded = (FOLDER / "addresses.txt").read_text(encoding="utf-8").splitlines()
    assert sorted({*recorded} - {*addresses_of(marketplace)}) == []


def test_every_field_of_an_earlier_api_is_still_there(marketplace: Marketplace) -> None:
    recorded = (FOLDER / "api_fields.txt").read_text(encoding="utf-8").splitlines()
    assert sorted({*recorded} - {*api_fields_of(marketplace)}) == []


@pytest.mark.slow
def test_a_collect_with_today_s_program_keeps_the_snapshot_of_an_earlier_one(marketplace: Marketplace) -> None:
    # Its repositories are not here: every project fails, and none is lost.
    collected = marketplace.run("collect", environment={"SOURCE_DATE_EPOCH": CLOCK})
    assert collected.status in (1, 3), collected.err
    assert "Traceback" not in collected.err
    built = marketplace.run("build", environment={"SOURCE_DATE_EPOCH": CLOCK})
    assert built.status == 0, built.err
    assert len(marketplace.keys()) == 41


@pytest.mark.slow
@pytest.mark.parametrize("stored", sorted((FOLDER / "formats").glob("*.db.gz")), ids=lambda path: path.name)
def test_a_snapshot_of_each_format_is_built_and_goes_on(tmp_path: Path, stored: Path) -> None:
    made = make_marketplace(tmp_path, "payments/ledger", "web/shop", manual=True)
    made.snapshot.parent.mkdir()
    made.snapshot.write_bytes(gzip.decompress(stored.read_bytes()))
    assert made.run("build").status == 0
    assert made.keys() == ["git.acme.example/payments/ledger", "git.acme.example/web/shop"]
    collected = made.run("collect")
    assert collected.status == 0
    assert "0 removed, 0 renamed" in collected.err


def test_an_older_program_refuses_a_newer_snapshot_and_leaves_it_as_it_is(tmp_path: Path) -> None:
    made = make_marketplace(tmp_path, "web/shop", manual=True)
    assert made.run("collect").status == 0
    with closing(sqlite3.connect(made.snapshot)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = made.snapshot.read_bytes()
    for command in ("collect", "build"):
        ran = made.run(command)
        assert ran.status == 1
        assert "newer version" in ran.err
        assert "Upgrade" in ran.err
    assert made.snapshot.read_bytes() == before
