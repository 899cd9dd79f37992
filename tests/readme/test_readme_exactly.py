"""Policy, links and decoding to the character: each rule by itself, without the steps before that make it idle."""

import pytest

from innersource_marketplace import escape
from innersource_marketplace.limits import README_BYTES
from innersource_marketplace.readme.decoding import Decoded, decode
from innersource_marketplace.readme.html_policy import clean, intake
from innersource_marketplace.readme.readme_links import Links, repository_path, resolve

REL = 'rel="nofollow noopener noreferrer"'
BLOB, TREE = "https://git.example/t/n/blob/HEAD/", "https://git.example/t/n/tree/HEAD/"
LINKS = Links(files=escape.url(BLOB), folders=escape.url(TREE))
SAMPLE = 8_192
"""How many bytes are looked at to tell a text from a binary file."""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//evil.example/x",
        "https:evil.example",
        "https://user:token@ok.example/",
        "relative",
        "#__search",
        "#user-content-<x>",
        "https://ok.example/ü",
    ],
)
def test_cleaning_alone_takes_a_doubtful_address_from_a_link(address: str) -> None:
    assert clean(f'<a href="{address}">a</a>') == f"<a {REL}>a</a>"


@pytest.mark.parametrize("address", ["https://ok.example/x", "mailto:a@ok.example", "#user-content-a%20b"])
def test_cleaning_alone_leaves_a_harmless_address(address: str) -> None:
    assert clean(f'<a href="{address}" rel="opener" target="_blank">a</a>') == f'<a href="{address}" {REL}>a</a>'


@pytest.mark.parametrize(
    "source",
    [
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "data:image/png;base64,x",
        "a/../../x.png",
        "X../x.png",
        "a//x.png",
        "/x.png",
        "../.env",
        "./x.png",
        "x.png?y",
    ],
)
def test_cleaning_alone_takes_any_picture_away_that_is_not_the_sites_own(source: str) -> None:
    assert clean(f'<img src="{source}" alt="x">') == '<img alt="x">'


@pytest.mark.parametrize("source", ["x.png", "../../assets/x-1_y.webp"])
def test_cleaning_alone_leaves_a_picture_of_the_site(source: str) -> None:
    assert clean(f'<img src="{source}">') == f'<img src="{source}">'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<p id="__search">a</p>', "<p>a</p>"),
        ('<p id="user-content-x" class="md-overlay readme-badges">a</p>', None),
        ('<p class="md-overlay">a</p>', "<p>a</p>"),
        ('<p align="middle" dir="up" lang="?">a</p>', "<p>a</p>"),
        ('<p align="left" dir="rtl" lang="de">a</p>', '<p align="left" dir="rtl" lang="de">a</p>'),
        ('<ol start="x" reversed="y"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ('<ol start="5" reversed=""><li>a</li></ol>', '<ol start="5" reversed=""><li>a</li></ol>'),
        ('<code class="language-c++ x">a</code>', '<code class="language-c++">a</code>'),
        ('<h2 class="readme-badge">a</h2>', "<h2>a</h2>"),
        ('<span role="button" aria-label="x">a</span>', "<span>a</span>"),
        ('<span role="img" aria-label="not done">a</span>', '<span role="img" aria-label="not done">a</span>'),
        ("<p>a\u202eb\x00c\u2028d</p>", "<p>abc d</p>"),
        ("<script>x</script><svg><a>y</a></svg><b>z</b>", "<b>z</b>"),
    ],
)
def test_cleaning_alone_leaves_of_attributes_what_the_policy_names(markup: str, expected: str | None) -> None:
    assert clean(markup) == (expected or '<p id="user-content-x" class="readme-badges">a</p>')


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("x", BLOB + "a/b/x"),
        ("XX", BLOB + "a/b/XX"),
        ("x/", TREE + "a/b/x"),
        ("x/.", TREE + "a/b/x"),
        ("x/y/..", TREE + "a/b/x"),
        (".", TREE + "a/b"),
        ("..", TREE + "a"),
        ("../..", TREE),
        ("%2e%2e/%2e%2e", TREE),
        ("/x y/ü", BLOB + "x%20y/%C3%BC"),
        ("/X/", TREE + "X"),
        ("x?a/", BLOB + "a/b/x"),
        ("x/?a", TREE + "a/b/x"),
        ("x#y", BLOB + "a/b/x#y"),
        ("../../..", None),
        ("a%2Fb", None),
        ("a%00b", None),
        ("a\\b", None),
        ("#x", None),
        ("", None),
        ("//evil.example", None),
        ("https://ok.example/", "https://ok.example/"),
    ],
)
def test_a_target_leads_where_it_leads_at_the_host(target: str, expected: str | None) -> None:
    assert resolve(target, "a/b/README.md", LINKS) == expected


