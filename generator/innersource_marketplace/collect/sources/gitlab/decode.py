"""From the answers of GitLab, of GraphQL and of REST, to listed projects and facts.

Both are read by the same rules: REST's objects are first put into the shape that GraphQL has.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from innersource_marketplace import escape
from innersource_marketplace.collect.sources.forge import Listed, topics_of
from innersource_marketplace.collect.sources.forge.accounts import Accounts
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import (
    day,
    flag,
    integer,
    moment,
    nodes,
    sequence,
    text,
    within,
)
from innersource_marketplace.collect.sources.gap import Gap, field
from innersource_marketplace.collect.sources.gitlab.queries import ISSUE_STATE
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.limits import LIST_ITEMS, RELEASES, TAG_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import (
    AuthorId,
    Facts,
    Issue,
    ObjectId,
    OpenedIssue,
    ProjectKey,
    Provider,
    PullRequest,
    Release,
    Visibility,
)

SCHEME = "gitlab-2"
"""Part of every state: raise it when more is read from the same answers."""

_SEGMENT = r"[A-Za-z0-9_.](?:[A-Za-z0-9_.+ -]{0,254})"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT}){{1,21}}")
_ID = re.compile(r"gid://gitlab/Project/([0-9]{1,18})")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SETTLED = timedelta(hours=2)
"""GitLab notes the last activity of a project once an hour at most, so a recent one may hide another."""

ACCOUNTS = Accounts(
    field="username",
    deleted=re.compile(r"ghost\d*"),
    machines=re.compile(r"(?:project|group)_\d+_bot|service_account_|^(?:support-bot|alert-bot)$"),
)
"""What the Ghost User has is the work of deleted accounts."""

_ANSWERS = ("approval", "check")
"""Icons of the system notes that say that somebody approved."""


def gid(listed: Listed) -> str | None:
    """The global id of a project, from its identity."""
    number = (listed.identity or "").rpartition(":")[2]
    return f"gid://gitlab/Project/{number}" if number.isdecimal() else None


def decode_listed(node: Mapping[str, object], where: Circumstances) -> Listed | None:
    """Read one project of a list; None if it does not even say its path."""
    path = text(node, "fullPath") or ""
    if not _PATH.fullmatch(path) or any(step in (".", "..") for step in path.split("/")):
        return None
    matched = _ID.fullmatch(text(node, "id") or "")
    head = text(within(node, "repository", "tree", "lastCommit"), "sha")
    head = head if head is not None and _COMMIT.fullmatch(head) else None
    topics = None
    if isinstance(node.get("topics"), list):
        topics = frozenset(topic for topic in sequence(node["topics"]) if isinstance(topic, str))
    visibility = _visibility(node)
    levels = tuple(_level(node, name) for name in ("issues", "mergeRequests", "forking"))
    active = moment(node, "lastActivityAt", where.now)
    # Without a commit only the last activity tells of a push, and a recent one may hide another.
    unsettled = head is None and (active is None or where.now - active < _SETTLED)
    changing = (
        *(
            path,
            visibility,
            head,
            sorted(topics or ()),
            text(node, "description"),
            text(node, "lastActivityAt"),
            levels,
        ),
        *(text(within(node, "repository"), "rootRef"), flag(node, "archived")),
        where.now.date().isoformat() if unsettled else "",
    )
    metadata = nodes(within(node, "metadata"), "blobs")
    return Listed(
        path=path,
        identity=None if matched is None else f"{where.host}:{matched[1]}",
        visibility=visibility,
        archived=field(node, "archived", flag(node, "archived")),
        fork=field(node, "isForked", flag(node, "isForked")),
        disabled=text(node, "markedForDeletionOn") is not None
        or flag(node, "markedForDeletion") is True
        or _level(node, "repository") == "disabled",
        topics=field(node, "topics", topics),
        has_metadata=field(node, "metadata", None if metadata is None else bool(metadata)),
        empty=flag(within(node, "repository"), "empty") is True,
        head=None if head is None else ObjectId(head),
        shown_issues=_shown(levels[0], flag(node, "issuesEnabled")),
        shown_requests=_shown(levels[1], flag(node, "mergeRequestsEnabled")),
        forkable=None if levels[2] is None else levels[2] == "enabled",
        fork_of=text(node, "forkOf"),
        state=f"{SCHEME}:{escape.short_hash(repr(changing))}{escape.short_hash(repr(changing[::-1]))}",
        issue_state=_issue_state(node),
    )


def _issue_state(node: Mapping[str, object]) -> str:
    newest, count = nodes(node, ISSUE_STATE), integer(within(node, ISSUE_STATE), "count")
    if newest is None or count is None:
        return ""
    return escape.short_hash(repr((count, [text(one, "updatedAt") for one in newest])))


def _visibility(node: Mapping[str, object]) -> Visibility | Gap | None:
    """Who may see a project with its code; None in words that are not known."""
    if _level(node, "repository") == "private":
        return Visibility.PRIVATE
    word = field(node, "visibility", text(node, "visibility"))
    try:
        return word if isinstance(word, Gap) else Visibility(word.lower())
    except ValueError:
        return None


def _level(node: Mapping[str, object], name: str) -> str | None:
    level = text(within(node, f"{name}AccessLevel"), "stringValue")
    return None if level is None else level.lower()


def _shown(level: str | None, enabled: bool | None) -> bool | None:
    """Whether whoever sees the project sees this too: False where it is off or for members, None if not known."""
    if enabled is False:
        return False
    return None if level is None else level in ("enabled", "public")


def decode_facts(node: Mapping[str, object], listed: Listed, where: Circumstances) -> Facts:
    """What a project's forge tells of it; what only members may see is not known to anybody here."""
    description = text(node, "description")
    releases = nodes(node, "releases")
    owner, name = listed.owner, listed.name
    off = flag(node, "issuesEnabled") is False
    return Facts(
        key=ProjectKey(f"{where.host}/{listed.path}"),
        host=where.host,
        owner=owner,
        name=name,
        provider=Provider.GITLAB,
        source=where.source,
        identity=listed.identity,
        visibility=listed.seen_by,
        description=(escape.plain(description, TEXT_CHARACTERS) or None) if description else None,
        topics=topics_of(listed),
        archived=listed.archived is True,
        fork_of=escape.plain(listed.fork_of, TITLE_CHARACTERS) if listed.fork_of else None,
        forking_allowed=listed.forkable,
        created_at=moment(node, "createdAt", where.now),
        stars=integer(node, "starCount"),
        forks=integer(node, "forksCount"),
        open_issues=integer(within(node, "openIssues"), "count") if listed.shown_issues else None,
        releases=None if releases is None else tuple(_releases(releases, listed.path, where)),
        release_count=integer(within(node, "releases"), "count"),
        issues=() if off or not where.labels else _tasks(node, listed.path, where) if listed.shown_issues else None,
        opened_issues=() if off else _opened(node, where) if listed.shown_issues else None,
        pull_requests=_requests(node, listed, where),
        checks_pass=_checks(node),
    )


