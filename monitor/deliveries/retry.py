"""When a delivery that failed is tried again: the ladder of Standard Webhooks, with jitter; it only climbs.

A receiver that takes nothing is left alone for a while as a whole (`hold_for`), so that what waits for it is not tried message by message.
"""

from datetime import timedelta

STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)  # fmt: skip
"""Waits before the first, second, … try: at once, 5 s, 5 min, 30 min, then 2, 5, 10, 14, 20 and 24 hours."""

JITTER = 0.1
"""Share of a wait by which tries are spread, so that a receiver that comes back is not met by all at once."""

SHORTEST_HOLD, LONGEST_HOLD = timedelta(seconds=5), timedelta(minutes=5)
MOST_FAILURES = 10
"""In a row, from which on the end of a ladder is the receiver's and not the message's."""


def hold_for(failures: int, *, share: float, retry_after: timedelta | None = None) -> timedelta:
    """Return for how long a receiver is left alone after so many ``failures`` in a row, at least 1; for ``retry_after``, where it asks for that."""
    if retry_after is not None:
        return max(retry_after, SHORTEST_HOLD)
    doubled = SHORTEST_HOLD * (1 << min(failures - 1, 10))
    return min(doubled, LONGEST_HOLD) * (1.0 + JITTER * share)


def next_wait(
    attempts: int, *, share: float, retry_after: timedelta | None = None
) -> timedelta | None:
    """Return the wait before the next try after so many ``attempts``, or None when the ladder is at its end.

    ``share`` from 0 to 1 spreads the wait. A receiver's ``retry_after`` makes it longer, never shorter.
    """
    if attempts >= len(STEPS):
        return None
    wait = STEPS[attempts] * (1.0 + JITTER * share)
    return max(wait, retry_after) if retry_after is not None else wait
