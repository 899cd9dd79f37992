"""Which projects are shown, and which repositories may be named, by the rules of the catalogue as it is now.

`collect` has applied the rules before, but the catalogue may have become stricter since. What is not known
counts as not allowed: on a host that has visibilities, a repository without a known one is not named.
"""

from collections.abc import Mapping

from innersource_marketplace.errors import Words
from innersource_marketplace.formats.catalog import Catalog, GitSettings, HostSettings
from innersource_marketplace.formats.catalog.settings import HOST_SOURCES
from innersource_marketplace.model import FactsInBrief, Metadata, ProjectKey, Visibility
from innersource_marketplace.reference.hosts import host_name


def may_be_seen(facts: FactsInBrief, catalog: Catalog) -> bool:
    """Whether a project that was collected may have a page."""
    if not facts.provider.is_host:
        return True  # plain git knows no visibility: whoever wrote the catalogue decided
    return facts.visibility is not None and facts.visibility in _allowed(facts.key, facts.source, catalog)


def participates(
    entry: Metadata | None,
    metadata: Metadata | None,
    facts: FactsInBrief,
    *,
    whole_entry: Metadata | None = None,
    whole_is_out: bool = False,
) -> bool:
    """Whether a project takes part: the catalogue decides, then innersource.json, then what it said before.

    A folder of a repository that takes no part takes none either, unless the folder is said to take part in the
    same place. `whole_entry` is what the catalogue says of the repository, `whole_is_out` whether that takes no part.
    """
    out_by_entry = whole_entry is not None and whole_entry.participating is False
    for words in (entry, Metadata(participating=False) if out_by_entry else None, metadata):
        if words is not None and words.participating is not None:
            return words.participating
    return not (facts.opted_out or whole_is_out)


def nameable(
    excluded: Mapping[ProjectKey, Words], seen_by: Mapping[ProjectKey, str], catalog: Catalog
) -> dict[ProjectKey, Words]:
    """Of repositories that a rule left out, by key with the rule, those that may be named.

    `seen_by` is who could see each of them, in the words of `Visibility`, where that was known.
    """
    return {
        key: rule
        for key, rule in excluded.items()
        if (seen_by[key] in _allowed(key, None, catalog) if key in seen_by else not _on_host(key, catalog))
    }


def unnameable(never_read: Mapping[ProjectKey, str], catalog: Catalog) -> set[ProjectKey]:
    """Of repositories that were never read, by key with the name of their source, those that may not be named.

    Nobody knows yet who may see one on a host with visibilities, nor one that a source of such a
    host listed which is no longer in the catalogue.
    """
    return {key for key, source in never_read.items() if source.startswith(HOST_SOURCES) or _on_host(key, catalog)}


def _on_host(key: ProjectKey, catalog: Catalog) -> list[HostSettings]:
    host = key.partition("/")[0]
    name = host_name(host) or host
    return [source for source in catalog.sources if not isinstance(source, GitSettings) and source.host == name]


def _allowed(key: ProjectKey, source: str | None, catalog: Catalog) -> frozenset[Visibility]:
    """Who must be able to see a repository for it to be shown, as the source says that collects it.

    That is the source of this name, or any that has its account, or else the first of its host, which
    collects what the catalogue names itself.
    """
    on_host = _on_host(key, catalog)
    path = key.partition("/")[2]
    named = [one for one in on_host if one.source_name == source]
    owned = [one for one in on_host if one.owns(path)]
    return frozenset(level for one in named or owned or on_host[:1] for level in one.visibility)
