"""Silences and acknowledgements: they survive every restart, and are asked for in the transaction that stores an alert."""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.silence import Field, Silence
from monitor.records import Alert
from monitor.store.schema import acknowledgements, alerts, silences


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody has taken an alert on."""

    alert: str
    who: str
    note: str
    at: datetime


def new_silence(
    matchers: dict[Field, tuple[str, ...]], *, who: str, comment: str, lasts: timedelta
) -> Silence:
    """Return a silence that begins now, under an id of its own."""
    now = datetime.now(UTC)
    return Silence(
        id=f"silence-{secrets.token_hex(6)}",
        matchers=matchers,
        who=who,
        comment=comment,
        created_at=now,
        expires_at=now + lasts,
    )


class Silences:
    """Writes and reads silences and acknowledgements."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def put(self, silence: Silence) -> None:
        """Store a silence."""
        async with self._engine.begin() as connection:
            record = msgspec.json.encode(silence)
            expires_at = silence.expires_at.timestamp()
            await connection.execute(
                insert(silences).values(id=silence.id, record=record, expires_at=expires_at)
            )

    async def all(self) -> tuple[Silence, ...]:
        """Return every silence, the newest first; those that are over too."""
        async with self._engine.connect() as connection:
            records = (await connection.execute(select(silences.c.record))).scalars().all()
        found = [msgspec.json.decode(record, type=Silence) for record in records]
        return tuple(sorted(found, key=lambda silence: silence.created_at, reverse=True))

    async def end(self, id_: str) -> bool:
        """End a silence now; return whether there was one in force."""
        now = datetime.now(UTC)
        for silence in await self.all():
            if silence.id == id_ and silence.expires_at > now:
                record = msgspec.json.encode(msgspec.structs.replace(silence, expires_at=now))
                async with self._engine.begin() as connection:
                    changed = update(silences).where(silences.c.id == id_)
                    await connection.execute(
                        changed.values(record=record, expires_at=now.timestamp())
                    )
                return True
        return False

    async def acknowledge(self, alert: str, who: str, note: str = "") -> bool:
        """Note that somebody has taken an alert on: its updates notify nobody; return whether there is such an alert."""
        async with self._engine.begin() as connection:
            if (
                await connection.execute(select(alerts.c.id).where(alerts.c.id == alert))
            ).first() is None:
                return False
            await connection.execute(
                delete(acknowledgements).where(acknowledgements.c.alert == alert)
            )
            row = {"alert": alert, "who": who, "note": note, "at": time.time()}
            await connection.execute(insert(acknowledgements).values(row))
        return True

    async def acknowledged(self, ids: Sequence[str]) -> dict[str, Acknowledged]:
        """Return by alert who has taken it on, for those of some alerts that somebody has."""
        query = select(acknowledgements).where(acknowledgements.c.alert.in_(ids))
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return {
            row.alert: Acknowledged(
                alert=row.alert, who=row.who, note=row.note, at=datetime.fromtimestamp(row.at, UTC)
            )
            for row in rows
        }


async def silenced_by(connection: AsyncConnection, alert: Alert) -> str | None:
    """Return the silence that holds for an alert at the moment at which it is stored, or None."""
    now = datetime.now(UTC)
    records = await connection.execute(
        select(silences.c.record).where(silences.c.expires_at > now.timestamp())
    )
    for record in records.scalars():
        silence = msgspec.json.decode(record, type=Silence)
        if silence.holds(alert, now):
            return silence.id
    return None


async def is_acknowledged(connection: AsyncConnection, alert: str) -> bool:
    """Return whether somebody has taken an alert on."""
    found = select(acknowledgements.c.alert).where(acknowledgements.c.alert == alert)
    return (await connection.execute(found)).first() is not None
