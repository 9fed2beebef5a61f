"""The live stream: events in the order of the store, for every listener of this process.

    store --one reader--> LiveEvents --filter, bounded queue--> Listener --> follow_events

1. Every event has the number of its row. A listener resumes right after a number, without gap or
   repeat: earlier events come from the store, later ones wait in its queue.
2. A number that is unknown, or older than the first one kept, gives a `Gap` with the earliest
   number; then everything from there.
3. The filter holds in replay too. Suppressed alerts are not sent.
4. A listener that does not read has a bounded queue; then its stream ends. It resumes by its last
   number, and no other listener notices.
5. A filter that raises ends its own listener only.
6. A listener that wants reactions also hears which alerts were acknowledged or marked, in whatever
   process, after the number that it names. Reactions have numbers of their own and no filter: the
   page knows which alerts it shows.
7. Every ``recheck_s`` the tokens of all listeners are checked; streams of an invalid one end.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.deliveries import AlertFilter
from monitor.records import Alert
from monitor.store.events import StoredEvent
from monitor.store.reactions import Reaction
from monitor.web.access import Credential, Identity
from monitor.web.limits import Limits
from monitor.web.ports import RunForever

READ_EVERY_S = 0.1
"""Seconds between reads of the store; a reader does not perceive a tenth of a second."""
MOST_MISSED = 1_000
"""Reactions that a returning page hears of; it shows a few hundred alerts at most."""
PAGE = 100
"""Events per read: at 2 kB each a read stays below a megabyte."""

log = structlog.get_logger("stream")


class EventSource(Protocol):
    """The events of the store."""

    async def after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """Return events after a number, in order. Called ten times a second."""
        ...

    async def bounds(self) -> tuple[int, int]:
        """Return the numbers of the first and the last event, ``(0, 0)`` without events."""
        ...


class ReactionSource(Protocol):
    """What people think of alerts, in order."""

    async def after(self, seq: int, *, limit: int) -> tuple[Reaction, ...]:
        """Return reactions after a number, in order. Called ten times a second while wanted."""
        ...

    async def newest(self) -> int:
        """Return the number of the newest reaction, 0 without any."""
        ...


class Authenticator(Protocol):
    """Checks whether a credential is still valid."""

    async def identify(self, credential: Credential, *, afresh: bool = False) -> Identity | None:
        """Return the identity of a credential, or None. May raise SQLAlchemyError."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """The number to resume from is unknown; every event from the earliest one follows."""

    at: int
    earliest: int


@dataclass(slots=True)
class LiveEvent:
    """One event; ``frame`` caches its serialised form, which all listeners share."""

    seq: int
    alert: Alert
    frame: bytes = b""


Message = LiveEvent | Gap | Reaction | Literal["open", "heartbeat"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a stream begins: the last event received, and the last reaction; None for neither."""

    last_event_id: str | None = None
    reaction: int | None = None


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream: its filter, its credential and its queue."""

    wanted: AlertFilter
    credential: Credential
    queue: asyncio.Queue[LiveEvent | Reaction | None]
    wants_reactions: bool = False
    end: str | None = None
    """Why the stream ends after what is in the queue, or None while it goes on."""

    def offer(self, event: LiveEvent) -> None:
        """Queue an event that the filter lets through."""
        if self.end is not None:
            return
        try:
            is_wanted = self.wanted.wants(event.alert)
        except Exception as error:
            log.exception("stream.filter_failed")
            self.close(f"the filter failed: {type(error).__name__}")
            return
        if is_wanted:
            self._append(event)

    def react(self, reaction: Reaction) -> None:
        """Queue a reaction."""
        if self.end is None and self.wants_reactions:
            self._append(reaction)

    def _append(self, message: LiveEvent | Reaction) -> None:
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.close("the listener is too slow; resume by the last id")

    def close(self, reason: str) -> None:
        """End the stream after what is in the queue."""
        self.end = reason
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(None)  # wakes a listener that waits

    def close_at_once(self, reason: str) -> None:
        """End the stream; drop what is in the queue."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.close(reason)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the streams read."""

    events: EventSource
    reactions: ReactionSource


