"""The environment of the commands: variables, clock, console."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from innersource_marketplace.cli.console import Console
from innersource_marketplace.errors import UsageError

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 9000
"""Years in which dates some decades earlier and later are dates too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Made once by the command line and passed down; nothing below reads the environment or the time."""

    environment: Mapping[str, str] = field(repr=False)  # with tokens
    console: Console

    def clock(self) -> datetime:
        """The current time, or SOURCE_DATE_EPOCH if it is set (https://reproducible-builds.org/specs/source-date-epoch/).

        Raises `UsageError` when the variable is no number of seconds.
        """
        epoch = self.environment.get("SOURCE_DATE_EPOCH")
        if not epoch:
            return datetime.fromtimestamp(int(time.time()), UTC)
        try:
            found = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            found = None
        if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise UsageError(f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, which is not a time. Give the seconds since 1970.")
        return found
