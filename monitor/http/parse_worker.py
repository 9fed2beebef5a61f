"""Feeds are parsed in a worker process, which is killed when a document takes too long: the event loop never waits.

One worker is enough for one poller (most documents take 5 to 50 ms); it is started at the first document and anew after a kill.
It ends with its poller, also with one that was killed itself.
"""

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from monitor.feeds.parse import parse_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError

LONGEST = 10.0
"""Seconds for one document, starting the worker included; 5,000 entries take 3."""

DOCUMENTS_PER_WORKER = 2_000
"""After these a fresh worker gives back what parsers leave behind in memory."""


class ProcessParser:
    """Parses feed documents in a process of its own."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def parse(self, body: bytes, content_type: str, url: str) -> FeedDocument:
        """Return the document. Raises `FeedError`."""
        pool = self._pool = self._pool or self._new_pool()
        future = asyncio.get_running_loop().run_in_executor(
            pool, parse_feed, body, content_type, url
        )
        try:
            return await asyncio.wait_for(future, LONGEST)
        except TimeoutError as error:
            self._kill(pool)
            raise FeedError("parse", f"not parsed within {LONGEST:.0f} s") from error
        except BrokenProcessPool as error:
            self._kill(pool)
            raise FeedError("parse", "the parser died of this document") from error
        except FeedError:
            raise
        except Exception as error:
            raise FeedError("parse", f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """End the worker."""
        if self._pool is not None:
            self._kill(self._pool)

    def _new_pool(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["monitor.feeds.parse", "feedparser"])
        return ProcessPoolExecutor(
            1,
            mp_context=context,
            max_tasks_per_child=DOCUMENTS_PER_WORKER,
            initializer=_end_with_poller,
        )

    def _kill(self, pool: ProcessPoolExecutor) -> None:
        # ProcessPoolExecutor cannot end a worker that is at work; its processes are the only handle on it.
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        if self._pool is pool:
            self._pool = None


def _end_with_poller() -> None:
    """End this worker when the poller is gone: the executor's workers wait for work for ever, and keep the fork server alive."""
    poller = multiprocessing.parent_process()
    assert poller is not None, "a worker has a parent"

    def wait() -> None:
        poller.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
