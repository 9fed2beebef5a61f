"""Clicks in Slack and messages in Teams: signed, used once, audited as the person."""

import asyncio
import json
import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels import Services, open_channels
from monitor.deliveries import AlertFilter, Subscription, alert_event
from monitor.store import Archive, Store
from monitor.web import Health, WebSettings, create_web
from tests.builders import an_alert
from tests.channels.chat_fakes import (
    SIGNING_SECRET,
    SLACK_ADDRESS,
    TEAMS_ADDRESS,
    TEAMS_TOKEN,
    FakeSlack,
    slack_request,
    teams_request,
)
from tests.web.asking import IN_FORCE, TOKEN, client, repeat

ALERT = an_alert()
ROOMS = (
    ("desk", "slack", SLACK_ADDRESS, SIGNING_SECRET),
    ("room", "teams", TEAMS_ADDRESS, TEAMS_TOKEN),
)


def a_room(id_: str, channel: str, *secrets: str) -> Subscription:
    return Subscription(
        id=id_, filter=AlertFilter(), channel=channel, address="https://…", secrets=secrets
    )


@pytest.fixture
def slack() -> FakeSlack:
    return FakeSlack()


@pytest.fixture
async def site(engine: AsyncEngine, slack: FakeSlack) -> FastAPI:
    """The application with one alert, a room at Slack and one at Teams."""
    await Archive(engine).store([ALERT])
    for room in ROOMS:
        await Store(engine).subscriptions.put(a_room(*room))
    settings = WebSettings(token=TOKEN, post_json=slack.take_update)
    return create_web(engine, settings, Health(lambda: None), IN_FORCE, repeat)


