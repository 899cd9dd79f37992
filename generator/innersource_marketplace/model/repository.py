"""What one source saw of one repository, raw and storable."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, TypeVar

import msgspec

from innersource_marketplace.errors import Problem
from innersource_marketplace.model.vocabulary import (
    AuthorId,
    DocumentRole,
    ObjectId,
    ProjectKey,
    Provider,
    SafeUrl,
    Visibility,
)

_FactsT = TypeVar("_FactsT", bound="FactsInBrief")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a repository, by its git object id; the content is in the snapshot if kept."""

    path: str
    oid: ObjectId
    size: int | None = None


class LicenseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A licence file, or a manifest that names a licence, and which: an SPDX expression, None of an unknown text."""

    path: str
    license: str | None = None
    url: SafeUrl | None = None


class LanguageShare(msgspec.Struct, frozen=True, kw_only=True):
    """A language of a repository. `weight` is bytes, or files where sizes are unknown:
    only the ratio within one repository means anything."""

    name: str
    weight: int


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A release, or a tag where the host knows no releases."""

    tag: str
    published_at: datetime | None = None
    url: SafeUrl | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """An open issue offered as a task. `labels` as the host spells them."""

    number: int
    title: str
    url: SafeUrl | None
    labels: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    assigned: bool | None = None
    linked_pull_request: bool | None = None
    due: date | None = None


class OpenedIssue(msgspec.Struct, frozen=True, kw_only=True):
    """An issue that a person opened lately, open still or not: by whom, as a hash, and when."""

    author: AuthorId
    created_at: datetime


class Author(msgspec.Struct, frozen=True, kw_only=True):
    """What one person committed lately, under a hash and without a name.

    `weeks` maps ISO weeks to commits, as far back as activity is shown; `first` is the ISO week of
    the person's first commit to this repository, None where its beginning was not read. `account` is
    the hash of the account that the host says the address belongs to, None where nobody asked.
    """

    id: AuthorId
    weeks: Mapping[str, int]
    first: str | None = None
    account: AuthorId | None = None


class PullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A recently closed pull request, reduced to what tells how guests are treated.

    `author` is the account that sent it; a source that keeps no accounts gives a hash of it as
    `author_id` instead. Where neither is known, nobody knows who it was. `reviewers` are hashes of
    the other people who reviewed it; None where some may be missing. `updated_at` is when its host saw the last change
    of it, where all of it was read, so that it need not be read again.
    """

    number: int
    author: str | None
    created_at: datetime
    author_id: AuthorId | None = None
    first_response_at: datetime | None = None
    approved_by_other_human: bool | None = None
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    from_fork: bool | None = None
    author_association: str | None = None
    reviewers: tuple[AuthorId, ...] | None = None
    updated_at: datetime | None = None


class NotedReviews(msgspec.Struct, frozen=True, kw_only=True):
    """Of the newest changes by people, how many name another person who reviewed them, in their messages."""

    reviewed: int
    changes: int


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """The files that a repository inherits from its owner, for it has none of that kind of its own.

    `url` and `branch` are those of the owner's repository that they are in, `documents` their paths;
    None where there is such a repository, and it could not be read.
    """

    owner: str
    documents: Mapping[DocumentRole, str] | None
    url: SafeUrl | None = None
    branch: str | None = None


class FactsInBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What a build needs of all repositories at the same time: which they are, who may see them, where files lie.

    It also tells of pull requests, for how guests are answered is a figure of all projects together. `folder` is that
    of a project in a folder of a repository: `owner`, `name` and `url` are those of the repository, and all paths
    begin at its root.
    """

    key: ProjectKey
    host: str
    owner: str
    name: str
    provider: Provider
    source: str
    url: SafeUrl | None = None
    forge: str | None = None
    default_branch: str | None = None
    head: ObjectId | None = None
    visibility: Visibility | None = None
    documents: Mapping[DocumentRole, Document] = msgspec.field(default_factory=dict)
    pictures: Mapping[str, Document | None] | None = None
    pull_requests: tuple[PullRequest, ...] | None = None
    opted_out: bool = False
    folder: str | None = None

    @property
    def part_of(self) -> ProjectKey | None:
        """The repository that a project in a folder is a part of."""
        return None if self.folder is None else ProjectKey(self.key.removesuffix(f"/{self.folder}"))

    @property
    def full_name(self) -> str:
        """What tells it from others of its owner: the name of the repository, with the folder after it."""
        return self.name if self.folder is None else f"{self.name}/{self.folder}"

    @property
    def last_name(self) -> str:
        """What people call it: the name of the repository, or of the folder."""
        return self.full_name.rpartition("/")[2]

    def below(self, path: str) -> str:
        """The path from the root of the repository to a path in the project's folder."""
        return path if self.folder is None else f"{self.folder}/{path}"

    def within(self, path: str) -> str:
        """The path in the project's folder to a path from the root of the repository."""
        return path if self.folder is None else path.removeprefix(f"{self.folder}/")


