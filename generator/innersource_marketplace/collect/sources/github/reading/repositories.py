"""Which repositories an account has, and which of them belong in the marketplace."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from innersource_marketplace.collect.sources.forge.api import Api, GraphError
from innersource_marketplace.collect.sources.forge.json_values import (
    flag,
    integer,
    mapping,
    nodes,
    sequence,
    text,
    within,
)
from innersource_marketplace.collect.sources.forge.rules import Considered
from innersource_marketplace.collect.sources.forge.selection import Selection
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.answer import Answered, below
from innersource_marketplace.collect.sources.github.reading.batches import REFUSALS
from innersource_marketplace.collect.sources.github.transport.refusals import policy_error
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import short_hash
from innersource_marketplace.model import ObjectId, Visibility

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")

PAGE_SIZE = 100
"""Repositories on a page of the list, which is the most that GitHub gives."""

SMALLEST_PAGE = 12
"""Below this a page that fails is not halved again."""

PAGES = 2_000
"""Most pages read of one account: a hundred thousand repositories from either end."""

SCHEME = "github-4"
"""Part of every fingerprint: raise it when more facts are collected, and all is collected again."""


class Listed(Considered, frozen=True, kw_only=True):
    """What the list tells of a repository, or why it does not; without a `head` there are no commits."""

    database_id: int | None = None
    empty: bool | Gap = Gap.NOT_ASKED
    head: ObjectId | Gap | None = Gap.NOT_ASKED


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account's repositories; `counted` is how many the host says there are."""

    login: str
    repositories: tuple[Listed, ...]
    counted: int | None


def decode_listed(answer: Answered) -> Listed | None:
    """Read one repository of the list; None if it does not even say its name."""
    node = answer.node
    full_name = text(node, "nameWithOwner") or ""
    owner, _, name = full_name.partition("/")
    if not _usable(owner) or not _usable(name):
        return None
    head = text(within(node, "defaultBranchRef", "target"), "oid")
    changing = (text(node, "pushedAt"), text(node, "updatedAt"), head, full_name, text(node, "visibility"))
    return Listed(
        path=full_name,
        database_id=integer(node, "databaseId"),
        visibility=decode_visibility(answer),
        archived=_flag(answer, "isArchived"),
        fork=_flag(answer, "isFork"),
        template=_flag(answer, "isTemplate"),
        empty=_flag(answer, "isEmpty"),
        disabled=_flag(answer, "isDisabled"),
        topics=_topics(answer),
        has_metadata=_has_metadata(answer),
        head=answer.gap("defaultBranchRef", "target", "oid") or (None if head is None else ObjectId(head)),
        state=f"{SCHEME}:" + short_hash(repr(changing)) + short_hash(repr(changing[::-1])),
        issue_state=_issue_state(answer),
    )


def _issue_state(answer: Answered) -> str:
    name = queries.ISSUE_STATE
    newest, count = nodes(answer.node, name), integer(within(answer.node, name), "totalCount")
    if answer.gap(name) is not None or newest is None or count is None:
        return ""
    return short_hash(repr((count, [text(one, "updatedAt") for one in newest])))


def _flag(answer: Answered, name: str) -> bool | Gap:
    value = flag(answer.node, name)
    return answer.gap(name) or (Gap.UNREAD if value is None else value)


def _topics(answer: Answered) -> frozenset[str] | Gap:
    gap, entries = answer.gap("repositoryTopics"), nodes(answer.node, "repositoryTopics")
    if gap is not None or entries is None:
        return gap or Gap.UNREAD
    names = (text(within(entry, "topic"), "name") for entry in entries)
    return frozenset(name.lower() for name in names if name is not None)


def _has_metadata(answer: Answered) -> bool | Gap:
    """Whether there is a metadata file; that there is none is known only if every place was looked at."""
    counted = [alias for alias in answer.node if alias.startswith(queries.COUNTED)]
    usual = [*queries.METADATA_FILES]
    if counted and not any(alias in answer.node for alias in usual):
        usual = []  # a source need not count innersource.json
    gaps = {alias: answer.gap(alias) for alias in (*usual, *counted)}
    if any(gap is None and text(within(answer.node, alias), "oid") for alias, gap in gaps.items()):
        return True
    return next((gap for gap in gaps.values() if gap is not None), False)


def decode_visibility(answer: Answered) -> Visibility | Gap | None:
    """Who may see a repository; None when the host says it in words that are not known.

    A host too old for `visibility` says `isPrivate`, which covers internal ones too: it counts as
    private.
    """
    node = answer.node
    raw, private = node.get("visibility"), flag(node, "isPrivate")
    if "visibility" not in node:
        gap = answer.gap("isPrivate")
        if gap is not None or private is None:
            return gap or Gap.UNREAD
        return Visibility.PRIVATE if private else Visibility.PUBLIC
    if answer.gap("visibility") is not None or raw is None:
        return Gap.UNREAD  # every repository has one
    if not isinstance(raw, str):
        return None
    try:
        visibility = Visibility(raw.lower())
    except ValueError:
        return None
    contradicted = visibility is Visibility.PUBLIC and private is True
    return None if contradicted else visibility


