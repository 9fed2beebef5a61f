"""CarefulTable: its writer can wait until the changelog has every change."""

import asyncio
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from monitor.kafka.faust.app import create_table
from monitor.kafka.faust.tables import CarefulTable


class Changelog:
    """Faust's writes to the changelog: futures that the test completes."""

    def __init__(self) -> None:
        self.writes: list[asyncio.Future[None]] = []

    def send(self, _table: Any, *_args: Any, **_options: Any) -> asyncio.Future[None]:
        write = asyncio.get_running_loop().create_future()
        self.writes.append(write)
        return write


@pytest.fixture
def changelog(monkeypatch: pytest.MonkeyPatch) -> Changelog:
    """Let Faust's table write to a fake changelog."""
    changelog = Changelog()
    monkeypatch.setattr(CarefulTable.__mro__[1], "send_changelog", changelog.send)
    return changelog


def write(table: CarefulTable, key: bytes) -> None:
    table.send_changelog(None, key, b"value")


async def test_flush_returns_after_every_write_is_acknowledged(
    app: Any, changelog: Changelog
) -> None:
    table = create_table(app, "states", awaits_changelog=True)
    write(table, b"a")
    write(table, b"b")
    flush = asyncio.create_task(table.flush())
    changelog.writes[0].set_result(None)
    await asyncio.sleep(0)
    assert not flush.done()
    changelog.writes[1].set_result(None)
    await flush


async def test_flush_raises_the_error_of_a_write(app: Any, changelog: Changelog) -> None:
    table = create_table(app, "states", awaits_changelog=True)
    write(table, b"a")
    changelog.writes[0].set_exception(KafkaConnectionError())
    with pytest.raises(KafkaConnectionError):
        await table.flush()


async def test_flush_waits_for_each_write_once(app: Any, changelog: Changelog) -> None:
    table = create_table(app, "states", awaits_changelog=True)
    write(table, b"a")
    changelog.writes[0].set_result(None)
    await table.flush()
    await table.flush()


async def test_a_table_that_awaits_nothing_tracks_no_write(app: Any, changelog: Changelog) -> None:
    table = create_table(app, "alerts")
    write(table, b"a")
    await table.flush()
    assert not changelog.writes[0].done()
