"""The web: what readers get, what they do not get without a token, and the page in a real browser."""

import asyncio
import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from monitor.config import Change, Configuration, load_configuration
from monitor.deliveries import AlertFilter
from monitor.flow import read_article
from monitor.kafka.lag import Lag, LagWatch, Place
from monitor.store import Archive, Queries
from monitor.watchlist import WatchlistIndex
from monitor.web import Health, access, create_web
from monitor.web import stream as streaming
from monitor.web.stream import EventHub, stream_events
from tests.builders import an_alert, an_article

TOKEN = "letmein"


class Live:
    """The shipped configuration."""

    index = WatchlistIndex(load_configuration(Path("config")).watchlist)

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return it with changes."""
        return load_configuration(Path("config"), None, changes)


LIVE = Live()


@pytest.fixture
def app(engine: AsyncEngine) -> FastAPI:
    return create_web(engine, TOKEN, Health(lambda: None), LIVE)


def client(app: FastAPI, token: str | None = TOKEN) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://monitor", headers=headers)


async def test_nothing_is_read_without_a_token_but_health(app: FastAPI) -> None:
    async with client(app, None) as anybody:
        answer = await anybody.get("/api/v1/alerts")
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
        assert [(await anybody.get(path)).status_code for path in ("/healthz", "/readyz", "/metrics")] == [
            200,
            200,
            200,
        ]
        assert (await anybody.get("/login?token=wrong")).status_code == 401
        assert (await anybody.get(f"/login?token={TOKEN}")).status_code == 303
        assert (await anybody.get("/api/v1/alerts")).status_code == 200  # by the cookie now


async def test_an_alert_is_found_by_filter_with_its_why_and_every_copy(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert(), an_alert("two", "post"), an_alert()])
    async with client(app) as reader:
        [found] = (await reader.get("/api/v1/alerts?rule=berg-bridge&theme=bridge&q=bridge%20berg")).json()["items"]
        assert {copy["publisher"] for copy in found["copies"]} == {"wire", "post"}
        assert [reason["clause"] for reason in found["why"]] == ["speaker", "theme", "confidence"]
        assert found["statement"]["article"]["publisher"] == "wire"
        assert (await reader.get(f"/api/v1/alerts/{found['id']}")).json() == {**found, "acknowledged": None}
        assert (await reader.get("/api/v1/alerts?theme=other")).json()["items"] == []
        assert (await reader.get("/api/v1/alerts/none")).status_code == 404
        assert (await reader.get("/api/v1/alerts?limit=many")).status_code == 422


async def read_ids(queries: Queries, last: str | None, count: int) -> list[str]:
    """Return the ids and kinds of the first events of a stream."""
    seen = []
    stream = stream_events(EventHub(queries), queries, AlertFilter(), last)
    async for chunk in stream:
        lines = dict(line.split(": ", 1) for line in chunk.decode().strip().splitlines() if not line.startswith(":"))
        if lines:
            seen.append(f"{lines['event']} {lines['id']}")
            if lines["event"] == "alert":
                assert json.loads(lines["data"])["specversion"] == "1.0"
        if len(seen) == count:
            break
    return seen


async def test_the_stream_goes_on_after_the_last_event_without_gap_or_repeat(engine: AsyncEngine) -> None:
    archive, queries = Archive(engine), Queries(engine)
    assert await archive.store([an_alert(), an_alert("two", "post"), an_alert("three", "times")]) == 3
    assert await archive.store([an_alert("two", "post")]) == 0
    assert await read_ids(queries, "1", 2) == ["alert 2", "alert 3"]
    assert await read_ids(queries, "nonsense", 2) == ["gap 0", "alert 1"]
    assert await read_ids(queries, "999", 1) == ["gap 0"]


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.browser
async def test_an_alert_appears_on_the_page_without_reloading(served: str, engine: AsyncEngine, tmp_path: Path) -> None:
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


async def test_subscriptions_are_made_read_changed_and_removed(app: FastAPI) -> None:
    body = {
        "id": "desk",
        "filter": {"min_severity": "high"},
        "channel": {"type": "webhook", "url": "https://x.example/"},
    }
    async with client(app) as reader:
        made = await reader.post("/api/v1/subscriptions", json=body)
        assert (made.status_code, made.headers["location"]) == (201, "/api/v1/subscriptions/desk")
        assert made.json()["secret"].startswith("whsec_")
        assert (await reader.post("/api/v1/subscriptions", json=body)).status_code == 409
        wrong = await reader.post("/api/v1/subscriptions", json={"channel": {"type": "webhook", "url": "ftp://x"}})
        assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")
        body["filter"] = {"rules": ["a-rule"]}
        assert (await reader.put("/api/v1/subscriptions/desk", json=body)).json()["filter"]["rules"] == ["a-rule"]
        found = (await reader.get("/api/v1/subscriptions/desk")).json()
        assert (found["source"], found["paused"], found["deliveries"]) == ("api", None, [])
        assert "secret" not in json.dumps(found)
        assert (await reader.delete("/api/v1/subscriptions/desk")).status_code == 204
        assert (await reader.get("/api/v1/subscriptions")).json() == {"items": []}


async def test_an_actor_is_shown_with_what_it_said_over_time(app: FastAPI, engine: AsyncEngine) -> None:
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


async def test_readiness_and_metrics_tell_lag_stuck_groups_and_a_refused_configuration(engine: AsyncEngine) -> None:
    watch = LagWatch("127.0.0.1:1", 1)
    place = Place("processor", "articles", 0)
    watch.lag, watch.error, watch.still = Lag({}, {place: 7}, {place: 0}), None, {place: 99.0}
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
        assert (await editor.post(path, json={"fault": "old_news", "note": "from May"})).status_code == 201
        assert (await editor.post(path, json={"fault": "boring"})).status_code == 422
        assert (await editor.post("/api/v1/alerts/none/feedback", json={"fault": "old_news"})).status_code == 404
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
        assert (await editor.delete("/api/v1/watchlist/rules/sadr-on-troops")).json()["version"] == 2
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
    assert [chunk.split(b"\n")[0] for chunk in seen] == [f"id: {number}".encode() for number in range(1, 11)]
    left = [chunk async for chunk in stuck]  # what waited, then the end: it resumes by its last id
    assert len(left) == 3
    reading.cancel()


async def test_an_expired_id_gets_a_gap_and_resuming_tells_what_was_missed_and_what_comes(engine: AsyncEngine) -> None:
    archive, queries = Archive(engine), Queries(engine)
    hub = EventHub(queries)
    await archive.store([an_alert("a", "p1"), an_alert("b", "p2")])
    stream = stream_events(hub, queries, AlertFilter(), "1")
    assert await anext(stream) == b": open\n\n"
    assert (await anext(stream)).startswith(b"id: 2\n")
    await archive.store([an_alert("c", "p3")])
    assert (await anext(stream)).startswith(b"id: 3\n")


def test_the_stream_is_there_as_a_websocket_and_needs_a_token_too(served: str, app: FastAPI) -> None:
    address = served.replace("http://", "ws://") + "/api/v1/alerts/ws?last_event_id=nonsense"
    with pytest.raises(InvalidStatus), connect(address):
        pass
    with connect(address, additional_headers={"Authorization": f"Bearer {TOKEN}"}) as socket:
        assert json.loads(socket.recv(timeout=10))["event"] == "gap"


async def test_alerts_are_there_as_feeds_with_the_token_in_the_address(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app, None) as reader:
        assert (await reader.get("/api/v1/alerts.atom")).status_code == 401
        for form, kind in (("atom", "atom+xml"), ("rss", "rss+xml"), ("json", "feed+json")):
            told = await reader.get(f"/api/v1/alerts.{form}?token={TOKEN}")
            assert (told.status_code, kind in told.headers["content-type"]) == (200, True)
            assert "Anna Berg" in told.text
            assert TOKEN not in told.text
        assert (await reader.get(f"/api/v1/alerts?token={TOKEN}")).status_code == 401  # nowhere else
        assert "Anna Berg" not in (await reader.get(f"/api/v1/alerts.rss?token={TOKEN}&rule=other")).text


async def test_subscriptions_to_every_channel_are_made_and_secrets_never_shown(app: FastAPI) -> None:
    asked = {
        "mail": {"type": "email", "to": "desk@example.org", "digest": "1h"},
        "chat": {"type": "chat", "address": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/general"},
        "topic": {"type": "kafka", "topic": "desk-alerts"},
    }
    async with client(app) as editor:
        for id_, channel in asked.items():
            made = await editor.post("/api/v1/subscriptions", json={"id": id_, "channel": channel})
            assert made.status_code == 201, made.text
            assert "TIiajkdnlazkcOXrIdevi7FQ" not in made.text
        shown = {item["id"]: item for item in (await editor.get("/api/v1/subscriptions")).json()["items"]}
        assert (shown["mail"]["channel"]["to"], shown["mail"]["group"]["wait_s"]) == ("desk@example.org", 3600.0)
        assert shown["chat"]["channel"] == {"type": "chat", "address": "slack://…"}
        assert shown["topic"]["owner"] == "token"
        timing = {
            "group": {"wait": "30s", "repeat": "4h"},
            "quiet_hours": "22:00-06:00 Europe/Berlin",
            "contact": "ana@example.org",
        }
        changed = await editor.put("/api/v1/subscriptions/topic", json={"channel": asked["topic"], **timing})
        assert changed.json()["group"] == {"by": [], "wait_s": 30.0, "interval_s": 300.0, "repeat_s": 14400.0}
        assert (changed.json()["quiet_hours"], changed.json()["contact"]) == (timing["quiet_hours"], timing["contact"])
        timing["group"] = {"repeat": "1s"}
        assert (
            await editor.put("/api/v1/subscriptions/topic", json={"channel": asked["topic"], **timing})
        ).status_code == 422
        for wrong in (
            {"type": "chat", "address": "json://127.0.0.1/"},
            {"type": "email", "to": "a@b.example, c@d.example"},
            {"type": "fax"},
        ):
            assert (await editor.post("/api/v1/subscriptions", json={"channel": wrong})).status_code == 422
        assert (await editor.post("/api/v1/subscriptions/mail/test")).status_code == 409  # no alert yet


async def test_a_silence_is_made_listed_and_ended_and_an_alert_taken_on(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as editor:
        wrong = await editor.post("/api/v1/silences", json={"matchers": {}, "duration": "2h"})
        assert wrong.status_code == 422
        made = await editor.post(
            "/api/v1/silences", json={"matchers": {"rule": ["berg-bridge"]}, "duration": "2h", "comment": "planned"}
        )
        assert (made.status_code, made.json()["who"]) == (201, "token")
        await Archive(engine).store([an_alert()])
        [alert] = (await editor.get("/api/v1/alerts")).json()["items"]
        assert alert["hushed_by"] == f"silence {made.json()['id']}"
        assert (await editor.delete(f"/api/v1/silences/{made.json()['id']}")).status_code == 204
        assert (await editor.delete(f"/api/v1/silences/{made.json()['id']}")).status_code == 404
        assert [item["in_force"] for item in (await editor.get("/api/v1/silences")).json()["items"]] == [False]
        taken = await editor.post(f"/api/v1/alerts/{alert['id']}/acknowledge", json={"note": "on it"})
        assert taken.status_code == 201
        assert (await editor.get(f"/api/v1/alerts/{alert['id']}")).json()["acknowledged"]["note"] == "on it"


async def test_a_token_may_what_its_role_says_until_it_ends_and_changes_are_logged(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, engine: AsyncEngine
) -> None:
    monkeypatch.setattr(access, "REMEMBERED_S", 0.0)
    async with client(app) as admin:
        made = {}
        for role in ("reader", "editor", "admin"):
            answer = await admin.post("/api/v1/tokens", json={"name": f"{role} one", "role": role, "lasts": "90d"})
            made[role] = answer.json()
        assert (await admin.post("/api/v1/tokens", json={"name": "reader one"})).status_code == 409
        listed = (await admin.get("/api/v1/tokens")).text
        assert not any(each["token"] in listed for each in made.values())
        async with engine.connect() as connection:
            kept = str((await connection.exec_driver_sql("select * from tokens")).all())
        assert not any(each["token"] in kept for each in made.values())  # digests alone
        silence = {"matchers": {"rule": ["x"]}, "duration": "1h"}
        may = {}
        for role, each in made.items():
            async with client(app, each["token"]) as holder:
                may[role] = [
                    (await holder.get("/api/v1/alerts")).status_code,
                    (await holder.post("/api/v1/silences", json=silence)).status_code,
                    (await holder.get("/api/v1/tokens")).status_code,
                ]
        assert may == {"reader": [200, 403, 403], "editor": [200, 201, 403], "admin": [200, 201, 200]}
        async with client(app, None) as browser:
            login = await browser.get(f"/login?token={made['editor']['token']}")
            assert made["editor"]["token"] not in login.headers["set-cookie"]
            browser.cookies.update(login.cookies)
            assert (await browser.get("/api/v1/alerts")).status_code == 200
            assert (await admin.delete(f"/api/v1/tokens/{made['editor']['id']}")).status_code == 204
            assert (await browser.get("/api/v1/alerts")).status_code == 401
        log = (await admin.get("/api/v1/audit")).json()["items"]
        assert ("editor one", "POST /api/v1/silences", 201) in [(row["who"], row["did"], row["status"]) for row in log]
        expired = await admin.post("/api/v1/tokens", json={"name": "brief", "lasts": "0s"})
    async with client(app, expired.json()["token"]) as late:
        assert (await late.get("/api/v1/alerts")).status_code == 401


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
