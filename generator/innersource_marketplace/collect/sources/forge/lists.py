"""The lists of all accounts of a source: read from the host, or handed over by a machine that has read them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources import Noticed, Spent
from innersource_marketplace.collect.sources.forge.rules import Considered
from innersource_marketplace.errors import FailureRecord, MarketplaceError, Problem, Severity, SourceError, sentence

NO_ACCOUNT = "no-such-account"

NOTHING_LISTED = frozenset({"empty-listing", NO_ACCOUNT})
"""Why an account failed that has nothing, as its host says: its repositories are gone, or the rights to them."""

ListedT = TypeVar("ListedT", bound=Considered)
ListedT_co = TypeVar("ListedT_co", bound=Considered, covariant=True)


class Account(Protocol[ListedT_co]):
    """The repositories of an account; `counted` is how many the host says there are, if it does."""

    @property
    def repositories(self) -> Sequence[ListedT_co]:
        """All that were listed."""

    @property
    def counted(self) -> int | None:
        """How many there should be."""


class Lists(msgspec.Struct, Generic[ListedT], frozen=True, kw_only=True):
    """What the accounts list, and which of them failed, by name.

    `withheld` counts repositories that were left out here, because nobody may know their names;
    `spent` is what reading the lists cost somebody else.
    """

    repositories: tuple[ListedT, ...]
    failed: Mapping[str, SourceError]
    notices: tuple[Noticed, ...] = ()
    withheld: int = 0
    spent: Spent | None = None


class _Written(msgspec.Struct, Generic[ListedT], frozen=True, kw_only=True):
    repositories: tuple[ListedT, ...]
    failed: Mapping[str, FailureRecord]
    notices: tuple[Noticed, ...]
    withheld: int
    spent: Spent | None


def read_lists(
    list_account: Callable[[str], Account[ListedT]], accounts: Sequence[str], *, source: str
) -> Lists[ListedT]:
    """Ask for the list of every account; one that fails leaves the others alone. Each repository comes once."""
    found: dict[str, ListedT] = {}
    failed: dict[str, SourceError] = {}
    notices: list[Noticed] = []
    for name in accounts:
        try:
            account = list_account(name)
        except SourceError as error:
            failed[name] = error
            continue
        if account.counted is not None and len(account.repositories) < account.counted:
            notices.append(fewer_than_counted(source, name, len(account.repositories), account.counted))
        for listed in account.repositories:
            found.setdefault(listed.path.lower(), listed)
    return Lists(repositories=tuple(found.values()), failed=failed, notices=tuple(notices))


def write_lists(lists: Lists[ListedT], may_be_named: Callable[[ListedT], bool], spent: Spent) -> bytes:
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


def lists_written(data: bytes, kind: type[ListedT]) -> Lists[ListedT]:
    """Read what `write_lists` wrote of repositories of a kind. Raises `MarketplaceError` where it is something else."""
    try:
        written = msgspec.json.decode(data, type=_Written[kind])  # type: ignore[valid-type]
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
            message=sentence(
                "{account} listed {came} repositories, but reports {counted}.",
                account=account,
                came=came,
                counted=counted,
            ),
            fix="Check that the token may see all of them. Known projects were read by name.",
        )
    )
