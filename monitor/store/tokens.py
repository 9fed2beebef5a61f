"""Tokens: kept as digests alone, with a role, revocable, ending by themselves; and the log of who changed what."""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.schema import audit, tokens

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From who may least to who may most: read; change watchlist, silences, subscriptions; manage tokens."""

PREFIX = "nm_"
"""Tokens begin so, that whoever finds one in a repository knows what it is."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token, without what it is."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def digest_of(secret: str) -> str:
    """Return the digest under which a token, or its cookie, is kept: tokens are long and random, so a plain hash does (no dictionary helps)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_of(secret: str) -> str:
    """Return what the dashboard's cookie holds for a token: not the token itself."""
    return digest_of(f"cookie:{secret}")


class Tokens:
    """Writes and reads tokens and the log."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(self, name: str, role: Role, lasts: timedelta | None) -> tuple[str, Token]:
        """Make a token; return it, which nobody can ever do again, and what is kept of it."""
        secret = PREFIX + secrets.token_urlsafe(32)
        now = time.time()
        row = {
            "id": f"token-{secrets.token_hex(6)}",
            "name": name,
            "role": role,
            "digest": digest_of(secret),
            "cookie": digest_of(cookie_of(secret)),
            "created_at": now,
            "expires_at": now + lasts.total_seconds() if lasts is not None else None,
            "revoked_at": None,
        }
        async with self._engine.begin() as connection:
            await connection.execute(insert(tokens).values(row))
        return secret, _token(row)

    async def all(self) -> list[Token]:
        """Return every token, the newest first."""
        async with self._engine.connect() as connection:
            rows = (
                (await connection.execute(select(tokens).order_by(tokens.c.created_at.desc())))
                .mappings()
                .all()
            )
        return [_token(dict(row)) for row in rows]

    async def revoke(self, id_: str) -> bool:
        """Revoke a token; return whether there was one in force."""
        async with self._engine.begin() as connection:
            mine = (tokens.c.id == id_) & tokens.c.revoked_at.is_(None)
            changed = await connection.execute(
                update(tokens).where(mine).values(revoked_at=time.time())
            )
        return bool(changed.rowcount)

    async def find(self, bearer: str | None, cookie: str | None) -> Token | None:
        """Return the token in force that somebody shows, as itself or as its cookie, or None."""
        shown = [tokens.c.digest == digest_of(bearer)] if bearer else []
        shown += [tokens.c.cookie == digest_of(cookie)] if cookie else []
        if not shown:
            return None
        now = time.time()
        query = select(tokens).where(or_(*shown), tokens.c.revoked_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None or (row["expires_at"] is not None and row["expires_at"] <= now):
            return None
        return _token(dict(row))

    async def note(self, who: str, did: str, status: int) -> None:
        """Write into the log what somebody did."""
        async with self._engine.begin() as connection:
            row = {"who": who, "did": did[:300], "status": status, "at": time.time()}
            await connection.execute(insert(audit).values(row))

    async def log(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Return the newest entries of the log."""
        async with self._engine.connect() as connection:
            rows = (
                (await connection.execute(select(audit).order_by(audit.c.seq.desc()).limit(limit)))
                .mappings()
                .all()
            )
        return [{**row, "at": datetime.fromtimestamp(row["at"], UTC).isoformat()} for row in rows]


def _token(row: dict[str, Any]) -> Token:
    def moment(name: str) -> datetime | None:
        return datetime.fromtimestamp(row[name], UTC) if row[name] is not None else None

    created = moment("created_at")
    assert created is not None, "every token has been made"
    return Token(
        row["id"], row["name"], row["role"], created, moment("expires_at"), moment("revoked_at")
    )
