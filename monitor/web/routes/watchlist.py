"""``/api/v1/watchlist``: what is in force, and changes of it, each stored with a version, who made it and when.

A change is checked with everything else before it is stored, and is in force in every process within five seconds.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol

from fastapi import Body, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from monitor.config import Change, Configuration
from monitor.config.changes import ItemKind
from monitor.records.errors import ConfigurationError
from monitor.records.fields import Identifier
from monitor.store.changes import Changes
from monitor.watchlist import WatchlistIndex


class InForce(Protocol):
    """The configuration in force."""

    @property
    def index(self) -> WatchlistIndex:
        """The watchlist in force. Asked for at every request."""
        ...

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration as it would be with these changes. Called before a change is stored. Raises `ConfigurationError`."""
        ...


def add_watchlist(app: FastAPI, changes: Changes, live: InForce) -> None:
    """Add the routes."""

    @app.get("/api/v1/watchlist")
    async def watchlist() -> dict[str, Any]:
        in_force = live.index.watchlist
        made = await changes.all()
        return {
            "hash": in_force.hash,
            "version": made[-1].version if made else 0,
            "actors": len(in_force.actors),
            "themes": [
                {"id": theme.id, "name": theme.name, "query": theme.query}
                for theme in in_force.themes
            ],
            "rules": [
                {"id": rule.id, "name": rule.name, "severity": rule.severity}
                for rule in in_force.rules
            ],
        }

    @app.get("/api/v1/watchlist/changes")
    async def history() -> dict[str, Any]:
        return {"items": [_view(change) for change in reversed(await changes.all())]}

    @app.put("/api/v1/watchlist/{kind}/{id_}")
    async def put(
        kind: ItemKind, id_: Identifier, request: Request, body: Annotated[dict[str, Any], Body()]
    ) -> Any:
        if body.get("id", id_) != id_:
            raise HTTPException(422, f"the body is of {body['id']!r}, the address of {id_!r}")
        return await store(
            kind, id_, {key: value for key, value in body.items() if key != "id"}, request
        )

    @app.delete("/api/v1/watchlist/{kind}/{id_}")
    async def remove(kind: ItemKind, id_: Identifier, request: Request) -> Any:
        listed = live.index.watchlist
        known = {
            "themes": [theme.id for theme in listed.themes],
            "rules": [rule.id for rule in listed.rules],
        }
        if live.index.find_actor(id_) is None if kind == "actors" else id_ not in known[kind]:
            raise HTTPException(404, f"no {kind[:-1]} {id_} is in force")
        return await store(kind, id_, None, request)

    async def store(kind: ItemKind, id_: str, body: dict[str, Any] | None, request: Request) -> Any:
        made = await changes.all()
        version = (made[-1].version if made else 0) + 1
        tried = Change(
            version=version,
            kind=kind,
            id=id_,
            body=body,
            who=request.state.who,
            at=datetime.now(UTC),
        )
        try:
            would_be = live.check((*made, tried))
        except ConfigurationError as error:
            mistakes = [
                {"where": f"{each.file}: {each.path}", "message": each.message}
                for each in error.mistakes
            ]
            problem = {
                "type": "about:blank",
                "title": "The watchlist would be wrong",
                "status": 422,
                "mistakes": mistakes,
            }
            return JSONResponse(problem, 422, media_type="application/problem+json")
        stored = await changes.add(kind, id_, body, request.state.who)
        return {"version": stored, "hash": would_be.hash}


def _view(change: Change) -> dict[str, Any]:
    return {
        "version": change.version,
        "kind": change.kind,
        "id": change.id,
        "body": change.body,
        "who": change.who,
        "at": change.at.isoformat(),
    }
