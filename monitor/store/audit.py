"""The audit log: every request that changed something, with its author."""

import time
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

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

    async def newest(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Return the newest entries: ``seq``, ``who``, ``did``, ``status``, ``at`` (ISO 8601)."""
        query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [{**row, "at": datetime.fromtimestamp(row["at"], UTC).isoformat()} for row in rows]
