"""Lints of meaning: what a schema cannot see, said once, as a warning, with a way out."""

import json
from collections.abc import Mapping

import pytest

from innersource_marketplace.authoring.check import Checkout, check_file
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json.repository_names import spelled_out

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def checkout(remote: str = "https://git.acme.example/payments/ledger.git", **files: bytes) -> Checkout:
    contents: Mapping[str, bytes] = {name.replace("_", "."): data for name, data in files.items()}
    return Checkout(remotes=(remote,), read=contents.get)


def questioned(around: Checkout | None = None, **fields: object) -> list[Problem]:
    problems = check_file("innersource.json", json.dumps(fields).encode(), around)
    assert all(problem.fix and problem.line for problem in problems)
    return [problem for problem in problems if problem.code != "recommended"]


def codes(around: Checkout | None = None, **fields: object) -> list[str]:
    return [problem.code for problem in questioned(around, **fields)]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Ledger", "motivation": "TODO: say why, and by whom it is wanted"},
        {"gigs": ["Port it (TODO: say to what)"]},
        {"communication": {"chat": "#ledger FIXME"}},
        {"$comment": "TODO fill in"},
    ],
)
def test_a_remark_left_in_a_text_is_named(fields: dict[str, object]) -> None:
    assert set(codes(None, **fields)) & {"todo", "placeholder"}


def test_a_placeholder_is_named_once() -> None:
    assert codes(motivation="TODO") == ["placeholder"]
    assert codes(title="Todo lists", description="A shared list of things to do, for teams.") == []


@pytest.mark.parametrize(
    ("title", "description", "code"),
    [
        ("Ledger", "Ledger", "says-nothing"),
        ("HTTP client", "The http-client library.", "says-nothing"),
        ("Ledger", "A ledger service for our projects", None),
        ("Ledger", "Books money.", "short-description"),
        ("Ledger", "Double-entry bookkeeping as a service.", None),
        ("台帳", "複式簿記のサービス", None),
    ],
)
def test_a_description_says_more_than_the_name(title: str, description: str, code: str | None) -> None:
    assert codes(title=title, description=description) == ([code] if code else [])


@pytest.mark.parametrize(
    ("title", "suggestion"),
    [
        ("http-client", "HTTP client"),
        ("pay_ledger_2", "Pay ledger 2"),
        ("pmtsvc", "Spell it out."),
        ("PMTS", "Spell it out, or add a description."),
    ],
)
def test_a_title_that_nobody_says_is_questioned(title: str, suggestion: str) -> None:
    [problem] = questioned(title=title)
    assert (problem.code, problem.severity) == ("cryptic-title", Severity.WARNING)
    assert suggestion in str(problem.fix)


@pytest.mark.parametrize("title", ["Ledger", "ubatch", "node.js", "MoneyMover", "E-mail", "Gorilla", "fastlane"])
def test_an_ordinary_title_is_not(title: str) -> None:
    assert codes(title=title) == []


def test_an_abbreviation_with_a_description_is_fine() -> None:
    assert codes(title="IAM", description="Identities and access rights for every service.") == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rateLimiter", "Rate limiter"),
        ("aws-s3-sync", "AWS S3 sync"),
        ("HTTPServer", "HTTPServer"),
        ("x", "X"),
        ("", ""),
    ],
)
def test_a_technical_name_is_spelled_out(name: str, words: str) -> None:
    assert spelled_out(name) == words


@pytest.mark.parametrize(
    ("docs", "foreign"),
    [
        ("https://git.acme.example/payments/ledger/wiki", False),
        ("https://git.acme.example/Payments/Ledger/", False),
        ("https://git.acme.example/payments/docs", False),
        ("https://git.acme.example/orgs/payments", False),
        ("https://git.acme.example/payments", False),
        ("https://docs.acme.example/other", False),
        ("https://git.acme.example/payments/old-ledger", True),
        ("https://git.acme.example/core/docs/ledger", True),
        ("https://docs.example.com/ledger", True),
    ],
)
@pytest.mark.parametrize(
    "remote", ["https://git.acme.example/payments/ledger.git", "git@git.acme.example:payments/ledger.git"]
)
def test_documentation_of_another_project_is_noticed(docs: str, foreign: bool, remote: str) -> None:
    assert codes(checkout(remote), docs=docs) == (["foreign-docs"] if foreign else [])


def test_pages_of_another_account_are_noticed() -> None:
    around = checkout("https://github.com/acme/ledger")
    assert codes(around, docs="https://acme.github.io/ledger") == []
    assert codes(around, docs="https://other.github.io/ledger") == ["foreign-docs"]


def test_an_entry_of_the_catalogue_is_held_against_its_repository() -> None:
    catalog = """version: 1
organization: Acme
projects:
  - repository: https://git.acme.example/payments/ledger
    docs: https://git.acme.example/payments/old-ledger
"""
    [problem] = check_file("catalog.yml", catalog.encode())
    assert (problem.code, problem.line) == ("foreign-docs", 5)


@pytest.mark.parametrize(
    ("logo", "expected"),
    [
        ("logo.png", []),
        ("text.png", ["logo-not-image"]),
        ("gone.png", ["logo-missing"]),
        ("logo.svg", ["logo-not-image"]),
        ("https://img.acme.example/l.png", []),
        ("https://git.acme.example/payments/ledger/blob/main/logo.png", ["logo-not-image"]),
    ],
)
def test_a_logo_is_a_picture_that_is_there(logo: str, expected: list[str]) -> None:
    assert codes(checkout(logo_png=PNG, text_png=b"<svg>"), logo=logo) == expected
    assert codes(logo="gone.png") == []


def test_the_nearest_language_is_offered() -> None:
    [problem] = questioned(language="Pyton")
    assert (problem.code, str(problem.fix)) == ("unknown-language", 'Did you mean "Python"?')
    assert "Java, Python" in str(questioned(language="Klingon")[0].fix)


@pytest.mark.parametrize(
    ("document", "recommended"),
    [
        ({}, True),
        ({"title": "Ledger"}, True),
        ({"participating": False}, False),
        ({"title": "Ledger", "motivation": "Books money for all.", "contributions": ["Docs"]}, False),
        ({"title": "L", "motivation": "Books money for all.", "contributions": ["Docs"], "lifecycle": "active"}, True),
        ({"name": "Ledger", "description": "Double-entry bookkeeping.", "governance_level": "issues_welcome"}, True),
        (
            {
                "name": "Ledger",
                "description": "Double-entry bookkeeping.",
                "governance_level": "issues_welcome",
                "communication": {"chat": "#ledger"},
            },
            False,
        ),
    ],
)
def test_what_is_missing_is_recommended_in_one_warning(document: dict[str, object], recommended: bool) -> None:
    found = [p for p in check_file("innersource.json", json.dumps(document).encode()) if p.code == "recommended"]
    assert [problem.severity for problem in found] == ([Severity.WARNING] if recommended else [])


def test_files_from_the_wild_get_no_noise() -> None:
    batch = {
        "title": "ubatch",
        "motivation": "A simple, yet elegant library for processing streams in micro batches.",
        "contributions": ["Bugfixes", "Feature request", "Questions", "Documentation"],
        "skills": ["Python"],
        "language": "Python",
    }
    assert check_file("innersource.json", json.dumps(batch).encode()) == ()
