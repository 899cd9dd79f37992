"""Python and JavaScript find the same: the same analysis, the same index, the same ranking to the last digit."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route

from innersource_marketplace.search.index_reader import Index
from innersource_marketplace.search.ranking import search
from innersource_marketplace.search.text.as_written import as_written
from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.stems import OWN_STEMS, stem
from search.searchables import COMPANY, files_of, project

pytestmark = pytest.mark.browser

_SCRIPTS = Path(__file__).parents[2] / "overrides" / "assets" / "marketplace" / "search"
_ROOT = "https://search.example/"
_ANALYSE = """
async ([texts, one]) => {
  const { plain, written, chunk } = await import("https://search.example/scripts/folding.js");
  const { stem } = await import("https://search.example/scripts/stems.js");
  const oneWord = new Set(one);
  return texts.map((text) => written(plain(text)).map((piece) => {
    const { parts, extras } = chunk(piece, oneWord);
    return [parts, extras.map(({ word, first, last }) => [word, first, last]),
      parts.flatMap((part) => [stem(part, "en"), stem(part, "de")])];
  }));
}
"""
_WRITTEN = """
async ([terms, texts, one]) => {
  const { asWritten } = await import("https://search.example/scripts/as-written.js");
  return terms.map((term) => asWritten(term, texts, new Set(one)));
}
"""
_SEARCH = """
async ([files, queries]) => {
  const { openIndex } = await import("https://search.example/scripts/reader.js");
  const { search } = await import("https://search.example/scripts/ranking.js");
  const index = await openIndex(async (name) => JSON.parse(files[name]));
  const made = [];
  for (const query of queries) {
    const found = await index.loaded(() => search(query, index));
    made.push([[...found.records], [...found.scores], [...found.matches], found.fitting, found.query.meant,
      [...found.records].slice(0, 3).map((record) => found.why(record).map(
        ({ kind, terms, bits }) => [kind, terms, bits]))]);
  }
  return made;
}
"""
_LETTERS = st.one_of(
    st.text("abcdefghilmnorstuy", min_size=1, max_size=10),
    st.text("äöüßéđøABCXYZ'’-_.+#0123456789", min_size=1, max_size=4),
    st.text("абвгдежийклмнопрст", min_size=1, max_size=8),
    st.text("مرحباعالكتبدقيق", min_size=1, max_size=8),
    st.text("東京都住所確認カタカナひらがな𠀀", min_size=1, max_size=6),
    st.text("한국어주소검색", min_size=1, max_size=6),
    st.text("ภาษาไทยที่อยู่", min_size=1, max_size=8),
    st.text("हिन्दीपता", min_size=1, max_size=8),
    st.sampled_from(["🎉", "\u200b", "__proto__", "C++", ".NET", "TLSv1.3", "HTTPClient", "for", "und", "ledger"]),
    st.sampled_from(
        ["LLMs", "pdfs", "Paketscanner", "Rechnungsvorlage", "Wetterbericht", "Buchhaltng", "look", "termin"]
    ),
)
_TEXTS = st.lists(st.tuples(_LETTERS, st.sampled_from(["", " ", "-", ", "])), max_size=12).map(
    lambda pieces: "".join(text + between for text, between in pieces)
)


@pytest.fixture(scope="module")
def scripts(browser: Any) -> Iterator[Page]:
    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(_ROOT)
        if name.startswith("scripts/"):
            body = (_SCRIPTS / name.removeprefix("scripts/")).read_bytes()
            route.fulfill(body=body, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html>", content_type="text/html")

    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(_ROOT)
    yield page
    page.close()


_SETTINGS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_SETTINGS
@given(texts=st.lists(_TEXTS, min_size=10, max_size=40))
def test_both_divide_texts_alike(texts: list[str], scripts: Page) -> None:
    from innersource_marketplace.search.text.folding import ONE_WORD

    ours = [
        [
            [
                list(made.parts),
                [list(extra) for extra in made.extras],
                [stem(part, language) for part in made.parts for language in ("en", "de")],
            ]
            for made in map(chunk, written(plain(text)))
        ]
        for text in texts
    ]
    assert scripts.evaluate(_ANALYSE, [texts, sorted(ONE_WORD)]) == ours
    terms = [stem(made.parts[0], "en") for text in texts for made in map(chunk, written(plain(text))) if made.parts]
    assert scripts.evaluate(_WRITTEN, [terms, texts, sorted(ONE_WORD)]) == [as_written(term, texts) for term in terms]


def test_both_keep_the_same_words_apart(scripts: Page) -> None:
    from innersource_marketplace.search.text.folding import ONE_WORD

    ours = [[[[word], [], [stem(word, "en"), stem(word, "de")]]] for word in OWN_STEMS]
    assert scripts.evaluate(_ANALYSE, [[*OWN_STEMS], sorted(ONE_WORD)]) == ours


def _same(files: dict[str, bytes], queries: list[str], scripts: Page) -> None:
    index = Index(files.__getitem__)
    ours = []
    for query in queries:
        found = search(query, index)
        reasons = [[[why.kind, list(why.terms), why.bits] for why in found.why(hit.record)] for hit in found.hits[:3]]
        hits = found.hits
        ours.append(
            [
                [hit.record for hit in hits],
                [hit.score for hit in hits],
                [hit.match for hit in hits],
                found.fitting,
                [list(meant) for meant in found.query.meant],
                reasons,
            ]
        )
    texts = {name: content.decode() for name, content in files.items()}
    assert scripts.evaluate(_SEARCH, [texts, queries]) == json.loads(json.dumps(ours))


@pytest.mark.slow
@_SETTINGS
@given(
    records=st.lists(st.tuples(_TEXTS, _TEXTS, _TEXTS), min_size=1, max_size=8),
    queries=st.lists(_TEXTS, min_size=1, max_size=10),
)
def test_both_rank_alike_in_generated_texts(
    records: list[tuple[str, str, str]], queries: list[str], scripts: Page
) -> None:
    made = [
        project(
            title,
            description,
            name=f"p{number}",
            body=body * (1 + number % 2 * 300),
            topics=(title,),
            ending=number % 3 == 1,
        )
        for number, (title, description, body) in enumerate(records)
    ]
    of_records = [text[: len(text) // 2 + 1] for record in records for text in record if text]
    _same(files_of([*made, *COMPANY]), [*queries, *of_records], scripts)


def test_both_rank_alike_what_people_type(scripts: Page) -> None:
    queries = [
        "barcod scaner", "bar code", "multitenant", "Rechnungen drucken", "paketverfolgungen", "klimabilanz", "ledgr",
        "住", "住所", "C++", "__proto__", "the of and", "library", "word " * 1_000, "feature " * 30 + "invoice", "",
        "f", "Barrierefreheit", "Kundenrechnungsdruck", "einzulesen und ausgedruckt", "scaning valdation",
        "really ledger", "Testkunden", "track and trace for parcels", "Anmeldng",
        "calculte ledger", "ledgre datenbnak", "sort ledger", "SSHv2",
    ]  # fmt: skip
    synonyms = [["XK-7", "customs forms"], ["books", "ledger"]]
    _same(files_of(COMPANY, synonyms), [*queries, "xk-7", "books"], scripts)
