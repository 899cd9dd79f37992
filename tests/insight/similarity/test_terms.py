"""Which words of a text are its terms, and how they are split."""

import pytest

from innersource_marketplace.insight.similarity.terms import stem, terms


def test_terms_are_in_lower_case_and_without_what_every_readme_says() -> None:
    text = "Invoices and the INVOICE of https://acme.example/x, ask sales@acme.example, HTTP, status 42, weather"
    assert list(terms(text)) == ["invoices", "invoice", "ask", "weather"]


@pytest.mark.parametrize(
    "name",
    [
        "RESTful",
        "GraphQL",
        "PostgreSQL",
        "macOS",
        "gRPC",
        "OAuth2",
        "JavaScript",
        "TypeScript",
        "iOS",
        "ClickHouse",
        "MongoDB",
        "IPv4",
        "K8s",
        "C",
        "C++",
        "C#",
        "F#",
        "R",
        ".NET",
        "OpenTelemetry",
        "DevSecOps",
    ],
)
def test_a_name_is_one_word_however_it_is_capitalised(name: str) -> None:
    assert list(terms(f"Speaks {name}, fast.")) == ["speaks", name.casefold(), "fast"]


@pytest.mark.parametrize("name", ["GitHub", "GitLab"])
def test_a_name_that_every_readme_says_is_left_out_whole(name: str) -> None:
    assert list(terms(f"Mirrors {name}.")) == ["mirrors"]


def test_an_identifier_of_many_words_is_split() -> None:
    assert list(terms("OrderManagementService, warehouseStockCounter")) == [
        "order",
        "management",
        "warehouse",
        "stock",
        "counter",
    ]


def test_signs_belong_to_few_names_only() -> None:
    assert list(terms("ASP.NET, C++17, C#-based, a tar.gz; A B c d i++ #42 example.net")) == [
        "asp",
        ".net",
        "c++",
        "c#",
        "tar",
        "gz",
        "net",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("invoices", "invoice"),
        ("APIs", "API"),
        ("libraries", "library"),
        ("boxes", "box"),
        ("processes", "process"),
        ("macos", "macOS"),
        ("Kubernetes", "kubernetes"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert [stem(term) for term in terms(f"{one} xyz")] == [stem(term) for term in terms(f"{other} xyz")]


@pytest.mark.parametrize("text", ["a" * 200_000, "a@" * 100_000, "aA" * 100_000, "Abcde" * 40_000, "." * 200_000])
def test_long_runs_without_a_space_have_no_terms(text: str) -> None:
    # A pattern that goes back over such a run again and again would take hours.
    assert list(terms(text)) == []
