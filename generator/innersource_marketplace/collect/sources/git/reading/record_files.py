"""Records of repositories in a folder beside the catalogue, and what each says of its repository tonight."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources.git.remote import Remote
from innersource_marketplace.errors import Problem, Severity, Words, sentence
from innersource_marketplace.escape import log_line, log_words
from innersource_marketplace.formats.records import Record, read_record, record_in, told_too_late
from innersource_marketplace.limits import RECORD_BYTES, RECORD_DAYS, RECORD_FILES, RECORD_PROBLEMS
from innersource_marketplace.model import Facts, ProjectKey
from innersource_marketplace.paths import read_inside

_AND = "+"
"""Between the fingerprint of a repository and the state of its record."""

_OLD = "-old"

_DEPTH = 20
"""How deep a folder of records is searched: groups in groups, as many as GitLab allows."""


class RecordFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of records: `path` as the catalogue writes it, from its own folder `base`.

    Open issues with one of `labels` are tasks. `claimed` are the records of all repositories that the
    catalogue lists, for the one source that tells of the folder as a whole.
    """

    base: Path
    path: str
    labels: tuple[str, ...] = ()
    claimed: frozenset[str] | None = None

    @property
    def place(self) -> Path:
        """Where it is."""
        return self.base / self.path

    def readable(self) -> bool:
        """Whether it is there, inside of the catalogue's folder, and may be looked into."""
        try:
            inside = self.place.resolve().is_relative_to(self.base.resolve())
            return inside and self.place.is_dir() and os.access(self.place, os.R_OK | os.X_OK)
        except (OSError, ValueError):
            return False

    def files(self) -> Iterator[str]:
        """The records in it, by their paths from it, sorted. Links are not followed."""
        found: list[str] = []
        for parent, folders, names in os.walk(self.place):
            folders.sort()
            here = Path(parent).relative_to(self.place)
            if len(here.parts) >= _DEPTH:
                folders.clear()
            found += [(here / name).as_posix() for name in names if name.endswith(".json")]
            if len(found) > RECORD_FILES:
                break
        yield from sorted(found)[:RECORD_FILES]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a record says of a repository now, if anything; `state` changes whenever that may have changed."""

    record: Record | None = None
    problems: tuple[Problem, ...] = ()
    state: str = ""

    def fingerprint(self, repository: str) -> str:
        """The fingerprint of a repository together with its record; its own where there is no record."""
        return f"{repository}{_AND}{self.state}" if self.state else repository


def record_path(owner: str, name: str) -> str:
    """Where the record of a repository is, within its folder."""
    return f"{owner}/{name}.json"


def told_of(remote: Remote, folder: RecordFolder, known: Facts | None, now: datetime) -> Told:
    """Look up what the record of a repository says.

    What cannot be read says nothing new: what it said when the repository was `known` stays, with the
    date that it had. A record that is older than `RECORD_DAYS` tells nothing that is so today.
    """
    within = record_path(remote.owner, remote.name)
    path = log_line(f"{folder.path.rstrip('/')}/{within}", 300)
    if not folder.readable():
        # A missing folder is reported once, and is no reason to read every repository again.
        before = "" if known is None else (known.fingerprint or "").partition(_AND)[2]
        return _kept(remote.key, known, now, before, ())
    data = read_inside(folder.place, within, RECORD_BYTES + 1)
    if data is None:
        if not os.path.lexists(folder.place / within):
            return Told()
        message = sentence(
            "{path} cannot be read: it is not a regular file, points elsewhere, or has no read permission", path=path
        )
        problem = _problem(
            remote.key, "record-unreadable", message, "Write it as a regular file that the job may read."
        )
        return _kept(remote.key, known, now, "unreadable", (problem,))
    record, found = read_record(data, path, now=now, labels=folder.labels)
    problems = tuple(_of_repository(remote.key, found))
    digest = sha256("\0".join((*folder.labels, "")).encode("utf-8", "replace") + data).hexdigest()[:32]
    if record is None:
        return _kept(remote.key, known, now, digest, problems)
    if (late := told_too_late(record, now, path)) is not None:
        return Told(problems=(*problems, _too_old(remote.key, late)), state=f"{digest}{_OLD}")
    return Told(record=record, problems=problems, state=digest)


def _kept(key: ProjectKey, known: Facts | None, now: datetime, state: str, problems: tuple[Problem, ...]) -> Told:
    before = record_in(known)
    if before is None:
        return Told(problems=problems, state=state)
    if (late := told_too_late(before, now, "the last record that could be read")) is not None:
        problem = _too_old(key, late)
        return Told(problems=(*problems, problem), state=f"{state.removesuffix(_OLD)}{_OLD}")
    return Told(record=before, problems=problems, state=state)


def notices(folder: RecordFolder) -> Iterator[Problem]:
    """What is wrong with a folder of records as a whole: it is away, or holds what belongs to nobody.

    A misspelt name must not be lost silently. But an export may know of repositories that not everybody
    may see, and problems are published: so their number is reported, but no name.
    """
    if folder.claimed is None:
        return
    if not folder.readable():
        yield _away(folder)
        return
    lost = sum(name not in folder.claimed for name in folder.files())
    if lost:
        yield Problem(
            where="catalog.yml",
            severity=Severity.WARNING,
            code="record-unclaimed",
            message=log_words(
                sentence(
                    "one record is about repositories that are not listed, in the folder of records {folder}"
                    if lost == 1
                    else "{records} records are about repositories that are not listed, in the folder of records"
                    " {folder}",
                    records=lost,
                    folder=folder.path,
                ),
                300,
            ),
            fix="Name each file owner/name.json after its repository, or export only listed repositories.",
        )


def _away(folder: RecordFolder) -> Problem:
    return Problem(
        where="catalog.yml",
        severity=Severity.WARNING,
        code="records-missing",
        message=log_words(
            sentence(
                "the folder of records {folder} does not exist or cannot be read; the data of its records is kept for"
                " {days} days after each was exported",
                folder=folder.path,
                days=RECORD_DAYS,
            ),
            300,
        ),
        fix="Check the path in catalog.yml, and that the export has run.",
    )


def _too_old(key: ProjectKey, message: Words) -> Problem:
    return _problem(key, "record-stale", message, "Run the export again.")


def _of_repository(key: ProjectKey, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of a record as those of its repository, which decides who may see them."""
    found = tuple(problems)
    for problem in found[:RECORD_PROBLEMS]:
        place = f"{problem.where}:{problem.line}:{problem.column}" if problem.line else problem.where
        yield replace(
            problem,
            where=key,
            line=0,
            column=0,
            pointer="",
            instead="",
            severity=Severity.WARNING,
            message=log_words(sentence("{place}: {what}", place=place, what=problem.message), 500),
        )
    if len(found) > RECORD_PROBLEMS:
        message = sentence(
            "{file}: there are {more} more problems", file=found[0].where, more=len(found) - RECORD_PROBLEMS
        )
        yield _problem(key, "too-many-problems", message, "Fix these, then check again.")


def _problem(key: ProjectKey, code: str, message: Words, fix: Words) -> Problem:
    return Problem(where=key, severity=Severity.WARNING, code=code, message=log_words(message, 500), fix=fix)
