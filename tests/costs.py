"""Measurement of how the cost of some work grows with its size."""

import time
from collections.abc import Callable


def growth(work: Callable[[int], object], small: int, large: int) -> float:
    """Return how much more a unit of the large size costs than one of the small size.

    Linear work gives about 1, quadratic work ``large / small``.
    """
    return _cost(work, large, 2) / max(_cost(work, small, 4), 2e-8)


def _cost(work: Callable[[int], object], size: int, times: int) -> float:
    """Return the CPU seconds of one unit, the best of several runs."""
    costs = []
    for _ in range(times):
        started = time.process_time()
        work(size)
        costs.append((time.process_time() - started) / size)
    return min(costs)


def cost_of(work: Callable[[str], object], text: str) -> float:
    """Return the CPU seconds that a character of a text costs, the best of several runs."""
    return _cost(lambda size: work(text[:size]), len(text), 3)
