"""Every project has an address of its own, and a folder that every system can store."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.collect.addresses import new_pages
from innersource_marketplace.escape import short_hash
from innersource_marketplace.model import Collected, Facts, ProjectKey, Provider
from innersource_marketplace.snapshot.store import Snapshot, open_snapshot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOST = "git.acme.example"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")

words = st.sampled_from(
    (
        "a",
        "A",
        "á",
        "a.",
        "a-",
        "-a",
        "con",
        "CON",
        "Aux.c",
        "nul",
        "com1",
        "COM¹",
        "lpt9.txt",
        "使い方",
        "ß",
        "ss",
        "i̇",
    )
) | st.text(st.characters(exclude_characters="/", codec="utf-8"), min_size=1, max_size=120)
repositories = st.tuples(words | st.tuples(words, words).map("/".join), words)
"""An owner, whose group may be within another one, and a name."""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_snapshot(tmp_path_factory.mktemp("addresses") / "snapshot.db", create=True) as opened:
        yield opened


def pages_of(snapshot: Snapshot, *found: Facts) -> Mapping[ProjectKey, str]:
    """What these get, whatever else is in the snapshot, where nobody has an address yet."""
    for facts in found:
        snapshot.save(Collected(facts=facts, blobs={}), now=NOW)
    briefs = snapshot.briefs()
    return new_pages(snapshot, {facts.key: briefs[facts.key] for facts in found}, frozenset())


def facts_of(owner: str, name: str) -> Facts:
    key = ProjectKey(f"{HOST}/{owner}/{name}")
    return Facts(key=key, host=HOST, owner=owner, name=name, provider=Provider.GIT, source="test")


@given(st.lists(repositories, min_size=2, max_size=8, unique=True))
def test_addresses_differ_and_can_be_stored_everywhere(snapshot: Snapshot, named: list[tuple[str, str]]) -> None:
    found = {facts.key: facts for facts in (facts_of(*one) for one in named)}
    pages = pages_of(snapshot, *found.values())
    assert pages.keys() == found.keys()
    assert len(set(pages.values())) == len(pages)
    for page in pages.values():
        assert re.fullmatch(r"projects(/[a-z0-9]+(-[a-z0-9]+)*){2}/", page), page
        parts = page.split("/")
        assert not any(_RESERVED.fullmatch(part) or len(part) > 100 for part in parts), page


def test_a_name_like_the_hash_of_another_one_takes_no_address_from_it(snapshot: Snapshot) -> None:
    theirs = facts_of("pay/ments", "ledger")
    chosen = (facts_of("pay-ments", "ledger"), facts_of("pay-ments", f"ledger-{short_hash(theirs.key)}"))
    pages = pages_of(snapshot, theirs, *chosen)
    assert len(set(pages.values())) == 3
