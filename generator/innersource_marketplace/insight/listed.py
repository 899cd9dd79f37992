"""Which projects are shown: who may see them by the rules of the catalogue, and whether their owners take part."""

from innersource_marketplace.formats.catalog import Catalog, GitHubSettings
from innersource_marketplace.model import FactsInBrief, Metadata, Provider, Visibility


def visibilities(catalog: Catalog) -> frozenset[Visibility]:
    """The visibilities that the sources of a catalogue may show."""
    return frozenset(
        level for source in catalog.sources if isinstance(source, GitHubSettings) for level in source.visibility
    )


def may_be_seen(facts: FactsInBrief, catalog: Catalog) -> bool:
    """Whether a project may be shown. Unknown visibility on a host that has one means no.

    `collect` has checked it before; the catalogue may have become stricter since.
    """
    if facts.provider is not Provider.GITHUB:
        return True  # plain git knows no visibility: whoever wrote the catalogue decided
    return facts.visibility is not None and facts.visibility in visibilities(catalog)


def participates(entry: Metadata | None, metadata: Metadata | None, facts: FactsInBrief) -> bool:
    """Whether a project takes part: the catalogue decides, then innersource.json, then what it said before."""
    for words in (entry, metadata):
        if words is not None and words.participating is not None:
            return words.participating
    return not facts.opted_out
