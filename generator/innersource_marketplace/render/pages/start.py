"""Start here: from a skill and some time to three tasks; without a script, tasks by skill."""

from collections.abc import Iterator, Sequence
from typing import Final

from innersource_marketplace.model import Day, SiteSettings
from innersource_marketplace.reference.spellings import spelling_key
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.task_board import DATA_PATH, task_card
from innersource_marketplace.render.parts.tasks import Task
from innersource_marketplace.render.template_engine import fill

TIMES: Final = ("2", "4", "8", "40")
"""The answers to "how much time", in working hours."""

_SKILLS = 24
_TASKS_A_SKILL = 3
_OFFERED = 12


def start_page(tasks: Sequence[Task], settings: SiteSettings, today: Day, say: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield the page; `tasks` are in the board's order."""
    skills = _by_skill(tasks)
    frequent = sorted(skills, key=lambda skill: (-len(skills[skill]), skill.casefold()))
    markup = fill(
        "start.html",
        say,
        {
            "root": "../",
            "title": say("start.title"),
            "data": f"../{DATA_PATH}",
            "count": len(tasks),
            "offered": sorted(frequent[:_OFFERED], key=str.casefold),
            "all_skills": sorted(skills, key=str.casefold)[:500],
            "times": TIMES,
            "groups": [
                (
                    skill,
                    len(skills[skill]),
                    [task_card(task, "../", today, say) for task in skills[skill][:_TASKS_A_SKILL]],
                )
                for skill in sorted(frequent[:_SKILLS], key=str.casefold)
            ],
        },
    )
    description = say("start.description", organization=settings.organization)
    yield (
        "start/index.md",
        MarkdownPage(markup, template="start.html", title=say("start.title"), description=description),
    )


def _by_skill(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Tasks by what one needs to know, languages included; spellings that differ by case only are one."""
    spelling: dict[str, str] = {}
    found: dict[str, list[Task]] = {}
    for task in tasks:
        wanted = dict.fromkeys((*task.skills, *((task.language,) if task.language else ())))
        for folded, skill in {spelling_key(skill): skill for skill in wanted}.items():
            found.setdefault(spelling.setdefault(folded, skill), []).append(task)
    return found
