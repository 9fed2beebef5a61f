"""Report the loops of this process as heartbeats (`monitor.kafka.heartbeats`)."""

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.heartbeats import BEAT_EVERY, HeartbeatSender, ProcessDetail
from monitor.kafka.lag import KAFKA_ERRORS
from monitor.services.loop import Loops


async def report_health(
    loops: Loops,
    kafka: KafkaConnection,
    process: str,
    *,
    detail: ProcessDetail | None = None,
) -> None:
    """Send heartbeats until cancelled, with the state of the loops and the ``detail``."""
    sender = HeartbeatSender(kafka, process, loops=loops.states, detail=detail)
    try:
        await loops.forever(
            sender.send, name="heartbeats", every=BEAT_EVERY, unavailable=KAFKA_ERRORS
        )
    finally:
        await sender.close()
