"""Descriptions for developers: served by ourselves, valid, and true."""

import json
from pathlib import Path

import pytest
from fastapi import FastAPI

from monitor.kafka.topics import ALL
from monitor.records.base import schema_of
from monitor.web.asyncapi import TOPICS, describe_streams
from monitor.web.openapi import EXAMPLES, TAGS
from monitor.web.problem_types import BY_STATUS
from tests.web.asking import client


async def test_the_docs_load_nothing_from_elsewhere(app: FastAPI) -> None:
    async with client(app) as reader, client(app, None) as anonymous:
        page = await reader.get("/docs")
        assert page.status_code == 200
        assert "http" not in page.text
        assert "<script>" not in page.text
        for name in ("swagger-ui-bundle.js", "swagger-ui.css", "api-docs.js"):
            assert f"/static/{name}?v=" in page.text
            assert (await anonymous.get(f"/static/{name}")).status_code == 200
        assert (await anonymous.get("/docs")).status_code == 401


@pytest.mark.parametrize("status", BY_STATUS)
async def test_every_type_of_problem_has_a_page(app: FastAPI, status: int) -> None:
    async with client(app, None) as anonymous:
        page = await anonymous.get(f"/problems/{BY_STATUS[status].slug}")
        assert page.status_code == 200
        assert str(status) in page.text
        assert "What to do" in page.text


async def test_an_error_names_its_type(app: FastAPI) -> None:
    async with client(app, None) as anonymous, client(app) as reader:
        for answer in (
            await anonymous.get("/api/v1/alerts"),
            await reader.get("/api/v1/alerts/none"),
            await reader.get("/api/v1/alerts?x=1"),
            await reader.patch("/api/v1/alerts"),
        ):
            kind = answer.json()["type"]
            assert kind == f"/problems/{BY_STATUS[answer.status_code].slug}"
            assert (await anonymous.get(kind)).status_code == 200
        assert (await anonymous.get("/problems/none")).status_code == 404


async def test_streams_webhooks_and_topics_are_described(app: FastAPI) -> None:
    async with client(app) as reader:
        description = (await reader.get("/asyncapi.json")).json()
    assert description == json.loads(json.dumps(describe_streams()))
    assert set(TOPICS) == {topic.name for topic in ALL if "changelog" not in topic.name}
    text = json.dumps(description)
    for record in TOPICS.values():
        assert schema_of(record) in description["components"]["messages"]
        assert (Path("docs/schemas") / f"{schema_of(record)}.json").is_file()
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        target = description
        for step in reference.removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/")]


def test_every_operation_has_a_group_that_is_explained_and_every_example_a_body(
    app: FastAPI,
) -> None:
    description = app.openapi()
    used = set()
    for operations in description["paths"].values():
        for operation in operations.values():
            used.update(operation["tags"])
    assert used == set(TAGS)
    for method, path in EXAMPLES:
        body = description["paths"][path][method]["requestBody"]
        assert "example" in body["content"]["application/json"], path
