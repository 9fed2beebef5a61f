"""Token buckets: how many requests of one key are allowed at once, and how many per second."""

from collections.abc import Callable

from monitor.web.problems import Refusal

MAX_KEYS = 10_000
"""Keys that are remembered; more come from someone who changes addresses, and all begin again."""


class Buckets:
    """One bucket for each key."""

    def __init__(self, burst: float, per_s: float, detail: str, clock: Callable[[], float]) -> None:
        """``burst`` at once, then ``per_s``; ``detail`` is the sentence of a refusal."""
        self._burst, self._per_s, self._detail, self._clock = burst, per_s, detail, clock
        self._left: dict[str, tuple[float, float]] = {}

    def require(self, key: str) -> None:
        """Raise `Refusal` if a bucket is empty; take nothing."""
        if self._now_left(key) < 1.0:
            wait = {"Retry-After": str(max(1, round(1.0 / self._per_s)))}
            raise Refusal(429, "Too many requests", self._detail, wait)

    def take(self, key: str) -> None:
        """Take one from a bucket. Raises `Refusal` if it is empty."""
        self.require(key)
        left = self._now_left(key) - 1.0
        if len(self._left) >= MAX_KEYS and key not in self._left:
            self._left.clear()
        self._left[key] = (left, self._clock())

    def _now_left(self, key: str) -> float:
        now = self._clock()
        left, at = self._left.get(key, (self._burst, now))
        return min(self._burst, left + (now - at) * self._per_s)
