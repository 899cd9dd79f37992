"""The nearest projects by their weighted terms: exact where they can be, bounded where not, the same everywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innersource_marketplace.insight.similarity import vectors
from innersource_marketplace.insight.similarity.vectors import Vectors, weigh
from innersource_marketplace.model import ProjectKey


def vectors_of(*texts: str) -> Vectors:
    """Projects whose keys are the numbers of their texts."""
    return weigh((ProjectKey(f"{number:04}"), text.split()) for number, text in enumerate(texts))


def near(found: Vectors, number: int, most: int = 5, least: float = 0.1) -> Mapping[int, float]:
    return {int(match.key): match.similarity for match in found.nearest(ProjectKey(f"{number:04}"), most, least)}


words = st.lists(st.sampled_from(["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"]), max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.lists(words, min_size=1, max_size=12))
def test_the_nearest_are_those_that_comparing_all_pairs_gives(texts: Sequence[Sequence[str]]) -> None:
    keys = [ProjectKey(f"{number:04}") for number in range(len(texts))]
    found = weigh(zip(keys, texts, strict=True))
    for key in keys:
        others = [match for other in keys if other != key and (match := found.compare(key, other)) is not None]
        expected = sorted((match for match in others if match.similarity >= 0.2), key=lambda m: (-m.similarity, m.key))
        assert found.nearest(key, 3, 0.2) == expected[:3]


@settings(max_examples=50, deadline=None)
@given(st.lists(words, min_size=2, max_size=8))
def test_similarity_is_the_same_from_both_sides(texts: Sequence[Sequence[str]]) -> None:
    found = vectors_of(*map(" ".join, texts))
    one, other = (
        found.compare(ProjectKey("0000"), ProjectKey("0001")),
        found.compare(ProjectKey("0001"), ProjectKey("0000")),
    )
    assert (one and (one.similarity, one.terms)) == (other and (other.similarity, other.terms))


def test_rare_terms_count_more_than_common_ones() -> None:
    found = vectors_of("sensor ledger", "sensor tariff", "ledger voucher", "sensor picture", "sensor route")
    assert list(near(found, 0)) == [2, 1, 3, 4]


@pytest.mark.parametrize("written", ["multi tenant billing", "multitenant billing", "multitenants billing"])
def test_a_compound_is_the_same_in_one_word_and_in_two(written: str) -> None:
    found = vectors_of(written, "multitenant ledger", "tariff route", "billing route", "billing tariff")
    match = found.nearest(ProjectKey("0000"), 1, 0.1)[0]
    assert int(match.key) == 1
    assert match.terms[0] in {"multitenant", "multitenants"}


def test_terms_are_named_in_the_form_that_most_projects_write() -> None:
    found = vectors_of("kubernetes ledgers", "kubernetes ledger", "ledger", "route")
    assert set(found.nearest(ProjectKey("0000"), 1, 0.1)[0].terms) == {"kubernetes", "ledger"}


def test_of_many_equal_projects_the_first_by_key_are_the_nearest() -> None:
    found = vectors_of(*["double entry bookkeeping"] * 30, "route")
    assert near(found, 29, most=3) == {0: 1.0, 1: 1.0, 2: 1.0}
    assert near(found, 1, most=3) == {0: 1.0, 2: 1.0, 3: 1.0}


def test_what_every_project_of_a_large_catalogue_says_connects_nothing() -> None:
    assert near(vectors_of(*["double entry bookkeeping"] * 2_000), 0) == {}


def test_texts_that_share_very_much_take_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(f"word{number}" for number in range(1_900))
    monkeypatch.setattr(vectors, "_VISITS", 100)
    found = vectors_of(*[f"{text} pair{number // 2}" for number in range(40)])
    for number in range(40):
        # Found by the term of the pair and two of the others, and then compared in full.
        assert near(found, number, most=1) == {number ^ 1: 1.0}


def test_only_the_first_words_of_a_text_without_end_are_read() -> None:
    endless = (f"word{number}" for number in count())
    found = weigh([(ProjectKey("a"), endless), (ProjectKey("b"), ["word0", "word1"]), (ProjectKey("c"), [])])
    assert found.compare(ProjectKey("a"), ProjectKey("b")) is not None
    assert next(endless) == "word2000"


_PROGRAM = """
import json, random
from innersource_marketplace.insight.similarity.vectors import weigh
words = random.Random(7)
texts = [(f"{n:03}", [f"w{int(words.paretovariate(0.6)) % 400}" for _ in range(60)]) for n in range(150)]
found = weigh(texts)
print(json.dumps([[(m.key, m.similarity, m.terms) for m in found.nearest(key, 9, 0.01)] for key, _ in texts]))
"""


def test_every_process_finds_the_same() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
    assert any(json.loads(said.pop()))
