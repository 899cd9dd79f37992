"""What a README states outright is looked for by words first: none that the pattern would find may lack them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.insight.readiness.sections import _SECTIONS

STATED = {name: section for name, section in _SECTIONS.items() if section.text is not None}


@pytest.mark.parametrize("name", sorted(STATED))
@given(data=st.data())
def test_every_statement_holds_one_of_the_words(name: str, data: st.DataObject) -> None:
    section = STATED[name]
    assert section.text is not None
    text = data.draw(st.from_regex(section.text, alphabet=st.characters(max_codepoint=0x7F)))
    assert section.text.search(text)
    assert any(word in text.casefold() for word in section.words)
