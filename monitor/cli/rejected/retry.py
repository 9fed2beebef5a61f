"""``monitor rejected retry``."""

from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.checks import wait_for_kafka
from monitor.cli.database import run_on_database
from monitor.cli.options import CONFIG, KAFKA_WAIT
from monitor.cli.rejected.settle import Outcomes, print_outcomes, settle_rejections
from monitor.cli.settings import read_settings, require_kafka
from monitor.kafka.connection import KafkaConnection, connection_of
from monitor.kafka.producer import RecordProducer
from monitor.kafka.resend import send_again
from monitor.records import Rejection
from monitor.store.rejections import Rejections


@click.command("retry")
@CONFIG
@KAFKA_WAIT
@click.argument("rejections", nargs=-1, required=True, metavar="ID...")
def command(folder: Path, kafka_wait_s: float, rejections: tuple[str, ...]) -> None:
    """Send dead letters again to the topic that they came from. Needs MONITOR_KAFKA.

    ID is the id of a dead letter or the beginning of it.
    """
    settings = read_settings(folder)
    servers = require_kafka(settings, "rejected retry")
    wait_for_kafka(servers, within_s=kafka_wait_s)
    kafka = connection_of(settings)
    outcomes = run_on_database(settings, lambda engine: _retry_all(engine, kafka, rejections))
    print_outcomes(outcomes, "sent again")


async def _retry_all(
    engine: AsyncEngine, kafka: KafkaConnection, prefixes: tuple[str, ...]
) -> Outcomes:
    stored, producer = Rejections(engine), RecordProducer(kafka, "retry")

    async def retry(rejection: Rejection) -> None:
        await send_again(rejection, producer)
        await stored.settle(rejection.id, "retried")

    try:
        return await settle_rejections(engine, prefixes, retry)
    finally:
        await producer.stop()
