"""What a run counts while outcomes come in, whether they are stored at once or handed on."""

from collections import Counter
from dataclasses import dataclass, field

from innersource_marketplace.collect.sources import (
    Changed,
    Excluded,
    Failed,
    Noticed,
    Outcome,
    Spent,
    TeamsRead,
    Unchanged,
    Withheld,
)
from innersource_marketplace.errors import Problem, Severity, SourceError
from innersource_marketplace.model import Facts, HostTeam, ProjectKey, Visibility


@dataclass(slots=True)
class SourceResult:
    """How one source fared in a run. `error` is set when the source failed as a whole."""

    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    excluded: int = 0
    withheld: int = 0
    error: str | None = None
    message: str = ""


@dataclass(slots=True)
class Tally:
    """What a run has learned so far."""

    known: dict[ProjectKey, Facts]
    listed: dict[ProjectKey, str] = field(default_factory=dict)
    changed: set[ProjectKey] = field(default_factory=set)
    unchanged: set[ProjectKey] = field(default_factory=set)
    purged: set[ProjectKey] = field(default_factory=set)
    excluded: dict[ProjectKey, str] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    unreadable: list[Problem] = field(default_factory=list)
    failed_sources: set[str] = field(default_factory=set)
    withheld: int = 0
    spent: dict[str, Spent] = field(default_factory=dict)
    sources: dict[str, SourceResult] = field(default_factory=dict)
    excluded_visibility: dict[ProjectKey, Visibility] = field(default_factory=dict)
    teams: dict[str, tuple[HostTeam, ...] | None] = field(default_factory=dict)


def note(run: Tally, source: str, outcome: Outcome) -> None:
    """Count an outcome of a source."""
    result = run.sources.setdefault(source, SourceResult())
    match outcome:
        case Changed(collected, problems):
            result.changed += 1
            run.listed[collected.facts.key] = source
            run.changed.add(collected.facts.key)
            run.unreadable += problems
        case Unchanged(key):
            result.unchanged += 1
            run.listed[key] = source
            run.unchanged.add(key)
        case Failed(key, error):
            result.failed += 1
            run.failed[error.code] += 1
            if error.gone:
                run.purged.add(key)
                run.problems.append(problem_of(source, error))
            else:
                run.listed.setdefault(key, source)
                run.problems.append(problem_of(key, error))
        case Excluded(key, rule, visibility):
            result.excluded += 1
            run.excluded[key] = rule
            if visibility is not None:
                run.excluded_visibility[key] = visibility
        case Withheld(count):
            result.withheld += count
            run.withheld += count
        case Noticed(problem):
            run.problems.append(problem)
        case TeamsRead(account, teams):
            run.teams[account] = teams
        case Spent():
            run.spent[source] = outcome
        case _:
            pass


def problem_of(where: str, error: SourceError) -> Problem:
    """A failure as a problem to print and to publish."""
    return Problem(where=where, severity=Severity.ERROR, code=error.code, message=str(error), fix=error.fix)
