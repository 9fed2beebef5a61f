"""Saved views: a list with its filter, under a name; a person's own, or shared with everyone."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.schema import saved_views

ViewKind = Literal["alerts", "statements", "articles"]
VIEW_KINDS: tuple[ViewKind, ...] = get_args(ViewKind)


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """One saved view; ``query`` holds the parameters of the list as the API takes them."""

    id: str
    name: str
    kind: ViewKind
    query: dict[str, Any]
    owner: str
    is_shared: bool
    created_at: datetime
    updated_at: datetime


class SavedViews:
    """Writes and reads saved views."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def visible_to(self, who: str) -> list[SavedView]:
        """Return a person's own views and the shared ones, by name."""
        query = (
            select(saved_views)
            .where(or_(saved_views.c.owner == who, saved_views.c.is_shared == 1))
            .order_by(saved_views.c.name, saved_views.c.id)
        )
        async with self._engine.connect() as connection:
            return [_view_of(row) for row in await connection.execute(query)]

    async def get(self, id_: str) -> SavedView | None:
        """Return a view, or None."""
        query = select(saved_views).where(saved_views.c.id == id_)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return _view_of(row) if row is not None else None

    async def add(
        self, name: str, kind: ViewKind, query: dict[str, Any], *, owner: str, is_shared: bool
    ) -> SavedView:
        """Store a new view and return it."""
        now = datetime.now(UTC)
        view = SavedView(
            id=f"view-{secrets.token_hex(6)}",
            name=name,
            kind=kind,
            query=query,
            owner=owner,
            is_shared=is_shared,
            created_at=now,
            updated_at=now,
        )
        async with self._engine.begin() as connection:
            await connection.execute(insert(saved_views).values(_row_of(view)))
        return view

    async def put(self, view: SavedView) -> None:
        """Replace a view."""
        own = saved_views.c.id == view.id
        async with self._engine.begin() as connection:
            await connection.execute(update(saved_views).where(own).values(_row_of(view)))

    async def remove(self, id_: str) -> None:
        """Remove a view."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(saved_views).where(saved_views.c.id == id_))


def _row_of(view: SavedView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "kind": view.kind,
        "query": json.dumps(view.query, ensure_ascii=False, sort_keys=True),
        "owner": view.owner,
        "is_shared": int(view.is_shared),
        "created_at": view.created_at.timestamp(),
        "updated_at": view.updated_at.timestamp(),
    }


def _view_of(row: Row[Any]) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        query=json.loads(row.query),
        owner=row.owner,
        is_shared=bool(row.is_shared),
        created_at=datetime.fromtimestamp(row.created_at, UTC),
        updated_at=datetime.fromtimestamp(row.updated_at, UTC),
    )
