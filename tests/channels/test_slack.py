"""Slack: the message, what it may contain, what its answers mean, and whose click is genuine."""

import dataclasses
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from monitor.channels import Endpoint, Services, open_channels
from monitor.channels.slack import (
    SIGNED_WITHIN_S,
    SlackInRequest,
    is_answer_address,
    is_signed,
)
from monitor.deliveries import (
    AlertFilter,
    Deferred,
    Delivered,
    Outcome,
    Refused,
    Subscription,
    alert_event,
)
from monitor.deliveries.render.slack import MOST_ALERTS, clicked, escaped, render_slack
from tests.builders import an_alert
from tests.channels.chat_fakes import (
    SIGNING_SECRET,
    SLACK_ADDRESS,
    FakeSlack,
    an_alert_called,
    slack_request,
    spoken,
)

ROOM = Subscription(
    id="desk",
    filter=AlertFilter(),
    channel="slack",
    address="https://hooks.slack.com/…",
    secrets=(SLACK_ADDRESS, SIGNING_SECRET),
)
SITE = "https://monitor.example.org"


async def send(slack: FakeSlack, count: int = 1, room: Subscription = ROOM) -> Outcome:
    events = [alert_event(an_alert_called(f"a{number}")) for number in range(count)]
    transport = httpx.MockTransport(slack.answer)
    async with httpx.AsyncClient(transport=transport) as client:
        return await open_channels(Services(client=client, site=SITE))["slack"](events, room)


def buttons_of(message: dict[str, Any]) -> list[str]:
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"]]


async def test_an_alert_has_its_words_its_articles_and_its_buttons() -> None:
    slack = FakeSlack()
    assert await send(slack) == Delivered()
    [message] = slack.messages
    assert buttons_of(message) == ["acknowledge", "silence", "open"]
    text = message["blocks"][0]["text"]["text"]
    alert = an_alert()
    assert alert.rule_name in text
    assert alert.copies[0].url in text
    [row] = [block for block in message["blocks"] if block["type"] == "actions"]
    assert row["elements"][2]["url"] == f"{SITE}/alerts/a0"


async def test_without_the_signing_secret_there_is_a_link_alone() -> None:
    slack = FakeSlack()
    await send(slack, room=dataclasses.replace(ROOM, secrets=(SLACK_ADDRESS,)))
    assert buttons_of(slack.messages[0]) == ["open"]


async def test_a_large_group_fits_into_one_message_and_the_rest_is_counted() -> None:
    slack = FakeSlack()
    assert await send(slack, MOST_ALERTS + 7) == Delivered()
    assert slack.messages[0]["blocks"][-1]["elements"][0]["text"] == "… and 7 more."


@given(st.text(max_size=4_000), st.text(max_size=4_000))
def test_no_text_of_a_publisher_mentions_links_or_breaks_the_limits(words: str, title: str) -> None:
    alert = an_alert()
    event = alert_event(alert)
    data = msgspec.to_builtins(event["data"])
    data["rule_name"] = f"{words[:200]}<!channel>"
    data["statement"]["content"] = [spoken(f"{words} <!here> <@U1> & {words}")]
    data["copies"] = [{**data["copies"][0], "title": f"{title}|<http://evil.example|x>"}] * 9
    message = render_slack([{**event, "data": data}], site=None, has_buttons=True)
    text = message["blocks"][0]["text"]["text"]
    assert "<!" not in text
    assert "<@" not in text
    assert "<http://evil" not in text
    assert len(text) <= 3_000


def test_an_address_that_ends_a_link_stays_one_link() -> None:
    event = alert_event(an_alert())
    data = msgspec.to_builtins(event["data"])
    data["copies"] = [{**data["copies"][0], "url": "https://x.example/a|b>c<!channel> d"}]
    message = render_slack([{**event, "data": data}], site=None, has_buttons=False)
    assert "<https://x.example/a%7Cb%3Ec%3C!channel%3E%20d|" in message["blocks"][0]["text"]["text"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, Delivered), (400, Deferred), (403, Refused), (404, Refused), (410, Refused),
     (429, Deferred), (500, Deferred), (302, Deferred)],
)  # fmt: skip
async def test_an_answer_decides_whether_it_is_sent_again(status: int, kind: type) -> None:
    outcome = await send(FakeSlack(status=status))
    assert isinstance(outcome, kind)
    assert "aaaa" not in str(outcome)


