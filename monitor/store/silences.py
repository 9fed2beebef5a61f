"""Silences: stored until they expire or an operator ends them; expired ones stay listed.

They are checked in the transaction that stores an alert, so none is missed.
"""

import secrets
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from monitor.alerts.silence import Field, Silence
from monitor.store.schema import silences


def new_silence(
    matchers: dict[Field, tuple[str, ...]], *, who: str, comment: str, lasts: timedelta
) -> Silence:
    """Return a silence that begins now, with a new id."""
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
    """Writes and reads silences."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def put(self, silence: Silence) -> None:
        """Store a silence."""
        row = {
            "id": silence.id,
            "record": msgspec.json.encode(silence),
            "expires_at": silence.expires_at.timestamp(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(silences).values(row))

    async def all(self) -> tuple[Silence, ...]:
        """Return every silence, expired or not, newest first."""
        async with self._engine.connect() as connection:
            bodies = (await connection.execute(select(silences.c.record))).scalars().all()
        decoded = [msgspec.json.decode(body, type=Silence) for body in bodies]
        return tuple(sorted(decoded, key=lambda silence: silence.created_at, reverse=True))

    async def end(self, id_: str) -> bool:
        """Let a silence expire now; return whether one of this id was in force."""
        now = datetime.now(UTC)
        in_force = [each for each in await self.all() if each.id == id_ and each.expires_at > now]
        for silence in in_force:
            ended = msgspec.structs.replace(silence, expires_at=now)
            values = {"record": msgspec.json.encode(ended), "expires_at": now.timestamp()}
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(silences).where(silences.c.id == id_).values(values)
                )
        return bool(in_force)


async def unexpired_silences(connection: AsyncConnection, now: datetime) -> tuple[Silence, ...]:
    """Return the silences that have not expired."""
    query = select(silences.c.record).where(silences.c.expires_at > now.timestamp())
    bodies = (await connection.execute(query)).scalars()
    return tuple(msgspec.json.decode(body, type=Silence) for body in bodies)
