"""From the answer about a repository to its facts: pure, and total over any JSON.

What the answer does not say stays as it was known before.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.collect.sources.file_policy import manifests
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import (
    any_moment,
    flag,
    integer,
    mapping,
    moment,
    nodes,
    text,
    within,
)
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.git.reading.documents import (
    ci_files,
    count_tests,
    documents,
    listed_paths,
    reuse_licenses,
)
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.reading import activity
from innersource_marketplace.collect.sources.github.reading.answer import Answered
from innersource_marketplace.collect.sources.github.reading.queries import METADATA_FILES, TREES
from innersource_marketplace.collect.sources.github.reading.repositories import Listed
from innersource_marketplace.limits import LIST_ITEMS, RELEASES, TAG_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import (
    CLOCK_SKEW,
    Document,
    DocumentRole,
    Facts,
    LanguageShare,
    ObjectId,
    ProjectKey,
    Provider,
    Release,
)
from innersource_marketplace.reference import languages

_KINDS: Mapping[int, str] = {
    0o100644: "file",
    0o100664: "file",
    0o100755: "file",
    0o120000: "symbolic link",
    0o160000: "submodule",
    0o040000: "folder",
}
_OBJECT_ID_LENGTHS = (40, 64)
_BRANCH_CHARACTERS = 250


def is_regular(mode: int | None) -> bool:
    """Whether the mode of an entry of a tree is that of a file."""
    return mode is not None and _KINDS.get(mode) == "file"


def key_of(host: str, listed: Listed) -> ProjectKey:
    """The project key of a listed repository."""
    return ProjectKey(f"{host}/{listed.owner}/{listed.name}")


def object_id(node: Mapping[str, object] | None, name: str) -> ObjectId | None:
    """A field that is a git object id."""
    value = text(node, name)
    if value is None or len(value) not in _OBJECT_ID_LENGTHS or not all(c in "0123456789abcdef" for c in value):
        return None
    return ObjectId(value)


def decode_facts(answer: Answered, listed: Listed, where: Circumstances, before: Facts | None = None) -> Facts:
    """Read everything about a repository except its weekly commits and the content of its files.

    `before` is what was known of it, for what the answer does not say.
    """
    known = before or _blank(listed, where)
    commit = ("defaultBranchRef", "target")
    base = replace(
        known,
        key=key_of(where.host, listed),
        host=where.host,
        owner=listed.owner,
        name=listed.name,
        source=where.source,
        forge="github",
        url=escape.url(f"{where.web}/{escape.url_path(listed.owner, listed.name)}"),
        default_branch=answer.take(
            lambda node: short_branch(text(within(node, "defaultBranchRef"), "name")),
            known.default_branch,
            "defaultBranchRef",
            "name",
        ),
        head=answer.take(lambda node: object_id(within(node, *commit), "oid"), known.head, *commit, "oid"),
        license=answer.take(_license, known.license, "licenseInfo"),
        created_at=answer.take(
            lambda node: moment(node, "createdAt", where.now), known.created_at, "createdAt", nullable=False
        ),
        updated_at=answer.take(
            lambda node: (
                moment(within(node, *commit), "committedDate", where.now) or moment(node, "pushedAt", where.now)
            ),
            known.updated_at,
            *commit,
            "committedDate",
        ),
        commits=answer.take(
            lambda node: integer(within(node, *commit, "all"), "totalCount"),
            known.commits,
            *commit,
            "all",
            nullable=False,
        ),
        languages=answer.take(_languages, known.languages, "languages", nullable=False),
        # What is worked out later, from the commits and the files.
        weekly_commits=None,
        authors=None,
        contributors=None,
        code_owners=(),
        whole_owners=(),
        pictures=None,
        defaults=None,
    )
    return refresh_facts(_with_files(base, answer, before), answer, listed, where)


def _blank(listed: Listed, where: Circumstances) -> Facts:
    return Facts(
        key=key_of(where.host, listed),
        host=where.host,
        owner=listed.owner,
        name=listed.name,
        provider=Provider.GITHUB,
        source=where.source,
    )


def _with_files(facts: Facts, answer: Answered, before: Facts | None) -> Facts:
    """Add which files there are. Folders that could not be read leave all of that as it was."""
    if before is not None and any(answer.gap(alias) is not None for alias in TREES):
        return replace(
            facts,
            documents=before.documents,
            ci_files=before.ci_files,
            test_files=before.test_files,
            paths=before.paths,
            manifests=before.manifests,
            license_files=before.license_files,
        )
    files = decode_files(answer.node)
    return replace(
        facts,
        license_files=reuse_licenses(files) or None,
        documents=documents(files, "github"),
        ci_files=ci_files(files) if files else None,
        # Only the folders asked for are seen: some tests found is a fact, none found is not.
        test_files=count_tests(files) or None,
        paths=listed_paths(files) if files else None,
        manifests=manifests(files) if files else None,
    )


def _license(node: Mapping[str, object]) -> str | None:
    name = text(within(node, "licenseInfo"), "spdxId")
    return escape.plain(name, TAG_CHARACTERS) if name not in (None, "NOASSERTION") else None


def ahead_of(node: Mapping[str, object], now: datetime) -> dict[str, int]:
    """How many of the newest commit and of the releases are dated so far ahead that it counts as unknown."""
    commit = within(node, "defaultBranchRef", "target")
    dates = {
        "commits": [any_moment(commit, "committedDate")],
        "releases": [any_moment(entry, "publishedAt") for entry in nodes(node, "releases") or ()],
    }
    return {
        kind: sum(moment is not None and moment > now + CLOCK_SKEW for moment in found) for kind, found in dates.items()
    }


def short_branch(name: str | None) -> str | None:
    """The name of a branch as it is shown and linked to."""
    return escape.plain(name, _BRANCH_CHARACTERS) if name else None


def refresh_facts(known: Facts, answer: Answered, listed: Listed, where: Circumstances) -> Facts:
    """Bring what changes without a push up to date; the rest stays as it is known."""

    def count(*path: str) -> Callable[[Mapping[str, object]], int | None]:
        return lambda node: integer(within(node, *path[:-1]), path[-1])

    take = answer.take
    topics = known.topics if isinstance(listed.topics, Gap) else listed.topics
    return replace(
        known,
        identity=known.identity if listed.database_id is None else f"{where.host}:{listed.database_id}",
        fingerprint=listed.state,
        description=take(_description, known.description, "description"),
        homepage=take(lambda node: escape.url(text(node, "homepageUrl") or ""), known.homepage, "homepageUrl"),
        topics=tuple(sorted({topic for raw in topics if (topic := escape.plain(raw, TAG_CHARACTERS))}))[:LIST_ITEMS],
        visibility=known.visibility if isinstance(listed.visibility, Gap) else listed.visibility,
        archived=known.archived if isinstance(listed.archived, Gap) else listed.archived,
        template=known.template if isinstance(listed.template, Gap) else listed.template,
        fork_of=(_parent(answer.node, known.fork_of) if listed.fork is True else None)
        if not isinstance(listed.fork, Gap)
        else known.fork_of,
        forking_allowed=take(lambda node: flag(node, "forkingAllowed"), known.forking_allowed, "forkingAllowed"),
        discussions=take(lambda node: flag(node, "hasDiscussionsEnabled"), known.discussions, "hasDiscussionsEnabled"),
        stars=take(count("stargazerCount"), known.stars, "stargazerCount", nullable=False),
        forks=take(count("forkCount"), known.forks, "forkCount", nullable=False),
        subscribers=take(count("watchers", "totalCount"), known.subscribers, "watchers", nullable=False),
        open_issues=take(count("openIssues", "totalCount"), known.open_issues, "openIssues", nullable=False),
        releases=take(lambda node: _releases(node, where.now), known.releases, "releases", nullable=False),
        release_count=take(count("releases", "totalCount"), known.release_count, "releases", nullable=False),
        issues=()
        if not where.labels
        else take(lambda node: activity.issues(node, where.now), known.issues, "tasks", nullable=False),
        opened_issues=take(
            lambda node: activity.opened_issues(node, where.now), known.opened_issues, "openedIssues", nullable=False
        ),
        pull_requests=take(
            lambda node: activity.pull_requests(node, where.now),
            known.pull_requests,
            "recentPullRequests",
            nullable=False,
        ),
        checks_pass=take(
            lambda node: activity.checks(within(node, "defaultBranchRef", "target")),
            known.checks_pass,
            "defaultBranchRef",
            "target",
            "statusCheckRollup",
        ),
    )


def _description(node: Mapping[str, object]) -> str | None:
    words = text(node, "description")
    return (escape.plain(words, TEXT_CHARACTERS) or None) if words else None


def decode_files(node: Mapping[str, object]) -> tuple[File, ...]:
    """The entries of all folders that were asked for, each path once."""
    found: dict[str, File] = {}
    for alias, folder in TREES.items():
        for entry in nodes(node, alias, "entries") or ():
            name, oid = text(entry, "name"), object_id(entry, "oid")
            if name is None or oid is None or "/" in name or name in (".", ".."):
                continue
            path = f"{folder}/{name}" if folder else name
            mode = integer(entry, "mode")
            kind = _KINDS.get(mode, "unknown") if mode is not None else _kind_of(text(entry, "type"))
            found.setdefault(path, File(path, oid, kind, integer(entry, "size") if kind == "file" else None))
    return tuple(found.values())


def _kind_of(word: str | None) -> str:
    # A host that tells no mode cannot tell a link from a file, so only folders are sure.
    return {"tree": "folder", "commit": "submodule"}.get(word or "", "unknown")


def _parent(node: Mapping[str, object], known: str | None) -> str | None:
    name = text(within(node, "parent"), "nameWithOwner")
    return escape.plain(name, TITLE_CHARACTERS) if name else known


def _languages(node: Mapping[str, object]) -> tuple[LanguageShare, ...] | None:
    edges = nodes(node, "languages", "edges")
    if edges is None:
        return None
    weights: dict[str, int] = {}
    for edge in edges:
        name, size = text(within(edge, "node"), "name"), integer(edge, "size")
        if name is not None and size:
            shown = languages.canonical(name) or escape.plain(name, TAG_CHARACTERS)
            weights[shown] = weights.get(shown, 0) + size
    ordered = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return tuple(LanguageShare(name=name, weight=weight) for name, weight in ordered if name)[:LIST_ITEMS]


def _releases(node: Mapping[str, object], now: datetime) -> tuple[Release, ...] | None:
    """The newest releases, first the one that the host calls the latest; without its word the first full one."""
    entries = nodes(node, "releases")
    if entries is None:
        return None
    shown = [entry for entry in entries if flag(entry, "isDraft") is not True]
    latest = mapping(node.get("latestRelease")) or next(
        (entry for entry in shown if flag(entry, "isPrerelease") is not True), None
    )
    found = [] if latest is None else [_release(latest, now)]
    found += [_release(entry, now) for entry in shown]
    by_tag = {release.tag: release for release in reversed([one for one in found if one is not None])}
    order = dict.fromkeys(one.tag for one in found if one is not None)
    return tuple(by_tag[tag] for tag in order)[:RELEASES]


def _release(entry: Mapping[str, object], now: datetime) -> Release | None:
    tag = text(entry, "tagName")
    if tag is None:
        return None
    return Release(
        tag=escape.plain(tag, TITLE_CHARACTERS),
        published_at=moment(entry, "publishedAt", now),
        url=escape.url(text(entry, "url") or ""),
    )


def metadata_text(node: Mapping[str, object], oid: ObjectId | None) -> bytes | None:
    """The innersource.json of that id, which comes along with the details; None if it is not text."""
    for alias in METADATA_FILES:
        content = blob_text(mapping(node.get(alias)))
        if content is not None and content[0] == oid:
            return content[1]
    return None


def blob_text(blob: Mapping[str, object] | None) -> tuple[ObjectId, bytes] | None:
    """A file's id and its bytes; None when the host cut it short or it is not text."""
    oid = object_id(blob, "oid")
    if blob is None or oid is None or flag(blob, "isBinary") is True or flag(blob, "isTruncated") is True:
        return None
    content = blob.get("text")
    size = integer(blob, "byteSize")
    if not isinstance(content, str):
        return (oid, b"") if size == 0 else None
    data = content.encode("utf-8", "replace")
    return oid, data


