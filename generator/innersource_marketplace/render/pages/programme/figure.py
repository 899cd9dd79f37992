"""A figure of the programme page: a number in words, what it means, a chart, a table and the same as CSV."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec
from msgspec.structs import replace

from innersource_marketplace import escape
from innersource_marketplace.render.messages import Messages
from innersource_marketplace.render.parts.figure_charts import Plot

FEW: Final = "few"
"""The cell of a figure about too few people or things to show."""

NO_DATA: Final = "no data"
"""The cell of a figure that no source has data for."""

NOT_RECORDED: Final = "not recorded"
"""What a CSV shows for a cell without a value."""

_MANY: Final = 6
"""A table with so many columns has no room for sentences in its cells."""


class Column(StrEnum):
    """What a column of a table holds."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"


Value = str | int | float | None
"""A cell: a text, a number, `FEW`, `NO_DATA`, or None for a figure that was not recorded."""


class Cell(msgspec.Struct, frozen=True):
    """A cell in words; `percent` draws a bar, `quiet` marks a missing value, `page` leads to what it names."""

    text: str
    percent: int | None = None
    quiet: bool = False
    page: str | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under columns, as values; `head` names each column for people and for programs."""

    columns: tuple[tuple[str, Column], ...]
    rows: tuple[tuple[Value, ...], ...]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `value` is its headline, `sample` what it rests on, `age` how old that is.

    `before` is what it was at the beginning of the year. `coverage` is what the sample leaves out, `note`
    why something is missing. `table` is shown on the
    page, expanded if `open`; `data` is the complete table for the CSV.
    """

    id: str
    value: str
    sample: str
    age: str
    plot: Plot | None = None
    plot_words: str = ""
    table: Table | None = None
    data: Table | None = None
    open: bool = False
    coverage: str = ""
    note: str = ""
    before: str = ""

    @property
    def exported(self) -> Table | None:
        """The rows of the CSV."""
        return self.data or self.table


def cells(table: Table, say: Messages, pages: Mapping[str, str] | None = None) -> list[list[Cell]]:
    """Put the values of a table into words; many columns have short ones.

    `pages` are those of teams and projects by name, from the site's root.
    """
    few = say("programme.few" if len(table.columns) < _MANY else "programme.few.short")
    return [
        [
            _linked(_cell(value, kind, say, few), name, pages or {})
            for value, (name, kind) in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]


def _linked(cell: Cell, column: str, pages: Mapping[str, str]) -> Cell:
    named = column in ("team", "from", "project") and not cell.quiet
    page = pages.get(cell.text.casefold()) if named else None
    return cell if page is None else replace(cell, page=page)


def csv_of(table: Table) -> bytes:
    """A table for spreadsheets: every text quoted, formulas defused, missing values named."""
    lines = [",".join(escape.csv_cell(name) for name, _ in table.columns)]
    lines += [",".join(_csv(value) for value in row) for row in table.rows]
    # The mark makes spreadsheets read UTF-8.
    return b"\xef\xbb\xbf" + "".join(line + "\r\n" for line in lines).encode()


def _csv(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if isinstance(value, int) else escape.csv_cell(NOT_RECORDED if value is None else value)


def _cell(value: Value, kind: Column, say: Messages, few: str) -> Cell:
    if value is None:
        return Cell(say("programme.not-recorded"), quiet=True)
    if value == FEW and kind is not Column.TEXT:
        return Cell(few, quiet=True)
    if value == NO_DATA and kind is not Column.TEXT:
        return Cell(say("programme.unknown"), quiet=True)
    if isinstance(value, str):
        return Cell(value)
    if kind is Column.PERCENT:
        if value > 0 and not round(value):  # little is not nothing
            return Cell("<1\u00a0%", percent=1)
        return Cell(f"{say.number(round(value))}\u00a0%", percent=min(max(round(value), 0), 100))
    return Cell(say.number(value) if isinstance(value, int) else say.number(value, 1))
