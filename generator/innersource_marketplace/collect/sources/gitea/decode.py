"""From the answers of Gitea and Forgejo to listed repositories and facts."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.collect.sources.forge import Listed, topics_of
from innersource_marketplace.collect.sources.forge.accounts import Accounts
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import (
    day,
    flag,
    integer,
    mapping,
    moment,
    sequence,
    text,
    within,
)
from innersource_marketplace.collect.sources.gap import Gap, field
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.limits import LIST_ITEMS, RELEASES, TAG_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import (
    AuthorId,
    Facts,
    Issue,
    OpenedIssue,
    ProjectKey,
    Provider,
    PullRequest,
    Release,
    Visibility,
)

SCHEME = "gitea-2"
"""Part of every state: raise it when more is read from the same answers."""

_PATH = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
ACCOUNTS = Accounts(
    field="login", deleted=re.compile("ghost"), machines=re.compile("^(?:gitea|forgejo)-actions$|^actions-user$")
)
_SAID = frozenset({"APPROVED", "REQUEST_CHANGES", "COMMENT"})
"""States of reviews in which somebody has said something; one that was only asked for is none."""

_SETTLED = timedelta(hours=1)
"""What changed later than this before the night may hide another change: times have seconds, and clocks differ."""

Object = Mapping[str, object]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A pull request with its reviews and comments; None where they could not be read."""

    value: Object
    reviews: Sequence[Object] | None
    comments: Sequence[Object] | None


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a repository beside itself; None where it could not be, or must not be shown.

    `requests` that have not changed are as they were known.
    """

    releases: Sequence[Object] | None = None
    tasks: Sequence[Object] | None = None
    opened: Sequence[Object] | None = None
    requests: Sequence[Request | PullRequest] | None = None
    status: str | None = None


def decode_listed(value: Object, where: Circumstances, topics: Iterable[str] | None = None) -> Listed | None:
    """Read one repository; None if it does not even say its name. `topics` are those it is known to have otherwise."""
    path = text(value, "full_name") or ""
    if not _PATH.fullmatch(path) or any(step in (".", "..") for step in path.split("/")):
        return None
    number = integer(value, "id")
    said = [topic for topic in sequence(value.get("topics")) if isinstance(topic, str)]
    found = frozenset(said if "topics" in value else topics or ())
    visibility = _visibility(value)
    changing = (
        *(path, visibility, sorted(found), text(value, "description"), text(value, "updated_at")),
        *(text(value, "default_branch"), flag(value, "archived")),
        *(flag(value, "has_issues"), _elsewhere(value), flag(value, "has_pull_requests")),
        *(integer(value, name) for name in ("open_issues_count", "open_pr_counter", "release_counter")),
    )
    return Listed(
        path=path,
        identity=None if number is None else f"{where.host}:{number}",
        visibility=visibility,
        archived=field(value, "archived", flag(value, "archived")),
        fork=field(value, "fork", flag(value, "fork")),
        template=field(value, "template", flag(value, "template")),
        disabled=False,
        empty=flag(value, "empty") is True,
        topics=found,
        # Whoever may see a repository there may see its issues and pull requests, if it has them.
        shown_issues=False if _elsewhere(value) else flag(value, "has_issues"),
        shown_requests=flag(value, "has_pull_requests"),
        fork_of=text(mapping(value.get("parent")), "full_name"),
        stars=integer(value, "stars_count"),
        forks=integer(value, "forks_count"),
        subscribers=integer(value, "watchers_count"),
        state=f"{SCHEME}:{escape.short_hash(repr(changing))}{escape.short_hash(repr(changing[::-1]))}",
    )


def _elsewhere(value: Object) -> bool:
    """Whether the issues are in another program; that there are some is said in this case too."""
    return mapping(value.get("external_tracker")) is not None


def _visibility(value: Object) -> Visibility | Gap | None:
    """Who may see a repository: what is not private is as visible as its owner.

    `internal` means there that only members of a private organization may see it, so it counts as private.
    Source: Gitea, `services/convert/repository.go`.
    """
    private, owner = field(value, "private", flag(value, "private")), mapping(value.get("owner"))
    if isinstance(private, Gap) or owner is None:
        return Gap.UNREAD
    if private or flag(value, "internal") is True:
        return Visibility.PRIVATE
    levels = {"public": Visibility.PUBLIC, "limited": Visibility.INTERNAL}
    # Servers from before owners had one do not say it.
    said = field(owner, "visibility", text(owner, "visibility"))
    if isinstance(said, Gap):
        return Gap.UNREAD if said is Gap.UNREAD else Visibility.PUBLIC
    return levels.get(said or "public", Visibility.PRIVATE)


def decode_facts(value: Object, activity: Activity, listed: Listed, where: Circumstances) -> Facts:
    """What a repository's forge tells of it."""
    description, website = text(value, "description"), text(value, "website")
    elsewhere = _elsewhere(value)
    off = listed.shown_issues is False and not elsewhere
    tasks = None if elsewhere else () if not where.labels or off else activity.tasks
    opened = None if elsewhere else () if off else activity.opened
    requests = () if listed.shown_requests is False else activity.requests
    return Facts(
        key=ProjectKey(f"{where.host}/{listed.path}"),
        host=where.host,
        owner=listed.owner,
        name=listed.name,
        provider=Provider.GITEA,
        source=where.source,
        identity=listed.identity,
        visibility=listed.seen_by,
        description=(escape.plain(description, TEXT_CHARACTERS) or None) if description else None,
        homepage=escape.url(website) if website else None,
        topics=topics_of(listed),
        archived=listed.archived is True,
        template=listed.template is True,
        fork_of=escape.plain(listed.fork_of, TITLE_CHARACTERS) if listed.fork_of else None,
        created_at=moment(value, "created_at", where.now),
        stars=listed.stars,
        forks=listed.forks,
        subscribers=listed.subscribers,
        open_issues=integer(value, "open_issues_count") if listed.shown_issues else None,
        releases=None if activity.releases is None else tuple(_releases(activity.releases, listed.path, where)),
        release_count=integer(value, "release_counter"),
        issues=None if tasks is None else _tasks(tasks, listed.path, where),
        opened_issues=None if opened is None else _opened(opened, where),
        pull_requests=None if requests is None else _requests(requests, where.now),
        checks_pass={"success": True, "failure": False, "error": False}.get(activity.status or ""),
    )