def without_document(facts: Facts, document: Document) -> Facts:
    """The facts less one document, whatever it is for."""
    return _replaced(facts, document, lambda _role: None, None)


def with_former_document(facts: Facts, document: Document, before: Facts | None) -> Facts:
    """The facts with what was known in the place of a document whose text could not be read.

    Where nothing was known the document stays, without its text.
    """
    former = {} if before is None else before.documents
    manifests_before = () if before is None else before.manifests or ()
    manifest = next((one for one in manifests_before if one.path == document.path), document)
    return _replaced(facts, document, lambda role: former.get(role, document), manifest)


def _replaced(
    facts: Facts, document: Document, instead: Callable[[DocumentRole], Document | None], manifest: Document | None
) -> Facts:
    roles = {role: instead(role) if one == document else one for role, one in facts.documents.items()}
    left = facts.manifests
    if left is not None:
        kept = (manifest if one == document else one for one in left)
        left = tuple(one for one in kept if one is not None)
    return replace(facts, documents={role: one for role, one in roles.items() if one is not None}, manifests=left)


def with_document(facts: Facts, role: DocumentRole, document: Document | None) -> Facts:
    """The facts with one document set, or taken away."""
    rest = {key: value for key, value in facts.documents.items() if key is not role}
    return replace(facts, documents=rest if document is None else {**rest, role: document})
