"""What the markup of a README becomes, piece by piece: headings, anchors, links, pictures, alerts, checkboxes."""

# ruff: noqa: E501 -- markup beside markup is compared with the eye, a line each

from pathlib import Path

import pytest

from innersource_marketplace import escape
from innersource_marketplace.limits import (
    README_MARKUP_CHARACTERS,
    README_NESTING,
    README_TAG_DEPTHS,
    README_TAGS,
    README_TEXT_CHARACTERS,
)
from innersource_marketplace.model import Readme
from innersource_marketplace.readme import Links, LocalImage, convert
from innersource_marketplace.readme import conversion as formats

LINKS = Links(
    files=escape.url("https://git.example/t/n/blob/HEAD/"),
    images={
        "pkg/shown.png": LocalImage(address="picture-5e0a.webp", width=900, height=600),
        "pkg/small.png": LocalImage(address="picture-77c1.webp", width=90, height=60),
    },
)
REL = ' rel="nofollow noopener noreferrer"'


def shown(text: str, path: str = "pkg/README.html", title: str = "") -> Readme:
    """A README with its links as they were written, for each of ours carries the same `rel`."""
    return convert(text.encode(), path, LINKS, title=title)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<h1>A.b: C</h1><p>x</p><h1>A.b: C</h1><a href="#ab-c">y</a><a href="#AB-C-1">z</a><a href="#gone">w</a>',
            '<h3 id="user-content-ab-c">A.b: C</h3><p>x</p><h3 id="user-content-ab-c-1">A.b: C</h3><a href="#user-content-ab-c">y</a><a href="#user-content-ab-c-1">z</a>w',
        ),
        (
            "<h2>One</h2><h4>Two</h4><h6>Three</h6><h6>Four</h6><h3>Five</h3>",
            '<h3 id="user-content-one">One</h3><h4 id="user-content-two">Two</h4><h5 id="user-content-three">Three</h5><h5 id="user-content-four">Four</h5><h4 id="user-content-five">Five</h4>',
        ),
        (
            "<h1>1</h1><h2>2</h2><h3>3</h3><h4>4</h4><h5>5</h5><h6>6</h6>",
            '<h3 id="user-content-1">1</h3><h4 id="user-content-2">2</h4><h5 id="user-content-3">3</h5><h6 id="user-content-4">4</h6><h6 id="user-content-5">5</h6><h6 id="user-content-6">6</h6>',
        ),
        (
            '<h2 id="own">Words</h2><a href="#own">a</a><a href="#user-content-own">b</a><a href="#words">c</a>',
            '<h3 id="user-content-words">Words</h3><a href="#user-content-words">a</a><a href="#user-content-words">b</a><a href="#user-content-words">c</a>',
        ),
        (
            '<a name="here"></a><p>x</p><a href="#here">to it</a>',
            '<span id="user-content-here"></span><p>x</p><a href="#user-content-here">to it</a>',
        ),
        (
            '<p id="user-content-x y">x</p><a href="#user-content-x y">y</a><p id="x y">z</p>',
            '<p id="user-content-x-y">x</p><a href="#user-content-x-y">y</a><p>z</p>',
        ),
        (
            '<h2><img src="a.png" alt="Logo of us"></h2>',
            '<h3 id="user-content-logo-of-us"><a href="https://git.example/t/n/blob/HEAD/pkg/a.png"><span class="readme-image">Logo of us</span></a></h3>',
        ),
        ("<h2></h2><p>x</p>", "<p>x</p>"),
        ('<h2 id="i"> <span></span></h2><p>x</p>', "<span> </span><p>x</p>"),
        ("<h2>!!!</h2><h2>!!!</h2>", '<h3 id="user-content-section">!!!</h3><h3 id="user-content-section-1">!!!</h3>'),
        (
            '<section id="s"><h2>In a section</h2></section><a href="#s">x</a>',
            '<h3 id="user-content-in-a-section">In a section</h3><a href="#user-content-in-a-section">x</a>',
        ),
        ("<section><p>x</p></section>", "<p>x</p>"),
        ('<section class="footnotes"><p>x</p></section>', '<div class="footnotes"><p>x</p></div>'),
        ("<center>x</center>", '<div align="center">x</div>'),
        ("<tt>x</tt><strike>y</strike>", "<code>x</code><s>y</s>"),
        ('<span class="literal">x</span><span class="other">y</span>', "<code>x</code><span>y</span>"),
        (
            '<aside class="admonition"><p class="admonition-title">T</p>x</aside>',
            '<div class="markdown-alert markdown-alert-note"><p class="markdown-alert-title">T</p>x</div>',
        ),
        (
            '<aside class="admonition warning">x</aside><aside class="x">y</aside>',
            '<div class="markdown-alert markdown-alert-warning">x</div><div>y</div>',
        ),
        ('<p class="admonition-title">x</p>', '<p class="markdown-alert-title">x</p>'),
        (
            '<pre class="code python">x</pre><pre class="code literal-block">y</pre><pre class="code">z</pre><pre class="other python">w</pre>',
            '<pre class="language-python">x</pre><pre>y</pre><pre>z</pre><pre>w</pre>',
        ),
        ("<pre>\n\n  x\n</pre>", "<pre>  x\n</pre>"),
        ("<p></p><p> </p><p>x</p>", "<p>x</p>"),
        ('<p>a</p><span></span><span id="q"></span>b', '<p>a</p><span id="user-content-q"></span>b'),
        (
            '<input type="checkbox" checked> a <input type="checkbox"> b <input type="text"> c <input> d',
            '<span class="readme-task" role="img" aria-label="done">☑</span> a <span class="readme-task" role="img" aria-label="not done">☐</span> b  c  d',
        ),
        (
            '<img src="small.png" alt="Small" title="T" width="10" height="20">',
            '<img alt="Small" title="T" src="picture-77c1.webp" width="10" height="20" loading="lazy">',
        ),
        ('<img src="small.png">', '<img alt="" src="picture-77c1.webp" width="90" height="60" loading="lazy">'),
        (
            '<img src="small.png" alt="S" height="30" width="50%">',
            '<img alt="S" src="picture-77c1.webp" width="50%" loading="lazy">',
        ),
        (
            '<img src="small.png" alt="S" height="30">',
            '<img alt="S" src="picture-77c1.webp" width="45" height="30" loading="lazy">',
        ),
        (  # One with more detail than the page may show leads to the original.
            '<img src="shown.png" alt="Shown" width="300px">',
            '<a href="https://git.example/t/n/blob/HEAD/pkg/shown.png"><img alt="Shown" src="picture-5e0a.webp" '
            'width="300" height="200" loading="lazy"></a>',
        ),
        (
            '<a href="https://ok.example/"><img src="shown.png" alt="S"></a>',
            '<a href="https://ok.example/"><img alt="S" src="picture-5e0a.webp" width="900" height="600" loading="lazy"></a>',
        ),
        ('<img src="shown.png" alt="Shown" width="1">', None),
        ('<img src="shown.png" height="0">', None),
        (
            '<img src="https://x.example/a/b%20c.png">',
            '<a href="https://x.example/a/b%20c.png"><span class="readme-image">b c.png</span></a>',
        ),
        (
            '<img src="https://x.example/badge.svg" alt="Build">',
            '<a href="https://x.example/badge.svg"><span class="readme-badge">Build</span></a>',
        ),
        (
            '<img src="https://x.example/x.png" alt="A" title="B">',
            '<a href="https://x.example/x.png"><span class="readme-image">A</span></a>',
        ),
        (
            '<img src="https://x.example/x.png" title="B">',
            '<a href="https://x.example/x.png"><span class="readme-image">B</span></a>',
        ),
        (
            '<img src="other.png" alt="Other">',
            '<a href="https://git.example/t/n/blob/HEAD/pkg/other.png"><span class="readme-image">Other</span></a>',
        ),
        ('<img src="other.png#gh-dark-mode-only" alt="Dark">', None),
        ('<img alt="no source">', '<span class="readme-image">no source</span>'),
        ("<img>", None),
        ('<img src="http://[bad" alt="">', None),
        ('<img src="../../../x.png">', '<span class="readme-image">x.png</span>'),
        (
            '<a href="https://ok.example/" title="T"><img src="https://x.example/i.png" alt="I"></a>',
            '<a title="T" href="https://ok.example/"><span class="readme-image">I</span></a>',
        ),
        (
            '<a href="https://ok.example/"><b><img src="https://x.example/i.png" alt="I"></b></a>',
            '<a href="https://ok.example/"><b><span class="readme-image">I</span></b></a>',
        ),
        (
            '<a href="javascript:x"><img src="https://x.example/i.png" alt="I"></a>',
            '<a href="https://x.example/i.png"><span class="readme-image">I</span></a>',
        ),
        ('<a href="https://ok.example/"></a>x', "x"),
        ('<a href="https://ok.example/" id="k"> </a>', '<span id="user-content-k"></span> '),
        (
            '<p><a href="https://ci.example/"><img src="https://ci.example/b.svg" alt="B"></a> <img src="https://shields.io/x" alt="S"></p>',
            '<p class="readme-badges"><a href="https://ci.example/"><span class="readme-badge">B</span></a> <a href="https://shields.io/x"><span class="readme-badge">S</span></a></p>',
        ),
        (
            '<p>words <img src="https://ci.example/b.svg" alt="B"></p>',
            '<p>words <a href="https://ci.example/b.svg"><span class="readme-badge">B</span></a></p>',
        ),
        (
            '<a href="x" class="footnote-ref" aria-label="Back to reference 1" title="Q">x</a>',
            '<a title="Q" class="footnote-ref" aria-label="Back to reference 1" href="https://git.example/t/n/blob/HEAD/pkg/x">x</a>',
        ),
        (
            '<p id="a">1</p><p id="a">2</p><h2>a</h2><a href="#a">x</a>',
            '<p id="user-content-a">1</p><p>2</p><h3 id="user-content-a-1">a</h3><a href="#user-content-a">x</a>',
        ),
        (
            "<h3>T</h3><h3>T</h3><h3>T</h3>",
            '<h3 id="user-content-t">T</h3><h3 id="user-content-t-1">T</h3><h3 id="user-content-t-2">T</h3>',
        ),
        (
            '<table><tr><th scope="row">a<td colspan=2>b</table>',
            '<table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr></tbody></table>',
        ),
        ('<p align="center" dir="rtl" lang="de">x</p>', '<p align="center" dir="rtl" lang="de">x</p>'),
        ("a<br>b<hr>c<wbr>d", "a<br>b<hr>c<wbr>d"),
        (
            '<img src="shown.png">',
            '<a href="https://git.example/t/n/blob/HEAD/pkg/shown.png"><img alt="shown.png" src="picture-5e0a.webp" '
            'width="900" height="600" loading="lazy"></a>',
        ),
        (
            '<a href="https://ok.example/"><table><tbody><tr><td><a href="x">y</a><img src="z" alt="Z"></td></tr></tbody></table></a>',
            '<a href="https://ok.example/"><table><tbody><tr><td>y<span class="readme-image">Z</span></td></tr></tbody></table></a>',
        ),
        ('<p name="q">x</p><a href="#q">y</a>', "<p>x</p>y"),
        ("<pre>XyX</pre>", "<pre>XyX</pre>"),
        ('<p id="user-content-a">1</p><p id="user-content-a">2</p>', '<p id="user-content-a">1</p><p>2</p>'),
    ],
)
def test_a_piece_of_markup_becomes(markup: str, expected: str | None) -> None:
    readme = shown(markup)
    assert (readme.html and readme.html.replace(REL, "")) == expected
    assert readme.path == "pkg/README.html"


