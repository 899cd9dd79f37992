"""The search index of a build: begun as soon as the words of all projects are known, ended when the pages are there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from innersource_marketplace import publish
from innersource_marketplace.model import ProjectKey
from innersource_marketplace.pipeline.judging import Judgements, read_judgements
from innersource_marketplace.pipeline.site_pages import is_page, page_address
from innersource_marketplace.search_index import WrittenRecord, build_index, index_ahead, write_record, written_pages

_SEARCH: Final = "search"
"""The folder of the indexes, in the folder of the build."""

Finish = Callable[[Path, Iterable[str], publish.NextSite], None]
"""Takes the folder in which the site builder left what it built, the paths of hand-written pages, and the site."""


@contextmanager
def indexing(records: Mapping[ProjectKey, WrittenRecord], work: Path, *, language: str) -> Iterator[Finish]:
    """Begin to index these projects while the caller goes on; what is yielded adds written pages and ends it.

    The texts of the records are among the judgements in `work`, the folder of the build. Finishing raises
    `MarketplaceError` when Pagefind fails or is not there.
    """
    keys = {record.address: key for key, record in records.items()}

    def texts_of(judgements: Judgements) -> Callable[[str], str]:
        return lambda address: judgements.record(keys[address])

    def begin() -> None:
        # Opened here: a connection of SQLite belongs to the thread that opens it.
        texts = texts_of(read_judgements(work))
        index_ahead(records.values(), texts, language=language, work=work / _SEARCH)

    def finish(built: Path, written: Iterable[str], site: publish.NextSite) -> None:
        ahead.result()
        pages = written_pages(built, map(page_address, filter(is_page, written)))
        found = dict(write_record(page, language=language) for page in pages)
        said = {record.address: text for record, text in found.items()}
        of_projects = texts_of(read_judgements(work))

        def texts(address: str) -> str:
            return said[address] if address in said else of_projects(address)

        build_index([*found, *records.values()], texts, site, language=language, work=work / _SEARCH)

    with ThreadPoolExecutor(1) as apart:
        ahead = apart.submit(begin)
        yield finish
