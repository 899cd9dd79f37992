"""Records: pull requests and issues of a repository, exported from a forge to a JSON file.

For forges that no source here can ask. Strict: what cannot be meant is a problem and left out, and
nothing is guessed in its place. People are hashed as they are read; their names go nowhere, not
even into a problem.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.errors import Problem, Sentence, Words, sentence
from innersource_marketplace.formats.authors import author_id, is_bot
from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.parsing import Report, as_mapping, parse_json, pointer_to, quoted
from innersource_marketplace.limits import (
    LIST_ITEMS,
    RECORD_BYTES,
    RECORD_DAYS,
    RECORD_ISSUES,
    RECORD_PULL_REQUESTS,
    TAG_CHARACTERS,
    TEXT_CHARACTERS,
)
from innersource_marketplace.model import AuthorId, Facts, Issue, OpenedIssue, PullRequest, SafeUrl, can_have_been

RECORD_KEYS: Final = (
    "$schema",
    "$comment",
    "as_of",
    "stars",
    "forks",
    "subscribers",
    "open_issues",
    "forking_allowed",
    "checks_pass",
    "pull_requests",
    "issues",
)
PULL_REQUEST_KEYS: Final = (
    "number",
    "author",
    "created_at",
    "first_response_at",
    "merged_at",
    "closed_at",
    "from_fork",
    "author_association",
    "reviewers",
    "approved_by",
)
ISSUE_KEYS: Final = (
    "number",
    "title",
    "url",
    "author",
    "created_at",
    "updated_at",
    "closed_at",
    "labels",
    "assigned",
    "linked_pull_request",
)
ASSOCIATIONS: Final = (
    "owner",
    "member",
    "collaborator",
    "contributor",
    "first_time_contributor",
    "first_timer",
    "none",
)
"""What an author is to the repository. Source: GitHub, "CommentAuthorAssociation"."""

_ENDS: Final = ("first_response_at", "merged_at", "closed_at")

_LARGEST: Final = 2**53
"""Numbers above are nonsense, and JSON readers in browsers would round them."""

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})")
_ACCOUNT = re.compile(r"[^\s<>]{1,320}")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The data of a record, with the fields of `Facts`; None is not known."""

    recorded_at: datetime
    stars: int | None = None
    forks: int | None = None
    subscribers: int | None = None
    open_issues: int | None = None
    forking_allowed: bool | None = None
    checks_pass: bool | None = None
    pull_requests: tuple[PullRequest, ...] | None = None
    issues: tuple[Issue, ...] | None = None
    opened_issues: tuple[OpenedIssue, ...] | None = None


_FIELDS: Final = Record.__struct_fields__


def with_record(facts: Facts, record: Record) -> Facts:
    """The facts of a repository, with what its record says."""
    return replace(facts, **{name: getattr(record, name) for name in _FIELDS})


def record_in(facts: Facts | None) -> Record | None:
    """What a record said of a repository when its facts were stored; None where there was none."""
    if facts is None or facts.recorded_at is None:
        return None
    return Record(**{name: getattr(facts, name) for name in _FIELDS})


def told_too_late(record: Record, now: datetime, what: Words) -> Sentence | None:
    """Say that `what`, a record, is too old to use; None if it is not."""
    if now - record.recorded_at <= timedelta(days=RECORD_DAYS):
        return None
    return sentence(
        "{record} was exported on {day}, more than {days} days old: pull requests and issues are not known",
        record=what,
        day=f"{record.recorded_at:%Y-%m-%d}",
        days=RECORD_DAYS,
    )


def read_record(
    data: bytes, where: str, *, now: datetime, labels: Collection[str]
) -> tuple[Record | None, tuple[Problem, ...]]:
    """Read a record; open issues with one of `labels` are tasks.

    None if nothing of it can be used: it is not a JSON object, or has no date.
    Pull requests and issues that say nothing usable are left out. Never raises, whatever the bytes.
    """
    parsed = parse_json(data, where, RECORD_BYTES)
    value, problems = as_mapping(parsed)
    report = Report(where, parsed.position)
    if value is None:
        return None, problems
    values.check_keys(report, "", value, RECORD_KEYS)
    as_of = _moment(report, "/as_of", value.get("as_of"), now)
    if value.get("as_of") is None:
        message = "the date of the export is missing, so the age of the record is not known"
        report.error("", "missing-key", message, 'Add "as_of".')
    pulls = _items(report, "/pull_requests", value.get("pull_requests"))
    issues = _items(report, "/issues", value.get("issues"))
    wanted = frozenset(label.casefold() for label in labels)
    found = None if issues is None else [_issue(report, at, item, now) for at, item in issues]
    record = Record(
        recorded_at=as_of or now,
        stars=_count(report, "/stars", value.get("stars")),
        forks=_count(report, "/forks", value.get("forks")),
        subscribers=_count(report, "/subscribers", value.get("subscribers")),
        open_issues=_count(report, "/open_issues", value.get("open_issues")),
        forking_allowed=_flag(report, "/forking_allowed", value.get("forking_allowed")),
        checks_pass=_flag(report, "/checks_pass", value.get("checks_pass")),
        pull_requests=None
        if pulls is None
        else _newest(one for at, item in pulls if (one := _pull_request(report, at, item, now)) is not None),
        issues=None if found is None else _tasks([one.open for one in found if one.open is not None], wanted),
        opened_issues=None if found is None else _opened([one.opened for one in found if one.opened is not None]),
    )
    return None if as_of is None else record, tuple(sorted({*problems, *report.problems()}))


