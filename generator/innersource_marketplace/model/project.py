"""A project as the site shows it, and the parts of its page."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from innersource_marketplace.model.assessment import Commands, Readiness
from innersource_marketplace.model.metadata import Channel, Gig, TrustedCommitter
from innersource_marketplace.model.repository import Issue, LanguageShare, LicenseFile, Release
from innersource_marketplace.model.vocabulary import (
    ONLY_METADATA,
    DocumentRole,
    GovernanceLevel,
    Lifecycle,
    MetadataOrder,
    Origin,
    ProjectKey,
    Provider,
    SafeHtml,
    SafeUrl,
)


class ScorePart(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the score: what it looked at, and what it did. `effect` is "+ 50", "× 1.94"…

    `value` is None where the fact is unknown; such a part leaves the score as it was.
    """

    name: str
    value: float | None
    effect: str
    total: float


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """The Repository Activity Score with the steps that led to it."""

    value: int
    level: int
    parts: tuple[ScorePart, ...]


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """A heading of a README. `anchor` is its id in the page without the prefix `user-content-`."""

    level: int
    anchor: str
    text: str


class Readme(msgspec.Struct, frozen=True, kw_only=True):
    """A README, ready to stand in a page; `html` is None when it could not be shown, and `why` says why.

    `note` tells visitors how it is shown ("Written in AsciiDoc; shown as text."); `contents` are its
    headings in order; `text` are its words alone, a line a block, not encoded for anything.
    `pictures` are the paths in the repository of the raster pictures that it names, in order.
    `unfinished` means that time, memory or a crash ended the conversion: another try may do better,
    so the result is not worth keeping.
    """

    path: str
    html: SafeHtml | None
    why: str | None = None
    truncated: bool = False
    note: str | None = None
    contents: tuple[Heading, ...] = ()
    text: str = ""
    pictures: tuple[str, ...] = ()
    unfinished: bool = False


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A re-encoded raster picture that the site serves itself."""

    data: bytes
    extension: str
    width: int
    height: int


class Kinship(StrEnum):
    """How a project is related to another: by its words, or because somebody said so."""

    SIMILAR = "similar"
    SUPERSEDES = "supersedes"
    SUPERSEDED = "superseded"
    ALTERNATIVE = "alternative"


class Relative(msgspec.Struct, frozen=True, kw_only=True):
    """A project that is related to the one it is kept with.

    `similarity` is 0 to 1; None where an owner named it and one of the two has no words to compare.
    `terms` are the words that both share, the most telling first. `duplicate` means that both look
    like the same thing built twice.
    """

    key: ProjectKey
    kinship: Kinship
    similarity: float | None = None
    terms: tuple[str, ...] = ()
    duplicate: bool = False


class Expiry(msgspec.Struct, frozen=True, kw_only=True):
    """That a project has been quiet for too long: since when, and on which day it is hidden, or was."""

    last_activity: datetime
    hide_on: date
    hidden: bool = False


class PackageKind(StrEnum):
    """What a package is for: others call it, run it, or do not install it by itself.

    Parents and the applications of a repository are of the last kind, and what is built for another program.
    """

    LIBRARY = "library"
    PROGRAM = "program"
    INTERNAL = "internal"


class Requirement(msgspec.Struct, frozen=True, kw_only=True):
    """A package that one project provides and another requires, and the file of the latter that says so.

    `program` is what to install of one that people run: mostly its name, of a Go module the folder of the command.
    """

    ecosystem: str
    name: str
    path: str
    url: SafeUrl | None = None
    kind: PackageKind = PackageKind.LIBRARY
    program: str | None = None


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """A project that another builds upon, or that builds upon it, and by which packages. Always of shown projects."""

    key: ProjectKey
    packages: tuple[Requirement, ...]


class PeopleSource(msgspec.Struct, frozen=True, kw_only=True):
    """Where a repository names the people who help guests: a file, or a heading of its README."""

    path: str | None = None
    heading: str | None = None
    url: SafeUrl | None = None


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project as the site shows it: one merged view, and where each fact came from.

    `origins` maps field names of this class to who said them. `collected_at` is when the facts
    were last seen at their source; `failing_since` is set while newer attempts fail.
    `activity` is commits a week for the 52 ISO weeks that end with the clock's, oldest first.
    `provides` are the packages that its manifests name as its own; `depends_on` and `used_by` are
    projects of this catalogue, by key. `recorded_at` is the date of the
    record that tells of pull requests and issues, where it was not the host itself.
    `code_owners` are those of the whole repository, where they are few enough to ask. `people_source` is where the
    repository names who helps guests, if nobody else does. `license_files` are the files that speak of the licence;
    where `license` is None, they don't agree or are not known. `lifecycle_words` is the sentence of the README that
    its lifecycle is known by, where nobody else says it. `inherited` tells which of the documents are defaults
    of its owner rather than files of its own. `commands` are how it is set up and tested, by its build files.
    `metadata_order` are the files that count in which it may describe itself.
    `folder` is that of a project in a folder of a repository: `url` leads to
    the folder, `name` ends in it, and `part_of` is the key of the repository.
    `repository` is the address of the repository itself.
    """

    key: ProjectKey
    page: str
    host: str
    owner: str
    name: str
    provider: Provider
    title: str
    url: SafeUrl | None
    description: str | None
    motivation: str | None
    contributions: tuple[str, ...]
    skills: tuple[str, ...]
    topics: tuple[str, ...]
    language: str | None
    languages: tuple[LanguageShare, ...]
    logo: Picture | None
    docs: SafeUrl | None
    team: str
    trusted_committers: tuple[TrustedCommitter, ...]
    code_owners: tuple[str, ...]
    communication: tuple[Channel, ...]
    governance_level: GovernanceLevel | None
    lifecycle: Lifecycle | None
    license: str | None
    getting_started: SafeUrl | str | None
    warranty_days: int | None
    gigs: tuple[Gig, ...]
    issues: tuple[Issue, ...] | None
    supersedes: tuple[str, ...]
    alternatives: tuple[str, ...]
    documents: Mapping[DocumentRole, SafeUrl | None]
    ci_files: tuple[str, ...] | None
    test_files: int | None
    stars: int | None
    forks: int | None
    subscribers: int | None
    open_issues: int | None
    commits: int | None
    contributors: int | None
    activity: tuple[int, ...] | None
    created_at: datetime | None
    updated_at: datetime | None
    releases: tuple[Release, ...] | None
    release_count: int | None
    default_branch: str | None
    score: Score | None
    origins: Mapping[str, Origin]
    collected_at: datetime
    failing_since: datetime | None
    first_seen: datetime
    has_metadata: bool
    edit_metadata: SafeUrl | None
    readiness: Readiness | None = None
    commands: Commands = msgspec.field(default_factory=Commands)
    relatives: tuple[Relative, ...] = ()
    provides: tuple[Requirement, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    used_by: tuple[Dependency, ...] = ()
    expiry: Expiry | None = None
    support: str | None = None
    recorded_at: datetime | None = None
    inherited: tuple[DocumentRole, ...] = ()
    license_files: tuple[LicenseFile, ...] = ()
    people_source: PeopleSource | None = None
    lifecycle_words: str | None = None
    metadata_order: MetadataOrder = ONLY_METADATA
    repository: SafeUrl | None = None
    folder: str | None = None
    part_of: ProjectKey | None = None

    @property
    def repository_name(self) -> str:
        """The name of its repository, without a folder."""
        return self.name if self.folder is None else self.name.removesuffix(f"/{self.folder}")

    @property
    def last_name(self) -> str:
        """The name of its repository, or of its folder."""
        return self.name.rpartition("/")[2]

    @property
    def is_read(self) -> bool:
        """Whether its repository is read; of one that only the catalogue describes, nothing else is known."""
        return self.provider is not Provider.CATALOG
