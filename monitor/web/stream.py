"""The live stream: server-sent events (WHATWG HTML, 9.2) in the order of the store's events, however many listen.

    store --one reader a process--> hub --filter, bounded queue--> each listener

1. Every event has the number of its row as ``id``; ``Last-Event-ID`` goes on right after it, without gap or repeat: what was missed comes from
   the store, what comes meanwhile waits in the queue.
2. An id that is unknown, or older than what is kept, gets an explicit ``gap`` event with the earliest id, then everything from there.
3. The filter holds in replay too. Quiet alerts (back-fill) are not told. A comment is sent at least every `HEARTBEAT` seconds.
4. A listener that does not read has a queue of `MOST_WAITING` events and is then closed; it resumes by its last id. Nobody else notices.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.websockets import WebSocket, WebSocketDisconnect

from monitor.deliveries import AlertFilter, alert_event
from monitor.records import Alert
from monitor.store import Queries

HEARTBEAT = 10.0
LOOK_EVERY = 0.1
"""Seconds between looks at the store; a tenth of a second is not felt by a reader."""
AT_ONCE = 100
MOST_WAITING = 500

log = structlog.get_logger("stream")


@dataclass(slots=True)
class Happened:
    """One event, written out once for all who listen."""

    seq: int
    alert: Alert
    _frame: bytes = b""

    @property
    def frame(self) -> bytes:
        """The event as the stream sends it."""
        if not self._frame:
            data = json.dumps(alert_event(self.alert), ensure_ascii=False)
            self._frame = f"id: {self.seq}\nevent: alert\ndata: {data}\n\n".encode()
        return self._frame


@dataclass(eq=False, slots=True)
class Listener:
    """Somebody who listens: a filter and a bounded queue."""

    wanted: AlertFilter
    queue: asyncio.Queue[Happened] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    is_behind: bool = False


class EventHub:
    """Reads the store's events once and hands them to everybody who listens in this process."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._listeners: set[Listener] = set()
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._at = 0

    @contextlib.asynccontextmanager
    async def listen(self, wanted: AlertFilter) -> AsyncIterator[tuple[Listener, int]]:
        """Listen; gives the listener and the number of the last event that its queue will not have."""
        listener = Listener(wanted)
        async with self._starting:
            if self._reading is None or self._reading.done():
                self._at = (await self._queries.event_bounds())[1]
                self._reading = asyncio.create_task(self._read(), name="events")
        self._listeners.add(listener)
        try:
            yield listener, self._at
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._reading is not None:
                self._reading.cancel()
                self._reading = None

    async def _read(self) -> None:
        while True:
            try:
                events = await self._queries.events_after(self._at, limit=AT_ONCE)
            except (SQLAlchemyError, OSError) as error:
                log.error("store.unavailable", error=str(error)[:300])
                await asyncio.sleep(2.0)
                continue
            for event in events:
                self._at = event.seq
                if not event.alert.quiet:
                    self._tell(Happened(event.seq, event.alert))
            if len(events) < AT_ONCE:
                await asyncio.sleep(LOOK_EVERY)

    def _tell(self, happened: Happened) -> None:
        for listener in self._listeners:
            if listener.wanted.wants(happened.alert):
                try:
                    listener.queue.put_nowait(happened)
                except asyncio.QueueFull:
                    listener.is_behind = True


async def stream_events(
    hub: EventHub, queries: Queries, wanted: AlertFilter, last_event_id: str | None
) -> AsyncIterator[bytes]:
    """Yield the bytes of the stream until the reader goes away or falls behind."""
    async for what in follow_events(hub, queries, wanted, last_event_id):
        match what:
            case Happened():
                yield what.frame
            case Gap(at, earliest):
                yield f"event: gap\nid: {at}\ndata: {json.dumps({'earliest': earliest})}\n\n".encode()
            case "open":
                yield b": open\n\n"
            case _:
                yield b": heartbeat\n\n"


async def send_events(
    socket: WebSocket,
    hub: EventHub,
    queries: Queries,
    wanted: AlertFilter,
    last_event_id: str | None,
) -> None:
    """Send the stream over a WebSocket: a JSON object an event, with its ``id``; heartbeats are the protocol's own pings."""

    async def send() -> None:
        async for what in follow_events(hub, queries, wanted, last_event_id):
            if isinstance(what, Happened):
                await socket.send_json(
                    {"id": what.seq, "event": "alert", "data": alert_event(what.alert)}
                )
            elif isinstance(what, Gap):
                await socket.send_json(
                    {"id": what.at, "event": "gap", "data": {"earliest": what.earliest}}
                )
        await socket.close(1013, "fell behind; resume by the last id")

    sending = asyncio.create_task(send())
    try:
        while True:
            await (
                socket.receive_text()
            )  # nothing is expected; this is how a listener's going is noticed
    except (WebSocketDisconnect, KeyError, RuntimeError):
        pass  # gone, or closed by us; a binary frame has no text
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class Gap:
    """The id to resume from is not known: everything from the earliest on follows."""

    at: int
    earliest: int


async def follow_events(
    hub: EventHub, queries: Queries, wanted: AlertFilter, last_event_id: str | None
) -> AsyncIterator[Happened | Gap | Literal["open", "heartbeat"]]:
    """Yield what a listener is to be told, in order, until it falls behind."""
    async with hub.listen(wanted) as (listener, start):
        at = start
        if last_event_id is not None:
            first, last = await queries.event_bounds()
            known = (
                int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else -1
            )
            if known >= 0 and first - 1 <= known <= last:
                at = known
            else:
                at = max(first - 1, 0)
                yield Gap(at, first)
        yield "open"
        while at < start:
            events = await queries.events_after(at, limit=AT_ONCE)
            for event in events:
                at = event.seq
                if wanted.wants(event.alert) and not event.alert.quiet:
                    yield Happened(event.seq, event.alert)
            if not events:
                break
        while not (listener.is_behind and listener.queue.empty()):
            try:
                happened = await asyncio.wait_for(listener.queue.get(), HEARTBEAT)
            except TimeoutError:
                yield "heartbeat"
                continue
            if happened.seq > at:
                at = happened.seq
                yield happened
