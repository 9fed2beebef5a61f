"""Retries: when a failed delivery is sent again, and when its receiver.

1. Each message climbs the ladder of Standard Webhooks, with jitter (`next_wait`).
2. A receiver that takes nothing is held back as a whole (`hold_for`), so that its pending messages
   are not tried one by one.
"""

from datetime import timedelta

_HOUR_S = 3600
_STEPS_S = (0, 5, 300, 1800, *(hours * _HOUR_S for hours in (2, 5, 10, 14, 20, 24)))
STEPS = tuple(timedelta(seconds=seconds) for seconds in _STEPS_S)
"""Waits before the first, second, … attempt, as Standard Webhooks recommends: some three days."""

JITTER = 0.1
"""Share by which waits are spread, so that a receiver does not get all retries at once."""

SHORTEST_HOLD = timedelta(seconds=5)
"""A restart of the receiver takes about this long."""
LONGEST_HOLD = timedelta(minutes=5)
"""Latest notice that a receiver works again."""
MOST_DOUBLINGS = 10
"""`LONGEST_HOLD` is reached before; more would only grow the number."""
MOST_FAILURES = 10
"""Failures in a row from which on a message at the end of its ladder switches its subscription
off; below, only the message has failed."""


def hold_for(failures: int, *, share: float, retry_after: timedelta | None = None) -> timedelta:
    """Return how long a receiver is held back after ``failures`` in a row, at least 1.

    ``share`` from 0 to 1 spreads the hold. A receiver's ``retry_after`` takes its place.
    """
    if retry_after is not None:
        return max(retry_after, SHORTEST_HOLD)
    doubled = SHORTEST_HOLD * (1 << min(failures - 1, MOST_DOUBLINGS))
    return min(doubled, LONGEST_HOLD) * (1.0 + JITTER * share)


def next_wait(
    attempts: int, *, share: float, retry_after: timedelta | None = None
) -> timedelta | None:
    """Return the wait after so many ``attempts``, or None at the end of the ladder.

    ``share`` from 0 to 1 spreads the wait. A receiver's ``retry_after`` makes it longer, never
    shorter.
    """
    if attempts >= len(STEPS):
        return None
    wait = STEPS[attempts] * (1.0 + JITTER * share)
    return max(wait, retry_after) if retry_after is not None else wait
