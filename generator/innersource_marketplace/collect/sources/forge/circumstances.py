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

    def below(self, path: str, *steps: str) -> SafeUrl | None:
        """An address in a repository. Servers behind a proxy give others, which nobody can open."""
        return escape.url(f"{self.web}/{escape.url_path(*path.split('/'), *steps)}")
