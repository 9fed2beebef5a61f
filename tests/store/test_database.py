"""Files of the database are private; a broken file or a lost host is an outage of the database."""

import os
import socket
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from monitor.store import Archive, open_engine, upgrade_database
from monitor.store.database import UNAVAILABLE
from monitor.store.reader import open_reader
from tests.builders import an_alert


def modes_in(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
async def test_only_the_owner_reads_the_files_of_a_database(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    before = os.umask(umask)
    try:
        engine = open_engine(f"sqlite+aiosqlite:///{folder / 'monitor.db'}")
        await upgrade_database(engine)
        async with engine.connect() as connection:
            await connection.execute(text("select 1"))
            assert modes_in(folder) == {0o600}
        await engine.dispose()
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_database_that_others_could_read_becomes_private(tmp_path: Path) -> None:
    file = tmp_path / "monitor.db"
    for mode in (0o600, 0o644):
        engine = open_engine(f"sqlite+aiosqlite:///{file}")
        await upgrade_database(engine)
        await engine.dispose()
        assert modes_in(tmp_path) == {0o600}
        file.chmod(mode)


@pytest.mark.parametrize(("query", "timeout_ms"), [("", 60_000), ("?tcp_user_timeout=5000", 5000)])
async def test_a_lost_host_ends_a_query_unless_the_url_says_otherwise(
    postgres: str, query: str, timeout_ms: int
) -> None:
    engine = open_engine(postgres + query)
    async with engine.connect() as connection:
        assert await connection.scalar(text("show client_encoding")) == "UTF8"
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as its:
            assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == timeout_ms
            assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
    await engine.dispose()


def test_readers_without_an_event_loop_wait_no_longer(postgres: str) -> None:
    reader = open_reader(postgres)
    with reader.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        with socket.socket(fileno=os.dup(driver.fileno())) as its:
            assert its.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000
    reader.dispose()


@pytest.mark.parametrize("damage", ["no database at all, but text", "a damaged page"])
async def test_a_broken_file_is_an_outage(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "monitor.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    await upgrade_database(engine)
    await engine.dispose()
    body = file.read_bytes()
    if damage == "a damaged page":
        file.write_bytes(body[:4096] + bytes(len(body) - 4096))
    else:
        file.write_bytes(damage.encode() * 200)
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    with pytest.raises(UNAVAILABLE) as raised:
        await Archive(engine).store([an_alert()])
    assert isinstance(raised.value, OperationalError)
    await engine.dispose()
