"""The search index of a build: begun as soon as the words of all projects are known, ended when the pages are there."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Final, Self

from innersource_marketplace.build import publish
from innersource_marketplace.build.mkdocs_pages import is_page, page_address
from innersource_marketplace.build.projects import read_judgements
from innersource_marketplace.model import ProjectKey
from innersource_marketplace.search.pagefind_index import (
    Texts,
    WrittenRecord,
    build_index,
    index_ahead,
    write_record,
    written_pages,
)

_SEARCH: Final = "search"
"""The folder of the indexes, in the folder of the build."""


class Indexing:
    """The index of one build, in the making; a context manager.

    `work` is the folder of the build, `language` that of the site.
    """

    def __init__(self, work: Path, *, language: str) -> None:
        self._work = work
        self._language = language
        self._records: Mapping[ProjectKey, WrittenRecord] = {}
        self._apart = ThreadPoolExecutor(1)
        self._ahead: Future[None] | None = None
        self._made: set[Path] = set()
        self._left = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._apart.shutdown(wait=True)

    def begin(self, records: Mapping[ProjectKey, WrittenRecord]) -> None:
        """Begin with these projects while the caller goes on; their texts are among the judgements in `work`."""
        self._records = records
        self._ahead = self._apart.submit(self._begin)

    def _begin(self) -> None:
        # Opened here: a connection of SQLite belongs to the thread that opens it.
        with self._texts() as texts:
            for index in index_ahead(self._records.values(), texts, language=self._language, work=self._work / _SEARCH):
                self._made.add(index)
                if self._left.is_set():
                    return

    def finish(self, built: Path, written: Iterable[str], site: publish.NextSite) -> None:
        """Put the index into the site, with the hand-written pages.

        `built` is where the site builder left what it built, `written` are the paths of those pages. Raises
        `MarketplaceError` when Pagefind fails or is not there.
        """
        if self._ahead is not None:
            self._ahead.result()
        pages = written_pages(built, map(page_address, filter(is_page, written)))
        found = dict(write_record(page, language=self._language) for page in pages)
        said = {record.address: text for record, text in found.items()}
        records = [*found, *self._records.values()]
        with self._texts(said) as texts:
            build_index(records, texts, site, language=self._language, work=self._work / _SEARCH, sound=self._made)

    @contextmanager
    def _texts(self, said: Mapping[str, str] | None = None) -> Iterator[Texts]:
        """The texts of projects, and those that are `said`, by their addresses."""
        keys = {record.address: key for key, record in self._records.items()}
        known = said or {}
        judgements = read_judgements(self._work)
        with closing(judgements.notes):
            yield lambda address: known[address] if address in known else judgements.record(keys[address])