def _usable(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in (".", "..")


def list_account(api: Api, login: str, selection: Selection) -> Account:
    """Read the whole list of an organization or user: a page from its start, then from both ends.

    The list is whole when the two ends met and as many came as were counted, or when one end was
    read to its other. Raises `SourceError` when there is no such account, when it lists nothing
    (an outage and an empty account look alike), or when the pages lead in circles.
    """
    walk = _Walk(login=login)
    size = PAGE_SIZE
    for page in range(PAGES):
        ends = ("first", "last") if page else ("first",)
        variables: dict[str, object] = {"login": login, "after": walk.cursors["first"]}
        if page:
            variables["before"] = walk.cursors["last"]
        answer, size = api.page(
            queries.listing(selection, both_ends=page > 0), variables, size=size, smallest=SMALLEST_PAGE
        )
        if "partial" in answer.headers.get("x-github-sso", ""):
            raise _incomplete(login)
        owner = within(answer.data, "repositoryOwner")
        if owner is None:
            raise _no_account(login, answer.errors)
        walk.login = text(owner, "login") or login
        ended = [walk.take(owner, end, answer.errors) for end in ends]
        if any(ended) or walk.met:
            break
    if not walk.found:
        raise SourceError(
            "empty-listing",
            sentence("{account} lists no repositories", account=login),
            "Check that the token may see the repositories of the account."
            " If there are none any more, remove it from the catalogue.",
        )
    return Account(
        login=walk.login,
        repositories=tuple(sorted(walk.found.values(), key=lambda listed: listed.path.lower())),
        counted=walk.counted,
    )


class _Walk(msgspec.Struct, kw_only=True):
    """How far the list of an account was read, from either end."""

    login: str
    counted: int | None = None
    found: dict[str, Listed] = msgspec.field(default_factory=dict)
    seen: dict[str, set[str]] = msgspec.field(default_factory=lambda: {"first": set(), "last": set()})
    cursors: dict[str, str | None] = msgspec.field(default_factory=lambda: {"first": None, "last": None})
    visited: set[tuple[str, str]] = msgspec.field(default_factory=set)

    @property
    def met(self) -> bool:
        """Whether the two ends overlap, and nothing that was counted is missing."""
        return bool(self.seen["first"] & self.seen["last"]) and len(self.found) >= (self.counted or 0)

    def take(self, owner: Mapping[str, object], end: str, errors: Sequence[GraphError]) -> bool:
        """Take a page in; True if it was the last one from that end."""
        connection = within(owner, end)
        if connection is None or not isinstance(connection.get("nodes"), list):
            raise SourceError(
                "malformed", sentence("the list of {account} has an unexpected format", account=self.login)
            )
        serious = [error.path for error in errors if error.type not in REFUSALS]
        refused = [error.path for error in errors if error.type in REFUSALS]
        counted = integer(connection, "totalCount")
        self.counted = counted if self.counted is None or counted is None else max(self.counted, counted)
        for position, entry in enumerate(sequence(connection["nodes"])):
            node = mapping(entry)
            place = ("repositoryOwner", end, "nodes", str(position))
            answer = Answered(node=node or {}, errors=below(serious, *place), refused=below(refused, *place))
            listed = decode_listed(answer)
            if node is None or listed is None:
                continue
            owner_login = text(within(node, "owner"), "login") or listed.owner
            if owner_login.lower() == self.login.lower():
                identity = str(listed.database_id or listed.path.lower())
                self.found.setdefault(identity, listed)
                self.seen[end].add(identity)
        info = within(connection, "pageInfo")
        cursor = text(info, "endCursor")
        if flag(info, "hasNextPage") is not True or cursor is None:
            return True
        if (end, cursor) in self.visited:
            raise SourceError(
                "malformed", sentence("the pages of the list of {account} form a loop", account=self.login)
            )
        self.visited.add((end, cursor))
        self.cursors[end] = cursor
        return False


def _incomplete(login: str) -> SourceError:
    return SourceError(
        "sso-required",
        sentence("the list of {account} omits what needs single sign-on", account=login),
        "Authorize the token for the organization's single sign-on.",
    )


def _no_account(login: str, errors: Sequence[GraphError]) -> SourceError:
    refused = next((error for error in errors if error.type in REFUSALS), None)
    if refused is not None:
        return policy_error(refused.message, sentence("the token may not list {account}", account=login))
    if any(error.type != "NOT_FOUND" for error in errors):
        return SourceError(
            "server-error", sentence("the host could not list {account}", account=login), "The next run tries again."
        )
    return SourceError(
        "no-such-account",
        sentence("there is no organization or user {account}, or the token may not see it", account=login),
        "Check the name under `github`, and that the token belongs to that host.",
    )
