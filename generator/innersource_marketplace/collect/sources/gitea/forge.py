"""One Gitea or Forgejo server as a forge. There is only REST: a dozen requests for a new repository, fewer later."""

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from msgspec.structs import replace

from innersource_marketplace.collect.sources import Outcome
from innersource_marketplace.collect.sources.file_policy import metadata_paths
from innersource_marketplace.collect.sources.forge import ALL_ACTIVE, Account, Listed, Reported
from innersource_marketplace.collect.sources.forge.api import QuestionFailed, SourceStopped
from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, mapping, moment, sequence, text
from innersource_marketplace.collect.sources.forge.notices import part_missing, removed
from innersource_marketplace.collect.sources.forge.rest_api import PAGES, Page, RestApi
from innersource_marketplace.collect.sources.gap import Gap
from innersource_marketplace.collect.sources.gitea.client import GONE, PAGE_SIZE
from innersource_marketplace.collect.sources.gitea.decode import (
    Activity,
    Object,
    Request,
    decode_facts,
    decode_listed,
    settled,
)
from innersource_marketplace.collect.sources.gitea.teams import read_all_teams
from innersource_marketplace.collect.sources.web import Server, number_in
from innersource_marketplace.errors import SourceError, sentence
from innersource_marketplace.escape import url_path
from innersource_marketplace.formats.catalog.settings import WHOLE_INSTANCE, ForgeSettings
from innersource_marketplace.model import Facts, ProjectKey, PullRequest

REQUESTS, OPENED, RELEASES = 5, 20, 10
"""How many of each are read of a repository; each pull request costs a request more, and a second in busy ones."""

Entries = Callable[[str, str], list[Object] | None]
"""Reads the entries of a list of a repository: what they are, and where; None where they cannot be read."""


