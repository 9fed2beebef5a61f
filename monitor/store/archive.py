"""Write what comes off the topics: once, however often it is told.

1. Everything is an upsert by id, so a batch that was written and not committed in Kafka can be written again.
2. An article's statements are replaced by those of its newest revision; an older revision changes nothing.
3. Copies of one alert are united, and alerts of one event joined (`monitor.alerts.same_event`) into the one that was told first; within a rule's
   cool-down a new one is hushed.
   Only what adds a copy becomes an event, so the live stream tells each revision once.
4. An article that is a near copy of one of the last days joins its story (`monitor.store.stories`); an edited one is told anew.
5. A batch is one transaction.
"""

import time
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.same_event import join_alerts, tell_same_event
from monitor.deliveries.filter import searchable
from monitor.records import SEVERITIES, Alert, FeedState, Reading, Record, Rejection
from monitor.records.alert import EVENT_WINDOW
from monitor.records.ids import fold_words
from monitor.records.wire import Unreadable, decode, encode
from monitor.store.database import lock_events
from monitor.store.schema import (
    alerts,
    articles,
    events,
    feeds,
    joined,
    packed,
    rejections,
    statements,
)
from monitor.store.silences import is_acknowledged, silenced_by
from monitor.store.stories import tell_stories
from monitor.store.translations import is_translated


class Archive:
    """Writes records; every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._upsert: Any = (postgresql if engine.dialect.name == "postgresql" else sqlite).insert

    async def store(self, records: Sequence[Record]) -> int:
        """Store a batch of readings, alerts, feed states and rejections; return how many events it made."""
        readings = _newest([record for record in records if isinstance(record, Reading)])
        made = 0
        async with self._engine.begin() as connection:
            if readings:
                await self._store_readings(connection, readings)
            for rejection in (record for record in records if isinstance(record, Rejection)):
                await self._store_rejection(connection, rejection)
            states = {record.id: record for record in records if isinstance(record, FeedState)}
            for state in states.values():
                await self._store_state(connection, state)
            told = [record for record in records if isinstance(record, Alert)]
            if told:
                await lock_events(connection)
            for alert in told:
                made += await self._store_alert(connection, alert)
        return made

    async def settle_rejection(self, id_: str, status: Literal["retried", "dropped"]) -> None:
        """Note what became of something parked; it is no longer listed."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(rejections).where(rejections.c.id == id_).values(status=status)
            )

    async def _store_readings(self, connection: AsyncConnection, readings: list[Reading]) -> None:
        ids = [reading.article.id for reading in readings]
        found = await connection.execute(
            select(articles.c.id, articles.c.revision).where(articles.c.id.in_(ids))
        )
        known = {row.id: row.revision for row in found}
        fresh = [
            reading
            for reading in readings
            if reading.article.revision >= known.get(reading.article.id, 0)
        ]
        replaced = [reading.article.id for reading in fresh if reading.article.id in known]
        if replaced:
            await connection.execute(delete(statements).where(statements.c.article.in_(replaced)))
            await connection.execute(delete(articles).where(articles.c.id.in_(replaced)))
        if fresh:
            told = await tell_stories(connection, [reading.article for reading in fresh])
            rows = [article_row(reading) | told[reading.article.id] for reading in fresh]
            await connection.execute(insert(articles), rows)
        rows = [row for reading in fresh for row in statement_rows(reading)]
        if rows:
            await connection.execute(insert(statements), rows)

    async def _store_state(self, connection: AsyncConnection, state: FeedState) -> None:
        shown = msgspec.structs.replace(
            state, seen={}, revisions={}
        )  # the poller's memory, of no use to readers
        row = {"id": state.id, "polls": state.polls, "record": encode(shown)}
        statement = self._upsert(feeds).values(row)
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={"polls": row["polls"], "record": row["record"]},
                where=feeds.c.polls <= row["polls"],
            )
        )

    async def _store_rejection(self, connection: AsyncConnection, rejection: Rejection) -> None:
        row = {
            "id": rejection.id,
            "stage": rejection.stage,
            "at": rejection.at.timestamp(),
            "status": "parked",
            "record": encode(rejection),
        }
        await connection.execute(
            self._upsert(rejections).values(row).on_conflict_do_nothing(index_elements=["id"])
        )

    async def _store_alert(self, connection: AsyncConnection, told: Alert) -> int:
        into = (
            await connection.execute(select(joined.c.into).where(joined.c.alert == told.id))
        ).scalar()
        known = await _alert(connection, into or told.id)
        if known is None:
            # What statements come to over time is an event of its own, whatever words they have.
            same = [] if told.kind != "statement" else await self._same_event(connection, told)
            if not same:
                return await self._tell(
                    connection, await self._cooled(connection, told), is_new=True
                )
            known, *others = same
            await connection.execute(insert(joined).values(alert=told.id, into=known.id))
            for other in others:  # this one shows that they all are one
                told = join_alerts(other, told)
                await connection.execute(
                    update(joined).where(joined.c.into == other.id).values(into=known.id)
                )
                await connection.execute(insert(joined).values(alert=other.id, into=known.id))
                await connection.execute(delete(alerts).where(alerts.c.id == other.id))
        united = join_alerts(known, told)
        return 0 if united is known else await self._tell(connection, united, is_new=False)

    async def _same_event(self, connection: AsyncConnection, told: Alert) -> list[Alert]:
        """Return the alerts of the rule that tell the same event, the oldest first."""
        # What is compared is when an article was seen; an alert is raised a little later.
        near, raised_at = EVENT_WINDOW.total_seconds() * 1.5, told.raised_at.timestamp()
        return [
            each
            for each in await _alerts_like(connection, told, raised_at - near, raised_at + near)
            if each.kind == "statement"
            and (tell_same_event(told, each) or await is_translated(connection, told, each))
        ]

    async def _tell(self, connection: AsyncConnection, alert: Alert, *, is_new: bool) -> int:
        """Store an alert, and the event that tells of it."""
        body = encode(alert)
        is_taken_on = not is_new and await is_acknowledged(connection, alert.id)
        told = encode(msgspec.structs.replace(alert, quiet=True)) if is_taken_on else body
        event = await connection.execute(
            insert(events)
            .values(alert=alert.id, revision=alert.revision, at=time.time(), record=told)
            .returning(events.c.seq)
        )
        values = _alert_row(alert, body)
        if is_new:
            await connection.execute(insert(alerts).values(seq=event.scalar_one(), **values))
        else:
            await connection.execute(update(alerts).where(alerts.c.id == alert.id).values(**values))
        return 1

    async def _cooled(self, connection: AsyncConnection, alert: Alert) -> Alert:
        """Return a new alert, hushed where a silence holds for it, or one of its rule and actor was sent less than the rule's cool-down before."""
        if alert.quiet:
            return alert
        if (silence := await silenced_by(connection, alert)) is not None:
            return msgspec.structs.replace(
                alert, quiet=True, hushed=True, hushed_by=f"silence {silence}"
            )
        if not alert.cool_down_s:
            return alert
        raised_at = alert.raised_at.timestamp()
        earlier = await _alerts_like(connection, alert, raised_at - alert.cool_down_s, raised_at)
        if any(not each.quiet for each in earlier):
            return msgspec.structs.replace(alert, quiet=True, hushed=True, hushed_by="cool-down")
        return alert


