"""HEAD, OPTIONS, 405, ETag and 304 on every path."""

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from monitor.web.conditional import etag_of, is_known
from tests.builders import an_alert
from tests.web.asking import client

READABLE = [
    "/alerts",
    "/login",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/static/app.js",
    "/api/v1/alerts",
    "/api/v1/alerts.atom",
    "/api/v1/alerts.rss",
    "/api/v1/alerts.json",
    "/api/v1/statements",
    "/api/v1/articles",
    "/api/v1/feeds",
    "/api/v1/subscriptions",
    "/api/v1/silences",
    "/api/v1/tokens",
    "/api/v1/audit",
    "/api/v1/watchlist",
    "/api/v1/watchlist/changes",
    "/api/v1/noise",
    "/api/v1/actors/berg",
]
CACHED = [path for path in READABLE if path not in ("/login", "/healthz", "/readyz", "/metrics")]


@pytest.mark.parametrize("path", READABLE)
async def test_head_gives_the_head_of_get(app: FastAPI, path: str) -> None:
    async with client(app) as admin:
        head, get = await admin.head(path), await admin.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        for name in ("content-type", "content-length", "etag", "cache-control"):
            if path != "/metrics" or name != "content-length":
                assert head.headers.get(name) == get.headers.get(name)


async def test_head_does_not_start_a_stream(app: FastAPI) -> None:
    async with client(app) as reader:
        head = await reader.head("/api/v1/alerts/stream")
        assert head.status_code == 200
        assert head.headers["content-type"].startswith("text/event-stream")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/alerts", "GET, HEAD, OPTIONS"),
        ("/api/v1/silences", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/silences/x", "DELETE, OPTIONS"),
        ("/api/v1/subscriptions/x", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/watchlist/rules/x", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/alerts/x/feedback", "OPTIONS, POST"),
    ],
)
async def test_options_and_405_name_every_method(app: FastAPI, path: str, methods: str) -> None:
    async with client(app) as admin:
        options = await admin.options(path)
        assert (options.status_code, options.headers["allow"]) == (204, methods)
        refused = await admin.patch(path)
        assert (refused.status_code, refused.headers["allow"]) == (405, methods)
        assert refused.headers["content-type"] == "application/problem+json"


async def test_options_of_an_unknown_path_is_404(app: FastAPI) -> None:
    async with client(app) as reader:
        assert (await reader.options("/api/v1/nothing")).status_code == 404


@pytest.mark.parametrize("path", CACHED)
async def test_an_answer_that_has_not_changed_is_304(app: FastAPI, path: str) -> None:
    async with client(app) as admin:
        etag = (await admin.get(path)).headers["etag"]
        for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = await admin.get(path, headers={"If-None-Match": condition})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == etag
        other = await admin.get(path, headers={"If-None-Match": '"other"'})
        assert other.status_code == 200


async def test_a_new_alert_changes_the_etag_of_the_list(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as reader:
        before = (await reader.get("/api/v1/alerts")).headers["etag"]
        await Archive(engine).store([an_alert()])
        after = await reader.get("/api/v1/alerts", headers={"If-None-Match": before})
        assert after.status_code == 200
        assert len(after.json()["items"]) == 1


@given(st.binary(), st.binary())
def test_two_bodies_have_one_etag_only_if_they_are_equal(one: bytes, other: bytes) -> None:
    assert (etag_of(one) == etag_of(other)) == (one == other)
    assert is_known(etag_of(one), etag_of(one))
    assert not is_known(etag_of(one), "")
