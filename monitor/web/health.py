"""Liveness, readiness by progress, and metrics in the text format of Prometheus.

These routes need no token, so reports contain no secrets. Readiness covers the configuration, the
broker, the database, the lag of every group, and the loops of every process (`Health.problems`).
"""

from collections.abc import Callable, Iterable

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from monitor.kafka.heartbeats import HeartbeatWatch
from monitor.kafka.lag import LagWatch
from monitor.records import LoopState
from monitor.store import Queries


class Health:
    """The problems of the whole system, as far as this process can see them."""

    def __init__(
        self,
        config_error: Callable[[], str | None],
        watch: LagWatch | None = None,
        *,
        loops: Callable[[], tuple[LoopState, ...]] = tuple,
        heartbeats: HeartbeatWatch | None = None,
    ) -> None:
        self._config_error = config_error
        self._loops, self._heartbeats = loops, heartbeats
        self.watch = watch

    @property
    def config_error(self) -> str | None:
        """Why the newest configuration was refused, or None."""
        return self._config_error()

    def problems(self) -> list[str]:
        """Return a sentence for each problem."""
        problems = [f"serve: {loop.problem}" for loop in self._loops() if loop.problem]
        if self.config_error:
            refused = f"configuration refused, the old one is in force: {self.config_error}"
            problems.append(refused)
        if self.watch is not None:
            if self.watch.error:
                problems.append(f"kafka: {self.watch.error}")
            problems += [
                f"{place.group} does not move on {place.topic}/{place.partition}"
                for place in self.watch.stuck()
            ]
        if self._heartbeats is not None:
            problems += self._heartbeats.problems()
        return problems

    def loops(self) -> dict[str, tuple[LoopState, ...]]:
        """Return the loops of this process and of every process that reports, by instance."""
        loops = {"serve": self._loops()}
        if self._heartbeats is not None:
            loops |= {beat.id: beat.loops for beat in self._heartbeats.current()}
        return loops

    def lag(self) -> dict[str, dict[str, int]] | None:
        """Return messages waiting by group and topic, or None where it is not known."""
        if self.watch is None or self.watch.lag is None:
            return None
        told: dict[str, dict[str, int]] = {}
        for (group, topic), count in sorted(self.watch.lag.by_topic().items()):
            told.setdefault(group, {})[topic] = count
        return told


class _Numbers(Collector):
    """The numbers of one moment, for one rendering."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> list[Metric]:
        """Return the families."""
        return self._families


def add_health(app: FastAPI, queries: Queries, health: Health) -> None:
    """Add the routes."""

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz")
    async def readyz() -> Response:
        problems = health.problems()
        try:
            await queries.event_bounds()
        except SQLAlchemyError as failure:
            problems.append(f"database: {type(failure).__name__}")
        body = {"ready": not problems, "problems": problems, "lag": health.lag()}
        return JSONResponse(body, 503 if problems else 200)

    @app.get("/metrics")
    async def metrics() -> PlainTextResponse:
        registry = CollectorRegistry()
        registry.register(_Numbers(await _families(queries, health)))
        return PlainTextResponse(generate_latest(registry), media_type="text/plain; version=0.0.4")


async def _families(queries: Queries, health: Health) -> list[Metric]:
    stored = GaugeMetricFamily("monitor_stored", "Rows in the store", labels=["kind"])
    for kind, count in (await queries.counts()).items():
        stored.add_metric([kind], count)
    feeds = GaugeMetricFamily(
        "monitor_feeds", "Feeds by class of error, ok for none", labels=["error"]
    )
    errors: dict[str, int] = {"ok": 0}
    for state in await queries.feeds():
        errors[state.error or "ok"] = errors.get(state.error or "ok", 0) + 1
    for error, count in sorted(errors.items()):
        feeds.add_metric([error], count)
    sound = GaugeMetricFamily(
        "monitor_config_sound", "1 where the newest configuration is in force"
    )
    sound.add_metric([], 0 if health.config_error else 1)
    lag = GaugeMetricFamily("monitor_lag", "Messages waiting", labels=["group", "topic"])
    for group, topics in (health.lag() or {}).items():
        for topic, count in topics.items():
            lag.add_metric([group, topic], count)
    return [stored, feeds, sound, lag, *_loop_families(health.loops())]


def _loop_families(loops: dict[str, tuple[LoopState, ...]]) -> Iterable[Metric]:
    """Return the metrics of every loop, by instance of its process."""
    labels = ["instance", "loop"]
    failures = CounterMetricFamily(
        "monitor_loop_failures", "Unexpected errors of a background loop", labels=labels
    )
    running = GaugeMetricFamily(
        "monitor_loop_running", "0 while a background loop waits or fails", labels=labels
    )
    for instance, states in loops.items():
        for state in states:
            failures.add_metric([instance, state.name], state.failures)
            running.add_metric([instance, state.name], 0 if state.problem else 1)
    return failures, running
