"""What is found by which words, and in which order."""

import json
import time

import pytest
from msgspec.structs import replace

from innersource_marketplace.search.index_files import MANIFEST
from innersource_marketplace.search.index_reader import Index, UnreadableIndexError
from innersource_marketplace.search.ranking import search
from innersource_marketplace.search.reasons import reasons
from innersource_marketplace.search.text.stems import stem
from innersource_marketplace.search.text.usual_words import USUAL
from search.searchables import COMPANY, files_of, found_by, index_of, names, project


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(*COMPANY)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("barcode scanning", "Barcode scanner SDK"),
        ("bar code", "Barcode scanner SDK"),
        ("barcodescanner", "Barcode scanner SDK"),
        ("barcod scaner", "Barcode scanner SDK"),
        ("how do I make a call that tries again? retries", "HTTP client"),
        ("feature switches", "Feature flags"),
        ("featureflags", "Feature flags"),
        ("fetaure", "Feature flags"),
        ("tennants", "Multi tenant store"),
        ("invoise", "Invoice renderer"),
        ("dateutils", "Date utils"),
        ("date-utils", "Date utils"),
        ("multitenant", "Multi tenant store"),
        ("bill pdf", "Invoice renderer"),
        ("Rechnung", "Invoice renderer"),
        ("invoi", "Invoice renderer"),
        ("住所", "住所チェック"),
        ("ledger", "Ledger"),
        ("ledger exp", "Ledger exporter"),
        ("Verfolgung von Paketen", "Paketverfolgung"),
        ("C++", "Barcode scanner SDK"),
        ("a library for ledger", "Ledger"),
        ("Rechnngen", "Invoice renderer"),
        ("gedruckte Rechnung", "Invoice renderer"),
        ("retrieing", "HTTP client"),
        ("definitely ledger", "Ledger"),
    ],
)
def test_people_find_what_they_need_in_their_own_words(text: str, first: str, index: Index) -> None:
    assert found_by(text, index)[:1] == [first]


@pytest.mark.parametrize("text", ["", "   ", "🎉", "<>", "quantum computing", "__proto__", "constructor"])
def test_nothing_fits_where_nothing_is(text: str, index: Index) -> None:
    assert found_by(text, index) == []


@pytest.mark.parametrize(
    "text", ["asking whether anybody happens to need invoices", "wir wünschen uns endlich Rechnungen"]
)
def test_words_of_all_days_do_not_hide_what_is_meant(text: str, index: Index) -> None:
    assert found_by(text, index)[:1] == ["Invoice renderer"]


@pytest.mark.parametrize("text", ["camera obscura museum", "customers of the zoo"])
def test_one_word_of_a_description_among_others_that_are_nowhere_is_no_good_match(text: str, index: Index) -> None:
    assert found_by(text, index) == []
    assert search(text, index).hits


def test_words_of_a_readme_count(index: Index) -> None:
    assert "Invoice renderer" in found_by("qr code for the bank", index)


def test_filler_words_do_not_change_the_ranking(index: Index) -> None:
    for text in ("how do I find a library for {}", "gibt es eine Bibliothek für {}?", "is there any tool for {}"):
        asked, bare = search(text.format("invoices"), index), search("invoices", index)
        assert [(hit.record, hit.score) for hit in asked.hits] == [(hit.record, hit.score) for hit in bare.hits]


def test_words_that_say_nothing_are_looked_for_if_there_are_no_others() -> None:
    index = index_of(project("Library", "Books that we lend."), project("Ledger"))
    assert found_by("library", index) == ["Library"]


def test_what_should_not_be_used_any_more_comes_after_its_successor() -> None:
    old = project("Retry kit", "A decorator that retries calls.")
    new = project("HTTP client", "Timeouts, and retries of calls between services.")
    assert found_by("retry calls", index_of(old, new)) == ["Retry kit", "HTTP client"]
    index = index_of(replace(old, ending=True), new)
    assert found_by("retry calls", index) == ["HTTP client", "Retry kit"]
    assert found_by("retry kit", index)[:1] == ["Retry kit"]


