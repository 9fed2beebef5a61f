"""The signature of one poll, and answers in turn."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from monitor.flow.poll_feed import Polled
from tests.polling.server import Answer, Request

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

Ask = Callable[..., Awaitable[Polled]]


def in_turn(*answers: bytes) -> Answer:
    """Return an answer that gives each of these once, and the last one repeatedly."""
    left = list(answers)

    async def answer(_: Request) -> bytes:
        return left.pop(0) if len(left) > 1 else left[0]

    return answer
