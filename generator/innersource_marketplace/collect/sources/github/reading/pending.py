"""A repository at the start of its way: the facts in the answer about it, and what is still to be fetched."""

from collections.abc import Iterator
from datetime import datetime

from innersource_marketplace.collect.sources.git.reading.documents import readme_link
from innersource_marketplace.collect.sources.github.notices import missing_files, part_missing
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.contents import Draft, licenses_to_read
from innersource_marketplace.collect.sources.github.reading.facts import (
    ahead_of,
    decode_files,
    metadata_text,
    with_document,
)
from innersource_marketplace.collect.sources.github.reading.image_files import logo_path
from innersource_marketplace.collect.sources.wrong_clocks import dated_ahead
from innersource_marketplace.errors import Problem
from innersource_marketplace.model import DocumentRole, Facts, MetadataOrder, ProjectKey
from innersource_marketplace.sandbox.contents import Contents


def begin(
    facts: Facts,
    answer: Answered,
    now: datetime,
    before: Facts | None,
    contents: Contents,
    *,
    in_part: bool,
    counted: MetadataOrder,
) -> Draft:
    """Take from an answer what came with it; the names of further files tell what to ask for.

    `counted` are the metadata files that count.
    """
    document = facts.documents.get(DocumentRole.METADATA)
    metadata = None if document is None else metadata_text(answer.node, document.oid)
    if metadata is None and before is not None and before.documents.get(DocumentRole.METADATA) == document:
        # The same innersource.json as before, whose text did not come: it names the same logo.
        logo = before.documents.get(DocumentRole.LOGO)
        facts = facts if logo is None else with_document(facts, DocumentRole.LOGO, logo)
    files = decode_files(answer.node)
    link = readme_link(files)
    said = None if metadata is None else contents.metadata(metadata, "innersource.json")[0]
    return Draft(
        facts=facts,
        before=before,
        in_part=in_part,
        contents=contents,
        blobs={} if document is None or metadata is None else {document.oid: metadata},
        problems=(
            *problems_of_answer(facts.key, answer),
            *missing_files(facts.key, [file for file in files if file != link], counted),
            *dated_ahead(facts.key, **ahead_of(answer.node, now)),
        ),
        logo=None if said is None else logo_path(said.logo),
        names_folders=said is not None and bool(said.projects),
        licenses=licenses_to_read(facts, files),
        readme_link=link,
    )


def problems_of_answer(key: ProjectKey, answer: Answered) -> Iterator[Problem]:
    """What was missing in the answer about a repository."""
    return (part_missing(key, complaint) for complaint in answer.complaints)
