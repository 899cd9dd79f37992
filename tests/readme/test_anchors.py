"""Headings are named as the hosts name them, in every script, so that tables of contents keep working."""

import html
import unicodedata
from urllib.parse import quote

import comrak
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace.limits import ANCHOR_CHARACTERS
from innersource_marketplace.readme import Links, convert
from innersource_marketplace.readme.anchors import github_anchor


def stated(text: str) -> str:
    """The rule said another way: what to delete, by the general categories that github-slugger lists as deleted.

    Source: its `script/generate-regex.mjs`, whose results were compared with GitHub's.
    """
    deleted = {
        "No",
        "Pe",
        "Pf",
        "Pi",
        "Ps",
        "Po",
        "Pd",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "Cc",
        "Co",
        "Cf",
        "Cn",
        "Zs",
        "Zl",
        "Zp",
    }
    alphabetic_symbols = [
        *range(0x24B6, 0x24EA),
        *range(0x1F130, 0x1F14A),
        *range(0x1F150, 0x1F16A),
        *range(0x1F170, 0x1F18A),
    ]
    kept = [
        c for c in text.lower() if c in " -" or ord(c) in alphabetic_symbols or unicodedata.category(c) not in deleted
    ]
    return "".join(kept).replace(" ", "-")


headings = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cn", "Co"]),
        st.sampled_from("aB 9_-–. ⚙️🚀👩‍💻ⒶⅣ½²हिन्दीעִבְرِعﬁİΣ決"),
    ),
    min_size=1,
    max_size=200,
)


@given(headings)
def test_a_heading_is_named_by_githubs_rule(text: str) -> None:
    assert github_anchor(text) == stated(text)


@given(headings)
def test_a_link_by_githubs_name_leads_to_the_heading(text: str) -> None:
    markup = f"<h2>{html.escape(text)}</h2><p><a href='#{quote(stated(text))}'>there</a></p>"
    readme = convert(markup.encode(), "README.html", Links())
    if not readme.contents or not stated(readme.contents[0].text):
        return
    name = readme.contents[0].anchor
    assert f'id="user-content-{name}"' in (readme.html or "")
    # Controls and what reorders text are gone before headings are named; GitHub deletes them then.
    if name == stated(text):
        assert f'href="#user-content-{quote(name)}"' in (readme.html or "")


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("## ⚙️ Setup", "️-setup"),
        ("## :gear: Setup", "gear-setup"),
        ("## :ok_hand::hatched_chick: Two", "ok_handhatched_chick-two"),
        ("## 👩‍💻 Für Entwickler:innen", "-für-entwicklerinnen"),
        ("## हिन्दी में दस्तावेज़", "हिन्दी-में-दस्तावेज़"),
        ("## 안녕하세요, 세계!", "안녕하세요-세계"),
        (
            "## exchange.bind_headers(exchange, routing [, bindCallback])",
            "exchangebind_headersexchange-routing--bindcallback",
        ),
        ("## Ⅳ ½ ² Ⓐ", "ⅳ---ⓐ"),
        ("## <img src='x.png' alt='X'> Title", "-title"),
        ("## `code` *and* [link](x)", "code-and-link"),
        (f"## {'long ' * 50}end", "long-" * 50 + "end"),
        ("## __proto__", "proto"),
        (r"## \_\_proto\_\_", "__proto__"),
    ],
)
def test_a_heading_of_markdown_has_the_name_that_github_gives_it(heading: str, name: str) -> None:
    readme = convert(f"{heading}\n\n[x](#{quote(name)}) [y](<#{name}>)\n".encode(), "README.md", Links())
    assert readme.contents[0].anchor == name
    assert (readme.html or "").count(f'<a href="#user-content-{quote(name)}"') == 2


def test_equal_headings_are_counted_as_github_counts_them() -> None:
    text = "".join(
        f"## {words}\n\n" for words in ("echo", "echo", "echo 1", "echo-1", "echo", "foxtrot-1", "foxtrot", "foxtrot")
    )
    readme = convert(text.encode(), "README.md", Links())
    assert [heading.anchor for heading in readme.contents] == (
        ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2", "foxtrot-1", "foxtrot", "foxtrot-2"]
    )


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("A & B", "a-b"),  # GitLab makes runs of hyphens one
        ("2024", "anchor-2024"),
        ("½ and ²", "½-and-²"),  # comrak keeps every number
        ("हिन्दी", "हनद"),  # Gitea keeps no marks
    ],
)
def test_the_names_of_other_hosts_lead_there_too(heading: str, name: str) -> None:
    readme = convert(f"## {heading}\n\n[x](#{quote(name)})\n".encode(), "README.md", Links())
    assert f'href="#user-content-{quote(readme.contents[0].anchor)}"' in (readme.html or "")


def test_the_names_agree_with_those_of_comrak_for_words() -> None:
    extensions = comrak.ExtensionOptions()
    extensions.header_id_prefix = ""
    for words in ("Getting started", "使い方", "Über uns", "ВВЕДЕНИЕ", "المقدمة"):
        theirs = comrak.render_markdown(f"# {words}", extensions, comrak.ParseOptions(), comrak.RenderOptions())
        assert f'href="#{github_anchor(words)}"' in theirs


def test_a_link_to_the_title_that_is_left_out_leads_to_the_top() -> None:
    readme = convert(b"# Ledger\n\ntext\n\n[back to top](#ledger)\n", "README.md", Links(), title="Ledger")
    assert (readme.html or "").startswith('<span id="user-content-ledger"></span>')
    assert '<a href="#user-content-ledger"' in (readme.html or "")


def test_the_name_of_a_heading_has_a_limit() -> None:
    readme = convert(f"## {'w' * 5000}\n\n[x](#{'w' * 5000})\n".encode(), "README.md", Links())
    assert readme.contents[0].anchor == "w" * ANCHOR_CHARACTERS
    assert '<a href="#user-content-www' in (readme.html or "")
