"""Resolvers of git's objects: trees, blobs, and commits with their history."""

from typing import Any

from github_server.connections import Fields, connect, refusal
from github_server.content import BLOB, COMMIT, TREE, Commit, Entry, Signature, Stored, commit, entries
from github_server.people import moment, user
from github_server.view import Hosted, View, node_id, stamp

PREFIXES = {TREE: "T", BLOB: "B", COMMIT: "C"}
"""How the node ids of an object begin."""


def git_object(hosted: Hosted, stored: Stored | None) -> Fields | None:
    """A tree, blob or commit."""
    if stored is None or stored.kind not in PREFIXES:
        return None
    shared = _shared(hosted, stored.oid, stored.kind)
    if stored.kind == COMMIT:
        return commit_fields(hosted, commit(stored))
    if stored.kind == TREE:
        rows = entries(stored)
        return {**shared, "__typename": "Tree", "entries": [_entry(hosted, row) for row in rows]}
    binary = b"\0" in stored.data[:8000]
    limit = hosted.view.world.blob_text_bytes
    return {
        **shared,
        "__typename": "Blob",
        "byteSize": len(stored.data),
        "isBinary": binary,
        "isTruncated": len(stored.data) > limit,
        "text": None if binary else stored.data[:limit].decode("utf-8", "replace"),
    }


def _shared(hosted: Hosted, oid: str, kind: str) -> Fields:
    identifier = node_id(PREFIXES[kind], hosted.facts.number, oid)
    return {"id": identifier, "oid": oid, "abbreviatedOid": oid[:7], "repository": hosted}


def _entry(hosted: Hosted, entry: Entry) -> Fields:
    def size(_info: object) -> int:
        found = hosted.content.find(entry.oid) if entry.kind == BLOB else None
        return len(found.data) if found is not None else 0

    return {
        "name": entry.name,
        "path": entry.name,
        "extension": "." + entry.name.rpartition(".")[2] if "." in entry.name else "",
        "type": entry.kind,
        "mode": int(entry.mode, 8),
        "oid": entry.oid,
        "size": size,
        "repository": hosted,
        "object": lambda _info: git_object(hosted, hosted.content.find(entry.oid)),
    }


def commit_fields(hosted: Hosted, one: Commit) -> Fields:
    """A commit, with its history and the state of its checks."""

    def history(_info: object, **arguments: Any) -> Fields:
        since, until = arguments.get("since"), arguments.get("until")
        emails = {email.lower() for email in (arguments.get("author") or {}).get("emails") or ()}
        found = hosted.content.history(one.oid, arguments.get("path"))
        chosen = [
            each
            for each in found
            if (since is None or each.committer.date >= moment(since))
            and (until is None or each.committer.date <= moment(until))
            and (not emails or each.author.email.lower() in emails)
        ]

        def cursor(index: int) -> str:
            return f"{one.oid} {index}"

        return connect(chosen, lambda each: commit_fields(hosted, each), arguments, cursor=cursor, position=_position)

    def parents(_info: object, **arguments: Any) -> Fields:
        return connect(one.parents, lambda oid: git_object(hosted, hosted.content.find(oid)), arguments)

    def file(_info: object, *, path: str) -> Fields | None:
        folder, _, name = path.rpartition("/")
        tree = hosted.content.find(f"{one.oid}:{folder}")
        rows = entries(tree) if tree is not None and tree.kind == TREE else ()
        return next((_entry(hosted, row) for row in rows if row.name == name), None)

    state = hosted.facts.checks
    return {
        **_shared(hosted, one.oid, COMMIT),
        "__typename": "Commit",
        "url": f"{hosted.url}/commit/{one.oid}",
        "author": lambda _info: _signature(hosted.view, one.author),
        "committer": lambda _info: _signature(hosted.view, one.committer),
        "authoredDate": lambda _info: stamp(one.author.date),
        "committedDate": lambda _info: stamp(one.committer.date),
        "messageHeadline": one.headline,
        "tree": lambda _info: git_object(hosted, hosted.content.find(one.tree)),
        "parents": parents,
        "history": history,
        "file": file,
        "statusCheckRollup": {"id": node_id("SCR", one.oid), "state": state} if state is not None else None,
    }


def _position(cursor: str) -> int:
    _, _, index = cursor.partition(" ")
    if not index.isdigit():
        raise refusal(f"`{cursor}` does not appear to be a valid cursor.", "INVALID_CURSOR_ARGUMENTS")
    return int(index)


def _signature(view: View, signature: Signature) -> Fields:
    account = view.by_email.get(signature.email.lower())
    return {
        "name": signature.name,
        "email": signature.email,
        "date": signature.date.isoformat(),
        "user": user(view, account) if account is not None else None,
    }
