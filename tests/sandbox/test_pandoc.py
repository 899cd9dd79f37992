"""READMEs in Org, AsciiDoc and others are converted by pandoc where it is installed, within limits."""

# ruff: noqa: E501 -- texts in markup read best on a line

import os
import stat
from pathlib import Path

import pytest

from innersource_marketplace.model import Readme
from innersource_marketplace.readme import Links
from innersource_marketplace.reference.text_formats import TextFormat
from innersource_marketplace.sandbox import converter
from innersource_marketplace.sandbox.pandoc import convert_with_pandoc, pandoc_path

needs_pandoc = pytest.mark.skipif(pandoc_path() is None, reason="the extra `formats` is not installed")
ORG = b'#+TITLE: Ledger\n* Purpose :tag:\nBooks *all* payments: $a*b*c$.\n#+INCLUDE: "/etc/passwd"\n| a | b |\n|---+---|\n| 1 | 2 |\n#+BEGIN_SRC python\nx = 1\n#+END_SRC\n'


def converted(data: bytes, path: str) -> Readme:
    with converter.ReadmeConverter(jobs=1) as children:
        ((_, readme),) = children.convert_many([("x", data, path, Links())])
    return readme


@needs_pandoc
def test_org_becomes_headings_tables_formulas_and_coloured_code() -> None:
    readme = converted(ORG, "README.org")
    assert readme.note is None
    assert [(heading.level, heading.text) for heading in readme.contents] == [(3, "Ledger"), (4, "Purpose")]
    for part in (
        "<th>a</th>",
        "<td>1</td>",
        '<code class="math">\\(a*b*c\\)</code>',
        '<pre class="highlight language-python">',
    ):
        assert part in (readme.html or "")
    assert "root:" not in (readme.html or "")


@needs_pandoc
@pytest.mark.parametrize(
    ("path", "text", "part"),
    [
        (
            "README.adoc",
            "= Ledger\n\ninclude::other.adoc[]\n\nNOTE: Be careful.\n\n[source,sh]\n----\nls\n----\n",
            "markdown-alert-note",
        ),
        ("README.mediawiki", "== Ledger ==\n{|\n! a\n|-\n| 1\n|}\n", "<table>"),
        ("README.textile", "h1. Ledger\n\n|_. a |\n| 1 |\n", "<table>"),
        ("README.creole", "= Ledger\n\n|=a|\n|1|\n", "<table>"),
        ("README.pod", "=head1 Ledger\n\n=over\n\n=item *\n\none\n\n=back\n", "<li>"),
    ],
)
def test_other_formats_are_converted_too(path: str, text: str, part: str) -> None:
    readme = converted(text.encode(), path)
    assert readme.note is None
    assert part in (readme.html or "")
    assert readme.contents[0].text == "Ledger"


@pytest.mark.slow
def test_without_pandoc_or_where_it_fails_there_is_prose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "pandoc"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(slow.stat().st_mode | stat.S_IEXEC)
    for program in (None, "/nowhere/pandoc", "/bin/false", "/bin/cat"):
        monkeypatch.setattr(converter, "pandoc_path", lambda program=program: program)
        readme = converted(ORG, "README.org")
        assert readme.note == "Written in Org; shown without most of its formatting."
        assert "Books <strong>all</strong> payments" in (readme.html or "")


def test_pandoc_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innersource_marketplace.sandbox.pandoc.PANDOC_SECONDS", 1.0)
    slow = tmp_path / "pandoc"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o755)
    assert convert_with_pandoc(str(slow), "x", TextFormat.ORG) is None


@needs_pandoc
def test_what_pandoc_leaves_out_is_shown_as_prose() -> None:
    # pandoc skips what it takes for attributes; here that would be most of the words.
    text = "= Ledger\n\n" + "".join(
        f"ifdef::x[]\nsentence number{n} about payments{n}\nendif::[]\n\n" for n in range(60)
    )
    readme = converted(text.encode(), "README.adoc")
    assert "payments59" in (readme.html or "")


@needs_pandoc
def test_pandoc_sees_no_environment_and_no_files(tmp_path: Path) -> None:
    program = pandoc_path()
    assert program is not None
    secret = tmp_path / "secret.org"
    secret.write_text("secret words")
    markup = convert_with_pandoc(program, f'x\n#+INCLUDE: "{secret}"\n[[file:{secret}]]\n', TextFormat.ORG)
    assert "secret words" not in (markup or "")
    assert os.environ.get("HOME", "/root") not in (markup or "").replace(str(secret), "")