def _releases(entries: Sequence[Object], path: str, where: Circumstances) -> Iterable[Release]:
    for entry in entries[:RELEASES]:
        tag = text(entry, "tag_name")
        if tag is not None and flag(entry, "draft") is not True:
            yield Release(
                tag=escape.plain(tag, TITLE_CHARACTERS),
                published_at=moment(entry, "published_at", where.now),
                url=where.below(path, "releases", "tag", tag),
            )


def _tasks(entries: Sequence[Object], path: str, where: Circumstances) -> tuple[Issue, ...]:
    wanted = frozenset(label.casefold() for label in where.labels)
    found: dict[int, Issue] = {}
    for entry in entries:
        number, title = integer(entry, "number"), text(entry, "title")
        labels = [name for one in sequence(entry.get("labels")) if (name := text(mapping(one), "name")) is not None]
        if number is None or title is None or mapping(entry.get("pull_request")) is not None:
            continue
        if text(entry, "state") != "open" or not wanted & {label.casefold() for label in labels}:
            continue
        found[number] = Issue(
            number=number,
            title=escape.plain(title, TEXT_CHARACTERS),
            url=where.below(path, "issues", str(number)),
            labels=tuple(sorted({escape.plain(label, TAG_CHARACTERS) for label in labels if label})),
            created_at=moment(entry, "created_at", where.now),
            updated_at=moment(entry, "updated_at", where.now),
            assigned=bool(sequence(entry.get("assignees"))) or mapping(entry.get("assignee")) is not None,
            due=day(entry, "due_date"),
        )
    return tuple(issue for _, issue in sorted(found.items(), reverse=True))[:LIST_ITEMS]


def _opened(entries: Sequence[Object], where: Circumstances) -> tuple[OpenedIssue, ...]:
    found: list[OpenedIssue] = []
    for entry in entries:
        created, author = moment(entry, "created_at", where.now), mapping(entry.get("user"))
        if created is not None and mapping(entry.get("pull_request")) is None and not ACCOUNTS.is_machine(author):
            found.append(OpenedIssue(author=author_id(ACCOUNTS.name(author) or ""), created_at=created))
    return tuple(found)


def settled(value: Object, now: datetime) -> datetime | None:
    """When a pull request changed last, if that is so long ago that the next change will have another time."""
    updated = moment(value, "updated_at", now)
    return None if updated is None or updated > now - _SETTLED else updated


def _requests(entries: Sequence[Request | PullRequest], now: datetime) -> tuple[PullRequest, ...]:
    read = [
        one
        for entry in entries
        if (one := entry if isinstance(entry, PullRequest) else _request(entry, now)) is not None
    ]
    return tuple(sorted(read, key=lambda one: one.merged_at or one.closed_at or one.created_at, reverse=True))


def _request(entry: Request, now: datetime) -> PullRequest | None:
    value = entry.value
    number, created = integer(value, "number"), moment(value, "created_at", now)
    if number is None or created is None or text(value, "state") != "closed":
        return None
    author = mapping(value.get("user"))
    machine, account = ACCOUNTS.is_machine(author), ACCOUNTS.name(author)
    said = [one for one in entry.reviews or () if text(one, "state") in _SAID]
    answers = [
        when
        for one, name in (
            *((one, "submitted_at") for one in said),
            *((one, "created_at") for one in entry.comments or ()),
        )
        if _other_person(one, author) and (when := moment(one, name, now)) is not None and when >= created
    ]
    approvals = (one for one in said if text(one, "state") == "APPROVED" and flag(one, "dismissed") is not True)
    approved = any(_other_person(one, author) for one in approvals)
    return PullRequest(
        number=number,
        author=f"{escape.plain(account, TITLE_CHARACTERS)}[bot]" if machine and account else None,
        author_id=None if machine or account is None else author_id(account),
        created_at=created,
        first_response_at=min(answers, default=None),
        approved_by_other_human=None if entry.reviews is None else approved,
        merged_at=moment(value, "merged_at", now),
        closed_at=moment(value, "closed_at", now) or moment(value, "merged_at", now),
        from_fork=_from_fork(value),
        reviewers=None if entry.reviews is None else _reviewers(said, author),
        updated_at=None if entry.reviews is None or entry.comments is None else settled(value, now),
    )


def _reviewers(reviews: Iterable[Object], author: Object | None) -> tuple[AuthorId, ...]:
    return tuple(sorted({author_id(name) for one in reviews if (name := _other_person(one, author)) is not None}))


def _from_fork(value: Object) -> bool | None:
    base = integer(within(value, "base"), "repo_id")
    head = mapping(value.get("head"))
    if base is None or head is None:
        return None
    # The branch of a fork that was deleted since has the number 0 or none.
    return head.get("repo_id") != base


def _other_person(entry: Object, author: Object | None) -> str | None:
    """The account of whoever wrote something, unless that is the author or a machine."""
    return ACCOUNTS.other_person(mapping(entry.get("user")), author)
