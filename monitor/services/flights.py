"""Polls in flight: at most so many at a time, one per feed, each with an owner that can end it."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable

import structlog

log = structlog.get_logger("poller")

FIRST_RETRY = 5.0
"""Seconds until a feed is tried again after an unexpected error, such as an outage of Kafka."""

LONGEST_RETRY = 300.0
"""Seconds; the wait doubles with each further error up to the default interval of a feed."""


def _ignore(feed: str, error: BaseException | None) -> None:
    """Do not report the end of a poll."""


class Flights:
    """The running polls."""

    def __init__(
        self,
        limit: int,
        on_error: Callable[[str, float], None],
        on_end: Callable[[str, BaseException | None], None] = _ignore,
    ) -> None:
        """Limit the number of polls.

        ``on_error`` receives the feed of a poll that raised and the seconds until its retry;
        ``on_end`` receives the feed and the error, if any, of each poll that was not cancelled.
        """
        self._limit, self._on_error, self._on_end = limit, on_error, on_end
        self._started_at: dict[str, float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._errors: dict[str, int] = {}

    def __contains__(self, feed: str) -> bool:
        return feed in self._tasks

    def __len__(self) -> int:
        return len(self._tasks)

    @property
    def has_capacity(self) -> bool:
        """Whether another poll may start."""
        return len(self._tasks) < self._limit

    @property
    def feeds(self) -> list[str]:
        """The feeds that are being polled."""
        return list(self._tasks)

    @property
    def first_started_at(self) -> float | None:
        """The monotonic time at which the oldest running poll started, None without any."""
        return min(self._started_at.values(), default=None)

    def start(self, feed: str, poll: Coroutine[None, None, None]) -> None:
        """Start a poll."""
        task = asyncio.create_task(poll, name=f"poll {feed}")
        self._tasks[feed] = task
        self._started_at[feed] = time.monotonic()

        def land(ended: asyncio.Task[None]) -> None:
            self._land(feed, ended)

        task.add_done_callback(land)

    async def end(self, feeds: Iterable[str]) -> None:
        """Cancel the polls of these feeds and return when they have ended."""
        tasks = [task for feed in feeds if (task := self._tasks.get(feed)) is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _land(self, feed: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(feed, None)
        self._started_at.pop(feed, None)
        if task.cancelled():
            return
        error = task.exception()
        self._on_end(feed, error)
        if error is None:
            self._errors.pop(feed, None)
            return
        errors = self._errors[feed] = self._errors.get(feed, 0) + 1
        retry_s = min(FIRST_RETRY * 2 ** min(errors - 1, 16), LONGEST_RETRY)
        log.error("poll.failed", feed=feed, error=repr(error), errors=errors, retry_s=retry_s)
        self._on_error(feed, retry_s)
