"""OPML lists of other readers, long ones parsed in a killable process of their own.

The process imports no parser but this one: it starts within a fraction of a second, but within
seconds on a machine under load. Short lists need none: they take milliseconds, whatever is in them.
"""

import asyncio

from monitor.feeds.opml import Outline, read_opml, skipped_outlines
from monitor.http.workers import WorkerPool
from monitor.records.errors import MonitorError, UnreadableOpml

LIMIT_S = 10.0
"""CPU seconds of one list; 100,000 feeds take 2."""

SHORT = 100_000
"""Bytes of a list that is parsed in a thread: 33 ms of CPU for 1,900 feeds, and 96 ms for the
hostile list of this size that takes longest (`python -m bench documents`).
"""


async def read_list(body: bytes, *, limit_s: float = LIMIT_S) -> tuple[list[Outline], list[str]]:
    """Return the feeds of a list, and a sentence for each outline that was skipped.

    ``limit_s`` is its CPU time in seconds. Raises `UnreadableOpml`.
    """
    if len(body) <= SHORT:
        return await asyncio.to_thread(_read, body)
    pool = WorkerPool(1, limit_s=limit_s)
    try:
        return await pool.run(_read, body)
    except UnreadableOpml:
        raise
    except MonitorError as error:
        raise UnreadableOpml(f"the list cannot be parsed: {error}") from error
    finally:
        pool.close()


def _read(body: bytes) -> tuple[list[Outline], list[str]]:
    return read_opml(body), skipped_outlines(body)
