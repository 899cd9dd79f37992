"""Golden pages: what a full and an empty project come out as, to the byte.

A changed page shows itself as a changed file here. To accept it, delete the file and run the test twice.
"""

from pathlib import Path

import pytest

from innersource_marketplace.errors import Problem
from innersource_marketplace.model import Heading, Project, Readme, SafeHtml
from innersource_marketplace.render.site import render_pages
from projects import NOTHING_KNOWN, NOW, SETTINGS, make_project

GOLDEN = Path(__file__).parent / "golden"

README = Readme(
    path="README.md",
    html=SafeHtml(
        '<h2 id="user-content-a">A</h2>\n<p>One.</p>\n<pre><code>a\n  b\n</code></pre>\n'
        '<h2 id="user-content-b">B</h2>\n<h2 id="user-content-c">C</h2>'
    ),
    contents=tuple(Heading(level=2, anchor=letter.lower(), text=letter) for letter in "ABC"),
)
PROBLEM = Problem(where="innersource.json", line=3, code="language", message="NodeJS is no language.", fix="Write it.")


@pytest.mark.parametrize(
    ("name", "project", "readme", "problems"),
    [
        ("full", make_project(), README, (PROBLEM,)),
        ("empty", make_project(title="ledger", **NOTHING_KNOWN), None, ()),
    ],
)
def test_a_project_page_is_what_it_was(
    name: str, project: Project, readme: Readme | None, problems: tuple[Problem, ...]
) -> None:
    files = dict(render_pages([project], lambda _: readme, {project.key: problems}, SETTINGS, NOW))
    page = files["projects/payments/ledger/index.md"]
    golden = GOLDEN / f"{name}.md"
    if not golden.exists():
        golden.write_bytes(page)
        pytest.fail(f"{golden.name} was not there; it is written now. Look at it, then run again.")
    assert page.decode() == golden.read_text(encoding="utf-8")