class Facts(FactsInBrief, frozen=True, kw_only=True):
    """Everything one source saw of one repository, raw. Stored in the snapshot as JSON.

    `weekly_commits` maps ISO weeks ("2026-W47", UTC, by commit date) to commits on the default
    branch; weeks without commits are absent, and `None` means that activity is unknown.
    `license` is what the host says, or the only licence file; `license_files` are those of equal rank, sorted, None
    where nobody looked. `identity` stays the same when a repository is renamed (host id, or the root commit).
    `fingerprint` changes whenever anything collected may have changed. `manifests` are the files
    that name the packages it provides and requires, sorted; None where nobody looked. `pictures`
    maps the paths of the pictures that the README names to their files, None where there is no file
    that can be shown; None as a whole where nobody looked. `paths` are the files and folders
    directly in the places where repositories keep what is about themselves
    (`limits.LISTED_FOLDERS`), sorted; folders end in "/". `authors` are the people behind
    `weekly_commits`, bots left out, sorted by hash; None where not all of them were seen.
    `opened_issues` are the newest ones whatever became of them, those of bots left out.
    `code_owners` are all that CODEOWNERS names, `whole_owners` those of the repository as a whole, None where nobody
    looked. `noted_reviews` is what git alone tells of reviews; None where nobody looked. `recorded_at` is the
    date of the export that tells of pull requests and issues; None where the host itself was asked, or nobody.
    `defaults` is what the repository inherits from its owner, None where that is nothing. `opted_out` is set
    when it is stored: the last innersource.json that could be read said that the project takes no part. `folders` are
    the folders that are projects of their own, in the order of its innersource.json.
    """

    identity: str | None = None
    fingerprint: str | None = None
    description: str | None = None
    homepage: SafeUrl | None = None
    topics: tuple[str, ...] = ()
    license: str | None = None
    license_files: tuple[LicenseFile, ...] | None = None
    archived: bool | None = None
    template: bool | None = None
    fork_of: str | None = None
    forking_allowed: bool | None = None
    discussions: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    stars: int | None = None
    forks: int | None = None
    subscribers: int | None = None
    open_issues: int | None = None
    commits: int | None = None
    contributors: int | None = None
    weekly_commits: Mapping[str, int] | None = None
    authors: tuple[Author, ...] | None = None
    languages: tuple[LanguageShare, ...] | None = None
    releases: tuple[Release, ...] | None = None
    release_count: int | None = None
    ci_files: tuple[str, ...] | None = None
    test_files: int | None = None
    paths: tuple[str, ...] | None = None
    code_owners: tuple[str, ...] = ()
    whole_owners: tuple[str, ...] | None = None
    issues: tuple[Issue, ...] | None = None
    opened_issues: tuple[OpenedIssue, ...] | None = None
    noted_reviews: NotedReviews | None = None
    recorded_at: datetime | None = None
    checks_pass: bool | None = None
    manifests: tuple[Document, ...] | None = None
    defaults: Defaults | None = None
    folders: tuple[str, ...] = ()

    @property
    def own_paths(self) -> tuple[str, ...]:
        """Those of `paths` that are in the project's folder, as seen from there."""
        if self.folder is None:
            return self.paths or ()
        return tuple(self.within(path) for path in self.paths or () if path.startswith(f"{self.folder}/"))

    @property
    def inherited(self) -> Mapping[DocumentRole, str]:
        """The paths of the files that it inherits, in the repository of its owner."""
        return {} if self.defaults is None else self.defaults.documents or {}

    @property
    def all_documents(self) -> tuple[Document, ...]:
        """Every file that the facts point to, whose content stays as long as they do."""
        pictures = (picture for picture in (self.pictures or {}).values() if picture is not None)
        return (*self.documents.values(), *(self.manifests or ()), *pictures)


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What a source hands over for one repository: facts, and the files worth keeping."""

    facts: Facts
    blobs: Mapping[ObjectId, bytes]


class Stored(msgspec.Struct, Generic[_FactsT], frozen=True, kw_only=True):
    """One project as the snapshot has it: facts, in brief or all of them, address, and how fresh they are.

    `page` is None until a run that saw the project has finished. `digest` changes with anything
    but `collected_at`, which every run sets.
    """

    facts: _FactsT
    page: str | None
    first_seen: datetime
    collected_at: datetime
    failing_since: datetime | None
    failure: Problem | None
    digest: str = ""
