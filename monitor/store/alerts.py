"""Alerts: one per event, found by filter, in pages; written with the events that announce them.

1. What an alert is beside the stored ones is decided by `monitor.alerts.unite`, whether it notifies
   anyone by `monitor.alerts.suppress`; here is read what the two need, and their decision written.
2. An alert that was united into another is found under either id.
3. Only a change becomes an event, so the live stream shows each revision once.
"""

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.suppress import (
    BACK_FILL,
    Circumstances,
    Suppressed,
    apply_decision,
    is_repeat,
    suppress,
)
from monitor.alerts.translations import sources_to_compare
from monitor.alerts.unite import Raised, Updated, is_later_event, later_id, unite
from monitor.deliveries.filter import AlertFilter, searchable_text
from monitor.records import SEVERITIES, Alert
from monitor.records.alert import EVENT_WINDOW
from monitor.records.wire import encode
from monitor.store.acknowledgements import is_acknowledged
from monitor.store.alert_clauses import AlertSelection, clauses_of
from monitor.store.alert_columns import list_columns
from monitor.store.events import append_event
from monitor.store.readings import read_sources
from monitor.store.rows import Page, page_of, readable_or_none
from monitor.store.schema import alerts, joined, packed
from monitor.store.silences import unexpired_silences

CANDIDATE_WINDOW = EVENT_WINDOW * 1.5
"""Alerts raised within this may be one event: articles are published within `EVENT_WINDOW` of each
other, and raised a little later."""


