"""Hostile READMEs: whatever they try, what reaches a page keeps to the policy."""

import functools
import re

import markdown
import pytest
from readme_corpus import HOSTILE
from readme_invariants import violations

from innersource_marketplace import escape
from innersource_marketplace.limits import README_SECONDS
from innersource_marketplace.model import Readme
from innersource_marketplace.readme import Links
from innersource_marketplace.readme.html_policy import clean
from innersource_marketplace.sandbox.converter import ReadmeConverter, ReadmeTask

_FILES = escape.url("https://git.example/team/name/blob/HEAD/")
_LINKS = Links(files=_FILES)

_EXTENSIONS = [
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta", "tables", "toc",
    "smarty", "pymdownx.betterem", "pymdownx.blocks.html", "pymdownx.caret", "pymdownx.critic",
    "pymdownx.details", "pymdownx.emoji", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys",
    "pymdownx.magiclink", "pymdownx.mark", "pymdownx.progressbar", "pymdownx.smartsymbols",
    "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde",
    "pymdownx.arithmatex", "pymdownx.escapeall",
]  # fmt: skip


@functools.cache
def _converted() -> dict[str, Readme]:
    # Room for a busy machine; an idle one needs less than half the limit for the worst of them.
    with ReadmeConverter(jobs=2, seconds=4 * README_SECONDS) as converter:
        tasks = [ReadmeTask(name, data, path, _LINKS) for name, (path, data) in HOSTILE.items()]
        return dict(converter.convert_many(tasks))


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_shown_keeps_to_the_policy(name: str) -> None:
    readme = _converted()[name]
    assert (readme.html is None) == (readme.why is not None)
    if readme.html is not None:
        assert violations(readme.html) == []
        assert clean(readme.html) == readme.html


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_acts_in_a_markdown_page(name: str) -> None:
    shown = _converted()[name]
    if shown.html is None:
        return
    page = f'# Page\n\n<div class="readme">{escape.one_line(shown.html)}</div>\n\nAfter *it*.\n'
    rendered = markdown.markdown(page, extensions=_EXTENSIONS)
    start, end = rendered.index('<div class="readme">'), rendered.rindex("</div>")
    assert rendered[start + len('<div class="readme">') : end].replace("&#10;", "\n") == shown.html
    assert "After <em>it</em>" in rendered[end:]


def test_no_file_is_read() -> None:
    for name, readme in _converted().items():
        assert "root:" not in (readme.html or ""), name


def test_scripts_leave_nothing_behind() -> None:
    readme = _converted()["elements that act"]
    assert "alert(1)" not in re.sub(r"<[^>]*>", "", readme.html or "").replace("x](javascript:alert(1))", "")


def test_nothing_runs_out_of_time() -> None:
    assert [name for name, readme in _converted().items() if readme.unfinished] == []
