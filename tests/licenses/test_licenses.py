"""A licence text tells its SPDX identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identify.vendor.licenses import LICENSES

from innersource_marketplace.licenses import guess

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


@pytest.mark.parametrize("text", ["", " \n", "All rights reserved.", "x" * 1_000_000, "\udcff"])
def test_an_unknown_text_gives_nothing(text: str) -> None:
    assert guess(text) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_guess(text: str) -> None:
    guess(text)
