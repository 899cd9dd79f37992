"""One world, indexed for answering: by name, by old name, by id, by owner; and how addresses look."""

import base64
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from github_server.content import Content, Shelf
from github_server.world import Account, HostedRepository, Organization, World

BOT_SUFFIX = "[bot]"


class Hosted(msgspec.Struct, frozen=True, eq=False):
    """A repository together with the view that it is seen in: what repository resolvers start from."""

    view: "View"
    facts: HostedRepository

    @property
    def content(self) -> Content:
        """Its objects."""
        source = self.facts.content
        return self.view.shelf.take(source) if isinstance(source, Path) else source

    @property
    def url(self) -> str:
        """Where people look at it."""
        return f"{self.view.web_url}/{self.facts.full_name}"


class View:
    """A frozen world with its indexes."""

    def __init__(self, world: World, shelf: Shelf, web_url: str) -> None:
        self.world = world
        self.shelf = shelf
        self.web_url = world.web_url or web_url
        self.hosted = tuple(Hosted(self, facts) for facts in world.repositories)
        self._by_name = {one.facts.full_name.lower(): one for one in self.hosted}
        self._by_old_name = {old.lower(): one for one in self.hosted for old in one.facts.former_names}
        self._by_number = {one.facts.number: one for one in self.hosted}
        self._owned: dict[str, list[Hosted]] = defaultdict(list)
        for one in self.hosted:
            self._owned[one.facts.owner.lower()].append(one)
        self.accounts = {account.login.lower(): account for account in world.accounts}
        self.by_email = {email.lower(): account for account in world.accounts for email in account.emails}
        described = {organization.login.lower(): organization for organization in world.organizations}
        implied = {one.facts.owner.lower(): Organization(login=one.facts.owner) for one in self.hosted}
        users = self.accounts.keys() - described.keys()
        self.organizations = {login: value for login, value in {**implied, **described}.items() if login not in users}

    def repository(self, owner: str, name: str, *, follow: bool = True) -> Hosted | None:
        """Find a repository by name, or by a name that it had."""
        key = f"{owner}/{name}".lower()
        return self._by_name.get(key) or (self._by_old_name.get(key) if follow else None)

    def numbered(self, number: int) -> Hosted | None:
        """Find a repository by the host's number."""
        return self._by_number.get(number)

    def owned(self, login: str) -> list[Hosted]:
        """All repositories of an owner."""
        return self._owned.get(login.lower(), [])

    def owner(self, login: str) -> Organization | Account | None:
        """The organization or user of that name."""
        return self.organizations.get(login.lower()) or self.accounts.get(login.lower())


def node_id(prefix: str, *parts: object) -> str:
    """An opaque global id, as GitHub makes them: what it is, and which."""
    return f"{prefix}_{base64.urlsafe_b64encode(':'.join(map(str, parts)).encode()).decode().rstrip('=')}"


def node_parts(identifier: str) -> tuple[str, list[str]] | None:
    """Take an id of `node_id` apart; None if it is not one."""
    prefix, _, rest = identifier.partition("_")
    try:
        text = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode()
    except ValueError:
        return None
    return prefix, text.split(":")


def stamp(moment: datetime | None) -> str | None:
    """GitHub's DateTime: whole seconds in UTC."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def head_date(hosted: Hosted) -> datetime | None:
    """When the newest commit of HEAD was made."""
    found = hosted.content.find("HEAD")
    commits = hosted.content.history(found.oid) if found is not None else ()
    return commits[0].committer.date if commits else None


def pushed_at(hosted: Hosted) -> datetime | None:
    """When somebody pushed last; unknown for an empty repository."""
    return hosted.facts.pushed_at or head_date(hosted)


def updated_at(hosted: Hosted) -> datetime:
    """When anything about the repository changed last."""
    return hosted.facts.updated_at or pushed_at(hosted) or hosted.facts.created_at


def listed(hosted: Iterable[Hosted], field: str, *, descending: bool) -> list[Hosted]:
    """Sort as `RepositoryOrder` says; equal ones by name."""
    orders = {
        "CREATED_AT": lambda one: one.facts.created_at.timestamp(),
        "UPDATED_AT": lambda one: updated_at(one).timestamp(),
        "PUSHED_AT": lambda one: (pushed_at(one) or one.facts.created_at).timestamp(),
        "STARGAZERS": lambda one: one.facts.stars,
        "NAME": lambda one: one.facts.name.lower(),
    }
    by_name = sorted(hosted, key=lambda one: one.facts.full_name.lower())
    return sorted(by_name, key=orders[field], reverse=descending)
