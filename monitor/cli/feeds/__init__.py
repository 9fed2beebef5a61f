"""``monitor feeds``."""

import click

from monitor.cli.group import LazyGroup


@click.group(
    "feeds",
    cls=LazyGroup,
    package=__name__,
    names=("list", "test", "discover", "add", "remove", "import", "export"),
)
def command() -> None:
    """List, test, discover, add and remove feeds; OPML."""
