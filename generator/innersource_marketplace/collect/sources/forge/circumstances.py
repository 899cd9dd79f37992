"""What is the same for all repositories of a run, and small rules that all forges share."""

from dataclasses import dataclass
from datetime import datetime

from innersource_marketplace import escape
from innersource_marketplace.model import SafeUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is the same for all repositories of a run. `labels` is empty when tasks are not wanted."""

    host: str
    web: str
    source: str
    now: datetime
    labels: tuple[str, ...]

    def below(self, address: str | None) -> SafeUrl | None:
        """An address that the server gave, if it is one of its own."""
        return escape.url(address) if address is not None and address.startswith(f"{self.web}/") else None
