"""People get few messages, whatever is stored at once and whatever a subscription sets."""

import msgspec
import pytest
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.models import SubscriptionInFile
from monitor.config.subscriptions import timing_fields
from monitor.deliveries import AlertFilter, Subscription, alert_event
from monitor.deliveries.message import Attempt
from monitor.deliveries.render.chat import MOST_CHARACTERS, render_chat
from monitor.deliveries.render.mail import MOST_ALERTS, render_mail
from monitor.records import Alert
from monitor.store import Store
from tests.builders import an_alert

MATCHES = 1_590
START = 1_000_000.0


def alerts(count: int) -> list[Alert]:
    """Return alerts on different events of different rules and actors."""
    return [
        msgspec.structs.replace(
            an_alert(f"article-{n}"), id=f"alert-{n}", actor=f"actor-{n}", rule=f"rule-{n % 40}"
        )
        for n in range(count)
    ]


def default_timing(channel: dict[str, object]) -> dict[str, object]:
    """Return the timing of a subscription of the file that sets nothing."""
    written = TypeAdapter(SubscriptionInFile).validate_python({"id": "desk", "channel": channel})
    return timing_fields(written, written.channel)


SETTINGS = [
    ("email", default_timing({"type": "email", "to": "desk@example.org"})),
    ("chat", default_timing({"type": "chat", "address_file": "x"})),
    ("email", {"group_wait_s": 0.0, "group_interval_s": 0.0}),
    ("email", {"group_wait_s": 0.1, "group_by": ("actor",)}),
    ("chat", {"group_wait_s": 0.1, "group_by": ("rule", "severity")}),
]


@pytest.mark.parametrize(("channel", "timing"), SETTINGS)
async def test_many_matches_at_once_give_at_most_three_messages_in_all(
    engine: AsyncEngine, channel: str, timing: dict[str, object]
) -> None:
    store = Store(engine)
    subscription = Subscription(
        id="desk",
        filter=AlertFilter(),
        channel=channel,
        address="x",
        **timing,  # type: ignore[arg-type]
    )
    await store.subscriptions.put(subscription)
    await store.archive.store(alerts(MATCHES))
    while await store.deliveries.enqueue(START):
        pass
    sizes: list[int] = []
    for now in (START, START + 0.3, START + 29, START + 31, START + 59):
        for message in await store.deliveries.claim(now):
            sizes.append(len(message.deliveries))
            tried = [Attempt(delivery, "delivered") for delivery in message.deliveries]
            await store.deliveries.record(tried, now + 0.01 * len(sizes))
    assert 1 <= len(sizes) <= 3
    assert sum(sizes) == MATCHES


def test_a_message_of_many_alerts_counts_those_that_it_does_not_write_out() -> None:
    events = [alert_event(alert) for alert in alerts(412 + MOST_ALERTS)]
    mail = render_mail(events)
    assert "… and 412 more." in mail.text
    assert "… and 412 more." in mail.html
    chat = render_chat(events)
    assert len(chat.body) <= MOST_CHARACTERS + 30
    written = chat.body.count("Berg on the bridge\n")
    assert chat.body.endswith(f"… and {len(events) - written} more.")
