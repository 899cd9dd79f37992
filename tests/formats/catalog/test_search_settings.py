"""What a catalogue tells the search, and how mistakes in it are told."""

import pytest

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.formats.catalog import read_catalog

HEAD = b"version: 1\norganization: Acme\nsources: [{git: ./repositories}]\n"


def test_synonyms_and_the_address_for_wishes_are_read() -> None:
    words = b"search: {synonyms: [[XK-7, customs forms], [parcel, shipment, Sendung]]}\n"
    catalog, problems = read_catalog(HEAD + words + b"site: {wishes_url: https://wishes.example/}\n", "catalog.yml")
    assert problems == ()
    assert catalog is not None
    assert catalog.site.synonyms == (("XK-7", "customs forms"), ("parcel", "shipment", "Sendung"))
    assert catalog.site.wishes_url == "https://wishes.example/"


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        (b"search: {synonyms: [[alone]]}\n", "/search/synonyms/0"),
        (b"search: {synonyms: [word]}\n", "/search/synonyms/0"),
        (b"search: {synonym: []}\n", "/search/synonym"),
        (b"search: []\n", "/search"),
        (b"site: {wishes_url: 'javascript:alert(1)'}\n", "/site/wishes_url"),
    ],
)
def test_mistakes_are_told_where_they_are(words: bytes, pointer: str) -> None:
    catalog, problems = read_catalog(HEAD + words, "catalog.yml")
    assert [problem.pointer for problem in problems] == [pointer]
    assert catalog is not None
    assert catalog.site.synonyms == ()
    assert [problem.severity for problem in check_file("catalog.yml", HEAD + words)]
