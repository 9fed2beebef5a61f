"""Read the settings and the configuration in force."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.config import Configuration, Settings
    from monitor.kafka.connection import KafkaConnection


class ProcessSettings(NamedTuple):
    """The settings of a process that needs Kafka, and how it connects."""

    settings: "Settings"
    kafka: "KafkaConnection"


def read_settings(folder: Path) -> "Settings":
    """Return the settings of a configuration folder and the environment. Raises `SettingsError`."""
    from monitor.config import load_settings

    return load_settings(folder, os.environ)


def read_configuration(settings: "Settings", *, compiles: bool = False) -> "Configuration":
    """Return the configuration in force: the files and the changes made through the API.

    ``compiles`` is for commands that look for actors in texts.
    Raises `ConfigurationError`, `DatabaseUnavailable`.
    """
    from monitor.services.configuration import load_in_force

    return load_in_force(settings, compiles=compiles)


def prepare_process(folder: Path, command: str, kafka_wait_s: float) -> ProcessSettings:
    """Check everything that a process needs, start logging and wait for Kafka.

    Raises `InvalidInput`, `ConfigurationError`, `DatabaseUnavailable`, `KafkaUnavailable`.
    """
    from monitor.cli.checks import (
        require_data_folder,
        require_free_metrics_port,
        wait_for_kafka,
    )
    from monitor.kafka.connection import connection_of
    from monitor.services.logging import configure_logging

    settings = read_settings(folder)
    configure_logging(settings.log_level, command, settings.log_format)
    servers = require_kafka(settings, command)
    read_configuration(settings)
    require_data_folder(settings.data)
    require_free_metrics_port(settings)
    wait_for_kafka(servers, within_s=kafka_wait_s, report=_reporter(settings))
    return ProcessSettings(settings, connection_of(settings))


def _reporter(settings: "Settings") -> "Callable[[str], None]":
    """Return how a process says that it waits: as its other lines, where they are JSON."""
    import structlog

    from monitor.cli.checks import print_wait

    if settings.log_format == "logfmt":
        return print_wait
    log = structlog.get_logger("kafka")
    return lambda sentence: log.warning("kafka.waiting", detail=sentence)


def require_kafka(settings: "Settings", command: str) -> str:
    """Return the addresses of the Kafka servers. Raises `InvalidInput` if none is set."""
    from monitor.records.errors import InvalidInput

    if not settings.kafka:
        raise InvalidInput(
            f"`monitor {command}` needs a running Kafka; set MONITOR_KAFKA=host:9092"
            " (`monitor up` brings its own)"
        )
    return settings.kafka