def test_a_long_heading_is_cut_in_its_anchor_and_in_the_contents() -> None:
    readme = shown(f"<h2>{'w' * 200}</h2>")
    (heading,) = readme.contents
    assert heading.anchor == "w" * 200
    assert heading.text == "w" * 119 + "…"
    (pictured,) = shown(f'<h2><img src="x.png" alt="{"v" * 200}"><img src="y.png" alt="z"></h2>').contents
    assert pictured.text == "v" * 119 + "…"
    assert shown('<h2><img src="x.png" alt="A"><img alt="B"><img src="c.png"></h2>').contents[0].text == "A B"


def test_a_long_label_of_a_picture_is_cut() -> None:
    html = shown(f'<img src="https://x.example/{"n" * 200}" alt="{"a" * 200}">').html
    assert f">{'a' * 119}…<" in (html or "")
    html = shown(f'<img src="https://x.example/p/{"n" * 200}">').html
    assert f">{'n' * 119}…<" in (html or "")


@pytest.mark.parametrize(
    ("markup", "title", "expected"),
    [
        ("<h1>HTTP-Client!</h1><p>x</p>", "http client", "<p>x</p>"),
        ("<h1>HTTP client</h1><p>x</p>", "Ledger", '<h3 id="user-content-http-client">HTTP client</h3><p>x</p>'),
        ("<h2>Ledger</h2><p>x</p>", "Ledger", '<h3 id="user-content-ledger">Ledger</h3><p>x</p>'),
        ("<h1>!</h1><p>x</p>", "", '<h3 id="user-content-section">!</h3><p>x</p>'),
        ("<h1>!</h1><p>x</p>", "?", '<h3 id="user-content-section">!</h3><p>x</p>'),
        (
            '<h1><img src="small.png" alt="Ledger"></h1>',
            "Ledger",
            '<h3 id="user-content-ledger"><img alt="Ledger" src="picture-77c1.webp" width="90" height="60" loading="lazy"></h3>',
        ),
        ("<p>x</p>", "Ledger", "<p>x</p>"),
    ],
)
def test_only_a_first_heading_of_the_same_letters_is_left_out(markup: str, title: str, expected: str) -> None:
    assert shown(markup, title=title).html == expected


