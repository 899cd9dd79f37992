"""What the commands print: progress, problems and summaries, for people and for logs."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

import click

from innersource_marketplace.authoring.problem_formats import format_text
from innersource_marketplace.cli.progress_bar import Progress
from innersource_marketplace.errors import Problem, Severity
from innersource_marketplace.escape import log_line

_PATIENCE = 10.0
"""Off a terminal, seconds between two lines about a stage: most are over before the first."""


class Console:
    """Prints at one of three levels: quiet (problems only), normal, verbose. `stopwatch` counts seconds."""

    def __init__(
        self, *, quiet: bool = False, verbose: bool = False, stopwatch: Callable[[], float] = time.monotonic
    ) -> None:
        self._stopwatch = stopwatch
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

    def progress(self, label: str, *, patience: float = 0.0) -> Progress:
        """Begin a progress display; a bar on a terminal, plain lines elsewhere, but none before `patience` seconds."""
        return Progress(
            label,
            write=self._write,
            terminal=not self.quiet and sys.stderr.isatty(),
            stopwatch=self._stopwatch,
            patience=patience,
        )

    @contextmanager
    def stages(self) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
        """Show one stage after the other: what to call when one begins, and when some of it is done."""
        with ExitStack() as stack:
            shown: list[Progress] = []

            def begin(name: str) -> None:
                stack.pop_all().close()
                self.detail(name)
                shown[:] = [stack.enter_context(self.progress(name, patience=_PATIENCE))]

            def reach(done: int, total: int) -> None:
                shown[0].reach(done, total)

            yield begin, reach

    def _write(self, text: str) -> None:
        if not self.quiet:
            click.echo(text, nl=False, err=True)
