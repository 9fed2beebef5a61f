"""What `monitor up` shows: one line of live state at the bottom of a terminal, alerts above it as they come.

Into a pipe goes plain text: an alert in two lines, and the state whenever what was counted has changed.
"""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from monitor.records import Alert, FeedState

RATE_OVER = 10.0
"""Seconds over which articles a second are counted."""
DUE_SOON = timedelta(seconds=10)

STYLES = {"low": "dim", "medium": "yellow", "high": "dark_orange", "critical": "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the line at one moment."""

    feeds: int = 0
    due: int = 0
    """Feeds that are polled within the next seconds."""
    failing: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    """Stored articles, statements, alerts and parked rejections."""
    rate: float = 0.0
    """Articles a second."""
    lag: dict[str, int] | None = None
    """Messages waiting by consumer group; None while the broker does not answer."""

    @property
    def line(self) -> str:
        """The state as one line; the lag as processors + archiver."""
        waiting = (
            "+".join(map(str, (self.lag or {}).values())) if self.lag is not None else "unknown"
        )
        stored = " · ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"{self.feeds} feeds, {self.due} due, {self.failing} failing · {self.rate:.1f} articles/s · lag {waiting} · {stored}"


class Rate:
    """Events a second over the last `RATE_OVER` seconds."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, now: float, total: int) -> float:
        """Return the rate, given how many there were in all by now (monotonic seconds)."""
        self._seen.append((now, total))
        while len(self._seen) > 2 and now - self._seen[0][0] > RATE_OVER:
            self._seen.popleft()
        first_at, first = self._seen[0]
        return (total - first) / (now - first_at) if now > first_at else 0.0


def count_feeds(states: Sequence[FeedState], now: datetime) -> tuple[int, int, int]:
    """Return how many feeds there are, are due soon, and fail."""
    due = sum(
        1
        for state in states
        if state.next_due_at is not None and state.next_due_at <= now + DUE_SOON
    )
    return len(states), due, sum(1 for state in states if state.error)


class Display:
    """Shows status and alerts on a console; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = (
            Live(console=console, refresh_per_second=4, transient=True)
            if console.is_terminal
            else None
        )
        self._shown: dict[str, int] = {}
        self._rate = Rate()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def say(self, text: str) -> None:
        """Print a line of its own."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def alert(self, alert: Alert) -> None:
        """Print an alert: rule, speaker, statement, why."""
        copies = f" ({len(alert.copies)} copies)" if len(alert.copies) > 1 else ""
        head = Text.assemble(
            (f"● {alert.severity:8} ", STYLES.get(alert.severity, "")),
            (f"{alert.rule_name}: ", "bold"),
            f"{alert.statement.said_by or 'somebody'}: “{alert.statement.text}”{copies}",
        )
        why = ", ".join(f"{reason.clause} is {reason.value}" for reason in alert.why)
        self._console.print(
            head, Text(f"           why: {why}; in {alert.article.title}", style="dim"), sep="\n"
        )

    def status(
        self, states: Sequence[FeedState], counts: dict[str, int], lag: dict[str, int] | None
    ) -> None:
        """Show the state now; into a pipe only when a count has changed."""
        feeds, due, failing = count_feeds(states, datetime.now(UTC))
        rate = self._rate.at(time.monotonic(), counts.get("articles", 0))
        status = Status(feeds=feeds, due=due, failing=failing, counts=counts, rate=rate, lag=lag)
        if self._live is not None:
            self._live.update(Text(status.line, style="reverse", overflow="ellipsis", no_wrap=True))
        elif counts != self._shown:
            self._console.print(Text(status.line), soft_wrap=True)
        self._shown = counts

    def table(self, alerts: Sequence[Alert]) -> None:
        """Print alerts as a table."""
        table = Table("rule", "speaker", "statement", "publishers", title="Alerts")
        for alert in alerts:
            publishers = ", ".join(sorted({copy.publisher for copy in alert.copies}))
            table.add_row(alert.rule, alert.statement.said_by, alert.statement.text, publishers)
        self._console.print(table)
