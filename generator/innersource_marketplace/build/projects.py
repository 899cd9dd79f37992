"""What is known of each project by itself, worked out by several processes.

The whole of it is left in the scratch folder for whoever makes the project's page; what pages about
many projects need is a tenth of that, and is all that the build as a whole holds.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from sys import intern
from typing import Final, TypeVar, cast

import msgspec
from msgspec.structs import replace

from innersource_marketplace.build.caches import readmes
from innersource_marketplace.build.caches.cache import code_version, join_cache, key_of
from innersource_marketplace.build.caches.readmes import Converted, Readmes, Request
from innersource_marketplace.build.scratch import Place, ScratchWriter
from innersource_marketplace.build.workers import Job, Workers
from innersource_marketplace.errors import Problem, SnapshotError, Words
from innersource_marketplace.formats.manifests import Packages, WhatManifestsSay
from innersource_marketplace.insight.assessed import assess_project
from innersource_marketplace.insight.dependencies import packages_of, provided
from innersource_marketplace.insight.readiness import FIGURES, outline
from innersource_marketplace.insight.similarity import words_of
from innersource_marketplace.insight.teamwork.contributions import Contributions
from innersource_marketplace.model import (
    Commands,
    DocumentRole,
    Facts,
    Finding,
    LanguageShare,
    Metadata,
    MetadataOrder,
    Project,
    ProjectKey,
    Readme,
    Release,
    SafeUrl,
    Stored,
)
from innersource_marketplace.progress import Progress
from innersource_marketplace.sandbox.converter import ReadmeConverter
from innersource_marketplace.search.index_words import BODY_CHARACTERS
from innersource_marketplace.snapshot.store import read_snapshot

_T = TypeVar("_T")
_CODE: Final = ("limits.py", "formats", "sandbox")
_ALONE: Final = "large-document.lock"
"""The file of the right to convert a document that needs much memory."""

_ENCODER: Final = msgspec.msgpack.Encoder()


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A project that is to be shown, with what people wrote about it.

    `digest` is that of its row in the snapshot. `metadata` is what its own metadata files say, `faults`
    are the errors in them, `counted` are those that count; `entry` is what the catalogue says.
    """

    key: ProjectKey
    digest: str
    page: str
    title: str
    metadata: Metadata | None
    counted: MetadataOrder
    faults: tuple[Problem, ...]
    entry: Metadata | None


class ProjectSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What pages about many projects need of one.

    `project` lacks what only its own page shows, such as the steps of its score and the evidence of
    readiness; `whole_at` is where a `WholeProject` lies. `words` is a hash of the words by which it is
    compared with others, which lie at `words_at`; `body_at` is the text of its README, for the search.
    `used` are names in the cache of READMEs.
    """

    project: Project
    contributions: Contributions
    packages: Packages
    logo_fault: Words | None
    readme_shown: bool
    whole_at: Place
    words: str
    words_at: Place
    body_at: Place
    used: tuple[str, ...]


class WholeProject(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of a project by itself. `pictures` maps names of files to names in the cache of READMEs."""

    project: Project
    readme: Readme | None
    pictures: dict[str, str]


class _FactsInFull(msgspec.Struct, frozen=True, kw_only=True):
    """Those facts that a project lacks in brief and that pages about many projects show of one at a time."""

    languages: tuple[LanguageShare, ...]
    documents: dict[DocumentRole, SafeUrl | None]
    releases: tuple[Release, ...] | None


class _ProjectInFull(msgspec.Struct, frozen=True):
    """The part of a `WholeProject` with them; its README is passed over."""

    project: _FactsInFull


def with_facts_in_full(project: Project, whole: bytes) -> Project:
    """A project in brief with its languages, documents and releases; `whole` is what lies at `whole_at`."""
    found = msgspec.msgpack.decode(whole, type=_ProjectInFull).project
    return replace(project, languages=found.languages, documents=found.documents, releases=found.releases)


class Assessing:
    """Projects whose facts are worked out: of the first ones while others are still chosen."""

    def __init__(self, workers: Workers) -> None:
        self._handed = workers.hand_to(Assess)
        self._count = 0

    def add(self, chosen: Chosen) -> None:
        """Take one more project."""
        self._handed.add(_ENCODER.encode(chosen))
        self._count += 1

    def summaries(self, progress: Progress) -> Iterator[ProjectSummary]:
        """What is known of each project, in the order in which they were added. Raises as `Handed.answers` does."""
        progress.expect(self._count)
        shared: dict[object, object] = {}
        for answer in self._handed.answers():
            summary = msgspec.msgpack.decode(answer, type=ProjectSummary)
            progress.step(summary.project.key)
            yield _sharing(summary, shared)


