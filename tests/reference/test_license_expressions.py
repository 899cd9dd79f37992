"""An expression of SPDX tells which licences it names, and whether a choice of them is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.reference.license_expressions import names, satisfied


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("MIT", ("MIT",)),
        ("Unlicense OR MIT", ("Unlicense", "MIT")),
        ("(MIT OR Apache-2.0) AND MIT", ("MIT", "Apache-2.0")),
        ("GPL-2.0-only WITH Classpath-exception-2.0 OR MIT", ("GPL-2.0-only WITH Classpath-exception-2.0", "MIT")),
        ("LicenseRef-Acme", ("LicenseRef-Acme",)),
        ("Acme InnerSource License", ("Acme InnerSource License",)),
        ("MIT OR", ("MIT OR",)),
        ("(MIT", ("(MIT",)),
        ("", ("",)),
    ],
)
def test_the_licences_in_an_expression_are_named_and_other_words_stay(expression: str, found: tuple[str, ...]) -> None:
    assert names(expression) == found


@pytest.mark.parametrize(
    ("expression", "wanted", "is_satisfied"),
    [
        ("Unlicense OR MIT", {"MIT"}, True),
        ("Unlicense OR MIT", {"Apache-2.0"}, False),
        ("MIT AND CC-BY-4.0", {"MIT"}, False),
        ("MIT AND CC-BY-4.0", {"MIT", "CC-BY-4.0"}, True),
        ("MIT AND CC-BY-4.0", {"MIT AND CC-BY-4.0"}, True),
        ("GPL-3.0-only OR MIT AND ISC", {"MIT"}, False),
        ("GPL-3.0-only OR MIT AND ISC", {"GPL-3.0-only"}, True),
        ("(GPL-3.0-only OR MIT) AND ISC", {"MIT", "ISC"}, True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"GPL-2.0-only"}, True),
        ("MIT OR something like it", {"MIT"}, False),
        ("Our own licence", {"Our own licence"}, True),
    ],
)
def test_of_alternatives_one_must_be_wanted_and_of_others_all(
    expression: str, wanted: set[str], is_satisfied: bool
) -> None:
    assert satisfied(expression, wanted.__contains__) is is_satisfied


@given(st.lists(st.sampled_from(["MIT", "ISC", "AND", "OR", "WITH", "(", ")", "+", "é"]), max_size=60).map(" ".join))
def test_no_text_breaks_an_expression(text: str) -> None:
    names(text)
    assert satisfied(text, lambda _: False) is False
