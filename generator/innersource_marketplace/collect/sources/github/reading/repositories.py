"""Which repositories an account has, and which of them belong in the marketplace."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.collect.sources.github.reading.decode import flag, integer, nodes, text, within
from innersource_marketplace.collect.sources.github.reading.queries import Selection
from innersource_marketplace.collect.sources.github.transport.api import Answer, Api, GraphError, QuestionFailed
from innersource_marketplace.errors import SourceError
from innersource_marketplace.escape import short_hash
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import ObjectId, Visibility

_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")

PAGE_SIZE = 100
"""Repositories on a page of the list, which is the most that GitHub gives."""

SMALLEST_PAGE = 12
"""Below this a page that fails is not halved again."""

PAGES = 2_000
"""Most pages read of one account: a hundred thousand repositories from either end."""

SCHEME = "github-3"
"""Part of every fingerprint: raise it when more facts are collected, and all is collected again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What the list tells of a repository. `state` changes with a push or an edit."""

    owner: str
    name: str
    database_id: int | None
    visibility: Visibility | None
    archived: bool
    fork: bool
    template: bool
    empty: bool
    disabled: bool
    topics: frozenset[str]
    has_metadata: bool
    head: ObjectId | None
    state: str

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account's repositories; `counted` is how many the host says there are."""

    login: str
    repositories: tuple[Listed, ...]
    counted: int | None


def decode_listed(node: Mapping[str, object]) -> Listed | None:
    """Read one repository of the list; None if it does not even say its name."""
    full_name = text(node, "nameWithOwner") or ""
    owner, _, name = full_name.partition("/")
    if not _usable(owner) or not _usable(name):
        return None
    head = text(within(node, "defaultBranchRef", "target"), "oid")
    topics = frozenset(
        topic.lower()
        for entry in nodes(node, "repositoryTopics") or ()
        if (topic := text(within(entry, "topic"), "name")) is not None
    )
    changing = (text(node, "pushedAt"), text(node, "updatedAt"), head, full_name, text(node, "visibility"))
    return Listed(
        owner=owner,
        name=name,
        database_id=integer(node, "databaseId"),
        visibility=decode_visibility(node),
        archived=flag(node, "isArchived") is True,
        fork=flag(node, "isFork") is True,
        template=flag(node, "isTemplate") is True,
        empty=flag(node, "isEmpty") is True,
        disabled=flag(node, "isDisabled") is True,
        topics=topics,
        has_metadata=any(text(within(node, alias), "oid") for alias in queries.METADATA_FILES),
        head=None if head is None else ObjectId(head),
        state=f"{SCHEME}:" + short_hash(repr(changing)) + short_hash(repr(changing[::-1])),
    )


def decode_visibility(node: Mapping[str, object]) -> Visibility | None:
    """Who may see a repository; None when the host does not say it in words that are known.

    A host too old for `visibility` says `isPrivate`, which covers internal ones too: it counts as
    private.
    """
    raw = node.get("visibility")
    if raw is None and "visibility" not in node:
        private = flag(node, "isPrivate")
        return None if private is None else Visibility.PRIVATE if private else Visibility.PUBLIC
    if not isinstance(raw, str):
        return None
    try:
        visibility = Visibility(raw.lower())
    except ValueError:
        return None
    contradicted = visibility is Visibility.PUBLIC and flag(node, "isPrivate") is True
    return None if contradicted else visibility


