"""Run work on the database, for the commands that read or change what is stored."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Settings
from monitor.records.errors import DatabaseUnavailable, InvalidInput
from monitor.store import open_engine, upgrade_database
from monitor.store.database import UNAVAILABLE, shown_url

T = TypeVar("T")


def run_on_database(settings: Settings, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    """Run work on the database with its newest schema; return its result.

    Raises `InvalidInput` if its folder cannot be created, `DatabaseUnavailable`.
    """
    return asyncio.run(_run(settings, work))


def database_name(settings: Settings) -> str:
    """Return the URL of the database as users write it, without its password."""
    return shown_url(make_url(settings.database))


async def _run(settings: Settings, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    engine = _open(settings)
    try:
        await upgrade_database(engine)
        return await work(engine)
    except UNAVAILABLE as error:
        raise DatabaseUnavailable(f"the database cannot be used: {error}") from error
    finally:
        await engine.dispose()


def _open(settings: Settings) -> AsyncEngine:
    try:
        return open_engine(settings.database)
    except OSError as error:
        raise InvalidInput(
            f"the folder {error.filename} of the database cannot be created: {error.strerror}; "
            "set MONITOR_DATA or MONITOR_DATABASE"
        ) from error
