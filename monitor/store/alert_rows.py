"""Alerts as rows: read many at a time, and the changes of a batch written at its end.

An event has the copies that its revision added; the copies of the revisions before are in table
``copies``, so that a statement in 500 articles is not written 500 times with all of them
(`monitor.store.events` puts them together).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.same_event import Saying
from monitor.alerts.suppress import BACK_FILL, Notify, Suppressed, apply_decision
from monitor.deliveries.filter import searchable_text
from monitor.records import SEVERITIES, Alert
from monitor.records.wire import encode
from monitor.store.alert_columns import list_columns
from monitor.store.database import read_last_event, upsert_into, write_last_event
from monitor.store.event_index import pack_sayings
from monitor.store.rows import is_among, packed, readable_or_none
from monitor.store.schema import alerts, copies, events, joined


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """An alert as it is stored, with the number of the event that raised it."""

    alert: Alert
    seq: int
    is_new: bool = False
    """Whether this batch raised it."""


async def read_stored(
    connection: AsyncConnection, column: Any, values: Collection[str] | Collection[int]
) -> list[StoredAlert]:
    """Return the alerts of which a column has one of some values."""
    if not values:
        return []
    query = select(alerts.c.seq, alerts.c.record).where(is_among(connection, column, values))
    rows = (await connection.execute(query)).all()
    decoded = ((row.seq, readable_or_none(row.record, Alert)) for row in rows)
    return [StoredAlert(alert, seq) for seq, alert in decoded if alert is not None]


@dataclass(frozen=True, slots=True)
class Writing:
    """The transaction in which alerts are written, and its time."""

    connection: AsyncConnection
    now: datetime
    is_archived_again: bool = False
    """Whether a lost database is filled: its events are back-fill, since subscribers know them."""


@dataclass(slots=True)
class AlertWriter:
    """The changes of a batch. Events are numbered at once, rows are written by `write`."""

    writing: Writing
    last_event: int
    inserted: dict[str, dict[str, Any]] = field(default_factory=dict)
    updated: dict[str, dict[str, Any]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    united: dict[str, str] = field(default_factory=dict)
    copies: list[tuple[StoredAlert, int, Sequence[Any]]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    async def create(cls, writing: Writing) -> "AlertWriter":
        """Return a writer that numbers events after the last one."""
        return cls(writing, await read_last_event(writing.connection))

    def raise_alert(
        self, alert: Alert, decision: Notify | Suppressed, sayings: Sequence[Saying]
    ) -> StoredAlert:
        """Insert an alert with its first event."""
        decided = apply_decision(alert, decision)
        body = encode(decided)
        seq = self._append_event(decided, len(decided.copies), body)
        self.inserted[alert.id] = {**_row(decided, body, sayings), "seq": seq}
        return StoredAlert(decided, seq, is_new=True)

    def update_alert(
        self,
        stored: StoredAlert,
        alert: Alert,
        decision: Notify | Suppressed,
        sayings: Sequence[Saying],
    ) -> StoredAlert:
        """Write the next revision of an alert, and an event with the copies that it adds."""
        before = {copy.article for copy in stored.alert.copies}
        added = [copy for copy in alert.copies if copy.article not in before]
        announced = apply_decision(alert, decision)
        if len(alert.copies) > 1:
            announced = msgspec.structs.replace(announced, copies=tuple(added or alert.copies[:1]))
        seq = self._append_event(announced, len(alert.copies))
        if added:
            self.copies.append((stored, seq, added))
        row = _row(alert, encode(alert), sayings)
        if stored.is_new:
            self.inserted[alert.id] = {**row, "seq": stored.seq}
        else:
            self.updated[alert.id] = row
        return StoredAlert(alert, stored.seq, is_new=stored.is_new)

    def remove_alert(self, stored: StoredAlert) -> None:
        """Remove an alert that was absorbed."""
        self.updated.pop(stored.alert.id, None)
        if stored.is_new:
            del self.inserted[stored.alert.id]
        else:
            self.removed.add(stored.alert.id)

    async def write(self) -> None:
        """Write everything."""
        connection = self.writing.connection
        if self.events:
            await connection.execute(insert(events), self.events)
            await write_last_event(connection, self.last_event)
        if self.removed:
            gone = is_among(connection, alerts.c.id, self.removed)
            await connection.execute(delete(alerts).where(gone))
        if self.inserted:
            await connection.execute(insert(alerts), list(self.inserted.values()))
        if self.updated:
            await _update_rows(connection, list(self.updated.values()))
        await self._write_united()
        await self._write_copies()

    def _append_event(self, alert: Alert, count: int, body: bytes | None = None) -> int:
        """Append an event of a revision with ``count`` copies; ``body`` is the encoded alert."""
        self.last_event += 1
        if self.writing.is_archived_again:
            alert, body = apply_decision(alert, Suppressed(BACK_FILL, is_final=False)), None
        self.events.append(
            {
                "seq": self.last_event,
                "alert": alert.id,
                "revision": alert.revision,
                "at": self.writing.now.timestamp(),
                "record": body or encode(alert),
                "copies": count,
            }
        )
        return self.last_event

    async def _write_united(self) -> None:
        """Write which alerts were united, and redirect those that lead to an absorbed one."""
        if not self.united:
            return
        moved = [{"old": old, "new": new} for old, new in self.united.items()]
        redirect = update(joined).where(joined.c.into == bindparam("old"))
        connection = self.writing.connection
        await connection.execute(redirect.values(into=bindparam("new")), moved)
        rows = [{"alert": old, "into": new} for old, new in self.united.items()]
        added = upsert_into(connection)(joined)
        changed = {"into": added.excluded.into}
        await connection.execute(
            added.on_conflict_do_update(index_elements=["alert"], set_=changed), rows
        )

    async def _write_copies(self) -> None:
        """Write the copies that were added, and those before them that are not in the table."""
        if not self.copies:
            return
        connection = self.writing.connection
        ids = {stored.alert.id for stored, _, _ in self.copies}
        query = select(copies.c.alert, func.count()).group_by(copies.c.alert)
        own = is_among(connection, copies.c.alert, ids)
        rows_of = (await connection.execute(query.where(own))).all()
        counted = dict[str, int](rows_of)
        rows = []
        for stored, event, added in self.copies:
            id_ = stored.alert.id
            if counted.get(id_, 0) < len(stored.alert.copies):
                rows += [_copy_row(id_, stored.seq, copy) for copy in stored.alert.copies]
            rows += [_copy_row(id_, event, copy) for copy in added]
            counted[id_] = len(stored.alert.copies) + len(added)
        added_rows = upsert_into(connection)(copies).on_conflict_do_nothing()
        await connection.execute(added_rows, rows)


async def _update_rows(connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    """Update alerts by id, all columns that a row has."""
    names: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "id"}
    changed = update(alerts).where(alerts.c.id == bindparam("own_id")).values(names)
    given = [{**row, "own_id": row["id"]} for row in rows]
    for row in given:
        del row["id"]
    await connection.execute(changed, given)


def _copy_row(id_: str, event: int, copy: Any) -> dict[str, Any]:
    record = msgspec.json.encode(copy)
    return {"alert": id_, "article": copy.article, "event": event, "record": record}


def _row(alert: Alert, body: bytes, sayings: Sequence[Saying]) -> dict[str, Any]:
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
        "record": body,
        "sayings": pack_sayings(sayings),
        **list_columns(alert),
    }
