"""A queue of feeds ordered by the time at which each is due.

1. A feed is in the queue at most once: scheduling it again replaces its time.
2. A feed scheduled for `NEVER` is a member of the queue and is never returned.
3. Times are seconds on any one clock; the caller passes ``now``.
"""

import heapq

NEVER = float("inf")
"""The due time of a muted feed."""


class DueQueue:
    """Feeds by due time, soonest first."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}
        self._heap: list[tuple[float, str]] = []
        """May hold outdated pairs; a pair is valid only if it agrees with ``_due``."""

    def __contains__(self, feed: str) -> bool:
        return feed in self._due

    def __len__(self) -> int:
        return len(self._due)

    def due_at(self, feed: str) -> float | None:
        """Return the time at which a feed is due, None if it is not in the queue."""
        return self._due.get(feed)

    @property
    def first_due_at(self) -> float | None:
        """The time at which the first feed is due, None if no feed will ever be due."""
        while self._heap:
            due_at, feed = self._heap[0]
            if self._due.get(feed) == due_at:
                return due_at
            heapq.heappop(self._heap)
        return None

    def schedule(self, feed: str, due_at: float) -> None:
        """Add a feed, or change the time at which it is due."""
        self._due[feed] = due_at
        if due_at != NEVER:
            heapq.heappush(self._heap, (due_at, feed))

    def remove(self, feed: str) -> None:
        """Remove a feed if it is in the queue."""
        self._due.pop(feed, None)

    def keep_only(self, feeds: set[str]) -> None:
        """Remove every feed that is not in ``feeds``."""
        for feed in self._due.keys() - feeds:
            del self._due[feed]

    def pop_due(self, now: float) -> str | None:
        """Return a feed that is due and mark it as started, None if no feed is due.

        The feed stays a member of the queue; its next `schedule` sets the time of its next poll.
        """
        first = self.first_due_at
        if first is None or first > now:
            return None
        return heapq.heappop(self._heap)[1]
