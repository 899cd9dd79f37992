"""Resolvers of what people do: accounts, issues, pull requests, reviews, comments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from github_server.connections import Arguments, Fields, connect, refusal
from github_server.view import BOT_SUFFIX, Hosted, View, node_id, stamp
from github_server.world import (
    BEGINNING,
    Account,
    Comment,
    HostedIssue,
    HostedPullRequest,
    Organization,
    Review,
)


def actor(view: View, login: str | None) -> Fields | None:
    """Whoever a login belongs to; a deleted account is null."""
    if login is None:
        return None
    name = login.removesuffix(BOT_SUFFIX)
    shared: Fields = {
        "login": name,
        "url": f"{view.web_url}/{name}",
        "resourcePath": f"/{name}",
        "avatarUrl": f"{view.web_url}/avatars/{name}",
    }
    if login.endswith(BOT_SUFFIX):
        return {"__typename": "Bot", "id": node_id("BOT", name), "databaseId": None, **shared}
    known = view.owner(name)
    if isinstance(known, Organization):
        return {
            "__typename": "Organization",
            "id": node_id("O", known.login.lower()),
            "name": known.name,
            "description": known.description,
            "createdAt": stamp(BEGINNING),
            "databaseId": None,
            **shared,
        }
    return user(view, known if known is not None else Account(login=name), shared)


def user(view: View, account: Account, shared: Fields | None = None) -> Fields:
    """A user account."""
    name = account.login
    return {
        "__typename": "User",
        "id": node_id("U", name.lower()),
        "login": name,
        "url": f"{view.web_url}/{name}",
        "resourcePath": f"/{name}",
        "avatarUrl": f"{view.web_url}/avatars/{name}",
        "name": account.name,
        "email": account.emails[0] if account.emails else "",
        "createdAt": stamp(BEGINNING),
        "databaseId": None,
        **(shared or {}),
    }


def users(view: View, logins: Iterable[str], page: Arguments) -> Fields:
    """A connection of users."""
    return connect(
        tuple(logins), lambda login: user(view, view.accounts.get(login.lower()) or Account(login=login)), page
    )


def labels(hosted: Hosted, names: tuple[str, ...], page: Arguments) -> Fields:
    """A connection of labels."""

    def label(name: str) -> Fields:
        return {"id": node_id("LA", hosted.facts.number, name), "name": name, "color": "ededed", "description": None}

    return connect(names, label, page)


def comments(hosted: Hosted, given: tuple[Comment, ...], url: str, page: Arguments) -> Fields:
    """A connection of comments, oldest first."""

    def comment(row: tuple[int, Comment]) -> Fields:
        index, said = row
        return {
            "id": node_id("IC", url, index),
            "url": f"{url}#issuecomment-{index}",
            "author": actor(hosted.view, said.author),
            "authorAssociation": said.author_association,
            "createdAt": stamp(said.created_at),
        }

    return connect(tuple(enumerate(given)), comment, page)


def issue(hosted: Hosted, given: HostedIssue) -> Fields:
    """One issue."""
    url = f"{hosted.url}/issues/{given.number}"
    linked = tuple(pull for pull in hosted.facts.pull_requests if pull.number in given.linked_pull_requests)

    def closed_by(_info: object, *, includeClosedPrs: bool = False, **page: Any) -> Fields:  # noqa: N803 (GitHub's name)
        chosen = tuple(pull for pull in linked if includeClosedPrs or pull.state != "CLOSED")
        return connect(chosen, lambda pull: pull_request(hosted, pull), page)

    def timeline(_info: object, *, itemTypes: list[str] | None = None, since: str | None = None, **page: Any) -> Fields:  # noqa: N803
        wanted = linked if not itemTypes or "CROSS_REFERENCED_EVENT" in itemTypes else ()

        def event(pull: HostedPullRequest) -> Fields:
            return {
                "__typename": "CrossReferencedEvent",
                "id": node_id("CRE", url, pull.number),
                "actor": actor(hosted.view, pull.author),
                "createdAt": stamp(pull.created_at),
                "source": pull_request(hosted, pull),
                "willCloseTarget": True,
            }

        chosen = tuple(pull for pull in wanted if since is None or pull.created_at >= moment(since))
        return connect(chosen, event, page)

    return {
        "__typename": "Issue",
        "id": node_id("I", hosted.facts.number, given.number),
        "databaseId": hosted.facts.number + given.number,
        "number": given.number,
        "title": given.title,
        "url": url,
        "state": given.state,
        "closed": given.state == "CLOSED",
        "closedAt": stamp(given.closed_at),
        "createdAt": stamp(given.created_at),
        "updatedAt": stamp(given.updated_at),
        "author": lambda _info: actor(hosted.view, given.author),
        "authorAssociation": given.author_association,
        "repository": hosted,
        "assignees": lambda _info, **page: users(hosted.view, given.assignees, page),
        "labels": lambda _info, **page: labels(hosted, given.labels, page),
        "comments": lambda _info, **page: comments(hosted, given.comments, url, page),
        "closedByPullRequestsReferences": closed_by,
        "timelineItems": timeline,
    }


def pull_request(hosted: Hosted, given: HostedPullRequest) -> Fields:
    """One pull request."""
    url = f"{hosted.url}/pull/{given.number}"

    def reviews(_info: object, *, states: list[str] | None = None, author: str | None = None, **page: Any) -> Fields:
        chosen = tuple(
            (index, review)
            for index, review in enumerate(given.reviews)
            if (not states or review.state in states) and (author is None or review.author == author)
        )
        return connect(chosen, review_node, page)

    def review_node(row: tuple[int, Review]) -> Fields:
        index, review = row
        return {
            "id": node_id("PRR", url, index),
            "url": f"{url}#pullrequestreview-{index}",
            "author": actor(hosted.view, review.author),
            "authorAssociation": review.author_association,
            "state": review.state,
            "submittedAt": stamp(review.submitted_at),
            "createdAt": stamp(review.submitted_at or given.created_at),
        }

    return {
        "__typename": "PullRequest",
        "id": node_id("PR", hosted.facts.number, given.number),
        "number": given.number,
        "title": given.title,
        "url": url,
        "state": given.state,
        "closed": given.state != "OPEN",
        "merged": given.merged_at is not None,
        "isDraft": given.draft,
        "isCrossRepository": given.from_fork,
        "createdAt": stamp(given.created_at),
        "updatedAt": stamp(pull_request_updated(given)),
        "mergedAt": stamp(given.merged_at),
        "closedAt": stamp(given.closed_at or given.merged_at),
        "mergedBy": lambda _info: actor(hosted.view, given.merged_by),
        "author": lambda _info: actor(hosted.view, given.author),
        "authorAssociation": given.author_association,
        "baseRefName": "main",
        "reviewDecision": "APPROVED" if any(review.state == "APPROVED" for review in given.reviews) else None,
        "repository": hosted,
        "labels": lambda _info, **page: labels(hosted, given.labels, page),
        "comments": lambda _info, **page: comments(hosted, given.comments, url, page),
        "reviews": reviews,
    }


def pull_request_updated(given: HostedPullRequest) -> datetime:
    """When anything happened to a pull request last."""
    return given.updated_at or given.merged_at or given.closed_at or given.created_at


def moment(text: str) -> datetime:
    """Read GitHub's DateTime or GitTimestamp."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise refusal(f"`{text}` is not a moment in ISO 8601.", "argumentLiteralsIncompatible") from None


