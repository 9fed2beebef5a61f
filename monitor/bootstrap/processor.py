"""The process of `monitor process`."""

import asyncio
import os
from typing import Any

import faust

from monitor.bootstrap.process import run_together
from monitor.config import Settings
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.create_topics import create_topics
from monitor.kafka.faust.app import AppOptions
from monitor.kafka.lag import KAFKA_ERRORS, LagWatch
from monitor.kafka.pending_readings import requeue_pending_readings
from monitor.kafka.topics import PROCESSOR
from monitor.services.configuration import LiveConfiguration
from monitor.services.health_report import report_health
from monitor.services.loop import Loops
from monitor.services.memory import settle_memory
from monitor.services.metrics_port import open_metrics_port
from monitor.services.processor import ProcessorContext, create_app
from monitor.services.watchdog import CHECK_INTERVAL_S, Watchdog
from monitor.telemetry.exposition import ProcessState

LAG_INTERVAL_S = 5.0
"""Seconds between lag readings of a processor: every processor reads, and the watchdog is slow."""


def run_processor(settings: Settings, kafka: KafkaConnection) -> None:
    """Read, match and raise until stopped; Faust's worker ends the process itself."""
    loops = Loops()
    live = LiveConfiguration(settings)
    live.watch(loops)
    asyncio.run(create_topics(kafka, settings.partitions))
    asyncio.run(requeue_pending_readings(kafka, settings.partitions))
    (settings.data / "faust").mkdir(parents=True, exist_ok=True)
    asyncio.set_event_loop(asyncio.new_event_loop())
    watch = LagWatch(kafka, settings.partitions, every=LAG_INTERVAL_S)
    options = AppOptions(
        kafka=kafka, partitions=settings.partitions, folder=settings.data / "faust"
    )
    context = ProcessorContext(
        index=lambda: live.index,
        is_caught_up=lambda: watch.is_caught_up(PROCESSOR),
        loops=loops,
    )
    app = create_app(options, context)
    with open_metrics_port(settings, "process", loops) as state:
        _add_background(app, watch, loops, kafka, state)
        # The worker keeps the logging that `configure_logging` has set up.
        worker = faust.Worker(app, redirect_stdouts=False, quiet=True, override_logging=False)
        worker.spinner = None  # it writes control characters of a terminal among the lines
        settle_memory()
        worker.execute_from_commandline()


def _add_background(
    app: Any, watch: LagWatch, loops: Loops, kafka: KafkaConnection, state: ProcessState
) -> None:
    """Run lag watch, watchdog, heartbeats and pulse in the event loop of a Faust app."""
    watchdog = Watchdog(
        watch,
        PROCESSOR,
        has_partitions=lambda: bool(app.consumer.assignment()),
        end=lambda: os._exit(1),  # a stuck worker does not stop in an orderly way either
    )

    async def run() -> None:
        await run_together(
            loops.forever(watch.run, name="lag", unavailable=KAFKA_ERRORS),
            loops.forever(watchdog.check, name="watchdog", every=CHECK_INTERVAL_S),
            report_health(loops, kafka, "process"),
            loops.forever(state.run, name="pulse"),
        )

    app.task()(run)