def _newest(readings: list[Reading]) -> list[Reading]:
    newest: dict[str, Reading] = {}
    for reading in readings:
        known = newest.get(reading.article.id)
        if known is None or known.article.revision <= reading.article.revision:
            newest[reading.article.id] = reading
    return list(newest.values())


async def _alert(connection: AsyncConnection, id_: str) -> Alert | None:
    found = decode(
        (await connection.execute(select(alerts.c.record).where(alerts.c.id == id_))).scalar(),
        Alert,
    )
    return None if isinstance(found, Unreadable) else found


async def _alerts_like(
    connection: AsyncConnection, alert: Alert, since: float, until: float
) -> list[Alert]:
    """Return the alerts of a rule and actor raised in a time (epoch seconds), the oldest first."""
    rows = await connection.execute(
        select(alerts.c.record)
        .where(alerts.c.rule == alert.rule, alerts.c.actor.is_not_distinct_from(alert.actor))
        .where(alerts.c.raised_at.between(since, until))
        .order_by(alerts.c.seq)
    )
    found = (decode(record, Alert) for record in rows.scalars())
    return [each for each in found if not isinstance(each, Unreadable)]


def article_row(reading: Reading) -> dict[str, Any]:
    """Return the row of a reading's article."""
    article = reading.article
    return {
        "id": article.id,
        "revision": article.revision,
        "feed": article.feed,
        "publisher": article.publisher,
        "language": article.language,
        "seen_at": article.seen_at.timestamp(),
        "search": fold_words(article.text),
        "record": encode(article),
    }


def statement_rows(reading: Reading) -> list[dict[str, Any]]:
    """Return the rows of a reading's statements."""
    rows = {}
    for statement in reading.statements:
        speaker = statement.speaker
        name = statement.said_by
        rows[statement.id] = {
            "article": reading.article.id,
            "id": statement.id,
            "actor": speaker.actor if speaker else None,
            "speaker": name[:500],
            "themes": packed(statement.themes),
            "acts": packed(statement.acts),
            "about": packed(statement.about),
            "seen_at": reading.article.seen_at.timestamp(),
            "search": fold_words(f"{name} {statement.text}"),
            "record": msgspec.json.encode(statement),
        }
    return list(rows.values())


def _alert_row(alert: Alert, body: bytes) -> dict[str, Any]:
    return {
        "id": alert.id,
        "revision": alert.revision,
        "rule": alert.rule,
        "actor": alert.actor,
        "severity": SEVERITIES.index(alert.severity),
        "themes": packed(alert.themes),
        "acts": packed(alert.acts),
        "raised_at": alert.raised_at.timestamp(),
        "search": searchable(alert),
        "record": body,
    }
