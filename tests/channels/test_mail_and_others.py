"""Mail, chat and topics receive every alert, grouped if configured; a permanent refusal pauses."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import msgspec
import pytest
from apprise.decorators import notify
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels import MailServer, Services, open_channels
from monitor.channels.chat import is_chat_address
from monitor.deliveries import AlertFilter, Deferred, Delivered, Refused, Subscription, alert_event
from monitor.deliveries.message import Attempt
from monitor.deliveries.render.mail import render_mail
from monitor.deliveries.render.syndication import item_of, json_feed, xml_feed
from monitor.store import Archive, Deliveries, Subscriptions
from tests.builders import an_alert
from tests.mailbox import Mailbox


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    box = Mailbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    yield box
    server.close()


def server_of(box: Mailbox) -> MailServer:
    return MailServer(host="127.0.0.1", port=box.port, sender="monitor@example.org", tls="none")


@asynccontextmanager
async def services(**given: Any) -> AsyncIterator[Services]:
    async with httpx.AsyncClient() as client:
        yield Services(client=client, **given)


def a_subscription(channel: str, address: str, **changes: Any) -> Subscription:
    return Subscription(
        id="desk", filter=AlertFilter(), channel=channel, address=address, **changes
    )


async def test_a_mail_says_who_said_what_and_why_in_text_and_html(mailbox: Mailbox) -> None:
    event = alert_event(an_alert())
    async with services(mail=server_of(mailbox)) as shared:
        send = open_channels(shared)["email"]
        assert await send([event], a_subscription("email", "desk@example.org")) == Delivered()
        update = alert_event(msgspec.structs.replace(an_alert(), revision=2))
        assert await send([update], a_subscription("email", "desk@example.org")) == Delivered()
    first, second = mailbox.messages
    assert (first["To"], first["From"]) == ("desk@example.org", "monitor@example.org")
    assert "Anna Berg" in first["Subject"]
    assert first["Message-ID"] == f"<{event['id']}@news-monitor.invalid>"
    assert second["In-Reply-To"] == first["Message-ID"]  # one conversation
    plain, html = first.get_body(("plain",)), first.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain, html):
        assert "the bridge would open" in part.get_content()
        assert "https://wire.example/1" in part.get_content()
    assert "width=device-width" in html.get_content()
    reminder = render_mail([alert_event(an_alert(), reminder=2)])
    assert reminder.subject == f"Reminder: {first['Subject']}"
    assert (reminder.message_id, reminder.refers_to) == (f"{event['id']}.r2", event["id"])


async def test_a_refused_recipient_is_paused_and_an_unavailable_server_is_retried(
    mailbox: Mailbox,
) -> None:
    subscription, event = a_subscription("email", "gone@example.org"), alert_event(an_alert())
    async with services(mail=server_of(mailbox)) as shared:
        mailbox.recipient_answer = b"550 no such user"
        assert isinstance(await open_channels(shared)["email"]([event], subscription), Refused)
        mailbox.recipient_answer = b"451 later"
        assert isinstance(await open_channels(shared)["email"]([event], subscription), Deferred)
    async with services() as bare:
        assert "MONITOR_SMTP_SERVER" in str(
            await open_channels(bare)["email"]([event], subscription)
        )
    mailbox.port = 1
    async with services(mail=server_of(mailbox)) as away:
        assert isinstance(await open_channels(away)["email"]([event], subscription), Deferred)


@pytest.mark.parametrize("content", [None, b"p\xe4ssword", b"\xff\xfep"])
async def test_a_password_that_cannot_be_read_is_tried_again_later(
    mailbox: Mailbox, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    server = replace(server_of(mailbox), user="desk", password_file=file)
    event, subscription = alert_event(an_alert()), a_subscription("email", "desk@example.org")
    async with services(mail=server) as shared:
        outcome = await open_channels(shared)["email"]([event], subscription)
    assert isinstance(outcome, Deferred)
    assert str(file) in str(outcome)


def test_what_an_outlet_writes_cannot_break_out_of_a_mail() -> None:
    alert = an_alert()
    evil = msgspec.structs.replace(
        alert.copies[0], title="<script>x</script>", url="javascript:alert(1)"
    )
    mail = render_mail(
        [
            alert_event(
                msgspec.structs.replace(
                    alert, copies=(evil,), rule_name="A\r\nBcc: all@example.org"
                )
            )
        ]
    )
    assert "<script>" not in mail.html
    assert "javascript:" not in mail.html
    assert "\n" not in mail.subject


async def test_alerts_of_a_group_wait_and_go_together_by_their_key(engine: AsyncEngine) -> None:
    outbox = Deliveries(engine)
    gathered = a_subscription(
        "email", "x@example.org", group_wait_s=60.0, group_interval_s=300.0, group_by=("rule",)
    )
    await Subscriptions(engine).put(gathered)
    await Subscriptions(engine).put(
        Subscription(
            id="single", filter=AlertFilter(), channel="webhook", address="http://x.example/"
        )
    )
    other = msgspec.structs.replace(an_alert("z"), id="z", rule="another", actor="holm")
    await Archive(engine).store([an_alert(), an_alert("two", "post"), other])
    await outbox.enqueue(1000.0)
    early = await outbox.claim(1000.0)
    sizes = [(message.subscription.id, len(message.deliveries)) for message in early]
    assert sizes == [("single", 1)] * 3
    assert await outbox.claim(1059.0) == ()
    together = [
        message for message in await outbox.claim(1061.0) if message.subscription.id == "desk"
    ]
    assert sorted(
        (message.deliveries[0].alert.rule, len(message.deliveries)) for message in together
    ) == [("another", 1), ("berg-bridge", 2)]
    for message in together:
        sent = [Attempt(due, "delivered") for due in message.deliveries]
        await outbox.record(sent, datetime.now(UTC).timestamp())
    await Archive(engine).store([an_alert("three", "star")])
    await outbox.enqueue(datetime.now(UTC).timestamp())
    soon = datetime.now(UTC).timestamp() + 100
    assert not [
        message for message in await outbox.claim(soon) if message.subscription.id == "desk"
    ]  # the interval
    assert [
        message for message in await outbox.claim(soon + 250) if message.subscription.id == "desk"
    ]


async def test_chat_goes_through_apprise_to_services_of_their_own_address_alone() -> None:
    notifications: list[tuple[str, str]] = []

    @notify(on="testchat")  # type: ignore[untyped-decorator]
    def keep(body: str, title: str, *_: object, **__: object) -> bool:
        notifications.append((title, body))
        return len(notifications) > 1

    event = alert_event(an_alert())
    async with services(extra_chat_schemes=frozenset(("testchat",))) as shared:
        send = open_channels(shared)["chat"]
        subscription = a_subscription("chat", "testchat://…", secrets=("testchat://room",))
        assert isinstance(await send([event], subscription), Deferred)
        assert await send([event], subscription) == Delivered()
        for address in ("json://127.0.0.1/x", "mailto://a:b@example.org", "file:///etc/passwd", ""):
            assert not is_chat_address(address)
            refused = a_subscription("chat", "…", secrets=(address,) if address else ())
            assert isinstance(await send([event], refused), Refused)
    assert "Anna Berg" in notifications[0][0]
    assert "the bridge would open" in notifications[0][1]


async def test_a_topic_gets_events_keyed_by_their_alert() -> None:
    sent: list[tuple[str, bytes, bytes]] = []

    async def keep(topic: str, key: bytes, body: bytes, _: list[tuple[str, bytes]]) -> None:
        sent.append((topic, key, body))

    event = alert_event(an_alert())
    async with services(send_to_topic=keep) as shared:
        assert (
            await open_channels(shared)["kafka"]([event], a_subscription("kafka", "mine"))
            == Delivered()
        )
    [(topic, key, body)] = sent
    assert (topic, key, json.loads(body)) == (
        "mine",
        event["subject"].encode(),
        json.loads(json.dumps(event)),
    )


def test_any_feed_reader_reads_the_alerts() -> None:
    from monitor.feeds.parse import parse_feed

    alerts = [
        an_alert(),
        msgspec.structs.replace(an_alert("two"), id="two", rule_name="Odd \x00 <rule> \ud800"),
    ]
    url = "https://monitor.example/api/v1/alerts.atom"
    for form in ("atom", "rss"):
        written = xml_feed([item_of(alert) for alert in alerts], url, form)
        ElementTree.fromstring(written)
        document = parse_feed(written, "", url)
        assert [
            entry.title.startswith(("Berg on the bridge: Anna Berg", "Odd"))
            for entry in document.entries
        ] == [True] * 2
        assert document.entries[0].published_at == alerts[0].raised_at
    document = parse_feed(
        json.dumps(
            json_feed([item_of(alert) for alert in alerts], url), ensure_ascii=True
        ).encode(),
        "",
        url,
    )
    assert [entry.guid for entry in document.entries] == [alerts[0].id, "two"]


async def test_a_subscriber_can_be_sent_the_newest_and_a_time_again(engine: AsyncEngine) -> None:
    outbox = Deliveries(engine)
    await Subscriptions(engine).put(a_subscription("webhook", "http://x.example/"))
    assert not await outbox.enqueue_newest("desk")
    await Archive(engine).store([an_alert(), an_alert("two", "post")])
    await outbox.enqueue(1.0)
    for message in await outbox.claim(2.0):
        delivered = Attempt(message.deliveries[0], "delivered")
        await outbox.record([delivered], datetime.now(UTC).timestamp())
    assert await outbox.enqueue_newest("desk")
    far = datetime.now(UTC).timestamp() + 10
    assert [each.deliveries[0].alert.revision for each in await outbox.claim(far)] == [2]
    assert await outbox.redeliver("desk", datetime.now(UTC) - timedelta(hours=1)) == 2
    assert await outbox.redeliver("desk", datetime.now(UTC) + timedelta(hours=1)) == 0
    assert await outbox.redeliver("desk", alert=an_alert().id) == 2
    assert await outbox.redeliver("desk", alert="none") == 0
