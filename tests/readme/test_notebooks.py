"""A notebook is shown as what its cells say, in their order."""

import json

import pytest

from innersource_marketplace.readme import Links, convert


def shown(notebook: object) -> str:
    return convert(json.dumps(notebook).encode(), "README.ipynb", Links()).html or ""


def test_cells_are_shown_in_their_order_with_what_they_printed() -> None:
    markup = shown(
        {
            "nbformat": 4,
            "metadata": {"language_info": {"name": "python"}},
            "cells": [
                {"cell_type": "markdown", "source": ["# Ledger\n", "Books payments.\n"]},
                {
                    "cell_type": "code",
                    "source": "print('```')",
                    "outputs": [
                        {"output_type": "stream", "text": ["```\n"]},
                        {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": "<Figure>"}},
                    ],
                },
                {"cell_type": "raw", "source": "as it is"},
            ],
        }
    )
    assert (
        markup.index("Books payments")
        < markup.index("print")
        < markup.index("&lt;Figure&gt;")
        < markup.index("as it is")
    )
    assert 'class="highlight"><code class="language-python">' in markup
    assert "aGk" not in markup


def test_notebooks_of_version_3_have_their_cells_in_a_worksheet() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": "Ledger"},
        {"cell_type": "code", "input": ["x = 1"], "outputs": []},
    ]
    assert "Ledger</h3>" in shown({"nbformat": 3, "worksheets": [{"cells": cells}]})


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"cells": 5}', '{"cells": [1, null, {}]}', "[" * 100_000])
def test_what_is_no_notebook_is_shown_as_text(text: str) -> None:
    readme = convert(text.encode(), "README.ipynb", Links())
    assert readme.note == "Written in a notebook; shown as text." or readme.html is None


def test_half_a_character_is_shown_as_an_unknown_one() -> None:
    assert "a\ufffdb \U0001f600" in shown({"cells": [{"cell_type": "markdown", "source": "a\ud800b \U0001f600"}]})
