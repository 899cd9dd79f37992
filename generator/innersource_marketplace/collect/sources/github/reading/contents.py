"""The texts of the files worth keeping, in batches, and where a logo is.

A text is asked for only when its object id is new.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.file_policy import TEXTS
from innersource_marketplace.collect.sources.forge.api import Api
from innersource_marketplace.collect.sources.forge.json_values import integer, mapping
from innersource_marketplace.collect.sources.git.reading.documents import further_licenses
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.notices import activity_unknown
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.batches import Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.facts import (
    blob_text,
    object_id,
    with_document,
    with_former_document,
    without_document,
)
from innersource_marketplace.collect.sources.github.reading.history import Recent, recent_authors
from innersource_marketplace.collect.sources.too_slow import content_too_slow
from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.limits import LOGO_BYTES, MANIFEST_BYTES
from innersource_marketplace.model import Document, DocumentRole, Facts, LicenseFile, ObjectId
from innersource_marketplace.sandbox.contents import Contents

_UNIT_BYTES = 8 * 1024
_SIZES = Sizes(start=200, smallest=20, largest=240)
"""In units: a file counts as one, and one more for every 8 KiB, so an answer stays below 2 MiB."""

_UNKNOWN_SIZE = 16 * 1024
_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content is elsewhere. Source: the Git LFS specification."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A repository on its way: facts so far, the texts that came, and what could not be read.

    `contents` reads what the texts say.
    `licenses` are the licence files beside the one that has the role, for the host names only one of several;
    they are read with it each time, for they are not stored. `license_texts` is what they say, by path.
    `names_folders` tells whether its innersource.json names folders that are projects of their own.
    `readme_link` is the symbolic link in the place of its README, which is still to be followed.
    `before` is what was known of it; it is `in_part` where something could not be read.
    """

    facts: Facts
    contents: Contents
    before: Facts | None = None
    in_part: bool = False
    blobs: Mapping[ObjectId, bytes]
    problems: tuple[Problem, ...] = ()
    logo: str | None = None
    names_folders: bool = False
    licenses: tuple[Document, ...] = ()
    license_texts: Mapping[str, bytes] = msgspec.field(default_factory=dict)
    readme_link: File | None = None


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    draft: Draft
    documents: tuple[Document, ...]
    logo: str | None

    @property
    def texts(self) -> tuple[Document, ...]:
        """All files whose content is asked for: those to be stored, then those that are only read."""
        return (*self.documents, *self.draft.licenses)


def wanted_documents(facts: Facts, *, several: bool = False) -> tuple[Document, ...]:
    """The documents whose text is worth storing; a licence's only where the host cannot name it, or one of several."""
    named = {DocumentRole.LICENSE} if facts.license is not None and not several else set()
    return (
        *(
            document
            for role, document in sorted(facts.documents.items())
            if role in TEXTS and role not in named and (document.size or 0) <= TEXTS[role]
        ),
        *(document for document in facts.manifests or () if (document.size or 0) <= MANIFEST_BYTES),
    )


def licenses_to_read(facts: Facts, files: Sequence[File]) -> tuple[Document, ...]:
    """The licence files beside the one that has the role."""
    chief = _license_file(facts)
    return () if chief is None else further_licenses(files, chief)


def _license_file(facts: Facts) -> Document | None:
    return facts.documents.get(DocumentRole.LICENSE)


def fetch_texts(api: Api, drafts: Sequence[Draft], have: Callable[[ObjectId], bool]) -> tuple[Draft, ...]:
    """Add the texts that are new, and find the logos.

    Never raises: what fails is a problem of that project, whose former files stay.
    """
    wanted: list[_Wanted] = []
    finished: list[Draft] = []
    for draft in drafts:
        missing = tuple(
            document
            for document in wanted_documents(draft.facts, several=bool(draft.licenses))
            if document.oid not in draft.blobs
            and (not have(document.oid) or (draft.licenses and document == _license_file(draft.facts)))
        )
        if missing or draft.logo is not None:
            wanted.append(_Wanted(draft=draft, documents=missing, logo=draft.logo))
        else:
            finished.append(_read(draft))
    for got in ask_in_batches(api, wanted, _question, _SIZES, weigh=_weight):
        draft = got.item.draft
        if got.answer is None:
            draft = without_texts(draft, got.item.documents, str(got.error))
        else:
            draft = _with_answer(draft, got.item, got.answer)
        finished.append(_read(draft))
    return tuple(finished)


def _question(batch: Sequence[_Wanted]) -> tuple[str, Mapping[str, object]]:
    variables: dict[str, object] = {}
    shapes: list[tuple[int, bool]] = []
    for index, wanted in enumerate(batch):
        variables[f"o{index}"], variables[f"n{index}"] = wanted.draft.facts.owner, wanted.draft.facts.name
        for number, document in enumerate(wanted.texts):
            variables[f"b{index}_{number}"] = document.oid
        if wanted.logo is not None:
            variables[f"l{index}"] = f"HEAD:{wanted.logo}"
        shapes.append((len(wanted.texts), wanted.logo is not None))
    return queries.files(shapes), variables


