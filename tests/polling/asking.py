"""What the tests of polling's behaviours ask with."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from monitor.flow.poll_feed import Polled
from tests.polling.server import Answer, Request

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

Ask = Callable[..., Awaitable[Polled]]


def in_turn(*answers: bytes) -> Answer:
    """Return an answer that gives each of these once, then the last for ever."""
    waiting = list(answers)

    async def answer(_: Request) -> bytes:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return answer
