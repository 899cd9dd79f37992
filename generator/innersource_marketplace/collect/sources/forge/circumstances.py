"""What is the same for all repositories of a run, and small rules that all forges share."""

from datetime import datetime

import msgspec

from innersource_marketplace import escape
from innersource_marketplace.model import SafeUrl


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all repositories of a run. `labels` is empty when tasks are not wanted."""

    host: str
    web: str
    source: str
    now: datetime
    labels: tuple[str, ...]

    def below(self, path: str, *steps: str) -> SafeUrl | None:
        """An address in a repository. Servers behind a proxy give others, which nobody can open."""
        return escape.url(f"{self.web}/{escape.url_path(*path.split('/'), *steps)}")
