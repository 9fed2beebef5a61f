"""``monitor backfill kafka``."""

from datetime import datetime

import click

from monitor.cli.backfill.work import Common, Place, common, run_backfill
from monitor.cli.options import UtcTime


@click.command("kafka")
@common
@click.option("--servers", help="Servers of another Kafka, with the same sign-in. Default: ours.")
@click.option("--topic", help="The topic there. Default: ours, articles with the prefix.")
@click.option("--since", type=UtcTime(), help="Only articles written at or after this time (UTC).")
def command(
    options: Common, servers: str | None, topic: str | None, since: datetime | None
) -> None:
    """Load the articles that a Kafka still holds.

    Ours: they are read again with the present grammar and watchlist. Another one: they are moved.
    """
    import dataclasses

    from monitor.kafka.connection import connection_of
    from monitor.kafka.topics import ARTICLES
    from monitor.services.backfill.topic import ArticleTopic

    def source(place: Place) -> ArticleTopic:
        kafka = connection_of(place.settings)
        if servers:
            kafka = dataclasses.replace(kafka, servers=servers)
        return ArticleTopic(kafka, topic or kafka.wire_name(ARTICLES.name), since)

    run_backfill("kafka", options, source)
