"""The web: what readers get, what they do not get without a token, and the page in a real browser."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from monitor.deliveries import AlertFilter
from monitor.flow.read_article import read_article
from monitor.kafka.lag import Lag, LagWatch, Place
from monitor.store import Archive, Queries
from monitor.web import Health, access, create_web
from monitor.web import stream as streaming
from monitor.web.stream import EventHub, stream_events
from tests.builders import an_alert, an_article
from tests.web.asking import LIVE, TOKEN, client


async def test_nothing_is_read_without_a_token_but_health(app: FastAPI) -> None:
    async with client(app, None) as anybody:
        answer = await anybody.get("/api/v1/alerts")
        assert (answer.status_code, answer.headers["content-type"]) == (
            401,
            "application/problem+json",
        )
        assert [
            (await anybody.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")
        ] == [
            200,
            200,
            200,
        ]
        assert (await anybody.get("/login?token=wrong")).status_code == 401
        assert (await anybody.get(f"/login?token={TOKEN}")).status_code == 303
        assert (await anybody.get("/api/v1/alerts")).status_code == 200  # by the cookie now


async def test_an_alert_is_found_by_filter_with_its_why_and_every_copy(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert(), an_alert("two", "post"), an_alert()])
    async with client(app) as reader:
        [found] = (
            await reader.get("/api/v1/alerts?rule=berg-bridge&theme=bridge&q=bridge%20berg")
        ).json()["items"]
        assert {copy["publisher"] for copy in found["copies"]} == {"wire", "post"}
        assert [reason["clause"] for reason in found["why"]] == ["speaker", "theme", "confidence"]
        assert found["statement"]["article"]["publisher"] == "wire"
        assert (await reader.get(f"/api/v1/alerts/{found['id']}")).json() == {
            **found,
            "acknowledged": None,
        }
        assert (await reader.get("/api/v1/alerts?theme=other")).json()["items"] == []
        assert (await reader.get("/api/v1/alerts/none")).status_code == 404
        assert (await reader.get("/api/v1/alerts?limit=many")).status_code == 422


async def read_ids(queries: Queries, last: str | None, count: int) -> list[str]:
    """Return the ids and kinds of the first events of a stream."""
    seen = []
    stream = stream_events(EventHub(queries), queries, AlertFilter(), last)
    async for chunk in stream:
        lines = dict(
            line.split(": ", 1)
            for line in chunk.decode().strip().splitlines()
            if not line.startswith(":")
        )
        if lines:
            seen.append(f"{lines['event']} {lines['id']}")
            if lines["event"] == "alert":
                assert json.loads(lines["data"])["specversion"] == "1.0"
        if len(seen) == count:
            break
    return seen


async def test_the_stream_goes_on_after_the_last_event_without_gap_or_repeat(
    engine: AsyncEngine,
) -> None:
    archive, queries = Archive(engine), Queries(engine)
    assert (
        await archive.store([an_alert(), an_alert("two", "post"), an_alert("three", "times")]) == 3
    )
    assert await archive.store([an_alert("two", "post")]) == 0
    assert await read_ids(queries, "1", 2) == ["alert 2", "alert 3"]
    assert await read_ids(queries, "nonsense", 2) == ["gap 0", "alert 1"]
    assert await read_ids(queries, "999", 1) == ["gap 0"]


@pytest.mark.browser
async def test_an_alert_appears_on_the_page_without_reloading(
    served: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    from playwright.async_api import async_playwright

    flags = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags.split())
        page = await browser.new_page()
        await page.goto(f"{served}/login?token={TOKEN}")
        await page.get_by_text("live", exact=True).wait_for(timeout=10_000)
        assert await page.locator("article").count() == 0
        await asyncio.sleep(0.5)
        await Archive(engine).store([an_alert()])
        await page.locator("article").wait_for(timeout=10_000)
        shown = await page.locator("article").inner_text()
        await page.get_by_role("button", name="Take on").click()
        await page.get_by_text("taken on by dashboard").wait_for(timeout=10_000)
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name="Silence for 2 h").click()
        await page.get_by_role("button", name="Delivery").click()
        await page.get_by_text("rule is berg-bridge, actor is berg").wait_for(timeout=10_000)
        await page.get_by_role("button", name="End").click()
        await page.get_by_text("rule is berg-bridge").wait_for(state="detached", timeout=10_000)
        await page.screenshot(path=str(tmp_path / "page.png"))
        await browser.close()
    assert "Anna Berg" in shown
    assert "that the bridge would open" in shown
    assert "speaker is berg" in shown


async def test_an_actor_is_shown_with_what_it_said_over_time(
    app: FastAPI, engine: AsyncEngine
) -> None:
    article = an_article(text="Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq.")
    await Archive(engine).store([read_article(article, LIVE.index)])
    async with client(app) as reader:
        found = (await reader.get("/api/v1/actors/muqtada-al-sadr")).json()
        assert found["name"] == "Muqtada al-Sadr"
        assert found["statements"]["total"] == 1
        assert found["statements"]["by_day"] == {"2026-03-01": 1}
        assert found["statements"]["by_theme"]["foreign-troops"] == 1
        assert found["statements"]["by_act"] == {"demand": 1}
        assert (await reader.get("/api/v1/actors/nobody")).status_code == 404
        [shown] = (await reader.get("/api/v1/articles?q=troops%20letter")).json()["items"]
        assert (shown["id"], shown["text"]) == (article.id, article.text)
        assert (await reader.get("/api/v1/articles?q=harvest")).json() == {"items": []}


async def test_readiness_and_metrics_tell_lag_stuck_groups_and_a_refused_configuration(
    engine: AsyncEngine,
) -> None:
    watch = LagWatch("127.0.0.1:1", 1)
    place = Place("processor", "articles", 0)
    watch.lag, watch.error, watch.stalled_for = Lag({}, {place: 7}, {place: 0}), None, {place: 99.0}
    health = Health(lambda: "feeds.yaml:3: feeds[0]: wrong", watch)
    app = create_web(engine, TOKEN, health, LIVE)
    async with client(app, None) as anybody:
        ready = await anybody.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["lag"] == {"processor": {"articles": 7}}
        assert any("feeds.yaml:3" in problem for problem in ready.json()["problems"])
        assert any("does not move on articles/0" in problem for problem in ready.json()["problems"])
        told = (await anybody.get("/metrics")).text
        assert 'monitor_lag{group="processor",topic="articles"} 7.0' in told
        assert "monitor_config_sound 0.0" in told


async def test_a_wrong_alert_is_marked_over_the_api(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    path = f"/api/v1/alerts/{an_alert().id}/feedback"
    async with client(app) as editor:
        assert (
            await editor.post(path, json={"fault": "old_news", "note": "from May"})
        ).status_code == 201
        assert (await editor.post(path, json={"fault": "boring"})).status_code == 422
        assert (
            await editor.post("/api/v1/alerts/none/feedback", json={"fault": "old_news"})
        ).status_code == 404
        [noise] = (await editor.get("/api/v1/noise")).json()["items"]
    assert (noise["rule"], noise["faults"]) == ("berg-bridge", {"old_news": 1})
    async with client(app, None) as anybody:
        assert (await anybody.post(path, json={"fault": "old_news"})).status_code == 401


async def test_a_change_of_the_watchlist_is_checked_stored_and_told(app: FastAPI) -> None:
    rule = {"name": "Sadr at all", "speakers": ["muqtada-al-sadr"]}
    async with client(app) as editor:
        made = await editor.put("/api/v1/watchlist/rules/sadr-at-all", json=rule)
        assert (made.status_code, made.json()["version"]) == (200, 1)
        assert made.json()["hash"] != LIVE.index.watchlist.hash
        wrong = await editor.put(
            "/api/v1/watchlist/rules/x", json={"name": "X", "speakers": ["nobody"], "theme": ["y"]}
        )
        assert wrong.status_code == 422
        assert wrong.headers["content-type"] == "application/problem+json"
        assert "unknown key 'theme'; did you mean 'themes'?" in wrong.text
        used = await editor.delete("/api/v1/watchlist/themes/foreign-troops")
        assert used.status_code == 422
        assert "no theme 'foreign-troops'" in used.text
        assert (await editor.delete("/api/v1/watchlist/rules/none")).status_code == 404
        assert (await editor.delete("/api/v1/watchlist/rules/sadr-on-troops")).json()[
            "version"
        ] == 2
        told = (await editor.get("/api/v1/watchlist/changes")).json()["items"]
        assert [(item["version"], item["id"], item["who"]) for item in told] == [
            (2, "sadr-on-troops", "token"),
            (1, "sadr-at-all", "token"),
        ]
        assert told[1]["body"] == rule
        assert (await editor.get("/api/v1/watchlist")).json()["version"] == 2


async def test_a_listener_that_does_not_read_is_closed_and_the_others_get_everything(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "MOST_WAITING", 3)
    queries = Queries(engine)
    hub = EventHub(queries)
    seen: list[bytes] = []

    async def read() -> None:
        async for chunk in stream_events(hub, queries, AlertFilter(), None):
            if chunk.startswith(b"id:"):
                seen.append(chunk)  # noqa: PERF401  what came so far is looked at while it goes on

    reading = asyncio.create_task(read())
    stuck = stream_events(hub, queries, AlertFilter(), None)
    assert await anext(stuck) == b": open\n\n"
    await asyncio.sleep(0.2)
    for number in range(10):
        await Archive(engine).store([an_alert(f"a{number}", f"p{number}")])
        await asyncio.sleep(0.15)
    await asyncio.sleep(0.5)
    assert [chunk.split(b"\n")[0] for chunk in seen] == [
        f"id: {number}".encode() for number in range(1, 11)
    ]
    left = [chunk async for chunk in stuck]  # what waited, then the end: it resumes by its last id
    assert len(left) == 3
    reading.cancel()


async def test_an_expired_id_gets_a_gap_and_resuming_tells_what_was_missed_and_what_comes(
    engine: AsyncEngine,
) -> None:
    archive, queries = Archive(engine), Queries(engine)
    hub = EventHub(queries)
    await archive.store([an_alert("a", "p1"), an_alert("b", "p2")])
    stream = stream_events(hub, queries, AlertFilter(), "1")
    assert await anext(stream) == b": open\n\n"
    assert (await anext(stream)).startswith(b"id: 2\n")
    await archive.store([an_alert("c", "p3")])
    assert (await anext(stream)).startswith(b"id: 3\n")


def test_the_stream_is_there_as_a_websocket_and_needs_a_token_too(
    served: str, app: FastAPI
) -> None:
    address = served.replace("http://", "ws://") + "/api/v1/alerts/ws?last_event_id=nonsense"
    with pytest.raises(InvalidStatus), connect(address):
        pass
    with connect(address, additional_headers={"Authorization": f"Bearer {TOKEN}"}) as socket:
        assert json.loads(socket.recv(timeout=10))["event"] == "gap"


async def test_alerts_are_there_as_feeds_with_the_token_in_the_address(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app, None) as reader:
        assert (await reader.get("/api/v1/alerts.atom")).status_code == 401
        for form, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            told = await reader.get(f"/api/v1/alerts.{form}?token={TOKEN}")
            assert (told.status_code, kind in told.headers["content-type"]) == (200, True)
            assert "Anna Berg" in told.text
            assert TOKEN not in told.text
        assert (
            await reader.get(f"/api/v1/alerts?token={TOKEN}")
        ).status_code == 401  # nowhere else
        assert (
            "Anna Berg"
            not in (await reader.get(f"/api/v1/alerts.rss?token={TOKEN}&rule=other")).text
        )


async def test_whoever_asks_too_often_is_told_to_wait_and_nobody_else_is(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "BURST", 3.0)
    monkeypatch.setattr(access, "RATE", 0.1)
    async with client(app) as busy, client(app, None) as anybody:
        answers = [await busy.get("/api/v1/feeds") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"] == "1"
        assert (await anybody.get("/healthz")).status_code == 200
