"""``/api/v1/tokens`` and ``/api/v1/audit``: an admin's."""

import dataclasses
from datetime import timedelta
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException
from pydantic import Field

from monitor.config.models import Model
from monitor.records.fields import Duration
from monitor.store.tokens import Role, Tokens


class TokenRequest(Model):
    """Whom a token is for, what it may do, and how long it lasts: ``90d``; left out: a year."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\w .@-]+$")]
    role: Role = "reader"
    lasts: Duration = timedelta(days=365)


def add_tokens(app: FastAPI, tokens: Tokens) -> None:
    """Add the routes."""

    @app.get("/api/v1/tokens")
    async def listed() -> dict[str, Any]:
        return {"items": [dataclasses.asdict(token) for token in await tokens.all()]}

    @app.post("/api/v1/tokens", status_code=201)
    async def create(asked: TokenRequest) -> dict[str, Any]:
        if any(
            token.name == asked.name and token.revoked_at is None for token in await tokens.all()
        ):
            raise HTTPException(409, f"{asked.name} has a token; revoke it first")
        secret, token = await tokens.create(asked.name, asked.role, asked.lasts)
        return {**dataclasses.asdict(token), "token": secret}

    @app.delete("/api/v1/tokens/{id_}", status_code=204)
    async def revoke(id_: str) -> None:
        if not await tokens.revoke(id_):
            raise HTTPException(404, f"no token {id_} is in force")

    @app.get("/api/v1/audit")
    async def log() -> dict[str, Any]:
        return {"items": await tokens.log()}
