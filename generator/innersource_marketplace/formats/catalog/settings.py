"""What catalog.yml says, as values: the vocabulary of sources and entries."""

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

from innersource_marketplace.limits import HOLD_NIGHTS, SHRINK_MINIMUM, SHRINK_SHARE, SOURCE_SHRINK_MINIMUM
from innersource_marketplace.model import ONLY_METADATA, Metadata, MetadataOrder, SiteSettings, TeamMap, Visibility
from innersource_marketplace.reference.hosts import github_host, host_of

DEFAULT_LABELS = ("good first issue", "good-first-issue", "help wanted", "gig")
"""Labels that offer an issue as a task; the first three are what GitHub itself promotes."""

DEFAULT_TOPICS = ("innersource",)
"""Topics listed when a GitHub source names neither topics nor `all_with_metadata`."""

GITHUB_SOURCE = "github:"
"""What the names of all GitHub sources begin with."""

HOST_SOURCES = (GITHUB_SOURCE, "gitlab:", "gitea:")
"""What the names of all sources begin with whose hosts tell who may see a repository."""

WHOLE_INSTANCE = "*"
"""Every repository of a server, in place of the names of groups."""

DEFAULT_GITHUB = "https://github.com"
DEFAULT_GITLAB = "https://gitlab.com"
DEFAULT_TOKEN_VARIABLE = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable, not a token
DEFAULT_PURPOSES = {
    "en": "Projects of our company that welcome contributions from every team.",
    "de": "Projekte unserer Firma, die sich über Beiträge aus allen Teams freuen.",
}


class Forge(StrEnum):
    """Which software hosts a repository; it decides how links to files are written.

    The kinds of `reference.forge_urls`, and `plain` for a site of which nothing is known.
    """

    AZURE = "azure"
    BITBUCKET = "bitbucket"
    BITBUCKET_SERVER = "bitbucket-server"
    CODEBERG = "codeberg"
    FORGEJO = "forgejo"
    GHES = "ghes"
    GITEA = "gitea"
    GITHUB = "github"
    GITLAB = "gitlab"
    SOURCEHUT = "sourcehut"
    PLAIN = "plain"


class GitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A git remote, or a local folder that is a repository or holds several.

    `address` is as git takes it: https, ssh, scp form, file, or a path (relative to the folder of
    catalog.yml). `web` is where people browse it, `forge` how that site writes its links. `records`
    is a folder, relative to that of catalog.yml, with what its forge tells of pull requests and issues;
    issues there that have one of `labels` are tasks. `metadata` are the files that count in its repositories.
    """

    address: str
    web: str | None = None
    owner: str | None = None
    name: str | None = None
    branch: str | None = None
    forge: Forge | None = None
    records: str | None = None
    labels: tuple[str, ...] = DEFAULT_LABELS
    metadata: MetadataOrder = ONLY_METADATA


class AppSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A GitHub App: its id (or client id), the variable that holds its private key, its installation."""

    id: str
    private_key_env: str
    installation: int | None = None


class AccountSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Accounts of one host, and which of their repositories to list.

    A repository is listed if it has one of `topics`, or has one of the `metadata` files when
    `all_with_metadata` is set; `include` and `exclude` are shell patterns on its name, or on its whole path
    where they have a slash (`exclude` wins), and `visibility` is an allow-list. `teams` are shell patterns on
    the names of the teams, or the paths of the groups, whose members are read; none: nobody is asked.
    """

    accounts: tuple[str, ...]
    topics: tuple[str, ...] = DEFAULT_TOPICS
    all_with_metadata: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    visibility: tuple[Visibility, ...] = (Visibility.PUBLIC, Visibility.INTERNAL)
    forks: bool = False
    archived: bool = False
    templates: bool = False
    labels: tuple[str, ...] = DEFAULT_LABELS
    teams: tuple[str, ...] = ()
    certificate_authority: str | None = None
    metadata: MetadataOrder = ONLY_METADATA

    def wants_team(self, slug: str) -> bool:
        """Whether the members of a team are to be read."""
        return any(fnmatchcase(slug.lower(), pattern.lower()) for pattern in self.teams)

    def owns(self, path: str) -> bool:
        """Whether a repository, by its path on the host, is in one of the groups or belongs to one of the users."""
        return self.account_of(path) is not None

    def account_of(self, path: str) -> str | None:
        """The one of the accounts that a repository belongs to."""
        lowered = path.lower()
        return next(
            (one for one in self.accounts if one == WHOLE_INSTANCE or lowered.startswith(f"{one.lower()}/")), None
        )


class GitHubSettings(AccountSettings, frozen=True, kw_only=True):
    """Organizations or users of one GitHub; see `AccountSettings`."""

    url: str = DEFAULT_GITHUB
    token_env: str = DEFAULT_TOKEN_VARIABLE
    app: AppSettings | None = None

    @property
    def host(self) -> str:
        """The host as keys of its projects name it; a port is no part of it."""
        return github_host(self.url) or ""

    @property
    def source_name(self) -> str:
        """What messages and the snapshot call this source: the host and its accounts."""
        return f"{GITHUB_SOURCE}{self.host}/{','.join(sorted(self.accounts, key=str.lower)) or 'entries'}"


class ForgeSettings(AccountSettings, frozen=True, kw_only=True):
    """Groups, organizations or users of one GitLab, Gitea or Forgejo; see `AccountSettings`.

    `kind` is `gitlab` or `gitea`. A group includes all groups in it, `WHOLE_INSTANCE` every repository.
    """

    kind: Literal["gitlab", "gitea"]
    url: str
    token_env: str

    @property
    def host(self) -> str:
        """The host as keys of its projects name it; a port is no part of it."""
        return host_of(self.url) or ""

    @property
    def source_name(self) -> str:
        """What messages and the snapshot call this source: the host and its accounts."""
        return f"{self.kind}:{self.host}/{','.join(sorted(self.accounts, key=str.lower)) or 'entries'}"


HostSettings = GitHubSettings | ForgeSettings
"""A source whose host tells who may see a repository."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A project named in the catalogue itself.

    `repository` is an address or a path, as in `GitSettings`. Without `collect` the project is
    listed from `metadata` alone and its repository is never touched; without `expires` it is never
    hidden for being quiet. `renamed_from` holds former
    names (`owner/name` or `host/owner/name`) whose pages redirect; `mirrors` holds, in the same form,
    copies elsewhere that are not projects of their own.
    """

    repository: str
    collect: bool = True
    expires: bool = True
    renamed_from: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    metadata: Metadata = msgspec.field(default_factory=Metadata)


class SourceGuard(msgspec.Struct, frozen=True, kw_only=True):
    """When projects are kept that a source no longer lists, and for how many nights.

    The source must have lost more than `share` of its projects, and at least `minimum`.
    """

    share: float = SHRINK_SHARE
    minimum: int = SOURCE_SHRINK_MINIMUM
    nights: int = HOLD_NIGHTS


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of catalog.yml. `teams_file` is relative to its folder; whoever reads it puts it into `teams`."""

    site: SiteSettings
    version: int = 1
    sources: tuple[GitSettings | HostSettings, ...] = ()
    projects: tuple[Entry, ...] = ()
    shrink_share: float = SHRINK_SHARE
    shrink_minimum: int = SHRINK_MINIMUM
    source_guard: SourceGuard = msgspec.field(default_factory=SourceGuard)
    teams: TeamMap = msgspec.field(default_factory=TeamMap)
    teams_file: str | None = None

    @property
    def organization(self) -> str:
        """The name of the company or group that the marketplace is for."""
        return self.site.organization
