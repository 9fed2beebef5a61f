"""Saved views: own and shared ones, as lists, feeds, tables and filters of subscriptions."""

import csv
import io

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.flow.read_article import read_article
from monitor.store import Archive
from tests.builders import an_alert, an_article
from tests.store.alert_rows import a_distinct_alert
from tests.web.asking import IN_FORCE, client

VIEWS = "/api/v1/views"
VIEW = {"name": "Bridges", "query": {"theme": ["bridge"], "min_severity": "medium"}}
LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


async def _token(app: FastAPI, name: str, role: str = "editor") -> str:
    async with client(app) as admin:
        answer = await admin.post("/api/v1/tokens", json={"name": name, "role": role})
        return str(answer.json()["token"])


async def test_a_view_belongs_to_its_creator_until_it_is_shared(app: FastAPI) -> None:
    ana, ben = await _token(app, "ana"), await _token(app, "ben")
    async with client(app, ana) as owner, client(app, ben) as other, client(app) as admin:
        created = await owner.post(VIEWS, json=VIEW)
        assert created.status_code == 201
        address = created.headers["location"]
        view = created.json()
        assert view["address"] == "/api/v1/alerts?min_severity=medium&theme=bridge"
        assert (await other.get(address)).status_code == 404
        assert (await other.get(VIEWS)).json()["items"] == []
        await owner.put(address, json={**VIEW, "is_shared": True})
        assert (await other.get(address)).json()["owner"] == "ana"
        assert (await other.put(address, json=VIEW)).status_code == 403
        assert (await other.delete(address)).status_code == 403
        assert (await admin.delete(address)).status_code == 204
        assert (await owner.get(address)).status_code == 404


async def test_a_view_of_wrong_parameters_is_refused_with_the_place(app: FastAPI) -> None:
    async with client(app) as editor:
        wrong = {"name": "x", "query": {"theme": ["bridge"], "min_severity": "huge", "teme": "x"}}
        answer = await editor.post(VIEWS, json=wrong)
        assert answer.status_code == 422
        places = {mistake["where"] for mistake in answer.json()["mistakes"]}
        assert places == {"body.query.min_severity", "body.query.teme"}
        bad = {"name": "x", "kind": "articles", "query": {"q": "(a"}}
        assert (await editor.post(VIEWS, json=bad)).status_code == 422


async def test_a_view_is_a_feed_a_table_and_a_subscription(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert(), a_distinct_alert(1, themes=("tolls",))])
    token = await _token(app, "ana")
    async with client(app, token) as editor, client(app, None) as reader:
        view = (await editor.post(VIEWS, json=VIEW)).json()
        for form, address in view["feeds"].items():
            feed = await reader.get(f"{address}?token={token}")
            assert feed.status_code == 200, form
            assert feed.text.count("urn:news-monitor") + feed.text.count("guid") >= (form != "json")
            assert "Bridges" in feed.text
            assert token not in feed.text
            assert (await reader.get(address)).status_code == 401
        table = await editor.get(view["exports"]["csv"])
        assert table.headers["content-disposition"] == 'attachment; filename="alerts.csv"'
        rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
        assert [row["id"] for row in rows] == [an_alert().id]
        filter_ = (await editor.get(f"{VIEWS}/{view['id']}/filter")).json()["filter"]
        body = {"filter": filter_, "channel": {"type": "webhook", "url": "https://x.example/"}}
        created = await editor.post("/api/v1/subscriptions", json=body)
        assert created.status_code == 201, created.text
        assert created.json()["filter"]["themes"] == ["bridge"]
        closed = {**VIEW, "query": {"state": ["open"]}}
        unsendable = (await editor.post(VIEWS, json=closed)).json()
        assert not unsendable["is_subscribable"]
        assert (await editor.get(f"{VIEWS}/{unsendable['id']}/filter")).status_code == 409


async def test_searches_are_views_and_tables_too(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([read_article(an_article(text=LETTER), IN_FORCE.index)])
    async with client(app) as editor:
        for kind in ("statements", "articles"):
            body = {"name": kind, "kind": kind, "query": {"q": "troops"}}
            view = (await editor.post(VIEWS, json=body)).json()
            feed = (await editor.get(view["feeds"]["json"])).json()
            assert len(feed["items"]) == 1
            exported = (await editor.get(f"/api/v1/export/{kind}.json?q=troops")).json()
            assert [row["publisher"] for row in exported] == ["wire"]
            assert (await editor.get(f"/api/v1/export/{kind}.xlsx?q=none")).content[:2] == b"PK"
        assert (await editor.get("/api/v1/export/alerts.csv?rule=none")).status_code == 200
