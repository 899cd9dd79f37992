"""What the commands print: progress, problems and summaries, for people and for logs."""

import sys
from collections.abc import Iterable
from types import TracebackType

import click

from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import log_line
from innersource_marketplace.problem_formats import format_text

_PLAIN_STEPS = 10
"""Off a terminal, progress is a line for each tenth of the way."""


class Console:
    """Prints at one of three levels: quiet (problems only), normal, verbose."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose

    def say(self, text: str) -> None:
        """Print a line of the normal course of things, to standard error."""
        if not self.quiet:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Print a line that only somebody searching for a fault wants."""
        if self.verbose:
            click.echo(log_line(text), err=True)

    def problems(self, problems: Iterable[Problem], *, most: int | None = None) -> None:
        """Print problems, errors before warnings; in quiet mode only errors."""
        chosen = [problem for problem in problems if not self.quiet or problem.severity is Severity.ERROR]
        chosen.sort(key=lambda problem: problem.severity is not Severity.ERROR)
        for problem in chosen[:most]:
            click.echo(format_text([problem]), nl=False, err=True)
        if most is not None and len(chosen) > most:
            click.echo(f"… and {len(chosen) - most} more (--verbose prints all)", err=True)

    def progress(self, label: str) -> "Progress":
        """Begin a progress display; a bar on a terminal, plain lines elsewhere."""
        return Progress(label, shown=not self.quiet)


class Progress:
    """Counts what is done of a total that may grow."""

    def __init__(self, label: str, *, shown: bool) -> None:
        self._label = label
        self._shown = shown
        self._terminal = shown and sys.stderr.isatty()
        self._total = 0
        self._done = 0
        self._said = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._terminal and self._total:
            click.echo("\r\x1b[2K", nl=False, err=True)

    def expect(self, more: int) -> None:
        """Add to the total."""
        self._total += more

    def step(self, name: str = "") -> None:
        """Count one as done; `name` is shown beside the bar."""
        self._done += 1
        if not self._shown or not self._total:
            return
        if self._terminal:
            width = 24
            filled = min(self._done * width // self._total, width)
            bar = "█" * filled + "░" * (width - filled)
            text = f"{self._label} {bar} {self._done}/{self._total} {log_line(name, 40)}"
            click.echo(f"\r\x1b[2K{text}", nl=False, err=True)
        elif (tenth := self._done * _PLAIN_STEPS // self._total) > self._said:
            self._said = tenth
            click.echo(f"{self._label}: {self._done} of {self._total}", err=True)
