"""The catalogue of a site as assistants ask for it: ranked records, and all that is known of one project."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from innersource_marketplace import escape
from innersource_marketplace.assistants.site_files import MissingFileError, SiteFiles
from innersource_marketplace.errors import UsageError
from innersource_marketplace.search.index_files import INDEX_FOLDER, MANIFEST
from innersource_marketplace.search.index_reader import Index, Shown, UnreadableIndexError
from innersource_marketplace.search.ranking import Found, search
from innersource_marketplace.search.reasons import reasons
from innersource_marketplace.search.searchable import KINDS

_NAMED: Final = 50
"""Results that are looked through for a project that somebody named."""

_CLOSEST: Final = 3


class UnknownProjectError(UsageError):
    """No project has this name. The message says which are closest."""


class Catalogue:
    """A published catalogue. Every method raises `UsageError` where the site cannot be read."""

    def __init__(self, files: SiteFiles) -> None:
        self.files = files
        self._manifest = b""
        self._index: Index | None = None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While the index is read, which happens piece by piece in the midst of ranking.

        Raises `UsageError` where a piece does not hold what belongs there, as on a site that is half published.
        """
        try:
            yield
        except UnreadableIndexError as error:
            raise UsageError(f"{self.files.address}: {error}") from error
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
            raise UsageError(
                f"{self.files.address}: the search index is damaged ({type(error).__name__}). Ask again when the site"
                " is published completely, or build it again."
            ) from error

    @property
    def index(self) -> Index:
        """The index that the site has now."""
        manifest = self.files.read(INDEX_FOLDER + MANIFEST)
        if self._index is None or manifest != self._manifest:
            with self.reading():
                self._index = Index(lambda name: self.files.read(INDEX_FOLDER + name))
            self._manifest = manifest
        return self._index

    def search(self, text: str, kind: str = "project") -> Found:
        """Rank the records of a kind for a need in anybody's words."""
        with self.reading():
            return search(text, self.index, kinds=frozenset([KINDS.index(kind)]))

    def shown(self, found: Found, number: int) -> Shown:
        """What is shown of the result at a place."""
        return self.shown_of(found.hits[number].record)

    def shown_of(self, record: int) -> Shown:
        """What is shown of a record."""
        with self.reading():
            return self.index.shown(record)

    def why(self, found: Found, number: int) -> tuple[str, ...]:
        """Why the result at a place is one."""
        with self.reading():
            return tuple(map(str, reasons(found.hits[number].record, found, self.index)))

    def project(self, name: str) -> Mapping[str, Any]:
        """All that the site's API says of one project.

        It may be named by its key (`host/owner/name`), by `owner/name`, by its title, or by the
        address of its page. Raises `UnknownProjectError`.
        """
        for page in self._likely_pages(name):
            try:
                return self.project_at(page)
            except MissingFileError:
                continue
        raise UnknownProjectError(self._unknown(name))

    def project_at(self, page: str) -> Mapping[str, Any]:
        """The same for a project by the path of its page."""
        name = f"api/v1/{page.rstrip('/')}.json"
        try:
            found = json.loads(self.files.read(name))
        except (ValueError, RecursionError) as error:
            raise UsageError(f"{self.files.address}{name}: is not JSON ({error}). Build the site again.") from error
        if not isinstance(found, dict):
            raise UsageError(f"{self.files.address}{name}: is not a project file. Build the site again.")
        return found

    def twin(self, page: str) -> str:
        """The page of a project in Markdown, as assistants read it; "" where there is none."""
        try:
            return self.files.read(f"{page}index.md").decode("utf-8", "replace")
        except MissingFileError:
            return ""

    def address(self, page: str) -> str:
        """The address of a page of the site; a task may be at another address, which stays."""
        return page if page.startswith(("https://", "http://")) else f"{self.files.address}{page}"

    def _likely_pages(self, name: str) -> Iterator[str]:
        named = escape.plain(name, 500)
        address = urlsplit(named)
        path = named.removeprefix(self.files.address) if named.startswith(self.files.address) else address.path
        path = path.partition("projects/")[2] if "projects/" in path else ""
        path = path.partition("#")[0].removesuffix("index.html").removesuffix("index.md").strip("/")
        if path and ".." not in path:
            yield f"projects/{path}/"
        folded = (f"{address.netloc}{address.path}" if address.netloc else named).strip("/").removesuffix(".git")
        folded = folded.casefold()
        found = self.search(folded.rpartition("/")[2] if "/" in folded else folded)
        others = []
        for hit in found.hits[:_NAMED]:
            shown = self.shown_of(hit.record)
            key = shown.key.casefold()
            if folded in (key, key.partition("/")[2]):
                yield shown.page
            elif folded in (shown.title.casefold(), key.rpartition("/")[2]):
                others.append(shown.page)
        if len(others) == 1:
            yield others[0]

    def _unknown(self, name: str) -> str:
        found = self.search(name.rpartition("/")[2])
        closest = ", ".join(self.shown_of(hit.record).key for hit in found.hits[:_CLOSEST])
        asked = escape.log_line(name, 100)
        if not closest:
            return f"No project is named {asked!r}. Search for what it does."
        return f"No project, or more than one, is named {asked!r}. Closest: {closest}. Name one by its key."
