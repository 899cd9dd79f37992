"""`CITATION.cff`. Source: the Citation File Format, version 1.2.0."""

from collections.abc import Mapping

from innersource_marketplace.formats.metadata_files.document import Document, license_of
from innersource_marketplace.reference.license_expressions import canonical, either


def is_citation(value: Mapping[str, object]) -> bool:
    """Whether an object says that it is one."""
    return "cff-version" in value


def take(document: Document) -> object:
    """Take what it says. Its authors are whom to cite, not whom to ask."""
    document.take("title", "title")
    document.take_description("abstract")
    document.take_topics("keywords")
    licenses = document.items("license")
    if len(licenses) > 1:  # the format says that people may choose
        named = [canonical(item) for _, item in licenses if isinstance(item, str)]
        known = tuple(name for name in named if name is not None)
        document.put("license", document.at("license")[0], either(known) if len(known) == len(licenses) else None)
    elif licenses:
        pointer, value = document.at(*licenses[0][0])
        document.put("license", pointer, license_of(value) if isinstance(value, str) else value)
    for path, person in document.items("contact"):
        if isinstance(person, Mapping):
            names = [document.text(*path, key) for key in ("given-names", "name-particle", "family-names")]
            name = document.text(*path, "name") or " ".join(filter(None, names))
            document.take_channel("contact", *path, "email", text=name)
    document.take_home("url")
    document.take_repository("repository-code")
    return None
