"""The vocabulary of the marketplace: what a repository says, and what a page shows.

Two families live here. `Facts` is what one source saw of one repository, raw and storable;
`Project` is what the site shows, merged from the catalogue, innersource.json and the facts.
Everything is frozen; `None` always means "unknown", never zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

ProjectKey = NewType("ProjectKey", str)
"""`host/owner/name`, lower-case host: the identity of a repository across sources and runs."""

Slug = NewType("Slug", str)
"""One path segment of `[a-z0-9-]`, safe as a folder name on every file system."""

SafeUrl = NewType("SafeUrl", str)
"""An absolute http(s) or mailto address, normalised and attribute-safe. Made by `escape` only."""

SafeHtml = NewType("SafeHtml", str)
"""HTML that may stand in a page as it is. Made by `escape` and `readme` only."""

ObjectId = NewType("ObjectId", str)
"""A git object id, in hexadecimal."""


class Origin(StrEnum):
    """Who said a fact; the order is the order of precedence."""

    CATALOG = "catalog.yml"
    METADATA = "innersource.json"
    HOST = "host"
    DERIVED = "derived"


class Provider(StrEnum):
    """Which kind of source collected a repository."""

    GIT = "git"
    GITHUB = "github"
    CATALOG = "catalog"


class Visibility(StrEnum):
    """Who may see a repository on its host."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PRIVATE = "private"


class Lifecycle(StrEnum):
    """How far along a project is, in its owner's words."""

    EXPERIMENTAL = "experimental"
    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    DEPRECATED = "deprecated"
    ARCHIVED = "archived"


class GovernanceLevel(StrEnum):
    """How much influence a guest can gain.

    Source: InnerSource pattern "Transparent Cross-Team Decision Making / Governance Levels".
    """

    ISSUES_WELCOME = "issues_welcome"
    CONTRIBUTIONS_WELCOME = "contributions_welcome"
    SHARED_WRITE_ACCESS = "shared_write_access"
    SHARED_OWNERSHIP = "shared_ownership"


class DocumentRole(StrEnum):
    """What a file in a repository is for, whatever its exact name and folder."""

    README = "readme"
    METADATA = "innersource.json"
    CONTRIBUTING = "contributing"
    LICENSE = "license"
    CODE_OWNERS = "code_owners"
    COMMUNICATION = "communication"
    SUPPORT = "support"
    CODE_OF_CONDUCT = "code_of_conduct"
    SECURITY = "security"
    AGENTS = "agents"
    CHANGELOG = "changelog"
    PULL_REQUEST_TEMPLATE = "pull_request_template"
    ISSUE_TEMPLATE = "issue_template"
    LOGO = "logo"


class Element(StrEnum):
    """One of the five elements of InnerSource by which a project's readiness for guests is told."""

    VISIBILITY = "visibility"
    PULL_REQUESTS = "pull-requests"
    REVIEW = "review"
    TESTING = "testing"
    DOCUMENTATION = "documentation"