@pytest.mark.parametrize(
    ("path", "note"),
    [
        ("README", None),
        ("a.md/README", None),
        ("README.tex", "Written in LaTeX; shown as text."),
        ("README.md.TYP", "Written in Typst; shown as text."),
        ("README.unheard-of", None),
    ],
)
def test_what_has_no_renderer_is_shown_as_written_with_a_note(path: str, note: str | None) -> None:
    readme = shown("\n  <b>\n", path)
    assert readme.html == '<pre class="readme-text">  &lt;b&gt;</pre>'
    assert readme.note == note
    assert readme.truncated is False


def test_markdown_is_told_by_the_last_of_several_extensions() -> None:
    assert shown("*x*", "README.txt.Markdown").html == "<p><em>x</em></p>\n"
    assert shown("*x*", "README.de.md").html == "<p><em>x</em></p>\n"
    assert shown("*x*", "a.b/c/README.md").html == "<p><em>x</em></p>\n"
    assert shown("*x*", "docs.md/READMEmd").html == '<pre class="readme-text">*x*</pre>'


def test_nothing_is_lost_of_markdown_but_front_matter_and_the_mark_of_a_table_of_contents() -> None:
    front = "---\ntitle: x\n---\n"
    assert formats.markdown(front * 2 + "a\n").startswith("<hr />")
    assert formats.markdown(f"{front}a\n\n{front}b\n").startswith("<p>a</p>\n<hr />\n")
    assert formats.markdown("a\n\n[TOC]\n\nb\n\n[[_toc_]]\n") == "<p>a</p>\n<p>b</p>\n"
    assert formats.markdown("~~a~~ 🎉 https://x.example <b>b</b>") == (
        '<p><del>a</del> 🎉 <a href="https://x.example">https://x.example</a> <b>b</b></p>\n'
    )
    assert shown("> [!TIP]\n> x\n", "README.md").html == (
        '<div class="markdown-alert markdown-alert-tip">\n<p class="markdown-alert-title">Tip</p>\n<p>x</p>\n</div>\n'
    )


