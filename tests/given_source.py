"""A source whose outcomes a test gives."""

from collections.abc import Iterator, Mapping

import msgspec

from innersource_marketplace.collect.sources import Outcome, Planned
from innersource_marketplace.model import Facts, ProjectKey


class Given(msgspec.Struct, frozen=True):
    """Yields these outcomes, or fails as a whole."""

    name: str
    outcomes: tuple[Outcome, ...] = ()
    error: Exception | None = None

    def collect(self, known: Mapping[ProjectKey, Facts], *, full: bool) -> Iterator[Outcome]:
        if self.error is not None:
            raise self.error
        yield Planned(len(self.outcomes))
        yield from self.outcomes
