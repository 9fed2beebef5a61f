"""The web over an empty store, and served on loopback."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.web import Limits, create_server
from tests.web.asking import create_app

START_WITHIN_S = 20.0
"""Seconds for a server to start on a slow machine."""

Serve = Callable[[FastAPI, Limits], str]


@pytest.fixture
def app(engine: AsyncEngine) -> FastAPI:
    return create_app(engine)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve applications on loopback, each on a free port, until the test ends."""
    with contextlib.ExitStack() as stack:
        yield lambda app, limits: stack.enter_context(_served(app, limits))


@pytest.fixture
def served(app: FastAPI, serve: Serve) -> str:
    return serve(app, Limits())


@contextlib.contextmanager
def _served(app: FastAPI, limits: Limits) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = create_server(app, "127.0.0.1", port, limits)
    server.config.timeout_graceful_shutdown = 1
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_WITHIN_S
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
