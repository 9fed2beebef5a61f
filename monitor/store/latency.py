"""Latency of each stage, from the newest alerts and deliveries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    """``published to seen``, ``seen to alerted`` or ``alerted to delivered``."""
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
    return [
        _stage("published to seen", (_to_seen(alert) for alert, _ in raised)),
        _stage("seen to alerted", (at - _seen_at(alert) for alert, at in raised)),
        _stage("alerted to delivered", (row.sent - row.raised for row in sent)),
    ]


def _seen_at(alert: Alert) -> float:
    return alert.copies[0].seen_at.timestamp()


def _to_seen(alert: Alert) -> float | None:
    published_at = alert.article.published_at
    return _seen_at(alert) - published_at.timestamp() if published_at is not None else None


def _stage(stage: str, durations: Iterable[float | None]) -> StageLatency:
    seconds = sorted(max(0.0, each) for each in durations if each is not None)
    return StageLatency(stage, len(seconds), _quantile(seconds, 0.5), _quantile(seconds, 0.9))


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return round(ordered[int(share * (len(ordered) - 1))], 3) if ordered else None
