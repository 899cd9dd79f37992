"""The commands under one name, and the exit status that each failure gives."""

import logging
import os
import sys
from functools import cache
from importlib import import_module
from typing import Any, Final

import click

from innersource_marketplace import __version__
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.context import Setting
from innersource_marketplace.errors import ConfigurationError, MarketplaceError
from innersource_marketplace.escape import log_line
from innersource_marketplace.runtime import collect_garbage_rarely, end_in_order_when_told, open_what_is_closed

_COMMANDS: Final = {
    "audit": ("authoring_commands", "audit", "Check that a built site has no active content."),
    "build": ("build_command", "build", "Build the site from the snapshot."),
    "check": ("authoring_commands", "check", "Check catalogue and metadata files, and fix them."),
    "collect": ("collect_commands", "collect", "Bring the snapshot up to date from all sources."),
    "demo": ("demo_commands", "demo", "Create a sample organisation and its site."),
    "digest": ("newsletter_command", "digest", "Write the weekly news, for a chat or a newsletter."),
    "find": ("find_command", "find", "Find projects by what you need."),
    "import": (
        "authoring_commands",
        "import_portal",
        "Convert the list of another portal into entries for catalog.yml.",
    ),
    "init": ("authoring_commands", "init", "Create a catalogue repository, or a project's innersource.json."),
    "list": ("collect_commands", "list_sources", "List the repositories of hosts, for collecting on several machines."),
    "mcp": ("assistant_commands", "mcp", "Serve the catalogue to coding assistants."),
    "merge": ("collect_commands", "merge", "Merge what several machines collected."),
    "schema": ("authoring_commands", "schema", "Print the JSON Schema of a file format, for editors."),
    "similar": ("assistant_commands", "similar", "Find existing projects that do the same."),
    "serve": ("demo_commands", "serve", "Collect, build, and serve the site on this machine only."),
}
"""Module, function and short help of each command: a command imports only what it needs, `--help` next to nothing."""

_FAILED = 1
_INTERRUPTED = 130
_READER_GONE = 141
"""What a shell reports of a program that wrote to a closed pipe."""


def _set_quiet(context: click.Context, _parameter: click.Parameter, chosen: bool) -> None:
    context.find_object(Setting).console.quiet |= chosen  # type: ignore[union-attr]


def _set_verbose(context: click.Context, _parameter: click.Parameter, chosen: bool) -> None:
    context.find_object(Setting).console.verbose |= chosen  # type: ignore[union-attr]


def _volume() -> list[click.Parameter]:
    """The two options that every command takes, before its name or after it."""
    return [
        click.Option(
            ["--quiet", "-q"], is_flag=True, expose_value=False, callback=_set_quiet, help="Print only errors."
        ),
        click.Option(
            ["--verbose", "-v"],
            is_flag=True,
            expose_value=False,
            callback=_set_verbose,
            help="Print progress, and every problem.",
        ),
    ]


class _Marketplace(click.Group):
    """Imports a command when it is run, and hands the outside world to it before any option is read."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command(cmd_name) if cmd_name in _COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help) for name, (_, _, short_help) in _COMMANDS.items()])

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 -- as click types it
    ) -> click.Context:
        setting = Setting(environment=dict(os.environ), console=Console())
        return super().make_context(info_name, args, parent, obj=setting, **extra)


@click.group(
    cls=_Marketplace,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: marketplace demo try-it --serve",
)
@click.version_option(__version__, prog_name="marketplace")
def marketplace() -> None:
    """A static InnerSource marketplace: collect repository facts, build a site."""


marketplace.params += _volume()


@cache
def command(name: str) -> click.Command:
    """The command of this name, with the options that all have. Raises KeyError for another name."""
    module, function, short_help = _COMMANDS[name]
    found: click.Command = getattr(import_module(f"innersource_marketplace.cli.commands.{module}"), function)
    found.params += _volume()
    found.short_help = short_help
    return found


def command_names() -> list[str]:
    """The names of all commands, in alphabetical order."""
    return sorted(_COMMANDS)


def run() -> None:
    """Run the command line and exit with the status that the contract gives."""
    open_what_is_closed()
    # Without a handler, Python prints the libraries' own warnings, of which nobody knows what they hold.
    logging.getLogger().addHandler(logging.NullHandler())
    collect_garbage_rarely()
    end_in_order_when_told()
    try:
        status = marketplace(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # Whoever read has gone; without this, Python complains once more while it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_READER_GONE)
    except OSError as error:
        what = log_line(str(error.filename)) if error.filename else "The system"
        click.echo(
            f"error: {what}: {error.strerror or type(error).__name__}."
            " Check the path, its permissions and the free disk space. The published site was not changed.",
            err=True,
        )
        sys.exit(_FAILED)
    except MarketplaceError as error:
        if isinstance(error, ConfigurationError):
            Console().problems(error.problems)
        click.echo(f"error: {log_line(str(error), 4_000)}", err=True)
        sys.exit(error.exit_status)
