"""How well a project meets a need: what speaks for it and what against it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.search.fit import GOOD, Telling, base, match, telling
from innersource_marketplace.search.ranking import search
from search.searchables import COMPANY, index_of

_FULL = 6_000
_WORDS = st.tuples(
    st.builds(telling, common=st.booleans(), usual=st.booleans(), most=st.integers(0, _FULL), alone=st.booleans()),
    st.integers(0, _FULL),
)


@given(st.lists(_WORDS, min_size=1, max_size=24), st.integers(0, 23), st.integers(0, 500))
def test_what_is_there_never_speaks_against_a_project(
    words: list[tuple[Telling, int]], together: int, size: int
) -> None:
    start = base(size, len(words))
    found = match(words, together, start)
    assert 0 <= found <= 100
    for at, (word, _) in enumerate(words):
        assert match([*words[:at], (word, _FULL), *words[at + 1 :]], together, start) >= found
    assert match(words, together + 1, start) >= found >= match(words, together, base(size + 50, len(words)))


@pytest.mark.parametrize(
    ("need", "good"),
    [
        ("ledger", True),
        ("mortgage ledger", False),
        ("resize ledger", True),
        ("really ledger", True),
        ("calculte ledger", True),
        ("calcxlxte ledger", False),
        ("mortgage", False),
        ("mortgage for a horse", False),
        ("Hypothek und Rechnung", True),
        ("double entry mortgage", True),
    ],
)
def test_a_subject_that_is_nowhere_speaks_against_a_project(need: str, good: bool) -> None:
    index = index_of(*COMPANY)
    found = search(need, index)
    assert found.good is good
    assert all((hit.match >= GOOD) is (at < found.fitting) for at, hit in enumerate(found.hits))


def test_a_word_of_the_organisation_is_no_translation() -> None:
    index = index_of(*COMPANY, synonyms=[["xkon", "bookkeeping"]])
    assert search("xkon", index).good
    assert search("Hypothek und Buchhaltung", index).good
    # What else is asked for, and is nowhere, tells as much as beside any other word.
    assert not search("xkon mortgage", index).good
    assert {way.kind for way in search("xkon", index).query.ways} == {"related"}
    assert "translated" in {way.kind for way in search("Rechnung", index).query.ways}
