"""The alert on a subscription that was switched off is resolved when it is in force again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.switched_off import RULE, switched_off_alert
from monitor.records import Alert
from monitor.services.subscription_watch import SubscriptionWatch
from monitor.store import Store

DESK = Subscription(id="desk", filter=AlertFilter(), channel="kafka", address="desk", source="api")


async def switch_off(store: Store) -> None:
    await store.subscriptions.put(DESK)
    await store.subscriptions.pause("desk", "gone")
    await store.archive.store([switched_off_alert(DESK, "gone", "c", datetime.now(UTC))])


async def the_alert(store: Store) -> Alert:
    [alert] = (await store.alerts.find(AlertFilter(rules=(RULE,)), limit=9)).items
    return alert


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("resume", "The subscription desk is in force again."),
        ("put", "The subscription desk is in force again."),
        ("remove", "The subscription desk was removed."),
    ],
)
async def test_whatever_ends_the_trouble_resolves_the_alert(
    engine: AsyncEngine, change: str, text: str
) -> None:
    store = Store(engine)
    watch = SubscriptionWatch(store)
    await switch_off(store)
    assert await watch.run_once() == 0
    assert (await the_alert(store)).resolved_at is None
    if change == "put":
        await store.subscriptions.put(DESK)
    else:
        await getattr(store.subscriptions, change)("desk")
    assert await watch.run_once() == 1
    alert = await the_alert(store)
    assert (alert.statement.text, alert.revision) == (text, 2)
    assert alert.resolved_at is not None
    assert await watch.run_once() == 0


async def test_a_second_trouble_is_an_alert_of_its_own(engine: AsyncEngine) -> None:
    store = Store(engine)
    watch = SubscriptionWatch(store)
    for _ in range(2):
        await switch_off(store)
        await store.subscriptions.resume("desk")
        assert await watch.run_once() == 1
    alerts = (await store.alerts.find(AlertFilter(rules=(RULE,)), limit=9)).items
    assert len(alerts) == 2
