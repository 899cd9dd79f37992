"""What one run knows of GitHub: what all forges need, and what is asked there."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from innersource_marketplace.collect.sources.forge.circumstances import Circumstances
from innersource_marketplace.collect.sources.forge.run import Run, fingerprint
from innersource_marketplace.collect.sources.forge.selection import Selection
from innersource_marketplace.collect.sources.github.reading.facts import key_of
from innersource_marketplace.collect.sources.github.reading.repositories import Listed
from innersource_marketplace.formats.catalog.settings import GitHubSettings
from innersource_marketplace.model import Defaults, Facts, ProjectKey


class Night(Run, kw_only=True):
    """What one run knows; `refused` counts repositories of which the token may not read everything, by what that is."""

    settings: GitHubSettings
    where: Circumstances
    detailed: Selection
    refreshed: Selection
    listed: Selection
    inherited: Selection
    linked: Selection
    scheme: str
    defaults: Mapping[str, Defaults] = msgspec.field(default_factory=dict)
    refused: Counter[str] = msgspec.field(default_factory=Counter)

    def key(self, listed: Listed) -> ProjectKey:
        """The key of a repository."""
        return key_of(self.host, listed)

    def identity(self, listed: Listed) -> str | None:
        """What stays the same when a repository moves."""
        return None if listed.database_id is None else f"{self.host}:{listed.database_id}"

    def before_of(self, listed: Listed) -> Facts | None:
        """What was known of a repository under this name or a former one."""
        return self.before(self.key(listed), self.identity(listed))

    def fingerprint(self, listed: Listed) -> str:
        """Changes with a push, an edit, what is asked for, or an open issue."""
        return fingerprint(listed, self.scheme)
