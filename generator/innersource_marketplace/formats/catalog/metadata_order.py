"""The key `metadata` of a source: which files count, in which a repository describes itself."""

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.metadata_files import metadata_role
from innersource_marketplace.formats.parsing import Report
from innersource_marketplace.model import METADATA_FILES, ONLY_METADATA, DocumentRole, MetadataOrder


def metadata_order(report: Report, pointer: str, value: object) -> MetadataOrder:
    """Read the files that count, the most trusted first; case and the ending of YAML files don't matter."""
    if value is None:
        return ONLY_METADATA
    items = [(pointer, value)] if isinstance(value, str) else values.sequence(report, pointer, value)
    if not items and isinstance(value, list):
        fix = f"Name at least one of: {', '.join(METADATA_FILES)}."
        report.error(pointer, "missing-value", "no metadata file would count", fix)
    found: dict[DocumentRole, None] = {}
    for at, item in items:
        role = metadata_role(item) if isinstance(item, str) and "/" not in item else None
        word = role or values.word(report, at, item, METADATA_FILES)
        if word is not None:
            found.setdefault(DocumentRole(word))
    return tuple(found) or ONLY_METADATA
