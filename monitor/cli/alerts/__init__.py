"""``monitor alerts``."""

import click

from monitor.cli.group import LazyGroup


@click.group(
    "alerts", cls=LazyGroup, package=__name__, names=("list", "show", "export", "mark", "silence")
)
def command() -> None:
    """List and show alerts, mark wrong ones, and silence some."""