def ordered_issues(hosted: Hosted, args: Arguments) -> list[HostedIssue]:
    """Filter and sort issues as the arguments of `issues` say."""
    filters: Arguments = args.get("filterBy") or {}
    states = args.get("states") or filters.get("states")
    wanted = args.get("labels") or filters.get("labels")
    since = filters.get("since")
    chosen = [
        one
        for one in (hosted.facts.issues if hosted.facts.has_issues else ())
        if (not states or one.state in states)
        and (not wanted or {name.lower() for name in wanted} & {name.lower() for name in one.labels})
        and (since is None or one.updated_at >= moment(str(since)))
    ]
    keys = {
        "CREATED_AT": lambda one: one.created_at.timestamp(),
        "UPDATED_AT": lambda one: one.updated_at.timestamp(),
        "COMMENTS": lambda one: float(len(one.comments)),
    }
    order: dict[str, str] = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    return sorted(chosen, key=keys[order["field"]], reverse=order["direction"] == "DESC")


def ordered_pull_requests(hosted: Hosted, args: Arguments) -> list[HostedPullRequest]:
    """Filter and sort pull requests as the arguments of `pullRequests` say."""
    states = args.get("states")
    chosen = [one for one in hosted.facts.pull_requests if not states or one.state in states]
    keys = {
        "CREATED_AT": lambda one: one.created_at.timestamp(),
        "UPDATED_AT": lambda one: pull_request_updated(one).timestamp(),
        "COMMENTS": lambda one: float(len(one.comments)),
    }
    order: dict[str, str] = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
    return sorted(chosen, key=keys[order["field"]], reverse=order["direction"] == "DESC")
