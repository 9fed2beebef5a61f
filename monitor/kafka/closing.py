"""Close connections to Kafka without waiting for a broker that does not answer."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

CLOSE_WITHIN_S = 5.0
"""Seconds for a connection to close: leaving a consumer group takes one request to the broker.

aiokafka can wait forever if the broker fails during this request."""

log = structlog.get_logger("kafka")


async def close(*closings: Coroutine[Any, Any, object], within: float = CLOSE_WITHIN_S) -> None:
    """Run the coroutines that close connections, together and for at most ``within`` seconds.

    Errors are logged only: the caller connects again, or ends.
    """
    tasks = [asyncio.ensure_future(closing) for closing in closings]
    if not tasks:
        return
    done, pending = await asyncio.wait(tasks, timeout=within)
    for task in pending:
        task.cancel()
    for task in done:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            log.info("connection.not_closed", error=f"{type(error).__name__}: {error}")
    if pending:
        log.warning("connection.close_timed_out", connections=len(pending), within=within)
