"""What people do in a repository, from the answer about it: tasks, issues, pull requests, checks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from innersource_marketplace import escape
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, moment, nodes, text, within
from innersource_marketplace.formats.authors import author_id, is_bot
from innersource_marketplace.limits import TAG_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from innersource_marketplace.model import AuthorId, Issue, OpenedIssue, PullRequest


def issues(node: Mapping[str, object], now: datetime) -> tuple[Issue, ...] | None:
    """The open issues that are tasks, by their labels; none where issues are switched off."""
    if flag(node, "hasIssuesEnabled") is False:
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
                created_at=moment(entry, "createdAt", now),
                updated_at=moment(entry, "updatedAt", now),
                assigned=None if assignees is None else assignees > 0,
                linked_pull_request=None if linked is None else linked > 0,
            )
        )
    return tuple(found)


def opened_issues(node: Mapping[str, object], now: datetime) -> tuple[OpenedIssue, ...] | None:
    """Who opened issues lately, as hashes, without bots; none where issues are switched off."""
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


def pull_requests(node: Mapping[str, object], now: datetime) -> tuple[PullRequest, ...] | None:
    """The pull requests that were closed lately."""
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


def checks(commit: Mapping[str, object] | None) -> bool | None:
    """Whether the checks of a commit passed; None while they run, and where there are none."""
    state = text(within(commit, "statusCheckRollup"), "state")
    return {"SUCCESS": True, "FAILURE": False, "ERROR": False}.get(state or "")