@dataclass(slots=True)
class _Background:
    """The loops that run while there are listeners, and how far they have read."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    event: int = 0
    reaction: int = 0

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.tasks.clear()


class LiveEvents:
    """Reads the store's events once and hands them to every listener of this process."""

    def __init__(
        self, sources: Sources, access: Authenticator, limits: Limits, forever: RunForever
    ) -> None:
        self.sources, self.limits = sources, limits
        self._access, self._forever = access, forever
        self._listeners: set[Listener] = set()
        self._background = _Background()
        self._starting = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def listen(
        self, wanted: AlertFilter, credential: Credential, *, wants_reactions: bool = False
    ) -> AsyncIterator[tuple[Listener, int, int]]:
        """Listen; give the listener, and the numbers of the last event and the last reaction
        before its queue begins.
        """
        queue: asyncio.Queue[LiveEvent | Reaction | None] = asyncio.Queue(self.limits.stream_queue)
        listener = Listener(wanted, credential, queue, wants_reactions)
        async with self._starting:
            if not self._background.tasks:
                self._background.event = (await self.sources.events.bounds())[1]
                self._background.reaction = await self.sources.reactions.newest()
                self._start()
        self._listeners.add(listener)
        try:
            yield listener, self._background.event, self._background.reaction
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._background.stop()

    def _start(self) -> None:
        unavailable = (SQLAlchemyError, OSError)
        reading = self._forever(
            self._read, name="events", every=READ_EVERY_S, unavailable=unavailable
        )
        checking = self._forever(
            self._check_tokens,
            name="stream-tokens",
            every=self.limits.recheck_s,
            unavailable=unavailable,
        )
        self._background.tasks += [asyncio.create_task(reading), asyncio.create_task(checking)]

    async def _read(self) -> None:
        """Hand out every event and every reaction after the last one."""
        is_complete = False
        while not is_complete:
            events = await self.sources.events.after(self._background.event, limit=PAGE)
            for event in events:
                self._background.event = event.seq
                if not event.alert.suppressed:
                    self._hand_out(LiveEvent(event.seq, event.alert))
            is_complete = len(events) < PAGE
        for reaction in await self.sources.reactions.after(self._background.reaction, limit=PAGE):
            self._background.reaction = reaction.seq
            for listener in tuple(self._listeners):
                listener.react(reaction)

    def _hand_out(self, event: LiveEvent) -> None:
        for listener in tuple(self._listeners):
            listener.offer(event)

    async def _check_tokens(self) -> None:
        """Close the streams whose token is no longer valid."""
        credentials = {listener.credential for listener in self._listeners}
        for credential in credentials:
            if await self._access.identify(credential, afresh=True) is None:
                self._close(credential)

    def _close(self, credential: Credential) -> None:
        for listener in tuple(self._listeners):
            if listener.credential == credential:
                listener.close_at_once("the token is revoked or has expired")


async def follow_events(
    live: LiveEvents, wanted: AlertFilter, credential: Credential, position: Position
) -> AsyncGenerator[Message, None]:
    """Yield the messages of one stream in order, until it ends."""
    wants = position.reaction is not None
    async with live.listen(wanted, credential, wants_reactions=wants) as (listener, start, latest):
        at = start
        if position.last_event_id is not None:
            resumed = await _resume(live.sources.events, position.last_event_id)
            at = resumed.at if isinstance(resumed, Gap) else resumed
            if isinstance(resumed, Gap):
                yield resumed
        yield "open"
        async for event in _replay(live.sources.events, wanted, at, start):
            if listener.end is not None:
                return
            at = event.seq
            yield event
        if position.reaction is not None:
            for reaction in await _missed(live.sources.reactions, position.reaction, latest):
                yield reaction
        async for message in _listen(listener, live.limits.heartbeat_s, max(at, start)):
            yield message


async def _missed(source: ReactionSource, after: int, until: int) -> list[Reaction]:
    """Return the reactions after a number, up to the one where the queue begins."""
    missed = await source.after(after, limit=MOST_MISSED)
    return [reaction for reaction in missed if reaction.seq <= until]


async def _resume(source: EventSource, last_event_id: str) -> int | Gap:
    """Return the number after which a stream resumes, or the gap before the earliest event."""
    first, last = await source.bounds()
    is_number = last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 20
    number = int(last_event_id) if is_number else -1
    if number >= 0 and first - 1 <= number <= last:
        return number
    return Gap(max(first - 1, 0), first)


async def _replay(
    source: EventSource, wanted: AlertFilter, after: int, until: int
) -> AsyncIterator[LiveEvent]:
    """Yield the events of the store after a number, up to the one where the queue begins."""
    at = after
    while at < until:
        events = await source.after(at, limit=PAGE)
        if not events:
            return
        for event in events:
            at = event.seq
            if wanted.wants(event.alert) and not event.alert.suppressed:
                yield LiveEvent(event.seq, event.alert)


async def _listen(
    listener: Listener, heartbeat_s: float, after: int
) -> AsyncIterator[LiveEvent | Reaction | Literal["heartbeat"]]:
    """Yield what comes into the queue after a number, until the stream is closed and empty."""
    while not (listener.end is not None and listener.queue.empty()):
        try:
            event = await asyncio.wait_for(listener.queue.get(), heartbeat_s)
        except TimeoutError:
            yield "heartbeat"
            continue
        if isinstance(event, Reaction):
            yield event
        elif event is not None and event.seq > after:
            after = event.seq
            yield event
