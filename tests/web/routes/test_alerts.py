"""Alerts over HTTP: the list, one alert, and Atom, RSS and JSON Feed."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from tests.builders import an_alert
from tests.web.asking import TOKEN, client


async def test_a_filter_finds_an_alert_with_its_reasons_and_every_copy(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert(), an_alert("two", "post"), an_alert()])
    path = "/api/v1/alerts?rule=berg-bridge&theme=bridge&q=bridge%20berg"
    async with client(app) as reader:
        [alert] = (await reader.get(path)).json()["items"]
        assert {copy["publisher"] for copy in alert["copies"]} == {"wire", "post"}
        assert [reason["clause"] for reason in alert["why"]] == ["speaker", "theme", "confidence"]
        assert alert["statement"]["article"]["publisher"] == "wire"
        single = (await reader.get(f"/api/v1/alerts/{alert['id']}")).json()
        assert single == {**alert, "acknowledged": None}
        assert (await reader.get("/api/v1/alerts?theme=other")).json()["items"] == []
        assert (await reader.get("/api/v1/alerts/none")).status_code == 404
        assert (await reader.get("/api/v1/alerts?limit=many")).status_code == 422


async def test_pages_follow_each_other_by_their_cursor(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as reader:
        page = (await reader.get("/api/v1/alerts?limit=1")).json()
        assert (len(page["items"]), page["next"]) == (1, None)
        assert (await reader.get("/api/v1/alerts?cursor=0")).json()["items"] == []


async def test_feeds_of_alerts_take_the_token_from_the_address(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app, None) as reader:
        assert (await reader.get("/api/v1/alerts.atom")).status_code == 401
        for form, media_type in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            feed = await reader.get(f"/api/v1/alerts.{form}?token={TOKEN}")
            assert (feed.status_code, media_type in feed.headers["content-type"]) == (200, True)
            assert "Anna Berg" in feed.text
            assert TOKEN not in feed.text
        elsewhere = await reader.get(f"/api/v1/alerts?token={TOKEN}")
        assert elsewhere.status_code == 401
        other = await reader.get(f"/api/v1/alerts.rss?token={TOKEN}&rule=other")
        assert "Anna Berg" not in other.text
