"""``monitor archive``."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG, JSON_OBJECT, KAFKA_WAIT, UtcTime
from monitor.cli.settings import read_settings, require_kafka

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from monitor.records import Record
    from monitor.services.archive_again import Archived


@click.command("archive")
@CONFIG
@KAFKA_WAIT
@JSON_OBJECT
@click.option(
    "--since",
    type=UtcTime(),
    help="Only messages written at or after this time (UTC). Default: all that Kafka holds.",
)
@click.option("--notify", is_flag=True, help="Send the alerts that are new to the database.")
def command(
    folder: Path, kafka_wait_s: float, as_json: bool, since: datetime | None, notify: bool
) -> None:
    """Fill a lost or restored database from Kafka.

    Stores articles, statements, alerts, feeds and dead letters that the archiver stored before;
    repeats change nothing. The system may run. Needs MONITOR_KAFKA.
    """
    from monitor.cli.checks import wait_for_kafka
    from monitor.cli.database import run_on_database
    from monitor.cli.output import counting
    from monitor.kafka.connection import connection_of
    from monitor.services.archive_again import open_archive
    from monitor.store import Archive

    settings = read_settings(folder)
    servers = require_kafka(settings, "archive")
    wait_for_kafka(servers, within_s=kafka_wait_s)

    with counting("messages") as advance:

        async def archive(engine: "AsyncEngine") -> "Archived":
            async def store(records: "Sequence[Record]") -> int:
                return await Archive(engine).store(records, is_archived_again=not notify)

            async with open_archive(connection_of(settings), store, settings.partitions) as again:
                ranges = await again.ranges(since)
                return await again.run(ranges, advance)

        archived = run_on_database(settings, archive)
    _print(archived, as_json=as_json)


def _print(archived: "Archived", *, as_json: bool) -> None:
    from monitor.cli.output import print_json

    counts = dict(sorted(archived.records.items()))
    if as_json:
        print_json({**counts, "new_events": archived.events, "skipped": archived.skipped})
        return
    texts = [f"{count} {topic}" for topic, count in counts.items()] or ["nothing"]
    click.echo(
        f"stored {', '.join(texts)}; {archived.events} events of alerts were new, "
        f"{archived.skipped} messages skipped"
    )
