"""A repository at the start of its way: the facts in the answer about it, and what is still to be fetched."""

from datetime import datetime

from innersource_marketplace.collect.sources.github.notices import problems_of
from innersource_marketplace.collect.sources.github.reading.batches import Got
from innersource_marketplace.collect.sources.github.reading.contents import Draft, licenses_to_read
from innersource_marketplace.collect.sources.github.reading.facts import ahead_of, decode_files, metadata_text
from innersource_marketplace.collect.sources.github.reading.image_files import logo_path
from innersource_marketplace.collect.sources.github.reading.repositories import Listed
from innersource_marketplace.collect.sources.wrong_clocks import dated_ahead
from innersource_marketplace.model import DocumentRole, Facts
from innersource_marketplace.sandbox.contents import Contents


def begin(facts: Facts, got: Got[Listed], now: datetime, contents: Contents) -> Draft:
    """Take from an answer what came with it; the names of further files tell what to ask for."""
    node = got.node or {}
    document = facts.documents.get(DocumentRole.METADATA)
    metadata = None if document is None else metadata_text(node, document.oid)
    return Draft(
        facts=facts,
        contents=contents,
        blobs={} if document is None or metadata is None else {document.oid: metadata},
        problems=(*problems_of(facts.key, got), *dated_ahead(facts.key, **ahead_of(node, now))),
        logo=None if metadata is None else logo_path(contents, metadata),
        licenses=licenses_to_read(facts, decode_files(node)),
    )
