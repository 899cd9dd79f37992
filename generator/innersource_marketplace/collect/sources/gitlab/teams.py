"""Groups and who is in them, as teams: by account, as hashes, and whole or not at all.

Half a list would look like people who left, so what cannot be read to its end is not read. Read by
REST, which every token may use that may list projects.
"""

from collections.abc import Collection, Iterator
from urllib.parse import quote

from innersource_marketplace import escape
from innersource_marketplace.collect.sources import Noticed, Outcome, TeamsRead
from innersource_marketplace.collect.sources.forge.json_values import flag, integer, text
from innersource_marketplace.collect.sources.gitlab.api import GitLabApi
from innersource_marketplace.collect.sources.gitlab.decode import ACCOUNTS
from innersource_marketplace.collect.sources.web import Server
from innersource_marketplace.errors import Problem, Severity, SourceError
from innersource_marketplace.escape import log_line
from innersource_marketplace.formats.authors import author_id
from innersource_marketplace.formats.catalog.settings import WHOLE_INSTANCE, ForgeSettings
from innersource_marketplace.limits import TEAM_MEMBERS, TEAMS, TITLE_CHARACTERS
from innersource_marketplace.model import HostTeam

_SHOWN = frozenset({"public", "internal"})
"""Groups whose members everybody in the company may see; the others stay out."""


def read_all_teams(
    api: GitLabApi, settings: ForgeSettings, failed: Collection[str], server: Server
) -> Iterator[Outcome]:
    """What the groups of a source say of who is in them; `failed` are those out of reach."""
    for account in settings.accounts:
        if account == WHOLE_INSTANCE:
            continue
        teams: tuple[HostTeam, ...] | None = None
        try:
            teams = None if account in failed else _read(api, account, settings)
        except SourceError as error:
            message = log_line(
                f"the members of the groups in {account} could not be read: {error}; the teams were not changed"
            )
            fix = "Give the token the scope read_api; or remove `teams` from the source."
            yield Noticed(
                Problem(
                    where=settings.source_name,
                    severity=Severity.WARNING,
                    code="teams-unreadable",
                    message=message,
                    fix=fix,
                )
            )
        yield TeamsRead(f"{server.host}/{account.lower()}", teams)


def _read(api: GitLabApi, account: str, settings: ForgeSettings) -> tuple[HostTeam, ...]:
    """The groups below one whose path from it is wanted, by that path. A user has none."""
    name = quote(account, safe="")
    found: list[HostTeam] = []
    people = 0
    try:
        groups = list(api.entries(f"/groups/{name}/descendant_groups?per_page=100&order_by=id&sort=asc", "the groups"))
    except SourceError as error:
        if error.code == "not-found":
            return ()
        raise
    slugs = {
        number: path.lower().removeprefix(f"{account.lower()}/")
        for group in groups
        if (number := integer(group, "id")) is not None and (path := text(group, "full_path")) is not None
    }
    for group in groups:
        number = integer(group, "id")
        slug = slugs.get(number or 0)
        if number is None or slug is None or text(group, "visibility") not in _SHOWN or not settings.wants_team(slug):
            continue
        members = [
            account_
            for one in api.entries(f"/groups/{number}/members?per_page=100", "the members")
            if (account_ := text(one, "username")) is not None
            and text(one, "state") in (None, "active")
            and flag(one, "bot") is not True
            and not ACCOUNTS.is_machine(one)
        ]
        people += len(members)
        if people > TEAM_MEMBERS or len(found) >= TEAMS:
            raise SourceError("too-large", "there are too many groups or members")
        shown = escape.plain(text(group, "name") or slug, TITLE_CHARACTERS) or slug
        part_of = slugs.get(integer(group, "parent_id") or 0)
        hashed = tuple(sorted({author_id(member) for member in members}))
        found.append(HostTeam(slug=slug, name=shown, part_of=part_of, people=hashed))
    return tuple(sorted(found, key=lambda team: team.slug))
