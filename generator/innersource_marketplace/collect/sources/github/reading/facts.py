"""From the node of a repository to its facts: pure, and total over any JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from innersource_marketplace import escape
from innersource_marketplace.collect.sources.file_policy import manifests
from innersource_marketplace.collect.sources.git.documents import (
    ci_files,
    count_tests,
    documents,
    listed_paths,
    reuse_licenses,
)
from innersource_marketplace.collect.sources.git.tree import File
from innersource_marketplace.collect.sources.github.reading.decode import (
    any_moment,
    flag,
    integer,
    mapping,
    moment,
    nodes,
    text,
    within,
)
from innersource_marketplace.collect.sources.github.reading.queries import METADATA_FILES, TREES
from innersource_marketplace.collect.sources.github.reading.repositories import Listed
from innersource_marketplace.formats.authors import author_id, is_bot
from innersource_marketplace.limits import LIST_ITEMS, RELEASES, TAG_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import (
    CLOCK_SKEW,
    AuthorId,
    Document,
    DocumentRole,
    Facts,
    Issue,
    LanguageShare,
    ObjectId,
    OpenedIssue,
    ProjectKey,
    Provider,
    PullRequest,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is the same for all repositories of a run. `labels` is empty when tasks are not wanted."""

    host: str
    web: str
    source: str
    now: datetime
    labels: tuple[str, ...]


def key_of(host: str, listed: Listed) -> ProjectKey:
    """The project key of a listed repository."""
    return ProjectKey(f"{host}/{listed.owner}/{listed.name}")


def object_id(node: Mapping[str, object] | None, name: str) -> ObjectId | None:
    """A field that is a git object id."""
    value = text(node, name)
    if value is None or len(value) not in _OBJECT_ID_LENGTHS or not all(c in "0123456789abcdef" for c in value):
        return None
    return ObjectId(value)


def decode_facts(node: Mapping[str, object], listed: Listed, where: Circumstances) -> Facts:
    """Read everything about a repository except its weekly commits and the content of its files."""
    files = decode_files(node)
    commit = within(node, "defaultBranchRef", "target")
    license_name = text(within(node, "licenseInfo"), "spdxId")
    branch = text(within(node, "defaultBranchRef"), "name")
    tests = count_tests(files)
    base = Facts(
        key=key_of(where.host, listed),
        host=where.host,
        owner=listed.owner,
        name=listed.name,
        provider=Provider.GITHUB,
        source=where.source,
        forge="github",
        url=escape.url(f"{where.web}/{escape.url_path(listed.owner, listed.name)}"),
        default_branch=short_branch(branch),
        head=object_id(commit, "oid"),
        license=escape.plain(license_name, TAG_CHARACTERS) if license_name not in (None, "NOASSERTION") else None,
        license_files=reuse_licenses(files) or None,
        created_at=moment(node, "createdAt", where.now),
        updated_at=moment(commit, "committedDate", where.now) or moment(node, "pushedAt", where.now),
        commits=integer(within(commit, "all"), "totalCount"),
        languages=_languages(node),
        documents=documents(files),
        ci_files=ci_files(files) if files else None,
        # Only the folders asked for are seen: some tests found is a fact, none found is not.
        test_files=tests or None,
        paths=listed_paths(files) if files else None,
        manifests=manifests(files) if files else None,
    )
    return refresh_facts(base, node, listed, where)


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


def refresh_facts(known: Facts, node: Mapping[str, object], listed: Listed, where: Circumstances) -> Facts:
    """Bring what changes without a push up to date; the rest stays as it is known."""
    description, homepage = text(node, "description"), text(node, "homepageUrl")
    return replace(
        known,
        identity=None if listed.database_id is None else f"{where.host}:{listed.database_id}",
        fingerprint=listed.state,
        description=(escape.plain(description, TEXT_CHARACTERS) or None) if description else None,
        homepage=escape.url(homepage) if homepage else None,
        topics=tuple(sorted({topic for raw in listed.topics if (topic := escape.plain(raw, TAG_CHARACTERS))}))[
            :LIST_ITEMS
        ],
        visibility=listed.visibility,
        archived=listed.archived,
        template=listed.template,
        fork_of=_parent(node, known.fork_of) if listed.fork else None,
        forking_allowed=flag(node, "forkingAllowed"),
        discussions=flag(node, "hasDiscussionsEnabled"),
        stars=integer(node, "stargazerCount"),
        forks=integer(node, "forkCount"),
        subscribers=integer(within(node, "watchers"), "totalCount"),
        open_issues=integer(within(node, "openIssues"), "totalCount"),
        releases=_releases(node, where.now),
        release_count=integer(within(node, "releases"), "totalCount"),
        issues=_issues(node, where),
        opened_issues=_opened_issues(node, where.now),
        pull_requests=_pull_requests(node, where.now),
        checks_pass=_checks(within(node, "defaultBranchRef", "target")),
    )


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


