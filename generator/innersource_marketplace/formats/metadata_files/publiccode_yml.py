"""`publiccode.yml`, versions 0 to 0.5. Source: The Standard (core), docs.italia.it and publiccodeyml on GitHub."""

from collections.abc import Mapping
from typing import Final

from innersource_marketplace.formats.metadata_files.document import Document, Words, kept_keys
from innersource_marketplace.model import Lifecycle

STATUS: Final[Words] = {
    "concept": Lifecycle.EXPERIMENTAL,
    "development": Lifecycle.EXPERIMENTAL,
    "beta": Lifecycle.EXPERIMENTAL,
    "stable": Lifecycle.ACTIVE,
    "obsolete": Lifecycle.DEPRECATED,
}
_KEPT: Final = (
    "publiccodeYmlVersion", "name", "applicationSuite", "url", "landingURL", "isBasedOn", "softwareVersion",
    "releaseDate", "organisation", "platforms", "categories", "usedBy", "fundedBy", "roadmap", "developmentStatus",
    "softwareType", "intendedAudience", "description", "legal", "maintenance", "localisation", "dependsOn",
)  # fmt: skip


def is_publiccode(value: Mapping[str, object]) -> bool:
    """Whether an object says that it is one; early drafts spelled the key in another way."""
    return "publiccodeYmlVersion" in value or "publiccode-yaml-version" in value


def first_language(described: Mapping[str, object]) -> str:
    """The language that counts of those described: English, or else the first; English of none."""
    return next((key for key in described if key.casefold().partition("-")[0] == "en"), next(iter(described), "en"))


def take(document: Document) -> object:
    """Take what it says; of its languages English, or else the first."""
    _, described = document.at("description")
    language = first_language(described if isinstance(described, Mapping) else {})
    document.take("title", "name")
    document.take_description("description", language, "shortDescription")
    document.take_description("description", language, "longDescription")
    document.take("docs", "description", language, "documentation")
    document.take("logo", "logo")
    document.take_topics("categories")
    document.take_lifecycle(STATUS, "developmentStatus")
    document.take_license("legal", "license")
    document.take("owner", "organisation", "name")
    document.take("owner", "legal", "repoOwner")
    for path, _ in document.items("maintenance", "contacts"):
        document.take_person(*path)
    document.take_home("landingURL")
    document.take_repository("url")
    return kept_keys(document.whole, _KEPT)
