"""The command line: the only place that prints, reads the environment or exits."""

import logging
import os
import sys

import click

from innersource_marketplace import __version__
from innersource_marketplace.cli.author import audit, check, import_portal, init, schema
from innersource_marketplace.cli.console import Console
from innersource_marketplace.cli.run import build, collect, demo, serve
from innersource_marketplace.cli.setting import Setting
from innersource_marketplace.errors import ConfigurationError, MarketplaceError
from innersource_marketplace.escape import log_line

_INTERRUPTED = 130


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: marketplace demo try-it --serve",
)
@click.version_option(__version__, prog_name="marketplace")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@click.option("--verbose", "-v", is_flag=True, help="Print what is going on, and every problem.")
@click.pass_context
def marketplace(context: click.Context, quiet: bool, verbose: bool) -> None:
    """A static InnerSource marketplace: collect repository facts, build a site."""
    context.obj = Setting(environment=dict(os.environ), console=Console(quiet=quiet, verbose=verbose))


for _command in (demo, collect, build, serve, check, init, schema, import_portal, audit):
    marketplace.add_command(_command)


def main() -> None:
    """Run the command line and exit with the status that the contract gives."""
    # Without a handler, Python prints the libraries' own warnings, of which nobody knows what they hold.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        status = marketplace(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was there before is untouched.", err=True)
        sys.exit(_INTERRUPTED)
    except MarketplaceError as error:
        if isinstance(error, ConfigurationError):
            Console().problems(error.problems)
        click.echo(f"error: {log_line(str(error), 4_000)}", err=True)
        sys.exit(error.exit_status)
