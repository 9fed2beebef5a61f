"""Metrics in Prometheus' text format: what is stored, feeds, configuration, lag, loops."""

from collections import Counter
from collections.abc import Iterable, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor.statements import reading_depth
from monitor.store import Store
from monitor.web.health import Health


class _Snapshot(Collector):
    """The metrics of one moment, for one rendering."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Return the families."""
        return self._families


async def render_metrics(store: Store, health: Health) -> bytes:
    """Return the metrics now. Raises SQLAlchemyError if the database is unavailable."""
    feed_errors = [state.error for state in await store.feeds.all()]
    registry = CollectorRegistry()
    families = families_of(await store.totals(), feed_errors, health)
    registry.register(_Snapshot([*families, _languages(await store.languages())]))
    return generate_latest(registry)


def families_of(
    totals: Mapping[str, int], feed_errors: Iterable[str | None], health: Health
) -> list[Metric]:
    """Return every metric: rows by kind, one class of error (or None) per feed, and health."""
    return [
        _stored(totals),
        _feeds(feed_errors),
        _configuration(health),
        _lag(health),
        *_loops(health),
    ]


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
    labels = ["instance", "loop"]
    failures = CounterMetricFamily(
        "monitor_loop_failures", "Unexpected errors of a background loop", labels=labels
    )
    running = GaugeMetricFamily(
        "monitor_loop_running", "0 while a background loop waits or fails", labels=labels
    )
    for instance, states in health.loops().items():
        for state in states:
            failures.add_metric([instance, state.name], state.failures)
            running.add_metric([instance, state.name], 0 if state.problem else 1)
    return failures, running
