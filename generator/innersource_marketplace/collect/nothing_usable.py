"""What a run says that found nothing to list: which sources listed what, and what to do about it."""

from collections.abc import Iterator

from innersource_marketplace.collect.tally import SourceResult, Tally
from innersource_marketplace.errors import Problem

_SHOWN = 5


def nothing_usable(run: Tally, *, there: bool, purged: int) -> str:
    """The message of a run without a single usable project. `there`: there is a snapshot; `purged` left it."""
    if purged:
        left = "1 project" if purged == 1 else f"{purged} projects"
        state = (
            f"Nothing usable was found. {left} that must not be shown any more left the snapshot; the rest keeps the"
            " last known state. Build and publish again"
        )
    else:
        kept = " and keeps the last known state" if there else ""
        state = f"Nothing usable was found, so the snapshot was not changed{kept}"
    problems = [*sorted(run.problems), *sorted(run.unpublished)]
    reasons = [_in_words(problem) for problem in problems[:_SHOWN]]
    more = [f"{len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
    empty = [words for name, result in sorted(run.sources.items()) for words in _listed_nothing(name, result)]
    if not run.sources and not problems:
        return f"{state}: the catalogue has no repository. Add one under `sources` or `projects`."
    return f"{state}. {' '.join([*reasons, *more, *empty]) or 'No source has a repository.'}"


def _in_words(problem: Problem) -> str:
    fix = f" {problem.fix}" if problem.fix else " Fix this, then collect again."
    return f"{problem.where}: {str(problem.message).rstrip('.')}.{fix}"


def _listed_nothing(name: str, result: SourceResult) -> Iterator[str]:
    """Why nothing of what a source has belongs into the catalogue."""
    if result.error is not None or not (result.withheld or result.rules):
        return
    parts = []
    if result.withheld:
        are = "is" if result.withheld == 1 else "are"
        parts.append(f"{result.withheld} {are} not visible enough (see `visibility` of the source)")
    parts += [f"{count}: {rule}" for rule, count in sorted(result.rules.items(), key=lambda one: (-one[1], one[0]))[:3]]
    yield f"{name} has repositories, but none to list: {'; '.join(part.rstrip('.') for part in parts)}."
    if any("topic" in rule for rule in result.rules):
        yield "Set the topic on a repository, or correct `topic` of the source."
