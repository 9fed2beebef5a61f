"""Checks of the machine before a process starts: data folder, port, Kafka."""

import errno
import os
import socket
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.config.private_files import PRIVATE_UMASK, create_private_folder
from monitor.records.errors import InvalidInput, KafkaUnavailable, PortInUse

if TYPE_CHECKING:
    from monitor.config import Settings

CONNECT_TIMEOUT_S = 2.0
"""A broker in the same network accepts a connection within milliseconds."""

RETRY_PAUSE_S = 0.5
"""Between two attempts to connect: short beside the seconds that a broker takes to start."""

KAFKA_PORT = 9092
"""Kafka's default port, for an address without one."""


def require_data_folder(folder: Path) -> None:
    """Create the data folder and check that files can be written there; make new files private.

    Raises `InvalidInput`.
    """
    os.umask(PRIVATE_UMASK)
    try:
        create_private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise InvalidInput(
            f"the data folder {folder} cannot be written: {error.strerror or error}; "
            "set MONITOR_DATA to a writable folder"
        ) from error


def require_free_port(host: str, port: int, variable: str = "MONITOR_HTTP") -> None:
    """Check that a service can listen where a variable says. Raises `PortInUse`, `InvalidInput`."""
    try:
        address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        family, kind, protocol, _, place = address
        with socket.socket(family, kind, protocol) as listener:
            # As asyncio listens: connections of an earlier process that still close do not count.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(place)
    except (OSError, OverflowError) as error:
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"{host}:{port} is in use by another program (port in use); "
                f"set {variable}=host:port to a free one"
            ) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(
            f"cannot listen on {host}:{port}: {reason}; set {variable}=host:port"
        ) from error


def require_free_metrics_port(settings: "Settings") -> None:
    """Check that the port for metrics is free, if one is set; see `require_free_port`."""
    from monitor.config.addresses import split_host_port

    if settings.metrics is not None:
        require_free_port(*split_host_port(settings.metrics), "MONITOR_METRICS")


def print_wait(sentence: str) -> None:
    """Print that a command waits."""
    click.echo(sentence, err=True)


def wait_for_kafka(
    servers: str, *, within_s: float, report: Callable[[str], None] = print_wait
) -> None:
    """Wait until one of the servers accepts a connection; report the wait at once.

    Args:
        servers: addresses as ``host:port``, separated by commas.
        within_s: seconds to wait; 0 makes one attempt.
        report: receives a sentence when the wait begins.

    Raises `InvalidInput` for an address that is not valid, `KafkaUnavailable`.
    """
    addresses = [_address_of(server) for server in servers.split(",") if server.strip()]
    deadline = time.monotonic() + within_s
    is_reported = False
    while not any(_accepts(address) for address in addresses):
        if not is_reported:
            report(f"waiting for Kafka at {servers} for up to {within_s:.0f} s")
            is_reported = True
        if time.monotonic() >= deadline:
            raise KafkaUnavailable(
                f"Kafka does not answer at {servers}; start it, or correct MONITOR_KAFKA"
            )
        time.sleep(RETRY_PAUSE_S)


def _address_of(server: str) -> tuple[str, int]:
    host, colon, port = server.strip().rpartition(":")
    if not colon:
        return server.strip(), KAFKA_PORT
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        raise InvalidInput(f"MONITOR_KAFKA: {server!r} is not an address; write host:9092")
    return host.strip("[]"), int(port)


def _accepts(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, CONNECT_TIMEOUT_S).close()
    except (OSError, UnicodeError):
        return False
    return True
