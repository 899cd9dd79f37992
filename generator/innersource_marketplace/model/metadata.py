"""What owners write: innersource.json, and entries of the catalogue."""

from collections.abc import Mapping

import msgspec

from innersource_marketplace.model.vocabulary import GovernanceLevel, Lifecycle, Origin, SafeUrl


class TrustedCommitter(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who helps guests to get a contribution in. `account` is the name on the host."""

    name: str
    account: str | None = None
    role: str | None = None
    scope: str | None = None
    time_zone: str | None = None
    contact: SafeUrl | None = None


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A place to talk: `purpose` ("chat", "issues", …), the words, and the address if there is one."""

    purpose: str
    text: str
    url: SafeUrl | None = None


class Gig(msgspec.Struct, frozen=True, kw_only=True):
    """A task offered in the metadata. Source: InnerSource pattern "Gig Marketplace"."""

    title: str
    description: str | None = None
    skills: tuple[str, ...] = ()
    effort: str | None = None
    mentor: str | None = None
    benefit: str | None = None
    kind: str | None = None
    url: SafeUrl | None = None


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """What an innersource.json, or an entry of the catalogue, says; every field is optional.

    Texts are plain, single-spaced and free of control characters, never HTML. `logo` is a path in
    the repository or an address; `projects` are folders that are projects of their own; `unknown` holds the
    names of keys that nothing here reads. `origins` tells of each field that another file than
    innersource.json says it.
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
    support: str | None = None
    gigs: tuple[Gig, ...] | None = None
    supersedes: tuple[str, ...] | None = None
    alternatives: tuple[str, ...] | None = None
    projects: tuple[str, ...] | None = None
    participating: bool | None = None
    unknown: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = msgspec.field(default_factory=dict)
