"""When to poll a feed next: (outcome, now) -> a time. Pure.

1. A success is followed by the feed's interval, with jitter that is stable per feed.
2. Failures double the wait, up to `LONGEST_WAIT`; the first success resets it.
3. Retry-After is a floor, never a short cut, and at most `LONGEST_RETRY_AFTER`.
4. A feed without news is polled ever more slowly up to its longest interval, and at its own again
   as soon as it has news. What it or its server asks for counts between the two.
5. First polls are spread over the feed's interval or `START_SPREAD`, whichever is shorter, so that
   a start does not poll every feed at once.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.records.retry_after import LONGEST_RETRY_AFTER

LONGEST_WAIT = timedelta(hours=6)
"""A failing feed is still tried four times a day, and recovers without help."""


START_SPREAD = timedelta(seconds=30)
"""1,000 feeds at start are 33 polls a second."""

PATIENCE = 6
"""Polls without news before a feed is polled more slowly: half an hour at five minutes."""

SLOWDOWN = 1.5
"""The factor by which each further poll without news extends the wait."""

MOST_SLOWDOWNS = 30
"""Exponent at which the factor exceeds any interval; larger ones would overflow."""

MOST_DOUBLINGS = 16
"""The same for failures."""

JITTER = 0.1
"""Share of the interval by which feeds of one interval are spread."""


def stable_share(feed: str) -> float:
    """Return a number in [0, 1) that is constant for a feed."""
    return int.from_bytes(blake2b(feed.encode(), digest_size=4).digest(), "big") / 2**32


def first_due_at(feed: str, interval: timedelta, now: datetime) -> datetime:
    """Return the time of the first poll of a feed."""
    return now + min(START_SPREAD, interval) * stable_share(feed)


def adapted_interval(
    interval: timedelta,
    longest: timedelta | None,
    *,
    quiet_polls: int,
    hint: timedelta | None = None,
) -> timedelta:
    """Return the wait after a success.

    It is ``interval`` for a feed with news or without ``longest``, and up to ``longest`` after
    ``quiet_polls`` polls without news.
    """
    if longest is None or quiet_polls == 0:
        return interval
    slowdowns = min(max(0, quiet_polls - PATIENCE), MOST_SLOWDOWNS)
    slowed = interval * SLOWDOWN**slowdowns
    return min(max(slowed, hint or interval, interval), max(longest, interval))


def next_due_at(
    feed: str,
    interval: timedelta,
    now: datetime,
    *,
    failures: int = 0,
    retry_after: timedelta | None = None,
) -> datetime:
    """Return the time of the next poll, after ``failures`` failed polls in a row."""
    wait = interval * (1 + JITTER * (stable_share(feed) - 0.5))
    if failures:
        wait = max(wait, min(interval * 2 ** min(failures, MOST_DOUBLINGS), LONGEST_WAIT))
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait
