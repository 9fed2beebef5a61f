"""The HTTP server: uvicorn, with a bound on the time in which a request head must arrive."""

import asyncio
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


class BoundedHeads(H11Protocol):
    """Closes a connection whose request head has not arrived in time.

    uvicorn itself bounds only the pause between two requests.
    """

    def __init__(self, *args: Any, head_within_s: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_within_s = head_within_s
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self._head_within_s, self._close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
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


class RefusableWebSockets(WebSocketsSansIOProtocol):
    """Takes an HTTP response to a WebSocket handshake for complete.

    uvicorn sends the response, then logs an error for every refused listener.
    """

    async def send(self, message: Any) -> None:
        """Send one message of the application."""
        await super().send(message)
        is_response = message["type"] == "websocket.http.response.body"
        if is_response and not message.get("more_body", False):
            self.handshake_complete = True


def create_server(app: FastAPI, host: str, port: int, limits: Limits) -> uvicorn.Server:
    """Return a server that is not started yet."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=partial(BoundedHeads, head_within_s=limits.head_within_s),  # type: ignore[arg-type]
        ws=RefusableWebSockets,
        ws_max_size=WEBSOCKET_BYTES,
        log_level="warning",
        access_log=False,  # addresses may contain tokens
        server_header=False,
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    return uvicorn.Server(config)
