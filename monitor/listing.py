"""`monitor feeds|alerts|rejected list`: what the store holds, as a table on a terminal or as JSON lines."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from monitor.config import Settings
from monitor.deliveries import AlertFilter, alert_view, feed_view
from monitor.store import Queries, open_engine, upgrade_database

SHOWN = 200
"""Rows at most; the API pages through all."""

Row = dict[str, Any]


async def feed_rows(queries: Queries) -> list[Row]:
    """Return the health of every feed."""
    return [feed_view(state) for state in await queries.feeds()]


async def alert_rows(queries: Queries) -> list[Row]:
    """Return the newest alerts as the API shows them."""
    return [alert_view(alert) for alert in (await queries.find_alerts(AlertFilter(), limit=SHOWN)).items]


async def rejection_rows(queries: Queries) -> list[Row]:
    """Return what is parked, newest first, without the bodies."""
    rows = [msgspec.to_builtins(rejection) for rejection in await queries.rejections(limit=SHOWN)]
    return [{key: value for key, value in row.items() if key not in ("schema", "body")} for row in rows]


def print_rows(
    settings: Settings, read: Callable[[Queries], Awaitable[list[Row]]], columns: Sequence[str], *, as_json: bool
) -> None:
    """Print rows: one JSON object a line, or a table of some columns. Raises `StoreError`."""

    async def load() -> list[Row]:
        engine = open_engine(settings.database)
        try:
            await upgrade_database(engine)
            return await read(Queries(engine))
        finally:
            await engine.dispose()

    rows = asyncio.run(load())
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*(str(row.get(column) if row.get(column) is not None else "") for column in columns))
    Console().print(table if rows else "Nothing yet.")
