"""The gate: open paths, rates, streams per token, origins; over HTTP and WebSocket."""

import json
import time

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from monitor.web import Limits
from tests.waiting import WITHIN_S
from tests.web.asking import TOKEN, client, create_app
from tests.web.conftest import Serve

BEARER = {"Authorization": f"Bearer {TOKEN}"}
WEBSOCKET = "/api/v1/alerts/ws"


async def test_only_health_and_login_are_open(app: FastAPI) -> None:
    async with client(app, None) as anonymous:
        answer = await anonymous.get("/api/v1/alerts")
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"].startswith("Bearer")
        for path in ("/healthz", "/readyz", "/metrics", "/login", "/static/app.css"):
            assert (await anonymous.get(path)).status_code == 200
        for path in ("/openapi.json", "/api/v1/feeds", "/nowhere", "//", "/healthz/"):
            assert (await anonymous.get(path)).status_code == 401


@pytest.mark.parametrize("value", ["", " ", "wrong", "Bearer", "\t", "a" * 100, TOKEN[:-1]])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic", ""])
async def test_a_wrong_or_empty_token_is_refused(app: FastAPI, scheme: str, value: str) -> None:
    async with client(app, None) as anonymous:
        headers = {"Authorization": f"{scheme} {value}"}
        assert (await anonymous.get("/api/v1/alerts", headers=headers)).status_code == 401


async def test_too_many_requests_of_one_token_are_refused_and_others_are_answered(
    engine: AsyncEngine,
) -> None:
    app = create_app(engine, Limits(burst=3.0, requests_per_s=0.1))
    async with client(app) as busy, client(app, None) as anonymous:
        answers = [await busy.get("/api/v1/feeds") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"] == "10"
        assert (await anonymous.get("/healthz")).status_code == 200


def test_a_token_has_a_limited_number_of_streams_and_gets_them_back(
    engine: AsyncEngine, serve: Serve
) -> None:
    limits = Limits(streams_per_token=2)
    address = serve(create_app(engine, limits), limits)
    path, headers = f"{address}/api/v1/alerts/stream", BEARER
    with httpx.Client(headers=headers, timeout=WITHIN_S) as http:
        with http.stream("GET", path) as one, http.stream("GET", path) as two:
            assert (one.status_code, two.status_code) == (200, 200)
            third = http.get(path)
            assert third.status_code == 429
            assert third.headers["content-type"] == "application/problem+json"
            assert "2 streams" in third.text
            with pytest.raises(InvalidStatus) as refused:
                connect(address.replace("http", "ws") + WEBSOCKET, additional_headers=headers)
            assert refused.value.response.status_code == 429
        assert _opens_again(http, path)


def test_the_stream_is_available_as_a_websocket_and_needs_a_token(served: str) -> None:
    address = served.replace("http", "ws") + f"{WEBSOCKET}?last_event_id=nonsense"
    with pytest.raises(InvalidStatus) as refused:
        connect(address)
    assert refused.value.response.status_code == 401
    with connect(address, additional_headers=BEARER) as socket:
        assert json.loads(socket.recv(timeout=WITHIN_S))["event"] == "gap"


@pytest.mark.parametrize("query", ["colour=red", "since=yesterday", "act=shout", "severity=High"])
def test_a_websocket_with_a_wrong_parameter_is_refused(served: str, query: str) -> None:
    address = served.replace("http", "ws") + f"{WEBSOCKET}?{query}"
    with pytest.raises(InvalidStatus):
        connect(address, additional_headers=BEARER)


def _opens_again(http: httpx.Client, path: str) -> bool:
    """Return whether a stream can be opened once the server has noticed the closed ones."""
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        with http.stream("GET", path) as response:
            if response.status_code == 200:
                return True
    return False


FOREIGN = [
    "http://evil.example",
    "https://evil.example",
    "null",
    "http://monitor.evil.example",
    "http://monitor:9999",
    "http://monitor@evil.example",
    "http://[bad",
    "",
]
UNSAFE = [
    ("POST", "/api/v1/silences"),
    ("POST", "/api/v1/subscriptions/desk/test"),
    ("PUT", "/api/v1/watchlist/rules/x"),
    ("DELETE", "/api/v1/silences/x"),
    ("PATCH", "/api/v1/silences/x"),
    ("POST", "/login"),
    ("POST", "/logout"),
]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize(("method", "path"), UNSAFE)
async def test_a_change_that_another_site_sends_is_refused(
    app: FastAPI, method: str, path: str, origin: str
) -> None:
    async with client(app) as editor:
        answer = await editor.request(method, path, headers={"Origin": origin})
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_a_change_without_an_origin_but_from_another_site_is_refused(
    app: FastAPI, site: str
) -> None:
    async with client(app) as editor:
        answer = await editor.post("/api/v1/silences", headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["http://monitor", "http://monitor:80", "https://monitor"])
async def test_a_change_from_the_own_site_is_accepted(app: FastAPI, origin: str) -> None:
    body = {"matchers": {"rule": ["berg-bridge"]}, "duration": "2h"}
    async with client(app) as editor:
        headers = {"Origin": origin}
        answer = await editor.post("/api/v1/silences", json=body, headers=headers)
        assert answer.status_code == 201


async def test_a_change_through_a_proxy_is_accepted_by_its_public_address(
    engine: AsyncEngine, app: FastAPI
) -> None:
    body = {"matchers": {"rule": ["berg-bridge"]}, "duration": "2h"}
    origin = {"Origin": "https://news.example"}
    async with client(app) as editor:
        forwarded = {**origin, "X-Forwarded-Host": "news.example"}
        answer = await editor.post("/api/v1/silences", json=body, headers=forwarded)
        assert answer.status_code == 201
        refused = await editor.post("/api/v1/silences", json=body, headers=origin)
        assert refused.status_code == 403
    async with client(create_app(engine, site="https://news.example")) as editor:
        answer = await editor.post("/api/v1/silences", json=body, headers=origin)
        assert answer.status_code == 201


@pytest.mark.parametrize("origin", FOREIGN[:6])
def test_a_websocket_of_another_site_is_refused(served: str, origin: str) -> None:
    address = served.replace("http", "ws") + WEBSOCKET
    headers = {**BEARER, "Origin": origin}
    with pytest.raises(InvalidStatus) as refused:
        connect(address, additional_headers=headers)
    assert refused.value.response.status_code == 403


async def test_reading_from_another_site_is_left_to_the_browser(app: FastAPI) -> None:
    async with client(app) as reader:
        headers = {"Origin": "http://evil.example"}
        answer = await reader.get("/api/v1/alerts", headers=headers)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers
