"""A licence text tells its SPDX identifier."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identify.vendor.licenses import LICENSES

from innersource_marketplace.reference.licenses import guess

TEXTS = dict(LICENSES)


@pytest.mark.parametrize("identifier", ["MIT", "Apache-2.0", "BSD-3-Clause", "EUPL-1.2", "ISC"])
def test_a_known_text_is_recognised_below_any_copyright_line(identifier: str) -> None:
    assert guess(f"Copyright (c) 2026 Acme Corporation\n\n{TEXTS[identifier]}") == identifier


@pytest.mark.parametrize(
    ("line", "identifier"),
    [
        ("SPDX-License-Identifier: MIT", "MIT"),
        ("/* SPDX-License-Identifier: Apache-2.0 OR MIT */", "Apache-2.0 OR MIT"),
        ("<!-- SPDX-License-Identifier: LicenseRef-Acme-InnerSource-1.0 -->", "LicenseRef-Acme-InnerSource-1.0"),
        ("SPDX-License-Identifier: <script>", None),
        ("SPDX-License-Identifier:", None),
    ],
)
def test_a_declared_identifier_is_taken_at_its_word(line: str, identifier: str | None) -> None:
    assert guess(f"{line}\nwhatever follows") == identifier


def test_apache_is_recognised_without_its_appendix() -> None:
    assert guess(TEXTS["Apache-2.0"].partition("APPENDIX")[0]) == "Apache-2.0"


def test_a_line_that_begins_with_the_word_copyright_is_no_copyright_line() -> None:
    text = TEXTS["MIT"].replace("[year] [fullname]", "2022 Acme and the contributors")
    wrapped = text.replace("AUTHORS OR COPYRIGHT", "AUTHORS OR\nCOPYRIGHT")
    assert "\nCOPYRIGHT HOLDERS" in wrapped
    assert guess(wrapped) == "MIT"


def test_apache_is_recognised_by_its_last_clause_or_by_the_notice_that_points_to_it() -> None:
    body, _, appendix = TEXTS["Apache-2.0"].partition("END OF TERMS AND CONDITIONS")
    notice = appendix[appendix.index("Licensed under") :]
    assert guess(body) == "Apache-2.0"
    assert guess(f"Copyright (c) 2013 Acme.\n\n{notice}") == "Apache-2.0"
    assert guess(f"Parts of it are\n{notice}") is None


@pytest.mark.parametrize("text", ["", " \n", "All rights reserved.", "x" * 1_000_000, "\udcff", "\n" * 60_000 + "x"])
def test_an_unknown_text_gives_nothing(text: str) -> None:
    assert guess(text) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_guess(text: str) -> None:
    guess(text)


def test_a_licence_pasted_twice_is_still_that_one() -> None:
    heading, rules = "Mozilla Public License, version 2.0\n\n", re.compile(r"(?m)^[ *=-]*$|^\*|\*$")
    plain = heading + rules.sub("", TEXTS["MPL-2.0"]).replace('"', "“", 1)
    assert guess(f"Copyright (c) 2014 Acme, Inc.\n\n{plain}\n\n{plain}") == "MPL-2.0"
    assert guess(f"{TEXTS['MIT']}\n\n{TEXTS['ISC']}") is None


@pytest.mark.parametrize(
    ("text", "beside", "expression"),
    [
        (
            "This project is dual-licensed under the Unlicense and MIT licenses.\n\nYou may use this code under the"
            " terms of either license.",
            {"UNLICENSE": "Unlicense", "LICENSE-MIT": "MIT"},
            "Unlicense OR MIT",
        ),
        (
            "This software is made available under the terms of *either* of the licenses\nfound in LICENSE.APACHE or"
            " LICENSE.BSD. Contributions are made under the terms of *both* these licenses.",
            {"LICENSE.APACHE": "Apache-2.0", "LICENSE.BSD": "BSD-2-Clause"},
            "Apache-2.0 OR BSD-2-Clause",
        ),
        (
            "Licensed under either of Apache License, Version 2.0 (LICENSE-APACHE) or MIT license (LICENSE-MIT) at your"
            " option.",
            {"LICENSE-APACHE": "Apache-2.0", "LICENSE-MIT": "MIT", "LICENSE-docs": "CC-BY-4.0"},
            "Apache-2.0 OR MIT",
        ),
    ],
)
def test_a_choice_between_licence_files_is_an_expression(text: str, beside: dict[str, str], expression: str) -> None:
    assert guess(text, {name: TEXTS[identifier] for name, identifier in beside.items()}) == expression
    for name in beside:
        if name != "LICENSE-docs":
            assert guess(text, {other: TEXTS[one] for other, one in beside.items() if other != name}) is None


@pytest.mark.parametrize(
    "text",
    [
        "Either the MIT license or a commercial license, at your option.",
        "Parts are under the MIT license, others under Apache; see either file.",
        "You may use this under either the MIT license, Apache or the GPL.",
        "You may use this under both the MIT and the Apache license.",
        "Either LICENSE-MIT or LICENSE-COMPANY applies, at your option.",
        "Either the MIT or the BSD license, at your option.",
        "The MIT license, at your option.",
    ],
)
def test_a_choice_that_is_not_wholly_known_is_none(text: str) -> None:
    beside = {
        "LICENSE-MIT": TEXTS["MIT"],
        "LICENSE-APACHE": TEXTS["Apache-2.0"],
        "LICENSE-BSD2": TEXTS["BSD-2-Clause"],
        "LICENSE-BSD3": TEXTS["BSD-3-Clause"],
        "LICENSE-COMPANY": "All rights reserved.",
    }
    assert guess(text, beside) is None


THIRD_PARTIES = f"""
tool's documentation is licensed under the Creative Commons CC BY 3.0 license, which can be found online.



