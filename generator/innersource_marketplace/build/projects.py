"""What is known of each project by itself: its facts merged, its readiness judged, its work sorted by teams.

Nothing of it depends on other projects, so it is worked out by several processes, and kept from
build to build under a digest of everything that it is made of, the day and the program included.
The whole of it stays in a file of the build; what pages about many projects need is a tenth of that.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar, cast

import msgspec

from innersource_marketplace.build.cache import Notes, open_notes, read_notes
from innersource_marketplace.build.program import program_version
from innersource_marketplace.build.readmes import converted_files
from innersource_marketplace.build.workers import Workers, Workshop
from innersource_marketplace.errors import MarketplaceError, Problem, SnapshotError
from innersource_marketplace.escape import plain
from innersource_marketplace.formats.manifests import Packages
from innersource_marketplace.insight.dependencies import packages_of
from innersource_marketplace.insight.merged import merge
from innersource_marketplace.insight.readiness import FIGURES, assess, outline
from innersource_marketplace.insight.readiness.subject import OutsideWork
from innersource_marketplace.insight.similarity import words_of
from innersource_marketplace.insight.teamwork import Contributions, contributions_of, project_share
from innersource_marketplace.model import (
    DocumentRole,
    Facts,
    FactsInBrief,
    Finding,
    Metadata,
    Project,
    ProjectKey,
    Readiness,
)
from innersource_marketplace.progress import OnDone, tell_nobody
from innersource_marketplace.search.pagefind_index import WrittenRecord, project_record, write_record
from innersource_marketplace.snapshot.store import Stored, read_snapshot

JUDGED: Final = "judged.db"
"""Where it is kept, in the folder of the build."""

_T = TypeVar("_T")
_ENCODER: Final = msgspec.msgpack.Encoder()
_SUMMARY_CHARACTERS = 300
_OPENING_LINES = 12
_OPENING_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One project before it is judged: what the snapshot has, in brief, and what people wrote.

    `metadata` are the words of its own innersource.json, `faults` the errors in them; `entry` are
    those of the catalogue. `readme` and `logo` are digests of the converted files.
    """

    stored: Stored[FactsInBrief]
    page: str
    metadata: Metadata | None
    faults: tuple[Problem, ...]
    entry: Metadata | None
    readme: str
    logo: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What pages about many projects need to know of one.

    `project` lacks what only its own page tells, such as the steps of its score and the evidence of readiness.
    `digest` changes with anything that is known of the project, `words` with those by which it is
    compared with others. `record` is what the search index knows of it.
    """

    project: Project
    contributions: Contributions
    packages: Packages
    logo_fault: str | None
    readme_shown: bool
    words: str
    record: WrittenRecord
    digest: str = ""


class _Noted(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a project: its digest, a `Judged`, the whole project, its words, a line each, and its record."""

    digest: str
    brief: bytes
    whole: bytes
    words: str
    record: str


