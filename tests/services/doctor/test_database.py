"""The doctor on databases: empty, ready, of another version, read-only, broken, behind."""

from collections.abc import Callable
from datetime import time as clock
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Settings, load_settings
from monitor.deliveries import AlertFilter, Subscription
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records.quiet_hours import QuietHours
from monitor.services.doctor.clock import skew_finding
from monitor.services.doctor.database import examine_database
from monitor.store import Archive, Subscriptions, open_engine
from monitor.store.schema import deliveries

ALWAYS = QuietHours(clock(0, 0), clock(23, 59, 59))


def settings_of(url: str, folder: Path) -> Settings:
    plain = url.replace("+aiosqlite", "").replace("+psycopg", "")
    return load_settings(folder, {"MONITOR_DATA": str(folder), "MONITOR_DATABASE": plain})


async def unsound(engine: AsyncEngine, settings: Settings) -> list[tuple[str, str]]:
    findings = await examine_database(engine, settings)
    return [(each.status, each.message) for each in findings if each.status != "ok"]


async def test_a_database_in_order_has_no_complaint(
    either_engine: AsyncEngine, either_url: str, tmp_path: Path
) -> None:
    assert await unsound(either_engine, settings_of(either_url, tmp_path)) == []


async def test_the_look_leaves_no_row(
    either_engine: AsyncEngine, either_url: str, tmp_path: Path
) -> None:
    await examine_database(either_engine, settings_of(either_url, tmp_path))
    async with either_engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) FROM audit")
        assert rows.scalar_one() == 0


async def test_dead_letters_and_an_older_schema_are_warnings(
    either_engine: AsyncEngine, either_url: str, tmp_path: Path
) -> None:
    await Archive(either_engine).store([make_entry_rejection("e", "poll", "too_large", "5 MB")])
    async with either_engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    complaints = await unsound(either_engine, settings_of(either_url, tmp_path))
    assert [status for status, _ in complaints] == ["warning", "warning"]
    assert "its schema is 0001" in complaints[0][1]
    assert complaints[1][1] == "1 dead letters are pending"


@pytest.mark.parametrize(
    ("quiet_hours", "expected"), [(None, ["problem"]), (ALWAYS, [])], ids=["due", "quiet hours"]
)
async def test_only_a_delivery_that_the_deliverer_should_have_sent_is_overdue(
    engine: AsyncEngine, tmp_path: Path, quiet_hours: QuietHours | None, expected: list[str]
) -> None:
    desk = Subscription(
        id="desk",
        filter=AlertFilter(),
        channel="webhook",
        address="https://desk.example/",
        quiet_hours=quiet_hours,
    )
    await Subscriptions(engine).put(desk)
    row = {"subscription": "desk", "event": 1, "alert": "a", "attempt": 1, "detail": ""}
    due = {"outcome": "waiting", "at": 0.0, "next_at": 1000.0}
    async with engine.begin() as connection:
        await connection.execute(insert(deliveries).values(row | due))
    url = f"sqlite:///{tmp_path / 'monitor.db'}"
    complaints = await unsound(engine, settings_of(url, tmp_path))
    assert [status for status, _ in complaints] == expected
    assert all("overdue, the oldest since 1970-01-01T00:16:40" in text for _, text in complaints)


async def test_a_newer_schema_is_a_problem(
    either_engine: AsyncEngine, either_url: str, tmp_path: Path
) -> None:
    async with either_engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    [(status, message)] = await unsound(either_engine, settings_of(either_url, tmp_path))
    assert (status, "9999 is of a newer version" in message) == ("problem", True)


async def test_an_empty_database_is_not_examined_further(either_url: str, tmp_path: Path) -> None:
    engine = open_engine(either_url)
    complaints = await unsound(engine, settings_of(either_url, tmp_path))
    await engine.dispose()
    assert {status for status, _ in complaints} <= {"skipped"}
    assert complaints
    assert not (tmp_path / "monitor.db").exists()


async def test_a_read_only_server_is_a_problem(postgres: str, tmp_path: Path) -> None:
    from monitor.store import upgrade_database

    engine = open_engine(postgres)
    await upgrade_database(engine)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            "ALTER ROLE monitor SET default_transaction_read_only = on"
        )
    await engine.dispose()
    try:
        [(status, message)] = await unsound(engine, settings_of(postgres, tmp_path))
        assert (status, "read-only transaction" in message) == ("problem", True)
    finally:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("SET TRANSACTION READ WRITE")
            await connection.exec_driver_sql(
                "ALTER ROLE monitor SET default_transaction_read_only = off"
            )
        await engine.dispose()


def damage(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192] + b"x" * 100_000)


def replace(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)


@pytest.mark.parametrize("spoil", [damage, replace])
async def test_a_broken_file_is_a_problem(
    engine: AsyncEngine, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "monitor.db"
    await engine.dispose()
    for name in ("monitor.db-wal", "monitor.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    spoil(file)
    complaints = await unsound(engine, settings_of(f"sqlite:///{file}", tmp_path))
    assert "problem" in {status for status, _ in complaints}


@pytest.mark.parametrize(
    ("skew_s", "status", "side"),
    [(0.3, "ok", "ahead"), (-5.0, "warning", "behind"), (3600.0, "problem", "ahead")],
)
def test_a_clock_is_judged_by_its_distance(skew_s: float, status: str, side: str) -> None:
    finding = skew_finding("the broker", skew_s)
    assert (finding.status, side in finding.message) == (status, True)
