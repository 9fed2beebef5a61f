"""What operators do over HTTP: dead letters, pauses, and the state of the system."""

from datetime import UTC, datetime, timedelta

import httpx
import msgspec
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records import Rejection
from monitor.records.errors import InvalidInput
from monitor.store import Archive, Store
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


async def _every_page(reader: httpx.AsyncClient, address: str, key: str) -> list[list[object]]:
    """Return the items of each page of a list, by the links of the answers."""
    pages = []
    while address:
        answer = await reader.get(address)
        assert answer.status_code == 200, answer.text
        pages.append([item[key] for item in answer.json()["items"]])
        following = answer.links.get("next", {}).get("url")
        assert bool(following) == (answer.json()["next"] is not None)
        address = following or ""
    return pages


async def test_dead_letters_come_in_pages_although_some_are_settled_meanwhile(
    app: FastAPI, engine: AsyncEngine
) -> None:
    letters = [
        make_entry_rejection(f"entry {n}", "poll" if n % 2 else "read", "x", "y") for n in range(7)
    ]
    at = letters[0].at
    await Archive(engine).store([msgspec.structs.replace(each, at=at) for each in letters])
    async with client(app) as editor:
        pages = await _every_page(editor, "/api/v1/rejected?limit=3", "id")
        assert [len(page) for page in pages] == [3, 3, 1]
        assert {id_ for page in pages for id_ in page} == {each.id for each in letters}
        await editor.post(f"/api/v1/rejected/{pages[0][-1]}/drop")
        rest = await editor.get(f"/api/v1/rejected?limit=3&cursor={pages[0][-1]}")
        assert [each["id"] for each in rest.json()["items"]] == pages[1]
        of_stage = await _every_page(editor, "/api/v1/rejected?limit=2&stage=poll", "stage")
        assert {stage for page in of_stage for stage in page} == {"poll"}
        none = await editor.get("/api/v1/rejected?cursor=unknown")
        assert none.json() == {"items": [], "next": None}


async def test_the_audit_log_comes_in_pages(app: FastAPI, engine: AsyncEngine) -> None:
    for number in range(5):
        await Store(engine).audit.add("ana", f"POST /x/{number}", 200)
    async with client(app) as admin:
        pages = await _every_page(admin, "/api/v1/audit?limit=2", "did")
        assert pages == [
            ["POST /x/4", "POST /x/3"],
            ["POST /x/2", "POST /x/1"],
            ["POST /x/0"],
        ]
        assert (await admin.get("/api/v1/audit?cursor=-1")).status_code == 422


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
    alert, now = an_alert(), datetime.now(UTC)
    [copy] = alert.copies
    times = {"seen_at": now - timedelta(seconds=9), "read_at": now - timedelta(seconds=6)}
    header = msgspec.structs.replace(alert.article, published_at=now - timedelta(seconds=20))
    read = msgspec.structs.replace(copy, **times)
    alert = msgspec.structs.replace(alert, article=header, copies=(read,))
    await Archive(engine).store([alert])
    async with client(app) as reader:
        system = (await reader.get("/api/v1/system")).json()
    assert system["config"] == IN_FORCE.index.watchlist.hash
    assert system["database"] == "sqlite"
    stages = {item["stage"]: item for item in system["latency"]}
    assert stages["published to fetched"]["p50_s"] == 11.0
    assert stages["fetched to read"]["p50_s"] == 3.0
    assert 6.0 <= stages["read to alerted"]["p50_s"] < 60.0
    assert [stage["samples"] for stage in stages.values()] == [1, 1, 1, 0]
    assert stages["alerted to delivered"]["p50_s"] is None


async def test_an_alert_of_version_0_1_does_not_say_when_its_article_was_read(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as reader:
        system = (await reader.get("/api/v1/system")).json()
    samples = {item["stage"]: item["samples"] for item in system["latency"]}
    assert (samples["published to fetched"], samples["fetched to read"]) == (1, 0)
