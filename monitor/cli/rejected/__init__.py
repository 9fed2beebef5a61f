"""``monitor rejected``."""

import click

from monitor.cli.group import LazyGroup


@click.group("rejected", cls=LazyGroup, package=__name__, names=("list", "show", "retry", "drop"))
def command() -> None:
    """List, retry and drop messages that failed processing."""