def test_without_an_address_for_folders_that_of_files_serves() -> None:
    assert resolve("x/", "README.md", Links(files=escape.url(BLOB))) == BLOB + "x"
    assert resolve("x", "README.md", Links(folders=escape.url(TREE))) is None
    assert resolve("x", "README.md", Links(files=escape.url("https://git.example/X"))) == "https://git.example/X/x"


def test_a_path_in_the_repository_starts_at_the_folder_of_the_readme() -> None:
    assert repository_path("x", "a/b/c/README.md") == "a/b/c/x"
    assert repository_path("../x", "a/b/c/README.md") == "a/b/x"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é\r\nü\rX\x00X".encode(), "é\nü\nXX"),
        (b"\xef\xbb\xbfa\xffb", "a\ufffdb"),
        ("äöü".encode() + b"\xff", "äöü\ufffd"),
        ("äö".encode() + b"\xff\xff", "Ã¤Ã¶ÿÿ"),
        (b"a\xff", "aÿ"),
        (b"a\x81", "a\ufffd"),
    ],
)
def test_a_text_is_read_as_it_was_probably_meant(data: bytes, text: str) -> None:
    assert decode(data) == Decoded(text, truncated=False)


def test_a_longer_readme_is_cut_after_a_paragraph_a_line_or_a_word_of_its_last_quarter() -> None:
    beyond = README_BYTES * 2
    for boundary in ("\n\n", "\n", " "):
        kept = "a" * (README_BYTES - 10)
        found = decode((kept + boundary + "b" * beyond).encode())
        assert found == Decoded(kept + "\n", truncated=True)
    early = "a" * 10 + "\n\n" + "b" * beyond
    assert decode(early.encode()) == Decoded(early[:README_BYTES], truncated=True)
    both = "a" * (README_BYTES - 20) + "\n\nb\nc" + "d" * beyond
    assert decode(both.encode()) == Decoded("a" * (README_BYTES - 20) + "\n", truncated=True)
    several = "a" * (README_BYTES - 20) + "\n\nb\n\nc" + "d" * beyond
    assert decode(several.encode()) == Decoded("a" * (README_BYTES - 20) + "\n\nb\n", truncated=True)


def test_a_cut_may_split_the_last_character_of_utf_8() -> None:
    found = decode(b"a" * (README_BYTES - 1) + "ü".encode() + b"b" * 10)
    assert found == Decoded("a" * (README_BYTES - 1), truncated=True)
    assert decode(b"a" * README_BYTES) == Decoded("a" * README_BYTES, truncated=False)


def test_a_stray_nul_is_dropped_from_a_text_and_tells_a_binary_file_beside_odd_bytes() -> None:
    assert decode(b"a\x00b\xff") is None
    assert decode(b"a\x00" + b"b" * SAMPLE + b"\xff") is not None
    split = b"\x00" + b"a" * (SAMPLE - 3) + "€".encode()
    assert decode(split) == Decoded("a" * (SAMPLE - 3) + "€", truncated=False)
    assert decode(b"\x01" * 2 + b"a" * 8) is not None
    assert decode(b"\x01" * 3 + b"a" * 8) is None


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        # Elements have a place within these, and what is inside of what stays so.
        ("<svg><desc><p>x</p></desc>z", ""),
        ("<SVG><style>rest", ""),
        ('<math><annotation-xml encoding="text/html"><p>x</p></annotation-xml></math>k', "k"),
        ("<MATH><mtext><table><mglyph><style>q", ""),
        # What begins something that is left out, and never ends, is text; with attributes it goes.
        ("<script src=x>rest", "rest"),
        ("<style a=b>rest", "rest"),
        ("<style>rest", "&lt;style&gt;rest"),
        ("<STYLE>rest", "&lt;STYLE&gt;rest"),
        ("<path>rest", "rest"),
    ],
)
def test_markup_that_is_not_of_a_page_goes_without_taking_the_rest(markup: str, kept: str) -> None:
    assert intake(markup) == kept
