"""What a README states outright is looked for by words first: none that the pattern would find may lack them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.insight.readiness.sections import _STATEMENTS


@pytest.mark.parametrize("name", sorted(_STATEMENTS))
@given(data=st.data())
def test_every_statement_holds_one_of_the_words(name: str, data: st.DataObject) -> None:
    statement = _STATEMENTS[name]
    text = data.draw(st.from_regex(statement.pattern, alphabet=st.characters(max_codepoint=0x7F)))
    assert statement.pattern.search(text)
    assert any(word in text.casefold() for word in statement.words)
