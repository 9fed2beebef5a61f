"""``monitor backfill``."""

import click

from monitor.cli.group import LazyGroup


@click.group(
    "backfill", cls=LazyGroup, package=__name__, names=("files", "feed", "sitemap", "warc", "kafka")
)
def command() -> None:
    """Load articles of the past.

    They are read and matched as any other article, and notify no one. An interrupted run goes on
    where it was. Needs Kafka and a running `monitor process` and `monitor deliver`.
    """