def _releases(entries: Iterable[Mapping[str, object]], path: str, where: Circumstances) -> Iterable[Release]:
    for entry in list(entries)[:RELEASES]:
        tag = text(entry, "tagName")
        if tag is not None and flag(entry, "upcomingRelease") is not True:
            yield Release(
                tag=escape.plain(tag, TITLE_CHARACTERS),
                published_at=moment(entry, "releasedAt", where.now),
                url=where.below(path, "-", "releases", tag),
            )


def _tasks(node: Mapping[str, object], path: str, where: Circumstances) -> tuple[Issue, ...] | None:
    lists = [entries for name in node if name.startswith("tasks") if (entries := nodes(node, name)) is not None]
    if not lists:
        return None
    wanted = frozenset(label.casefold() for label in where.labels)
    found: dict[int, Issue] = {}
    for entry in (entry for entries in lists for entry in entries):
        number, title = _number(entry), text(entry, "title")
        labels = tuple(label for one in nodes(entry, "labels") or () if (label := text(one, "title")) is not None)
        # Only what the server calls open to all: a token may see confidential issues.
        if number is None or title is None or flag(entry, "confidential") is not False:
            continue
        if not wanted & {label.casefold() for label in labels}:
            continue
        assignees = nodes(entry, "assignees")
        linked = integer(entry, "mergeRequestsCount")
        found[number] = Issue(
            number=number,
            title=escape.plain(title, TEXT_CHARACTERS),
            url=where.below(path, "-", "issues", str(number)),
            labels=tuple(sorted({escape.plain(label, TAG_CHARACTERS) for label in labels if label})),
            created_at=moment(entry, "createdAt", where.now),
            updated_at=moment(entry, "updatedAt", where.now),
            assigned=None if assignees is None else bool(assignees),
            linked_pull_request=None if linked is None else linked > 0,
            due=day(entry, "dueDate"),
        )
    return tuple(issue for _, issue in sorted(found.items(), reverse=True))[:LIST_ITEMS]


