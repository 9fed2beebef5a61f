"""The port of a process for Prometheus and for probes.

    GET /metrics   the metrics of this process, in the text format of Prometheus
    GET /healthz   200 while the process moves, 503 when its event loop has hung for `HUNG_AFTER_S`
    GET /readyz    200 while its background loops work, else 503 with one reason per line

The server has a thread of its own, so that it answers while the process is busy. It shows no
address and no secret, and needs no token: only the operator's network should reach it.
"""

import asyncio
import platform
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from monitor import __version__
from monitor.records import LoopState
from monitor.telemetry.metrics import REGISTRY

HUNG_AFTER_S = 60.0
"""Seconds without a turn of the event loop; the slowest article blocks it for 3 s."""
TICK_S = 1.0
"""Seconds between signs of life of the event loop."""
TEXT = "text/plain; charset=utf-8"

States = Callable[[], tuple[LoopState, ...]]
"""Returns the background loops of the process."""


class ProcessState(Collector):
    """What every process shows of itself: version, disk, and whether it moves."""

    def __init__(
        self, command: str, folder: Path, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._command, self._folder, self._clock = command, folder, clock
        self._ticked_at = clock()

    def tick(self) -> None:
        """Note that the event loop has had a turn."""
        self._ticked_at = self._clock()

    async def run(self) -> None:
        """Note a turn of the event loop every `TICK_S` seconds until cancelled."""
        while True:
            self.tick()
            await asyncio.sleep(TICK_S)

    @property
    def hung_for_s(self) -> float:
        """Seconds since the event loop had its last turn."""
        return self._clock() - self._ticked_at

    def collect(self) -> Iterator[Metric]:
        """Yield version and disk."""
        build = GaugeMetricFamily(
            "monitor_build_info",
            "Version of the program, always 1",
            labels=["command", "version", "python"],
        )
        build.add_metric([self._command, __version__, platform.python_version()], 1)
        yield build
        yield from disk_families(self._folder)


class _WorkMetrics(Collector):
    """The metrics of the work of this process."""

    def collect(self) -> Iterable[Metric]:
        """Return the families."""
        return REGISTRY.collect()


def disk_families(folder: Path) -> Iterator[Metric]:
    """Yield size and free space of the disk under a folder; nothing where it does not exist."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return
    size = GaugeMetricFamily("monitor_disk_size_bytes", "Size of the disk of the data folder")
    size.add_metric([], usage.total)
    free = GaugeMetricFamily("monitor_disk_free_bytes", "Free space on the disk of the data folder")
    free.add_metric([], usage.free)
    yield from (size, free)


def process_registry(state: ProcessState) -> CollectorRegistry:
    """Return every metric of this process, with Python's and the system's view of it."""
    # The time of creation would double the series, and no rule here uses it.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    registry.register(state)
    registry.register(_WorkMetrics())
    return registry


def create_application(registry: CollectorRegistry, state: ProcessState, loops: States) -> Any:
    """Return the WSGI application over a registry, the state and the loops of a process."""

    def answer(path: str) -> tuple[HTTPStatus, str, bytes]:
        match path:
            case "/metrics" | "/":
                return HTTPStatus.OK, CONTENT_TYPE_PLAIN_0_0_4, generate_latest(registry)
            case "/healthz":
                return _report(_hanging(state))
            case "/readyz":
                problems = [loop.problem for loop in loops() if loop.problem]
                return _report([*_hanging(state), *problems])
        return HTTPStatus.NOT_FOUND, TEXT, b"use /metrics, /healthz or /readyz\n"

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, media_type, body = answer(environ.get("PATH_INFO", ""))
        headers = [("Content-Type", media_type), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    return application


def _hanging(state: ProcessState) -> list[str]:
    hung_for_s = state.hung_for_s
    return [f"the event loop hangs for {hung_for_s:.0f} s"] if hung_for_s > HUNG_AFTER_S else []


def _report(problems: list[str]) -> tuple[HTTPStatus, str, bytes]:
    status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
    return status, TEXT, ("\n".join(problems or ["ok"]) + "\n").encode()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Bind without a look-up of the host's name, which may take long."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "monitor", self.server_address[1]
        self.setup_environ()


class _IPv6Server(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 10.0
    """Seconds for a request; a client that sends nothing holds a thread no longer."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class has it
        """Log nothing: Prometheus asks every few seconds."""


class MetricsServer:
    """Serves the port of a process; raises OSError where the address cannot be bound."""

    def __init__(self, host: str, port: int, application: Any) -> None:
        server = _IPv6Server if ":" in host else _Server
        self._server = server((host, port), _Handler)
        self._server.set_app(application)
        self._thread = Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port, also where the system has chosen it."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