def _weight(wanted: _Wanted) -> int:
    sizes = (_UNKNOWN_SIZE if document.size is None else document.size for document in wanted.texts)
    return 1 + sum(1 + size // _UNIT_BYTES for size in sizes)


def without_texts(draft: Draft, documents: Sequence[Document], reason: str) -> Draft:
    """A draft with the files of the last good night in the place of those whose texts did not come."""
    failed = Problem(
        where=draft.facts.key,
        severity=Severity.WARNING,
        code="files-unavailable",
        message=sentence(
            "The texts of its files could not be fetched: {reason}. The previous ones are kept.", reason=reason
        ),
        fix="The next run tries again. Act only if it keeps happening.",
    )
    # Without a fingerprint the next run asks again, although nothing will have changed.
    facts = replace(draft.facts, fingerprint=None)
    for document in documents:
        facts = with_former_document(facts, document, draft.before)
    return replace(draft, facts=facts, problems=(*draft.problems, failed), in_part=True)


def _with_answer(draft: Draft, wanted: _Wanted, answer: Answered) -> Draft:
    blobs = dict(draft.blobs)
    problems = list(draft.problems)
    facts, node = draft.facts, answer.node
    missing: list[Document] = []
    for number, document in enumerate(wanted.documents):
        if answer.gap(f"b{number}") is not None:
            missing.append(document)
            continue
        content = blob_text(mapping(node.get(f"b{number}")))
        if content is not None and content[0] == document.oid and not content[1].startswith(_POINTER):
            blobs[document.oid] = content[1]
            continue
        why = "it is kept in Git LFS" if content is not None else "the host returns it only in part or as binary data"
        problems.append(
            Problem(
                where=facts.key,
                severity=Severity.WARNING,
                code="file-unreadable",
                message=sentence("{path} was skipped: {why}.", path=document.path, why=why),
                fix="Commit it as a text file in UTF-8.",
            )
        )
        if document != facts.documents.get(DocumentRole.README):  # that one is shown as a link
            facts = without_document(facts, document)
    if wanted.logo is not None:
        facts = _with_logo(facts, wanted.logo, answer, draft.before)
    beside = enumerate(draft.licenses, len(wanted.documents))
    read = ((one, blob_text(mapping(node.get(f"b{number}")))) for number, one in beside)
    texts = {one.path: content[1] for one, content in read if content is not None}
    draft = replace(draft, facts=facts, blobs=blobs, problems=tuple(problems), license_texts=texts)
    return (
        without_texts(draft, missing, "; ".join(answer.complaints) or "the token may not read them")
        if missing
        else draft
    )


def _with_logo(facts: Facts, path: str, answer: Answered, before: Facts | None) -> Facts:
    if answer.gap("logo") is not None:
        former = None if before is None else before.documents.get(DocumentRole.LOGO)
        return facts if former is None else with_document(facts, DocumentRole.LOGO, former)
    image = mapping(answer.node.get("logo"))
    oid, size = object_id(image, "oid"), integer(image, "byteSize")
    if oid is None or size is None or not 0 < size <= LOGO_BYTES:
        return facts
    return with_document(facts, DocumentRole.LOGO, Document(path=path, oid=oid, size=size))


def _read(draft: Draft) -> Draft:
    """Take from the texts what belongs to the facts; an unchanged file says what it said before."""
    facts, before, contents = draft.facts, draft.before, draft.contents
    owners = facts.documents.get(DocumentRole.CODE_OWNERS)
    if owners is not None:
        if owners.oid in draft.blobs:
            owners_found, chief = contents.code_owners(draft.blobs[owners.oid]) or ((), ())
            facts = replace(facts, code_owners=owners_found, whole_owners=chief)
        elif before is not None:
            facts = replace(facts, code_owners=before.code_owners, whole_owners=before.whole_owners)
    license_file = _license_file(facts)
    if draft.licenses and license_file is not None:
        texts = {license_file.path: draft.blobs.get(license_file.oid)}
        texts |= {one.path: draft.license_texts.get(one.path) for one in draft.licenses}
        unread = all(text is None for text in texts.values())
        found = before.license_files if unread and before is not None else contents.licenses(texts)
        facts = replace(facts, license_files=found)
    elif facts.license is None and license_file is not None:
        if license_file.oid in draft.blobs:
            # Not as `license`: that is what the host says.
            facts = replace(facts, license_files=contents.licenses({license_file.path: draft.blobs[license_file.oid]}))
        elif before is not None and before.documents.get(DocumentRole.LICENSE) == license_file:
            # Older snapshots have what a file says where now only the host's word is.
            said = (LicenseFile(path=license_file.path, license=before.license),) if before.license else None
            facts = replace(facts, license_files=before.license_files or said)
    late = (content_too_slow(facts.key),) if contents.late else ()
    return replace(draft, facts=facts, problems=(*draft.problems, *late))


def with_weeks(draft: Draft, counted: tuple[Recent, Mapping[str, int] | None] | None, now: datetime) -> Draft:
    """Add the commits that were counted, with their authors; what could not be counted stays as it was known."""
    before = draft.before
    recent, weeks = counted or (None, None)
    if recent is None or weeks is None:
        facts = draft.facts
        if before is not None:
            facts = replace(
                facts,
                weekly_commits=before.weekly_commits,
                authors=before.authors,
                contributors=before.contributors,
            )
        if recent is None:
            return replace(draft, facts=facts)
        # Without a fingerprint the next run counts again.
        problems = (*draft.problems, activity_unknown(facts.key))
        return replace(draft, facts=replace(facts, fingerprint=None), problems=problems)
    facts = replace(
        draft.facts,
        weekly_commits=weeks,
        authors=recent_authors(recent, None if before is None else before.authors, draft.facts.commits, now),
        contributors=len(recent.people) if recent.whole and recent.total == draft.facts.commits else None,
    )
    return replace(draft, facts=facts)
