"""The live stream on the wire: server-sent events (WHATWG HTML, 9.2) and WebSocket messages.

    event   SSE: id, event: alert, data: a CloudEvent     WebSocket: {"id", "event", "data"}
    gap     SSE: event: gap, data: {"earliest"}           WebSocket: the same with "gap"
    reaction   SSE: event: reaction, data: {"seq", "alert"}, without id   WebSocket: the same
    open, heartbeat   SSE: comments                       WebSocket: the protocol's own pings

The server ends a stream by closing it; a listener connects again with its last id.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from monitor.deliveries import alert_event
from monitor.store.reactions import Reaction
from monitor.web.stream import Gap, LiveEvent, Message

TRY_AGAIN = 1013
"""WebSocket close code: the listener may connect again and resume."""

log = structlog.get_logger("stream")


def frame_of(message: Message) -> bytes:
    """Return one message as server-sent bytes; an event is serialised once for all listeners."""
    if isinstance(message, LiveEvent):
        if not message.frame:
            data = json.dumps(alert_event(message.alert), ensure_ascii=False)
            message.frame = f"id: {message.seq}\nevent: alert\ndata: {data}\n\n".encode()
        return message.frame
    if isinstance(message, Gap):
        data = json.dumps({"earliest": message.earliest})
        return f"event: gap\nid: {message.at}\ndata: {data}\n\n".encode()
    if isinstance(message, Reaction):
        return f"event: reaction\ndata: {json.dumps(_fields(message))}\n\n".encode()
    return f": {message}\n\n".encode()


def _fields(reaction: Reaction) -> dict[str, object]:
    return {"seq": reaction.seq, "alert": reaction.alert}


async def frames_of(messages: AsyncGenerator[Message, None]) -> AsyncIterator[bytes]:
    """Yield a stream as server-sent bytes."""
    async with contextlib.aclosing(messages):
        async for message in messages:
            yield frame_of(message)


def object_of(message: Message) -> dict[str, object] | None:
    """Return one message as a JSON object for a WebSocket, None for a heartbeat."""
    if isinstance(message, LiveEvent):
        return {"id": message.seq, "event": "alert", "data": alert_event(message.alert)}
    if isinstance(message, Gap):
        return {"id": message.at, "event": "gap", "data": {"earliest": message.earliest}}
    if isinstance(message, Reaction):
        return {"event": "reaction", "data": _fields(message)}
    return None


async def send_messages(socket: WebSocket, messages: AsyncGenerator[Message, None]) -> None:
    """Send a stream over an accepted WebSocket until it ends or the listener disconnects."""
    sending = asyncio.create_task(_send(socket, messages))
    waiting = asyncio.create_task(_wait_for_disconnect(socket))
    try:
        await asyncio.wait((sending, waiting), return_when=asyncio.FIRST_COMPLETED)
    finally:
        sending.cancel()
        waiting.cancel()
        await asyncio.gather(sending, waiting, return_exceptions=True)
    if not sending.cancelled() and (error := sending.exception()) is not None:
        log.error("stream.failed", error=f"{type(error).__name__}: {error}"[:300])


async def _send(socket: WebSocket, messages: AsyncGenerator[Message, None]) -> None:
    async with contextlib.aclosing(messages):
        async for message in messages:
            value = object_of(message)
            if value is not None:
                await socket.send_json(value)
    await socket.close(TRY_AGAIN, "the stream has ended; connect again with last_event_id")


async def _wait_for_disconnect(socket: WebSocket) -> None:
    """Read and drop what a listener sends; this is how its disconnection is noticed."""
    try:
        while True:
            await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):
        return  # disconnected, or closed by the server; a binary frame has no text
