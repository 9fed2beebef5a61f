"""The description of the API holds what the routes answer."""

from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.read_article import read_article
from monitor.store import Archive
from monitor.web.app import openapi_description
from tests.builders import NOON, an_alert, an_article
from tests.web.asking import IN_FORCE, client

LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."
HOOK = {"id": "desk", "channel": {"type": "webhook", "url": "https://x.example/"}}
SILENCE = {"matchers": {"rule": ["berg-bridge"]}, "duration": "1h"}
CHANGE = {"kind": "themes", "id": "x", "body": {"name": "X", "query": "x"}}
PREVIEW = {"matchers": {"rule": ["berg-bridge"]}}
RULE = {"name": "Sadr at all", "speakers": ["muqtada-al-sadr"]}


def _resolved(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "components": description["components"]}


def _closed(schema: Any) -> Any:
    """Return a schema that allows no field that it does not name."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if "properties" in closed and closed.get("additionalProperties") is True:
        closed["additionalProperties"] = False
    return closed


async def _populate(engine: AsyncEngine) -> str:
    article = an_article(text=LETTER)
    reading = read_article(article, IN_FORCE.index)
    state = new_state(Feed(url="https://wire.example/rss"), NOON)
    await Archive(engine).store([an_alert(), an_alert("two", "post"), reading, state])
    return article.id


async def test_every_answer_has_the_form_that_is_described(
    app: FastAPI, engine: AsyncEngine
) -> None:
    article = await _populate(engine)
    description = _closed(app.openapi())
    alert = an_alert().id
    requests = [
        ("POST", "/api/v1/subscriptions", "", HOOK),
        ("POST", "/api/v1/silences", "", SILENCE),
        ("POST", "/api/v1/tokens", "", {"name": "ana"}),
        ("POST", "/api/v1/alerts/{id}/feedback", alert, {"fault": "old_news"}),
        ("POST", "/api/v1/alerts/{id}/acknowledge", alert, {"note": "on it"}),
        ("PUT", "/api/v1/watchlist/rules/sadr-at-all", "", RULE),
        ("POST", "/api/v1/subscriptions/{id}/test", "desk", None),
        ("PUT", "/api/v1/subscriptions/{id}", "desk", HOOK),
        ("POST", "/api/v1/subscriptions/{id}/resume", "desk", None),
        ("POST", f"/api/v1/subscriptions/{{id}}/redeliver?alert={alert}", "desk", None),
        ("GET", "/api/v1/alerts", "", None),
        ("GET", "/api/v1/alerts/{id}", alert, None),
        ("GET", "/api/v1/alerts/facets", "", None),
        ("GET", "/api/v1/alerts/{id}/versions", alert, None),
        ("GET", "/api/v1/alerts/{id}/deliveries", alert, None),
        ("GET", "/api/v1/alerts/{id}/audit", alert, None),
        ("GET", "/api/v1/alerts/{id}/sayings", alert, None),
        ("POST", "/api/v1/silences/preview", "", PREVIEW),
        ("GET", "/api/v1/statements", "", None),
        ("GET", "/api/v1/articles", "", None),
        ("GET", "/api/v1/search/statements?q=troops", "", None),
        ("GET", "/api/v1/search/articles?q=troops", "", None),
        ("GET", "/api/v1/search/facets", "", None),
        ("GET", "/api/v1/articles/{id}", article, None),
        ("GET", "/api/v1/actors/{id}", "muqtada-al-sadr", None),
        ("GET", "/api/v1/actors/{id}/activity", "muqtada-al-sadr", None),
        ("GET", "/api/v1/themes/{id}", "foreign-troops", None),
        ("GET", "/api/v1/compare?actor=muqtada-al-sadr", "", None),
        ("GET", "/api/v1/stories/{id}", article, None),
        ("GET", "/api/v1/alerts/{id}/wordings", alert, None),
        ("POST", "/api/v1/views", "", {"name": "all"}),
        ("GET", "/api/v1/views", "", None),
        ("GET", "/api/v1/feeds", "", None),
        ("GET", "/api/v1/noise", "", None),
        ("GET", "/api/v1/configured-feeds", "", None),
        ("GET", "/api/v1/rejected", "", None),
        ("GET", "/api/v1/system", "", None),
        ("POST", "/api/v1/subscriptions/{id}/pause", "desk", None),
        ("GET", "/api/v1/subscriptions", "", None),
        ("GET", "/api/v1/subscriptions/{id}", "desk", None),
        ("GET", "/api/v1/silences", "", None),
        ("GET", "/api/v1/tokens", "", None),
        ("GET", "/api/v1/audit", "", None),
        ("GET", "/api/v1/watchlist", "", None),
        ("GET", "/api/v1/watchlist/changes", "", None),
        ("POST", "/api/v1/watchlist/checks", "", {"changes": [CHANGE]}),
        ("GET", "/healthz", "", None),
        ("GET", "/readyz", "", None),
    ]
    async with client(app) as admin:
        for method, path, id_, body in requests:
            answer = await admin.request(method, path.replace("{id}", id_), json=body)
            assert answer.is_success, (method, path, answer.text)
            template = path.partition("?")[0].replace("rules/sadr-at-all", "{kind}/{id}")
            operation = description["paths"][template][method.lower()]
            content = operation["responses"][str(answer.status_code)]["content"]
            schema = _resolved(content["application/json"]["schema"], description)
            jsonschema.validate(answer.json(), schema)


async def test_every_error_is_a_problem_of_the_described_form(app: FastAPI) -> None:
    description = app.openapi()
    schema = _resolved(description["components"]["schemas"]["Problem"], description)
    async with client(app) as admin, client(app, None) as anonymous:
        answers = [
            await anonymous.get("/api/v1/alerts"),
            await admin.get("/api/v1/alerts/none"),
            await admin.get("/nowhere"),
            await admin.patch("/api/v1/alerts"),
            await admin.get("/api/v1/alerts?limit=many"),
            await admin.post("/api/v1/silences", content=b"{"),
            await admin.post("/api/v1/silences", content=b"\xff"),
            await admin.put("/api/v1/watchlist/rules/x", json={"name": "X", "theme": ["y"]}),
        ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/problem+json"
        jsonschema.validate(answer.json(), schema)
        assert answer.json()["status"] == answer.status_code


@pytest.mark.parametrize("schema", ["HTTPValidationError", "ValidationError"])
def test_the_description_names_no_error_that_is_never_sent(app: FastAPI, schema: str) -> None:
    assert schema not in app.openapi()["components"]["schemas"]


def test_every_route_is_described_with_its_answer_and_its_security(app: FastAPI) -> None:
    description = app.openapi()
    assert set(description["components"]["securitySchemes"]) == {"bearer", "cookie"}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            is_open = path in ("/healthz", "/readyz", "/metrics")
            assert bool(operation["security"]) != is_open
            success = [status for status in operation["responses"] if status.startswith("2")]
            assert success, (method, path)
            content = operation["responses"][success[0]].get("content", {})
            if "application/json" in content:
                assert "$ref" in content["application/json"]["schema"], (method, path)


def test_the_errors_of_items_and_changes_are_described() -> None:
    for path, operations in openapi_description()["paths"].items():
        for method, operation in operations.items():
            if path in ("/healthz", "/readyz", "/metrics"):
                continue
            statuses = operation["responses"].keys()
            assert {"401", "403", "404", "422", "429", "503"} <= statuses, path
            assert {"409", "413"} <= statuses or method == "get", path


def test_every_time_is_iso_8601_and_no_field_counts_seconds_since_the_epoch(app: FastAPI) -> None:
    numeric = {
        f"{name}.{field}"
        for name, schema in app.openapi()["components"]["schemas"].items()
        for field, inner in schema.get("properties", {}).items()
        if (field == "at" or field.endswith("_at")) and "number" in str(inner)
    }
    assert numeric == set()


def test_every_body_has_an_example_that_its_schema_allows(app: FastAPI) -> None:
    description = app.openapi()
    without: list[str] = []
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
                if "example" not in body:
                    without.append(f"{method} {path} {media_type}")
                elif media_type == "application/json":
                    jsonschema.validate(body["example"], _resolved(body["schema"], description))
    assert without == []


def test_every_error_has_an_example_with_the_type_of_its_problem(app: FastAPI) -> None:
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/problem+json")
                if content is not None and status.startswith("4"):
                    example = content["example"]
                    assert example["type"].startswith("/problems/"), (method, path, status)
                    assert example["status"] == int(status)


def test_parameters_of_a_query_are_described(app: FastAPI) -> None:
    without = [
        (path, parameter["name"])
        for path, operations in app.openapi()["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and not parameter.get("description")
    ]
    assert without == []
