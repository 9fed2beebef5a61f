"""The port for metrics and probes of this process, by the setting ``metrics``."""

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


@contextlib.contextmanager
def open_metrics_port(settings: Settings, process: str, loops: Loops) -> Iterator[ProcessState]:
    """Serve the metrics of this process if a port is set; yield what its event loop has to tick.

    Raises OSError where the address cannot be bound.
    """
    state = ProcessState(process, settings.data)
    if settings.metrics is None:
        yield state
        return
    host, port = split_host_port(settings.metrics)
    application = create_application(process_registry(state), state, loops.states)
    server = MetricsServer(host, port, application)
    try:
        yield state
    finally:
        server.close()