def _number(entry: Mapping[str, object]) -> int | None:
    raw = entry.get("iid")
    return int(raw) if isinstance(raw, str) and raw.isdecimal() and len(raw) < 16 else integer(entry, "iid")


def _opened(node: Mapping[str, object], where: Circumstances) -> tuple[OpenedIssue, ...] | None:
    entries = nodes(node, "openedIssues")
    if entries is None:
        return None
    found: list[OpenedIssue] = []
    for entry in entries:
        created, author = moment(entry, "createdAt", where.now), within(entry, "author")
        if created is not None and flag(entry, "confidential") is False and not ACCOUNTS.is_machine(author):
            found.append(OpenedIssue(author=author_id(ACCOUNTS.name(author) or ""), created_at=created))
    return tuple(found)


def _requests(node: Mapping[str, object], listed: Listed, where: Circumstances) -> tuple[PullRequest, ...] | None:
    if flag(node, "mergeRequestsEnabled") is False:
        return ()
    lists = [nodes(node, name) for name in ("merged", "closed")]
    if not listed.shown_requests or lists[0] is None:
        return None
    read = {
        one.number: one
        for entries in lists
        for entry in entries or ()
        if (one := _request(entry, where.now)) is not None
    }
    return tuple(sorted(read.values(), key=lambda one: one.merged_at or one.closed_at or one.created_at, reverse=True))


def _request(node: Mapping[str, object], now: datetime) -> PullRequest | None:
    number, created = _number(node), moment(node, "createdAt", now)
    if number is None or created is None:
        return None
    author = within(node, "author")
    merged = moment(node, "mergedAt", now)
    closed = moment(node, "closedAt", now) or merged or moment(node, "updatedAt", now)
    notes, approvals = nodes(node, "notes"), nodes(node, "approvedBy")
    answers = [
        when
        for note in notes or ()
        if (flag(note, "system") is not True or text(note, "systemNoteIconName") in _ANSWERS)
        and flag(note, "internal") is not True
        and ACCOUNTS.other_person(within(note, "author"), author)
        and (when := moment(note, "createdAt", now)) is not None
        and when >= created
    ]
    approvers = {name for one in approvals or () if (name := ACCOUNTS.other_person(one, author)) is not None}
    whole = approvals is not None and flag(within(node, "approvedBy", "pageInfo"), "hasNextPage") is not True
    machine, account = ACCOUNTS.is_machine(author), ACCOUNTS.name(author)
    return PullRequest(
        number=number,
        author=f"{escape.plain(account, TITLE_CHARACTERS)}[bot]" if machine and account else None,
        author_id=None if machine or account is None else author_id(account),
        created_at=created,
        first_response_at=min(answers, default=None),
        approved_by_other_human=True if approvers else False if whole else None,
        merged_at=merged,
        closed_at=closed,
        from_fork=_from_fork(node),
        reviewers=_reviewers(node, approvers, author) if whole else None,
    )


def _reviewers(
    node: Mapping[str, object], approvers: set[str], author: Mapping[str, object] | None
) -> tuple[AuthorId, ...] | None:
    """Who approved or commented; None where the comments go on, for then others may be among them."""
    notes = nodes(node, "notes")
    if notes is None or flag(within(node, "notes", "pageInfo"), "hasNextPage") is True:
        return None
    said = {
        name
        for note in notes
        if flag(note, "system") is not True
        and flag(note, "internal") is not True
        and (name := ACCOUNTS.other_person(within(note, "author"), author)) is not None
    }
    return tuple(sorted({author_id(name) for name in approvers | said}))


def _from_fork(node: Mapping[str, object]) -> bool | None:
    target = integer(node, "targetProjectId")
    if target is None or "sourceProjectId" not in node:
        return None
    # The branch of a fork that was deleted since has no project.
    return integer(node, "sourceProjectId") != target


def _checks(node: Mapping[str, object]) -> bool | None:
    runs = nodes(within(node, "repository", "tree", "lastCommit"), "pipelines")
    return {"SUCCESS": True, "FAILED": False}.get((text(runs[0], "status") or "").upper()) if runs else None
