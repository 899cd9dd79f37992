"""The search index of a build: begun as soon as the words of all projects are known, ended when the pages are there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Final, Self

from innersource_marketplace.search.pagefind_index import (
    Site,
    Texts,
    WrittenRecord,
    build_index,
    index_ahead,
    write_record,
    written_pages,
)

_SEARCH: Final = "search"
"""The folder of the indexes, in the folder of the build."""

OpenTexts = Callable[[], AbstractContextManager[Texts]]
"""Opens the texts of projects, to be read in one thread."""


class Indexing:
    """The index of one build, in the making; a context manager.

    `work` is the folder of the build, `language` that of the site.
    """

    def __init__(self, work: Path, *, language: str) -> None:
        self._work = work / _SEARCH
        self._language = language
        self._records: Sequence[WrittenRecord] = ()
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

    def begin(self, records: Sequence[WrittenRecord], open_texts: OpenTexts) -> None:
        """Begin with these projects while the caller goes on."""
        self._records = records
        self._open_texts = open_texts
        self._ahead = self._apart.submit(self._begin)

    def _begin(self) -> None:
        with self._open_texts() as texts:
            for index in index_ahead(self._records, texts, language=self._language, work=self._work):
                self._made.add(index)
                if self._left.is_set():
                    return

    def finish(self, built: Path, addresses: Iterable[str], site: Site) -> None:
        """Put the index into the site, with the hand-written pages at these addresses of the folder `built`.

        Raises `MarketplaceError` when Pagefind fails or is not there.
        """
        if self._ahead is not None:
            self._ahead.result()
        found = dict(write_record(page, language=self._language) for page in written_pages(built, addresses))
        said: Mapping[str, str] = {record.address: text for record, text in found.items()}
        with self._open_texts() as texts:

            def text_of(address: str) -> str:
                return said[address] if address in said else texts(address)

            records = [*found, *self._records]
            build_index(records, text_of, site, language=self._language, work=self._work, sound=self._made)
