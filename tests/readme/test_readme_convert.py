"""What a README becomes: decoding, formats, headings, links, and what is said when it is not shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readme_invariants import violations

from innersource_marketplace import escape
from innersource_marketplace.limits import README_BYTES
from innersource_marketplace.model import Heading
from innersource_marketplace.readme import Links, convert
from innersource_marketplace.readme.decoding import decode
from innersource_marketplace.readme.html_policy import clean, intake
from innersource_marketplace.readme.readme_links import repository_path

_LINKS = Links(files=escape.url("https://git.example/team/name/blob/HEAD/"))

# ruff: noqa: SIM905 -- a list of fragments reads best as a text
_FRAGMENTS = st.sampled_from(
    "<p> </p> <div> <a href=x> <a href='javascript:x'> </a> <b> </b> <table> <tr> <td> </table> <svg> </svg> <math> "
    "<style> </style> <script> </script> <template> <pre> </pre> <!-- --> <![CDATA[ ]]> <? <h1> </h1> <li> <ul> "
    "<img src=x onerror=y> <form> <select> <option> <noscript> </noscript> <object> <title> </title> [ ]( ) ` ``` "
    "> - # &lt; &#106; &#2; \" ' = | {: } [^1] [^1]: --- \x00 \u202e <kbd> <summary> <details> "
    "<section id=a> <aside class=admonition> <input>".split()
)
_MARKUP = st.lists(_FRAGMENTS | st.text(max_size=8) | st.just("\n") | st.just("\n\n"), max_size=40).map("".join)


@given(_MARKUP)
def test_any_markdown_keeps_to_the_policy(text: str) -> None:
    readme = convert(text.encode("utf-8", "replace"), "README.md", _LINKS)
    assert (readme.html is None) == (readme.why is not None)
    if readme.html is not None:
        assert violations(readme.html) == []
        assert clean(readme.html) == readme.html


@given(_MARKUP)
def test_cleaning_alone_keeps_to_the_policy_and_settles(text: str) -> None:
    cleaned = clean(text)
    if cleaned is not None:
        assert clean(cleaned) == cleaned
        assert "<script" not in cleaned.lower()
        assert intake(cleaned) is not None


@given(st.binary(max_size=300), st.sampled_from(["README.md", "README.txt", "README", "README.org", "README.html"]))
def test_any_bytes_give_a_page_or_a_reason(data: bytes, path: str) -> None:
    readme = convert(data, path, _LINKS)
    assert (readme.html is None) == (readme.why is not None)
    assert readme.html is None or violations(readme.html) == []


@given(st.text(alphabet="ab./%2eE5cf\\?#", max_size=30), st.sampled_from(["README.md", "a/b/README.md"]))
def test_no_relative_target_leaves_the_repository(target: str, path: str) -> None:
    inside = repository_path(target, path)
    if inside is not None:
        assert not inside.startswith("/")
        assert ".." not in inside.split("/")
        assert "\\" not in inside


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_common_encodings_are_read(encoding: str) -> None:
    decoded = decode("Für Köln\r\nund\rBonn".encode(encoding))
    assert decoded is not None
    assert decoded.text == "Für Köln\nund\nBonn"


@pytest.mark.parametrize(
    ("data", "path", "why"),
    [
        (b"", "README.md", "The README is empty."),
        (b"<!-- nothing -->", "README.md", "The README has no text to show."),
        (bytes(range(256)), "README.md", "The README is not a text file."),
        (b"version https://git-lfs.github.com/spec/v1\n", "README.md", "The README is kept in Git LFS."),
        (b"<div>" * 500, "README.md", "The README is nested too deeply to be shown."),
        (b"a\n\n" * 40_000, "README.md", "The README is too large to be shown."),
    ],
)
def test_what_is_not_shown_has_a_reason(data: bytes, path: str, why: str) -> None:
    readme = convert(data, path, _LINKS)
    assert (readme.html, readme.why) == (None, why)


def test_a_long_readme_is_cut_at_a_paragraph() -> None:
    readme = convert(b"words of some length, " * 40 + b"\n\n" + (b"x" * 99 + b"\n\n") * 6_000, "README.md", _LINKS)
    assert readme.truncated
    assert readme.note == f"This is the beginning; the README is longer than {README_BYTES // 1024} kB."
    assert readme.html is not None
    assert readme.html.rstrip().endswith("x" * 99 + "</p>")


def test_formats_without_a_renderer_are_shown_as_written() -> None:
    readme = convert(b"* Heading <b>\n  text", "README.typ", _LINKS)
    assert readme.html == '<pre class="readme-text">* Heading &lt;b&gt;\n  text</pre>'
    assert readme.note == "Written in Typst; shown as text."


def test_headings_start_below_the_heading_of_their_section_and_skip_no_level() -> None:
    readme = convert(b"# One\n\n#### Two\n\n## Three\n\n# Four\n", "README.md", _LINKS)
    assert readme.contents == (
        Heading(level=3, anchor="one", text="One"),
        Heading(level=4, anchor="two", text="Two"),
        Heading(level=4, anchor="three", text="Three"),
        Heading(level=3, anchor="four", text="Four"),
    )


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    readme = convert(b"# HTTP-client\n\n## Usage\n\ntext", "README.md", _LINKS, title="Http Client")
    assert [(heading.level, heading.text) for heading in readme.contents] == [(3, "Usage")]
    assert readme.text == "Usage\ntext"


def test_front_matter_goes_and_a_leading_rule_stays() -> None:
    assert convert(b"---\ntitle: x\n---\n\ntext", "README.md", _LINKS).text == "text"
    assert convert(b"---\n\nWords first.\n\n---\n\ntext", "README.md", _LINKS).text == "Words first.\ntext"


def test_without_an_address_of_the_repository_links_are_words() -> None:
    readme = convert(b"[guide](docs/guide.md) ![logo](logo.png)", "README.md", Links())
    assert readme.html == '<p>guide <span class="readme-image">logo</span></p>\n'


def test_no_word_of_a_readme_that_includes_files_comes_from_a_file() -> None:
    readme = convert(
        b"a\n\n.. include:: /etc/hostname\n\n.. raw:: html\n   :file: /etc/hostname\n\nb", "README.rst", _LINKS
    )
    assert readme.text == "a\nb"


def test_a_page_does_not_depend_on_the_day_it_was_made() -> None:
    assert convert(b".. |now| date:: %Y\n\nIt is |now|.", "README.rst", _LINKS).text == "It is |now|."


def test_of_mdx_the_words_are_shown_but_not_the_program() -> None:
    imports = b"import { Card } from './card'\nexport const year = 2026\n\n{/* a note\nto authors */}\n"
    text = imports + b"# Ledger\n\nimport duties are booked. <Card>Fast</Card>\n"
    readme = convert(text, "README.mdx", _LINKS)
    assert readme.text == "Ledger\nimport duties are booked. Fast"


@pytest.mark.parametrize("name", ["path", "card", "set", "filter", "text", "list", "username", "my-file", "Card"])
def test_no_words_are_lost_after_what_is_no_element_of_html(name: str) -> None:
    readme = convert(f"Run tool <{name}> and then more.\n\nNext.".encode(), "README.md", _LINKS)
    assert readme.text == "Run tool and then more.\nNext."


@pytest.mark.parametrize(
    "name", ["title", "object", "map", "select", "template", "textarea", "style", "script", "iframe"]
)
def test_an_element_that_never_ends_hides_nothing(name: str) -> None:
    readme = convert(f"Run tool --x <{name}> and then more.\n\nNext.".encode(), "README.md", _LINKS)
    assert readme.text == f"Run tool --x <{name}> and then more.\nNext."
