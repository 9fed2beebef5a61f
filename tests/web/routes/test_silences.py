"""Silences and acknowledgements over HTTP."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from tests.builders import an_alert
from tests.web.asking import client

SILENCE: dict[str, Any] = {"matchers": {"rule": ["berg-bridge"]}, "duration": "2h"}


async def test_a_silence_is_created_listed_and_ended_and_an_alert_acknowledged(
    app: FastAPI, engine: AsyncEngine
) -> None:
    async with client(app) as editor:
        created = await editor.post("/api/v1/silences", json={**SILENCE, "comment": "planned"})
        assert (created.status_code, created.json()["who"]) == (201, "token")
        id_ = created.json()["id"]
        await Archive(engine).store([an_alert()])
        [alert] = (await editor.get("/api/v1/alerts")).json()["items"]
        assert alert["suppressed_by"] == alert["hushed_by"] == f"silence {id_}"
        assert alert["suppressed"] is alert["quiet"] is True
        assert (await editor.delete(f"/api/v1/silences/{id_}")).status_code == 204
        assert (await editor.delete(f"/api/v1/silences/{id_}")).status_code == 404
        silences = (await editor.get("/api/v1/silences")).json()["items"]
        assert [silence["in_force"] for silence in silences] == [False]
        path = f"/api/v1/alerts/{alert['id']}"
        acknowledged = await editor.post(f"{path}/acknowledge", json={"note": "on it"})
        assert acknowledged.status_code == 201
        assert (await editor.get(path)).json()["acknowledged"]["note"] == "on it"


@pytest.mark.parametrize(
    "matchers",
    [
        {},
        {"rule": []},
        {"rule": ["berg-brigde"]},
        {"rule": ["berg-bridge", "other"]},
        {"actor": ["nobody-known"]},
        {"theme": ["bridges"]},
        {"act": ["shout"]},
        {"severity": ["High"]},
        {"severity": ["huge"]},
        {"colour": ["red"]},
        {"publisher": ["x" * 1000]},
        {"publisher": ["nul\x00"]},
        {"publisher": ["p"] * 1000},
    ],
    ids=lambda matchers: str(matchers)[:30],
)
async def test_matchers_that_no_alert_can_meet_are_refused(
    app: FastAPI, matchers: dict[str, list[str]]
) -> None:
    async with client(app) as editor:
        body = {"matchers": matchers, "duration": "2h"}
        answer = await editor.post("/api/v1/silences", json=body)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await editor.get("/api/v1/silences")).json()["items"] == []


@pytest.mark.parametrize(
    "duration",
    ["0", "-5", "99999999999999", "1e308", "1e400", "NaN", '"0s"', '"366d"', '"5x"', "true", "[]"],
)
async def test_a_duration_out_of_bounds_is_refused(app: FastAPI, duration: str) -> None:
    body = f'{{"matchers": {{"rule": ["berg-bridge"]}}, "duration": {duration}}}'
    headers = {"Content-Type": "application/json"}
    async with client(app) as editor:
        answer = await editor.post("/api/v1/silences", content=body, headers=headers)
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "matchers",
    [{"rule": ["feed-failing"]}, {"severity": ["low", "medium"]}, {"publisher": ["anyone"]}],
    ids=["operators", "severity", "publisher"],
)
async def test_matchers_that_alerts_can_meet_are_accepted(
    app: FastAPI, matchers: dict[str, list[str]]
) -> None:
    async with client(app) as editor:
        body = {"matchers": matchers, "duration": "2h"}
        assert (await editor.post("/api/v1/silences", json=body)).status_code == 201
