"""The new entries of a catalogue, described for the search for what is similar to them."""

from collections.abc import Iterator

from innersource_marketplace.assistants.similar import Description
from innersource_marketplace.formats.catalog import Catalog, read_catalog, repository_identity
from innersource_marketplace.formats.catalog.settings import Entry
from innersource_marketplace.model import SafeUrl


def new_entries(name: str, data: bytes, since: bytes | None) -> Iterator[tuple[str, Description | None]]:
    """Yield the entries that are not in the catalogue `since`, as (address, description).

    The description is None for an entry that says nothing but where its repository is: what it is for is only
    known once it was collected. What the catalogue decided about pairs is settled.
    """
    catalog, _ = read_catalog(data, name)
    known = set() if since is None else {repository_identity(entry.repository) for entry in _entries(since, name)}
    for entry in catalog.projects if catalog else ():
        if repository_identity(entry.repository) not in known:
            yield entry.repository, _described(entry, catalog)


def site_of(name: str, data: bytes) -> SafeUrl | None:
    """The address of the site that a catalogue names, if it does."""
    catalog, _ = read_catalog(data, name)
    return catalog.site.site_url if catalog else None


def _entries(data: bytes, name: str) -> tuple[Entry, ...]:
    catalog, _ = read_catalog(data, name)
    return catalog.projects if catalog else ()


def _described(entry: Entry, catalog: Catalog | None) -> Description | None:
    said = entry.metadata
    words = (said.description, said.motivation, *(said.topics or ()), *(said.skills or ()))
    if not said.description and not said.motivation:
        return None
    own = repository_identity(entry.repository)
    decided = (
        other
        for one in (catalog.site.duplicates if catalog else ())
        for mine, other in (one.projects, one.projects[::-1])
        if mine in (own, own.partition("/")[2])
    )
    return Description(
        title=said.title or own.rpartition("/")[2],
        said=" ".join(filter(None, words)),
        keys=frozenset([own]),
        settled=frozenset((*(said.supersedes or ()), *(said.alternatives or ()), *decided)),
    )
