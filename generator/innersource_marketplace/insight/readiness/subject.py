"""What a check looks at, and what it may answer."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from innersource_marketplace.errors import Problem
from innersource_marketplace.model import (
    INHERITABLE,
    Answer,
    Commands,
    Day,
    Document,
    DocumentRole,
    Evidence,
    Facts,
    Project,
    Provider,
    PullRequest,
    Readme,
    SafeUrl,
    days_since,
)
from innersource_marketplace.reference import forge_urls as links

ENOUGH = 5
"""Fewer pull requests than these tell nothing about how guests are treated."""


class OutsideWork(msgspec.Struct, frozen=True, kw_only=True):
    """The share of a year's commits that came from other teams, in percent.

    `percent` is None where it is too little to tell, or about too few people.
    """

    percent: int | None
    sample: int


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """One project with all that is known of it.

    `metadata_faults` are the errors in its innersource.json; `licenses` those that the organisation
    wants, none meaning any. `outside` is None where there is no map of teams that has the project's team;
    `updates_in` is a manifest that configures a bot for new versions, `commands` are how it is set up and tested.
    """

    project: Project
    facts: Facts
    readme: Readme | None = None
    metadata_faults: Sequence[Problem] = ()
    licenses: Sequence[str] = ()
    outside: OutsideWork | None = None
    updates_in: str | None = None
    commands: Commands = msgspec.field(default_factory=Commands)


class Verdict(msgspec.Struct, frozen=True):
    """What a check says about a project."""

    answer: Answer
    evidence: Evidence


Ask = Callable[[Subject, Day], Verdict]
"""A check: pure, and total over every subject, however absurd its figures."""


def yes(word: str, *, when: datetime | None = None, url: SafeUrl | None = None, **values: str | int) -> Verdict:
    """It is so, and `word` names the sentence that says by what."""
    return Verdict(Answer.YES, Evidence(word=word, values=values, when=when, url=url))


def no(word: str, *, when: datetime | None = None, url: SafeUrl | None = None, **values: str | int) -> Verdict:
    """It is not so."""
    return Verdict(Answer.NO, Evidence(word=word, values=values, when=when, url=url))


def cannot_tell(word: str, *, when: datetime | None = None, url: SafeUrl | None = None, **values: str | int) -> Verdict:
    """What was collected does not tell."""
    return Verdict(Answer.CANNOT_TELL, Evidence(word=word, values=values, when=when, url=url))


def unseen(subject: Subject) -> Verdict:
    """The answer where the source does not know the fact; it says which kind of source that is."""
    return cannot_tell(f"unseen.{subject.facts.provider.value}")


def sees_files(subject: Subject) -> bool:
    """Whether the names of the repository's files are known."""
    facts = subject.facts
    return facts.provider is not Provider.CATALOG and (facts.ci_files is not None or bool(facts.documents))


def file_url(subject: Subject, path: str) -> SafeUrl | None:
    """Where a file of the repository can be read."""
    return links.at_host(subject.facts, links.file_url, path)


def own_file_url(subject: Subject, path: str) -> SafeUrl | None:
    """Where a file can be read by its path in the project's folder."""
    return file_url(subject, subject.facts.below(path))


def document(subject: Subject, role: DocumentRole) -> Document | None:
    """The file that has a role."""
    return subject.facts.documents.get(role)


def document_url(subject: Subject, role: DocumentRole) -> SafeUrl | None:
    """Where the file that has a role can be read; None without one."""
    found = document(subject, role)
    return None if found is None else file_url(subject, found.path)


def missing(subject: Subject) -> Verdict:
    """A file is not there, as far as anybody looked."""
    return no("no-file") if sees_files(subject) else unseen(subject)


def has_document(role: DocumentRole) -> Ask:
    """A check that a file with a role is there, or inherited."""

    def ask(subject: Subject, today: Day) -> Verdict:
        found = document(subject, role)
        if found is not None:
            return yes("file", path=found.path, url=file_url(subject, found.path))
        return inherited(subject, role) or missing(subject)

    return ask


def inherited(subject: Subject, role: DocumentRole) -> Verdict | None:
    """What the owner's defaults say of a file that the repository has not; None if they say nothing."""
    defaults = subject.facts.defaults
    if defaults is None:
        return None
    if defaults.documents is None:
        return cannot_tell("defaults.unread", owner=defaults.owner) if role in INHERITABLE else None
    path = defaults.documents.get(role)
    if path is None:
        return None
    return yes("file.inherited", path=path, owner=defaults.owner, url=links.inherited_url(subject.facts, role))


def count(value: int | None) -> int | None:
    """A number of things; what cannot be one is unknown."""
    return value if value is not None and value >= 0 else None


def past(time: datetime | None, today: Day) -> datetime | None:
    """A time that can have been; one in the future, or before there was software, is unknown."""
    return time if time is not None and time.tzinfo is not None and days_since(time, today) is not None else None


def by_people(pulls: Sequence[PullRequest] | None) -> list[PullRequest] | None:
    """The pull requests whose authors are people, as far as their names show; a person is a hash."""
    if pulls is None:
        return None
    return [
        pull
        for pull in pulls
        if pull.author_id is not None or (pull.author is not None and not pull.author.casefold().endswith("[bot]"))
    ]


def from_outside(pull: PullRequest) -> bool | None:
    """Whether a guest sent a pull request: somebody without write access; None where nothing tells."""
    association = (pull.author_association or "").upper()
    if association in ("OWNER", "MEMBER", "COLLABORATOR"):
        return False
    if association:
        return True
    return pull.from_fork