def test_equally_good_results_keep_the_order_of_the_records() -> None:
    index = index_of(*(project(f"Tool {letter}", "Prints stickers.") for letter in "CAB"))
    assert found_by("stickers", index) == ["Tool C", "Tool A", "Tool B"]


def test_words_of_the_organisation_mean_the_same() -> None:
    records = (project("Zollpapiere", "Customs forms."), project("Ledger"))
    assert found_by("XK-7", index_of(*records)) == []
    assert found_by("XK-7", index_of(*records, synonyms=[["xk-7", "customs forms"]])) == ["Zollpapiere"]


def test_a_word_that_most_texts_have_in_another_sense_leads_to_others_but_nothing_leads_to_it() -> None:
    records = [project("Fetch Kit", "An HTTP client."), project("Handbook", "For the rest, ask in the channel.")]
    index = index_of(*records, project("Stub", "A server with a REST API."))
    assert found_by("http", index) == ["Fetch Kit", "Stub"]
    assert "Fetch Kit" in found_by("rest client", index)
    assert found_by("http", index_of(*records, synonyms=[["http", "rest"]])) == ["Fetch Kit", "Handbook"]


def test_a_compound_is_found_by_both_of_its_parts_also_where_others_have_it_as_two_words() -> None:
    index = index_of(
        project("Parcel reader", "A scanner for parcels."),
        project("Alles", "Das Paket und die Regeln für alle, die es nicht kennen."),
        project("Secrets scanner", "Scanner for secrets."),
    )
    assert found_by("Paketscanner", index)[:1] == ["Parcel reader"]


def test_both_parts_of_a_compound_are_worth_more_than_one_that_is_rare() -> None:
    index = index_of(
        project("Access auditor", "Audits who has access.", topics=("compliance",)),
        project("Address check", "Checks an address."),
        *(project(f"Check {number}", "Checks, and an address.", name=f"c{number}") for number in range(3)),
    )
    assert names(search("Adressprüfung", index), index)[0] == "Address check"


@pytest.mark.parametrize("text", ["Wetterbericht", "Urlaubsantrag", "Wahlprognosen"])
def test_half_of_a_compound_is_no_good_match(text: str) -> None:
    others = [project(f"Part {number}", "One of many.", name=f"part-{number}") for number in range(30)]
    index = index_of(project("Mailer", "Requests and reports."), project("Care", "Betreuung."), *COMPANY, *others)
    assert found_by(text, index) == []


def test_a_mistyped_word_of_the_glossary_comes_before_half_of_a_compound(index: Index) -> None:
    assert sorted(found_by("Buchhaltng", index)) == ["Ledger", "Ledger exporter"]


def test_words_of_all_days_are_no_mistakes() -> None:
    index = index_of(project("Hooks", "Shows them all."))
    assert search("slow hooks", index).query.meant == ()


@pytest.mark.parametrize("text", ["incoming", "vacation"])
def test_a_word_two_mistakes_from_another_one_is_offered_no_other_spelling(text: str) -> None:
    index = index_of(project("Coder", "Encoded actions."), project("Ledger"))
    assert search(f"{text} ledger", index).query.meant == ()


@pytest.mark.parametrize("text", ["bump versions", "hunted versions", "Wiese versions", "borrowed versions"])
def test_an_ordinary_word_is_no_mistake_however_near_it_is_to_another_one(text: str) -> None:
    index = index_of(project("Jump", "Hints and fonts, narrowed."), project("Releases", "Versions."), project("Weise"))
    assert found_by(text, index) in (["Releases"], [])
    assert names(search(text, index), index) == ["Releases"]
    assert set(names(search("jumb versions", index), index)) == {"Releases", "Jump"}


