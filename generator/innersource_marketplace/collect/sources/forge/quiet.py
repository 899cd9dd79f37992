"""Which repositories were quiet since the last night, where a forge can tell: only the others are asked about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from innersource_marketplace.collect.sources.forge import Forge, Listed

MARGIN = timedelta(hours=1)
"""How much further back is looked, for the clocks of two machines differ."""

LEAST_REQUESTS = 10
"""What may be spent on the question at any time; with many repositories it is one request for ten of them."""


def with_quiet(forge: Forge, listed: Sequence[Listed], noted: bytes | None, now: datetime) -> tuple[Listed, ...] | None:
    """The same repositories, of which the quiet ones say so; None where that cannot be found out.

    `noted` is the beginning of the last night after which nothing was left unread, as `note` wrote it; one that is
    ahead is of a wrong clock.
    """
    since = _moment(noted)
    if since is None or since > now or not listed or not forge.follows_activity:
        return None
    owners = {one.path.partition("/")[0].lower() for one in listed}
    active = forge.active_since(owners, since - MARGIN, max(LEAST_REQUESTS, len(listed) // 10))
    if active is None:
        return None
    return tuple(replace(one, quiet=one.path.lower() not in active) for one in listed)


def note(now: datetime) -> bytes:
    """What to remember of a night that began at some time."""
    return now.isoformat().encode()


def _moment(noted: bytes | None) -> datetime | None:
    try:
        when = datetime.fromisoformat((noted or b"").decode())
    except ValueError:
        return None
    return when if when.tzinfo is not None else None
