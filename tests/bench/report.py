"""Tables of what was measured, for the terminal and for the documentation, held against the budgets."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from textwrap import dedent

from .processes import MEMORY
from .stages import PROBE, STEPS, Size, differing

_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_GROWTH = 1.3
_PAGE_BYTES = 60 * 1024

Row = Sequence[str]
Verdict = tuple[str, str, str, bool]
"""What was looked at, what it may be, what it is, and whether that is within."""


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table with its columns lined up, so that it reads well in a terminal too."""
    lines = [list(head), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]

    def written(line: Row) -> str:
        cells = [
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        return f"| {' | '.join(cells)} |"

    rule = "|" + "|".join("-" * (width + 1) + (":" if at else "-") for at, width in enumerate(widths)) + "|"
    return "\n".join([written(lines[0]), rule, *(written(line) for line in lines[1:])])


def steps_table(sizes: Sequence[Size]) -> str:
    """Time and memory of each step at each number of projects, and how a project's share grows."""
    rows = []
    for step in STEPS:
        measured = [size for size in sizes if step in size.steps]
        for size in measured:
            cost, first = size.steps[step], measured[0]
            share, first_share = cost.processor / size.projects, first.steps[step].processor / first.projects
            rows.append(
                (
                    step,
                    f"{size.projects:,}",
                    f"{cost.seconds:.1f}",
                    f"{cost.processor:.1f}",
                    f"{1000 * share:.1f}",
                    f"{share / first_share:.2f}",
                    f"{cost.memory_bytes / 2**20:.0f}",
                )
            )
    head = ("step", "projects", "s", "processor s", "processor ms/project", f"against {sizes[0].projects}", "peak MB")
    return table(head, rows)


def pages_table(sizes: Sequence[Size]) -> str:
    """Sizes of pages, site and snapshot at each number of projects."""
    head = ("projects", "page without README", "mean page", "site MB", "snapshot MB", "pages that differ")
    return table(
        head,
        [
            (
                f"{size.projects:,}",
                f"{size.probe_bytes:,}",
                f"{size.page_bytes:,}",
                f"{size.site_bytes / 1e6:.1f}",
                f"{size.snapshot_bytes / 1e6:.1f}",
                f"{len(differing(sizes[0], size))} of {len(sizes[0].pages.keys() & size.pages.keys())}",
            )
            for size in sizes
        ],
    )


def page_verdicts(sizes: Sequence[Size]) -> Iterator[Verdict]:
    """Pages and builds against their budgets."""
    largest = sizes[-1]
    yield (
        "project page without README",
        f"{_PAGE_BYTES // 1024} KB",
        f"{max(size.probe_bytes for size in sizes) / 1024:.1f} KB",
        all(size.probe_bytes <= _PAGE_BYTES for size in sizes),
    )
    changed = sum(len(differing(sizes[0], size)) for size in sizes)
    yield (
        f"the same pages among {sizes[0].projects} and more",
        "all",
        "all" if not changed else f"{changed} differ",
        not changed,
    )
    # Below a thousand, starting the programs is most of the time and a share of it says nothing.
    thousands = [size for size in sizes if size.projects >= 1000]
    if len(thousands) > 1:
        shares = [size.steps["build cold"].processor / size.projects for size in thousands]
        growth = max(shares) / shares[0]
        name = f"build cold, time a page, {thousands[0].projects:,} to {largest.projects:,}"
        yield name, f"{_GROWTH} x", f"{growth:.2f} x", growth <= _GROWTH


def verdicts_table(verdicts: Iterable[Verdict]) -> str:
    """What is within its budget and what is over."""
    head = ("budget", "at most", "measured", "")
    return table(head, [(name, most, found, "pass" if well else "OVER") for name, most, found, well in verdicts])


def machine() -> str:
    """The machine in a line: processors, system, Python."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def notes(load: float) -> str:
    """How the figures came about."""
    return dedent(f"""\
        Memory is the {MEMORY}.
        Processor time is user and system time of the whole tree; on a busy machine trust it, and
        ratios, rather than seconds (load at the start: {load:.1f}). The page without README is that of
        made-up project {PROBE}; pages are compared without the panel of similar projects.
        """)


def write(path: Path, today: date, parts: Sequence[str]) -> None:
    """Put the results between the markers of a document."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    content = "\n\n".join([f"Measured on {today.isoformat()}: {machine()}.", *(part.strip() for part in parts)])
    path.write_text(f"{head}{_BEGIN}\n\n{content}\n\n{_END}{tail}", encoding="utf-8")


def update(path: Path, today: date, parts: Sequence[str]) -> None:
    """Put the sections that were measured by themselves in place of the older ones of the same heading.

    `parts` are headings (`## …`), each followed by what belongs to it. A new section goes to the end.
    """
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(_BEGIN)
    content, _, tail = rest.partition(_END)
    sections: dict[str, list[str]] = {}
    for part in parts:
        if part.startswith("## "):
            sections[part] = [f"Measured by itself on {today.isoformat()}: {machine()}."]
        else:
            [*sections.values()][-1].append(part.strip())
    for heading, found in sections.items():
        new = "\n\n".join([heading, *found])
        before, mark, after = content.partition(f"{heading}\n")
        _, following, rest = after.partition("\n## ")
        content = f"{before.rstrip()}\n\n{new}\n\n"
        content += f"## {rest}" if mark and following else ""
    path.write_text(f"{head}{_BEGIN}{content.rstrip()}\n\n{_END}{tail}", encoding="utf-8")
