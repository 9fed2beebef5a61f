"""Tokens of the API: stored as digests only, with a role; they can be revoked and may expire."""

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.schema import tokens

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Roles, least privileged first: read; change watchlist, silences and subscriptions; manage
tokens."""

PREFIX = "nm_"
"""Prefix of every token, by which scanners for leaked secrets recognise it."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


def digest_of(secret: str) -> str:
    """Return the digest under which a token or its cookie is stored.

    Tokens are long and random, so a plain hash is enough: no dictionary helps against it.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def cookie_of(secret: str) -> str:
    """Return the dashboard's cookie for a token; the token cannot be derived from it."""
    return digest_of(f"cookie:{secret}")


class Tokens:
    """Writes and reads tokens."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def create(self, name: str, role: Role, lasts: timedelta | None) -> tuple[str, Token]:
        """Create a token; the secret is returned only here. Without ``lasts`` it never expires."""
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
        return secret, _token_of(row)

    async def all(self) -> list[Token]:
        """Return every token, newest first."""
        query = select(tokens).order_by(tokens.c.created_at.desc())
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_token_of(row) for row in rows]

    async def revoke(self, id_: str) -> bool:
        """Revoke a token; return whether one of this id was not revoked yet."""
        own = (tokens.c.id == id_) & tokens.c.revoked_at.is_(None)
        revoked = update(tokens).where(own).values(revoked_at=time.time())
        async with self._engine.begin() as connection:
            return bool((await connection.execute(revoked)).rowcount)

    async def forget_expired(self, mark: str) -> None:
        """Remove the expired tokens whose names end with a mark."""
        expired = tokens.c.name.endswith(mark, autoescape=True) & (
            tokens.c.expires_at <= time.time()
        )
        async with self._engine.begin() as connection:
            await connection.execute(delete(tokens).where(expired))

    async def find(self, bearer: str | None, cookie: str | None) -> Token | None:
        """Return the token in force of a bearer token or a cookie, or None."""
        clauses = []
        if bearer:
            clauses.append(tokens.c.digest == digest_of(bearer))
        if cookie:
            clauses.append(tokens.c.cookie == digest_of(cookie))
        if not clauses:
            return None
        query = select(tokens).where(or_(*clauses), tokens.c.revoked_at.is_(None))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        if row is None or (row["expires_at"] is not None and row["expires_at"] <= time.time()):
            return None
        return _token_of(row)


def _token_of(row: Mapping[Any, Any]) -> Token:
    return Token(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        expires_at=_moment_of(row["expires_at"]),
        revoked_at=_moment_of(row["revoked_at"]),
    )


def _moment_of(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
