"""The figures of a day that facts alone tell, added up one project at a time."""

from math import inf

import msgspec

from innersource_marketplace.limits import ACTIVE_DAYS
from innersource_marketplace.model import Day, DocumentRole, Facts, Provider, Stored, days_since


class DailyFigures(msgspec.Struct):
    """Adds up projects. `today` is the day that the figures are of."""

    today: Day
    _owners: set[tuple[str, str]] = msgspec.field(default_factory=set)
    _row: dict[str, float] = msgspec.field(default_factory=dict)

    def add(self, stored: Stored[Facts]) -> None:
        """Count a project."""
        facts = stored.facts
        self._owners.add((facts.host, facts.owner))
        for name, counts in {
            "projects": True,
            "read": facts.provider is not Provider.CATALOG,
            "active": _days_idle(facts, self.today) <= ACTIVE_DAYS,
            "with_readme": DocumentRole.README in facts.documents,
            "with_metadata": DocumentRole.METADATA in facts.documents,
            "with_contributing": DocumentRole.CONTRIBUTING in {*facts.documents, *facts.inherited},
            "with_code_owners": DocumentRole.CODE_OWNERS in facts.documents,
            "with_ci": bool(facts.ci_files),
            "dated": facts.updated_at is not None,
            "failing": stored.failing_since is not None,
        }.items():
            self._row[name] = self._row.get(name, 0) + counts

    def row(self) -> dict[str, float]:
        """The figures so far, by name."""
        names = (
            "projects", "read", "active", "with_readme", "with_metadata", "with_contributing", "with_code_owners",
            "with_ci", "dated", "failing",
        )  # fmt: skip
        return {name: self._row.get(name, 0) for name in names} | {"owners": len(self._owners)}


def _days_idle(facts: Facts, today: Day) -> float:
    days = None if facts.updated_at is None else days_since(facts.updated_at, today)
    return inf if days is None else days
