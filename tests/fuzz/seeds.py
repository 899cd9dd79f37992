"""What a search begins with: the hostile corpus, a real answer of a host, and what was found before."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from readme_corpus import HOSTILE

from git_repositories import Entry
from hostile import corpus
from innersource_marketplace.model import METADATA_FILES, DocumentRole

FINDS = Path(__file__).parent / "finds"
"""A folder a target, a file a case that once failed; named after what was wrong."""

_HEAD = b"version: 1\norganization: Acme\n"
_LARGEST = 16 * 1024

NODE = {
    "nameWithOwner": "acme/one",
    "databaseId": 1,
    "visibility": "PUBLIC",
    "isPrivate": False,
    "description": "Words",
    "homepageUrl": "https://ok.example/",
    "createdAt": "2025-06-01T00:00:00Z",
    "stargazerCount": 3,
    "defaultBranchRef": {
        "name": "main",
        "target": {
            "oid": "0" * 40,
            "committedDate": "2025-06-01T00:00:00Z",
            "all": {"totalCount": 2},
            "statusCheckRollup": {"state": "SUCCESS"},
            "history": {"totalCount": 1, "nodes": [{"committedDate": "2025-06-01T00:00:00Z"}]},
        },
    },
    "languages": {"edges": [{"size": 5, "node": {"name": "Go"}}]},
    "releases": {"totalCount": 1, "nodes": [{"tagName": "v1", "publishedAt": "2025-06-01T00:00:00Z", "url": "x"}]},
    "tasks": {"nodes": [{"number": 1, "title": "t", "labels": {"nodes": [{"name": "gig"}]}}]},
    "recentPullRequests": {
        "nodes": [
            {
                "number": 2,
                "createdAt": "2025-06-01T00:00:00Z",
                "author": {"login": "ada"},
                "reviews": {"totalCount": 1, "nodes": [{"state": "APPROVED", "author": {"login": "bob"}}]},
            }
        ]
    },
}
"""A good answer about one repository."""


def seeds(target: str) -> Iterator[bytes]:
    """Every small document that a search for this target begins with."""
    yield from (data for data in _made(target) if len(data) <= _LARGEST)
    yield from finds(target).values()


def finds(target: str) -> dict[str, bytes]:
    """What was found before, by name."""
    return {path.name: path.read_bytes() for path in sorted((FINDS / target).glob("*")) if path.is_file()}


def _made(target: str) -> Iterator[bytes]:
    yield from (b"", b"a", bytes(range(256)))
    texts = [text.encode("utf-8", "surrogatepass") for text in (*corpus.TEXTS.values(), *corpus.ADDRESSES.values())]
    if target in ("json", "yaml", "metadata"):
        yield from _metadata()
    if target in ("yaml", "catalogue"):
        yield from (_HEAD + b"projects: [" + data + b"]\n" for data in _metadata())
        for address in corpus.ADDRESSES.values():
            quoted = json.dumps(address).encode()
            yield _HEAD + b"sources:\n- git: " + quoted + b"\n- github: a\n  url: " + quoted + b"\n"
            yield _HEAD + b"site: {url: " + quoted + b"}\nprojects:\n- repository: " + quoted + b"\n"
    if target == "metadata-files":
        for text in ("Words", "https://ok.example/", *corpus.TEXTS.values()):
            yield from (bytes([number]) + document for number, document in _described(text))
        yield from (bytes([number]) + data for number in range(7) for data in _metadata() if len(data) < 200)
    if target == "record":
        head = b'{"as_of": "2025-12-31T00:00:00Z", "pull_requests": [{"number": 1, "author": "ada", "created_at": '
        item = b'"2025-06-01T00:00:00Z", "closed_at": "2025-06-02T00:00:00Z"}], "issues": [{"number": 2, "title": '
        tail = b', "labels": ["gig"], "created_at": "2025-06-01T00:00:00Z"}]}'
        yield from (head + item + json.dumps(text).encode() + tail for text in corpus.TEXTS.values())
    if target == "code-owners":
        yield from (b"* @ada @acme/team # x\n[Docs][2] @bob\n/a\\ b/ a@b.example\n", *(b"* " + text for text in texts))
    if target == "descriptions":
        words = (b'{"name": "x", "description": "y"}', b"[project]\nname='x'\ndynamic=[]", b"module a/b", b"name: x\n")
        yield from (bytes([number]) + text for number in range(14) for text in words)
    if target == "github":
        yield json.dumps(NODE).encode()
        yield from (json.dumps({**NODE, "description": text}).encode() for text in corpus.TEXTS.values())
    if target == "readme":
        yield from (bytes([".html" in path]) + data for path, data in HOSTILE.values())
    if target == "restructuredtext":
        yield from (data for path, data in HOSTILE.values() if path.endswith(".rst") and len(data) < 8_000)
    if target == "escape":
        yield from texts


def _described(text: str) -> Iterator[tuple[int, bytes]]:
    """One text in the fields of each format of other programs; the JSON in the formats of YAML is YAML."""
    for number, role in enumerate(METADATA_FILES):
        if role in _FORMATS:
            yield number, json.dumps(_FORMATS[role](text)).encode()


def _person(text: str) -> dict[str, object]:
    return {"name": text, "given-names": text, "email": text, "url": text, "primary": True, "@type": "Person"}


_FORMATS: Mapping[str, Callable[[str], object]] = {
    DocumentRole.BACKSTAGE: lambda text: {
        "kind": "Component",
        "metadata": {"name": text, "title": text, "description": text, "tags": [text], "links": [_person(text)]},
        "spec": {"owner": text, "lifecycle": text},
    },
    DocumentRole.PUBLICCODE: lambda text: {
        "publiccodeYmlVersion": "0.4",
        **dict.fromkeys(
            ("name", "url", "landingURL", "logo", "releaseDate", "developmentStatus", "softwareType"), text
        ),
        "description": {"en": {"shortDescription": text, "longDescription": text, "documentation": text}, text: {}},
        "legal": {"license": text},
        "maintenance": {"contacts": [_person(text)], "contractors": [_person(text)]},
    },
    DocumentRole.CODEMETA: lambda text: {
        "@type": "SoftwareSourceCode",
        **dict.fromkeys(("name", "description", "license", "keywords", "developmentStatus", "url", "readme"), text),
        "author": [_person(text)],
        "maintainer": _person(text),
    },
    DocumentRole.CODE_JSON: lambda text: {
        **dict.fromkeys(("name", "description", "organization", "status", "vcs", "repositoryURL", "homepageURL"), text),
        "permissions": {"licenses": [{"name": text, "URL": text}]},
        "tags": [text],
        "contact": _person(text),
    },
    DocumentRole.CITATION: lambda text: {
        "cff-version": "1.2.0",
        **dict.fromkeys(("title", "abstract", "license", "repository-code", "url"), text),
        "keywords": [text],
        "contact": [_person(text)],
    },
    DocumentRole.SECURITY_INSIGHTS: lambda text: {
        "header": {"schema-version": "2.0.0", "url": text},
        "project": {"name": text, "administrators": [_person(text)], "documentation": {"detailed-guide": text}},
        "repository": {"status": text, "core-team": [_person(text)], "license": {"expression": text, "url": text}},
    },
}
"""What a good file of each format says, with one text in all its fields."""


def _metadata() -> Iterator[bytes]:
    yield from map(corpus.with_text, corpus.TEXTS.values())
    yield from map(corpus.with_address, corpus.ADDRESSES.values())
    yield from (data for data, _ in corpus.METADATA.values() if not isinstance(data, Entry))
