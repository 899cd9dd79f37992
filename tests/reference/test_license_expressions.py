"""An expression of SPDX tells which licences it names, and whether a choice of them is wanted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.reference.license_expressions import canonical, names, satisfied


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


ALIASES = {
    "Apache-2.0": (
        "Apache 2.0",
        "apache-2.0",
        "Apache License, Version 2.0",
        "The Apache Software License 2.0",
        "ASL 2",
    ),
    "MIT": ("mit", "MIT License", "The MIT License", "The MIT License (MIT)", "Expat"),
    "BSD-3-Clause": ("BSD 3-Clause", "New BSD License", "3-clause BSD", 'BSD 3-Clause "New" or "Revised" License'),
    "GPL-3.0": ("GPLv3", "GNU GPL v3", "GNU General Public License v3.0", "gpl-3"),
    "GPL-3.0-or-later": ("GPLv3+", "GPL-3.0+", "GPL 3 or later", "GNU GPL v3 or any later version", "GPL (>= 3)"),
    "LGPL-2.1": ("LGPL 2.1", "GNU Lesser General Public License v2.1"),
    "MPL-2.0": ("MPL 2.0", "Mozilla Public License 2.0"),
    "EUPL-1.2": ("EUPL 1.2", "European Union Public License 1.2"),
    "ISC": ("isc", "ISC License"),
    "CC-BY-4.0": ("CC BY 4.0", "cc-by-4.0"),
}


@given(st.data())
def test_aliases_of_a_licence_fold_to_one_expression(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(ALIASES)), min_size=1, max_size=4, unique=True))
    operator = data.draw(st.sampled_from([" OR ", " AND ", " or ", " / "]))
    simple = {
        name: [alias for alias in ALIASES[name] if not re.search(r"\b(?:or|and)\b|[()]", alias)] for name in chosen
    }
    text = operator.join(data.draw(st.sampled_from([name, *simple[name]])) for name in chosen)
    expected = (" OR " if operator.strip() in ("OR", "or", "/") else " AND ").join(chosen)
    assert canonical(text) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(("name", "alias"), [(name, alias) for name, known in ALIASES.items() for alias in known])
def test_a_licence_has_one_identifier_whatever_it_is_called(name: str, alias: str) -> None:
    assert canonical(alias) == name


@pytest.mark.parametrize(
    "text", ["BSD", "Apache", "GPL", "proprietary", "UNLICENSED", "SEE LICENSE IN X", "not MIT", ""]
)
def test_what_names_no_single_licence_is_none(text: str) -> None:
    assert canonical(text) is None
