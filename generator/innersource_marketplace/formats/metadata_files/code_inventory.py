"""`code.json`: the inventory of code.gov, a single entry of it, and the file that repositories have since.

Source: code.gov's schema 2.0.0, and the schemas 1.0.0 and 2.0.0 for a single repository.
"""

from collections.abc import Mapping
from typing import Final

from innersource_marketplace.formats.metadata_files.document import Document, Words, kept_keys
from innersource_marketplace.model import Lifecycle

STATUS: Final[Words] = {
    "ideation": Lifecycle.EXPERIMENTAL,
    "development": Lifecycle.EXPERIMENTAL,
    "alpha": Lifecycle.EXPERIMENTAL,
    "beta": Lifecycle.EXPERIMENTAL,
    "release candidate": Lifecycle.EXPERIMENTAL,
    "production": Lifecycle.ACTIVE,
    "archival": Lifecycle.ARCHIVED,
}
_TELLING: Final = frozenset({"permissions", "repositoryURL", "repositoryUrl", "laborHours", "organization", "vcs"})
_KEPT: Final = (
    "name", "version", "organization", "description", "permissions", "tags", "contact", "status", "vcs",
    "repositoryURL", "homepageURL", "downloadURL", "disclaimerURL", "disclaimerText", "languages", "laborHours",
    "relatedCode", "reusedCode", "partners", "date",
)  # fmt: skip


def is_release(value: object) -> bool:
    """Whether an object is an entry of an inventory; many other files have this name."""
    return isinstance(value, Mapping) and "name" in value and bool(_TELLING & value.keys())


def take(document: Document) -> object:
    """Take what an entry says."""
    document.take("title", "name")
    document.take_description("description")
    document.take_topics("tags")
    document.take_lifecycle(STATUS, "status")
    document.take("owner", "organization")
    licenses = document.items("permissions", "licenses")
    if len(licenses) == 1:  # of several, nobody says whether all of them apply
        document.take_license(*licenses[0][0], "name")
    languages = document.items("languages")
    if len(languages) == 1:
        document.take("language", *languages[0][0])
    for key in ("feedbackMechanism", "feedbackMechanisms"):
        for path, _ in document.items(key):
            document.take_channel("issues", *path)
    document.take_channel("contact", "contact", "email", text=document.text("contact", "name"))
    document.take_home("homepageURL")
    for key in ("repositoryURL", "repositoryUrl"):
        document.take_repository(key)
    return kept_keys(document.whole, _KEPT)