class Alerts:
    """Reads alerts."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def find(
        self,
        wanted: AlertFilter | AlertSelection,
        *,
        limit: int,
        before: int | None = None,
    ) -> Page[Alert]:
        """Return a page of alerts, newest first."""
        if isinstance(wanted, AlertFilter):
            wanted = AlertSelection(wanted)
        clauses = clauses_of(wanted)
        if before is not None:
            clauses.append(alerts.c.seq < before)
        query = (
            select(alerts.c.seq, alerts.c.record)
            .where(and_(True, *clauses))
            .order_by(alerts.c.seq.desc())
            .limit(limit + 1)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        decoded = ((row.seq, readable_or_none(row.record, Alert)) for row in rows)
        return page_of([(seq, alert) for seq, alert in decoded if alert is not None], limit)

    async def get(self, id_: str) -> Alert | None:
        """Return an alert, or None; for one that was united into another, that other."""
        async with self._engine.connect() as connection:
            return await _read_alert(connection, await _united_id(connection, id_))

    async def united_ids(self) -> dict[str, str]:
        """Return by id the alerts that were united into another, and which."""
        async with self._engine.connect() as connection:
            return {row.alert: row.into for row in await connection.execute(select(joined))}


async def store_alert(
    connection: AsyncConnection, alert: Alert, now: datetime, *, is_archived_again: bool = False
) -> bool:
    """Store an alert; return whether that made an event.

    If ``is_archived_again``, the event is back-fill: subscribers knew it before the database was
    lost.
    """
    write = _Writing(connection, now, is_archived_again)
    alert, stored = await _addressed(connection, alert)
    candidates = [stored] if stored is not None else await _candidates(connection, alert)
    sources = await read_sources(connection, sources_to_compare(alert, candidates))
    outcome = unite(alert, candidates, sources)
    if isinstance(outcome, Raised):
        await _insert(write, alert)
        return True
    if stored is None:
        row = {"alert": alert.id, "into": outcome.alert.id}
        await connection.execute(insert(joined).values(row))
    if isinstance(outcome, Updated):
        await _update(write, outcome)
        return True
    return False


async def _addressed(connection: AsyncConnection, alert: Alert) -> tuple[Alert, Alert | None]:
    """Return an alert under the id of its event, and the stored alert of that id, if any."""
    while True:
        alert = msgspec.structs.replace(alert, id=await _united_id(connection, alert.id))
        stored = await _read_alert(connection, alert.id)
        if stored is None or not is_later_event(alert, stored):
            return alert, stored
        alert = msgspec.structs.replace(alert, id=later_id(alert))


async def _candidates(connection: AsyncConnection, alert: Alert) -> list[Alert]:
    """Return the stored alerts that may report the event of a new one, oldest first."""
    if alert.kind != "statement":
        return []
    first, last = alert.raised_at - CANDIDATE_WINDOW, alert.raised_at + CANDIDATE_WINDOW
    return await _alerts_between(connection, alert, first, last)


@dataclass(frozen=True, slots=True)
class _Writing:
    """The transaction in which an alert is written."""

    connection: AsyncConnection
    now: datetime
    is_archived_again: bool

    async def announce(self, alert: Alert) -> int:
        """Append the event of an alert; return its number."""
        if self.is_archived_again:
            alert = apply_decision(alert, Suppressed(BACK_FILL, is_final=False))
        return await append_event(self.connection, alert, self.now)


async def _insert(write: _Writing, alert: Alert) -> None:
    connection, now = write.connection, write.now
    circumstances = Circumstances()
    if not alert.quiet:
        circumstances = Circumstances(
            now=now,
            silences=await unexpired_silences(connection, now),
            notified_at=await _notified_at(connection, alert),
        )
    decided = apply_decision(alert, suppress(alert, circumstances))
    seq = await write.announce(decided)
    await connection.execute(insert(alerts).values(seq=seq, **_row(decided)))


async def _update(write: _Writing, updated: Updated) -> None:
    connection, alert = write.connection, updated.alert
    for id_ in updated.absorbed:
        await connection.execute(update(joined).where(joined.c.into == id_).values(into=alert.id))
        await connection.execute(insert(joined).values(alert=id_, into=alert.id))
        await connection.execute(delete(alerts).where(alerts.c.id == id_))
    circumstances = Circumstances(
        is_repeat=is_repeat(updated.before, alert),
        is_acknowledged=await is_acknowledged(connection, alert.id),
    )
    announced = apply_decision(alert, suppress(alert, circumstances))
    await write.announce(announced)
    await connection.execute(update(alerts).where(alerts.c.id == alert.id).values(**_row(alert)))


async def _notified_at(connection: AsyncConnection, alert: Alert) -> tuple[datetime, ...]:
    """Return when alerts of the rule and actor were raised that notified, within the cool-down."""
    if not alert.cool_down_s:
        return ()
    first = alert.raised_at - timedelta(seconds=alert.cool_down_s)
    earlier = await _alerts_between(connection, alert, first, alert.raised_at)
    return tuple(each.raised_at for each in earlier if not each.quiet)


async def _alerts_between(
    connection: AsyncConnection, alert: Alert, first: datetime, last: datetime
) -> list[Alert]:
    """Return the alerts of a rule and actor that were raised in a time, oldest first."""
    query = (
        select(alerts.c.record)
        .where(alerts.c.rule == alert.rule, alerts.c.actor.is_not_distinct_from(alert.actor))
        .where(alerts.c.raised_at.between(first.timestamp(), last.timestamp()))
        .order_by(alerts.c.seq)
    )
    decoded = map(_decode_alert, (await connection.execute(query)).scalars())
    return [other for other in decoded if other is not None]


@functools.lru_cache(maxsize=2_000)  # every new alert reads those of its rule and actor; 30 MB
def _decode_alert(body: bytes) -> Alert | None:
    return readable_or_none(body, Alert)


async def _united_id(connection: AsyncConnection, id_: str) -> str:
    query = select(joined.c.into).where(joined.c.alert == id_)
    return str((await connection.execute(query)).scalar() or id_)


async def _read_alert(connection: AsyncConnection, id_: str) -> Alert | None:
    query = select(alerts.c.record).where(alerts.c.id == id_)
    return readable_or_none((await connection.execute(query)).scalar(), Alert)


def _row(alert: Alert) -> dict[str, Any]:
    return {
        "id": alert.id,
        "revision": alert.revision,
        "rule": alert.rule,
        "actor": alert.actor,
        "severity": SEVERITIES.index(alert.severity),
        "themes": packed(alert.themes),
        "acts": packed(alert.acts),
        "raised_at": alert.raised_at.timestamp(),
        "search": searchable_text(alert),
        "record": encode(alert),
        **list_columns(alert),
    }
