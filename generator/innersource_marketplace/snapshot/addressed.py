"""Contents under the ids that git gives them, whatever a repository or a host says."""

from hashlib import sha1, sha256
from typing import Final

from msgspec.structs import replace

from innersource_marketplace.model import Collected, Document, ObjectId

_SHA256_DIGITS: Final = 64


def addressed(collected: Collected) -> Collected:
    """The same facts and files, with each file under the hash of what came.

    All projects share the contents in a snapshot. Nobody checks an object that lies loose in a repository, and a host
    says what it likes, or sends a text in another encoding than the file: whoever could name the id of another
    project's file would change that project. Source: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    """
    others = {oid: own for oid, data in collected.blobs.items() if (own := object_id(data, oid)) != oid}
    if not others:
        return collected

    def real(document: Document) -> Document:
        return replace(document, oid=others.get(document.oid, document.oid))

    facts = collected.facts
    return Collected(
        facts=replace(
            facts,
            documents={role: real(document) for role, document in facts.documents.items()},
            manifests=None if facts.manifests is None else tuple(map(real, facts.manifests)),
            pictures=None
            if facts.pictures is None
            else {name: None if picture is None else real(picture) for name, picture in facts.pictures.items()},
        ),
        blobs={others.get(oid, oid): data for oid, data in collected.blobs.items()},
    )


def object_id(data: bytes, like: ObjectId) -> ObjectId:
    """The id that git gives a file of this content, by the same hash as an id that somebody says."""
    content = b"blob %d\0" % len(data) + data
    if len(like) == _SHA256_DIGITS:
        return ObjectId(sha256(content).hexdigest())
    return ObjectId(sha1(content, usedforsecurity=False).hexdigest())
