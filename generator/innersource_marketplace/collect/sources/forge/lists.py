"""The lists of all accounts of a source: read from the host, or handed over by a machine that has read them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from innersource_marketplace.collect.sources import Noticed, Spent
from innersource_marketplace.collect.sources.forge import Forge, Listed
from innersource_marketplace.errors import FailureRecord, MarketplaceError, Problem, Severity, SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """What the accounts list, and which of them failed, by name.

    `withheld` counts repositories that were left out here, because nobody may know their names;
    `spent` is what reading the lists cost somebody else.
    """

    repositories: tuple[Listed, ...]
    failed: Mapping[str, SourceError]
    notices: tuple[Noticed, ...] = ()
    withheld: int = 0
    spent: Spent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    repositories: tuple[Listed, ...]
    failed: Mapping[str, FailureRecord]
    notices: tuple[Noticed, ...]
    withheld: int
    spent: Spent | None


def read_lists(forge: Forge, accounts: Sequence[str], *, source: str) -> Lists:
    """Ask for the list of every account; one that fails leaves the others alone. Each repository comes once."""
    found: dict[str, Listed] = {}
    failed: dict[str, SourceError] = {}
    notices: list[Noticed] = []
    for name in accounts:
        try:
            account = forge.list_account(name)
        except SourceError as error:
            failed[name] = error
            continue
        if account.counted is not None and len(account.repositories) < account.counted:
            notices.append(fewer_than_counted(source, name, len(account.repositories), account.counted))
        for listed in account.repositories:
            found.setdefault(listed.path.lower(), listed)
    return Lists(repositories=tuple(found.values()), failed=failed, notices=tuple(notices))


def write_lists(lists: Lists, may_be_named: Callable[[Listed], bool], spent: Spent) -> bytes:
    """Write lists down for other machines, without the names of what may not be shown."""
    reported = tuple(one for one in lists.repositories if may_be_named(one))
    written = _Written(
        repositories=reported,
        failed={name: FailureRecord.of(error) for name, error in lists.failed.items()},
        notices=lists.notices,
        withheld=lists.withheld + len(lists.repositories) - len(reported),
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
        failed={name: failure.error() for name, failure in written.failed.items()},
        notices=written.notices,
        withheld=written.withheld,
        spent=written.spent,
    )


def added(spent: Spent, more: Spent | None) -> Spent:
    """Costs of two together."""
    if more is None:
        return spent
    return replace(
        spent,
        requests=spent.requests + more.requests,
        points=spent.points + more.points,
        waited=spent.waited + more.waited,
    )


def fewer_than_counted(source: str, account: str, came: int, counted: int) -> Noticed:
    """A host listed fewer repositories of an account than it counts itself."""
    return Noticed(
        Problem(
            where=source,
            severity=Severity.WARNING,
            code="fewer-than-counted",
            message=f"{account} listed {came} repositories, but reports {counted}.",
            fix="Check that the token may see all of them. Known projects were read by name.",
        )
    )
