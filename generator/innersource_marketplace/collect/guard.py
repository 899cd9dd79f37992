"""The guard at the sources: what is suddenly missing from a source's list is kept for some nights.

A token that loses rights, a list that a host cuts short and topics that an outage swallows all look as if many
projects had been deleted. What a host itself reports as private, deleted or blocked is not the guard's business:
that goes at once.
"""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from innersource_marketplace.collect.sources import CATALOG_SOURCES
from innersource_marketplace.errors import Problem, Severity, SourceError, sentence
from innersource_marketplace.formats.catalog.settings import SourceGuard
from innersource_marketplace.model import Day, ProjectKey


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """What the guard keeps, with the number of nights so far, and what it says of each source."""

    nights: Mapping[ProjectKey, int]
    problems: tuple[Problem, ...]


def hold_back(
    missing: Collection[ProjectKey],
    source_of: Mapping[ProjectKey, str],
    held: Mapping[ProjectKey, tuple[date, int]],
    guard: SourceGuard,
    today: Day,
    *,
    unlisted: Collection[ProjectKey] = (),
) -> Holding:
    """Decide which missing projects are kept; `unlisted` ones are all that an account had, however few.

    `source_of` are the projects that were known before, by the sources of this run; `held` are those that were
    kept already, with the last day and the number of nights.
    """
    nights: dict[ProjectKey, int] = {}
    problems: list[Problem] = []
    before: dict[str, int] = {}
    lost: dict[str, list[ProjectKey]] = {}
    for key, source in source_of.items():
        before[source] = before.get(source, 0) + 1
        if key in missing and source not in CATALOG_SOURCES:
            lost.setdefault(source, []).append(key)
    for source, keys in sorted(lost.items()):
        many = len(keys) >= guard.minimum and len(keys) > guard.share * before[source]
        doubted = keys if many else [key for key in keys if key in unlisted]
        kept = {key: count for key in doubted if (count := _night(held.get(key), today)) <= guard.nights}
        nights |= kept
        if kept:
            problems.append(_held_back(source, before[source], kept, guard.nights))
    return Holding(nights=nights, problems=tuple(problems))


def _night(held: tuple[date, int] | None, today: Day) -> int:
    """The number of this night for a project that is missing; two runs of one day, or a clock set back, are one."""
    if held is None:
        return 1
    day, nights = held
    return nights + 1 if today > day else nights


def held_error(source: str) -> SourceError:
    """Why a project is kept as it was."""
    return SourceError(
        "held-back",
        sentence("{source} no longer lists it, like many others", source=source),
        "If they are really gone, run `marketplace collect --accept-removals`.",
    )


def _held_back(source: str, before: int, kept: Mapping[ProjectKey, int], most: int) -> Problem:
    night = max(kept.values())
    return Problem(
        where=source,
        severity=Severity.ERROR,
        code="held-back",
        message=sentence(
            "{missing} of the {before} projects that it had are missing from its list. They are kept as they were;"
            " this is night {night} of {most}.",
            missing=len(kept),
            before=before,
            night=night,
            most=most,
        ),
        fix="Check the rights of the token and the rules of the source. If the projects are really gone, run"
        " `marketplace collect --accept-removals`.",
    )
