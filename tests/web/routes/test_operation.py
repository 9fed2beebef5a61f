"""What operators do over HTTP: dead letters, pauses, and the state of the system."""

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records import Rejection
from monitor.records.errors import InvalidInput
from monitor.store import Archive
from monitor.web import Health, Limits, WebSettings, create_web
from tests.builders import an_alert
from tests.web.asking import IN_FORCE, TOKEN, client, repeat

HOOK = {"id": "desk", "channel": {"type": "webhook", "url": "https://x.example/"}}


async def test_a_dead_letter_is_listed_shown_and_dropped(app: FastAPI, engine: AsyncEngine) -> None:
    rejection = make_entry_rejection("entry", "poll", "too_large", "5 MB")
    await Archive(engine).store([rejection])
    async with client(app) as editor:
        [item] = (await editor.get("/api/v1/rejected")).json()["items"]
        assert (item["stage"], item["is_sendable"]) == ("poll", False)
        assert (await editor.get("/api/v1/rejected?stage=read")).json()["items"] == []
        one = f"/api/v1/rejected/{item['id']}"
        assert (await editor.get(one)).json()["body"] == ""
        assert (await editor.post(f"{one}/retry")).status_code == 503
        assert (await editor.post(f"{one}/drop")).json()["status"] == "dropped"
        assert (await editor.post(f"{one}/drop")).status_code == 404
        assert (await editor.get("/api/v1/rejected")).json()["items"] == []


async def test_a_dead_letter_is_sent_again_once(engine: AsyncEngine) -> None:
    sent: list[str] = []

    async def send_again(rejection: Rejection) -> None:
        if not rejection.topic:
            raise InvalidInput(f"{rejection.id} is not a message of a topic")
        sent.append(rejection.id)

    settings = WebSettings(token=TOKEN, limits=Limits(), send_again=send_again)
    app = create_web(engine, settings, Health(lambda: None), IN_FORCE, repeat)
    whole = Rejection(
        id="whole",
        topic="articles",
        partition=0,
        offset=1,
        key=None,
        body=b"{}",
        stage="read",
        error="X",
        message="x",
        attempt=1,
        at=an_alert().raised_at,
    )
    part = make_entry_rejection("entry", "poll", "too_large", "5 MB")
    await Archive(engine).store([whole, part])
    async with client(app) as editor:
        assert (await editor.post("/api/v1/rejected/whole/retry")).status_code == 202
        assert (await editor.post("/api/v1/rejected/whole/retry")).status_code == 404
        assert (await editor.post(f"/api/v1/rejected/{part.id}/retry")).status_code == 409
    assert sent == ["whole"]


async def test_a_subscription_is_paused_with_its_author_and_resumed(app: FastAPI) -> None:
    async with client(app) as editor:
        await editor.post("/api/v1/subscriptions", json=HOOK)
        paused = (await editor.post("/api/v1/subscriptions/desk/pause")).json()
        assert paused["paused"] == "paused by token"
        resumed = (await editor.post("/api/v1/subscriptions/desk/resume")).json()
        assert resumed["paused"] is None
        assert (await editor.post("/api/v1/subscriptions/none/pause")).status_code == 404


async def test_the_system_is_described_with_its_latency(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as reader:
        system = (await reader.get("/api/v1/system")).json()
    assert system["config"] == IN_FORCE.index.watchlist.hash
    assert system["database"] == "sqlite"
    stages = {item["stage"]: item for item in system["latency"]}
    assert stages["published to seen"]["p50_s"] == 0.0
    assert stages["seen to alerted"]["samples"] == 1
    assert stages["alerted to delivered"]["p50_s"] is None
