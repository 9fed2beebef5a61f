"""Metrics of one process, named by the conventions of Prometheus.

1. Each item is counted once, with its outcome: a message of a stage, a poll, an attempt to deliver.
2. `LATENCY` has one step for each part of the way of an article: from publication to the first
   fetch, and from the fetch to the reading, the alert, the database and the receiver.
3. Articles from before the monitor looked (``backfill``) do not count as late.
4. Labels have few values: no address, no id of an article or feed.

The objects are created here and filled where the work is done; `monitor.telemetry.exposition`
serves them.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from monitor.records import Alert, Article, Match, Record

REGISTRY = CollectorRegistry()
"""The metrics of this process."""

WORK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
"""Seconds: an article is read within 5 ms, and the slowest takes 3 s."""
CALL_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 60.0)
"""Seconds of a call over the network: a fetch ends after 60 s."""
LATENCY_BUCKETS = (
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
    *(60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0),
)
"""Seconds: milliseconds inside of the system, minutes until a feed shows an article."""

Step = Literal[
    "published_to_fetched",
    "fetched_to_read",
    "fetched_to_alerted",
    "fetched_to_stored",
    "fetched_to_delivered",
    "alerted_to_delivered",
]

BACKFILL = "backfill"
"""Flag of an article from before the first poll of its feed."""
NO_TRUE_DATE = frozenset((BACKFILL, "date_missing", "date_future"))
"""Flags of articles whose publication says nothing about the monitor's speed."""

MESSAGES = Counter(
    "monitor_stage_messages",
    "Messages of each stage of the processor, by outcome",
    ["stage", "outcome"],
    registry=REGISTRY,
)
WORK = Histogram(
    "monitor_stage_duration_seconds",
    "Time that a stage needs for one message",
    ["stage"],
    buckets=WORK_BUCKETS,
    registry=REGISTRY,
)
LATENCY = Histogram(
    "monitor_latency_seconds",
    "Time of an article from one point to another, such as from fetched to alerted",
    ["step"],
    buckets=LATENCY_BUCKETS,
    registry=REGISTRY,
)
POLLS = Counter(
    "monitor_polls",
    "Polls, by outcome: ok or the class of the error",
    ["outcome"],
    registry=REGISTRY,
)
POLL_DURATION = Histogram(
    "monitor_poll_duration_seconds",
    "Time of one poll with its pages, up to the broker's acknowledgement",
    buckets=CALL_BUCKETS,
    registry=REGISTRY,
)
ENTRIES = Counter(
    "monitor_feed_entries",
    "New or edited entries of feeds, by outcome: published or refused",
    ["outcome"],
    registry=REGISTRY,
)
POLL_OVERDUE = Gauge(
    "monitor_poll_overdue_seconds",
    "Time for which the oldest feed has been due or in flight; 0 where none is",
    registry=REGISTRY,
)
PARTITIONS = Gauge(
    "monitor_poller_partitions",
    "Partitions whose feeds this poller polls",
    registry=REGISTRY,
)
STORED = Counter(
    "monitor_archived_records",
    "Records that the archiver stored, by kind",
    ["record"],
    registry=REGISTRY,
)
STORE_DURATION = Histogram(
    "monitor_archive_batch_duration_seconds",
    "Time of one transaction of the archiver",
    buckets=CALL_BUCKETS,
    registry=REGISTRY,
)
ATTEMPTS = Counter(
    "monitor_delivery_attempts",
    "Attempts to deliver an alert, by channel and outcome: delivered, waiting or failed",
    ["channel", "outcome"],
    registry=REGISTRY,
)
SEND_DURATION = Histogram(
    "monitor_delivery_duration_seconds",
    "Time of one message to a receiver",
    ["channel"],
    buckets=CALL_BUCKETS,
    registry=REGISTRY,
)
REQUESTS = Counter(
    "monitor_http_requests",
    "Answered requests, by method, route and status",
    ["method", "route", "status"],
    registry=REGISTRY,
)
REQUEST_DURATION = Histogram(
    "monitor_http_request_duration_seconds",
    "Time until a request was answered, live streams left out",
    ["route"],
    buckets=CALL_BUCKETS,
    registry=REGISTRY,
)
STREAMS = Gauge(
    "monitor_http_streams",
    "Open live streams",
    registry=REGISTRY,
)


def observe_step(step: Step, since: datetime, now: datetime | None = None) -> None:
    """Count the time from ``since`` until now; clocks that differ count as 0."""
    seconds = ((now or datetime.now(UTC)) - since).total_seconds()
    LATENCY.labels(step).observe(max(0.0, seconds))


def observe_message(stage: str, record: Record | None, outcome: str, seconds: float) -> None:
    """Count one message of a stage, and the way of its article so far."""
    MESSAGES.labels(stage, outcome).inc()
    WORK.labels(stage).observe(seconds)
    if isinstance(record, Article) and outcome == "read":
        observe_article("fetched_to_read", record)
    elif isinstance(record, Match) and outcome == "raised" and not record.suppressed:
        observe_step("fetched_to_alerted", record.seen_at)


def observe_article(step: Step, article: Article) -> None:
    """Count the way of an article since its fetch."""
    if BACKFILL not in article.flags:
        observe_step(step, article.seen_at)


def observe_poll(error: str | None, articles: Iterable[Article], refused: int) -> None:
    """Count one poll with the articles that it published and the entries that it refused."""
    POLLS.labels(error or "ok").inc()
    published = 0
    for article in articles:
        published += 1
        is_late_by_feed = article.revision == 1 and NO_TRUE_DATE.isdisjoint(article.flags)
        if article.published_at is not None and is_late_by_feed:
            observe_step("published_to_fetched", article.published_at, article.seen_at)
    if published:
        ENTRIES.labels("published").inc(published)
    if refused:
        ENTRIES.labels("refused").inc(refused)


def observe_delivery(channel: str, outcome: str, alert: Alert, *, is_at_once: bool) -> None:
    """Count an attempt; ``is_at_once`` is false for digests and reminders, which are to wait."""
    ATTEMPTS.labels(channel, outcome).inc()
    if outcome != "delivered" or not is_at_once or alert.replayed:
        return
    observe_step("alerted_to_delivered", alert.updated_at)
    if alert.revision == 1:
        observe_step("fetched_to_delivered", alert.copies[0].seen_at)
