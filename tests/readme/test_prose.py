"""Formats that nothing here converts are shown as clean prose: every word, none of the markup."""

# ruff: noqa: E501 -- texts in markup read best on a line

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.readme import Links, convert
from innersource_marketplace.readme.prose import PROSE, prose
from innersource_marketplace.reference.text_formats import TextFormat

# fmt: off
READMES = {
    "README.org": (
        "#+TITLE: Ledger\n#+OPTIONS: toc:nil\n# a note to authors\n* Purpose :docs:\n:PROPERTIES:\n:CUSTOM_ID: p\n:END:\n"
        "Books *all* the =payments= of [[https://shop.example][the shop]].\n\n"
        "** Install\n#+BEGIN_SRC sh\npip install ledger\n#+END_SRC\n- [X] fast\n- [ ] small\n| Kind | Limit |\n|------+-------|\n| card | 10 |\n"
    ),
    "README.adoc": (
        "= Ledger\nJane Doe <jane@x.example>\n:toc: macro\n:what: payments\n\n// a note to authors\ntoc::[]\n\n[[purpose]]\n== Purpose\n\n"
        "Books *all* the `{what}` of https://shop.example[the shop, window=_blank].\n\nifdef::env-github[]\n[NOTE]\n====\nBe careful.\n====\nendif::[]\n\n"
        "=== Install\n\n[source,sh]\n----\npip install ledger\n----\n\n* fast\n* small\n\n|===\n|Kind |Limit\n\n|card |10\n|===\n"
    ),
    "README.mediawiki": (
        "= Ledger =\n<!-- a note to authors -->\n== Purpose ==\nBooks '''all''' the <code>payments</code> of [https://shop.example the shop].\n"
        "[[Category:Books]]\n=== Install ===\n<source lang=\"sh\">\npip install ledger\n</source>\n* fast\n* small\n"
        "{| class=\"wikitable\"\n! Kind !! Limit\n|-\n| card || 10\n|}\n"
    ),
    "README.textile": (
        "h1. Ledger\n\nh2(#purpose). Purpose\n\nBooks *all* the @payments@ of \"the shop(our shop)\":https://shop.example.\n\n"
        "h3. Install\n\nbc. pip install ledger\n\n* fast\n* small\n\n|_. Kind |_. Limit |\n| card | 10 |\n"
    ),
    "README.creole": (
        "= Ledger =\n== Purpose\nBooks **all** the {{{payments}}} of [[https://shop.example|the shop]].\n\n=== Install ===\n"
        "{{{\npip install ledger\n}}}\n* fast\n* small\n\n|=Kind|=Limit|\n|card|10|\n"
    ),
    "README.pod": (
        "=encoding utf8\n\n=head1 Ledger\n\n=head2 Purpose\n\nBooks B<all> the C<< payments >> of L<the shop|https://shop.example>.\n\n"
        "=head3 Install\n\n    pip install ledger\n\n=over 4\n\n=item * fast\n\n=item * small\n\n=back\n\nKind Limit card 10\n\n=cut\n"
    ),
    "README.rdoc": (
        "= Ledger\n\n== Purpose\n\nBooks *all* the +payments+ of {the shop}[https://shop.example].\n\n=== Install\n\n"
        "  pip install ledger\n\n* fast\n* small\n\nKind Limit card 10\n"
    ),
}
# fmt: on
WORDS = [
    "Books",
    "all",
    "the",
    "payments",
    "of",
    "the",
    "shop",
    "pip",
    "install",
    "ledger",
    "fast",
    "small",
    "Kind",
    "Limit",
    "card",
    "10",
]


def words(markup: str) -> list[str]:
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", " ", markup)))


@pytest.mark.parametrize("path", READMES)
def test_prose_has_headings_paragraphs_lists_code_and_links_but_no_markup(path: str) -> None:
    readme = convert(READMES[path].encode(), path, Links())
    shown = readme.html or ""
    assert [heading.text for heading in readme.contents] == ["Ledger", "Purpose", "Install"]
    assert "Books <strong>all</strong> the <code>payments</code> of" in shown
    assert '<a href="https://shop.example" rel="nofollow noopener noreferrer">the shop</a>' in shown
    assert re.search(r"<pre[^>]*><code[^>]*>.*pip install ledger", shown)
    assert re.search(r"<li>.*fast</li>", shown)
    assert not re.search(r"\*|\+\+|={2}|\{|\}|::|\[\[|'''|<<|#\+|:END|\|", html.unescape(re.sub(r"<[^>]*>", "", shown)))
    assert "note to authors" not in shown
    assert "formatting" in (readme.note or "")


