"""The alerts of a batch: what they need is read together, decided in memory, written together.

    alerts --load--> stored alerts of their ids and events --decide, one by one--> changes --> rows

1. What an alert is beside the stored ones is decided by `monitor.alerts.unite`, whether it notifies
   anyone by `monitor.alerts.suppress`. Every alert of a batch sees those before it.
2. An alert that was united into another is stored under that one's id, and found under either.
3. The alerts that may report one event come from the lists of `monitor.store.event_index`; records
   are decoded of those alone that do.
4. Only a change becomes an event, so the live stream shows each revision once. Events are numbered
   in the order of the batch; the caller holds the lock on events.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select

from monitor.alerts.event_keys import AlertKeys, candidates, keys_of
from monitor.alerts.same_event import Saying, is_same_event, sayings_of
from monitor.alerts.silence import Silence
from monitor.alerts.suppress import Circumstances, is_repeat, suppress
from monitor.alerts.translations import WITHIN, Source, numbers_of, sources_to_compare
from monitor.alerts.unite import Raised, Updated, is_later_event, later_id, unite
from monitor.records import Alert, Article
from monitor.store.alert_rows import AlertWriter, StoredAlert, Writing, read_stored
from monitor.store.event_index import CANDIDATE_WINDOW, EventIndex, unpack_sayings
from monitor.store.readings import read_sources
from monitor.store.rows import is_among, readable, readable_or_none
from monitor.store.schema import acknowledgements, alerts, articles, joined
from monitor.store.silences import unexpired_silences

MOST_NOTIFIED = 20
"""Alerts that are read to find one that notified: a version before migration 0015 writes rows in
which all seem to have."""

Numbers = dict[str, frozenset[int]]
"""The numbers in the texts of stored articles, by article id."""


async def store_alerts(writing: Writing, batch: Sequence[Alert], numbers: Numbers) -> int:
    """Store alerts in their order; return the number of new events.

    ``numbers`` are those of articles that the caller knows; the others are read.
    """
    writer = await AlertWriter.create(writing)
    work = AlertBatch(writer, dict(numbers))
    for prepared in await work.load(batch):
        await work.store(prepared)
    await work.write()
    return len(writer.events)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An alert, and how it is compared; an alert that is stored under its id has no keys."""

    alert: Alert
    sayings: tuple[Saying, ...] = ()
    keys: AlertKeys | None = None


