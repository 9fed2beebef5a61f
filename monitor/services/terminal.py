"""The terminal of `monitor up`: a line with the state of the pipeline, and new alerts above it.

In a pipe the output is plain text: two lines per alert, and the state whenever a count changes.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from monitor.deliveries import AlertFilter
from monitor.deliveries.render.saying import saying_of_alert
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.lag import FOLLOWED, LagWatch
from monitor.records import Alert, FeedState
from monitor.store import Store

RATE_PERIOD_S = 10.0
"""Seconds over which the rate of articles is computed: two polls of a fast feed."""

DUE_SOON = timedelta(seconds=10)
"""A feed that is due within this counts as due."""

REFRESHES_PER_S = 4
"""Often enough to look alive, and too rare to load a slow terminal."""

QUIET_UPDATES = 4
"""Updates without news after which a demonstration that has shown every article is complete."""

EVENTS_PER_UPDATE = 100
"""Alerts that one update prints; the rest follow a second later."""

TABLE_ROWS = 200
"""Alerts in the table at the end of a demonstration: more than the sample newsroom raises."""

STYLES = {"low": "dim", "medium": "yellow", "high": "dark_orange", "critical": "bold red"}


def fetch_jars_with_progress(cache: Path, console: Console) -> tuple[Path, ...]:
    """Return the jars of the broker; show the progress of a download on a terminal.

    Raises `BrokerUnavailable`.
    """
    if not console.is_terminal:
        return fetch_jars(cache)
    columns = (TextColumn("Kafka"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Kafka", total=None)

        def show(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        return fetch_jars(cache, show)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of the pipeline at one moment."""

    feeds: int = 0
    due: int = 0
    """Feeds that are polled within the next seconds."""
    failing: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    """Stored articles, statements, alerts and rejections."""
    rate: float = 0.0
    """Articles per second."""
    lag: dict[str, int] | None = None
    """Pending messages by consumer group; None while the broker is unavailable."""

    @property
    def line(self) -> str:
        """The state on one line; the lag as that of the processors + that of the archiver."""
        lag = "unknown" if self.lag is None else "+".join(map(str, self.lag.values()))
        stored = " · ".join(f"{count} {name}" for name, count in self.counts.items())
        feeds = f"{self.feeds} feeds, {self.due} due, {self.failing} failing"
        return f"{feeds} · {self.rate:.1f} articles/s · lag {lag} · {stored}"


class Rate:
    """Events per second over the last `RATE_PERIOD_S` seconds."""

    def __init__(self) -> None:
        self._totals: deque[tuple[float, int]] = deque()

    def at(self, now: float, total: int) -> float:
        """Return the rate, given the total number of events by ``now`` (monotonic seconds)."""
        self._totals.append((now, total))
        while len(self._totals) > 2 and now - self._totals[0][0] > RATE_PERIOD_S:
            self._totals.popleft()
        first_at, first = self._totals[0]
        return (total - first) / (now - first_at) if now > first_at else 0.0


def count_feeds(states: Sequence[FeedState], now: datetime) -> tuple[int, int, int]:
    """Return the number of feeds, of feeds that are due soon, and of failing feeds."""
    limit = now + DUE_SOON
    due = [state for state in states if state.next_due_at and state.next_due_at <= limit]
    failing = [state for state in states if state.error]
    return len(states), len(due), len(failing)


class Display:
    """Prints status and alerts on a console; a context manager."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        if console.is_terminal:
            self._live = Live(console=console, refresh_per_second=REFRESHES_PER_S, transient=True)
        self._printed_counts: dict[str, int] = {}
        self._rate = Rate()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def line(self, text: str) -> None:
        """Print a line of its own."""
        self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def alert(self, alert: Alert) -> None:
        """Print an alert: rule, speaker, statement and reasons."""
        copies = f" ({len(alert.copies)} copies)" if len(alert.copies) > 1 else ""
        head = Text.assemble(
            (f"● {alert.severity:8} ", STYLES.get(alert.severity, "")),
            (f"{alert.rule_name}: ", "bold"),
            f"{saying_of_alert(alert).text}{copies}",
        )
        reasons = ", ".join(f"{reason.clause} is {reason.value}" for reason in alert.why)
        why = Text(f"           why: {reasons}; in {alert.article.title}", style="dim")
        self._console.print(head, why, sep="\n")

    def status(
        self, states: Sequence[FeedState], counts: dict[str, int], lag: dict[str, int] | None
    ) -> None:
        """Show the state; in a pipe only when a count has changed."""
        feeds, due, failing = count_feeds(states, datetime.now(UTC))
        rate = self._rate.at(time.monotonic(), counts.get("articles", 0))
        status = Status(feeds=feeds, due=due, failing=failing, counts=counts, rate=rate, lag=lag)
        if self._live is not None:
            self._live.update(Text(status.line, style="reverse", overflow="ellipsis", no_wrap=True))
        elif counts != self._printed_counts:
            self._console.print(Text(status.line), soft_wrap=True)
        self._printed_counts = counts

    def table(self, alerts: Sequence[Alert]) -> None:
        """Print alerts as a table."""
        table = Table("rule", "speaker", "statement", "publishers", title="Alerts")
        for alert in alerts:
            publishers = ", ".join(sorted({copy.publisher for copy in alert.copies}))
            table.add_row(alert.rule, alert.statement.said_by, alert.statement.text, publishers)
        self._console.print(table)


class Follower:
    """Reads new alerts, counts and lag, and shows them on a display."""

    def __init__(
        self,
        store: Store,
        watch: LagWatch,
        display: Display,
        is_complete: Callable[[dict[str, int]], bool] | None = None,
    ) -> None:
        self._store, self._watch, self._display = store, watch, display
        self._is_complete = is_complete
        self._last_seq: int | None = None
        self._counts: dict[str, int] = {}
        self._quiet_updates = 0
        self.finished = asyncio.Event()
        """Set when a demonstration is complete and its table is printed."""

    async def update(self) -> None:
        """Show what is new. Raises SQLAlchemyError while the database is unavailable."""
        if self._last_seq is None:
            self._last_seq = await self._start()
        events = await self._store.events.after(self._last_seq, limit=EVENTS_PER_UPDATE)
        counts, feeds = await self._store.totals(), await self._store.feeds.all()
        for event in events:
            self._last_seq = event.seq
            self._display.alert(event.alert)
        self._display.status(feeds, counts, self._lag())
        is_quiet = counts == self._counts and not events
        self._quiet_updates = self._quiet_updates + 1 if is_quiet else 0
        self._counts = counts
        await self._finish_if_complete()

    async def _start(self) -> int:
        """Return the number of the latest event; alerts before it are not shown."""
        last = (await self._store.events.bounds())[1]
        stored = await self._store.alerts.find(AlertFilter(), limit=1)
        self._display.line("Watching." if stored.items else "Watching. No alert yet.")
        return last

    async def _finish_if_complete(self) -> None:
        if self._is_complete is None or self._quiet_updates < QUIET_UPDATES:
            return
        if self._is_complete(self._counts):
            page = await self._store.alerts.find(AlertFilter(), limit=TABLE_ROWS)
            self._display.table(tuple(reversed(page.items)))
            self.finished.set()

    def _lag(self) -> dict[str, int] | None:
        lag = self._watch.lag
        if lag is None or self._watch.error:
            return None
        return {group: lag.of(group) for group in FOLLOWED}
