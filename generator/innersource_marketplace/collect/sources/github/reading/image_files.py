"""Logos, and the pictures of READMEs: where they are in a batch of questions, their bytes one by one.

GraphQL does not give the bytes of a picture, so each costs a request of its own, when its object id
is new. A run fetches a limited number; the rest comes in later nights, and until then a project
shows initials, and a README a link.
"""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zlib import crc32

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.file_policy import PicturesNamed, is_picture_path, picture_paths
from innersource_marketplace.collect.sources.forge.api import Api, QuestionFailed, SourceStopped
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, mapping, text
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.batches import Sizes, ask_in_batches
from innersource_marketplace.collect.sources.github.reading.contents import Draft
from innersource_marketplace.collect.sources.github.reading.facts import object_id
from innersource_marketplace.errors import Problem, Severity, sentence
from innersource_marketplace.escape import url_path
from innersource_marketplace.limits import LOGO_BYTES, README_PICTURE_BYTES
from innersource_marketplace.model import Document, DocumentRole, Facts, ObjectId, ProjectKey

LOGO_REQUESTS = 50
"""Most logos fetched in one run."""

PICTURE_REQUESTS = 200
"""Most pictures of READMEs fetched in one run: a twenty-fifth of what GitHub allows in an hour."""

_SIZES = Sizes(start=100, smallest=10, largest=120)
"""Pictures asked about at a time; the host looks each path up in a tree."""

_LOGO_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")


class _Named(msgspec.Struct, frozen=True):
    draft: Draft
    paths: tuple[str, ...]


def logo_path(named: str | None) -> str | None:
    """The path that an innersource.json names as its logo; None unless it is a raster image in the repository."""
    if named is None:
        return None
    path = named.strip().removeprefix("./").removeprefix("/")
    return path if is_picture_path(path) and path.lower().endswith(_LOGO_ENDINGS) else None


class Pictures:
    """The pictures of one run, and how many requests are left for them.

    `named` tells which pictures a README shows; without it, none are looked for.
    """

    def __init__(
        self,
        api: Api,
        *,
        now: datetime,
        named: PicturesNamed | None = None,
        logo_requests: int = LOGO_REQUESTS,
        picture_requests: int = PICTURE_REQUESTS,
    ) -> None:
        self._api = api
        self._day = now.astimezone(UTC).toordinal()
        self._named = named
        self._left = {True: logo_requests, False: picture_requests}

    def must_read(self, drafts: Sequence[Draft], known: Mapping[ProjectKey, Facts]) -> frozenset[ObjectId]:
        """READMEs whose text is needed although it is stored: nobody has looked for their pictures yet."""
        if self._named is None:
            return frozenset()
        readmes = ((draft.facts.documents.get(DocumentRole.README), known.get(draft.facts.key)) for draft in drafts)
        return frozenset(readme.oid for readme, before in readmes if readme and not _looked(readme, before))

    def find(self, drafts: Sequence[Draft], known: Mapping[ProjectKey, Facts]) -> tuple[Draft, ...]:
        """Add to the facts which pictures their READMEs name, and which files those are. Never raises."""
        if self._named is None:
            return tuple(drafts)
        finished: list[Draft] = []
        wanted: list[_Named] = []
        for draft in drafts:
            paths = self._paths(draft, known.get(draft.facts.key))
            if paths:
                wanted.append(_Named(draft, paths))
            else:
                facts = replace(draft.facts, pictures=None if paths is None else {})
                finished.append(replace(draft, facts=facts))
        for got in ask_in_batches(self._api, wanted, _question, _SIZES, weigh=lambda one: len(one.paths)):
            draft = got.item.draft
            former = (None if draft.before is None else draft.before.pictures) or {}
            gaps = [got.answer is None or got.answer.gap(f"p{at}") is not None for at in range(len(got.item.paths))]
            node = got.node or {}
            pictures = {
                path: former.get(path) if gap else _picture(path, node.get(f"p{at}"))
                for at, (path, gap) in enumerate(zip(got.item.paths, gaps, strict=True))
            }
            # Not known is not the same as no picture: then the next run looks for all of them.
            found = all(not gap or path in former for path, gap in zip(got.item.paths, gaps, strict=True))
            draft = replace(draft, facts=replace(draft.facts, pictures=pictures if found else None))
            if any(gaps):
                reason = str(got.error or "the host sent only part of the data")
                failed = _not_found(draft.facts.key, reason)
                # Without a fingerprint the next run asks again, although nothing will have changed.
                draft = replace(
                    draft,
                    facts=replace(draft.facts, fingerprint=None),
                    problems=(*draft.problems, failed),
                    in_part=True,
                )
            finished.append(draft)
        return tuple(finished)

    def _paths(self, draft: Draft, before: Facts | None) -> tuple[str, ...] | None:
        readme = draft.facts.documents.get(DocumentRole.README)
        if readme is None:
            return None
        if readme.oid in draft.blobs:
            facts = draft.facts
            text = draft.blobs[readme.oid]
            return picture_paths(self._named, readme.path, text, url=facts.url, branch=facts.default_branch)
        return tuple(before.pictures or ()) if before is not None and _looked(readme, before) else None

    def fetch(
        self, projects: Sequence[Facts], have: Callable[[ObjectId], bool]
    ) -> dict[ProjectKey, dict[ObjectId, bytes]]:
        """Fetch what is not stored yet, as far as the allowances go. Never raises: what fails is left out."""
        found: dict[ProjectKey, dict[ObjectId, bytes]] = {}
        # Another order every day, so that a picture that always fails does not keep others waiting.
        for facts in sorted(projects, key=lambda one: crc32(f"{self._day}{one.key}".encode())):
            for document, is_logo in self._wanted(facts):
                if have(document.oid) or document.oid in found.get(facts.key, ()) or not self._left[is_logo]:
                    continue
                self._left[is_logo] -= 1
                try:
                    data = _fetch(self._api, facts, document, LOGO_BYTES if is_logo else README_PICTURE_BYTES)
                except SourceStopped:
                    return found
                if data is not None:
                    found.setdefault(facts.key, {})[document.oid] = data
        return found

    def _wanted(self, facts: Facts) -> Iterator[tuple[Document, bool]]:
        logo = facts.documents.get(DocumentRole.LOGO)
        if logo is not None:
            yield logo, True
        if self._named is not None:
            yield from ((picture, False) for picture in (facts.pictures or {}).values() if picture is not None)


