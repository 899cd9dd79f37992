"""The command line: the only place that prints, reads the environment or exits."""


def main() -> None:
    """Run the command line and exit with the status that the contract gives."""
    # Only now: the processes of a build import this package again, and have no use for commands.
    from innersource_marketplace.cli.main_command import run  # noqa: PLC0415

    run()
