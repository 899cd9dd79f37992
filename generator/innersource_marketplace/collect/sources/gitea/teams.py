"""The teams of organizations on Gitea: by account, as hashes, and whole or not at all."""

from collections.abc import Collection, Iterator
from urllib.parse import quote

from innersource_marketplace import escape
from innersource_marketplace.collect.sources import Noticed, Outcome, TeamsRead
from innersource_marketplace.collect.sources.forge.api import QuestionFailed
from innersource_marketplace.collect.sources.forge.json_values import integer, text
from innersource_marketplace.collect.sources.forge.rest_api import RestApi
from innersource_marketplace.collect.sources.gitea.client import GONE, PAGE_SIZE
from innersource_marketplace.collect.sources.web import Server
from innersource_marketplace.errors import Problem, Severity, SourceError
from innersource_marketplace.escape import log_line
from innersource_marketplace.formats.authors import author_id, is_bot
from innersource_marketplace.formats.catalog.settings import WHOLE_INSTANCE, ForgeSettings
from innersource_marketplace.limits import TEAM_MEMBERS, TEAMS, TITLE_CHARACTERS
from innersource_marketplace.model import HostTeam

_ADMINISTRATORS = "owners"
"""The team that every organization has there; its members administrate it."""


def read_all_teams(api: RestApi, settings: ForgeSettings, failed: Collection[str], server: Server) -> Iterator[Outcome]:
    """The teams of the organizations that the catalogue asks for, by their names; `failed` are those out of reach."""
    for account in settings.accounts:
        if account == WHOLE_INSTANCE:
            continue
        teams: tuple[HostTeam, ...] | None = None
        try:
            teams = None if account in failed else _read(api, account, settings)
        except SourceError as error:
            yield Noticed(_unreadable(settings.source_name, account, error))
        yield TeamsRead(f"{server.host}/{account.lower()}", teams)


def _read(api: RestApi, account: str, settings: ForgeSettings) -> tuple[HostTeam, ...]:
    try:
        entries = list(api.entries(f"/orgs/{quote(account, safe='')}/teams?limit={PAGE_SIZE}", "the teams"))
    except QuestionFailed as failure:
        if failure.code in GONE:
            return ()
        raise
    found: list[HostTeam] = []
    people = 0
    for entry in entries:
        name, number = text(entry, "name"), integer(entry, "id")
        if name is None or number is None or name.lower() == _ADMINISTRATORS or not settings.wants_team(name):
            continue
        members = api.entries(f"/teams/{number}/members?limit={PAGE_SIZE}", "the members")
        logins = [login for one in members if (login := text(one, "login")) is not None and not is_bot(login)]
        people += len(logins)
        if people > TEAM_MEMBERS or len(found) >= TEAMS:
            raise SourceError("too-large", "there are too many teams or members")
        shown = escape.plain(name, TITLE_CHARACTERS) or name
        hashed = tuple(sorted({author_id(login) for login in logins}))
        found.append(HostTeam(slug=name.lower(), name=shown, people=hashed))
    return tuple(sorted(found, key=lambda team: team.slug))


def _unreadable(source: str, account: str, error: SourceError) -> Problem:
    return Problem(
        where=source,
        severity=Severity.WARNING,
        code="teams-unreadable",
        message=log_line(f"the teams of {account} could not be read: {error}; the teams were not changed"),
        fix="Give the token the scope read:organization; or remove `teams` from the source.",
    )