def test_restructuredtext_reads_no_file_takes_no_markup_and_says_nothing_of_its_faults(
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = (
        ".. raw:: html\n\n   <b>raw</b>\n\n.. include:: /etc/hostname\n\n.. unknown:: x\n\n.. date:: %Y\n   x\n\n"
        '`broken\n\n"quoted" -- x :math:`a<b`\n'
    )
    body = formats.restructuredtext(text)
    assert body is not None
    for absent in ("<b>raw", "system-message", "“", "–", "unknown", "problematic"):
        assert absent not in body, absent
    assert "a&lt;b" in body
    assert capfd.readouterr() == ("", "")
    assert formats.restructuredtext(".. |a| replace:: b") is None
    declined = shown("\n.. |a| replace:: b\n", "README.rst")
    assert declined.note == "Shown as text."
    assert declined.html == '<pre class="readme-text">.. |a| replace:: b</pre>'


def test_headings_of_restructuredtext_begin_at_the_first_level_and_the_first_is_no_title() -> None:
    readme = shown("One\n===\n\nTwo\n---\n\nx\n", "README.rst")
    assert [(heading.level, heading.text) for heading in readme.contents] == [(3, "One"), (4, "Two")]
    assert [heading.level for heading in shown("One\n===\n\nx\n", "README.rst").contents] == [3]


def test_a_readme_just_within_its_limits_is_shown_and_one_beyond_is_not() -> None:
    deep = "The README is nested too deeply to be shown."
    large = "The README is too large to be shown."
    for count, why in ((README_NESTING - 1, None), (README_NESTING + 1, deep)):
        readme = shown("<div>" * count + "x" + "</div>" * count)
        assert (readme.why, readme.path) == (why, "pkg/README.html")
        assert shown("<DIV>" * count + "x").why == why
        # What people leave open does not nest, and what is closed does not either.
        assert shown("<div>x</div>" * count + "<p>x" * 2 * count + "</div>" * 9 + "<div>" * 50 + "y").why is None
    # Within these two the work is long; the corpus has READMEs that large.
    assert shown("<b>x</b>" * (README_TAGS + 10)).why == large
    assert shown("<div>" * 50 + "<br>" * (README_TAG_DEPTHS // 50 + 100) + "x").why == deep
    assert shown("'" * (README_MARKUP_CHARACTERS // 6 + 10), "README.txt").why == large


def test_the_words_of_a_readme_are_a_line_a_block_and_capped() -> None:
    assert shown("<h2>A  b</h2><p>c&amp;d<br>e <b>f</b></p><ul><li>g</li><li>h</li></ul>").text == "A b\nc&d\ne f\ng\nh"
    assert len(shown("<p>" + "word " * README_TEXT_CHARACTERS + "</p>").text) == README_TEXT_CHARACTERS


def test_no_configuration_of_docutils_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = tmp_path / "docutils.conf"
    configuration.write_text("[general]\nstrip_comments: yes\n", encoding="utf-8")
    monkeypatch.setenv("DOCUTILSCONFIG", str(configuration))
    assert "<!-- seen -->" in (formats.restructuredtext("x\n\n.. seen\n") or "")


def test_restructuredtext_with_severe_faults_or_long_lines_is_shown_as_far_as_it_goes() -> None:
    inconsistent = "One\n===\n\nTwo\n---\n\nThree\n===\n\nFour\n^^^^\n\nword\n"
    assert "Three" in (formats.restructuredtext(inconsistent) or "")
    assert "word" in (formats.restructuredtext("word " * 4_000) or "")


def test_what_cannot_be_shown_keeps_its_path() -> None:
    for data in (b"", b"\x00\x01\x02" * 99, b"version https://git-lfs.github.com/spec/v1\n", b"<div>" * 300):
        readme = convert(data, "x/README.md", LINKS)
        assert (readme.path, readme.html, readme.why is None) == ("x/README.md", None, False)
    assert ">XXXX<" in (convert(b"# XXXX\n\nx", "README.md", LINKS).html or "")


@pytest.mark.slow
def test_what_grows_beyond_its_limits_on_the_way_is_refused() -> None:
    large = "The README is too large to be shown."
    for markup in ("<p>x" * (README_TAGS + 1_000), "<img src=a>" * README_TAGS):
        readme = shown(markup)
        assert (readme.path, readme.html, readme.why) == ("pkg/README.html", None, large)


def test_depth_is_counted_down_by_one_and_summed_over_what_nests() -> None:
    deep = "The README is nested too deeply to be shown."
    assert shown("<div><div></div>" * (README_NESTING + 1) + "x").why == deep
    assert shown(("<b>" * 90 + "</b>" * 90) * (README_TAG_DEPTHS // 4_095 + 1) + "x").why == deep


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("README.md", "![b](docs/b.png) ![a][a] ![b](./docs/b.png?raw=true)\n\n[a]: a.JPG", ("docs/b.png", "a.JPG")),
        (
            "docs/README.md",
            '<picture><source srcset="x.png"><img src="/img/my%20map.webp"></picture>',
            ("img/my map.webp",),
        ),
        ("README.rst", ".. image:: docs/a.gif\n   :alt: A", ("docs/a.gif",)),
        ("README.md", "![d](a.svg) ![f](https://x.example/a.png) ![f](//x.example/a.png) [l](a.png) `![c](c.png)`", ()),
        ("README.md", "![up](../a.png) ![d](d.png#gh-dark-mode-only) <img src=p.png width=1>", ()),
    ],
)
def test_the_pictures_that_a_readme_names_are_those_of_its_own_repository(
    path: str, text: str, expected: tuple[str, ...]
) -> None:
    assert shown(text, path).pictures == expected