def test_words_that_only_a_long_readme_has_come_after_those_of_a_description() -> None:
    said = "It jumps to numbers of notes, and releases them. "
    others = (project("Changes", "Release management."), project("Other", "Notes of releases."), *COMPANY)
    for body, before in ((said, "Queries"), (said + "Nothing of this is what is asked for. " * 40, "Changes")):
        index = index_of(project("Queries", "Finds entries.", body=body), *others)
        assert names(search("release numbers notes", index), index)[:2] == ["Other", before]


def test_words_of_the_glossary_are_no_mistakes_where_the_index_has_none_of_their_meanings() -> None:
    index = index_of(project("Forms", "Fields of forms."), project("Ledger"))
    assert all(way.first == 1 for way in search("forum ledger", index).query.ways)


def test_no_word_leads_to_one_of_the_other_language_with_the_same_stem() -> None:
    index = index_of(
        project("Calendar sync", "Appointments."),
        project("Terminal theme", "Colours of a terminal."),
        project("Van tracker", "Where a vehicle is."),
        project("Completion", "Auto completion."),
    )
    assert found_by("appointment", index) == ["Calendar sync"]
    assert "Calendar sync" in found_by("Termin", index)
    assert found_by("vehicle", index) == ["Van tracker"]


def test_vacation_is_no_public_holiday() -> None:
    index = index_of(project("Feiertage", "Public holidays of all countries."), project("Ledger"))
    assert found_by("bank holiday", index) == ["Feiertage"]
    assert found_by("vacation", index) == []


@pytest.mark.parametrize(
    ("text", "title"), [("pdfs", "Stitch"), ("pdf", "Stitch"), ("llm and", "Prompts"), ("LLMs", "Prompts")]
)
def test_several_of_an_abbreviation_are_the_same_word(text: str, title: str) -> None:
    index = index_of(project("Stitch", "Joins PDF pages."), project("Prompts", "Texts for LLMs."))
    assert found_by(text, index) == [title]


@pytest.mark.parametrize(("text", "title"), [("ssh", "Shell"), ("sshv2", "Shell"), ("tls", "Safe"), ("ip", "Lookup")])
def test_a_name_with_a_version_is_found_without_it(text: str, title: str) -> None:
    index = index_of(
        project("Shell", "Native SSHv2 protocol."),
        project("Safe", "Checks TLSv1.3 certificates."),
        project("Lookup", "Who has an IPv6 address."),
    )
    assert found_by(text, index) == [title]


def test_a_rare_word_that_merely_begins_as_was_typed_comes_after_the_word_itself() -> None:
    index = index_of(
        project("Names", "For a pythonista."),
        *(project(f"Kit {n}", "Kits for Python.", name=f"k{n}") for n in range(6)),
    )
    assert names(search("python", index), index)[0] == "Kit 0"


def test_a_phrase_that_means_the_same_comes_before_one_of_its_words() -> None:
    index = index_of(project("Again", "A kit for retries."), project("Parcel", "A design system for all."))
    assert names(search("ui kit", index), index)[0] == "Parcel"


@pytest.mark.parametrize(("text", "not_meant"), [("dates", "Daten"), ("page", "Pager"), ("packets", "Packen")])
def test_an_english_word_is_not_taken_for_a_german_one_with_its_stem(text: str, not_meant: str) -> None:
    meant = {"Daten": "datasets", "Pager": "alerts", "Packen": "compression"}[not_meant]
    index = index_of(project("One", meant), project("Other", "Something else"))
    assert found_by(text, index) == []
    assert found_by(not_meant, index) == ["One"]


def test_a_mistyped_word_is_named_with_what_was_meant(index: Index) -> None:
    assert search("invioce pdf", index).query.meant == (("invioce", "invoice"),)


