"""What is changed over the web: subscriptions, silences, acknowledgements, tokens; and who may."""

import json

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from monitor.web import access
from tests.builders import an_alert
from tests.web.asking import client


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
        wrong = await reader.post(
            "/api/v1/subscriptions", json={"channel": {"type": "webhook", "url": "ftp://x"}}
        )
        assert (wrong.status_code, wrong.headers["content-type"]) == (
            422,
            "application/problem+json",
        )
        body["filter"] = {"rules": ["a-rule"]}
        assert (await reader.put("/api/v1/subscriptions/desk", json=body)).json()["filter"][
            "rules"
        ] == ["a-rule"]
        found = (await reader.get("/api/v1/subscriptions/desk")).json()
        assert (found["source"], found["paused"], found["deliveries"]) == ("api", None, [])
        assert "secret" not in json.dumps(found)
        assert (await reader.delete("/api/v1/subscriptions/desk")).status_code == 204
        assert (await reader.get("/api/v1/subscriptions")).json() == {"items": []}


async def test_subscriptions_to_every_channel_are_made_and_secrets_never_shown(
    app: FastAPI,
) -> None:
    asked = {
        "mail": {"type": "email", "to": "desk@example.org", "digest": "1h"},
        "chat": {
            "type": "chat",
            "address": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/general",
        },
        "topic": {"type": "kafka", "topic": "desk-alerts"},
    }
    async with client(app) as editor:
        for id_, channel in asked.items():
            made = await editor.post("/api/v1/subscriptions", json={"id": id_, "channel": channel})
            assert made.status_code == 201, made.text
            assert "TIiajkdnlazkcOXrIdevi7FQ" not in made.text
        shown = {
            item["id"]: item for item in (await editor.get("/api/v1/subscriptions")).json()["items"]
        }
        assert (shown["mail"]["channel"]["to"], shown["mail"]["group"]["wait_s"]) == (
            "desk@example.org",
            3600.0,
        )
        assert shown["chat"]["channel"] == {"type": "chat", "address": "slack://…"}
        assert shown["topic"]["owner"] == "token"
        timing = {
            "group": {"wait": "30s", "repeat": "4h"},
            "quiet_hours": "22:00-06:00 Europe/Berlin",
            "contact": "ana@example.org",
        }
        changed = await editor.put(
            "/api/v1/subscriptions/topic", json={"channel": asked["topic"], **timing}
        )
        assert changed.json()["group"] == {
            "by": [],
            "wait_s": 30.0,
            "interval_s": 300.0,
            "repeat_s": 14400.0,
        }
        assert (changed.json()["quiet_hours"], changed.json()["contact"]) == (
            timing["quiet_hours"],
            timing["contact"],
        )
        timing["group"] = {"repeat": "1s"}
        assert (
            await editor.put(
                "/api/v1/subscriptions/topic", json={"channel": asked["topic"], **timing}
            )
        ).status_code == 422
        for wrong in (
            {"type": "chat", "address": "json://127.0.0.1/"},
            {"type": "email", "to": "a@b.example, c@d.example"},
            {"type": "fax"},
        ):
            assert (
                await editor.post("/api/v1/subscriptions", json={"channel": wrong})
            ).status_code == 422
        assert (
            await editor.post("/api/v1/subscriptions/mail/test")
        ).status_code == 409  # no alert yet


async def test_a_silence_is_made_listed_and_ended_and_an_alert_taken_on(
    app: FastAPI, engine: AsyncEngine
) -> None:
    async with client(app) as editor:
        wrong = await editor.post("/api/v1/silences", json={"matchers": {}, "duration": "2h"})
        assert wrong.status_code == 422
        made = await editor.post(
            "/api/v1/silences",
            json={"matchers": {"rule": ["berg-bridge"]}, "duration": "2h", "comment": "planned"},
        )
        assert (made.status_code, made.json()["who"]) == (201, "token")
        await Archive(engine).store([an_alert()])
        [alert] = (await editor.get("/api/v1/alerts")).json()["items"]
        assert alert["hushed_by"] == f"silence {made.json()['id']}"
        assert (await editor.delete(f"/api/v1/silences/{made.json()['id']}")).status_code == 204
        assert (await editor.delete(f"/api/v1/silences/{made.json()['id']}")).status_code == 404
        assert [
            item["in_force"] for item in (await editor.get("/api/v1/silences")).json()["items"]
        ] == [False]
        taken = await editor.post(
            f"/api/v1/alerts/{alert['id']}/acknowledge", json={"note": "on it"}
        )
        assert taken.status_code == 201
        assert (await editor.get(f"/api/v1/alerts/{alert['id']}")).json()["acknowledged"][
            "note"
        ] == "on it"


async def test_a_token_may_what_its_role_says_until_it_ends_and_changes_are_logged(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, engine: AsyncEngine
) -> None:
    monkeypatch.setattr(access, "REMEMBERED_S", 0.0)
    async with client(app) as admin:
        made = {}
        for role in ("reader", "editor", "admin"):
            answer = await admin.post(
                "/api/v1/tokens", json={"name": f"{role} one", "role": role, "lasts": "90d"}
            )
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
        assert may == {
            "reader": [200, 403, 403],
            "editor": [200, 201, 403],
            "admin": [200, 201, 200],
        }
        async with client(app, None) as browser:
            login = await browser.get(f"/login?token={made['editor']['token']}")
            assert made["editor"]["token"] not in login.headers["set-cookie"]
            browser.cookies.update(login.cookies)
            assert (await browser.get("/api/v1/alerts")).status_code == 200
            assert (await admin.delete(f"/api/v1/tokens/{made['editor']['id']}")).status_code == 204
            assert (await browser.get("/api/v1/alerts")).status_code == 401
        log = (await admin.get("/api/v1/audit")).json()["items"]
        assert ("editor one", "POST /api/v1/silences", 201) in [
            (row["who"], row["did"], row["status"]) for row in log
        ]
        expired = await admin.post("/api/v1/tokens", json={"name": "brief", "lasts": "0s"})
    async with client(app, expired.json()["token"]) as late:
        assert (await late.get("/api/v1/alerts")).status_code == 401
