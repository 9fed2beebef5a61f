"""``monitor watchlist``."""

import click

from monitor.cli.group import LazyGroup


@click.group(
    "watchlist", cls=LazyGroup, package=__name__, names=("list", "find", "import", "export")
)
def command() -> None:
    """List, find, import and export actors, themes and rules."""