class Judgements:
    """What was found of each project, in the last build and in this one. Made by `open_judgements`."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes

    def knows(self, key: ProjectKey, digest: str) -> bool:
        """Whether something was found of a project when it had this digest."""
        noted = self._noted(key)
        return noted is not None and noted.digest == digest

    def brief(self, key: ProjectKey) -> Judged:
        """What pages about many projects need to know of one."""
        return msgspec.msgpack.decode(self._certain(key).brief, type=Judged)

    def whole(self, key: ProjectKey) -> Project:
        """A project with all that is known of it, but for what depends on others."""
        return msgspec.msgpack.decode(self._certain(key).whole, type=Project)

    def words(self, key: ProjectKey) -> list[str]:
        """The terms by which a project is compared with others."""
        words = self._certain(key).words
        return words.split("\n") if words else []

    def record(self, key: ProjectKey) -> str:
        """What the search index is made of."""
        return self._certain(key).record

    def _certain(self, key: ProjectKey) -> _Noted:
        noted = self._noted(key)
        if noted is None:
            raise MarketplaceError(f"{JUDGED}: was changed while it was read. Is another program at work in build/?")
        return noted

    def _noted(self, key: ProjectKey) -> _Noted | None:
        data = self.notes.known(key)
        try:
            return None if data is None else msgspec.msgpack.decode(data, type=_Noted)
        except msgspec.DecodeError:
            return None  # of another version


def note(digest: str, brief: Judged, whole: Project, words: str, record: str) -> bytes:
    """What is kept of a project under its key: `digest` is that of all it was made of, `words` are a line each.

    `record` is the text that is indexed for the search.
    """
    return _ENCODER.encode(_Noted(digest, _ENCODER.encode(brief), _ENCODER.encode(whole), words, record))


@contextmanager
def open_judgements(work: Path) -> Iterator[Judgements]:
    """Open what was found, in the folder of the build."""
    with open_notes(work / JUDGED) as notes:
        yield Judgements(notes)


def read_judgements(work: Path) -> Judgements:
    """Open what the build has found, to read from it in another process."""
    return Judgements(read_notes(work / JUDGED))


def judge(
    cases: list[Case],
    judgements: Judgements,
    workshop: Workshop,
    workers: Workers,
    *,
    forget: bool = True,
    on_done: OnDone = tell_nobody,
) -> Iterator[tuple[FactsInBrief, Judged]]:
    """Work out what is known of each project by itself, and yield it with its facts in brief.

    The list is emptied on the way: of thousands of projects, no more than is needed is held at a time.
    With `forget`, what was found of others is dropped.
    """
    basis = _basis(workshop)
    digests = {case.stored.facts.key: _digest(basis, case) for case in cases}
    unknown = [case for case in cases if not judgements.knows(case.stored.facts.key, digests[case.stored.facts.key])]
    total = len(unknown)
    orders = [(case.stored.facts.key, _order(case, digests)) for case in unknown]
    for done, (key, answer) in enumerate(workers.each(Judge, orders), 1):
        judgements.notes.note(key, answer)
        on_done(done, total)
    del orders
    unknown.clear()
    workers.rest()
    if forget:
        judgements.notes.forget_others({*digests})
    else:
        judgements.notes.commit()
    shared: dict[object, object] = {}
    while cases:
        stored = cases.pop().stored
        key = stored.facts.key
        judged = judgements.brief(key)
        project = replace(_sharing(judged.project, shared), collected_at=stored.collected_at)
        yield (
            _placed(stored.facts, shared),
            msgspec.structs.replace(judged, digest=digests[key], project=project),
        )


def _order(case: Case, digests: Mapping[ProjectKey, str]) -> bytes:
    key = case.stored.facts.key
    order = _Order(
        key=key,
        stored=case.stored.digest,
        digest=digests[key],
        page=case.page,
        metadata=case.metadata,
        faults=case.faults,
        entry=case.entry,
        readme=case.readme,
        logo=case.logo,
    )
    return _ENCODER.encode(order)


def _sharing(project: Project, shared: dict[object, object]) -> Project:
    """Let what is equal be one, so that thousands of projects take little memory."""

    def one(value: _T) -> _T:
        return cast(_T, shared.setdefault(value, value))

    readiness = project.readiness
    if readiness is not None:
        findings = tuple(
            finding
            if finding.check in FIGURES
            else shared.setdefault(
                (finding.check, finding.element, finding.level, finding.answer, finding.name, finding.fix), finding
            )
            for finding in readiness.findings
        )
        readiness = replace(readiness, findings=cast(tuple[Finding, ...], findings))
    return replace(
        project,
        host=one(project.host),
        owner=one(project.owner),
        team=one(project.team),
        language=one(project.language),
        license=one(project.license),
        topics=tuple(map(one, project.topics)),
        skills=tuple(map(one, project.skills)),
        contributions=tuple(map(one, project.contributions)),
        readiness=readiness,
    )


def _placed(facts: FactsInBrief, shared: dict[object, object]) -> FactsInBrief:
    """What pages about many projects need of the facts of one: where it is, and how guests are answered."""
    metadata = facts.documents.get(DocumentRole.METADATA)
    return replace(
        facts,
        source=cast(str, shared.setdefault(facts.source, facts.source)),
        documents={} if metadata is None else {DocumentRole.METADATA: metadata},
        pictures=None,
    )


def _basis(workshop: Workshop) -> bytes:
    """Everything but the project itself that the answers depend on."""
    settings = (workshop.settings.language, repr(workshop.settings.readiness))
    said = (program_version(), workshop.today.isoformat(), *settings, repr(workshop.roster))
    return sha256("\0".join(said).encode("utf-8", "surrogatepass")).digest()


def _digest(basis: bytes, case: Case) -> str:
    words = (case.stored.digest, case.page, case.metadata, case.faults, case.entry, case.readme, case.logo)
    return sha256(basis + _ENCODER.encode(words)).hexdigest()


class _Order(msgspec.Struct, frozen=True, kw_only=True):
    """A case without what the snapshot has of it: whoever takes the order looks there. `stored` is its digest there."""

    key: ProjectKey
    stored: str
    digest: str
    page: str
    metadata: Metadata | None
    faults: tuple[Problem, ...]
    entry: Metadata | None
    readme: str
    logo: str


class Judge:
    """Judges one project after the other; a craft of `Workers`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._converted = converted_files(workshop.work)
        self._snapshot = read_snapshot(workshop.snapshot)

    def __call__(self, order: bytes) -> bytes:
        """Take an `_Order`, and give a `_Noted`. Raises `SnapshotError` when the snapshot is not what it was."""
        case = msgspec.msgpack.decode(order, type=_Order)
        stored = self._snapshot.project(case.key)
        if stored is None or stored.digest != case.stored:
            raise SnapshotError(
                f"{self._workshop.snapshot}: was changed while it was read."
                " Build again when `marketplace collect` has ended."
            )
        shop, facts = self._workshop, stored.facts
        team = _stated_owner(case) or facts.owner
        contributions = contributions_of(facts, team, shop.roster, shop.today)
        share = project_share(contributions, shop.roster)
        outside = None if share is None else OutsideWork(percent=share.percent, sample=share.sample)
        readme = self._converted.readme(case.readme)
        logo, fault = self._converted.picture(case.logo)
        project = merge(
            stored,
            page=case.page,
            metadata=case.metadata,
            entry=case.entry,
            logo=logo,
            summary=None if readme is None else opening(readme.text),
            now=shop.today,
        )
        readiness = assess(
            project,
            facts,
            readme,
            metadata_faults=case.faults,
            outside=outside,
            settings=shop.settings.readiness,
            now=shop.today,
        )
        text = readme.text if readme is not None else ""
        words = "\n".join(words_of(project, text))
        record, indexed = write_record(project_record(project, text), language=shop.settings.language)
        brief = Judged(
            project=_in_brief(project, readiness),
            # Of a project that belongs to no known team, nothing can be said to come from outside.
            contributions=contributions
            if contributions.owner is not None
            else replace(contributions, by_team={}, by_month={}, firsts=()),
            packages=packages_of(facts, self._manifests(facts)),
            logo_fault=fault,
            readme_shown=readme is not None and readme.html is not None,
            words=sha256(words.encode()).hexdigest(),
            record=record,
        )
        whole = replace(project, readiness=readiness)
        return note(case.digest, brief, whole, words, indexed)

    def close(self) -> None:
        """Let go of the snapshot and of the READMEs."""
        self._snapshot.close()
        self._converted.close()

    def _manifests(self, facts: Facts) -> Iterator[tuple[str, bytes]]:
        for document in facts.manifests or ():
            data = self._snapshot.blob(document.oid)
            if data is not None:
                yield document.path, data


def _in_brief(project: Project, readiness: Readiness) -> Project:
    """Leave out what only the project's own page tells."""
    return replace(
        project,
        readiness=outline(readiness),
        score=None if project.score is None else replace(project.score, parts=()),
        logo=None if project.logo is None else replace(project.logo, data=b""),
        languages=(),
        documents=dict.fromkeys(project.documents),
        releases=None,
        ci_files=None,
        test_files=None,
        origins={},
    )


def _stated_owner(case: _Order) -> str | None:
    for words in (case.entry, case.metadata):
        if words is not None and words.owner:
            return words.owner
    return None


def opening(text: str) -> str | None:
    """The first paragraph of a README that reads like a sentence, for projects that nobody described."""
    for line in text.split("\n")[:_OPENING_LINES]:
        words = line.split()
        if len(words) >= _OPENING_WORDS and line.rstrip().endswith((".", "!", "?", ":", "。", "…")):
            return plain(line, _SUMMARY_CHARACTERS)
    return None
