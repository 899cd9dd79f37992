"""Whether the owner of a repository wants it not to be listed: the last word that could be read holds.

A file that cannot be read any more says nothing. Nobody who has opted out is listed for a comma too many.
"""

from collections.abc import Callable

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.formats.innersource_json import read_metadata
from innersource_marketplace.model import DocumentRole, Facts, Metadata, ObjectId

_PLACES = frozenset(f"{folder}innersource.json" for folder in ("", ".github/", ".innersource/"))


Reading = Callable[[bytes, str], tuple[Metadata, tuple[Problem, ...]]]
"""Reads an innersource.json, as `read_metadata` does."""


def opts_out(data: bytes, read: Reading = read_metadata) -> bool | None:
    """Whether an innersource.json opts out; None where what it says of that cannot be read."""
    metadata, problems = read(data, "innersource.json")
    if metadata.participating is not None:
        return not metadata.participating
    errors = [problem.pointer for problem in problems if problem.severity is Severity.ERROR]
    whole = "" in errors and metadata == Metadata()
    return None if whole or any(pointer.startswith("/particip") for pointer in errors) else False


def still_out(
    facts: Facts,
    before: Facts | None,
    content: Callable[[ObjectId], bytes | None],
    read: Reading = read_metadata,
    *,
    in_part: bool = False,
) -> bool:
    """Whether the owner of a repository that was read again has opted out.

    `before` is what was known of it, `content` gives the stored files, `read` says what is in them. With
    `in_part` the host has returned only a part, so that a file that is missing may be there.
    """
    said = _said(facts, content, read)
    if said is None and (in_part or facts.paths is None or _is_there(facts)):
        return before is not None and (before.opted_out or _said(before, content, read) is True)
    return said is True


def _said(facts: Facts, content: Callable[[ObjectId], bytes | None], read: Reading) -> bool | None:
    document = facts.documents.get(DocumentRole.METADATA)
    data = None if document is None else content(document.oid)
    return None if data is None else opts_out(data, read)


def _is_there(facts: Facts) -> bool:
    """Whether the file exists in some form: a link, a folder, or a file that could not be read."""
    paths = {path.removesuffix("/").casefold() for path in facts.own_paths}
    return DocumentRole.METADATA in facts.documents or not paths.isdisjoint(_PLACES)
