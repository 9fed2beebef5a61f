"""The database: reachable, of the newest schema, writable, sound, and its pending work."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.config import Settings
from monitor.services.configuration import may_exist
from monitor.services.doctor.clock import skew_finding
from monitor.services.doctor.finding import Finding, fine, problem, reason_of, skipped, warning
from monitor.store.database import UNAVAILABLE, shown_url
from monitor.store.prune import database_bytes
from monitor.store.queues import overdue_since
from monitor.store.rejections import PENDING
from monitor.store.schema import audit, rejections, subscriptions
from monitor.store.upgrade import read_schema

AREA = "database"
CHECKED_BYTES = 300_000_000
"""Databases of SQLite up to this size are checked page by page: it takes about a second."""
OVERDUE_S = 900.0
"""Seconds after which a delivery counts as overdue; a deliverer sends within seconds."""


async def examine_database(
    engine: AsyncEngine, settings: Settings, clock: Callable[[], float] = time.time
) -> list[Finding]:
    """Return the findings about the database that the settings name. Raises no database error."""
    url = make_url(settings.database)
    name = shown_url(url)
    if not may_exist(settings.database):
        return [skipped(AREA, f"there is no {name} yet; the first process creates it")]
    try:
        async with engine.connect() as connection:
            started = clock()
            database_at = await _clock_of(connection)
            skew = None if database_at is None else database_at - (started + clock()) / 2
            findings = [fine(AREA, f"{name} answers")]
            if skew is not None:
                findings.append(skew_finding("the database", skew))
            schema = await _schema_finding(connection)
            findings.append(schema)
            await connection.rollback()
            if schema.status in {"ok", "warning"}:
                findings += await _contents(connection, clock())
    except UNAVAILABLE as error:
        reason = reason_of(error)
        remedy = "start it, or correct MONITOR_DATABASE; for a broken file restore the backup"
        return [problem(AREA, f"{name} cannot be used: {reason}", remedy)]
    return [*findings, await _write_finding(engine), *(await _size_findings(engine))]


async def _clock_of(connection: AsyncConnection) -> float | None:
    """Return the time of the database's machine, None for SQLite, which has that of this one."""
    if connection.dialect.name == "sqlite":
        return None
    now = await connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())")
    return float(now.scalar_one())


async def _schema_finding(connection: AsyncConnection) -> Finding:
    schema = await connection.run_sync(read_schema)
    if not schema.is_known:
        message = f"its schema {schema.present} is of a newer version than this program"
        return problem(AREA, message, "install that version, or restore a backup")
    if schema.present is None:
        return skipped(AREA, "it is empty; the first process creates the tables")
    if schema.present != schema.newest:
        message = f"its schema is {schema.present}, and this version has {schema.newest}"
        return warning(AREA, message, "restart the processes: the first one migrates it")
    return fine(AREA, f"its schema {schema.present} is the newest")


async def _contents(connection: AsyncConnection, now: float) -> list[Finding]:
    """Return the findings about pending work."""
    dead = select(func.count()).select_from(rejections).where(rejections.c.status == PENDING)
    off = select(subscriptions.c.id, subscriptions.c.paused).where(subscriptions.c.paused != "")
    findings = []
    if count := (await connection.execute(dead)).scalar_one():
        remedy = "`monitor rejected list` shows them; retry or drop them"
        findings.append(warning(AREA, f"{count:,} dead letters are pending", remedy))
    due_since = await overdue_since(connection, now)
    if due_since < now - OVERDUE_S:
        since = datetime.fromtimestamp(due_since, UTC).isoformat(timespec="seconds")
        message = f"deliveries are overdue, the oldest since {since}"
        findings.append(problem(AREA, message, "start `monitor deliver`, and read its log"))
    for row in (await connection.execute(off)).all():
        message = f"the subscription {row.id!r} is switched off: {row.paused}"
        findings.append(warning(AREA, message, "repair its receiver, then resume it on its page"))
    return findings


async def _write_finding(engine: AsyncEngine) -> Finding:
    """Write a row and take it back: a read-only server, file or disk refuses it."""
    row = {"who": "doctor", "did": "try to write", "status": 0, "at": time.time()}
    try:
        async with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # A write that lasts longer than this is reported, and not waited for.
                await connection.exec_driver_sql("PRAGMA busy_timeout=3000")
            await connection.execute(insert(audit).values(row))
            await connection.rollback()
    except UNAVAILABLE as error:
        reason = reason_of(error)
        if "is locked" in reason:
            remedy = "look again; if it lasts, another program holds the file open for writing"
            return warning(AREA, "another process has been writing for 3 s", remedy)
        if "no such table" in reason or "does not exist" in reason:
            return skipped(AREA, "whether it can be written shows once its tables exist")
        remedy = "give the user the right to write; a replica cannot be used, nor a full disk"
        return problem(AREA, f"it cannot be written: {reason}", remedy)
    return fine(AREA, "it can be written")


async def _size_findings(engine: AsyncEngine) -> list[Finding]:
    size = await database_bytes(engine)
    findings = [fine(AREA, f"it has {size / 1e6:,.1f} MB")]
    if engine.dialect.name == "sqlite" and size <= CHECKED_BYTES:
        async with engine.connect() as connection:
            [verdict, *_] = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalars()
        if verdict != "ok":
            remedy = "restore the backup (docs/how-to/back-up-and-restore.md)"
            findings.append(problem(AREA, f"its file is broken: {verdict}", remedy))
    return findings
