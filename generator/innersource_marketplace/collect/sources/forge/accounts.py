"""Whose work something is: accounts of people, of machines, and of those who were deleted."""

import re
from collections.abc import Mapping

import msgspec

from innersource_marketplace.collect.sources.forge.json_values import flag, text
from innersource_marketplace.formats.authors import is_bot

_NEVER = re.compile(r"(?!)")


class Accounts(msgspec.Struct, frozen=True, kw_only=True):
    """How a forge names accounts.

    `field` holds the name. `deleted` are names, in lower case, that stand for whoever was deleted; `machines` those of
    bots, tokens and services, beside the ones that say it everywhere.
    """

    field: str
    deleted: re.Pattern[str]
    machines: re.Pattern[str] = _NEVER

    def name(self, account: Mapping[str, object] | None) -> str | None:
        """The name of an account; None for one that was deleted."""
        name = text(account, self.field)
        return None if name is None or self.deleted.fullmatch(name.lower()) else name

    def is_machine(self, account: Mapping[str, object] | None) -> bool:
        """Whether an account is that of a bot, a token or a service; deleted ones do not say."""
        name = text(account, self.field) or ""
        if self.deleted.fullmatch(name.lower()):
            return False
        return flag(account, "bot") is True or is_bot(name) or self.machines.search(name.lower()) is not None

    def other_person(self, account: Mapping[str, object] | None, author: Mapping[str, object] | None) -> str | None:
        """The name of somebody who is not the author and no machine; deleted accounts tell neither."""
        name = self.name(account)
        if name is None or self.is_machine(account):
            return None
        return None if name.lower() == (text(author, self.field) or "").lower() else name
