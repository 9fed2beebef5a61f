"""Bounds of request bodies: size, duration, nesting."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.web import Limits
from monitor.web.bodies import depth_of
from tests.web.asking import client, create_app

JSON = {"Content-Type": "application/json"}
MEGABYTE = 1_000_000
CHANGES = [
    ("POST", "/api/v1/silences"),
    ("POST", "/api/v1/subscriptions"),
    ("PUT", "/api/v1/watchlist/rules/x"),
    ("POST", "/api/v1/tokens"),
    ("POST", "/api/v1/alerts/x/feedback"),
    ("DELETE", "/api/v1/silences/x"),
    ("POST", "/login"),
]


async def _chunks(size: int) -> AsyncIterator[bytes]:
    """Send a body of a size without naming its length."""
    for _ in range(0, size, 65_536):
        yield b" " * 65_536


@pytest.mark.parametrize(("method", "path"), CHANGES)
async def test_a_body_above_the_limit_is_refused_with_its_bound(
    app: FastAPI, method: str, path: str
) -> None:
    async with client(app) as admin:
        for body in (b" " * (MEGABYTE + 1), _chunks(MEGABYTE + 65_536)):
            answer = await admin.request(method, path, content=body, headers=JSON)
            assert answer.status_code == 413
            assert answer.headers["content-type"] == "application/problem+json"
            assert str(MEGABYTE) in answer.json()["detail"]


async def test_a_body_of_the_limit_is_read(app: FastAPI) -> None:
    body = b'{"matchers": {"rule": ["berg-bridge"]}, "duration": "1h"}'
    async with client(app) as editor:
        padded = body + b" " * (MEGABYTE - len(body))
        answer = await editor.post("/api/v1/silences", content=padded, headers=JSON)
        assert answer.status_code == 201


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("depth", [25, 1_000, 60_000])
async def test_deep_nesting_is_refused(app: FastAPI, opening: str, depth: int) -> None:
    async with client(app) as editor:
        body = opening * depth
        answer = await editor.post("/api/v1/silences", content=body, headers=JSON)
        assert answer.status_code == 422
        assert "levels" in answer.json()["detail"]


async def test_a_body_that_never_arrives_is_refused(engine: AsyncEngine) -> None:
    async def hang() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    async with client(create_app(engine, Limits(body_within_s=0.05))) as editor:
        answer = await editor.post("/api/v1/silences", content=hang(), headers=JSON)
        assert answer.status_code == 408
        assert answer.headers["content-type"] == "application/problem+json"


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(item) for item in value), default=0)
    return 0


VALUES = st.recursive(
    st.none() | st.text() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(VALUES, st.booleans())
def test_the_depth_of_a_body_is_that_of_its_value(value: Any, is_ascii: bool) -> None:
    body = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    assert depth_of(body) == _depth(value)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_json_under_another_type_is_refused_with_the_type_to_send(
    app: FastAPI, content_type: str
) -> None:
    body = b'{"matchers": {"publisher": ["wire"]}, "duration": "1h"}'
    headers = {"content-type": content_type} if content_type else {}
    async with client(app) as editor:
        answer = await editor.post("/api/v1/silences", content=body, headers=headers)
    assert answer.status_code == 422
    assert "send Content-Type: application/json" in answer.json()["detail"]
