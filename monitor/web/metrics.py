"""Metrics in Prometheus' text format: what is stored and waits, feeds, configuration, lag, loops.

These are of the whole system, read from the database, the broker and the heartbeats at each
request; every web process shows the same. `monitor.telemetry.metrics` has those of one process.
A feed that was removed leaves them with its state (`monitor.services.feed_watch`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from monitor.statements import reading_depth
from monitor.store import Store
from monitor.store.queues import Queues
from monitor.web.health import Health

QUEUE_MEANINGS = {
    "monitor_deliveries_pending": "Deliveries that are waiting, due or not",
    "monitor_delivery_overdue_seconds": (
        "Time for which the oldest delivery has been due that only waits for the deliverer"
    ),
    "monitor_search_queue_articles": "Articles whose rows in the search index are out of date",
    "monitor_database_size_bytes": "Space of the database",
}
"""The meaning of each metric of pending work."""


class _Snapshot(Collector):
    """The metrics of one moment, for one rendering."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Return the families."""
        return self._families


async def render_metrics(
    store: Store, health: Health, own: CollectorRegistry | None = None
) -> bytes:
    """Return the metrics now, those of this process first.

    While the database is unavailable, ``monitor_database_up`` is 0 and what is read from it is
    missing.
    """
    registry = CollectorRegistry()
    registry.register(_Snapshot([*await _stored_families(store), *health_families(health)]))
    return (generate_latest(own) if own else b"") + generate_latest(registry)


async def _stored_families(store: Store) -> list[Metric]:
    try:
        families = stored_families(
            await store.totals(),
            [state.error for state in await store.feeds.all()],
            await store.queues(),
        )
        return [_up(is_up=True), *families, _languages(await store.languages())]
    except SQLAlchemyError:
        return [_up(is_up=False)]


def example_families() -> list[Metric]:
    """Return every metric of the system as a server with an empty store has them."""
    queues = Queues(0, 0.0, 0, 0.0, 0)
    stored = stored_families({}, (), queues)
    return [_up(is_up=True), *stored, _languages({}), *health_families(Health(lambda: None))]


def stored_families(
    totals: Mapping[str, int], feed_errors: Iterable[str | None], queues: Queues
) -> list[Metric]:
    """Return what the database has: rows by kind, one class of error (or None) per feed, queues."""
    return [_stored(totals), _feeds(feed_errors), *_queues(queues)]


def health_families(health: Health) -> list[Metric]:
    """Return configuration, lag and loops."""
    return [_configuration(health), _lag(health), *_processes(health), *_loops(health)]


def _up(*, is_up: bool) -> Metric:
    return GaugeMetricFamily("monitor_database_up", "1 where the database answers", value=is_up)


def _queues(queues: Queues) -> Iterable[Metric]:
    values = {
        "monitor_deliveries_pending": queues.pending_deliveries,
        "monitor_delivery_overdue_seconds": queues.overdue_s,
        "monitor_search_queue_articles": queues.unindexed,
        "monitor_database_size_bytes": queues.database_bytes,
    }
    for name, value in values.items():
        yield GaugeMetricFamily(name, QUEUE_MEANINGS[name], value=value)
    if queues.newest_article_at is not None:
        yield GaugeMetricFamily(
            "monitor_newest_article_timestamp_seconds",
            "When the newest stored article was fetched",
            value=queues.newest_article_at,
        )


def _processes(health: Health) -> Iterable[Metric]:
    """Yield the number of processes that report, by command."""
    family = GaugeMetricFamily(
        "monitor_processes", "Processes that report, by command", labels=["command"]
    )
    for command, count in sorted(health.processes().items()):
        family.add_metric([command], count)
    yield family


def _stored(totals: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily("monitor_stored", "Rows in the store", labels=["kind"])
    for kind, count in totals.items():
        family.add_metric([kind], count)
    return family


def _languages(counts: Mapping[str, int]) -> Metric:
    """Return the articles of the last day, by language and depth of reading."""
    help_text = "Articles of the last day, by language and depth of reading"
    family = GaugeMetricFamily("monitor_articles_day", help_text, labels=["language", "depth"])
    for language, count in sorted(counts.items()):
        family.add_metric([language, reading_depth(language)], count)
    return family


def _feeds(feed_errors: Iterable[str | None]) -> Metric:
    help_text = "Feeds by class of error, ok for none"
    family = GaugeMetricFamily("monitor_feeds", help_text, labels=["error"])
    errors = Counter({"ok": 0})
    errors.update(error or "ok" for error in feed_errors)
    for error, count in sorted(errors.items()):
        family.add_metric([error], count)
    return family


def _configuration(health: Health) -> Metric:
    help_text = "1 where the newest configuration is in force"
    family = GaugeMetricFamily("monitor_config_sound", help_text)
    family.add_metric([], 0 if health.config_error else 1)
    return family


def _lag(health: Health) -> Metric:
    family = GaugeMetricFamily("monitor_lag", "Messages waiting", labels=["group", "topic"])
    for group, topics in (health.lag() or {}).items():
        for topic, count in topics.items():
            family.add_metric([group, topic], count)
    return family


def _loops(health: Health) -> tuple[Metric, Metric]:
    labels = ["process", "loop"]
    failures = CounterMetricFamily(
        "monitor_loop_failures", "Unexpected errors of a background loop", labels=labels
    )
    running = GaugeMetricFamily(
        "monitor_loop_running", "0 while a background loop waits or fails", labels=labels
    )
    for process, states in health.loops().items():
        for state in states:
            failures.add_metric([process, state.name], state.failures)
            running.add_metric([process, state.name], 0 if state.problem else 1)
    return failures, running
