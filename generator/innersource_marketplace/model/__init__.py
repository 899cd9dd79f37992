"""The vocabulary of the marketplace: what a repository says, and what a page shows.

Two families live here. `Facts` is what one source saw of one repository, raw and storable;
`Project` is what the site shows, merged from the catalogue, innersource.json and the facts.
Everything is frozen; `None` always means "unknown", never zero.
"""

from innersource_marketplace.model.facts import (
    Author,
    Collected,
    Document,
    Facts,
    Issue,
    LanguageShare,
    PullRequest,
    Release,
)
from innersource_marketplace.model.project import (
    Dependency,
    Heading,
    Kinship,
    Logo,
    Project,
    Readme,
    Relative,
    Requirement,
    Score,
    ScorePart,
)
from innersource_marketplace.model.readiness import (
    Answer,
    Element,
    Evidence,
    FileCheck,
    Finding,
    Readiness,
    ReadinessSettings,
)
from innersource_marketplace.model.site import Brand, SchemeColors, Shelf, ShelfRule, SiteLink, SiteSettings
from innersource_marketplace.model.teams import Membership, Team, TeamMap
from innersource_marketplace.model.vocabulary import (
    AuthorId,
    DocumentRole,
    GovernanceLevel,
    Lifecycle,
    ObjectId,
    Origin,
    ProjectKey,
    Provider,
    SafeHtml,
    SafeUrl,
    Slug,
    Visibility,
)
from innersource_marketplace.model.words import Channel, Gig, Metadata, TrustedCommitter

__all__ = [
    "Answer",
    "Author",
    "AuthorId",
    "Brand",
    "Channel",
    "Collected",
    "Dependency",
    "Document",
    "DocumentRole",
    "Element",
    "Evidence",
    "Facts",
    "FileCheck",
    "Finding",
    "Gig",
    "GovernanceLevel",
    "Heading",
    "Issue",
    "Kinship",
    "LanguageShare",
    "Lifecycle",
    "Logo",
    "Membership",
    "Metadata",
    "ObjectId",
    "Origin",
    "Project",
    "ProjectKey",
    "Provider",
    "PullRequest",
    "Readiness",
    "ReadinessSettings",
    "Readme",
    "Relative",
    "Release",
    "Requirement",
    "SafeHtml",
    "SafeUrl",
    "SchemeColors",
    "Score",
    "ScorePart",
    "Shelf",
    "ShelfRule",
    "SiteLink",
    "SiteSettings",
    "Slug",
    "Team",
    "TeamMap",
    "TrustedCommitter",
    "Visibility",
]
