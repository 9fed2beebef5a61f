"""Streams of a test: listeners over a store, without HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator

from monitor.deliveries import AlertFilter
from monitor.store.events import Events
from monitor.store.reactions import Reaction
from monitor.web.access import Credential, Identity
from monitor.web.limits import Limits
from monitor.web.stream import LiveEvents, Position, ReactionSource, Sources, follow_events
from monitor.web.stream_formats import frames_of
from tests.waiting import WITHIN_S
from tests.web.asking import repeat

CREDENTIAL = Credential(bearer="holder")


class Holders:
    """Knows which credentials are valid; a test takes them away."""

    def __init__(self) -> None:
        self.revoked: set[Credential] = set()

    async def identify(self, credential: Credential, *, afresh: bool = False) -> Identity | None:
        """Return an identity unless the credential is revoked."""
        assert afresh, "a stream must not trust a remembered lookup"
        return None if credential in self.revoked else Identity("holder", "reader", "token-1")


class NoReactions:
    """A store without reactions."""

    async def after(self, seq: int, *, limit: int) -> tuple[Reaction, ...]:
        """Return nothing."""
        return ()

    async def newest(self) -> int:
        """Return the number of no reaction."""
        return 0


def live_events(
    events: Events,
    limits: Limits | None = None,
    holders: Holders | None = None,
    reactions: ReactionSource | None = None,
) -> LiveEvents:
    """Return the live events of a store."""
    sources = Sources(events, reactions or NoReactions())
    return LiveEvents(sources, holders or Holders(), limits or Limits(), repeat)


def open_stream(
    live: LiveEvents,
    last_event_id: str | None = None,
    wanted: AlertFilter | None = None,
    credential: Credential = CREDENTIAL,
    reaction: int | None = None,
) -> AsyncIterator[bytes]:
    """Return the bytes of a stream."""
    position = Position(last_event_id, reaction)
    messages = follow_events(live, wanted or AlertFilter(), credential, position)
    return frames_of(messages)


async def next_chunk(stream: AsyncIterator[bytes]) -> bytes:
    """Return the next chunk of a stream that is not a heartbeat."""
    async with asyncio.timeout(WITHIN_S):
        while (chunk := await anext(stream)) == b": heartbeat\n\n":
            pass
        return chunk


async def rest_of(stream: AsyncIterator[bytes]) -> list[bytes]:
    """Return what comes until the server ends a stream."""
    async with asyncio.timeout(WITHIN_S):
        return [chunk async for chunk in stream if chunk != b": heartbeat\n\n"]


async def read_events(stream: AsyncIterator[bytes], count: int) -> list[str]:
    """Return kind and id of the next events of a stream."""
    events: list[str] = []
    while len(events) < count:
        chunk = (await next_chunk(stream)).decode()
        fields = dict(
            line.split(": ", 1) for line in chunk.strip().splitlines() if not line.startswith(":")
        )
        if fields:
            events.append(f"{fields['event']} {fields['id']}")
        if fields.get("event") == "alert":
            assert json.loads(fields["data"])["specversion"] == "1.0"
    return events
