"""When a delivery that failed is tried again: the ladder of Standard Webhooks, with jitter; it only climbs."""

from datetime import timedelta

STEPS = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)))
)  # fmt: skip
"""Waits before the first, second, … try: at once, 5 s, 5 min, 30 min, then 2, 5, 10, 14, 20 and 24 hours."""

JITTER = 0.1
"""Share of a wait by which tries are spread, so that a receiver that comes back is not met by all at once."""


def next_wait(attempts: int, *, share: float, retry_after: timedelta | None = None) -> timedelta | None:
    """Return the wait before the next try after so many ``attempts``, or None when the ladder is at its end.

    ``share`` from 0 to 1 spreads the wait. A receiver's ``retry_after`` makes it longer, never shorter.
    """
    if attempts >= len(STEPS):
        return None
    wait = STEPS[attempts] * (1.0 + JITTER * share)
    return max(wait, retry_after) if retry_after is not None else wait
