"""Requests: an id for each, counts by route, log lines without secrets."""

import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from tests.telemetry.samples import Growth
from tests.web.asking import TOKEN, client, create_app


async def test_a_plain_id_of_a_proxy_is_kept_and_another_one_is_replaced(
    engine: AsyncEngine,
) -> None:
    async with client(create_app(engine)) as web:
        for given in ("req-1.a_B", "a" * 64):
            answer = await web.get("/healthz", headers={"X-Request-Id": given})
            assert answer.headers["x-request-id"] == given
        for wrong in ("two words", "a" * 65, "", "é"):
            headers = {"X-Request-Id": wrong.encode()}
            answer = await web.get("/healthz", headers=headers)  # type: ignore[arg-type]
            assert answer.headers["x-request-id"].isalnum()
            assert len(answer.headers["x-request-id"]) == 16


async def test_two_requests_have_different_ids(engine: AsyncEngine) -> None:
    async with client(create_app(engine)) as web:
        first, second = [await web.get("/healthz") for _ in range(2)]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_a_request_is_counted_by_its_route(engine: AsyncEngine) -> None:
    growth = Growth()
    async with client(create_app(engine)) as web:
        for number in range(3):
            await web.get(f"/api/v1/alerts/alert-{number}")
    labels = {"method": "GET", "route": "/api/v1/alerts/{id}", "status": "404"}
    assert growth.of("monitor_http_requests_total", labels) == 3
    timed = {"route": "/api/v1/alerts/{id}"}
    assert growth.of("monitor_http_request_duration_seconds_count", timed) == 3


@pytest.mark.parametrize(
    ("method", "path", "labels"),
    [
        ("GET", "/api/v1/alerts", {"method": "GET", "route": "none", "status": "401"}),
        ("BREW", "/healthz", {"method": "other", "route": "/healthz", "status": "405"}),
        ("GET", "/nothing/here", {"method": "GET", "route": "none", "status": "401"}),
    ],
)
async def test_what_a_stranger_sends_makes_no_new_label(
    engine: AsyncEngine, method: str, path: str, labels: dict[str, str]
) -> None:
    growth = Growth()
    async with client(create_app(engine), None) as anonymous:
        await anonymous.request(method, path)
    assert growth.of("monitor_http_requests_total", labels) == 1


async def test_a_change_is_logged_without_its_query(engine: AsyncEngine) -> None:
    app = create_app(engine)
    structlog.contextvars.clear_contextvars()
    async with client(app) as web:
        with capture_logs([structlog.contextvars.merge_contextvars]) as lines:
            await web.get("/login?token=" + TOKEN, headers={"X-Request-Id": "r1"})
            await web.delete("/api/v1/tokens/none?x=" + TOKEN, headers={"X-Request-Id": "r2"})
    [read, change] = [line for line in lines if line["event"] == "request.answered"]
    assert (read["log_level"], read["path"], read["request"]) == ("debug", "/login", "r1")
    assert (change["log_level"], change["method"], change["request"]) == ("info", "DELETE", "r2")
    assert TOKEN not in repr(lines)
