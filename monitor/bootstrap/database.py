"""The database of a process."""

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.bootstrap.process import Process
from monitor.store import open_engine


def database_engine(process: Process) -> AsyncEngine:
    """Return the engine of the database, disposed of at the end of the process."""
    engine = open_engine(process.settings.database)
    process.stack.push_async_callback(engine.dispose)
    return engine
