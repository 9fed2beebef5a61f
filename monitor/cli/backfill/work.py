"""Options and work that the commands of ``monitor backfill`` have in common."""

import asyncio
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import CONFIG, JSON_OBJECT, KAFKA_WAIT
from monitor.cli.settings import read_settings

if TYPE_CHECKING:
    from monitor.config import Settings
    from monitor.http.parse_worker import ProcessParser
    from monitor.services.backfill.checkpoint import Checkpoint
    from monitor.services.backfill.items import Source
    from monitor.services.backfill.run import Outcome

DEFAULT_RATE = 50.0
"""Articles a second: half of what a processor reads, so that the news of the day fits beside."""
DEFAULT_PENDING = 500
"""Messages: five seconds of one processor, which a new article then waits at most."""
SHOWN = 10
"""Skipped items that are printed; the file has all of them."""


@dataclass(frozen=True, slots=True)
class Common:
    """The options of every command."""

    folder: Path
    kafka_wait_s: float
    as_json: bool
    rate: float
    most_pending: int
    notify: bool
    restart: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What a source is made from."""

    settings: "Settings"
    parser: "ProcessParser"
    stack: Any
    """An exit stack that closes what the source opens."""


MakeSource = Callable[[Place], "Source"]


def common(function: Callable[..., None]) -> Callable[..., None]:
    """Add the common options to a command; it gets them as one `Common`."""

    @functools.wraps(function)  # with the options that the command has of its own
    def call(**arguments: Any) -> None:
        own = {name: arguments.pop(name) for name in Common.__slots__}
        function(Common(**own), **arguments)

    options = (
        CONFIG,
        KAFKA_WAIT,
        JSON_OBJECT,
        click.option(
            "--rate",
            type=click.FloatRange(min=0.01),
            default=DEFAULT_RATE,
            show_default=True,
            help="Send at most this many articles a second.",
        ),
        click.option(
            "--pending",
            "most_pending",
            type=click.IntRange(0),
            default=DEFAULT_PENDING,
            show_default=True,
            help="Wait while more messages are pending at the processors: news comes first.",
        ),
        click.option("--notify", is_flag=True, help="Send the alerts as those of news."),
        click.option("--restart", is_flag=True, help="Begin at the start of the source again."),
    )
    for option in reversed(options):
        call = option(call)
    return call


def run_backfill(kind: str, options: Common, make_source: MakeSource) -> None:
    """Run a source to its end, show the progress and print the outcome."""
    from monitor.services.backfill.checkpoint import Checkpoint

    settings = _with_kafka(read_settings(options.folder), options.kafka_wait_s)

    async def run() -> "tuple[Outcome, Checkpoint]":
        import contextlib

        from monitor.http.parse_worker import ProcessParser

        async with contextlib.AsyncExitStack() as stack:
            parser = ProcessParser()
            stack.callback(parser.close)
            source = make_source(Place(settings, parser, stack))
            checkpoint = Checkpoint(settings.data / "backfill", kind, source.key)
            if options.restart or checkpoint.is_done:
                checkpoint.forget()
            return await _run(source, checkpoint, settings, options), checkpoint

    outcome, checkpoint = asyncio.run(run())
    _print(outcome, checkpoint, as_json=options.as_json)


async def _run(
    source: "Source", checkpoint: "Checkpoint", settings: "Settings", options: Common
) -> "Outcome":
    from monitor.cli.output import progressing
    from monitor.kafka.connection import connection_of
    from monitor.kafka.create_topics import create_topics
    from monitor.kafka.producer import RecordProducer
    from monitor.services.backfill.run import Backfill, NewsFirst, RunOptions

    kafka = connection_of(settings)
    await create_topics(kafka, settings.partitions)
    producer = RecordProducer(kafka, "backfill")
    gate = NewsFirst(kafka, settings.partitions, options.most_pending)
    backfill = Backfill(
        source, producer, gate, RunOptions(rate=options.rate, notify=options.notify)
    )
    total = source.total()
    try:
        await gate.start()
        with progressing("articles", total) as advance:
            return await backfill.run(
                checkpoint, lambda batch: advance(len(batch.articles), batch.size)
            )
    finally:
        await gate.stop()
        await producer.stop()


def _with_kafka(settings: "Settings", wait_s: float) -> "Settings":
    """Return the settings with the servers of Kafka, which answer. Raises `InvalidInput`."""
    from monitor.cli.checks import wait_for_kafka
    from monitor.cli.settings import require_kafka
    from monitor.kafka.broker.running import embedded_servers
    from monitor.records.errors import InvalidInput

    if settings.kafka is None:
        servers = embedded_servers(settings.data)
        if not servers:
            raise InvalidInput(
                f"no `monitor up` runs on {settings.data} and no Kafka is set;"
                " start `monitor up`, or set MONITOR_KAFKA=host:9092"
            )
        settings = settings.model_copy(update={"kafka": servers})
    wait_for_kafka(require_kafka(settings, "backfill"), within_s=wait_s)
    return settings


def _print(outcome: "Outcome", checkpoint: "Checkpoint", *, as_json: bool) -> None:
    from monitor.cli.output import print_json, printable

    file = str(checkpoint.skipped_file)
    if as_json:
        print_json(
            {
                "sent": outcome.sent,
                "sent_in_all": checkpoint.sent,
                "skipped": outcome.skipped,
                "reasons": dict(outcome.reasons.most_common()),
                "skipped_file": file if checkpoint.skipped_file.exists() else None,
            }
        )
        return
    click.echo(f"sent {outcome.sent:,} articles ({checkpoint.sent:,} with earlier runs)")
    for reason, count in outcome.reasons.most_common(SHOWN):
        click.echo(f"skipped {count:,}: {printable(reason)}")
    if checkpoint.skipped_file.exists():
        click.echo(f"each skipped item with its reason: {file}")