def _usable(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in (".", "..")


def only_named(full_name: str) -> Listed:
    """A repository of which nothing is known yet but `owner/name`; its details will tell."""
    owner, _, name = full_name.partition("/")
    return Listed(
        owner=owner,
        name=name,
        database_id=None,
        visibility=None,
        archived=False,
        fork=False,
        template=False,
        empty=False,
        disabled=False,
        topics=frozenset(),
        has_metadata=False,
        head=None,
        state="",
    )


def rule_against(listed: Listed, settings: GitHubSettings) -> str | None:
    """The rule that leaves a repository out, in words to act on; None if it belongs in.

    Visibility is not among them: see `may_be_shown`.
    """
    if listed.disabled:
        return "The host has disabled it."
    if listed.archived and not settings.archived:
        return "It is archived; set `archived: true` on the source to list archived repositories."
    if listed.fork and not settings.forks:
        return "It is a fork; set `forks: true` on the source to list forks."
    if listed.template and not settings.templates:
        return "It is a template; set `templates: true` on the source to list templates."
    if _matches(listed, settings.exclude):
        return "A pattern under `exclude` of the source matches it."
    if settings.include and not _matches(listed, settings.include):
        return "No pattern under `include` of the source matches it."
    wanted = [topic.lower() for topic in settings.topics]
    if any(topic in listed.topics for topic in wanted):
        return None
    if settings.all_with_metadata:
        return None if listed.has_metadata else "It has no innersource.json" + _topics_too(settings.topics)
    return None if not wanted else "It has none of the topics " + ", ".join(settings.topics) + "."


def may_be_shown(visibility: Visibility | None, settings: GitHubSettings) -> bool:
    """Whether the source's allow-list names this visibility; an unknown one is never allowed."""
    return visibility is not None and visibility in settings.visibility


def _topics_too(topics: Iterable[str]) -> str:
    names = ", ".join(topics)
    return f" and none of the topics {names}." if names else "."


def _matches(listed: Listed, patterns: Iterable[str]) -> bool:
    return any(
        fnmatchcase((listed.full_name if "/" in pattern else listed.name).lower(), pattern.lower())
        for pattern in patterns
    )


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
        answer, size = _ask_page(api, queries.listing(selection, both_ends=page > 0), variables, size)
        if "partial" in answer.headers.get("x-github-sso", ""):
            raise _incomplete(login)
        owner = within(answer.data, "repositoryOwner")
        if owner is None:
            raise _no_account(login, answer.errors)
        walk.login = text(owner, "login") or login
        ended = [walk.take(owner, end) for end in ends]
        if any(ended) or walk.met:
            break
    if not walk.found:
        raise SourceError(
            "empty-listing",
            f"{login} lists no repositories",
            "Check that the token may see the repositories of the account. The last known facts are kept.",
        )
    return Account(
        login=walk.login,
        repositories=tuple(sorted(walk.found.values(), key=lambda listed: listed.full_name.lower())),
        counted=walk.counted,
    )


def _ask_page(api: Api, question: str, variables: Mapping[str, object], size: int) -> tuple[Answer, int]:
    """Ask for a page, and for half of it where the host cannot bear it; gives the size that went well too."""
    while True:
        smallest = size <= SMALLEST_PAGE
        try:
            return api.query(question, {**variables, "size": size}, single=smallest), size
        except QuestionFailed as failure:
            if smallest or not failure.heavy:
                raise
        size = max(SMALLEST_PAGE, size // 2)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How far the list of an account was read, from either end."""

    login: str
    counted: int | None = None
    found: dict[str, Listed] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=lambda: {"first": set(), "last": set()})
    cursors: dict[str, str | None] = field(default_factory=lambda: {"first": None, "last": None})
    visited: set[tuple[str, str]] = field(default_factory=set)

    @property
    def met(self) -> bool:
        """Whether the two ends overlap, and nothing that was counted is missing."""
        return bool(self.seen["first"] & self.seen["last"]) and len(self.found) >= (self.counted or 0)

    def take(self, owner: Mapping[str, object], end: str) -> bool:
        """Take a page in; True if it was the last one from that end."""
        entries = nodes(owner, end)
        if entries is None:
            raise SourceError("malformed", f"the list of {self.login} has an unexpected format")
        connection = within(owner, end)
        counted = integer(connection, "totalCount")
        self.counted = counted if self.counted is None or counted is None else max(self.counted, counted)
        for node in entries:
            listed = decode_listed(node)
            if listed is None:
                continue
            owner_login = text(within(node, "owner"), "login") or listed.owner
            if owner_login.lower() == self.login.lower():
                identity = str(listed.database_id or listed.full_name.lower())
                self.found.setdefault(identity, listed)
                self.seen[end].add(identity)
        info = within(connection, "pageInfo")
        cursor = text(info, "endCursor")
        if flag(info, "hasNextPage") is not True or cursor is None:
            return True
        if (end, cursor) in self.visited:
            raise SourceError("malformed", f"the pages of the list of {self.login} form a loop")
        self.visited.add((end, cursor))
        self.cursors[end] = cursor
        return False


def _incomplete(login: str) -> SourceError:
    return SourceError(
        "sso-required",
        f"the list of {login} omits what needs single sign-on",
        "Authorize the token for the organization's single sign-on.",
    )


def _no_account(login: str, errors: Iterable[GraphError]) -> SourceError:
    if any(error.type != "NOT_FOUND" for error in errors):
        return SourceError("server-error", f"the host could not list {login}", "The next run tries again.")
    return SourceError(
        "no-such-account",
        f"there is no organization or user {login}, or the token may not see it",
        "Check the name under `github`, and that the token belongs to that host.",
    )
