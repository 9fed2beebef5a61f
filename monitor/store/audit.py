"""The audit log: every request that changed something, with its author."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.rows import Page, page_of
from monitor.store.schema import audit

LONGEST_REQUEST = 300
"""Characters of a request in its column."""


class Audit:
    """Writes and reads the audit log."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def add(self, who: str, request: str, status: int) -> None:
        """Add a request with the status of its response."""
        row = {
            "who": who,
            "did": request[:LONGEST_REQUEST],
            "status": status,
            "at": time.time(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(audit).values(row))

    async def page(self, *, limit: int, before: int | None = None) -> Page[dict[str, Any]]:
        """Return entries, newest first.

        Each has ``seq``, ``who``, ``did``, ``status`` and ``at`` (ISO 8601).
        """
        query = select(audit).order_by(audit.c.seq.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(audit.c.seq < before)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return page_of([(row["seq"], _entry(row)) for row in rows], limit)


def _entry(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {**row, "at": datetime.fromtimestamp(row["at"], UTC).isoformat()}