def _looked(readme: Document, before: Facts | None) -> bool:
    """Whether the pictures of a README are known already from this very text."""
    return before is not None and before.pictures is not None and before.documents.get(DocumentRole.README) == readme


def _question(batch: Sequence[_Named]) -> tuple[str, Mapping[str, object]]:
    variables: dict[str, object] = {}
    for index, wanted in enumerate(batch):
        variables[f"o{index}"], variables[f"n{index}"] = wanted.draft.facts.owner, wanted.draft.facts.name
        for number, path in enumerate(wanted.paths):
            variables[f"p{index}_{number}"] = f"HEAD:{path}"
    return queries.pictures(len(wanted.paths) for wanted in batch), variables


def _picture(path: str, answer: object) -> Document | None:
    """The file at a path; None of what is no blob, is too large, or is text: a link, or kept in LFS."""
    node = mapping(answer)
    oid, size = object_id(node, "oid"), integer(node, "byteSize")
    if oid is None or size is None or not 0 < size <= README_PICTURE_BYTES or flag(node, "isBinary") is not True:
        return None
    return Document(path=path, oid=oid, size=size)


def _not_found(key: ProjectKey, reason: str) -> Problem:
    return Problem(
        where=key,
        severity=Severity.WARNING,
        code="files-unavailable",
        message=sentence("The images of its README could not be looked up: {reason}.", reason=reason),
        fix="The next run tries again. Act only if it keeps happening.",
    )


def _fetch(api: Api, facts: Facts, picture: Document, most: int) -> bytes | None:
    """The bytes of a picture; None when that fails. Raises `SourceStopped` when no further request makes sense."""
    try:
        answer = api.get(f"/repos/{url_path(facts.owner, facts.name)}/git/blobs/{picture.oid}")
    except QuestionFailed:
        return None
    content = text(answer, "content")
    if content is None or text(answer, "encoding") != "base64" or len(content) > 2 * most:
        return None
    try:
        return base64.b64decode(content.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return None
