"""Every attack has tests that exist, and the page about them lists what is tried now."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from attacks.__main__ import counted
from attacks.page import PAGE, Count, attacks_of, corpus_section, page
from attacks.rows import ATTACKS, Attack

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_every_attack_is_tried_by_tests_that_exist(attack: Attack) -> None:
    assert attack.tests
    assert [test for test, times in Counter(attack.tests).items() if times > 1] == []
    for test in attack.tests:
        file, _, function = test.partition("::")
        assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), test


def test_the_page_lists_the_attacks_that_are_tried() -> None:
    assert attacks_of(PAGE.read_text(encoding="utf-8")) == [attack.name for attack in ATTACKS], "run `make attacks`"


def test_the_page_lists_the_corpus_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(corpus_section()), "run `make attacks`"


def test_on_the_page_everything_that_was_tried_held() -> None:
    for row in re.findall(r"^\| .* \| (\d+) \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
        assert row[0] == row[1] != "0"


def test_cases_are_counted_by_their_outcome() -> None:
    attack = ATTACKS[0]
    file, _, function = attack.tests[0].partition("::")
    name = file.removesuffix(".py").replace("/", ".")
    results = ElementTree.fromstring(
        f'<r><testcase classname="{name}" name="{function}[a]"/><testcase classname="{name}" name="{function}[[b]"/>'
        f'<testcase classname="{name}" name="{function}[c]"><failure/></testcase>'
        f'<testcase classname="{name}" name="{function}[d]"><skipped/></testcase>'
        '<testcase classname="tests.other" name="test_other"/></r>'
    )
    counts = counted(results.iter("testcase"))
    assert counts[attack.name] == Count(tried=3, held=2)
    text = page(counts, date(2026, 1, 1))
    assert f"| {attack.name} | {attack.defence} | 3 | 2 |" in text
    assert attacks_of(text) == [attack.name for attack in ATTACKS]
