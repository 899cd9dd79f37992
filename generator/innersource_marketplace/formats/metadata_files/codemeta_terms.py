"""`codemeta.json`, versions 1 to 3.1. Source: the terms of CodeMeta, and of schema.org that it uses."""

from collections.abc import Mapping
from typing import Final

from innersource_marketplace.formats.metadata_files.document import Document, Words, kept_keys
from innersource_marketplace.model import Lifecycle

REPOSTATUS: Final[Words] = {
    "concept": Lifecycle.EXPERIMENTAL,
    "wip": Lifecycle.EXPERIMENTAL,
    "active": Lifecycle.ACTIVE,
    "inactive": Lifecycle.MAINTENANCE,
    "unsupported": Lifecycle.DEPRECATED,
    "abandoned": Lifecycle.DEPRECATED,
    "moved": Lifecycle.DEPRECATED,
}
"""The words of repostatus.org, which also security-insights uses."""

PAUSED: Final = ("suspended",)
"""The word that means none of our stages."""

_TYPES: Final = ("softwaresourcecode", "softwareapplication")
_KEPT: Final = (
    "applicationCategory", "applicationSubCategory", "author", "buildInstructions", "citation", "codeRepository",
    "continuousIntegration", "contributor", "copyrightHolder", "copyrightYear", "dateCreated", "dateModified",
    "datePublished", "description", "developmentStatus", "downloadUrl", "editor", "embargoEndDate", "encoding",
    "fileFormat", "fileSize", "funder", "funding", "hasPart", "hasSourceCode", "identifier", "installUrl",
    "isAccessibleForFree", "isPartOf", "isSourceCodeOf", "issueTracker", "keywords", "license", "maintainer",
    "memoryRequirements", "name", "operatingSystem", "permissions", "position", "processorRequirements", "producer",
    "programmingLanguage", "provider", "publisher", "readme", "referencePublication", "relatedLink", "releaseNotes",
    "review", "runtimePlatform", "sameAs", "softwareHelp", "softwareRequirements", "softwareSuggestions",
    "softwareVersion", "sponsor", "storageRequirements", "supportingData", "targetProduct", "url", "version",
)  # fmt: skip
"""The terms of version 3."""


def is_software(value: object) -> bool:
    """Whether an object describes software in the terms of CodeMeta."""
    if not isinstance(value, Mapping):
        return False
    kinds = value.get("@type", value.get("type"))
    named = [kind.casefold() for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
    return any(kind.rpartition("/")[2].rpartition(":")[2] in _TYPES for kind in named) or "codemeta" in str(
        value.get("@context")
    )


def take(document: Document) -> object:
    """Take what it says."""
    document.take("title", "name")
    document.take_description("description")
    document.take_topics("keywords")
    words = {**REPOSTATUS, **_as_address(document.text("developmentStatus") or "")}
    document.take_lifecycle(words, "developmentStatus", silent=PAUSED)
    licenses = document.items("license")
    if len(licenses) == 1:  # of several, nobody says whether all of them apply
        document.take_license(*document.within(licenses[0][0], "@id", "id", "url", "identifier", "name"))
    languages = document.items("programmingLanguage")
    if len(languages) == 1:
        document.take("language", *document.within(languages[0][0], "name"))
    for path, _ in document.items("softwareHelp"):
        document.take("docs", *document.within(path, "url", "@id", "id"))
    for path, person in document.items("maintainer"):
        kind = str(person.get("@type", person.get("type"))) if isinstance(person, Mapping) else ""
        if kind.endswith("Organization"):
            document.take("owner", *path, "name")
        else:
            names = [document.text(*path, key) for key in ("givenName", "familyName")]
            document.take_person(*path, name=document.text(*path, "name") or " ".join(filter(None, names)) or None)
    document.take_channel("issues", "issueTracker")
    if (document.text("buildInstructions") or "").startswith("http"):
        document.take("getting_started", "buildInstructions")
    document.take_home("url")
    document.take_repository("codeRepository")
    return kept_keys(document.whole, _KEPT)


def _as_address(word: str) -> Words:
    """The word that an address of repostatus.org ends in."""
    name = word.strip().casefold()
    bare = name.rpartition("#")[2].rpartition("/")[2]
    return {name: REPOSTATUS[bare]} if "repostatus.org" in name and bare in REPOSTATUS else {}
