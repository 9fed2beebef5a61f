"""Feeds over HTTP: added, edited, paused, removed, imported; kept in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.feeds.values import feed_id
from monitor.records import FeedState
from monitor.records.errors import FetchError
from monitor.store import Archive
from monitor.store.poll_requests import PollRequestReader
from monitor.web import Health, Limits, WebSettings, create_web
from tests.web.asking import IN_FORCE, TOKEN, client, repeat

FEED = {"url": "https://news.example/rss", "name": "News", "interval": "2m"}
ID = feed_id(FEED["url"])
ONE = f"/api/v1/configured-feeds/{ID}"
LIST = "/api/v1/configured-feeds"
OPML = b"""<opml version="2.0"><head/><body><outline text="Folder">
<outline text="News" xmlUrl="https://news.example/rss"/>
<outline text="Post" xmlUrl="https://post.example/rss"/></outline></body></opml>"""


async def test_a_feed_is_added_edited_paused_and_removed(app: FastAPI) -> None:
    async with client(app) as editor:
        before = (await editor.get(LIST)).json()["items"]
        created = await editor.post("/api/v1/feeds", json=FEED)
        assert created.status_code == 201, created.text
        assert (created.json()["id"], created.json()["source"]) == (ID, "api")
        assert (await editor.post("/api/v1/feeds", json=FEED)).status_code == 409
        changed = await editor.put(ONE, json={**FEED, "name": "Other", "paused": True})
        assert (changed.json()["paused"], changed.json()["body"]["name"]) == (True, "Other")
        assert (await editor.post(f"/api/v1/feeds/{ID}/poll")).status_code == 409
        assert len((await editor.get(LIST)).json()["items"]) == len(before) + 1
        moved = await editor.put(ONE, json={**FEED, "url": "https://moved.example/rss"})
        assert moved.status_code == 422
        assert (await editor.delete(ONE)).status_code == 204
        assert (await editor.get(ONE)).status_code == 404
        changes = (await editor.get("/api/v1/watchlist/changes")).json()["items"]
        assert [change["kind"] for change in changes] == ["feeds"] * 3
        assert (await editor.get(LIST)).json()["items"] == before


async def test_a_feed_of_the_file_is_replaced_and_removed_in_the_database_alone(
    app: FastAPI,
) -> None:
    async with client(app) as editor:
        first = (await editor.get(LIST)).json()["items"][0]
        assert first["source"] == "file"
        address = f"{LIST}/{first['id']}"
        answer = await editor.put(address, json={**first["body"], "paused": True})
        assert answer.status_code == 200, answer.text
        assert (await editor.get(address)).json()["source"] == "api"
        assert (await editor.delete(address)).status_code == 204
        assert (await editor.get(address)).status_code == 404
    assert any(feed.id == first["id"] for feed in IN_FORCE.check(()).feeds)


async def test_every_mistake_of_a_feed_is_named(app: FastAPI) -> None:
    async with client(app) as editor:
        wrong = {"url": "https://x.example/rss", "interval": "often", "nmae": "X"}
        answer = await editor.post("/api/v1/feeds", json=wrong)
        assert answer.status_code == 422
        assert len(answer.json()["mistakes"]) == 2
        assert "name" in answer.text
        assert (await editor.post("/api/v1/feeds", json={"url": "ftp://x"})).status_code == 422


async def test_a_feed_is_polled_at_once(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as editor:
        assert (await editor.post(f"/api/v1/feeds/{ID}/poll")).status_code == 404
        await editor.post("/api/v1/feeds", json=FEED)
        for _ in range(2):
            assert (await editor.post(f"/api/v1/feeds/{ID}/poll")).status_code == 202
    url = engine.url.render_as_string(hide_password=False)
    assert list(PollRequestReader(url).all()) == [ID]


async def test_a_list_of_feeds_is_previewed_imported_and_exported(app: FastAPI) -> None:
    async with client(app) as editor:
        preview = await editor.post("/api/v1/opml?dry_run=true", content=OPML)
        assert len(preview.json()["added"]) == 2
        await editor.post("/api/v1/feeds", json=FEED)
        imported = (await editor.post("/api/v1/opml", content=OPML)).json()
        assert imported["added"] == ["https://post.example/rss"]
        assert imported["present"] == ["https://news.example/rss"]
        exported = (await editor.get("/api/v1/opml")).text
        assert "https://post.example/rss" in exported
        assert (await editor.post("/api/v1/opml", content=b"<html>")).status_code == 422


@dataclass(frozen=True)
class AFeed:
    """A feed of a site."""

    url: str
    title: str = "News"
    entries: int = 3


async def test_the_feeds_of_a_site_are_discovered(engine: AsyncEngine, app: FastAPI) -> None:
    async def discover(url: str) -> Sequence[AFeed]:
        if "gone" in url:
            raise FetchError("http", "404 Not Found")
        return [AFeed("https://news.example/rss")]

    settings = WebSettings(token=TOKEN, limits=Limits(), discover=discover)
    health = Health(lambda: None)
    with_discovery = create_web(engine, settings, health, IN_FORCE, repeat)
    async with client(with_discovery) as editor, client(app) as without:
        path, body = "/api/v1/feeds/discover", {"url": "https://news.example/"}
        [feed] = (await editor.post(path, json=body)).json()["items"]
        assert (feed["entries"], feed["is_configured"]) == (3, False)
        gone = await editor.post(path, json={"url": "https://gone.example/"})
        assert gone.status_code == 422
        assert "404" in gone.text
        assert (await editor.post(path, json={"url": "file:///etc/passwd"})).status_code == 422
        assert (await without.post(path, json=body)).status_code == 503


async def test_the_polls_of_a_feed_are_listed_by_the_hour(
    app: FastAPI, engine: AsyncEngine
) -> None:
    now = datetime.now(UTC)
    state = FeedState(
        id=ID, url=FEED["url"], name="News", publisher="news", polls=1, articles=3, waited_s=0.4
    )
    later = msgspec.structs.replace(
        state, polls=2, failed_polls=1, waited_s=1.0, last_polled_at=now
    )
    first = msgspec.structs.replace(state, last_polled_at=now - timedelta(hours=1))
    await Archive(engine).store([first])
    await Archive(engine).store([later])
    async with client(app) as reader:
        [before, hour] = (await reader.get(f"/api/v1/feeds/{ID}/history")).json()["items"]
        assert (before["polls"], before["articles"], before["latency_s"]) == (1, 3, 0.4)
        assert (hour["polls"], hour["failed"], hour["articles"]) == (1, 1, 0)
        assert (await reader.get("/api/v1/feeds/none/history")).status_code == 404
        assert (await reader.get(f"/api/v1/feeds/{ID}/history?days=0")).status_code == 422
