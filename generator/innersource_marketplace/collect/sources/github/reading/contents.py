"""The texts of the files worth keeping, in batches, and where a logo is.

A text is asked for only when its object id is new.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from innersource_marketplace.collect.sources.file_policy import TEXTS
from innersource_marketplace.collect.sources.git.documents import code_owners, further_licenses, whole_owners
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.notices import activity_unknown
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.batches import Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.decode import integer, mapping
from innersource_marketplace.collect.sources.github.reading.facts import (
    blob_text,
    object_id,
    with_document,
    without_document,
)
from innersource_marketplace.collect.sources.github.reading.history import Recent, recent_authors
from innersource_marketplace.collect.sources.github.transport.api import Api
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.limits import LOGO_BYTES, MANIFEST_BYTES
from innersource_marketplace.model import Document, DocumentRole, Facts, ObjectId, ProjectKey
from innersource_marketplace.reference.licenses import guess, what_files_say

_UNIT_BYTES = 8 * 1024
_SIZES = Sizes(start=200, smallest=20, largest=240)
"""In units: a file counts as one, and one more for every 8 KiB, so an answer stays below 2 MiB."""

_UNKNOWN_SIZE = 16 * 1024
_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a file begins whose content is elsewhere. Source: the Git LFS specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A repository on its way: facts so far, the texts that came, and what could not be read.

    `licenses` are the licence files beside the one that has the role, for the host names only one of several;
    they are read with it each time, for they are not stored. `license_texts` is what they say, by path.
    """

    facts: Facts
    blobs: Mapping[ObjectId, bytes]
    problems: tuple[Problem, ...] = ()
    logo: str | None = None
    licenses: tuple[Document, ...] = ()
    license_texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
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


def fetch_texts(
    api: Api, drafts: Sequence[Draft], known: Mapping[ProjectKey, Facts], have: Callable[[ObjectId], bool]
) -> tuple[Draft, ...]:
    """Add the texts that are new, and find the logos. Never raises: what fails is a problem of that project."""
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
            finished.append(_read(draft, known))
    for got in ask_in_batches(api, wanted, _question, _SIZES, weigh=_weight):
        draft = got.item.draft
        if got.node is None:
            failed = Problem(
                where=draft.facts.key,
                severity=Severity.WARNING,
                code="files-unavailable",
                message=f"The texts of its files could not be fetched: {got.error}.",
                fix="The next run tries again. Act only if it keeps happening.",
            )
            # Without a fingerprint the next run asks again, although nothing will have changed.
            draft = replace(draft, facts=replace(draft.facts, fingerprint=None), problems=(*draft.problems, failed))
        else:
            draft = _with_answer(draft, got.item, got.node)
        finished.append(_read(draft, known))
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


def _with_answer(draft: Draft, wanted: _Wanted, node: Mapping[str, object]) -> Draft:
    blobs = dict(draft.blobs)
    problems = list(draft.problems)
    facts = draft.facts
    for number, document in enumerate(wanted.documents):
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
                message=f"{document.path} was skipped: {why}.",
                fix="Commit it as a text file in UTF-8.",
            )
        )
        facts = without_document(facts, document)
    image = mapping(node.get("logo"))
    oid, size = object_id(image, "oid"), integer(image, "byteSize")
    if wanted.logo is not None and oid is not None and size is not None and 0 < size <= LOGO_BYTES:
        facts = with_document(facts, DocumentRole.LOGO, Document(path=wanted.logo, oid=oid, size=size))
    beside = enumerate(draft.licenses, len(wanted.documents))
    read = ((one, blob_text(mapping(node.get(f"b{number}")))) for number, one in beside)
    texts = {one.path: content[1].decode("utf-8", "replace") for one, content in read if content is not None}
    return replace(draft, facts=facts, blobs=blobs, problems=tuple(problems), license_texts=texts)


def _read(draft: Draft, known: Mapping[ProjectKey, Facts]) -> Draft:
    """Take from the texts what belongs to the facts; an unchanged file says what it said before."""
    facts, before = draft.facts, known.get(draft.facts.key)
    owners = facts.documents.get(DocumentRole.CODE_OWNERS)
    if owners is not None:
        if owners.oid in draft.blobs:
            said = draft.blobs[owners.oid].decode("utf-8", "replace")
            facts = replace(facts, code_owners=code_owners(said), whole_owners=whole_owners(said))
        elif before is not None:
            facts = replace(facts, code_owners=before.code_owners, whole_owners=before.whole_owners)
    license_file = _license_file(facts)
    if draft.licenses and license_file is not None:
        texts = {license_file.path: _text(draft, license_file)}
        texts |= {one.path: draft.license_texts.get(one.path) for one in draft.licenses}
        unread = all(text is None for text in texts.values())
        found = before.license_files if unread and before is not None else what_files_say(texts)
        facts = replace(facts, license_files=found)
    elif facts.license is None and license_file is not None:
        if license_file.oid in draft.blobs:
            facts = replace(facts, license=guess(_text(draft, license_file) or ""))
        elif before is not None and before.documents.get(DocumentRole.LICENSE) == license_file:
            facts = replace(facts, license=before.license)
    return replace(draft, facts=facts)


def _text(draft: Draft, document: Document) -> str | None:
    data = draft.blobs.get(document.oid)
    return None if data is None else data.decode("utf-8", "replace")


def with_weeks(
    draft: Draft, counted: tuple[Recent, Mapping[str, int] | None] | None, before: Facts | None, now: datetime
) -> Draft:
    """Add the commits that were counted, with their authors; `before` is what was known of the repository."""
    if counted is None:
        return draft
    recent, weeks = counted
    facts = replace(
        draft.facts,
        weekly_commits=weeks,
        authors=None
        if weeks is None
        else recent_authors(recent, None if before is None else before.authors, draft.facts.commits, now),
        contributors=len(recent.people) if recent.whole and recent.total == draft.facts.commits else None,
    )
    if weeks is not None:
        return replace(draft, facts=facts)
    problem = activity_unknown(facts.key)
    # Without a fingerprint the next run counts again.
    return replace(draft, facts=replace(facts, fingerprint=None), problems=(*draft.problems, problem))