tool incorporates numbers.c, which bears the following notices:

numbers.c:
Copyright (c) 1991 by Acme Technologies.

{TEXTS["BSD-2-Clause"]}

{TEXTS["ISC"]}
"""


def test_a_permissive_licence_stands_above_those_of_others_work() -> None:
    assert guess(f"tool is copyright (C) 2012 Ada\n\n{TEXTS['MIT']}\n\n{THIRD_PARTIES}") == "MIT"
    assert guess(f"{TEXTS['Apache-2.0']}\n\n{THIRD_PARTIES}") == "Apache-2.0"


@pytest.mark.parametrize(
    "rider",
    [
        "The grant of rights under the License does not include the right to Sell the Software.",
        "The folder ee/ is only for customers.",
        "Use in a hosted service requires permission of Acme.",
        "Notwithstanding the above, this is for evaluation.",
        TEXTS["GPL-3.0"],
    ],
)
def test_a_rider_below_a_licence_leaves_it_unnamed(rider: str) -> None:
    for text in (
        f"{TEXTS['MIT']}\n\n{rider}",
        f"{TEXTS['MIT']}\n\n{THIRD_PARTIES}\n\n{rider}",
        f"{TEXTS['MIT']}\n\nIt includes others' work.\n\n{rider}",
    ):
        assert guess(text) is None


def test_a_limit_within_a_permissive_licence_leaves_it_unnamed() -> None:
    good = "The Software shall be used for Good, not Evil.\n\nTHE SOFTWARE IS PROVIDED"
    assert guess(TEXTS["MIT"].replace("THE SOFTWARE IS PROVIDED", good)) is None
    assert guess(TEXTS["MIT"].replace("free of charge,", "for non-commercial use,")) is None


def test_no_licence_is_taken_for_another() -> None:
    assert {identifier: found for identifier, text in TEXTS.items() if (found := guess(text)) != identifier} == {}


@given(st.text(max_size=300), st.dictionaries(st.sampled_from(["LICENSE-MIT", "UNLICENSE"]), st.text(max_size=50)))
def test_no_texts_break_the_guess(text: str, others: dict[str, str]) -> None:
    guess(f"either {text}", others)


@pytest.mark.parametrize(("identifier", "end"), [("MPL-2.0", "Exhibit A -"), ("GPL-3.0", "END OF TERMS")])
def test_a_licence_is_recognised_without_its_appendix(identifier: str, end: str) -> None:
    body = TEXTS[identifier].partition(end)[0]
    assert len(body) < len(TEXTS[identifier])
    assert guess(f"(C) Acme LLC, 2017\n\n{body}") == identifier


@pytest.mark.parametrize("identifier", ["MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC"])
def test_a_licence_is_recognised_however_its_lines_are_broken(identifier: str) -> None:
    paragraphs = [one for one in TEXTS[identifier].split("\n\n") if "[year]" not in one]
    for width in range(3, 12):
        wrapped = []
        for words in map(str.split, paragraphs):
            wrapped.append("\n".join(" ".join(words[at : at + width]) for at in range(0, len(words), width)))
        assert guess("Copyright 2026 Acme\n\n" + "\n\n".join(wrapped)) == identifier


NAMES = ["Ada Byron", "Grace Murray", "Kurt G\u00f6del", "Emmy Noether", "Sofja Kowalewskaja", "Alan Mathison"]
WRAPPED = ", ".join(NAMES)
BULLETS = "".join(f" - {name}\n" for name in NAMES)
GRANT = TEXTS["MIT"][TEXTS["MIT"].index("Permission") :]


def quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize(
    "text",
    [
        # as packages of Julia do
        f"Ledger.jl is licensed under the MIT License:\n\n{quoted('Copyright (c) 2012-2013: Ada.')}\n\n{quoted(GRANT)}",
        f'The Ledger.jl package is licensed under the MIT "Expat" License:\n\n> Copyright 2019\n>\n{quoted(GRANT)}',
        f'The Ledger.jl package is licensed under the MIT "Expat" License:\n\nCopyright 2019: Ada\n\n{GRANT}',
        f"> The MIT License (MIT)\n>\n> Copyright (c) 2017 Acme\n>\n{quoted(GRANT)}",
        # notices of more than a line
        f"MIT License\n\nCopyright (c) 2009-2024: {WRAPPED},\n{WRAPPED}, and other\ncontributors.\n\n{GRANT}",
        f"Copyright (c) 2009: Ada, and other contributors:\n\nhttps://code.example/ledger/contributors\n\n{GRANT}",
        f"# The MIT License (MIT)\n\nCopyright (c) 2023 Acme and:\n{BULLETS}\n{GRANT}",
        f"Copyright (c) The authors:\n\n{BULLETS}\n{GRANT}",
    ],
)
def test_a_licence_is_recognised_in_a_quote_and_below_a_notice_of_many_lines(text: str) -> None:
    assert guess(text) == "MIT"


@pytest.mark.parametrize(
    "between",
    [
        "It must not be sold.",
        "For evaluation only.",
        "Other files are under the GPL.",
        "This is public domain in some countries.",
        "Licensed to Acme.",
    ],
)
def test_what_a_notice_says_beside_names_leaves_a_licence_unnamed(between: str) -> None:
    assert guess(f"Copyright (c) 2012 Ada\n\n{WRAPPED} {between}\n\n{GRANT}") is None


@pytest.mark.parametrize(
    "lead",
    ["Parts of Ledger are licensed under the MIT License:", "Ledger, but not ee, is licensed under the MIT License:"],
)
def test_a_line_that_leads_to_a_part_leaves_a_licence_unnamed(lead: str) -> None:
    assert guess(f"{lead}\n\n> Copyright (c) 2012 Ada\n\n{quoted(GRANT)}") is None


def test_a_limit_above_the_title_of_a_licence_leaves_it_unnamed() -> None:
    assert guess(f"For customers of Acme only, without the right to sell it to others.\n\n{TEXTS['MIT']}") is None


def test_a_file_that_only_names_another_says_what_that_one_says() -> None:
    assert guess("GNU-AGPL-3.0.txt\n", {"GNU-AGPL-3.0.txt": TEXTS["AGPL-3.0"]}) == "AGPL-3.0"
    assert guess("GNU-AGPL-3.0.txt\n", {}) is None
    assert guess("A", {"A": "B", "B": "A"}) is None
