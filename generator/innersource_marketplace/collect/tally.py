"""What a run counts while outcomes come in, whether they are stored at once or handed on."""

from collections import Counter
from collections.abc import Container, Mapping

import msgspec
from msgspec.structs import replace

from innersource_marketplace.collect.sources import (
    MOVED,
    UNLISTED,
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Remembered,
    Spent,
    TeamsRead,
    Unchanged,
    Withheld,
)
from innersource_marketplace.errors import Problem, Severity, SourceError, Words, sentence
from innersource_marketplace.model import Facts, HostTeam, ProjectKey, Visibility


class SourceResult(msgspec.Struct):
    """How one source fared in a run. `error` is set when it failed as a whole; `rules` counts what each left out."""

    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    excluded: int = 0
    withheld: int = 0
    error: str | None = None
    message: str = ""
    fix: str = ""
    rules: dict[str, int] = msgspec.field(default_factory=dict)


MISSING = "not-found"
"""The code of what is deleted or hidden from the token: the host does not tell these apart."""


class Tally(msgspec.Struct):
    """What a run has learned so far.

    `purged` are repositories that their host reports as private, deleted or blocked, or that have left their source:
    `moved` says which of them it is of, and why, until all sources are read. `missing` those that it does
    not find, and among them `unlisted` those of whose account it lists nothing. `unpublished` are problems for the
    operator alone.
    """

    known: Mapping[ProjectKey, Facts]
    listed: dict[ProjectKey, str] = msgspec.field(default_factory=dict)
    changed: set[ProjectKey] = msgspec.field(default_factory=set)
    unchanged: set[ProjectKey] = msgspec.field(default_factory=set)
    purged: set[ProjectKey] = msgspec.field(default_factory=set)
    moved: dict[ProjectKey, tuple[str, SourceError]] = msgspec.field(default_factory=dict)
    missing: set[ProjectKey] = msgspec.field(default_factory=set)
    unlisted: set[ProjectKey] = msgspec.field(default_factory=set)
    excluded_at_once: set[ProjectKey] = msgspec.field(default_factory=set)
    unpublished: list[Problem] = msgspec.field(default_factory=list)
    remembered: dict[str, bytes] = msgspec.field(default_factory=dict)
    excluded: dict[ProjectKey, Words] = msgspec.field(default_factory=dict)
    failed: Counter[str] = msgspec.field(default_factory=Counter)
    problems: list[Problem] = msgspec.field(default_factory=list)
    unreadable: list[Problem] = msgspec.field(default_factory=list)
    failed_sources: set[str] = msgspec.field(default_factory=set)
    withheld: int = 0
    spent: dict[str, Spent] = msgspec.field(default_factory=dict)
    sources: dict[str, SourceResult] = msgspec.field(default_factory=dict)
    excluded_visibility: dict[ProjectKey, Visibility] = msgspec.field(default_factory=dict)
    teams: dict[str, tuple[HostTeam, ...] | None] = msgspec.field(default_factory=dict)


def note(run: Tally, source: str, outcome: Outcome) -> None:
    """Count an outcome of a source."""
    result = run.sources.setdefault(source, SourceResult())
    match outcome:
        case Changed() | Unchanged():
            _note_read(run, source, outcome)
        case Failed(key, error):
            _note_failed(run, source, key, error)
        case Excluded(key, rule, visibility):
            result.excluded += 1
            run.excluded[key] = rule
            result.rules[str(rule)] = result.rules.get(str(rule), 0) + 1
            if outcome.at_once:
                run.excluded_at_once.add(key)
            if visibility is not None:
                run.excluded_visibility[key] = visibility
        case Withheld(count):
            result.withheld += count
            run.withheld += count
        case Noticed(problem):
            run.problems.append(problem)
        case TeamsRead(account, teams):
            run.teams[account] = teams
        case Remembered(name, data):
            run.remembered[name] = data
        case Spent():
            run.spent[source] = outcome
        case _:
            pass


def _note_read(run: Tally, source: str, outcome: Changed | Unchanged) -> None:
    result = run.sources[source]
    if isinstance(outcome, Unchanged):
        result.unchanged += 1
        run.listed[outcome.key] = source
        run.unchanged.add(outcome.key)
        return
    key = outcome.collected.facts.key
    result.changed += 1
    run.listed[key] = source
    run.changed.add(key)
    run.unreadable += outcome.problems
    if outcome.in_part:
        run.failed["partial"] += 1


def _note_failed(run: Tally, source: str, key: ProjectKey, error: SourceError) -> None:
    if error.code == UNLISTED:  # the account itself says so, once
        run.missing.add(key)
        run.unlisted.add(key)
        return
    if error.code == MOVED and key in run.known:
        run.purged.add(key)
        run.moved[key] = source, error
        return
    run.sources[source].failed += 1
    run.failed[error.code] += 1
    if not error.gone:
        run.listed.setdefault(key, source)
        run.problems.append(problem_of(key, error))
        return
    run.problems.append(problem_of(source, error))
    if error.code == MISSING:
        run.missing.add(key)
    else:
        run.purged.add(key)
    if key not in run.known:
        # Only the catalogue names what no night has seen. Not published: readers may not know that it exists.
        words = sentence("{key}, named by the catalogue: {why}", key=key, why=error.message)
        fix = "Check how it is spelt, and that the token may see it."
        run.unpublished.append(replace(problem_of("catalog.yml", error), message=words, fix=fix))


def settle_moves(run: Tally, followed: Container[ProjectKey]) -> None:
    """Count the repositories that have left their source, but those that were found in another one."""
    for key, (source, error) in sorted(run.moved.items()):
        if key not in followed:
            run.sources[source].failed += 1
            run.failed[error.code] += 1
            run.problems.append(problem_of(source, error))


def problem_of(where: str, error: SourceError) -> Problem:
    """A failure as a problem to print and to publish."""
    return Problem(where=where, severity=Severity.ERROR, code=error.code, message=error.message, fix=error.fix)