def _issues(node: Mapping[str, object], where: Circumstances) -> tuple[Issue, ...] | None:
    if not where.labels or flag(node, "hasIssuesEnabled") is False:
        return ()
    entries = nodes(node, "tasks")
    if entries is None:
        return None
    found: list[Issue] = []
    for entry in entries:
        number, title = integer(entry, "number"), text(entry, "title")
        if number is None or title is None:
            continue
        labels = (text(label, "name") for label in nodes(entry, "labels") or ())
        assignees = integer(within(entry, "assignees"), "totalCount")
        linked = integer(within(entry, "closedByPullRequestsReferences"), "totalCount")
        found.append(
            Issue(
                number=number,
                title=escape.plain(title, TEXT_CHARACTERS),
                url=escape.url(text(entry, "url") or ""),
                labels=tuple(sorted({escape.plain(label, TAG_CHARACTERS) for label in labels if label})),
                created_at=moment(entry, "createdAt", where.now),
                updated_at=moment(entry, "updatedAt", where.now),
                assigned=None if assignees is None else assignees > 0,
                linked_pull_request=None if linked is None else linked > 0,
            )
        )
    return tuple(found)


def _opened_issues(node: Mapping[str, object], now: datetime) -> tuple[OpenedIssue, ...] | None:
    if flag(node, "hasIssuesEnabled") is False:
        return ()
    entries = nodes(node, "openedIssues")
    if entries is None:
        return None
    found: list[OpenedIssue] = []
    for entry in entries:
        login, created = _login(within(entry, "author")) or "", moment(entry, "createdAt", now)
        if created is not None and not is_bot(login):
            found.append(OpenedIssue(author=author_id(login), created_at=created))
    return tuple(found)


def _pull_requests(node: Mapping[str, object], now: datetime) -> tuple[PullRequest, ...] | None:
    entries = nodes(node, "recentPullRequests")
    if entries is None:
        return None
    return tuple(found for entry in entries if (found := _pull_request(entry, now)) is not None)


def _pull_request(node: Mapping[str, object], now: datetime) -> PullRequest | None:
    number, created = integer(node, "number"), moment(node, "createdAt", now)
    if number is None or created is None:
        return None
    author = _login(within(node, "author"))
    reviews, comments = nodes(node, "reviews"), nodes(node, "comments")
    responses = [
        when
        for entry, name in chain(
            ((review, "submittedAt") for review in reviews or ()),
            ((comment, "createdAt") for comment in comments or ()),
        )
        if _other_human(entry, author) and (when := moment(entry, name, now)) is not None and when >= created
    ]
    association = text(node, "authorAssociation")
    return PullRequest(
        number=number,
        author=None if author is None else escape.plain(author, TITLE_CHARACTERS),
        created_at=created,
        first_response_at=min(responses, default=None),
        approved_by_other_human=_approved(reviews, integer(within(node, "reviews"), "totalCount"), author),
        merged_at=moment(node, "mergedAt", now),
        closed_at=moment(node, "closedAt", now),
        from_fork=flag(node, "isCrossRepository"),
        author_association=None if association is None else escape.plain(association, TAG_CHARACTERS),
        reviewers=_reviewers(reviews, integer(within(node, "reviews"), "totalCount"), author),
    )


def _login(person: Mapping[str, object] | None) -> str | None:
    """An account's name; a machine's ends in [bot], which GraphQL leaves out."""
    login = text(person, "login")
    if login is None or text(person, "__typename") != "Bot":
        return login
    return login.removesuffix("[bot]") + "[bot]"


def _reviewers(
    reviews: Iterable[Mapping[str, object]] | None, counted: int | None, author: str | None
) -> tuple[AuthorId, ...] | None:
    if reviews is None:
        return None
    seen = tuple(reviews)
    if counted is None or counted > len(seen):
        return None
    logins = (text(within(review, "author"), "login") for review in seen if _other_human(review, author))
    return tuple(sorted({author_id(login) for login in logins if login is not None}))


def _approved(reviews: Iterable[Mapping[str, object]] | None, counted: int | None, author: str | None) -> bool | None:
    if reviews is None:
        return None
    seen = tuple(reviews)
    if any(text(review, "state") == "APPROVED" and _other_human(review, author) for review in seen):
        return True
    return False if counted is not None and counted <= len(seen) else None


def _other_human(node: Mapping[str, object], author: str | None) -> bool:
    """Whether somebody wrote this who is not the author and no machine; deleted accounts tell neither."""
    person = within(node, "author")
    login = text(person, "login")
    if login is None or login.endswith("[bot]") or text(person, "__typename") in ("Bot", "Mannequin"):
        return False
    return author is None or login.lower() != author.lower()


def _checks(commit: Mapping[str, object] | None) -> bool | None:
    state = text(within(commit, "statusCheckRollup"), "state")
    return {"SUCCESS": True, "FAILURE": False, "ERROR": False}.get(state or "")


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
    rest = {role: one for role, one in facts.documents.items() if one != document}
    left = None if facts.manifests is None else tuple(one for one in facts.manifests if one != document)
    return replace(facts, documents=rest, manifests=left)


def with_document(facts: Facts, role: DocumentRole, document: Document | None) -> Facts:
    """The facts with one document set, or taken away."""
    rest = {key: value for key, value in facts.documents.items() if key is not role}
    return replace(facts, documents=rest if document is None else {**rest, role: document})
