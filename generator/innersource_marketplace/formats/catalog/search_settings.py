"""search: what the search knows of an organisation."""

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import SEARCH_KEYS
from innersource_marketplace.formats.parsing import Report
from innersource_marketplace.limits import LIST_ITEMS, TAG_CHARACTERS

_WORDS = "a list of two or more words that mean the same"


def read_synonyms(report: Report, pointer: str, value: object) -> tuple[tuple[str, ...], ...]:
    """Read `search.synonyms`: groups of words that mean the same."""
    search = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, search, SEARCH_KEYS)
    groups: list[tuple[str, ...]] = []
    for at, item in values.sequence(report, f"{pointer}/synonyms", search.get("synonyms")):
        words = values.texts(report, at, item) if isinstance(item, list) else None
        if words is None or len(words) < 2:
            report.wrong_type(at, item, _WORDS)
            continue
        groups.append(tuple(word[:TAG_CHARACTERS] for word in words[:LIST_ITEMS]))
    return tuple(groups)
