"""What a failure of the database is for a client: busy, unavailable, or a value it refuses."""

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from monitor.web.problems import database_problem
from tests.web.asking import client, create_app


def _error(kind: type[DBAPIError], cause: str) -> SQLAlchemyError:
    return kind("select :secret", {"secret": "s3cr3t"}, Exception(cause))


@pytest.mark.parametrize(
    ("error", "status", "title"),
    [
        (_error(OperationalError, "database is locked"), 503, "The database is busy"),
        (_error(OperationalError, "database table is locked: x"), 503, "The database is busy"),
        (_error(OperationalError, "connection refused"), 503, "The database is unavailable"),
        (_error(InterfaceError, "connection already closed"), 503, "The database is unavailable"),
        (PoolTimeout("QueuePool limit"), 503, "The database is unavailable"),
        (_error(DataError, "integer out of range"), 422, "The request is not valid"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_failure_of_the_database_has_its_status_and_no_secret(
    error: SQLAlchemyError, status: int, title: str
) -> None:
    with capture_logs() as logs:
        response = database_problem(error)
    body = bytes(response.body).decode()
    assert response.status_code == status
    assert title in body
    assert ("retry-after" in response.headers) == (status == 503)
    assert "s3cr3t" not in body
    assert "s3cr3t" not in str(logs)


async def test_a_bug_is_a_problem_without_its_details(engine: AsyncEngine) -> None:
    app = create_app(engine)

    @app.get("/api/v1/bug")
    async def fail() -> None:
        raise KeyError("s3cr3t")

    assert isinstance(app, FastAPI)
    async with client(app) as reader:
        reader._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
        answer = await reader.get("/api/v1/bug")
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "s3cr3t" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_unavailable_database_is_a_problem_on_every_route(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for table in ("tokens", "alerts", "statements", "articles", "feeds", "events"):
            await connection.exec_driver_sql(f"drop table {table}")
    app = create_app(engine)
    async with client(app) as admin, client(app, "x" * 20) as holder:
        metrics = await admin.get("/metrics")
        assert (metrics.status_code, "monitor_database_up 0.0" in metrics.text) == (200, True)
        for path in ("/api/v1/alerts", "/api/v1/statements", "/api/v1/feeds"):
            answer = await admin.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"]
        assert (await holder.get("/api/v1/alerts")).status_code == 503
        assert (await holder.get("/")).status_code == 503
        assert (await admin.get("/readyz")).status_code == 503
        assert (await admin.get("/healthz")).status_code == 200
