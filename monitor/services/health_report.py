"""Report the loops of this process as heartbeats (`monitor.kafka.heartbeats`)."""

from monitor.kafka.heartbeats import BEAT_EVERY, HeartbeatSender, ProcessDetail
from monitor.kafka.lag import KAFKA_ERRORS
from monitor.services.loop import Loops


async def report_health(
    loops: Loops,
    bootstrap: str,
    process: str,
    *,
    detail: ProcessDetail | None = None,
) -> None:
    """Send heartbeats until cancelled, with the state of the loops and the ``detail``."""
    sender = HeartbeatSender(bootstrap, process, loops=loops.states, detail=detail)
    try:
        await loops.forever(
            sender.send, name="heartbeats", every=BEAT_EVERY, unavailable=KAFKA_ERRORS
        )
    finally:
        await sender.close()
