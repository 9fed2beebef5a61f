"""The port for metrics and probes of this process, and its traces, by the settings."""

import contextlib
from collections.abc import Iterator

from monitor.config import Settings
from monitor.config.addresses import split_host_port
from monitor.services.loop import Loops
from monitor.telemetry.exposition import (
    MetricsServer,
    ProcessState,
    create_application,
    process_registry,
)
from monitor.telemetry.tracing import install_tracing


@contextlib.contextmanager
def open_metrics_port(settings: Settings, process: str, loops: Loops) -> Iterator[ProcessState]:
    """Serve metrics and trace, where the settings say so; yield what the event loop has to tick.

    Raises OSError where the address cannot be bound, `InvalidInput` without the extra `tracing`.
    """
    state = ProcessState(process, settings.data)
    stop_tracing = install_tracing(settings.traces, process)
    try:
        with _serving(settings, loops, state):
            yield state
    finally:
        stop_tracing()


@contextlib.contextmanager
def _serving(settings: Settings, loops: Loops, state: ProcessState) -> Iterator[None]:
    if settings.metrics is None:
        yield
        return
    host, port = split_host_port(settings.metrics)
    application = create_application(process_registry(state), state, loops.states)
    server = MetricsServer(host, port, application)
    try:
        yield
    finally:
        server.close()
