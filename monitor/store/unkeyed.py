"""Alerts that were stored without keys, by a version before migration 0015: added to the lists.

So a new archiver finds what an old one beside it stores. Only alerts of the window count; there are
none after a few batches.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.event_keys import keys_of
from monitor.alerts.same_event import sayings_of
from monitor.records import Alert
from monitor.store.alert_columns import list_columns
from monitor.store.event_index import CANDIDATE_WINDOW, EventIndex, pack_sayings
from monitor.store.rows import readable_or_none
from monitor.store.schema import alerts

MOST_AT_ONCE = 500
"""Alerts that one batch adds: some 0.1 s."""


async def add_missing_keys(connection: AsyncConnection, now: datetime) -> int:
    """Add keys to some alerts of the window that have none; return how many."""
    query = (
        select(alerts.c.seq, alerts.c.record)
        .where(
            alerts.c.sayings.is_(None),
            alerts.c.raised_at >= (now - CANDIDATE_WINDOW).timestamp(),
        )
        .order_by(alerts.c.raised_at)
        .limit(MOST_AT_ONCE)
    )
    rows = (await connection.execute(query)).all()
    if not rows:
        return 0
    changed, keyed = [], []
    for seq, record in rows:
        alert = readable_or_none(record, Alert)
        is_compared = alert is not None and alert.kind == "statement"
        sayings = sayings_of(alert) if alert is not None and is_compared else ()
        columns = {"sayings": pack_sayings(sayings)}
        changed.append({"own_seq": seq, **columns, **_list_columns(alert)})
        if alert is not None and sayings:
            # Its articles are not read: it may have any number, so translations find it.
            keyed.append((seq, keys_of(alert, sayings, {})))
    index = EventIndex()
    await index.load(connection, {key for _, keys in keyed for key in keys.searched})
    for seq, keys in keyed:
        index.add(seq, keys)
    names: dict[str, Any] = {name: bindparam(name) for name in changed[0] if name != "own_seq"}
    own = alerts.c.seq == bindparam("own_seq")
    await connection.execute(update(alerts).where(own).values(names), changed)
    await index.write(connection)
    return len(rows)


def _list_columns(alert: Alert | None) -> dict[str, Any]:
    """Return the columns for lists; of an alert that cannot be decoded, those of none."""
    if alert is None:
        return {"said_by": "", "publishers": "", "languages": "", "suppressed": 1}
    return list_columns(alert)