class AlertBatch:
    """The state of the store, as far as one batch needs and changes it."""

    def __init__(self, writer: AlertWriter, numbers: Numbers) -> None:
        self._connection, self._now = writer.writing.connection, writer.writing.now
        self._writer, self._numbers = writer, numbers
        self._stored: dict[str, StoredAlert] = {}
        self._id_of: dict[int, str] = {}
        self._united: dict[str, str] = {}
        self._looked_up: set[str] = set()
        self._index = EventIndex()
        self._acknowledged: set[str] = set()
        self._asked: set[str] = set()
        self._silences: tuple[Silence, ...] | None = None

    async def load(self, batch: Sequence[Alert]) -> list[_Prepared]:
        """Read what the alerts of a batch need, in one query for each kind; return them."""
        statements = [alert for alert in batch if alert.kind == "statement"]
        ids = {alert.id for alert in batch} | {later_id(alert) for alert in statements}
        await self._load_ids(ids)
        await self._load_numbers([alert for alert in statements if self._find(alert) is None])
        prepared = [self._prepare(alert) for alert in batch]
        await self._load_candidates(prepared)
        await self._load_acknowledged(self._stored.keys())
        return prepared

    async def store(self, prepared: _Prepared) -> None:
        """Store one alert."""
        alert, stored = await self._address(prepared.alert)
        others = [stored] if stored is not None else await self._candidates(prepared)
        before = [other.alert for other in others]
        outcome = unite(alert, before, await self._sources(alert, before))
        if isinstance(outcome, Raised):
            await self._raise(alert, prepared)
            return
        if stored is None:
            self._unite(alert.id, outcome.alert.id)
        if isinstance(outcome, Updated):
            await self._update(outcome)

    async def write(self) -> None:
        """Write every change."""
        await self._writer.write()
        await self._index.write(self._connection)

    async def _load_ids(self, ids: Iterable[str]) -> None:
        """Read the alerts of some ids, and those that they were united into."""
        wanted = set(ids) - self._looked_up
        if not wanted:
            return
        query = select(joined).where(is_among(self._connection, joined.c.alert, wanted))
        for row in (await self._connection.execute(query)).all():
            self._united.setdefault(row.alert, row.into)
        self._looked_up |= wanted
        targets = {self._united.get(id_, id_) for id_ in wanted} - self._stored.keys()
        self._looked_up |= targets
        self._add(await read_stored(self._connection, alerts.c.id, targets))

    def _add(self, stored: Iterable[StoredAlert]) -> None:
        for each in stored:
            if each.seq not in self._id_of:
                self._stored[each.alert.id] = each
                self._id_of[each.seq] = each.alert.id

    def _find(self, alert: Alert) -> StoredAlert | None:
        return self._stored.get(self._united.get(alert.id, alert.id))

    async def _address(self, alert: Alert) -> tuple[Alert, StoredAlert | None]:
        """Return an alert under the id of its event, and the stored alert of that id, if any."""
        while True:
            await self._load_ids([alert.id])
            if alert.id in self._united:
                alert = msgspec.structs.replace(alert, id=self._united[alert.id])
            stored = self._stored.get(alert.id)
            if stored is None or not is_later_event(alert, stored.alert):
                return alert, stored
            alert = msgspec.structs.replace(alert, id=later_id(alert))

    def _prepare(self, alert: Alert) -> _Prepared:
        if alert.kind != "statement" or self._find(alert) is not None:
            return _Prepared(alert)
        sayings = sayings_of(alert)
        return _Prepared(alert, sayings, keys_of(alert, sayings, self._numbers))

    async def _load_numbers(self, batch: Iterable[Alert]) -> None:
        """Read the numbers of the articles that carry some alerts."""
        ids = {
            rendition.article.id
            for alert in batch
            if alert.actor is not None
            for rendition in alert.renditions
        } - self._numbers.keys()
        if not ids:
            return
        query = select(articles.c.record).where(is_among(self._connection, articles.c.id, ids))
        bodies = (await self._connection.execute(query)).scalars().all()
        for article in readable(bodies, Article):
            self._numbers[article.id] = numbers_of(article.text)

    async def _load_candidates(self, batch: Sequence[_Prepared]) -> None:
        """Read the stored alerts that report the event of one of some alerts, and no others."""
        keyed = [(each, each.keys) for each in batch if each.keys is not None]
        searched = {key for _, keys in keyed for key in keys.searched}
        await self._index.load(self._connection, searched)
        by_alert = [
            (each, candidates(keys, self._index.list_of) - self._id_of.keys())
            for each, keys in keyed
        ]
        seqs = set[int]().union(*(own for _, own in by_alert))
        if not seqs:
            return
        query = select(alerts.c.seq, alerts.c.rule, alerts.c.actor, alerts.c.sayings)
        rows = await self._connection.execute(
            query.where(is_among(self._connection, alerts.c.seq, seqs))
        )
        others = {
            row.seq: ((row.rule, row.actor), unpack_sayings(row.sayings)) for row in rows.all()
        }
        wanted = set()
        for each, own in by_alert:
            rule_and_actor = (each.alert.rule, each.alert.actor)
            for seq in own & others.keys():
                theirs, sayings = others[seq]
                if theirs == rule_and_actor and _may_be_one(each.sayings, sayings):
                    wanted.add(seq)
        self._add(await read_stored(self._connection, alerts.c.seq, wanted))

    async def _candidates(self, prepared: _Prepared) -> list[StoredAlert]:
        """Return the stored alerts that may report the event of a new one, oldest first."""
        alert, keys = prepared.alert, prepared.keys
        if alert.kind != "statement":
            return []
        if keys is None:  # found by its id, but said too long ago
            await self._load_numbers([alert])
            keys = keys_of(alert, sayings_of(alert), self._numbers)
            await self._load_candidates([_Prepared(alert, sayings_of(alert), keys)])
        ids = (self._id_of.get(seq) for seq in sorted(candidates(keys, self._index.list_of)))
        possible = [self._stored[id_] for id_ in ids if id_ is not None]
        return [
            other
            for other in possible
            if (other.alert.rule, other.alert.actor) == (alert.rule, alert.actor)
            and abs(other.alert.raised_at - alert.raised_at) <= CANDIDATE_WINDOW
        ]

    async def _sources(self, alert: Alert, others: Sequence[Alert]) -> dict[str, Source]:
        return await read_sources(self._connection, sources_to_compare(alert, others))

    async def _load_acknowledged(self, ids: Iterable[str]) -> None:
        """Read which alerts are acknowledged; ids that were asked for before are known."""
        wanted = set(ids) - self._asked
        if not wanted:
            return
        self._asked |= wanted
        own = is_among(self._connection, acknowledgements.c.alert, wanted)
        query = select(acknowledgements.c.alert).where(own)
        self._acknowledged.update((await self._connection.execute(query)).scalars())

    async def _raise(self, alert: Alert, prepared: _Prepared) -> None:
        circumstances = Circumstances()
        if not alert.suppressed:
            circumstances = Circumstances(
                now=self._now,
                silences=await self._unexpired_silences(),
                notified_at=await self._notified_at(alert),
            )
        sayings = prepared.sayings or _sayings_of(alert)
        stored = self._writer.raise_alert(alert, suppress(alert, circumstances), sayings)
        self._add([stored])
        if sayings:
            keys = prepared.keys or keys_of(alert, sayings, self._numbers)
            self._index.add(stored.seq, keys)

    async def _update(self, updated: Updated) -> None:
        before, alert = self._stored[updated.before.id], updated.alert
        for id_ in updated.absorbed:
            self._absorb(id_, alert.id)
        await self._load_acknowledged([alert.id])
        circumstances = Circumstances(
            is_repeat=is_repeat(updated.before, alert),
            is_acknowledged=alert.id in self._acknowledged,
        )
        sayings = _sayings_of(alert)
        decision = suppress(alert, circumstances)
        stored = self._writer.update_alert(before, alert, decision, sayings)
        self._stored[alert.id] = stored
        if sayings and sayings != sayings_of(updated.before):
            await self._load_numbers([alert])
            keys = keys_of(alert, sayings, self._numbers)
            await self._index.load(self._connection, keys.searched)
            self._index.add(stored.seq, keys)

    def _absorb(self, id_: str, into: str) -> None:
        stored = self._stored.pop(id_)
        del self._id_of[stored.seq]
        self._writer.remove_alert(stored)
        self._unite(id_, into)
        for other, target in self._united.items():
            if target == id_:
                self._unite(other, into)

    def _unite(self, id_: str, into: str) -> None:
        """Note that an alert is part of another one."""
        self._united[id_] = self._writer.united[id_] = into

    async def _unexpired_silences(self) -> tuple[Silence, ...]:
        if self._silences is None:
            self._silences = await unexpired_silences(self._connection, self._now)
        return self._silences

    async def _notified_at(self, alert: Alert) -> tuple[datetime, ...]:
        """Return when an alert of the rule and actor notified within the cool-down, if one did."""
        if not alert.cool_down_s:
            return ()
        first = alert.raised_at - timedelta(seconds=alert.cool_down_s)
        own = [
            other.alert.raised_at
            for other in self._stored.values()
            if (other.alert.rule, other.alert.actor) == (alert.rule, alert.actor)
            and not other.alert.suppressed
            and first <= other.alert.raised_at <= alert.raised_at
        ]
        return (own[0],) if own else await self._stored_notified_at(alert, first)

    async def _stored_notified_at(self, alert: Alert, first: datetime) -> tuple[datetime, ...]:
        in_force = (
            select(alerts.c.id, alerts.c.record)
            .where(alerts.c.rule == alert.rule, alerts.c.actor.is_not_distinct_from(alert.actor))
            .where(alerts.c.raised_at.between(first.timestamp(), alert.raised_at.timestamp()))
            .where(alerts.c.suppressed == 0)
            .limit(MOST_NOTIFIED)
        )
        for row in (await self._connection.execute(in_force)).all():
            other = readable_or_none(row.record, Alert)
            if other is not None and not other.suppressed and other.id not in self._stored:
                return (other.raised_at,)
        return ()


def _sayings_of(alert: Alert) -> tuple[Saying, ...]:
    return sayings_of(alert) if alert.kind == "statement" else ()


def _may_be_one(ours: Sequence[Saying], theirs: Sequence[Saying]) -> bool:
    """Return whether two alerts report one event, or may, in two languages."""
    return any(
        is_same_event(one, other)
        or (one.language != other.language and abs(one.at - other.at) <= WITHIN)
        for one in ours
        for other in theirs
    )