async def test_a_service_that_cannot_be_reached_is_tried_again_without_its_address_in_the_log() -> (
    None
):
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url}")

    async with httpx.AsyncClient(transport=httpx.MockTransport(fail)) as client:
        event = alert_event(an_alert())
        outcome = await open_channels(Services(client=client))["slack"]([event], ROOM)
    assert isinstance(outcome, Deferred)
    assert "aaaa" not in outcome.reason


def test_the_example_of_slacks_documentation_is_genuine() -> None:
    """Body, secret, time and signature are those of "Verifying requests from Slack"."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
        b"commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    }
    assert is_signed(headers, body, SIGNING_SECRET, 1531420618.0)
    assert not is_signed(headers, body + b"&", SIGNING_SECRET, 1531420618.0)
    assert not is_signed(headers, body, SIGNING_SECRET[:-1] + "6", 1531420618.0)
    for late in (SIGNED_WITHIN_S + 1, -SIGNED_WITHIN_S - 1):
        assert not is_signed(headers, body, SIGNING_SECRET, 1531420618.0 + late)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-request-timestamp": "now"},
        {"x-slack-request-timestamp": "1e9"},
        {"x-slack-request-timestamp": "1000", "x-slack-signature": ""},
        {"x-slack-request-timestamp": "1000", "x-slack-signature": "v0=é"},
        {"x-slack-request-timestamp": "9" * 400},
        {"x-slack-request-timestamp": "١٠٠٠"},
    ],
)
def test_a_request_without_the_headers_of_slack_is_not_genuine(headers: dict[str, str]) -> None:
    assert not is_signed(headers, b"", SIGNING_SECRET, 1000.0)


def test_a_signature_of_one_body_is_not_one_of_another() -> None:
    first, second = slack_request({"a": 1}, at=1000.0), slack_request({"a": 2}, at=1000.0)
    lower = {name.lower(): value for name, value in first["headers"].items()}
    assert is_signed(lower, first["content"], SIGNING_SECRET, 1000.0)
    assert not is_signed(lower, second["content"], SIGNING_SECRET, 1000.0)


def test_a_click_changes_the_row_of_its_alert_alone() -> None:
    events = [alert_event(an_alert_called(name)) for name in ("a", "b")]
    blocks = render_slack(events, site=None, has_buttons=True)["blocks"]
    after = clicked(blocks, "b", "acknowledge", "U7")
    assert after[:3] == blocks[:3]
    assert after[3]["elements"][0]["text"] == "Acknowledged by <@U7>"
    assert [each["action_id"] for each in after[4]["elements"]] == ["silence"]
    last = clicked(after, "b", "silence", "U8")
    assert [block["type"] for block in last[3:]] == ["context", "context"]


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.slack.com.evil.example/services/T1/B1/aaaaaaaaaaaa",
        "http://hooks.slack.com/services/T1/B1/aaaaaaaaaaaa",
        "https://hooks.slack.com/services/T1/B1/aaaaaaaaaaaa?x=1",
        "https://hooks.slack.com/services/../B1/aaaaaaaaaaaa",
        "https://hooks.slack.com@evil.example/services/T1/B1/aaaaaaaaaaaa",
        "https://evil.example/",
        "",
    ],
)
def test_an_address_of_another_host_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(SlackInRequest).validate_python({"type": "slack", "address": address})
    assert "aaaaaaaaaaaa" not in str(caught.value.errors()[0]["msg"])


def test_a_message_is_updated_at_slack_alone() -> None:
    assert is_answer_address("https://hooks.slack.com/actions/T1/2/abc")
    for address in (
        "https://hooks.slack.com/services/T1/2/abc",
        "https://hooks.slack.com/actions/../services",
        "https://169.254.169.254/actions/T1",
        "",
    ):
        assert not is_answer_address(address)


def test_a_change_keeps_the_signing_secret_of_the_same_address() -> None:
    check = TypeAdapter(SlackInRequest).validate_python
    first = check({"type": "slack", "address": SLACK_ADDRESS, "signing_secret": SIGNING_SECRET})
    endpoint = first.request_endpoint(None)
    assert endpoint == Endpoint(
        address="https://hooks.slack.com/…", secrets=(SLACK_ADDRESS, SIGNING_SECRET)
    )
    again = check({"type": "slack", "address": SLACK_ADDRESS})
    assert again.request_endpoint(endpoint) == endpoint
    other = check({"type": "slack", "address": SLACK_ADDRESS.replace("B222", "B333")})
    assert len(other.request_endpoint(endpoint).secrets) == 1


def test_escaping_leaves_no_character_of_markup() -> None:
    assert escaped("<a> & <!b>") == "&lt;a&gt; &amp; &lt;!b&gt;"
