"""Evidence from a README convinces a reader: the best heading, no boilerplate, and code where there is any."""

import pytest
from msgspec.structs import replace

from innersource_marketplace.model import Answer, SafeHtml
from readiness_subjects import ask, readme

INVOLVED, STARTED = "readme-getting-involved", "readme-getting-started"


@pytest.mark.parametrize(
    ("check", "headings", "best"),
    [
        (INVOLVED, ("Getting Help", "Contributing"), "Contributing"),
        (INVOLVED, ("Support", "Community", "How Do I Contribute?"), "How Do I Contribute?"),
        (INVOLVED, ("Getting Help",), "Getting Help"),
        (INVOLVED, ("如何获取帮助", "参与贡献"), "参与贡献"),
        (STARTED, ("Requirements", "Installation"), "Installation"),
        (STARTED, ("Super simple to use", "Using options.agentOptions"), "Super simple to use"),
        (STARTED, ("Building",), "Building"),
        (STARTED, ("Using Ledger.js",), "Using Ledger.js"),
    ],
)
def test_of_several_headings_the_best_is_evidence(check: str, headings: tuple[str, ...], best: str) -> None:
    found = ask(check, shown=readme("x", *headings))
    assert (found.answer, found.evidence.values) == (Answer.YES, {"heading": best})


def test_how_an_option_is_used_is_no_way_to_start() -> None:
    for heading in ("Using options.agentOptions", "Using ledger.postAll", "Using post()"):
        assert ask(STARTED, shown=readme("x", heading)).answer is Answer.NO


def test_what_the_text_says_of_contributions_goes_before_a_heading_about_help() -> None:
    found = ask(INVOLVED, shown=readme("Contributions are welcome.", "Getting Help"))
    assert found.evidence.values == {"text": "Contributions are welcome."}


@pytest.mark.parametrize(
    "sentence",
    [
        "It has a Code of Conduct. By contributing to this project, you agree to abide by its terms.",
        "Everybody who is contributing to the project must abide by the code of conduct.",
        "By participating in discussions and contributing to ledger you agree to follow it.",
    ],
)
def test_a_code_of_conduct_invites_nobody(sentence: str) -> None:
    assert ask(INVOLVED, shown=readme(sentence)).answer is Answer.NO
    assert ask(INVOLVED, shown=readme(f"{sentence} Pull requests are welcome.")).answer is Answer.YES


@pytest.mark.parametrize(
    ("heading", "without_code", "with_code"),
    [
        ("Usage", Answer.CANNOT_TELL, Answer.YES),
        ("Super simple to use", Answer.CANNOT_TELL, Answer.YES),
        ("Installation", Answer.CANNOT_TELL, Answer.CANNOT_TELL),
        ("History", Answer.NO, Answer.CANNOT_TELL),
    ],
)
def test_code_in_the_readme_may_be_an_example(heading: str, without_code: Answer, with_code: Answer) -> None:
    plain = readme("Ledger keeps the books.", heading)
    assert ask("agents-examples", shown=plain).answer is without_code
    code = replace(plain, html=SafeHtml(f"{plain.html}<pre><code>ledger post</code></pre>"))
    assert ask("agents-examples", shown=code).answer is with_code
