"""The names of things: identities, safe types, and the words that metadata may use."""

from enum import StrEnum
from typing import Final, NewType

ProjectKey = NewType("ProjectKey", str)
"""`host/owner/name`, lower-case host: the identity of a repository across sources and runs. A project in a folder of
one has the folder after it: `host/owner/name/packages/http`."""

Slug = NewType("Slug", str)
"""One path segment of `[a-z0-9-]`, safe as a folder name on every file system."""

SafeUrl = NewType("SafeUrl", str)
"""An absolute http(s) or mailto address, normalised and attribute-safe. Made by `escape` only."""

SafeHtml = NewType("SafeHtml", str)
"""HTML that may stand in a page as it is. Made by `escape` and `readme` only."""

ObjectId = NewType("ObjectId", str)
"""A git object id, in hexadecimal."""

AuthorId = NewType("AuthorId", str)
"""A hash of a person's email address or account. Made by `authors` only."""

BADGES: Final = ("activity", "readiness")
"""The badges of a project beside the one that says that it is listed. They lie in a folder called like its page, so no
project in a folder of a repository has such an address."""


class Origin(StrEnum):
    """Who said a fact; the order is the order of precedence, but that a source has an order of its own for files."""

    CATALOG = "catalog.yml"
    METADATA = "innersource.json"
    BACKSTAGE = "catalog-info.yaml"
    PUBLICCODE = "publiccode.yml"
    CODE_JSON = "code.json"
    CODEMETA = "codemeta.json"
    CITATION = "CITATION.cff"
    SECURITY_INSIGHTS = "security-insights.yml"
    HOST = "host"
    MANIFEST = "manifest"
    README = "readme"
    DERIVED = "derived"


class Provider(StrEnum):
    """Which kind of source collected a repository."""

    GIT = "git"
    GITHUB = "github"
    GITLAB = "gitlab"
    GITEA = "gitea"
    CATALOG = "catalog"

    @property
    def is_host(self) -> bool:
        """Whether the host itself was asked, who may see a repository among other things."""
        return self not in (Provider.GIT, Provider.CATALOG)

    @property
    def reads_git(self) -> bool:
        """Whether the inside of a repository was read by git, all of it."""
        return self in (Provider.GIT, Provider.GITLAB, Provider.GITEA)


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

    @property
    def ends(self) -> bool:
        """Whether nobody should begin to build upon the project."""
        return self in (Lifecycle.DEPRECATED, Lifecycle.ARCHIVED)


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
    BACKSTAGE = "catalog-info.yaml"
    PUBLICCODE = "publiccode.yml"
    CODE_JSON = "code.json"
    CODEMETA = "codemeta.json"
    CITATION = "CITATION.cff"
    SECURITY_INSIGHTS = "security-insights.yml"


METADATA_FILES = (
    DocumentRole.METADATA,
    DocumentRole.BACKSTAGE,
    DocumentRole.PUBLICCODE,
    DocumentRole.CODE_JSON,
    DocumentRole.CODEMETA,
    DocumentRole.CITATION,
    DocumentRole.SECURITY_INSIGHTS,
)
"""Files in which a repository describes itself; each is also an `Origin`. A source says which of them count."""

MetadataOrder = tuple[DocumentRole, ...]
"""Those of the files that count, the most trusted first."""

ONLY_METADATA: MetadataOrder = (DocumentRole.METADATA,)
"""What counts unless a source says otherwise."""


INHERITABLE = frozenset(
    {
        DocumentRole.CONTRIBUTING,
        DocumentRole.CODE_OF_CONDUCT,
        DocumentRole.SUPPORT,
        DocumentRole.SECURITY,
        DocumentRole.ISSUE_TEMPLATE,
        DocumentRole.PULL_REQUEST_TEMPLATE,
    }
)
"""Files that an owner on GitHub may keep for all repositories that have none of that kind of their own."""