class GiteaForge:
    """See `Forge`."""

    def __init__(self, api: RestApi, settings: ForgeSettings, server: Server, where: Circumstances) -> None:
        self._api = api
        self._settings = settings
        self._server = server
        self._where = where
        self._topics: dict[str, set[str]] | None = None
        self._pages: dict[str, str] = {}

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return self._api.requests

    @property
    def points(self) -> int:
        """Gitea counts none."""
        return 0

    @property
    def waited(self) -> float:
        """Seconds that the run was held by pauses."""
        return self._api.waited

    @property
    def scheme(self) -> str:
        """Changes with what is asked for."""
        return f"{REQUESTS} {OPENED} {RELEASES}"

    def open(self) -> None:
        """There is nothing to learn before."""

    # -- lists ------------------------------------------------------------------------------

    def list_account(self, account: str) -> Account:
        """Everything that an organization or a user has, or the whole server."""
        if account == WHOLE_INSTANCE:
            return self._list_server()
        try:
            listed = self._listed(self._owned("orgs", account))
        except QuestionFailed as failure:
            if failure.code not in GONE:
                raise
            try:
                listed = self._listed(self._owned("users", account))
            except QuestionFailed as second:
                raise _no_account(account, second) from second
        owners = {one.owner.lower() for one in listed}
        # An organization that was renamed answers under its former name, and everything in it has the new one.
        owner = owners.pop() if len(owners) == 1 else account.lower()
        return _whole(account, [one for one in listed if one.owner.lower() == owner])

    def _owned(self, kind: str, account: str) -> Iterator[Object]:
        """The repositories of an account; on which page of its list each is, is kept."""
        path = f"/{kind}/{quote(account, safe='')}/repos?limit={PAGE_SIZE}"
        for position, value in enumerate(self._api.entries(path, f"the list of {account}")):
            self._pages[f"{integer(value, 'id')}"] = f"{path}&page={position // PAGE_SIZE + 1}"
            yield value

    def _list_server(self) -> Account:
        topics = () if self._settings.all_with_metadata else self._settings.topics
        return _whole("the server", self._listed(value for topic in topics or ("",) for value in self._search(topic)))

    def _search(self, topic: str) -> Iterator[Object]:
        """All repositories with a topic, or all. The answer is an object there, with the list in it."""
        query = {"limit": str(PAGE_SIZE), "sort": "id", "order": "asc"}
        query |= {"q": topic, "topic": "true"} if topic else {}
        came = 0
        last: tuple[object, ...] = ()
        for number in range(1, PAGES):
            page = self._api.read(f"/repos/search?{urlencode({**query, 'page': str(number)})}")
            entries = sequence((mapping(page.value) or {}).get("data"))
            if entries and entries == last:
                raise SourceError("malformed", "the pages of the list repeat themselves")
            last = entries
            yield from (entry for entry in entries if isinstance(entry, dict))
            came += len(entries)
            total = number_in(page.headers, "x-total-count")
            if not entries or (total is not None and came >= total):
                return

    def _listed(self, values: Iterable[Object]) -> list[Listed]:
        """Each repository once. Answers are large, so none is kept."""
        found: dict[str, Listed] = {}
        for value in values:
            topics = self._known_topics(text(value, "full_name") or "") if "topics" not in value else None
            listed = decode_listed(value, self._where, topics)
            if listed is not None:
                found.setdefault(listed.identity or listed.path, listed)
        return list(found.values())

    def _known_topics(self, path: str) -> set[str]:
        """The wanted topics that a repository has, asked once for all of the server."""
        if self._topics is None:
            self._topics = {}
            for topic in self._settings.topics:
                for value in self._search(topic):
                    self._topics.setdefault((text(value, "full_name") or "").lower(), set()).add(topic)
        return self._topics.get(path.lower(), set())

    def has_metadata(self, listed: Listed) -> bool | Gap:
        """By the names in the root, and by asking for each file in a folder there that may be one."""
        place, paths = f"/repos/{_place(listed)}/contents", metadata_paths(self._settings.metadata)
        try:
            root = {text(entry, "name") for entry in _objects(self._api.read(place))}
            if root & {*paths}:
                return True
            paths = tuple(path for path in paths if "/" in path and path.partition("/")[0] in root)
        except QuestionFailed:
            pass  # each file is asked for
        for path in paths:
            try:
                self._api.read(f"{place}/{url_path(*path.split('/'))}")
            except QuestionFailed as failure:
                if failure.code not in GONE:
                    return Gap.UNREAD
            else:
                return True
        return False

    def look_up(self, wanted: Sequence[Listed]) -> Iterator[Reported]:
        """One by one: by number where that is known, for it stays when a repository moves."""
        for one in wanted:
            try:
                value = self._repository(one)
            except SourceError as error:
                yield Reported(asked=one, error=removed(error))
                continue
            listed = decode_listed(value, self._where, self._topics_of(value, one))
            if listed is None:
                yield Reported(asked=one, error=SourceError("malformed", "the response has an unexpected format"))
            else:
                yield Reported(asked=one, listed=listed)

    def _on_page(self, page: str) -> list[tuple[str, Object]]:
        """The repositories on a page of a list with their numbers; none where it cannot be read."""
        try:
            return [(f"{integer(one, 'id')}", one) for one in _objects(self._api.read(page))]
        except QuestionFailed:
            return []

    def _repository(self, wanted: Listed) -> Object:
        number = _number(wanted)
        value = mapping(
            self._api.read(f"/repositories/{number}" if number.isdecimal() else f"/repos/{_place(wanted)}").value
        )
        if value is None:
            raise SourceError("malformed", "the response about this repository has an unexpected format")
        return value

    def _topics_of(self, value: Object, wanted: Listed) -> tuple[str, ...]:
        """The topics of one repository, where it does not come with them."""
        if "topics" in value:
            return ()
        try:
            answer = mapping(self._api.read(f"/repos/{_place(wanted)}/topics").value)
        except QuestionFailed:
            return () if isinstance(wanted.topics, Gap) else tuple(wanted.topics)
        return tuple(topic for topic in sequence((answer or {}).get("topics")) if isinstance(topic, str))

    # -- activity ---------------------------------------------------------------------------

    @property
    def follows_activity(self) -> bool:
        """One search goes through all repositories of an owner."""
        return True

    def active_since(self, owners: Collection[str], since: datetime, most: int) -> Container[str] | None:
        """By the search of issues, which has pull requests too: comments, reviews and labels date them again."""
        active: set[str] = set()
        asked = self._api.requests
        for owner in sorted(owners):
            query = {"owner": owner, "state": "all", "since": since.isoformat(), "limit": str(PAGE_SIZE)}
            try:
                for entry in self._api.entries(f"/repos/issues/search?{urlencode(query)}", f"what changed of {owner}"):
                    path = text(mapping(entry.get("repository")), "full_name")
                    if path is None:
                        return None
                    if self._api.requests - asked > most:
                        return ALL_ACTIVE
                    active.add(path.lower())
            except SourceStopped:
                raise
            except SourceError:
                return None
        return frozenset(active)

    def tell(self, wanted: Sequence[Listed], known: Mapping[ProjectKey, Facts]) -> Iterator[Reported]:
        """What people do in repositories, one by one."""
        waiting = Counter(self._pages.get(_number(one), "") for one in wanted)
        wanted_numbers = {_number(one) for one in wanted}
        now: dict[str, Object] = {}
        for one in wanted:
            try:
                # Several on one page of a list come with one request; what is not where it was is asked for itself.
                if (page := self._pages.get(_number(one), "")) and waiting.pop(page, 0) > 1:
                    now |= {number: value for number, value in self._on_page(page) if number in wanted_numbers}
                value = now.pop(_number(one), None) or self._repository(one)
                listed = decode_listed(value, self._where, () if isinstance(one.topics, Gap) else one.topics)
                if listed is None:
                    raise SourceError("malformed", "the response has an unexpected format")
                if listed.path != one.path:
                    yield Reported(asked=one, listed=listed)
                    continue
                missing: list[str] = []
                before = known.get(listed.key(self._where.host))
                activity = self._activity(value, replace(listed, quiet=one.quiet), before, missing)
                facts = decode_facts(value, activity, listed, self._where)
            except SourceError as error:
                yield Reported(asked=one, error=removed(error))
                continue
            fix = self._api.fixes["forbidden"] if any("scope" in what for what in missing) else ""
            problems = (part_missing(facts.key, missing, fix),) if missing else ()
            yield Reported(asked=one, listed=listed, facts=facts, problems=problems)

    def _activity(self, value: Object, listed: Listed, before: Facts | None, missing: list[str]) -> Activity:
        place = f"/repos/{_place(listed)}"

        def entries(what: str, path: str) -> list[Object] | None:
            try:
                return _objects(self._api.read(f"{place}/{path}"))
            except QuestionFailed as failure:
                # What is switched off is not found; what is forbidden the token has no scope for.
                if failure.code == "forbidden":
                    missing.append(f"{what} ({failure})")
                elif failure.code not in GONE:
                    missing.append(what)
                return None

        newest = entries("issues", f"issues?state=all&type=issues&limit={PAGE_SIZE}") if listed.shown_issues else None
        count = integer(value, "release_counter")
        without = count == 0 or flag(value, "has_releases") is False
        branch = text(value, "default_branch")
        return Activity(
            releases=[] if without else entries("releases", f"releases?limit={RELEASES}"),
            tasks=self._tasks(value, newest, entries) if listed.shown_issues else [],
            opened=None if newest is None else newest[:OPENED],
            requests=self._requests(place, listed, before, entries) if listed.shown_requests is not False else None,
            status=self._status(place, branch) if branch and not listed.empty else None,
        )

    def _requests(
        self, place: str, listed: Listed, before: Facts | None, entries: Entries
    ) -> list[Request | PullRequest] | None:
        """The pull requests that ended last. What has not changed since it was read whole is not read again."""
        if listed.quiet and before is not None and before.pull_requests is not None:
            return list(before.pull_requests)
        recent = entries("pull requests", f"pulls?state=closed&sort=recentupdate&limit={REQUESTS}")
        if recent is None:
            return None
        known = {one.number: one for one in (before.pull_requests if before is not None else None) or ()}
        found: list[Request | PullRequest] = []
        changed: list[tuple[int, Object]] = []
        for one in recent:
            number, updated = integer(one, "number"), settled(one, self._where.now)
            if number is not None and number in known and updated is not None and known[number].updated_at == updated:
                found.append(known[number])
            elif number is not None:
                changed.append((number, one))
        comments = self._comments(place, [one for _, one in changed])
        for number, one in changed:
            reviews = entries("reviews", f"pulls/{number}/reviews?limit={PAGE_SIZE}")
            said: Sequence[Object] | None = []
            if integer(one, "comments"):
                said = comments.get(number) or entries("comments", f"issues/{number}/comments")
            found.append(Request(value=one, reviews=reviews, comments=said))
        return found

    def _tasks(self, value: Object, newest: list[Object] | None, entries: Entries) -> list[Object] | None:
        """Issues among which all tasks are: all that are open, if one page holds them, or else those of each label.

        Servers take several labels in one request for all of them or for any, depending on their age.
        """
        count = integer(value, "open_issues_count")
        if not self._settings.labels or count == 0:
            return []
        if newest is not None and _holds_open(newest, count):
            return newest
        if count is not None and count <= PAGE_SIZE and len(self._settings.labels) > 1:
            found = entries("tasks", f"issues?state=open&type=issues&limit={PAGE_SIZE}")
            if found is None or _holds_open(found, count):
                return found
        tasks: list[Object] = []
        for label in self._settings.labels:
            query = urlencode({"state": "open", "type": "issues", "labels": label, "limit": str(OPENED)})
            labelled = entries("tasks", f"issues?{query}")
            if labelled is None:
                return None
            tasks += labelled
        return tasks

    def _comments(self, place: str, requests: Sequence[Object]) -> dict[int, list[Object]]:
        """The comments of several pull requests by their numbers; nothing where one request does not give all."""
        commented = [one for one in requests if integer(one, "comments")]
        begun = [when for one in commented if (when := moment(one, "created_at", self._where.now)) is not None]
        if not len(begun) == len(commented) > 1:
            return {}
        query = urlencode({"since": min(begun).isoformat(), "limit": str(PAGE_SIZE)})
        try:
            page = self._api.read(f"{place}/issues/comments?{query}")
        except QuestionFailed:
            return {}
        found, total = _objects(page), number_in(page.headers, "x-total-count")
        if total is None or total > len(found):
            return {}
        comments: dict[int, list[Object]] = {}
        for one in found:
            number = (text(one, "pull_request_url") or "").rpartition("/")[2]
            if number.isdecimal() and len(number) < 16:
                comments.setdefault(int(number), []).append(one)
        return comments

    def _status(self, place: str, branch: str) -> str | None:
        try:
            return text(mapping(self._api.read(f"{place}/commits/{quote(branch, safe='')}/status").value), "state")
        except QuestionFailed:
            return None

    # -- teams ------------------------------------------------------------------------------

    def read_teams(self, failed: Collection[str]) -> Iterator[Outcome]:
        """The teams of the organizations that the catalogue asks for, by their names."""
        return read_all_teams(self._api, self._settings, failed, self._server)

    def close(self) -> None:
        """Give the connections back."""
        self._api.close()


