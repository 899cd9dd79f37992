"""What the catalogue says about the site itself."""

from datetime import date
from enum import StrEnum

import msgspec

from innersource_marketplace.model.assessment import ReadinessSettings
from innersource_marketplace.model.vocabulary import SafeUrl


class SiteLink(msgspec.Struct, frozen=True, kw_only=True):
    """A link in the header or the footer."""

    text: str
    url: SafeUrl


class SchemeColors(msgspec.Struct, frozen=True, kw_only=True):
    """The brand's colours in one scheme, as `#rrggbb`: `primary` fills buttons, `accent` colours links and signs."""

    primary: str | None = None
    accent: str | None = None


class Brand(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation's marketplace differs from others to the eye; all of it is optional.

    `logo` and `font` are paths relative to the folder of catalog.yml. With `wordmark`, the logo has the
    name in it, and the header does not repeat it. `intro` is shown on the front page, `legal_notice` at
    the foot of every page.
    """

    name: str | None = None
    logo: str | None = None
    wordmark: bool = False
    font: str | None = None
    light: SchemeColors = SchemeColors()
    dark: SchemeColors = SchemeColors()
    intro: str | None = None
    legal_notice: str | None = None
    header_links: tuple[SiteLink, ...] = ()
    footer_links: tuple[SiteLink, ...] = ()


class ReadmeImages(StrEnum):
    """What becomes of the pictures in READMEs: links to where they are, or copies of those in the same repository."""

    LINK = "link"
    COPY = "copy"


class ShelfRule(StrEnum):
    """What a row of projects above the catalogue holds, when nobody picks it by hand."""

    NEW = "new"
    MOST_ACTIVE = "most_active"
    GOOD_FIRST_TASKS = "good_first_tasks"
    LOOKING_FOR_MAINTAINERS = "looking_for_maintainers"


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """A row of projects above the catalogue: by `rule`, or `projects` by key or owner/name.

    A shelf picked by hand has a `title`; one by rule may have one of its own.
    """

    rule: ShelfRule | None = None
    title: str | None = None
    projects: tuple[str, ...] = ()


class ExpirySettings(msgspec.Struct, frozen=True, kw_only=True):
    """The rule of portal hygiene: flagged after so many days without a commit, hidden after as many more.

    `since` is when the rule came: nobody is hidden earlier than `grace_days` after it.
    """

    inactive_after_days: int = 365
    grace_days: int = 90
    since: date | None = None


class DuplicateDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation decided about a possible duplicate; `agreed` is None where it is none.

    `projects` are two addresses, or owner/name, as the catalogue writes them.
    """

    projects: tuple[str, str]
    agreed: str | None = None


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What the catalogue says about the site itself. `edit_url` is where catalog.yml is edited.

    `wishes_url` is where people ask for what they did not find; `synonyms` are groups of words that mean the same.
    `duplicates` are decisions about pairs that look alike.
    `language` is that of the words around the projects; what projects say of themselves stays as it is.
    Without `expiry`, no project is ever flagged or hidden for being quiet.
    """

    organization: str
    title: str
    purpose: str
    site_url: SafeUrl | None = None
    edit_url: SafeUrl | None = None
    wishes_url: SafeUrl | None = None
    synonyms: tuple[tuple[str, ...], ...] = ()
    language: str = "en"
    brand: Brand = Brand()
    readiness: ReadinessSettings = msgspec.field(default_factory=ReadinessSettings)
    shelves: tuple[Shelf, ...] | None = None
    expiry: ExpirySettings | None = None
    readme_images: ReadmeImages = ReadmeImages.LINK
    duplicates: tuple[DuplicateDecision, ...] = ()

    @property
    def base(self) -> str:
        """What whole addresses of pages begin with, up to a slash; empty where the site's address is not known."""
        return f"{str(self.site_url).rstrip('/')}/" if self.site_url else ""