class Assess:
    """The task that takes a `Chosen` and gives a `ProjectSummary`."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._snapshot = read_snapshot(job.snapshot)
        self._cache = join_cache(job.work / readmes.CACHE)
        self._converter = ReadmeConverter(max(2 // job.processes, 1), alone=job.work / _ALONE)
        self._readmes = Readmes(self._cache, self._converter)
        self._version = code_version(*_CODE)
        self._scratch = ScratchWriter(job.work, f"{os.getpid()}")

    def __call__(self, orders: Sequence[bytes]) -> list[bytes]:
        """Assess some projects. Raises `SnapshotError` when the snapshot has changed since they were chosen."""
        chosen = [msgspec.msgpack.decode(order, type=Chosen) for order in orders]
        stored = [self._stored(one) for one in chosen]
        requests = [
            Request.of(each.facts, one.title, self._job.settings.readme_images)
            for one, each in zip(chosen, stored, strict=True)
        ]
        converted = self._readmes.convert(requests, self._snapshot.blob)
        answers = [_ENCODER.encode(self._assessed(*given)) for given in zip(chosen, stored, converted, strict=True)]
        self._scratch.flush()
        return answers

    def close(self) -> None:
        """Close the snapshot, the cache and the converter."""
        self._converter.shutdown()
        self._snapshot.close()
        self._cache.close()
        self._scratch.close()

    def _stored(self, chosen: Chosen) -> Stored[Facts]:
        stored = self._snapshot.project(chosen.key)
        if stored is None or stored.digest != chosen.digest:
            raise SnapshotError(
                f"{self._job.snapshot}: was changed while it was read."
                " Build again when `marketplace collect` has ended."
            )
        return stored

    def _assessed(self, chosen: Chosen, stored: Stored[Facts], converted: Converted) -> ProjectSummary:
        job, readme = self._job, converted.readme
        said, used = self._manifests_say(stored.facts)
        packages = packages_of(stored.facts, said.packages)
        assessed = assess_project(
            stored,
            page=chosen.page,
            metadata=chosen.metadata,
            counted=chosen.counted,
            entry=chosen.entry,
            faults=chosen.faults,
            readme=readme,
            logo=converted.logo,
            roster=job.roster,
            settings=job.settings.readiness,
            today=job.today,
            said=said,
        )
        project = replace(assessed.project, provides=provided(stored.facts, packages))
        text = readme.text if readme is not None else ""
        words = "\n".join(words_of(project, text)).encode()
        whole = WholeProject(project=project, readme=readme, pictures=converted.pictures)
        return ProjectSummary(
            project=_in_brief(project),
            contributions=assessed.contributions,
            packages=packages,
            logo_fault=converted.logo_fault,
            readme_shown=readme is not None and readme.html is not None,
            whole_at=self._scratch.write(_ENCODER.encode(whole)),
            words=sha256(words).hexdigest(),
            words_at=self._scratch.write(words),
            body_at=self._scratch.write(text[:BODY_CHARACTERS].encode("utf-8", "replace")),
            used=tuple(sorted(converted.used | used)),
        )

    def _manifests_say(self, facts: Facts) -> tuple[WhatManifestsSay, set[str]]:
        """What the manifests of a project say, and the name of that in the cache."""
        parts = [part for document in facts.manifests or () for part in (facts.within(document.path), document.oid)]
        name = key_of(self._version, "manifests", *parts)
        if (kept := self._cache.get(name)) is not None:
            with suppress(msgspec.DecodeError):
                return msgspec.msgpack.decode(kept, type=WhatManifestsSay), {name}
        found = self._converter.contents().manifests(self._manifests(facts))
        if parts and found is not None:  # what ran out of time on a busy night is tried again the next
            self._cache.put(name, _ENCODER.encode(found))
        return found or WhatManifestsSay(), {name} if parts else set()

    def _manifests(self, facts: Facts) -> Iterator[tuple[str, bytes]]:
        for document in facts.manifests or ():
            data = self._snapshot.blob(document.oid)
            if data is not None:
                yield facts.within(document.path), data


def _in_brief(project: Project) -> Project:
    """Leave out what only the project's own page shows."""
    return replace(
        project,
        readiness=None if project.readiness is None else outline(project.readiness),
        score=None if project.score is None else replace(project.score, parts=()),
        logo=None if project.logo is None else replace(project.logo, data=b""),
        languages=(),
        documents=dict.fromkeys(project.documents),
        releases=None,
        ci_files=None,
        test_files=None,
        lifecycle_words=None,
        commands=Commands(),
        origins={},
    )


def _sharing(summary: ProjectSummary, shared: dict[object, object]) -> ProjectSummary:
    """Let what is equal be one, so that thousands of projects take little memory."""

    def one(value: _T) -> _T:
        return cast(_T, shared.setdefault(value, value))

    def each(values: tuple[_T, ...]) -> tuple[_T, ...]:
        return tuple(map(one, values))

    project, contributions, readiness = summary.project, summary.contributions, summary.project.readiness
    key = ProjectKey(intern(project.key))
    if readiness is not None:
        readiness = replace(
            readiness,
            levels=shared.setdefault((*readiness.levels.items(),), readiness.levels),
            next_step=one(readiness.next_step),
            findings=_sharing_findings(readiness.findings, shared),
            assistants=_sharing_findings(readiness.assistants, shared),
        )
    return replace(
        summary,
        project=replace(
            project,
            key=key,
            host=one(project.host),
            owner=one(project.owner),
            team=one(project.team),
            language=one(project.language),
            license=one(project.license),
            topics=each(project.topics),
            skills=each(project.skills),
            contributions=each(project.contributions),
            trusted_committers=each(project.trusted_committers),
            code_owners=each(project.code_owners),
            communication=each(project.communication),
            gigs=tuple(replace(gig, skills=each(gig.skills), effort=one(gig.effort)) for gig in project.gigs),
            documents=shared.setdefault(tuple(project.documents), project.documents),  # the roles alone
            default_branch=one(project.default_branch),
            collected_at=one(project.collected_at),
            first_seen=one(project.first_seen),
            readiness=readiness,
        ),
        contributions=replace(contributions, key=key, kinds=one(contributions.kinds)),
        whole_at=replace(summary.whole_at, file=intern(summary.whole_at.file)),
        words_at=replace(summary.words_at, file=intern(summary.words_at.file)),
        body_at=replace(summary.body_at, file=intern(summary.body_at.file)),
    )


def _sharing_findings(findings: Sequence[Finding], shared: dict[object, object]) -> tuple[Finding, ...]:
    return tuple(
        finding
        if finding.check in FIGURES
        else cast(
            Finding,
            shared.setdefault(
                (finding.check, finding.element, finding.level, finding.answer, finding.name, finding.fix), finding
            ),
        )
        for finding in findings
    )
