"""Tokens and the audit log over HTTP."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.tokens import Tokens
from tests.web.asking import client

ROLES = ("reader", "editor", "admin")


async def _create(app: FastAPI) -> dict[str, dict[str, str]]:
    """Create a token of each role."""
    created = {}
    async with client(app) as admin:
        for role in ROLES:
            body = {"name": f"{role} one", "role": role, "lasts": "90d"}
            created[role] = (await admin.post("/api/v1/tokens", json=body)).json()
    return created


async def test_the_secret_of_a_token_is_returned_once_and_stored_as_a_digest(
    app: FastAPI, engine: AsyncEngine
) -> None:
    created = await _create(app)
    async with client(app) as admin:
        taken = await admin.post("/api/v1/tokens", json={"name": "reader one"})
        assert taken.status_code == 409
        listing = (await admin.get("/api/v1/tokens")).text
    async with engine.connect() as connection:
        rows = str((await connection.exec_driver_sql("select * from tokens")).all())
    for token in created.values():
        assert token["token"] not in listing
        assert token["token"] not in rows


async def test_a_token_allows_what_its_role_says(app: FastAPI) -> None:
    silence = {"matchers": {"rule": ["berg-bridge"]}, "duration": "1h"}
    statuses = {}
    for role, token in (await _create(app)).items():
        async with client(app, token["token"]) as holder:
            statuses[role] = [
                (await holder.get("/api/v1/alerts")).status_code,
                (await holder.post("/api/v1/silences", json=silence)).status_code,
                (await holder.get("/api/v1/tokens")).status_code,
            ]
    assert statuses == {
        "reader": [200, 403, 403],
        "editor": [200, 201, 403],
        "admin": [200, 201, 200],
    }


async def test_a_revoked_token_ends_and_changes_are_in_the_audit_log(app: FastAPI) -> None:
    editor = (await _create(app))["editor"]
    silence = {"matchers": {"rule": ["berg-bridge"]}, "duration": "1h"}
    async with client(app) as admin, client(app, editor["token"]) as holder:
        assert (await holder.post("/api/v1/silences", json=silence)).status_code == 201
        assert (await holder.get("/api/v1/alerts")).status_code == 200
        assert (await admin.delete(f"/api/v1/tokens/{editor['id']}")).status_code == 204
        assert (await holder.get("/api/v1/alerts")).status_code == 401
        entries = (await admin.get("/api/v1/audit")).json()["items"]
        log = [(entry["who"], entry["did"], entry["status"]) for entry in entries]
        assert ("editor one", "POST /api/v1/silences", 201) in log


async def test_an_expired_token_is_refused(app: FastAPI, engine: AsyncEngine) -> None:
    secret, _ = await Tokens(engine).create("brief", "reader", timedelta(seconds=0))
    async with client(app, secret) as late:
        assert (await late.get("/api/v1/alerts")).status_code == 401


@pytest.mark.parametrize(
    "lasts",
    ["0", "-1", "1e308", "1e400", '"0s"', '"59s"', '"3651d"', '"9999999d"', '"99999999999999999d"'],
)
async def test_a_lifetime_out_of_bounds_is_refused_and_leaves_the_list_readable(
    app: FastAPI, lasts: str
) -> None:
    async with client(app) as admin:
        body = f'{{"name": "x", "lasts": {lasts}}}'
        headers = {"Content-Type": "application/json"}
        answer = await admin.post("/api/v1/tokens", content=body, headers=headers)
        assert answer.status_code == 422
        assert (await admin.get("/api/v1/tokens")).json() == {"items": []}
