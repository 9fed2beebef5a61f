"""When to poll a feed next: (state, outcome, now) -> a time. Pure.

1. A success is followed by the feed's interval, with jitter that is stable per feed.
2. Failures double the wait each time, up to `LONGEST_WAIT`; the first success ends that.
3. Retry-After is a floor, never a short cut, and at most a day.
4. A feed that keeps bringing nothing new is polled ever more slowly up to its longest interval, and at once at its own again when it does;
   what it or its server asks for counts between the two.
5. First polls are spread over the feed's interval or `START_SPREAD`, whichever is shorter: a start never stampedes.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

LONGEST_WAIT = timedelta(hours=6)
"""A feed that keeps failing is still tried four times a day, and so comes back by itself."""

LONGEST_RETRY_AFTER = timedelta(days=1)
"""A server that asks for more is asked again after a day."""

START_SPREAD = timedelta(seconds=30)
"""1,000 feeds at start are 33 polls a second."""

PATIENCE = 6
"""Polls without news before a feed is polled more slowly: half an hour at five minutes."""
SLOWER = 1.5
"""By how much each further one slows it."""

JITTER = 0.1
"""Share of the interval by which feeds of one interval are kept apart."""


def stable_share(feed: str) -> float:
    """Return a number in [0, 1) that is always the same for a feed."""
    return int.from_bytes(blake2b(feed.encode(), digest_size=4).digest(), "big") / 2**32


def first_due_at(feed: str, interval: timedelta, now: datetime) -> datetime:
    """Return when a feed is polled that has no state yet."""
    return now + min(START_SPREAD, interval) * stable_share(feed)


def adapted_interval(
    interval: timedelta,
    longest: timedelta | None,
    *,
    quiet_polls: int,
    hint: timedelta | None = None,
) -> timedelta:
    """Return the wait after a success: ``interval`` for a feed that brings news or has no ``longest``, up to ``longest`` for a quiet one."""
    if longest is None or quiet_polls == 0:
        return interval
    slowed = interval * SLOWER ** min(max(0, quiet_polls - PATIENCE), 30)
    return min(max(slowed, hint or interval, interval), max(longest, interval))


def next_due_at(
    feed: str,
    interval: timedelta,
    now: datetime,
    *,
    failures: int = 0,
    retry_after: timedelta | None = None,
) -> datetime:
    """Return when a feed is polled next, after ``failures`` polls in a row that failed."""
    wait = interval * (1 + JITTER * (stable_share(feed) - 0.5))
    if failures:
        wait = max(wait, min(interval * 2 ** min(failures, 16), LONGEST_WAIT))
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return now + wait


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, 10.2.3), seconds or a date; None where it is missing or rubbish."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta(0)), LONGEST_RETRY_AFTER)
