"""The figures of the programme: what is counted, over which sample, how old, and what is not known."""

from collections import Counter
from typing import Final

from innersource_marketplace.model import HIGHEST_LEVEL, Element
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme import (
    team_figures as programme_flow,
)
from innersource_marketplace.render.pages.programme import (
    trend_figures as programme_trends,
)
from innersource_marketplace.render.pages.programme.basis import Programme, facts_age, percent
from innersource_marketplace.render.pages.programme.figure import Column, Figure, Table, Value

_SKILLS: Final = 15


def figures_of(programme: Programme, say: Messages) -> tuple[Figure, ...]:
    """Every figure, in the order of the page."""
    return (
        programme_trends.projects(programme, say),
        programme_trends.active(programme, say),
        programme_trends.changes(programme, say),
        _readiness(programme, say),
        programme_trends.readiness(programme, say),
        programme_trends.documents(programme, say),
        programme_flow.outside(programme, say),
        programme_flow.distance(programme, say),
        programme_flow.matrix(programme, say),
        programme_flow.teams(programme, say),
        programme_flow.by_project(programme, say),
        programme_flow.requests(programme, say),
        programme_trends.response(programme, say),
        programme_flow.firsts(programme, say),
        _needs(programme, say),
    )


def _readiness(programme: Programme, say: Messages) -> Figure:
    levels = [project.readiness.levels for project in programme.projects if project.readiness is not None]
    rows: list[tuple[Value, ...]] = []
    for element in Element:
        found = Counter(one[element] for one in levels if element in one)
        told = sum(count for level, count in found.items() if level is not None)
        if found:
            shares = [round(100 * found[level] / told) if told else None for level in range(HIGHEST_LEVEL, -1, -1)]
            rows.append((say(f"element.{element.value}"), *shares, told, found[None]))
    known = [[level for level in one.values() if level is not None] for one in levels]
    told_of = [one for one in known if one]
    basics = sum(all(level >= 1 for level in one) for one in told_of)
    head = tuple((f"level_{level}", Column.PERCENT) for level in range(HIGHEST_LEVEL, -1, -1))
    return Figure(
        id="readiness",
        value=percent(basics, len(told_of), say),
        sample=say("programme.sample.readiness", projects=say("site.projects", count=len(told_of))),
        age=facts_age(programme, say),
        table=Table(
            columns=(("element", Column.TEXT), *head, ("told", Column.NUMBER), ("cannot_tell", Column.NUMBER)),
            rows=tuple(rows),
        )
        if rows
        else None,
        open=True,
    )


def _needs(programme: Programme, say: Messages) -> Figure:
    tasks: Counter[str] = Counter()
    projects: dict[str, set[str]] = {}
    spelling: dict[str, str] = {}
    for task in programme.tasks:
        wanted = {skill.casefold(): skill for skill in (*task.skills, task.language) if skill}
        for folded, skill in wanted.items():
            spelling.setdefault(folded, skill)
            tasks[folded] += 1
            projects.setdefault(folded, set()).add(task.project.key)
    ordered = sorted(tasks, key=lambda skill: (-tasks[skill], skill))
    most = tasks[ordered[0]] if ordered else 1
    rows = tuple((spelling[skill], tasks[skill], len(projects[skill])) for skill in ordered)
    head = (("skill", Column.TEXT), ("tasks", Column.NUMBER), ("projects", Column.NUMBER))
    return Figure(
        id="needs",
        value=spelling[ordered[0]] if ordered else say("programme.unknown"),
        sample=say("programme.sample.tasks", count=len(programme.tasks)),
        age=facts_age(programme, say),
        table=Table(
            columns=(*head, ("of_most", Column.PERCENT)),
            rows=tuple((*row, round(100 * row[1] / most)) for row in rows[:_SKILLS]),
        )
        if rows
        else None,
        data=Table(columns=head, rows=rows),
        open=True,
    )