def _newest(pulls: Iterable[PullRequest]) -> tuple[PullRequest, ...]:
    """The pull requests closed last, newest first."""
    closed = [(pull.merged_at or pull.closed_at, pull) for pull in pulls]
    ended = sorted(
        ((when, pull) for when, pull in closed if when is not None),
        key=lambda item: (-item[0].timestamp(), -item[1].number),
    )
    return tuple(pull for _, pull in ended[:RECORD_PULL_REQUESTS])


def _tasks(issues: Sequence[Issue], wanted: Collection[str]) -> tuple[Issue, ...]:
    offered = (issue for issue in issues if any(label.casefold() in wanted for label in issue.labels))
    return tuple(sorted(offered, key=lambda issue: -issue.number))[:LIST_ITEMS]


def _opened(issues: Sequence[OpenedIssue]) -> tuple[OpenedIssue, ...]:
    return tuple(sorted(issues, key=lambda one: (-one.created_at.timestamp(), one.author)))[:RECORD_ISSUES]


def _items(report: Report, pointer: str, value: object) -> list[tuple[str, Mapping[str, object]]] | None:
    """The objects of a list, each number once; None where there is no list."""
    if not isinstance(value, list):
        values.sequence(report, pointer, value)
        return None
    found: list[tuple[str, Mapping[str, object]]] = []
    seen: dict[int, None] = {}
    for at, item in values.sequence(report, pointer, value):
        if not isinstance(item, dict):
            report.wrong_type(at, item, "an object with keys")
            continue
        number = _count(report, pointer_to(at, "number"), item.get("number"), least=1)
        if number is None:
            if item.get("number") is None:
                _missing(report, at, "number")
        elif number in seen:
            message = sentence("number {number} appears twice; the first one is used", number=number)
            report.error(pointer_to(at, "number"), "duplicate-number", message, "Export each one once.")
        else:
            seen[number] = None
            found.append((at, item))
    return found


def _pull_request(report: Report, pointer: str, item: Mapping[str, object], now: datetime) -> PullRequest | None:
    """Read a pull request; None for one of a bot, and where a time is missing or cannot be: a wrong wait is no fact."""
    values.check_keys(report, pointer, item, PULL_REQUEST_KEYS)
    created = _created(report, pointer, item, now)
    ends = {key: _end(report, pointer_to(pointer, key), item.get(key), created, now) for key in _ENDS}
    author = _account(report, pointer_to(pointer, "author"), item.get("author"))
    reviewers = _people(report, pointer_to(pointer, "reviewers"), item.get("reviewers"), author)
    approved = _people(report, pointer_to(pointer, "approved_by"), item.get("approved_by"), author)
    at = pointer_to(pointer, "author_association")
    association = values.word(report, at, item.get("author_association"), ASSOCIATIONS)
    number = item.get("number")
    from_fork = _flag(report, pointer_to(pointer, "from_fork"), item.get("from_fork"))
    if created is None or False in ends.values() or not isinstance(number, int) or (author and is_bot(author)):
        return None
    response, merged, closed = (end if isinstance(end, datetime) else None for end in ends.values())
    return PullRequest(
        number=number,
        author=None,
        author_id=None if author is None else author_id(author),
        created_at=created,
        first_response_at=response,
        approved_by_other_human=None if approved is None else bool(approved),
        merged_at=merged,
        closed_at=closed or merged,
        from_fork=from_fork,
        author_association=association,
        # Whoever approved it has reviewed it.
        reviewers=None if reviewers is None else tuple(sorted({*reviewers, *(approved or ())})),
    )


class _Read(msgspec.Struct, frozen=True):
    """An issue as a task, if it is open, and as something that a person opened."""

    open: Issue | None = None
    opened: OpenedIssue | None = None


