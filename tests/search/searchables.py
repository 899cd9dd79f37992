"""A few projects to search, and what they are found by."""

from collections.abc import Iterable, Sequence

from innersource_marketplace.search.index_files import index_files
from innersource_marketplace.search.index_reader import Index
from innersource_marketplace.search.ranking import Found, search
from innersource_marketplace.search.searchable import KINDS, Searchable


def project(title: str, description: str = "", *, name: str = "", kind: str = "project", **more: object) -> Searchable:
    slug = name or title.lower().replace(" ", "-")
    return Searchable(
        kind=kind,
        key=f"git.example/team/{slug}",
        title=title,
        page=f"projects/team/{slug}/",
        name=slug,
        description=description,
        **more,  # type: ignore[arg-type]
    )


def files_of(records: Iterable[Searchable], synonyms: Sequence[Sequence[str]] = ()) -> dict[str, bytes]:
    by_kind = sorted(records, key=lambda record: KINDS.index(record.kind))
    return dict(index_files(by_kind, synonyms=synonyms))


def index_of(*records: Searchable, synonyms: Sequence[Sequence[str]] = ()) -> Index:
    return Index(files_of(records, synonyms).__getitem__)


def names(found: Found, index: Index) -> list[str]:
    return [index.shown(hit.record).title for hit in found.hits]


def found_by(text: str, index: Index) -> list[str]:
    """The titles of what fits, best first; nothing where nothing fits well."""
    found = search(text, index)
    return names(found, index)[: found.fitting]


COMPANY = (
    project("HTTP client", "Timeouts, retries with a budget, and traces for every call.", topics=("http", "Python")),
    project("Barcode scanner SDK", "Reads the codes on parcels with the camera of a phone.", topics=("C++", "Kotlin")),
    project("Feature flags", "Turn parts of a program on for some customers only.", name="feature-flags"),
    project("Date utils", "Working days between two dates.", name="date-utils"),
    project("Multi tenant store", "One database, many tenants."),
    project(
        "Invoice renderer", "Invoices as PDF documents.", body="Every invoice has a QR code for the bank.\nAsk us."
    ),
    project("住所チェック", "日本の住所を確認するライブラリ"),  # an address check
    project("Ledger", "Double entry bookkeeping."),
    project("Ledger exporter", "Writes what the ledger holds to a spreadsheet."),
    project("Feiertage", "Alle Feiertage für die Länder, in denen wir ausliefern, und die Zustelltage der Pakete."),
    project("Paketverfolgung", "Sendungen verfolgen und der Kundschaft zeigen, wo das ist, was sie bestellt hat."),
)
