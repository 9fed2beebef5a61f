"""The lists of `monitor.alerts.event_keys` in SQL, and what the alerts in them are compared by.

1. The lists that a batch needs are read in one query, changed in memory, and written once.
2. Column ``sayings`` is beside an alert's record, so that no record is decoded to find out that it
   reports another event.
3. Alerts without it, written by a version before migration 0015, are added to the lists by the next
   batch (`monitor.store.unkeyed`), so that both versions may run at a time.
4. Lists of past periods are emptied, `MOST_EMPTIED` entries a batch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.event_keys import PERIOD, AlertKeys, Entry, Key, entries_of
from monitor.alerts.same_event import Saying
from monitor.records.alert import EVENT_WINDOW
from monitor.store.database import upsert_into
from monitor.store.rows import is_among
from monitor.store.schema import alerts, event_keys

CANDIDATE_WINDOW = EVENT_WINDOW * 1.5
"""Alerts raised within this may be one event: articles are published within `EVENT_WINDOW` of each
other, and raised a little later."""
MOST_EMPTIED = 2_000
"""Entries that a batch removes from past periods: more than it adds, and some 5 ms."""
_PERIODS_TOGETHER = 4
"""Periods that are read in one query; articles of one day touch two."""

_SAYINGS = msgspec.msgpack.Decoder(tuple[Saying, ...])


def pack_sayings(sayings: Sequence[Saying]) -> bytes:
    """Return renditions as they are compared, as bytes."""
    return msgspec.msgpack.encode(sayings)


def unpack_sayings(body: bytes | None) -> tuple[Saying, ...]:
    """Return the renditions in the output of `pack_sayings`; none for None."""
    return _SAYINGS.decode(body) if body else ()


class EventIndex:
    """The lists that one batch reads and changes."""

    def __init__(self) -> None:
        self._lists: dict[Key, list[Entry]] = {}
        self._added: dict[tuple[Key, int], bool] = {}

    def list_of(self, key: Key) -> Sequence[Entry]:
        """Return the list of a key that was loaded."""
        return self._lists.get(key, ())

    async def load(self, connection: AsyncConnection, keys: Iterable[Key]) -> None:
        """Read the lists of some keys."""
        by_period: dict[int, set[int]] = defaultdict(set)
        for period, key in keys:
            if (period, key) not in self._lists:
                self._lists[period, key] = []
                by_period[period].add(key)
        periods = sorted(by_period)
        for start in range(0, len(periods), _PERIODS_TOGETHER):
            some = periods[start : start + _PERIODS_TOGETHER]
            together = set[int]().union(*(by_period[period] for period in some))
            query = select(
                event_keys.c.period, event_keys.c.key, event_keys.c.alert, event_keys.c.is_probe
            ).where(event_keys.c.period.in_(some), is_among(connection, event_keys.c.key, together))
            for period, key, alert, is_probe in (await connection.execute(query)).all():
                if key in by_period[period]:
                    self._lists[period, key].append(Entry(alert, bool(is_probe)))

    def add(self, alert: int, keys: AlertKeys) -> None:
        """Put an alert into the lists of its keys; those were loaded."""
        for key, entry in list(entries_of(alert, keys, self.list_of)):
            entries = self._lists.setdefault(key, [])
            earlier = next((each for each in entries if each.alert == alert), None)
            if earlier is not None and earlier.is_probe >= entry.is_probe:
                continue
            if earlier is not None:
                entries.remove(earlier)
            entries.append(entry)
            self._added[key, alert] = entry.is_probe

    async def write(self, connection: AsyncConnection) -> None:
        """Write what was added."""
        rows = [
            {"period": period, "key": key, "alert": alert, "is_probe": int(is_probe)}
            for ((period, key), alert), is_probe in self._added.items()
        ]
        self._added.clear()
        if rows:
            added = upsert_into(connection)(event_keys)
            changed = {"is_probe": added.excluded.is_probe}
            index = ["period", "key", "alert"]
            await connection.execute(
                added.on_conflict_do_update(index_elements=index, set_=changed), rows
            )


async def empty_past_periods(connection: AsyncConnection, now: datetime) -> None:
    """Remove some entries of alerts that no new alert can be united with any more.

    An article may be much older than its alert, so the alert's own time counts too.
    """
    period = int((now - CANDIDATE_WINDOW - EVENT_WINDOW).timestamp() // PERIOD.total_seconds())
    oldest = (now - CANDIDATE_WINDOW - timedelta(days=1)).timestamp()
    last = (
        select(alerts.c.seq)
        .where(alerts.c.raised_at < oldest)
        .order_by(alerts.c.raised_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = (event_keys.c.period, event_keys.c.key, event_keys.c.alert)
    past = (
        select(*columns)
        .where(event_keys.c.period < period, event_keys.c.alert <= func.coalesce(last, 0))
        .limit(MOST_EMPTIED)
    )
    await connection.execute(delete(event_keys).where(tuple_(*columns).in_(past)))
