"""Latency of each stage, from the newest alerts and deliveries.

published --feed, poll--> fetched --Kafka, processor--> read --Kafka, archiver--> alerted
          --delivery--> delivered

An alert of version 0.1 does not say when its article was read; it counts in no stage that needs it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records import Alert
from monitor.store.rows import readable_or_none
from monitor.store.schema import attempts, deliveries, events

NEWEST = 200
"""Alerts and deliveries that count: an hour of a busy desk."""


@dataclass(frozen=True, slots=True)
class StageLatency:
    """Seconds that a stage took: the median, and what nine in ten do not exceed."""

    stage: str
    """``published to fetched``, ``fetched to read``, ``read to alerted`` (stored, so that readers
    see it) or ``alerted to delivered``."""
    samples: int
    p50_s: float | None
    p90_s: float | None


async def read_latency(engine: AsyncEngine) -> list[StageLatency]:
    """Return the latency of each stage; negative times, of clocks that differ, count as zero."""
    first = (
        select(events.c.record, events.c.at)
        .where(events.c.revision == 1)
        .order_by(events.c.seq.desc())
        .limit(NEWEST)
    )
    delivered = (
        select(events.c.at.label("raised"), attempts.c.at.label("sent"))
        .join(deliveries, deliveries.c.seq == attempts.c.delivery)
        .join(events, events.c.seq == deliveries.c.event)
        .where(attempts.c.outcome == "delivered")
        .order_by(attempts.c.seq.desc())
        .limit(NEWEST)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(first)).all()
        sent = (await connection.execute(delivered)).all()
    alerts = [(readable_or_none(row.record, Alert), row.at) for row in rows]
    raised = [(alert, at) for alert, at in alerts if alert is not None and not alert.replayed]
    firsts = [(alert.copies[0], alert.article.published_at, at) for alert, at in raised]
    return [
        _stage(
            "published to fetched",
            (_between(published, copy.seen_at) for copy, published, _ in firsts),
        ),
        _stage("fetched to read", (_between(copy.seen_at, copy.read_at) for copy, _, _ in firsts)),
        _stage(
            "read to alerted",
            (at - copy.read_at.timestamp() for copy, _, at in firsts if copy.read_at is not None),
        ),
        _stage("alerted to delivered", (row.sent - row.raised for row in sent)),
    ]


def _between(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()


def _stage(stage: str, durations: Iterable[float | None]) -> StageLatency:
    seconds = sorted(max(0.0, each) for each in durations if each is not None)
    return StageLatency(stage, len(seconds), _quantile(seconds, 0.5), _quantile(seconds, 0.9))


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[int(share * (len(ordered) - 1))], 3) if ordered else None