def _number(listed: Listed) -> str:
    """The number of a repository on its server; empty where it is not known."""
    return (listed.identity or "").rpartition(":")[2]


def _objects(page: Page) -> list[Object]:
    return [entry for entry in sequence(page.value) if isinstance(entry, dict)]


def _holds_open(entries: Sequence[Object], count: int | None) -> bool:
    """Whether all issues that are open, so many by the server's count, are among some."""
    found = sum(text(one, "state") == "open" and mapping(one.get("pull_request")) is None for one in entries)
    return count is not None and found >= count


def _whole(account: str, listed: Sequence[Listed]) -> Account:
    if not listed:
        # An outage and an empty organization look alike.
        raise SourceError(
            "empty-listing",
            sentence("{account} lists no repositories", account=account),
            "Check that the token may see the repositories of the organization."
            " If there are none any more, remove it from the catalogue.",
        )
    # In the order of the server, so that those that are read together are on the same pages.
    return Account(repositories=tuple(listed))


def _place(listed: Listed) -> str:
    return url_path(*listed.path.split("/"))


def _no_account(account: str, failure: QuestionFailed) -> SourceError:
    if failure.code not in GONE:
        return failure
    return SourceError(
        "no-such-account",
        sentence("there is no organization or user {account}, or the token may not see it", account=account),
        "Check the name under `gitea`, and that the token belongs to that server.",
    )
