"""The live stream: server-sent events (WHATWG HTML, 9.2) in the order of the store's events.

1. Every event has the number of its row as ``id``; ``Last-Event-ID`` goes on right after it, without gap or repeat.
2. An id that is unknown, or older than what is kept, gets an explicit ``gap`` event with the earliest id, then everything from there.
3. The filter holds in replay too. Quiet alerts (back-fill) are not told. A comment is sent at least every `HEARTBEAT` seconds.
4. A reader takes events at its own pace straight from the store: one that is slow holds up nobody and fills no memory.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from monitor.deliveries import AlertFilter, alert_event
from monitor.store import Queries

HEARTBEAT = 10.0
LOOK_EVERY = 0.2
"""Seconds between looks at the store; a fifth of a second is not felt by a reader."""
AT_ONCE = 100


async def stream_events(queries: Queries, wanted: AlertFilter, last_event_id: str | None) -> AsyncIterator[bytes]:
    """Yield the bytes of the stream until the reader goes away."""
    first, last = await queries.event_bounds()
    at = last
    if last_event_id is not None:
        known = int(last_event_id) if last_event_id.isascii() and last_event_id.isdigit() else -1
        if first - 1 <= known <= last:
            at = known
        else:
            at = max(first - 1, 0)
            yield f"event: gap\nid: {at}\ndata: {json.dumps({'earliest': first})}\n\n".encode()
    yield b": open\n\n"
    quiet_for = 0.0
    while True:
        events = await queries.events_after(at, limit=AT_ONCE)
        for event in events:
            at = event.seq
            if wanted.wants(event.alert) and not event.alert.quiet:
                quiet_for = 0.0
                yield f"id: {at}\nevent: alert\ndata: {json.dumps(alert_event(event.alert), ensure_ascii=False)}\n\n".encode()
        if len(events) < AT_ONCE:
            await asyncio.sleep(LOOK_EVERY)
            quiet_for += LOOK_EVERY
            if quiet_for >= HEARTBEAT:
                quiet_for = 0.0
                yield b": heartbeat\n\n"