def _issue(report: Report, pointer: str, item: Mapping[str, object], now: datetime) -> _Read:
    values.check_keys(report, pointer, item, ISSUE_KEYS)
    created = _created(report, pointer, item, now)
    updated = _moment(report, pointer_to(pointer, "updated_at"), item.get("updated_at"), now)
    author = _account(report, pointer_to(pointer, "author"), item.get("author"))
    labels = _labels(report, pointer_to(pointer, "labels"), item.get("labels"))
    assigned = _flag(report, pointer_to(pointer, "assigned"), item.get("assigned"))
    linked = _flag(report, pointer_to(pointer, "linked_pull_request"), item.get("linked_pull_request"))
    url = _url(report, pointer_to(pointer, "url"), item.get("url"))
    _end(report, pointer_to(pointer, "closed_at"), item.get("closed_at"), created, now)
    title = values.text(report, pointer_to(pointer, "title"), item.get("title"), TEXT_CHARACTERS, exact=False)
    number = item.get("number")
    opened = None
    if created is not None and not (author and is_bot(author)):
        opened = OpenedIssue(author=author_id(author or ""), created_at=created)
    if item.get("closed_at") is not None or not isinstance(number, int):
        return _Read(opened=opened)
    if title is None:
        if item.get("title") is None:
            _missing(report, pointer, "title")
        return _Read(opened=opened)
    issue = Issue(
        number=number,
        title=title,
        url=url,
        labels=labels,
        created_at=created,
        updated_at=updated,
        assigned=assigned,
        linked_pull_request=linked,
    )
    return _Read(open=issue, opened=opened)


def _created(report: Report, pointer: str, item: Mapping[str, object], now: datetime) -> datetime | None:
    if item.get("created_at") is None:
        _missing(report, pointer, "created_at")
        return None
    return _moment(report, pointer_to(pointer, "created_at"), item.get("created_at"), now)


def _end(
    report: Report, pointer: str, value: object, created: datetime | None, now: datetime
) -> datetime | bool | None:
    """A moment after the beginning; None if there is none, False if it is not valid."""
    if value is None:
        return None
    found = _moment(report, pointer, value, now)
    if found is None:
        return False
    if created is not None and found < created:
        report.error(pointer, "time-refused", "this is earlier than when it was opened", "Correct one of the times.")
        return False
    return found


def _missing(report: Report, pointer: str, key: str) -> None:
    message = sentence("the key “{key}” is missing", key=key)
    report.error(pointer, "missing-key", message, sentence('Add "{key}".', key=key))


def _moment(report: Report, pointer: str, value: object, now: datetime) -> datetime | None:
    """A moment with its zone, in UTC, that can have been."""
    words = values.text(report, pointer, value, 40)
    if words is None:
        return None
    try:
        found = datetime.fromisoformat(words).astimezone(UTC) if _MOMENT.fullmatch(words) else None
    except (ValueError, OverflowError):
        found = None
    if found is not None and can_have_been(found, now):
        return found
    ahead = found is not None and found > now
    message = sentence("{time} is in the future" if ahead else "{time} is not a valid time", time=quoted(words))
    report.error(pointer, "time-refused", message, "Write it with a time zone, such as 2026-01-31T15:04:05Z.")
    return None


def _count(report: Report, pointer: str, value: object, least: int = 0) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        report.wrong_type(pointer, value, "a whole number")
        return None
    if not least <= value <= _LARGEST:
        message = sentence("{value} is not a valid value", value=quoted(value))
        report.error(pointer, "out-of-range", message, "Leave it out if it is not known.")
        return None
    return value


def _flag(report: Report, pointer: str, value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    report.wrong_type(pointer, value, "true or false")
    return None


def _account(report: Report, pointer: str, value: object) -> str | None:
    """The address or account of a person, for being hashed. It is never quoted: problems are published."""
    if value is None:
        return None
    if not isinstance(value, str):
        report.wrong_type(pointer, value, "a text")
        return None
    if _ACCOUNT.fullmatch(value):
        return value
    message = "this is neither an email address nor an account"
    report.error(
        pointer, "account-refused", message, "Write the email address of the person's commits, or the account."
    )
    return None


def _people(report: Report, pointer: str, value: object, author: str | None) -> tuple[AuthorId, ...] | None:
    """Hashes of the people in a list, without the author and without bots; None where one is not to be read."""
    if value is None:
        return None
    if not isinstance(value, list):
        report.wrong_type(pointer, value, "a list")
        return None
    named = [_account(report, pointer_to(pointer, index), item) for index, item in enumerate(value)]
    if None in named:
        return None
    own = author_id(author or "")
    return tuple(sorted({author_id(name) for name in named if name is not None and not is_bot(name)} - {own}))


def _labels(report: Report, pointer: str, value: object) -> tuple[str, ...]:
    found = values.texts(report, pointer, value) or ()
    return tuple(sorted({label for name in found if (label := escape.plain(name, TAG_CHARACTERS))}))[:LIST_ITEMS]


def _url(report: Report, pointer: str, value: object) -> SafeUrl | None:
    raw = values.text(report, pointer, value)
    safe = None if raw is None else escape.url(raw)
    if raw is not None and (safe is None or safe.startswith("mailto:")):
        report.error(pointer, "address-refused", "this is not a web address", "Write it as https://host/path.")
        return None
    return safe
