"""Decisions about possible duplicates: what a catalogue may say, and what the report makes of it."""

import pytest

from innersource_marketplace.authoring.check import check_file
from innersource_marketplace.formats.catalog import read_catalog
from innersource_marketplace.insight.similarity import agreements, decided
from innersource_marketplace.model import DuplicateDecision, Kinship, Relative
from projects import make_project

HEAD = b"version: 1\norganization: Acme\nsources: [{git: ./repositories}]\n"


def test_both_kinds_of_decisions_are_read() -> None:
    words = b"""duplicates:
  - projects: [platform/http-client, https://git.acme.example/web/fetch-kit.git]
    decision: "Agreed: fetch-kit moves by March."
  - {projects: [a/b, c/d], decision: not a duplicate}
"""
    catalog, problems = read_catalog(HEAD + words, "catalog.yml")
    assert problems == ()
    assert catalog is not None
    first, second = catalog.site.duplicates
    assert (first.projects, first.agreed) == (
        ("platform/http-client", "git.acme.example/web/fetch-kit"),
        "fetch-kit moves by March.",
    )
    assert second.agreed is None


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        (b"duplicates: yes\n", "/duplicates"),
        (b"duplicates: [a/b]\n", "/duplicates/0"),
        (b"duplicates: [{projects: [a/b], decision: not a duplicate}]\n", "/duplicates/0/projects"),
        (b"duplicates: [{projects: [a/b, a/b], decision: not a duplicate}]\n", "/duplicates/0/projects"),
        (b"duplicates: [{projects: [a/b, c/d], decision: maybe}]\n", "/duplicates/0/decision"),
        (b"duplicates: [{projects: [a/b, c/d], decision: 'agreed:'}]\n", "/duplicates/0/decision"),
        (b"duplicates: [{projects: [a/b, c/d]}]\n", "/duplicates/0/decision"),
    ],
)
def test_mistakes_are_reported_where_they_are(words: bytes, pointer: str) -> None:
    catalog, problems = read_catalog(HEAD + words, "catalog.yml")
    assert [problem.pointer for problem in problems] == [pointer]
    assert catalog is not None
    assert catalog.site.duplicates == ()
    assert [problem.severity for problem in check_file("catalog.yml", HEAD + words)]


def test_what_is_no_duplicate_is_only_similar_and_an_agreement_is_kept() -> None:
    one, two = make_project(name="one"), make_project(name="two")
    related = {
        one.key: (Relative(key=two.key, kinship=Kinship.SIMILAR, similarity=0.5, duplicate=True),),
        two.key: (Relative(key=one.key, kinship=Kinship.SIMILAR, similarity=0.5, duplicate=True),),
    }
    names = (f"{one.owner}/ONE", two.key)
    apart = decided(related, [one, two], [DuplicateDecision(projects=names)])
    assert [relative.duplicate for found in apart.values() for relative in found] == [False, False]
    agreed = [
        DuplicateDecision(projects=names, agreed="Merge them."),
        DuplicateDecision(projects=("no/where", two.key)),
    ]
    assert decided(related, [one, two], agreed) == related
    assert agreements([one, two], agreed) == {(min(one.key, two.key), max(one.key, two.key)): "Merge them."}