@pytest.mark.parametrize("path", READMES)
def test_words_of_prose_are_those_of_the_readme_in_their_order(path: str) -> None:
    readme = convert(READMES[path].encode(), path, Links())
    shown = iter(words(readme.html or ""))
    assert [word for word in WORDS if word in shown] == WORDS, "a word is missing, or in another place"


plain_lines = st.lists(
    st.lists(st.from_regex(r"\A[^\W_]{2,8}\Z"), min_size=1, max_size=6).map(" ".join) | st.just(""),
    min_size=1,
    max_size=8,
)
marks = st.sampled_from(
    [
        "*",
        "=",
        "~",
        "_",
        "/",
        "+",
        "`",
        "**",
        "__",
        "''",
        "'''",
        "//",
        "@",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "|",
        "<",
        ">",
        "-",
    ]
)


@given(plain_lines.map("\n".join), st.sampled_from(sorted(PROSE)))
def test_no_word_of_plain_text_is_lost_in_any_format(text: str, written: TextFormat) -> None:
    assert sorted(words(prose(text, written))) == sorted(words(text))


@given(
    st.lists(st.tuples(marks, st.from_regex(r"\A[b-z]{3,8}\Z"), marks), min_size=1, max_size=12),
    st.sampled_from(sorted(PROSE)),
)
def test_no_word_is_lost_between_marks(parts: list[tuple[str, str, str]], written: TextFormat) -> None:
    text = "Start " + " ".join(f"{before}{word}{after}" for before, word, after in parts)
    readme = convert(
        text.encode(),
        f"README.{ {TextFormat.ASCIIDOC: 'adoc', TextFormat.NOTEBOOK: 'ipynb'}.get(written, 'org') }",
        Links(),
    )
    assert {word for _, word, _ in parts} <= set(re.findall(r"[b-z]{3,8}", readme.html or "")) | {"tart"}


@pytest.mark.exhaustive
@pytest.mark.parametrize("written", sorted(PROSE))
@pytest.mark.parametrize(
    "piece",
    [
        "image:",
        "[[",
        "[[a|",
        "{{",
        "{{a|",
        "((",
        '"(',
        "((a",
        "link:a[",
        "<<a,",
        "C<",
        "L<a|",
        "''",
        "**",
        "//",
        "!a.b(",
        "----\n",
        "{a}",
        "=begin\n",
        "|a",
        "* a\n",
        ":a: b\n",
    ],
)
def test_prose_of_hostile_text_takes_linear_time(written: TextFormat, piece: str) -> None:
    text = piece * (60_000 // len(piece))
    started = time.process_time()
    prose(text, written)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("written", sorted(PROSE))
def test_prose_of_a_few_hostile_marks_takes_linear_time(written: TextFormat) -> None:
    started = time.process_time()
    prose("[[a|" * 2_000 + "\n" + "{{" * 2_000 + "\n" + '"(' * 2_000 + "\n" + "----\n" * 2_000, written)
    assert time.process_time() - started < 1.5


def test_a_block_that_does_not_end_hides_nothing() -> None:
    for path, text in (
        ("README.adoc", "////\nshown\n"),
        ("README.org", ":DRAWER:\nshown\n"),
        ("README.adoc", "----\nshown\n"),
    ):
        assert "shown" in (convert(text.encode(), path, Links()).html or "")


def test_html_in_org_is_html() -> None:
    text = b'#+html: <a href="https://ci.example"><img alt="Build" src="https://ci.example/b.svg"></a>\n#+html: <script>x</script>\n'
    assert convert(text, "README.org", Links()).html == (
        '<p class="readme-badges"><a href="https://ci.example" rel="nofollow noopener noreferrer">'
        '<span class="readme-badge">Build</span></a>\n</p>'
    )


def test_badges_in_org_are_pictures_and_no_words() -> None:
    text = "[[https://ci.example/a][file:https://ci.example/a.svg?branch=main]] [[./logo.png]]\n\nKeeps the books.\n"
    markup = prose(text, TextFormat.ORG)
    assert words(markup) == ["Keeps", "the", "books"]
