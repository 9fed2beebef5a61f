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
from monitor.kafka.dead_letters import ATTEMPT_HEADER
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import current_name
from monitor.records import Rejection
from monitor.records.errors import InvalidInput
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
        require_sendable(rejection)
        headers = [(ATTEMPT_HEADER, str(rejection.attempt + 1).encode())]
        topic = current_name(rejection.topic)
        await producer.send_bytes(topic, rejection.key, rejection.body, headers)
        await stored.settle(rejection.id, "retried")

    try:
        return await settle_rejections(engine, prefixes, retry)
    finally:
        await producer.stop()


def require_sendable(rejection: Rejection) -> None:
    """Check that a dead letter is a whole message of a topic. Raises `InvalidInput`."""
    if not rejection.topic:
        raise InvalidInput(
            f"{rejection.id} is not a message of a topic; its feed is polled again by itself"
        )
    if rejection.truncated:
        raise InvalidInput(
            f"{rejection.id} cannot be sent again: only the beginning of its body was kept"
        )
