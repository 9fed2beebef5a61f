"""Teams: the card, its signed links, its limits, and whose message is genuine."""

import base64
import dataclasses
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from monitor.channels import Services, open_channels
from monitor.channels.action_links import ActionLink
from monitor.channels.teams import TeamsInRequest, is_signed
from monitor.deliveries import AlertFilter, Delivered, Refused, Subscription, alert_event
from monitor.deliveries.buttons import Button
from monitor.deliveries.render.teams import render_teams
from tests.builders import an_alert
from tests.channels.chat_fakes import TEAMS_ADDRESS, TEAMS_TOKEN, spoken, teams_request

SITE = "https://monitor.example.org"
ROOM = Subscription(
    id="desk",
    filter=AlertFilter(),
    channel="teams",
    address="https://prod-12.westeurope.logic.azure.com/…",
    secrets=(TEAMS_ADDRESS,),
)
LARGEST = 28_000
"""Bytes of a message that Teams takes."""


async def sent(room: Subscription = ROOM, site: str | None = SITE) -> dict[str, Any]:
    """Return the message of an alert, as Teams gets it."""
    bodies: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == TEAMS_ADDRESS.replace(":443", "")
        bodies.append(json.loads(request.content))
        return httpx.Response(202)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        channel = open_channels(Services(client=client, site=site))["teams"]
        assert await channel([alert_event(an_alert())], room) == Delivered()
    [body] = bodies
    [attachment] = body["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return dict(attachment["content"])


def actions_of(card: dict[str, Any]) -> dict[str, str]:
    sets = [element for element in card["body"] if element["type"] == "ActionSet"]
    return {action["title"]: action["url"] for each in sets for action in each["actions"]}


async def test_each_button_is_a_link_that_the_secret_of_the_room_has_signed() -> None:
    actions = actions_of(await sent())
    assert list(actions) == ["Acknowledge", "Silence for 2 h", "Article", "Open"]
    parts = urlsplit(actions["Acknowledge"]).path.split("/")
    assert parts[1:5] == ["act", "desk", "acknowledge", an_alert().id]
    link = ActionLink(
        subscription="desk", button="acknowledge", alert=parts[4], expires=int(parts[5])
    )
    assert link.is_signed_by(TEAMS_ADDRESS, parts[6])
    for other in (
        dataclasses.replace(link, alert="other"),
        dataclasses.replace(link, button="silence"),
        dataclasses.replace(link, expires=link.expires + 1),
        dataclasses.replace(link, subscription="other"),
    ):
        assert not other.is_signed_by(TEAMS_ADDRESS, parts[6])
    assert not link.is_signed_by(TEAMS_ADDRESS + "x", parts[6])


async def test_without_a_public_address_the_card_leads_to_the_article_alone() -> None:
    assert list(actions_of(await sent(site=None))) == ["Article"]


async def test_ids_are_shown_where_people_can_write_to_the_monitor() -> None:
    id_ = an_alert().id
    assert f'"{id_}"' not in json.dumps(await sent())
    with_token = dataclasses.replace(ROOM, secrets=(TEAMS_ADDRESS, TEAMS_TOKEN))
    assert f'"{id_}"' in json.dumps(await sent(with_token))


@given(st.text(max_size=3_000), st.integers(1, 30))
def test_a_card_shows_text_as_it_is_and_fits(words: str, count: int) -> None:
    event = alert_event(an_alert())
    data = msgspec.to_builtins(event["data"])
    data["statement"]["content"] = [spoken(f"[x](http://evil.example) {words}")]

    def link(button: Button, alert: str) -> str:
        return f"{SITE}/act/{'s' * 40}/{button}/{alert}/{'1' * 10}/{'x' * 43}"

    events = [{**event, "data": data}] * count
    message = render_teams(events, site=SITE, link=link, shows_ids=True)
    assert len(json.dumps(message, ensure_ascii=False).encode()) < LARGEST
    body = message["attachments"][0]["content"]["body"]
    assert {element["type"] for element in body} <= {"RichTextBlock", "ActionSet"}


def test_a_message_is_genuine_if_the_token_signed_its_whole_body() -> None:
    message = teams_request("acknowledge a1")
    signature, body = message["headers"]["Authorization"], message["content"]
    assert is_signed(signature, body, TEAMS_TOKEN)
    assert not is_signed(signature, body + b" ", TEAMS_TOKEN)
    assert not is_signed(signature, body, base64.b64encode(b"x" * 32).decode())
    for wrong in ("", "HMAC", signature.removeprefix("HMAC "), f"Bearer {signature[5:]}", "HMAC é"):
        assert not is_signed(wrong, body, TEAMS_TOKEN)


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "https://logic.azure.com.evil.example/workflows/abcdefgh"},
        {"address": "https://x.logic.azure.com@evil.example/aaaaaaaaaaa"},
        {"address": "http://x.logic.azure.com/aaaaaaaaaaa"},
        {"address": "https://127.0.0.1/aaaaaaaaaaaaaaaa"},
        {"token": "short"},
        {"token": "é" * 40},
        {"token": "AAAA"},
    ],
)
def test_what_teams_does_not_issue_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(TeamsInRequest).validate_python(
            {"type": "teams", "address": TEAMS_ADDRESS, **wrong}
        )


async def test_a_stored_address_of_another_host_is_never_posted_to() -> None:
    room = dataclasses.replace(ROOM, secrets=("http://127.0.0.1:9/",))
    async with httpx.AsyncClient() as client:
        for name in ("teams", "slack"):
            channel = open_channels(Services(client=client))[name]
            assert isinstance(await channel([alert_event(an_alert())], room), Refused)
