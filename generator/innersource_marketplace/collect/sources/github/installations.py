"""One app that is installed on several accounts: each installation sees its own, so each is a source by itself.

To everybody else they are one source with one name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from innersource_marketplace.collect.sources import Failed, Outcome, Spent, TeamsRead
from innersource_marketplace.collect.sources.forge.lists import added
from innersource_marketplace.collect.sources.github.source import GitHubSource
from innersource_marketplace.errors import MarketplaceError, SourceError
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import Facts, ProjectKey

Find = Callable[[str], int]
"""Gives the installation of the app on an account. Raises `SourceError` where there is none."""

OpenPart = Callable[[tuple[str, ...], int, Sequence[str], Mapping[str, bytes]], GitHubSource]
"""Makes the source of some accounts: with their installation, entries of the catalogue, and lists that were read."""


@dataclass(frozen=True, slots=True)
class _KnownOf(Mapping[ProjectKey, Facts]):
    """Those of the known projects that belong to one part."""

    known: Mapping[ProjectKey, Facts]
    belongs: Callable[[str], bool]

    def __getitem__(self, key: ProjectKey) -> Facts:
        if not self.belongs(_owner(key)):
            raise KeyError(key)
        return self.known[key]

    def __iter__(self) -> Iterator[ProjectKey]:
        return (key for key in self.known if self.belongs(_owner(key)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _owner(key: str) -> str:
    return key.split("/")[1].lower() if "/" in key else ""


class InstallationsSource:
    """The accounts of one app; see `Source` and `Lister`. `repositories` are entries of the catalogue."""

    def __init__(
        self,
        settings: GitHubSettings,
        find: Find,
        open_part: OpenPart,
        *,
        repositories: Sequence[str] = (),
        listings: Mapping[str, bytes] | None = None,
    ) -> None:
        self._settings = settings
        self._find = find
        self._open_part = open_part
        self._repositories = repositories
        self._listings = listings or {}

    @property
    def name(self) -> str:
        """What messages and the snapshot call this source."""
        return self._settings.source_name

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        """Yield what every installation yields; one that fails leaves the others alone.

        Raises `SourceError` when all of them failed.
        """
        parts, failed = self._parts(self._read_listing())
        spent = Spent(requests=0, points=0, waited=0.0)
        went_well = False
        for accounts, source in parts:
            try:
                for outcome in source.collect(_KnownOf(known, self._belongs(accounts)), full=full):
                    if isinstance(outcome, Spent):
                        spent = added(spent, outcome)
                    else:
                        yield outcome
                went_well = True
            except SourceError as error:
                failed |= dict.fromkeys(accounts, error)
        if not went_well:
            raise next(iter(failed.values()))
        for account, reason in sorted(failed.items()):
            yield Failed(ProjectKey(f"{self._settings.host}/{account}"), reason)
            for key, facts in known.items():
                if facts.source == self.name and _owner(key) == account.lower():
                    yield Failed(key, reason)
            if self._settings.teams:
                yield TeamsRead(f"{self._settings.host}/{account}", None)
        yield spent

    def read_list(self, known: Mapping[ProjectKey, Facts]) -> bytes:
        """Read the lists of all installations. Raises `SourceError` where that fails for one of them."""
        parts, failed = self._parts({})
        if failed:
            raise next(iter(failed.values()))
        lists = {
            ",".join(accounts): msgspec.Raw(source.read_list(_KnownOf(known, self._belongs(accounts))))
            for accounts, source in parts
        }
        return msgspec.json.encode(lists)

    def _read_listing(self) -> dict[str, msgspec.Raw]:
        try:
            return msgspec.json.decode(self._listings.get(self.name, b"{}"), type=dict[str, msgspec.Raw])
        except msgspec.MsgspecError as error:
            raise MarketplaceError(
                f"The listing is damaged ({error}). Create it again with `marketplace list`."
            ) from error

    def _parts(
        self, lists: Mapping[str, msgspec.Raw]
    ) -> tuple[list[tuple[tuple[str, ...], GitHubSource]], dict[str, SourceError]]:
        accounts: dict[int, list[str]] = {}
        failed: dict[str, SourceError] = {}
        for account in self._settings.accounts:
            try:
                accounts.setdefault(self._find(account), []).append(account)
            except SourceError as error:
                failed[account] = error
        if not accounts:
            raise next(iter(failed.values()))
        parts = []
        for installation, of_one in accounts.items():
            group = tuple(of_one)
            belongs = self._belongs(group)
            entries = [one for one in self._repositories if belongs(one.partition("/")[0].lower())]
            raw = lists.get(",".join(group))
            parts.append(
                (group, self._open_part(group, installation, entries, {} if raw is None else {self.name: bytes(raw)}))
            )
        return parts, failed

    def _belongs(self, accounts: Sequence[str]) -> Callable[[str], bool]:
        """Whether an owner is the business of some accounts; the first account takes care of strangers."""
        mine = {account.lower() for account in accounts}
        others = {account.lower() for account in self._settings.accounts} - mine
        strangers = self._settings.accounts[0].lower() in mine
        return lambda owner: owner in mine or (strangers and owner not in others)
