"""The real store on an empty database in memory, for tests without files or servers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from monitor.store import Store, open_engine, upgrade_database


@asynccontextmanager
async def memory_store() -> AsyncIterator[Store]:
    """Open an empty store that is gone when the context ends."""
    engine = open_engine("sqlite+aiosqlite:///:memory:")
    try:
        await upgrade_database(engine)
        yield Store(engine)
    finally:
        await engine.dispose()
