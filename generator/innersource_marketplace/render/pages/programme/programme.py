"""The programme pages: whether silos are breaking, whether guests can get in, whether it grows.

`programme/` is the story: six figures and three questions with a chart each. `programme/figures/` has every
figure with its definition, sample, age and CSV, `programme/year/` the story on one page to print.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from innersource_marketplace.insight.teamwork.across_teams import flow_of
from innersource_marketplace.insight.teamwork.contributions import DAYS, Contributions
from innersource_marketplace.insight.teamwork.response import response_times
from innersource_marketplace.insight.teamwork.roster import Roster
from innersource_marketplace.insight.teamwork.shares import ENOUGH, SMALLEST_GROUP
from innersource_marketplace.model import Day, FactsInBrief, Project, SiteSettings
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.basis import Programme
from innersource_marketplace.render.pages.programme.figure import Cell, Column, Figure, Table, cells, csv_of
from innersource_marketplace.render.pages.programme.programme_figures import figures_of
from innersource_marketplace.render.parts.addresses import team_paths
from innersource_marketplace.render.parts.dates import date_words
from innersource_marketplace.render.parts.figure_charts import Plot
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.render.template_engine import fill

PAGE: Final = "programme/"
YEAR: Final = "programme/year/"
FIGURES: Final = "programme/figures/"

_HEADLINES: Final = ("projects", "active", "readiness", "outside", "response", "firsts")
_NAMED_BY_TEAMS: Final = "matrix"
"""The table whose columns are teams, and therefore named as they are."""

_QUESTIONS: Final = (("silos", "outside"), ("guests", "readiness-trend"), ("growth", "projects"))
"""The questions of the story, each with the figure whose chart answers it."""

_TEAMS: Final = 12
"""Teams that the story names; all are with the figures."""


class _View(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as the template draws it."""

    id: str
    title: str
    definition: str
    value: str
    sample: str
    age: str
    coverage: str
    note: str
    plot: Plot | None
    plot_words: str
    head: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[Cell]]
    open: bool
    csv: str | None
    before: str
    known: bool

    @property
    def drawn(self) -> bool:
        """Whether its chart says something."""
        return self.known and self.plot is not None


def programme_files(
    listed: Sequence[tuple[Project, FactsInBrief]],
    *,
    contributions: Sequence[Contributions],
    roster: Roster,
    daily: Mapping[date, Mapping[str, float | None]],
    settings: SiteSettings,
    today: Day,
    say: Messages,
) -> Iterator[tuple[str, bytes]]:
    """Yield the programme page, the printable year, and a CSV for each figure.

    `contributions` are those to the `listed` projects, sorted by teams with `roster`.
    """
    projects = [project for project, _ in listed]
    figures = figures_of(
        Programme(
            projects=projects,
            daily=daily,
            flow=flow_of(contributions, roster),
            answers=response_times((facts for _, facts in listed), today),
            tasks=tasks_of(projects, today, say),
            today=today,
        ),
        say,
    )
    yield from programme_pages(figures, settings, today, say, pages=_pages(projects, contributions))


def programme_pages(
    figures: Sequence[Figure],
    settings: SiteSettings,
    today: Day,
    say: Messages,
    *,
    pages: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages and the CSV files of figures that are worked out already.

    `pages` are those of teams and projects by name, folded, from the site's root.
    """
    views = [_view(figure, say, pages or {}) for figure in figures]
    by_id = {view.id: view for view in views}
    shared: dict[str, object] = {
        "organization": settings.organization,
        "headlines": [by_id[name] for name in _HEADLINES if name in by_id and by_id[name].known],
        "today": date_words(today, say),
        "since": date_words(today - timedelta(days=DAYS), say),
        "enough": ENOUGH,
        "smallest": SMALLEST_GROUP,
    }
    story = {
        **shared,
        "figures": [(view.id, view.title, view.value) for view in views if view.known],
        "questions": [(name, by_id[figure]) for name, figure in _QUESTIONS if figure in by_id and by_id[figure].drawn],
        "distance": by_id.get("distance"),
        "teams": [row[0] for row in by_id["teams"].rows[:_TEAMS]] if "teams" in by_id else [],
        "missing": _missing(views, say),
    }
    title, year = say("programme.title"), say("programme.year.title")
    for path, template, printed, name, values in (
        (PAGE, "programme.html", False, title, story),
        (FIGURES, "programme_figures.html", False, say("programme.figures.title"), {**shared, "figures": views}),
        (YEAR, "programme.html", True, year, story),
    ):
        description = say("programme.description", organization=settings.organization)
        page = MarkdownPage(
            fill(template, say, {**values, "root": "../" * path.count("/"), "printed": printed, "title": name}),
            template="programme.html",
            title=name,
            description=description,
        )
        yield f"{path}index.md", page
    for figure in figures:
        if (table := figure.exported) is not None:
            yield f"{PAGE}{figure.id}.csv", csv_of(table)


def _missing(views: Sequence[_View], say: Messages) -> list[tuple[str, list[_View]]]:
    """Why figures are not known yet, each reason with its figures: what to do is said once."""
    found: dict[str, list[_View]] = {}
    for view in views:
        if not view.known:
            found.setdefault(view.note or say("programme.missing.runs"), []).append(view)
        elif view.plot is None and view.id in dict(_QUESTIONS).values():
            found.setdefault(say("programme.trend.none"), []).append(view)
    return list(found.items())


def _pages(projects: Sequence[Project], contributions: Sequence[Contributions]) -> Mapping[str, str]:
    """The pages of teams and of projects whose titles are theirs alone, by folded name."""
    titles = Counter(project.title.casefold() for project in projects)
    teams = team_paths(projects)
    return {
        **{one.title.casefold(): one.page for one in projects if titles[one.title.casefold()] == 1},
        # The map of teams may call a team otherwise than its projects do.
        **{one.owner.casefold(): teams[one.key] for one in contributions if one.owner and one.key in teams},
        **{one.team.casefold(): teams[one.key] for one in projects},
    }


def _view(figure: Figure, say: Messages, pages: Mapping[str, str]) -> _View:
    table = figure.table
    return _View(
        id=figure.id,
        title=say(f"programme.{figure.id}.title"),
        definition=say(f"programme.{figure.id}.definition"),
        value=figure.value,
        sample=figure.sample,
        age=figure.age,
        coverage=figure.coverage,
        note=figure.note,
        plot=figure.plot,
        plot_words=figure.plot_words,
        head=[] if table is None else _head(figure.id, table, say),
        rows=[] if table is None else cells(table, say, pages),
        open=figure.open,
        csv=None if figure.exported is None else f"{PAGE}{figure.id}.csv",
        before=figure.before,
        known=figure.value not in (say("programme.unknown"), say("programme.few")),
    )


def _head(figure: str, table: Table, say: Messages) -> list[tuple[str, bool]]:
    """The headings of a table, and whether their columns contain numbers."""
    return [
        (
            name if index and figure == _NAMED_BY_TEAMS else say(f"programme.column.{name}"),
            kind is not Column.TEXT,
        )
        for index, (name, kind) in enumerate(table.columns)
    ]
