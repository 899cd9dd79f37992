"""The lists of all accounts of a source: read from the host, or handed over by a machine that has read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from innersource_marketplace.collect.sources import Noticed, Spent
from innersource_marketplace.collect.sources.forge.lists import fewer_than_counted
from innersource_marketplace.collect.sources.github.reading.repositories import Listed, list_account
from innersource_marketplace.collect.sources.github.reading.selection import Selection
from innersource_marketplace.collect.sources.github.transport.api import Api
from innersource_marketplace.errors import FailureRecord, MarketplaceError, SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What the accounts list, and which of them failed, by login.

    `withheld` counts repositories that were left out here, because nobody may know their names;
    `spent` is what reading the lists cost somebody else.
    """

    repositories: tuple[Listed, ...]
    failed: Mapping[str, SourceError]
    notices: tuple[Noticed, ...]
    withheld: int = 0
    spent: Spent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    repositories: tuple[Listed, ...]
    failed: Mapping[str, FailureRecord]
    notices: tuple[Noticed, ...]
    withheld: int
    spent: Spent | None


def read_lists(api: Api, accounts: Sequence[str], selection: Selection, *, source: str) -> Lists:
    """Ask for the list of every account; one that fails leaves the others alone."""
    found: dict[str, Listed] = {}
    failed: dict[str, SourceError] = {}
    notices: list[Noticed] = []
    for login in accounts:
        try:
            account = list_account(api, login, selection)
        except SourceError as error:
            failed[login] = error
            continue
        if account.counted is not None and len(account.repositories) < account.counted:
            notices.append(fewer_than_counted(source, login, len(account.repositories), account.counted))
        for listed in account.repositories:
            found.setdefault(listed.full_name.lower(), listed)
    return Lists(repositories=tuple(found.values()), failed=failed, notices=tuple(notices))


def write_lists(lists: Lists, may_be_told: Callable[[Listed], bool], spent: Spent) -> bytes:
    """Write lists down for other machines, without the names of what may not be shown."""
    told = tuple(one for one in lists.repositories if may_be_told(one))
    written = _Written(
        repositories=told,
        failed={login: FailureRecord.of(error) for login, error in lists.failed.items()},
        notices=lists.notices,
        withheld=lists.withheld + len(lists.repositories) - len(told),
        spent=spent,
    )
    return msgspec.json.encode(written)


def lists_written(data: bytes) -> Lists:
    """Read what `write_lists` wrote. Raises `MarketplaceError` where it is something else."""
    try:
        written = msgspec.json.decode(data, type=_Written)
    except msgspec.MsgspecError as error:
        raise MarketplaceError(f"The listing is damaged ({error}). Create it again with `marketplace list`.") from error
    return Lists(
        repositories=written.repositories,
        failed={login: failure.error() for login, failure in written.failed.items()},
        notices=written.notices,
        withheld=written.withheld,
        spent=written.spent,
    )
