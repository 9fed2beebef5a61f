"""The live stream: resuming, slow listeners, isolation of listeners, revoked tokens."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter
from monitor.records import Alert
from monitor.store import Archive, Store
from monitor.store.events import Events, StoredEvent
from monitor.web.access import Credential
from monitor.web.limits import Limits
from tests.builders import an_alert
from tests.waiting import until
from tests.web.streams import (
    Holders,
    live_events,
    next_chunk,
    open_stream,
    read_events,
    rest_of,
)

OPEN = b": open\n\n"


async def test_the_stream_resumes_after_the_last_event_without_gap_or_repeat(
    engine: AsyncEngine,
) -> None:
    archive, live = Archive(engine), live_events(Store(engine).events)
    alerts = [an_alert(), an_alert("two", "post"), an_alert("three", "times")]
    assert await archive.store(alerts) == 3
    assert await archive.store([an_alert("two", "post")]) == 0
    assert await read_events(open_stream(live, "1"), 2) == ["alert 2", "alert 3"]
    assert await read_events(open_stream(live, "nonsense"), 2) == ["gap 0", "alert 1"]
    assert await read_events(open_stream(live, "999"), 1) == ["gap 0"]


@pytest.mark.parametrize("last", ["-1", "", "1" * 30, "٣", "1.0", "0x1", "\x00", "999"])
async def test_an_unknown_id_gives_a_gap_and_every_event(engine: AsyncEngine, last: str) -> None:
    await Archive(engine).store([an_alert()])
    stream = open_stream(live_events(Store(engine).events), last)
    assert await read_events(stream, 2) == ["gap 0", "alert 1"]


async def test_a_resumed_stream_has_what_was_missed_and_what_comes(engine: AsyncEngine) -> None:
    archive, live = Archive(engine), live_events(Store(engine).events)
    await archive.store([an_alert("a", "p1"), an_alert("b", "p2")])
    stream = open_stream(live, "1")
    assert await next_chunk(stream) == OPEN
    assert (await next_chunk(stream)).startswith(b"id: 2\n")
    await archive.store([an_alert("c", "p3")])
    assert (await next_chunk(stream)).startswith(b"id: 3\n")


async def test_a_listener_that_does_not_read_is_closed_and_the_others_get_everything(
    engine: AsyncEngine,
) -> None:
    live = live_events(Store(engine).events, Limits(stream_queue=3))
    stuck, reader = open_stream(live), open_stream(live)
    assert await next_chunk(stuck) == OPEN
    assert await next_chunk(reader) == OPEN
    for number in range(1, 11):
        await Archive(engine).store([an_alert(f"a{number}", f"p{number}")])
        assert (await next_chunk(reader)).startswith(f"id: {number}\n".encode())
    assert len(await rest_of(stuck)) == 3


class _BrokenFilter(AlertFilter):
    """A filter that cannot be applied, as one with a time without a zone."""

    def wants(self, alert: Alert) -> bool:
        raise TypeError("can't compare offset-naive and offset-aware datetimes")


async def test_a_filter_that_raises_ends_its_own_stream_only(engine: AsyncEngine) -> None:
    live = live_events(Store(engine).events)
    naive = AlertFilter(since=datetime(2026, 11, 27, 13))  # noqa: DTZ001  # the fault itself
    broken = [open_stream(live, wanted=wanted) for wanted in (_BrokenFilter(), naive)]
    reader = open_stream(live)
    for stream in (*broken, reader):
        assert await next_chunk(stream) == OPEN
    for number in (1, 2):
        await Archive(engine).store([an_alert(f"a{number}", f"p{number}")])
        assert (await next_chunk(reader)).startswith(f"id: {number}\n".encode())
    for stream in broken:
        assert await rest_of(stream) == []


class _FailingEvents(Events):
    """Raises while `failure` is set, as a database that misbehaves does."""

    failure: Exception | None = None
    failed = 0

    async def after(self, seq: int, *, limit: int) -> tuple[StoredEvent, ...]:
        """Return the events, or raise."""
        if self.failure is not None:
            self.failed += 1
            raise self.failure
        return await super().after(seq, limit=limit)


@pytest.mark.parametrize(
    "failure",
    [TypeError("a bug"), OSError("disk"), OperationalError("select", {}, Exception("away"))],
    ids=lambda failure: type(failure).__name__,
)
async def test_reading_goes_on_after_any_exception(engine: AsyncEngine, failure: Exception) -> None:
    events = _FailingEvents(engine)
    stream = open_stream(live_events(events))
    assert await next_chunk(stream) == OPEN
    events.failure = failure
    await Archive(engine).store([an_alert()])
    await until(lambda: events.failed >= 2)
    events.failure = None
    assert (await next_chunk(stream)).startswith(b"id: 1\n")


async def _until_closed(stream: AsyncIterator[bytes]) -> float:
    """Return the seconds until a stream ends."""
    started = asyncio.get_running_loop().time()
    await rest_of(stream)
    return asyncio.get_running_loop().time() - started


async def test_a_revoked_token_ends_its_streams_and_no_other(engine: AsyncEngine) -> None:
    holders, other = Holders(), Credential(cookie="other")
    live = live_events(Store(engine).events, Limits(recheck_s=0.05), holders)
    own = [open_stream(live), open_stream(live)]
    kept = open_stream(live, credential=other)
    for stream in (*own, kept):
        assert await next_chunk(stream) == OPEN
    holders.revoked.add(Credential(bearer="holder"))
    for stream in own:
        assert await _until_closed(stream) < 5.0
    await Archive(engine).store([an_alert()])
    assert (await next_chunk(kept)).startswith(b"id: 1\n")


async def test_a_silent_stream_has_heartbeats(engine: AsyncEngine) -> None:
    stream = open_stream(live_events(Store(engine).events, Limits(heartbeat_s=0.01)))
    assert await anext(stream) == OPEN
    assert await anext(stream) == b": heartbeat\n\n"


def test_the_defaults_keep_the_promises() -> None:
    limits = Limits()
    assert limits.heartbeat_s <= 15.0
    assert limits.recheck_s + limits.remember_s < 5.0


async def test_an_acknowledgement_elsewhere_reaches_those_who_want_reactions(
    engine: AsyncEngine,
) -> None:
    store = Store(engine)
    alerts = [an_alert(), an_alert("two", "post")]
    await Archive(engine).store(alerts)
    assert await store.acknowledgements.put(alerts[0].id, "ana")
    live = live_events(store.events, reactions=store.reactions)
    wants, plain = open_stream(live, reaction=0), open_stream(live)
    assert await next_chunk(wants) == OPEN
    assert await next_chunk(plain) == OPEN
    missed = json.loads((await next_chunk(wants)).partition(b"data: ")[2])
    assert missed == {"seq": 1, "alert": alerts[0].id}
    assert await store.feedback.mark(alerts[0].id, "old_news")
    assert await store.feedback.unmark(alerts[0].id, "old_news")
    assert await store.acknowledgements.remove(alerts[0].id)
    chunks = [(await next_chunk(wants)).decode() for _ in range(3)]
    assert [chunk.splitlines()[0] for chunk in chunks] == ["event: reaction"] * 3
    assert [json.loads(chunk.partition("data: ")[2])["seq"] for chunk in chunks] == [2, 3, 4]
    assert not await store.acknowledgements.remove(alerts[0].id)
    resumed = open_stream(live, reaction=3)
    assert await next_chunk(resumed) == OPEN
    assert b'"seq": 4' in await next_chunk(resumed)
    await Archive(engine).store([an_alert("three", "times")])
    for stream in (wants, plain):
        assert (await next_chunk(stream)).startswith(b"id: 3\n")