def test_reasons_name_words_and_fields_and_the_sentence_of_a_readme(index: Index) -> None:
    found = search("invoice bank", index)
    said = [str(reason) for reason in reasons(found.hits[0].record, found, index)]
    assert said == ["title: Invoice", "README: Every invoice has a QR code for the bank."]
    found = search("bill", index)
    assert [str(reason) for reason in reasons(found.hits[0].record, found, index)] == ["related: Invoice"]


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        ("python", "google-cloud-python", "title: google-cloud-python"),
        ("clouds rpc", "google-cloud-python", "title: google-cloud-python\ntopics: RPC"),
        ("dated", "Calendar", "description: Dates"),
        ("java", "Calendar", "language: Java"),
        ("bar code", "Calendar", "description: barcodes"),
        ("barcode parcel", "Names", "topics: Parcels\ndescription: bar codes"),
        ("Verfolgung", "Alles", "description: Paketverfolgung"),
    ],
)
def test_a_reason_shows_the_word_as_it_is_written_in_its_field(text: str, title: str, said: str) -> None:
    index = index_of(
        project("google-cloud-python", "Clients.", name="x", topics=("RPC",), language="Go"),
        project("Calendar", "Dates, and barcodes.", topics=("Java",), language="Java"),
        project("Names", "For pythonic dating with bar codes.", name="y", topics=("Parcels",)),
        project("Alles", "Eine Paketverfolgung und die Regeln für alle, die das Paket nicht kennen."),
        project("Mehr", "Für die Verfolgung von allem."),
    )
    found = search(text, index)
    (record,) = (hit.record for hit in found.hits if index.shown(hit.record).title == title)
    assert "\n".join(map(str, reasons(record, found, index))) == said


def test_kinds_can_be_told_apart() -> None:
    index = index_of(project("Describe the ledger", kind="task"), project("Ledger"), project("Books", kind="page"))
    assert names(search("ledger", index), index) == ["Ledger", "Describe the ledger"]
    assert names(search("ledger", index, kinds=frozenset([1])), index) == ["Describe the ledger"]


def test_the_same_records_give_the_same_bytes_and_others_another_folder() -> None:
    one, same, other = files_of(COMPANY), files_of(COMPANY), files_of(COMPANY[:-1])
    assert one == same
    assert json.loads(one[MANIFEST])["folder"] != json.loads(other[MANIFEST])["folder"]


def test_an_index_of_nothing_finds_nothing() -> None:
    assert found_by("ledger", index_of()) == []


def test_pieces_are_read_only_when_they_are_needed() -> None:
    files = files_of(COMPANY)
    read: list[str] = []

    def reading(name: str) -> bytes:
        read.append(name.rpartition("/")[2])
        return files[name]

    found = search("ledger", Index(reading))
    assert read == [MANIFEST, "words.json", "vocabulary-0.json", "postings-0.json"]
    assert found.good


def test_an_index_of_another_format_is_refused() -> None:
    for manifest, told in (
        (b"[]", "is of no format"),
        (b'{"format": 99}', "is of format 99, and this version reads 5"),
        (b'{"format": 4}', "is of format 4, and this version reads 5"),
        (b"<html>", "is not JSON"),
    ):
        with pytest.raises(UnreadableIndexError, match=f"{told}.*build the site again"):
            Index({MANIFEST: manifest}.__getitem__)


def test_readers_work_out_no_stems_of_usual_words(index: Index) -> None:
    assert index.usual == {language: list(words) for language, words in USUAL.items()}
    assert index.usual_stems == {
        language: {stem(word, language) for word in words} for language, words in USUAL.items()
    }


@pytest.mark.slow
def test_endless_texts_take_bounded_time() -> None:
    hostile = "a-" * 200_000 + "b" * 200_000 + "🎉漢" * 100_000 + "\n".join(f"w{n}" for n in range(50_000))
    start = time.process_time()
    index = index_of(project("Big", hostile, body=hostile, topics=tuple(f"t{n}" for n in range(500))), *COMPANY)
    assert found_by("ledger " * 20_000, index) == ["Ledger", "Ledger exporter"]
    search(hostile, index)
    assert time.process_time() - start < 10
