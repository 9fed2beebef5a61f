"""The HTTP server: uvicorn, with bounds on the time for a request head and for a stalled client."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from monitor.web.limits import Limits

WEBSOCKET_BYTES = 65_536
"""Size of a WebSocket message; listeners send nothing that the server reads."""
STOP_WITHIN_S = 3
"""Seconds for open requests at the end; live streams never end by themselves."""


TRUSTED_PROXIES = ("127.0.0.1", "::1")
"""By default a proxy on this machine may name the client."""


class StallTimer:
    """Cuts a connection whose client reads nothing for a time while data is pending.

    A stream that has ended could not be closed otherwise: closing waits for what is pending.
    """

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._timer: asyncio.TimerHandle | None = None

    def start(self, transport: Any) -> None:
        """Begin to count: the transport takes no more data."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._within_s, _cut_off, transport)

    def stop(self) -> None:
        """Stop counting: the client reads again, or has gone."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _cut_off(transport: Any) -> None:
    """Reset a connection: the system would keep what is pending until the client reads it."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


class BoundedConnections(H11Protocol):
    """Closes a connection whose request head does not arrive, or whose client does not read.

    uvicorn itself bounds only the pause between two requests.
    """

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_within_s = limits.head_within_s
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall = StallTimer(limits.stalled_within_s)

    def pause_writing(self) -> None:
        """Begin to count the time for which the client reads nothing."""
        super().pause_writing()
        self._stall.start(self.transport)

    def resume_writing(self) -> None:
        """Stop counting."""
        super().resume_writing()
        self._stall.stop()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self._head_within_s, self._close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timers."""
        self._stop_timer()
        self._stall.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Stop the timer once a head is complete; start it for the next one."""
        super().data_received(data)
        is_waiting = self.conn.their_state is h11.IDLE
        if not is_waiting:
            self._stop_timer()
        elif self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(self._head_within_s, self._close)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Stop the timer: the connection goes to another protocol."""
        self._stop_timer()
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        """Stop a timer that a short request left behind; uvicorn times the pause that follows."""
        self._stop_timer()
        super().on_response_complete()

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()


class BoundedWebSockets(WebSocketsSansIOProtocol):
    """Closes a connection whose client does not read.

    Takes an HTTP response to a handshake for complete: uvicorn sends the response, then logs an
    error for every refused listener.
    """

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._stall = StallTimer(limits.stalled_within_s)

    def pause_writing(self) -> None:
        """Begin to count the time for which the client reads nothing."""
        super().pause_writing()
        self._stall.start(self.transport)

    def resume_writing(self) -> None:
        """Stop counting."""
        super().resume_writing()
        self._stall.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._stall.stop()
        super().connection_lost(exc)

    async def send(self, message: Any) -> None:
        """Send one message of the application."""
        await super().send(message)
        is_response = message["type"] == "websocket.http.response.body"
        if is_response and not message.get("more_body", False):
            self.handshake_complete = True


class GracefulServer(uvicorn.Server):
    """A server after which the process goes on, to close what it has opened.

    uvicorn raises the signal that has stopped it once more, which ends the process at once: spans
    would not be sent, and connections not be closed.
    """

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at a signal, and do not raise it again."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def create_server(
    app: FastAPI,
    host: str,
    port: int,
    limits: Limits,
    *,
    trusted_proxies: Sequence[str] = TRUSTED_PROXIES,
) -> uvicorn.Server:
    """Return a server that is not started yet.

    Where a request comes from one of ``trusted_proxies``, its client is the one that the proxy
    names in ``X-Forwarded-For``.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=partial(BoundedConnections, limits=limits),  # type: ignore[arg-type]
        ws=partial(BoundedWebSockets, limits=limits),  # type: ignore[arg-type]
        ws_max_size=WEBSOCKET_BYTES,
        log_config=None,  # the handlers of `configure_logging`
        log_level="warning",
        access_log=False,  # addresses may contain tokens
        server_header=False,
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    return GracefulServer(config)
