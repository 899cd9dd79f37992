"""The teams of an organization and who is in them: by account, as hashes, and whole or not at all.

Half a list would look like people who left, so what cannot be read to its end is not read.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.collect.sources import Noticed, Outcome, TeamsRead
from innersource_marketplace.collect.sources.forge.api import Answer, Api
from innersource_marketplace.collect.sources.forge.json_values import flag, nodes, text, within
from innersource_marketplace.collect.sources.github.reading import queries
from innersource_marketplace.errors import Problem, Severity, SourceError, sentence
from innersource_marketplace.escape import log_line
from innersource_marketplace.formats.authors import author_id, is_bot
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.limits import TEAM_MEMBERS, TEAMS, TITLE_CHARACTERS
from innersource_marketplace.model import HostTeam

_PAGE_SIZE = 100
_TEAMS_AT_A_TIME = 20
"""Teams whose further people are asked for together: 2,000 people an answer."""


class _Reading(msgspec.Struct):
    """A team while it is read; `cursor` is where its people go on."""

    team: HostTeam
    people: dict[str, None] = msgspec.field(default_factory=dict)
    cursor: str | None = None

    def take(self, node: Mapping[str, object], login: str) -> None:
        """Take in a page of people."""
        entries, before = nodes(node, "members"), self.cursor
        if entries is None:
            raise _unreadable(login, "the list of members of a team has an unexpected format")
        for entry in entries:
            account = text(entry, "login")
            if account is not None and not is_bot(account):
                self.people.setdefault(account)
        info = within(node, "members", "pageInfo")
        self.cursor = text(info, "endCursor") if flag(info, "hasNextPage") else None
        if flag(info, "hasNextPage") and self.cursor in (None, before):
            raise _unreadable(login, "the pages of a team form a loop")


def read_all_teams(
    api: Api, settings: GitHubSettings, failed: Collection[str], *, host: str, source: str
) -> Iterator[Outcome]:
    """What the accounts of a source say of their teams, where the catalogue asks; `failed` are those out of reach."""
    for login in settings.accounts if settings.teams else ():
        account, teams = f"{host}/{login.lower()}", None
        try:
            teams = None if login in failed else read_teams(api, login, settings.wants_team)
        except SourceError as error:
            message = log_line(str(error))
            yield Noticed(
                Problem(where=source, severity=Severity.WARNING, code=error.code, message=message, fix=error.fix)
            )
        yield TeamsRead(account, teams)


def read_teams(api: Api, login: str, wanted: Callable[[str], bool]) -> tuple[HostTeam, ...]:
    """The teams whose slug is wanted, by slug. A user has none.

    Raises `SourceError` with the code `teams-unreadable` where they cannot be read to their end.
    """
    found = _list(api, login, wanted)
    if sum(len(one.people) for one in found.values()) > TEAM_MEMBERS or len(found) > TEAMS:
        raise _unreadable(login, "there are too many teams or members")
    while unfinished := [one for one in found.values() if one.cursor is not None]:
        for begin in range(0, len(unfinished), _TEAMS_AT_A_TIME):
            _read_on(api, login, unfinished[begin : begin + _TEAMS_AT_A_TIME])
    return tuple(
        replace(one.team, people=tuple(sorted(author_id(account) for account in one.people)))
        for _, one in sorted(found.items())
    )


def _list(api: Api, login: str, wanted: Callable[[str], bool]) -> dict[str, _Reading]:
    found: dict[str, _Reading] = {}
    after: str | None = None
    while True:
        answer = _ask(api, queries.teams(), {"login": login, "size": _PAGE_SIZE, "after": after}, login)
        owner = within(answer.data, "repositoryOwner")
        if owner is not None and text(owner, "__typename") == "User":
            return {}
        entries = nodes(owner, "teams")
        if entries is None:
            raise _refused(login, answer)
        for entry in entries:
            slug = text(entry, "slug")
            if slug is None or text(entry, "privacy") != "VISIBLE" or not wanted(slug):
                continue
            name = escape.plain(text(entry, "name") or slug, TITLE_CHARACTERS) or slug
            part_of = text(within(entry, "parentTeam"), "slug")
            reading = found.setdefault(slug, _Reading(HostTeam(slug=slug, name=name, part_of=part_of)))
            reading.take(entry, login)
        info = within(owner, "teams", "pageInfo")
        if flag(info, "hasNextPage") is not True:
            return found
        before, after = after, text(info, "endCursor")
        if after in (None, before) or len(found) > TEAMS:
            raise _unreadable(login, "the pages of its teams form a loop, or are too many")


def _read_on(api: Api, login: str, unfinished: Sequence[_Reading]) -> None:
    variables: dict[str, object] = {"login": login}
    for index, one in enumerate(unfinished):
        variables |= {f"s{index}": one.team.slug, f"a{index}": one.cursor}
    answer = _ask(api, queries.members(len(unfinished)), variables, login)
    for index, one in enumerate(unfinished):
        node = within(answer.data, "organization", f"t{index}")
        if node is None or len(one.people) > TEAM_MEMBERS:
            raise _refused(login, answer)
        one.take(node, login)


def _ask(api: Api, question: str, variables: Mapping[str, object], login: str) -> Answer:
    try:
        return api.query(question, variables)
    except SourceError as error:
        if error.code == "forbidden":
            raise _unreadable(login, "the token may not read them") from error
        raise _unreadable(login, str(error)) from error


def _refused(login: str, answer: Answer) -> SourceError:
    forbidden = any(error.type in ("FORBIDDEN", "INSUFFICIENT_SCOPES") for error in answer.errors)
    return _unreadable(login, "the token may not read them" if forbidden else "the host did not return all of them")


def _unreadable(login: str, reason: str) -> SourceError:
    return SourceError(
        "teams-unreadable",
        sentence(
            "the teams of {account} could not be read: {reason}; the teams were not changed",
            account=login,
            reason=reason,
        ),
        "Give the token the scope read:org, or the app read access to members; or remove `teams` from the source.",
    )
