"""The web over an empty store, and served on loopback."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.web import Limits, create_server
from tests.waiting import WITHIN_S, wait_until
from tests.web.asking import create_app

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
    server = create_server(app, "127.0.0.1", 0, limits)
    server.config.timeout_graceful_shutdown = 1
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(WITHIN_S)
