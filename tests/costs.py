"""Measurement of how the cost of some work grows with its size."""

import math
import time
from collections.abc import Callable

LINEAR = 1.3
"""A growth that needs no further look: other work on the machine causes as much."""
ROUNDS = 5


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """Return how much more a unit of the large size costs than one of the small size.

    Linear work gives about 1, quadratic work ``large / small``. Both sizes are measured in turns,
    and again while the growth is not `LINEAR`: a busy moment makes only one of the turns slow.
    """
    low, high = math.inf, math.inf
    for _ in range(ROUNDS):
        high = min(high, _cost(work, large, 1))
        low = min(low, _cost(work, small, 2))
        if high <= LINEAR * low:
            break
    return high / max(low, 2e-8)


def _cost(work: Callable[[int], object], size: int, times: int) -> float:
    """Return the CPU seconds of one unit, the best of several runs."""
    costs = []
    for _ in range(times):
        started = time.process_time()
        work(size)
        costs.append((time.process_time() - started) / size)
    return min(costs)


def relative_cost(work: Callable[[str], object], text: str, ordinary: str, at_most: float) -> float:
    """Return how much more a character of a text costs than one of an ordinary text.

    Both are measured in turns, and again while the cost is over the limit: a busy moment makes
    only one of the turns slow.
    """
    high, low = math.inf, math.inf
    for _ in range(ROUNDS):
        high = min(high, _cost(lambda size: work(text[:size]), len(text), 2))
        low = min(low, _cost(lambda size: work(ordinary[:size]), len(ordinary), 2))
        if high <= at_most * low:
            break
    return high / max(low, 2e-8)
