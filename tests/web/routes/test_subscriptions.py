"""Subscriptions over HTTP: their life, their secrets, their targets."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels import shown_address
from monitor.web import WebSettings, create_web
from monitor.web.health import Health
from tests.web.asking import IN_FORCE, TOKEN, client, repeat

HOOK = {"type": "webhook", "url": "https://x.example/"}
CHAT = {
    "type": "chat",
    "address": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/general",
}
MAIL = {"type": "email", "to": "desk@example.org"}


HOSTILE_ADDRESSES = [
    "workflow://127.0.0.1:9/W/S/?verify=no",
    "signals://127.0.0.1/1/2",
    "discord://id/token?template=http%3A%2F%2F127.0.0.1%3A9%2Fx",
    f"{CHAT['address']}?template=/etc/passwd",
    f"{CHAT['address']}\x00",
    "zulip://bot@evil.example/token",
    "file:///etc/passwd",
    "",
]
"""Addresses whose host, template or file a subscriber names."""
HOSTILE_TOPICS = ["alerts", "articles", "processor-alerts-changelog", "__consumer_offsets", ".."]
"""Topics of the pipeline and of Kafka."""


async def test_a_subscription_is_created_read_changed_and_deleted(app: FastAPI) -> None:
    body: dict[str, Any] = {"id": "desk", "filter": {"min_severity": "high"}, "channel": HOOK}
    async with client(app) as editor:
        created = await editor.post("/api/v1/subscriptions", json=body)
        assert created.status_code == 201
        assert created.headers["location"] == "/api/v1/subscriptions/desk"
        assert created.json()["secret"].startswith("whsec_")
        assert (await editor.post("/api/v1/subscriptions", json=body)).status_code == 409
        wrong = {"channel": {"type": "webhook", "url": "ftp://x"}}
        refused = await editor.post("/api/v1/subscriptions", json=wrong)
        assert refused.status_code == 422
        assert refused.headers["content-type"] == "application/problem+json"
        body["filter"] = {"rules": ["berg-bridge"]}
        changed = (await editor.put("/api/v1/subscriptions/desk", json=body)).json()
        assert changed["filter"]["rules"] == ["berg-bridge"]
        subscription = (await editor.get("/api/v1/subscriptions/desk")).json()
        assert subscription["source"] == "api"
        assert subscription["paused"] is None
        assert subscription["deliveries"] == []
        assert "secret" not in json.dumps(subscription)
        assert (await editor.delete("/api/v1/subscriptions/desk")).status_code == 204
        assert (await editor.get("/api/v1/subscriptions")).json() == {"items": []}


async def test_every_channel_is_accepted_and_no_answer_contains_a_secret(app: FastAPI) -> None:
    channels = {
        "mail": {**MAIL, "digest": "1h"},
        "chat": CHAT,
        "topic": {"type": "kafka", "topic": "desk-alerts"},
    }
    async with client(app) as editor:
        for id_, channel in channels.items():
            body = {"id": id_, "channel": channel}
            created = await editor.post("/api/v1/subscriptions", json=body)
            assert created.status_code == 201, created.text
            assert "TIiajkdnlazkcOXrIdevi7FQ" not in created.text
        items = (await editor.get("/api/v1/subscriptions")).json()["items"]
        by_id = {item["id"]: item for item in items}
        assert by_id["mail"]["channel"]["to"] == "desk@example.org"
        assert by_id["mail"]["group"]["wait_s"] == 3600.0
        assert by_id["chat"]["channel"] == {"type": "chat", "address": "slack://…"}
        assert by_id["topic"]["owner"] == "token"
        assert (await editor.post("/api/v1/subscriptions/mail/test")).status_code == 409


async def test_groups_quiet_hours_and_contact_are_kept(app: FastAPI) -> None:
    channel = {"type": "kafka", "topic": "desk-alerts"}
    timing: dict[str, Any] = {
        "group": {"wait": "30s", "repeat": "4h"},
        "quiet_hours": "22:00-06:00 Europe/Berlin",
        "contact": "ana@example.org",
    }
    path = "/api/v1/subscriptions/topic"
    async with client(app) as editor:
        await editor.post("/api/v1/subscriptions", json={"id": "topic", "channel": channel})
        changed = (await editor.put(path, json={"channel": channel, **timing})).json()
        assert changed["group"] == {
            "by": [],
            "wait_s": 30.0,
            "interval_s": 300.0,
            "repeat_s": 14400.0,
        }
        assert changed["quiet_hours"] == timing["quiet_hours"]
        assert changed["contact"] == timing["contact"]
        timing["group"] = {"repeat": "1s"}
        refused = await editor.put(path, json={"channel": channel, **timing})
        assert refused.status_code == 422


@pytest.mark.parametrize(
    "channel",
    [
        {"type": "chat", "address": "json://127.0.0.1/"},
        {"type": "email", "to": "a@b.example, c@d.example"},
        {"type": "fax"},
        {"type": "webhook", "url": "javascript:alert(1)"},
        {"type": "webhook", "url": "https://x.example/" + "a" * 3000},
        {"type": "webhook", "url": "https://x.example/", "secret": "short"},
        {"type": "webhook", "url": "http://host:99999/"},
        {"type": "webhook", "url": "http://[bad/"},
        *({"type": "chat", "address": address} for address in HOSTILE_ADDRESSES),
        *(
            {"type": "chat", "address": address}
            for address in ("slack://x", "tgram://bot/../../x", "discord://", "gchat://a")
        ),
        {"type": "email", "to": f"{'a' * 65}@x.example"},
        {"type": "email", "to": f"a@{'x' * 260}.example"},
        {"type": "email", "to": "a@[127.0.0.1]"},
        *({"type": "kafka", "topic": topic} for topic in HOSTILE_TOPICS),
    ],
    ids=str,
)
async def test_a_wrong_target_is_refused(app: FastAPI, channel: dict[str, str]) -> None:
    async with client(app) as editor:
        answer = await editor.post("/api/v1/subscriptions", json={"channel": channel})
        assert answer.status_code == 422


@pytest.mark.parametrize(
    "wanted",
    [{"rules": ["berg-brigde"]}, {"actors": ["nobody-known"]}, {"themes": ["bridges"]}],
    ids=["rule", "actor", "theme"],
)
async def test_a_filter_on_an_unknown_name_is_refused(
    app: FastAPI, wanted: dict[str, list[str]]
) -> None:
    async with client(app) as editor:
        body = {"filter": wanted, "channel": HOOK}
        answer = await editor.post("/api/v1/subscriptions", json=body)
        assert answer.status_code == 422
        [name] = next(iter(wanted.values()))
        assert name in answer.text


async def test_a_filter_on_a_rule_for_operators_is_accepted(app: FastAPI) -> None:
    async with client(app) as editor:
        body = {"filter": {"rules": ["subscription-off"]}, "channel": HOOK}
        assert (await editor.post("/api/v1/subscriptions", json=body)).status_code == 201


@pytest.mark.parametrize("before", [HOOK, CHAT, MAIL], ids=lambda channel: channel["type"])
async def test_a_new_address_or_kind_of_channel_gets_a_new_secret_once(
    app: FastAPI, before: dict[str, str]
) -> None:
    path = "/api/v1/subscriptions/desk"
    moved = {"type": "webhook", "url": "https://elsewhere.example/"}
    async with client(app) as editor:
        created = await editor.post("/api/v1/subscriptions", json={"id": "desk", "channel": before})
        changed = await editor.put(path, json={"channel": moved})
        secret = changed.json()["secret"]
        assert secret.startswith("whsec_")
        assert secret != created.json()["secret"]
        again = await editor.put(path, json={"channel": moved})
        assert again.json()["secret"] is None
        assert secret not in (await editor.get(path)).text


async def test_a_client_may_send_back_the_address_that_it_has_read(app: FastAPI) -> None:
    hook = {"type": "webhook", "url": "https://ana:pa55@x.example/hook?sig=s3cr3t"}
    path = "/api/v1/subscriptions/desk"
    async with client(app) as editor:
        created = await editor.post("/api/v1/subscriptions", json={"id": "desk", "channel": hook})
        channel = created.json()["channel"]
        assert channel["url"] == "https://…@x.example/hook?sig=…"
        changed = await editor.put(path, json={"channel": channel})
        assert changed.json()["secret"] is None


@given(
    user=st.text(st.characters(categories=["L", "N"]), min_size=8),
    value=st.text(st.characters(categories=["L", "N"]), min_size=8),
    name=st.sampled_from(["sig", "code", "key", "x"]),
)
def test_a_listed_address_contains_neither_credentials_nor_values(
    user: str, value: str, name: str
) -> None:
    address = shown_address("webhook", f"https://{user}:{value}@x.example/hook?{name}={value}")
    assert user not in address
    assert value not in address
    assert address.startswith("https://…@x.example/hook")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:9", "[::1]", "169.254.169.254", "10.0.0.8", "2130706433", "0x7f.1", "localhost",
     "u:pa55word@192.168.1.1", "metadata.google.internal", "[::ffff:a9fe:a9fe]", "127.1"],
)  # fmt: skip
async def test_a_webhook_to_a_private_host_is_refused_with_the_reason(
    app: FastAPI, host: str
) -> None:
    url = f"http://{host}/hook"
    channel = {"type": "webhook", "url": url}
    async with client(app) as editor:
        created = await editor.post("/api/v1/subscriptions", json={"channel": channel})
        kept = {"id": "kept", "channel": {"type": "webhook", "url": "https://x.example/"}}
        assert (await editor.post("/api/v1/subscriptions", json=kept)).status_code == 201
        changed = await editor.put("/api/v1/subscriptions/kept", json={"channel": channel})
    for answer in (created, changed):
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        [mistake] = answer.json()["mistakes"]
        assert "allow_hosts" in mistake["message"]
        assert mistake["where"] == "body.channel.url"
        assert "pa55word" not in answer.text


async def test_a_private_host_that_the_operator_allows_is_accepted(engine: AsyncEngine) -> None:
    settings = WebSettings(token=TOKEN, allow_hosts=("127.0.0.1", "::1"))
    app = create_web(engine, settings, Health(lambda: None), IN_FORCE, repeat)
    async with client(app) as editor:
        for host in ("127.0.0.1:9", "[::1]:9"):
            channel = {"type": "webhook", "url": f"http://{host}/hook"}
            answer = await editor.post("/api/v1/subscriptions", json={"channel": channel})
            assert answer.status_code == 201
