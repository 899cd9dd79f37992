"""What the commands print: progress, problems and summaries, for people and for logs."""

import sys
import time
from collections.abc import Callable, Iterable

import click

from innersource_marketplace.authoring.problem_formats import format_text
from innersource_marketplace.cli.progress_bar import ProgressBar
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import log_line
from innersource_marketplace.runtime import missing_limits

PATIENCE = 10.0
"""Off a terminal, seconds between two lines about a stage: most are over before the first."""


class Console:
    """Prints at one of three levels: quiet (problems only), normal, verbose. `stopwatch` counts seconds."""

    def __init__(
        self, *, quiet: bool = False, verbose: bool = False, stopwatch: Callable[[], float] = time.monotonic
    ) -> None:
        self._stopwatch = stopwatch
        self.quiet = quiet
        self.verbose = verbose
        self._limits_said = False

    def say(self, text: str) -> None:
        """Print a line of normal output, to standard error."""
        if not self.quiet:
            click.echo(text, err=True)

    def say_missing_limits(self) -> None:
        """Say once what this system does not let us limit, for whoever has foreign repositories read on it."""
        missing = missing_limits()
        if missing and not self._limits_said:
            self.say(f"This system cannot limit {missing}. Read untrusted repositories on Linux or in a container.")
        self._limits_said = True

    def detail(self, text: str) -> None:
        """Print a line of verbose output."""
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

    def progress(self, *, patience: float = 0.0) -> ProgressBar:
        """Begin a progress display; a bar on a terminal, plain lines elsewhere, but none before `patience` seconds."""
        return ProgressBar(
            write=self._write,
            terminal=not self.quiet and sys.stderr.isatty(),
            stopwatch=self._stopwatch,
            patience=patience,
            announce=self.detail,
        )

    def _write(self, text: str) -> None:
        if not self.quiet:
            click.echo(text, nl=False, err=True)
