"""The programme page: whether silos are breaking, each figure with its definition, sample and age.

`programme/` has everything, `programme/year/` the same on one page to print, and each figure its CSV.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from innersource_marketplace.insight.teamwork import Contributions, Roster, flow_of, response_times
from innersource_marketplace.insight.teamwork.contributions import DAYS
from innersource_marketplace.insight.teamwork.shares import ENOUGH, SMALLEST_GROUP
from innersource_marketplace.model import Day, FactsInBrief, Project, SiteSettings
from innersource_marketplace.render.markdown_page import MarkdownPage
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.pages.programme.basis import Programme
from innersource_marketplace.render.pages.programme.figure import Cell, Column, Figure, Table, cells, csv_of
from innersource_marketplace.render.pages.programme.programme_figures import figures_of
from innersource_marketplace.render.parts.dates import date_words
from innersource_marketplace.render.parts.figure_charts import Plot
from innersource_marketplace.render.parts.tasks import tasks_of
from innersource_marketplace.render.template_engine import fill

PAGE: Final = "programme/"
YEAR: Final = "programme/year/"

_HEADLINES: Final = ("projects", "active", "readiness", "outside", "response", "firsts")
_NAMED_BY_TEAMS: Final = "matrix"
"""The table whose columns are teams, and therefore named as they are."""

_LONG: Final = ("by-project", "documents")
"""What the printed year leaves to the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
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
    yield from programme_pages(figures, settings, today, say)


def programme_pages(
    figures: Sequence[Figure], settings: SiteSettings, today: Day, say: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield both pages and the CSV files of figures that are worked out already."""
    views = [_view(figure, say) for figure in figures]
    by_id = {view.id: view for view in views}
    shared: dict[str, object] = {
        "organization": settings.organization,
        "headlines": [by_id[name] for name in _HEADLINES if name in by_id],
        "today": date_words(today, say),
        "since": date_words(today - timedelta(days=DAYS), say),
        "enough": ENOUGH,
        "smallest": SMALLEST_GROUP,
    }
    title = say("programme.title")
    for path, chosen, printed, name in (
        (PAGE, views, False, title),
        (YEAR, [view for view in views if view.id not in _LONG], True, say("programme.year.title")),
    ):
        values = {**shared, "root": "../" * path.count("/"), "figures": chosen, "printed": printed, "title": name}
        description = say("programme.description", organization=settings.organization)
        page = MarkdownPage(
            fill("programme.html", say, values), template="programme.html", title=name, description=description
        )
        yield f"{path}index.md", page
    for figure in figures:
        if (table := figure.exported) is not None:
            yield f"{PAGE}{figure.id}.csv", csv_of(table)


def _view(figure: Figure, say: Messages) -> _View:
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
        rows=[] if table is None else cells(table, say),
        open=figure.open,
        csv=None if figure.exported is None else f"{PAGE}{figure.id}.csv",
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
