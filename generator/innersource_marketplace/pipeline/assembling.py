"""From the snapshot to the projects of the site: who is shown, and with which words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from innersource_marketplace import links
from innersource_marketplace.config import Catalog, GitHubSettings
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import plain
from innersource_marketplace.merge import by_activity, merge
from innersource_marketplace.metadata import read_metadata
from innersource_marketplace.model import (
    DocumentRole,
    Facts,
    Metadata,
    Project,
    ProjectKey,
    Provider,
    SafeUrl,
)
from innersource_marketplace.pipeline.catalogue import entries_by_key
from innersource_marketplace.pipeline.readmes import LogoRequest, ReadmeRequest, Readmes
from innersource_marketplace.readme import Links
from innersource_marketplace.store import Snapshot, Stored

_OPTED_OUT = "its owner has set participating to false"
_SUMMARY_CHARACTERS = 300
_OPENING_LINES = 12
_OPENING_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """Everything that the pages are made of, projects in the default order."""

    projects: tuple[Project, ...]
    problems: tuple[Problem, ...]
    problems_by_key: Mapping[ProjectKey, Sequence[Problem]]
    excluded: Mapping[ProjectKey, str]
    redirects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    stored: Stored
    page: str
    metadata: Metadata | None
    entry: Metadata | None


def assemble(catalog: Catalog, snapshot: Snapshot, readmes: Readmes, *, base: Path, now: datetime) -> Assembled:
    """Choose the projects to show, read their words, convert their READMEs, and merge.

    Visibility is checked here again, although `collect` has checked it: the catalogue may have
    become stricter since. Unknown visibility on a host that has one means not shown.
    """
    problems: dict[ProjectKey, list[Problem]] = {}
    excluded = dict(snapshot.excluded())
    candidates: list[_Candidate] = []
    entries = entries_by_key(catalog, base)
    for stored in snapshot.projects():
        facts = stored.facts
        if stored.page is None or not _may_be_seen(facts, catalog):
            continue
        entry = entries.get(facts.key)
        metadata = _read_metadata(snapshot, facts, problems)
        words = entry.metadata if entry is not None else None
        if not _participates(words, metadata):
            excluded[facts.key] = _OPTED_OUT
            problems.pop(facts.key, None)
            continue
        if stored.failure is not None:
            problems.setdefault(facts.key, []).append(stored.failure)
        candidates.append(_Candidate(stored, stored.page, metadata, words))
    readmes.convert(_readme_requests(candidates, snapshot), _logo_requests(candidates, snapshot))
    projects = tuple(by_activity([_project(candidate, readmes, problems, now) for candidate in candidates]))
    pages = {project.key: project.page for project in projects}
    everything = {
        *(problem for found in problems.values() for problem in found),
        *(problem for problem in snapshot.problems() if problem.where not in excluded),
    }
    return Assembled(
        projects=projects,
        problems=tuple(sorted(everything)),
        problems_by_key={key: tuple(sorted(found)) for key, found in problems.items()},
        excluded=excluded,
        redirects={former: pages[key] for former, key in snapshot.redirects().items() if key in pages},
    )


def _may_be_seen(facts: Facts, catalog: Catalog) -> bool:
    if facts.provider is not Provider.GITHUB:
        return True  # plain git knows no visibility: whoever wrote the catalogue decided
    allowed = {level for source in catalog.sources if isinstance(source, GitHubSettings) for level in source.visibility}
    return facts.visibility is not None and facts.visibility in allowed


def _participates(entry: Metadata | None, metadata: Metadata | None) -> bool:
    for words in (entry, metadata):
        if words is not None and words.participating is not None:
            return words.participating
    return True


def _read_metadata(snapshot: Snapshot, facts: Facts, problems: dict[ProjectKey, list[Problem]]) -> Metadata | None:
    document = facts.documents.get(DocumentRole.METADATA)
    data = snapshot.blob(document.oid) if document is not None else None
    if document is None or data is None:
        return None
    metadata, found = read_metadata(data, f"{facts.key}/{document.path}")
    if found:
        problems.setdefault(facts.key, []).extend(found)
    return metadata


def _readme_requests(candidates: Sequence[_Candidate], snapshot: Snapshot) -> Iterator[ReadmeRequest]:
    for candidate in candidates:
        facts = candidate.stored.facts
        document = facts.documents.get(DocumentRole.README)
        if document is not None:
            yield ReadmeRequest(
                key=facts.key,
                oid=document.oid,
                path=document.path,
                links=Links(files=_web_folder(facts)),
                title=_title(candidate),
                content=partial(snapshot.blob, document.oid),
            )


def _logo_requests(candidates: Sequence[_Candidate], snapshot: Snapshot) -> Iterator[LogoRequest]:
    for candidate in candidates:
        document = candidate.stored.facts.documents.get(DocumentRole.LOGO)
        if document is not None:
            yield LogoRequest(
                key=candidate.stored.facts.key,
                oid=document.oid,
                path=document.path,
                content=partial(snapshot.blob, document.oid),
            )


def _title(candidate: _Candidate) -> str:
    for words in (candidate.entry, candidate.metadata):
        if words is not None and words.title:
            return words.title
    return candidate.stored.facts.name


def _web_folder(facts: Facts) -> SafeUrl | None:
    """The address that a path is appended to, for forges that spell it that way."""
    if facts.url is None or facts.default_branch is None:
        return None
    address = links.file_url(facts.url, facts.forge, facts.default_branch, "_")
    return SafeUrl(address[:-1]) if address is not None and address.endswith("/_") else None


def _project(
    candidate: _Candidate, readmes: Readmes, problems: dict[ProjectKey, list[Problem]], now: datetime
) -> Project:
    key = candidate.stored.facts.key
    logo, fault = readmes.logo(key)
    if fault is not None:
        problems.setdefault(key, []).append(
            Problem(
                where=key,
                severity=Severity.WARNING,
                code="logo",
                message=fault,
                fix="Commit a PNG, JPEG or WebP of at most 512 x 512 pixels and name it in innersource.json.",
            )
        )
    readme = readmes.readme(key)
    return merge(
        candidate.stored,
        page=candidate.page,
        metadata=candidate.metadata,
        entry=candidate.entry,
        logo=logo,
        summary=None if readme is None else opening(readme.text),
        now=now,
    )


def opening(text: str) -> str | None:
    """The first paragraph of a README that reads like a sentence, for projects that nobody described."""
    for line in text.split("\n")[:_OPENING_LINES]:
        words = line.split()
        if len(words) >= _OPENING_WORDS and line.rstrip().endswith((".", "!", "?", ":", "。", "…")):
            return plain(line, _SUMMARY_CHARACTERS)
    return None
