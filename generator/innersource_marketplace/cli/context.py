"""The environment of the commands: variables, clock, console."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from innersource_marketplace.cli.console import Console
from innersource_marketplace.errors import UsageError


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
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise UsageError(
                f"SOURCE_DATE_EPOCH is {epoch[:40]!r}, which is not a time. Give the seconds since 1970."
            ) from None