class Answer(StrEnum):
    """What a check of readiness found; `CANNOT_TELL` is no fault and lowers nothing."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of a repository, by its git object id; the content is in the snapshot if kept."""

    path: str
    oid: ObjectId
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageShare:
    """A language of a repository. `weight` is bytes, or files where sizes are unknown:
    only the ratio within one repository means anything."""

    name: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release, or a tag where the host knows no releases."""

    tag: str
    published_at: datetime | None = None
    url: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An open issue offered as a task. `labels` as the host spells them."""

    number: int
    title: str
    url: SafeUrl | None
    labels: tuple[str, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    assigned: bool | None = None
    linked_pull_request: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A recently closed pull request, reduced to what tells how guests are treated."""

    number: int
    author: str | None
    created_at: datetime
    first_response_at: datetime | None = None
    approved_by_other_human: bool | None = None
    merged_at: datetime | None = None
    closed_at: datetime | None = None
    from_fork: bool | None = None
    author_association: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything one source saw of one repository, raw. Stored in the snapshot as JSON.

    `weekly_commits` maps ISO weeks ("2026-W47", UTC, by commit date) to commits on the default
    branch; weeks without commits are absent, and `None` means that activity is unknown.
    `identity` stays the same when a repository is renamed (host id, or the root commit).
    `fingerprint` changes whenever anything collected may have changed. `paths` are the files and
    folders directly in the places where repositories keep what is about themselves
    (`limits.LISTED_FOLDERS`), sorted; folders end in "/".
    """

    key: ProjectKey
    host: str
    owner: str
    name: str
    provider: Provider
    source: str
    url: SafeUrl | None = None
    forge: str | None = None
    identity: str | None = None
    fingerprint: str | None = None
    default_branch: str | None = None
    head: ObjectId | None = None
    description: str | None = None
    homepage: SafeUrl | None = None
    topics: tuple[str, ...] = ()
    license: str | None = None
    visibility: Visibility | None = None
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
    languages: tuple[LanguageShare, ...] | None = None
    releases: tuple[Release, ...] | None = None
    release_count: int | None = None
    documents: Mapping[DocumentRole, Document] = field(default_factory=dict)
    ci_files: tuple[str, ...] | None = None
    test_files: int | None = None
    paths: tuple[str, ...] | None = None
    code_owners: tuple[str, ...] = ()
    issues: tuple[Issue, ...] | None = None
    pull_requests: tuple[PullRequest, ...] | None = None
    checks_pass: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a source hands over for one repository: facts, and the files worth keeping."""

    facts: Facts
    blobs: Mapping[ObjectId, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedCommitter:
    """Somebody who helps guests to get a contribution in. `account` is the name on the host."""

    name: str
    account: str | None = None
    role: str | None = None
    scope: str | None = None
    time_zone: str | None = None
    contact: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place to talk: `purpose` ("chat", "issues", …), the words, and the address if there is one."""

    purpose: str
    text: str
    url: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gig:
    """A task offered in the metadata. Source: InnerSource pattern "Gig Marketplace"."""

    title: str
    description: str | None = None
    skills: tuple[str, ...] = ()
    effort: str | None = None
    mentor: str | None = None
    benefit: str | None = None
    kind: str | None = None
    url: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What an innersource.json, or an entry of the catalogue, says; every field is optional.

    Texts are plain, single-spaced and free of control characters, never HTML. `logo` is a path in
    the repository or an address; `unknown` holds the names of keys that nothing here reads.
    """

    title: str | None = None
    description: str | None = None
    motivation: str | None = None
    contributions: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    language: str | None = None
    logo: str | None = None
    docs: SafeUrl | None = None
    owner: str | None = None
    trusted_committers: tuple[TrustedCommitter, ...] | None = None
    communication: tuple[Channel, ...] | None = None
    governance_level: GovernanceLevel | None = None
    lifecycle: Lifecycle | None = None
    license: str | None = None
    getting_started: SafeUrl | str | None = None
    warranty_days: int | None = None
    gigs: tuple[Gig, ...] | None = None
    supersedes: tuple[str, ...] | None = None
    alternatives: tuple[str, ...] | None = None
    participating: bool | None = None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """One step of the score: what it looked at, and what it did. `effect` is "+ 50", "× 1.94"…

    `value` is None where the fact is unknown; such a part leaves the score as it was.
    """

    name: str
    value: float | None
    effect: str
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The Repository Activity Score with the steps that led to it."""

    value: int
    level: int
    parts: tuple[ScorePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a README. `anchor` is its id in the page without the prefix `user-content-`."""

    level: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Readme:
    """A README, ready to stand in a page; `html` is None when it could not be shown, and `why` says why.

    `note` tells visitors how it is shown ("Written in AsciiDoc; shown as text."); `contents` are its
    headings in order; `text` are its words alone, a line a block, not encoded for anything.
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
    unfinished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A re-encoded raster logo that the site serves itself."""

    data: bytes
    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What an answer rests on: `word` names the sentence, `values` fill it.

    `when` is the time that the fact speaks of, `url` where it can be seen.
    """

    word: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    when: datetime | None = None
    url: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer of one check about one project. `level` is the level that the check is needed for.

    `name` and `fix` are set for checks that the catalogue added, `remedy` is where the fix can be made.
    """

    check: str
    element: Element
    level: int
    answer: Answer
    evidence: Evidence
    name: str | None = None
    fix: str | None = None
    remedy: SafeUrl | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How ready a project is for guests. A level is 0 to 3, or None where nothing could be told.

    `next_step` is the check whose fix helps most; None when no check says no.
    """

    levels: Mapping[Element, int | None]
    findings: tuple[Finding, ...]
    next_step: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """A check that an organisation adds: some file that fits the pattern `path` must exist."""

    id: str
    name: str
    path: str
    element: Element
    level: int = 2
    fix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessSettings:
    """How an organisation changes readiness: checks switched off, moved to another level, or added.

    `licenses` are the SPDX identifiers that its own projects may have; empty means any.
    """

    off: tuple[str, ...] = ()
    levels: Mapping[str, int] = field(default_factory=dict)
    files: tuple[FileCheck, ...] = ()
    licenses: tuple[str, ...] = ()


class Kinship(StrEnum):
    """How a project is related to another: by its words, or because somebody said so."""

    SIMILAR = "similar"
    SUPERSEDES = "supersedes"
    SUPERSEDED = "superseded"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A project that is related to the one it is kept with.

    `likeness` is 0 to 1; None where somebody said so and the words show nothing. `terms` are the
    words that both share, the most telling first. `duplicate` means that both look like one thing
    built twice.
    """

    key: ProjectKey
    kinship: Kinship
    likeness: float | None = None
    terms: tuple[str, ...] = ()
    duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project as the site shows it: one merged view, and where each fact came from.

    `origins` maps field names of this class to who said them. `collected_at` is when the facts
    were last seen at their source; `failing_since` is set while newer attempts fail.
    `activity` is commits a week for the 52 ISO weeks that end with the clock's, oldest first.
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
    logo: Logo | None
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
    relatives: tuple[Relative, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLink:
    """A link in the header or the footer."""

    text: str
    url: SafeUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeColors:
    """The brand's colours in one scheme, as `#rrggbb`: `primary` fills buttons, `accent` colours links and signs."""

    primary: str | None = None
    accent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How an organisation's marketplace differs from others to the eye; all of it is optional.

    `logo` and `font` are paths relative to the folder of catalog.yml. `intro` stands on the front
    page, `legal_notice` at the foot of every page.
    """

    name: str | None = None
    logo: str | None = None
    font: str | None = None
    light: SchemeColors = SchemeColors()
    dark: SchemeColors = SchemeColors()
    intro: str | None = None
    legal_notice: str | None = None
    header_links: tuple[SiteLink, ...] = ()
    footer_links: tuple[SiteLink, ...] = ()


class ShelfRule(StrEnum):
    """What a row of projects above the catalogue holds, when nobody picks it by hand."""

    NEW = "new"
    MOST_ACTIVE = "most_active"
    GOOD_FIRST_TASKS = "good_first_tasks"
    LOOKING_FOR_MAINTAINERS = "looking_for_maintainers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A row of projects above the catalogue: by `rule`, or `projects` by key or owner/name.

    A shelf picked by hand has a `title`; one by rule may have one of its own.
    """

    rule: ShelfRule | None = None
    title: str | None = None
    projects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What the catalogue says about the site itself. `edit_url` is where catalog.yml is edited.

    `language` is that of the words around the projects; what projects say of themselves stays as it is.
    """

    organization: str
    title: str
    purpose: str
    site_url: SafeUrl | None = None
    edit_url: SafeUrl | None = None
    language: str = "en"
    brand: Brand = Brand()
    readiness: ReadinessSettings = ReadinessSettings()
    shelves: tuple[Shelf, ...] | None = None