async def message_at(slack: FakeSlack) -> dict[str, Any]:
    """Return the message that the deliverer sends for the alert."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(slack.answer)) as http:
        channel = open_channels(Services(client=http, site="https://monitor.example.org"))["slack"]
        await channel([alert_event(ALERT)], a_room(*ROOMS[0]))
    return slack.messages[-1]


async def audit_of(app: FastAPI) -> list[tuple[str, str, int]]:
    async with client(app) as admin:
        rows = (await admin.get("/api/v1/audit")).json()["items"]
    return [(row["who"], row["did"], row["status"]) for row in rows]


async def test_a_click_acknowledges_as_the_person_and_updates_the_message(
    site: FastAPI, slack: FakeSlack, engine: AsyncEngine
) -> None:
    click = slack.click(await message_at(slack), "acknowledge")
    async with client(site, token=None) as at_slack:
        answer = await at_slack.post("/chat/slack/desk", **slack_request(click))
    assert (answer.status_code, answer.content) == (200, b"")
    kept = (await Store(engine).acknowledgements.of([ALERT.id]))[ALERT.id]
    assert kept.who == "slack:ana (T111/U7)"
    request = f"POST /api/v1/alerts/{ALERT.id}/acknowledge"
    assert await audit_of(site) == [("slack:ana (T111/U7)", request, 201)]
    [(address, update)] = slack.updates
    assert address == click["response_url"]
    assert update["replace_original"] is True
    assert "Acknowledged by <@U7>" in json.dumps(update["blocks"])
    assert [block["type"] for block in update["blocks"]] == ["section", "context", "actions"]


async def test_a_click_silences_the_rule_and_actor_for_two_hours(
    site: FastAPI, slack: FakeSlack, engine: AsyncEngine
) -> None:
    click = slack.click(await message_at(slack), "silence")
    async with client(site, token=None) as at_slack:
        await at_slack.post("/chat/slack/desk", **slack_request(click))
    [silence] = await Store(engine).silences.all()
    assert silence.matchers == {"rule": (ALERT.rule,), "actor": (ALERT.actor,)}
    assert (silence.expires_at - silence.created_at).total_seconds() == 7200
    assert silence.who == "slack:ana (T111/U7)"
    assert (await audit_of(site))[0][1:] == ("POST /api/v1/silences", 201)


async def test_the_same_request_counts_once_however_often_and_wherever_it_arrives(
    site: FastAPI, slack: FakeSlack, engine: AsyncEngine
) -> None:
    request = slack_request(slack.click(await message_at(slack), "silence"))
    async with client(site, token=None) as at_slack:
        answers = await asyncio.gather(
            *(at_slack.post("/chat/slack/desk", **request) for _ in range(5))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len(await Store(engine).silences.all()) == 1
    assert sorted(status for _, _, status in await audit_of(site)) == [201, 409, 409, 409, 409]
    notes = [update for _, update in slack.updates if update.get("response_type") == "ephemeral"]
    assert len(notes) == 4


async def test_a_request_that_slack_has_not_signed_now_changes_nothing(
    site: FastAPI, slack: FakeSlack, engine: AsyncEngine
) -> None:
    click = slack.click(await message_at(slack), "acknowledge")
    old = slack_request(click, at=time.time() - 400)
    forged = slack_request(click, secret="0" * 32)
    changed = slack_request(click)
    changed["content"] = changed["content"].replace(b"ana", b"eve")
    unsigned = {"content": slack_request(click)["content"]}
    async with client(site, token=None) as at_slack:
        for request in (old, forged, changed, unsigned):
            assert (await at_slack.post("/chat/slack/desk", **request)).status_code == 401
        for room in ("unknown", "room"):  # no subscription, and one of another service
            answer = await at_slack.post(f"/chat/slack/{room}", **slack_request(click))
            assert answer.status_code == 401
    assert await Store(engine).acknowledgements.of([ALERT.id]) == {}
    assert await audit_of(site) == []


async def test_a_room_without_a_signing_secret_takes_no_clicks(
    site: FastAPI, engine: AsyncEngine
) -> None:
    await Store(engine).subscriptions.put(a_room("open", "slack", SLACK_ADDRESS))
    async with client(site, token=None) as at_slack:
        for secret in ("", "None", SLACK_ADDRESS):
            answer = await at_slack.post("/chat/slack/open", **slack_request({}, secret=secret))
            assert answer.status_code == 401


@pytest.mark.parametrize(
    "payload",
    [None, [], {}, {"type": "block_actions"}, {"type": "block_actions", "user": {"id": 7}}, "x",
     {"type": "block_actions", "user": {"id": "U7"}, "actions": {}}],
)  # fmt: skip
async def test_a_signed_payload_of_another_form_is_refused_and_breaks_nothing(
    site: FastAPI, payload: object
) -> None:
    async with client(site, token=None) as at_slack:
        answer = await at_slack.post("/chat/slack/desk", **slack_request(payload))
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["view_submission", "block_actions"])
async def test_other_parts_of_the_app_and_links_are_answered_and_change_nothing(
    site: FastAPI, slack: FakeSlack, kind: str
) -> None:
    click = {**slack.click(await message_at(slack), "open"), "type": kind}
    async with client(site, token=None) as at_slack:
        assert (await at_slack.post("/chat/slack/desk", **slack_request(click))).status_code == 200
    assert await audit_of(site) == []
    assert slack.updates == []


async def test_an_alert_that_is_gone_is_told_to_the_person_alone(
    site: FastAPI, slack: FakeSlack
) -> None:
    click = slack.click(await message_at(slack), "acknowledge")
    click["actions"][0]["value"] = "gone"
    async with client(site, token=None) as at_slack:
        assert (await at_slack.post("/chat/slack/desk", **slack_request(click))).status_code == 200
    [(_, update)] = slack.updates
    assert update["response_type"] == "ephemeral"
    assert "alert gone does not exist" in update["text"]


async def test_an_update_goes_to_slack_and_nowhere_else(site: FastAPI, slack: FakeSlack) -> None:
    click = slack.click(await message_at(slack), "acknowledge")
    click["response_url"] = "http://169.254.169.254/actions/T1"
    async with client(site, token=None) as at_slack:
        await at_slack.post("/chat/slack/desk", **slack_request(click))
    assert slack.updates == []


async def test_a_name_cannot_look_like_another_entry_of_the_audit_log(
    site: FastAPI, slack: FakeSlack
) -> None:
    click = slack.click(await message_at(slack), "acknowledge")
    click["user"]["username"] = "ana\n2026 admin\x00\u202e" + "x" * 500
    async with client(site, token=None) as at_slack:
        assert (await at_slack.post("/chat/slack/desk", **slack_request(click))).status_code == 200
    [(who, _, _)] = await audit_of(site)
    assert who.isprintable()
    assert who.startswith("slack:ana2026 admin")
    assert who.endswith("(T111/U7)")


@pytest.mark.parametrize("word", ["acknowledge", "Acknowledge", "ACKNOWLEDGE"])
async def test_a_message_in_teams_acknowledges_as_its_sender(
    site: FastAPI, engine: AsyncEngine, word: str
) -> None:
    async with client(site, token=None) as teams:
        answer = await teams.post("/chat/teams/room", **teams_request(f"{word} {ALERT.id}"))
    assert answer.json()["type"] == "message"
    assert answer.json()["text"] == f"Acknowledged by Ana Núñez: {ALERT.rule_name}"
    kept = (await Store(engine).acknowledgements.of([ALERT.id]))[ALERT.id]
    assert kept.who == "teams:Ana Núñez (0a-1b)"


async def test_a_message_in_teams_is_used_once_and_within_five_minutes(
    site: FastAPI, engine: AsyncEngine
) -> None:
    request = teams_request(f"silence {ALERT.id}")
    async with client(site, token=None) as teams:
        first = await teams.post("/chat/teams/room", **request)
        second = await teams.post("/chat/teams/room", **request)
        old = teams_request(f"silence {ALERT.id}", at=time.time() - 400)
        assert (await teams.post("/chat/teams/room", **old)).status_code == 401
        forged = teams_request(f"silence {ALERT.id}", token="AAAA" * 10)
        assert (await teams.post("/chat/teams/room", **forged)).status_code == 401
        assert (await teams.post("/chat/teams/desk", **request)).status_code == 401
        timeless = teams_request(f"silence {ALERT.id}", timestamp=None)
        assert (await teams.post("/chat/teams/room", **timeless)).status_code == 422
    assert first.json()["text"].startswith("Silenced for 2 h by Ana")
    assert "used already" in second.json()["text"]
    assert len(await Store(engine).silences.all()) == 1


@pytest.mark.parametrize("respelled", ["hmac ", "HMAC  ", "Hmac \t"])
async def test_a_message_in_teams_counts_once_however_its_signature_is_sent(
    site: FastAPI, engine: AsyncEngine, respelled: str
) -> None:
    request = teams_request(f"silence {ALERT.id}")
    signature = request["headers"]["Authorization"].removeprefix("HMAC ")
    replayed = {"content": request["content"], "headers": {"Authorization": respelled + signature}}
    async with client(site, token=None) as teams:
        await teams.post("/chat/teams/room", **request)
        second = await teams.post("/chat/teams/room", **replayed)
    assert "used already" in second.json()["text"]
    assert len(await Store(engine).silences.all()) == 1


@pytest.mark.parametrize(
    "text", ["", "help", "acknowledge", "delete a1", "<b>x</b>", "acknowledge  "]
)
async def test_a_message_without_a_command_is_answered_with_the_commands(
    site: FastAPI, text: str
) -> None:
    async with client(site, token=None) as teams:
        answer = await teams.post("/chat/teams/room", **teams_request(text))
    assert "acknowledge ID" in answer.json()["text"]
    assert await audit_of(site) == []
