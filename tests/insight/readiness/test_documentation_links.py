"""Documentation elsewhere is seen by words, headings and addresses; without any of these the answer is no."""

import pytest

from innersource_marketplace.model import Answer, Heading, LanguageShare, Readme, SafeHtml
from projects import make_project
from readiness_subjects import ask, facts, readme

BARE = facts(paths=("README.md",), languages=(LanguageShare(name="Go", weight=1),))


def told(markup: str, *headings: str) -> tuple[Answer, str]:
    """What the README with this markup says of documentation, by its word."""
    contents = tuple(Heading(level=2, anchor=f"a-{number}", text=text) for number, text in enumerate(headings))
    shown = Readme(path="README.md", html=SafeHtml(markup), contents=contents, text="\n".join(headings))
    found = ask("documentation", BARE, shown, project=make_project(docs=None))
    return found.answer, found.evidence.word


@pytest.mark.parametrize(
    "words",
    ["<strong>Official Documentation</strong>", "Javadoc", "Ledger documentation", "The Ledger docs", "Ledger's guide"],
)
def test_a_link_that_is_called_documentation_cannot_tell_whether_it_answers(words: str) -> None:
    assert told(f'See <a href="https://acme.example">{words}</a>.') == (Answer.CANNOT_TELL, "docs.readme")


@pytest.mark.parametrize(
    "address",
    [
        "https://docs.rs/ledger",
        "https://docs.ledger.example",
        "https://ledger.readthedocs.io/en/latest/",
        "https://payments.github.io/Ledger.jl/stable",
        "https://pkg.go.dev/github.example/payments/ledger",
        "https://hexdocs.pm/ledger",
        "https://ledger.acme.example/docs/usage/quick-start/",
        "https://github.example/payments/ledger/wiki",
        "https://ledger.example/installation",
        "https://www.ledger.example/en/getting-started/",
    ],
)
def test_an_address_tells_by_itself_that_it_documents_the_project(address: str) -> None:
    assert told(f'<a href="{address}"><span class="readme-badge">docs</span></a>') == (
        Answer.CANNOT_TELL,
        "docs.readme",
    )


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://docs.python.example/3/", "datetime"),
        ("https://docs.rs/serde", "serde"),
        ("https://spring.example", "Spring Boot documentation"),
        ("https://github.example/others/wiki", "wiki"),
        ("https://github.example/others/ledger/docs", "docs"),
        ("https://ledger.example/blog", "blog"),
    ],
)
def test_documentation_of_others_is_none(address: str, words: str) -> None:
    assert told(f'<a href="{address}">{words}</a>') == (Answer.NO, "docs.none")


@pytest.mark.parametrize("heading", ["Documentation", "Docs", "User guide", "Documentation and examples", "文档"])
def test_a_section_about_documentation_is_evidence(heading: str) -> None:
    title = f'<p>Ledger keeps the books.</p><h2 id="user-content-a-0">{heading}</h2>'
    below = '<ul><li><a href="https://acme.example/release">Release 2</a></li></ul>'
    assert told(f"{title}{below}", heading) == (Answer.CANNOT_TELL, "docs.readme")
    assert told(f"{title}<p>It is on the wall.</p><h2>Other</h2>{below}", heading) == (
        Answer.CANNOT_TELL,
        "section.perhaps",
    )
    assert told(f"{title}{below}", "Documentation tests") == (Answer.NO, "docs.none")


def test_a_list_of_links_below_the_word_documentation_is_evidence() -> None:
    links = '<ul>\n<li><a href="https://acme.example/#/en">For everybody</a></li>\n</ul>'
    listed = f"<ul>\n<li>Home page and documentation\n{links}</li>\n<li>Other\n{links}</li>\n</ul>"
    assert told(listed) == (Answer.CANNOT_TELL, "docs.readme")
    assert told(listed.replace("Home page and documentation", "Awards")) == (Answer.NO, "docs.none")


@pytest.mark.parametrize("folder", ["DOCS/", "Docs/", "Documentation/"])
def test_a_folder_is_one_for_documentation_in_capitals_too(folder: str) -> None:
    there = facts(paths=("README.md", folder), languages=(LanguageShare(name="Go", weight=1),))
    found = ask("documentation", there, readme(), project=make_project(docs=None))
    assert (found.answer, found.evidence.word) == (Answer.YES, "docs.other-folder")


def test_a_repository_without_code_may_be_documentation_itself() -> None:
    prose = facts(paths=("README.md",), languages=())
    assert ask("documentation", prose, readme(), project=make_project(docs=None)).evidence.word == "docs.itself"
    unknown = facts(paths=("README.md",), languages=None)
    assert ask("documentation", unknown, readme(), project=make_project(docs=None)).answer is Answer.NO
