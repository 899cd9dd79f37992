"""Entries that the catalogue itself describes: closed code, open metadata.

Nothing is read from such a repository, not even whether it exists. The words stay in catalog.yml
and are merged at build time; the snapshot only learns that the project is listed, and since when.
"""

from collections.abc import Iterator, Mapping

import msgspec

from innersource_marketplace.collect.sources import Changed, Outcome, Planned, Unchanged
from innersource_marketplace.model import EVERYTHING, Collected, Facts, ProjectKey, Shard


class CatalogSource(msgspec.Struct, frozen=True, kw_only=True):
    """The entries with `collect: false`, as facts that hold nothing but who they are; those of one share."""

    entries: tuple[Facts, ...]
    name: str = "catalog.yml"
    shard: Shard = EVERYTHING

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield every entry, unchanged if the snapshot has it."""
        entries = [facts for facts in self.entries if self.shard.holds(facts.key)]
        yield Planned(len(entries))
        for facts in entries:
            if not full and known.get(facts.key) == facts:
                yield Unchanged(facts.key)
            else:
                yield Changed(Collected(facts=facts, blobs={}))
