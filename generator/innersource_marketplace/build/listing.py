"""What became of each repository that the last run looked at, and which problems are whose."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from innersource_marketplace.errors import Problem, Words
from innersource_marketplace.model import FactsInBrief, Project, ProjectKey, Provider
from innersource_marketplace.model.listing_status import Considered, Rule, repository_of


def consider(
    projects: Iterable[Project],
    expired: Iterable[Project],
    *,
    facts: Mapping[ProjectKey, FactsInBrief],
    opted_out: Mapping[ProjectKey, FactsInBrief],
    excluded: Mapping[ProjectKey, Words],
    unread: Mapping[ProjectKey, str],
    problems: Iterable[Problem],
    tried_at: datetime | None,
    by_entry: Collection[ProjectKey],
) -> tuple[tuple[Considered, ...], tuple[Problem, ...]]:
    """Every repository that may be named, by key, and the problems that belong to none of them.

    `projects` are shown and `expired` hidden for being quiet; `excluded` maps the others to the rule that left
    them out, `unread` to the source that named them. `tried_at` is when the last run began, `by_entry` are
    the projects with an entry in the catalogue.
    """
    by_repository, notices = _sorted_out(problems, {**facts, **excluded, **unread})

    def found() -> Iterator[Considered]:
        for project in projects:
            said = facts[project.key]
            yield Considered(
                key=project.key,
                rule=_rule(said, by_entry),
                said=said.source,
                project=project,
                facts=said,
                tried_at=None if project.provider is Provider.CATALOG else tried_at,
                problems=by_repository.get(project.key, ()),
            )
        for project in expired:
            yield Considered(
                key=project.key,
                rule=Rule.EXPIRED,
                said=facts[project.key].source,
                facts=facts[project.key],
                tried_at=tried_at,
                problems=by_repository.get(project.key, ()),
                expiry=project.expiry,
            )
        for key, rule in excluded.items():
            yield Considered(
                key=key,
                rule=Rule.OPTED_OUT if key in opted_out else Rule.EXCLUDED,
                said=rule,
                facts=opted_out.get(key),
                tried_at=tried_at,
                problems=by_repository.get(key, ()),
            )
        for key, source in unread.items():
            yield Considered(
                key=key, rule=Rule.UNREAD, said=source, tried_at=tried_at, problems=by_repository.get(key, ())
            )

    return tuple(sorted(found(), key=lambda one: one.key)), notices


def _rule(facts: FactsInBrief, by_entry: Collection[ProjectKey]) -> Rule:
    if facts.provider is Provider.CATALOG:
        return Rule.WORDS
    return Rule.ENTRY if facts.key in by_entry else Rule.SOURCE


def _sorted_out(
    problems: Iterable[Problem], keys: Mapping[ProjectKey, object]
) -> tuple[dict[ProjectKey, tuple[Problem, ...]], tuple[Problem, ...]]:
    """Problems by the repository that each is about, and those that are about none."""
    by_repository: dict[ProjectKey, list[Problem]] = {}
    rest: list[Problem] = []
    for problem in sorted(problems):
        key = repository_of(problem.where, keys)
        (rest if key is None else by_repository.setdefault(key, [])).append(problem)
    return {key: tuple(found) for key, found in by_repository.items()}, tuple(rest)
