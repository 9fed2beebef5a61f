"""Report the loops of this process as heartbeats (`monitor.kafka.heartbeats`)."""

from collections.abc import Callable

from monitor.kafka.heartbeats import BEAT_EVERY, HeartbeatSender
from monitor.kafka.lag import KAFKA_ERRORS
from monitor.services.loop import Loops


async def report_health(
    loops: Loops,
    bootstrap: str,
    process: str,
    *,
    problems: Callable[[], tuple[str, ...]] = tuple,
) -> None:
    """Send heartbeats until cancelled; ``problems`` adds sentences to the state of the loops."""
    sender = HeartbeatSender(bootstrap, process, loops=loops.states, problems=problems)
    try:
        await loops.forever(
            sender.send, name="heartbeats", every=BEAT_EVERY, unavailable=KAFKA_ERRORS
        )
    finally:
        await sender.close()
