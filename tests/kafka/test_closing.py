"""Closing connections: it ends, whatever the connection does."""

import asyncio

from structlog.testing import capture_logs

from monitor.kafka.closing import close
from tests.waiting import WITHIN_S


async def test_a_connection_that_never_closes_is_given_up() -> None:
    closed: list[str] = []

    async def hang() -> None:
        await asyncio.Event().wait()

    async def end() -> None:
        closed.append("other")

    with capture_logs() as logs:
        await asyncio.wait_for(close(hang(), end(), within=0.05), WITHIN_S)
    assert closed == ["other"]
    assert [entry["event"] for entry in logs] == ["connection.close_timed_out"]


async def test_an_error_while_closing_is_logged_only() -> None:
    async def fail() -> None:
        raise ConnectionError("reset")

    with capture_logs() as logs:
        await close(fail())
    assert [entry["error"] for entry in logs] == ["ConnectionError: reset"]


async def test_nothing_to_close_is_fine() -> None:
    await close()
