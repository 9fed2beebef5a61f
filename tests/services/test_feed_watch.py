"""The feed watch: one alert per trouble, updated in place and resolved; removed feeds leave."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import (
    MOST_FAILURES,
    find_troubles,
    resolved_alerts,
    trouble_alert,
    unreported_troubles,
)
from monitor.alerts.unite import Raised, Updated, unite
from monitor.deliveries import AlertFilter
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.records import Alert, FeedState
from monitor.services.feed_watch import FeedWatch
from monitor.store import Store
from tests.builders import INDEX, NOON

FEED = Feed(url="https://wire.example/rss", name="Wire")
MINUTE = timedelta(minutes=1)


def a_state(**changes: object) -> FeedState:
    """Return the state of a feed that was never polled."""
    return msgspec.structs.replace(new_state(FEED, NOON), **changes)


def failing(poll: int, error: str = "dns") -> FeedState:
    """Return the state of a feed that never worked, after some polls."""
    return a_state(
        polls=poll,
        failures=poll,
        error=error,
        error_detail=f"attempt {poll}",
        last_polled_at=NOON + poll * MINUTE,
    )


def working(poll: int) -> FeedState:
    """Return the state of a feed after a successful poll."""
    at = NOON + poll * MINUTE
    return a_state(polls=poll, last_polled_at=at, last_success_at=at)


async def feed_alerts(store: Store) -> list[Alert]:
    """Return the stored alerts on feeds."""
    return list((await store.alerts.find(AlertFilter(), limit=50)).items)


async def test_a_feed_that_never_works_has_one_alert_which_is_resolved(engine: AsyncEngine) -> None:
    store = Store(engine)
    watches = [FeedWatch(store, lambda: INDEX) for _ in range(2)]
    for poll in range(1, 20):
        await store.archive.store([failing(poll, "dns" if poll < 12 else "connect")])
        for watch in watches:
            await watch.check(NOON + poll * MINUTE)
    [alert] = await feed_alerts(store)
    assert (alert.rule, alert.resolved_at, alert.why[0].value) == ("feed-failing", None, "connect")
    await store.archive.store([working(20)])
    for watch in watches:
        await watch.check(NOON + 20 * MINUTE)
    [alert] = await feed_alerts(store)
    assert alert.resolved_at == NOON + 20 * MINUTE
    assert "works again after" in alert.statement.text
    notifying = [event.alert for event in await store.events.after(0, limit=50)]
    assert [(each.revision, each.suppressed) for each in notifying] == [
        (1, False),
        (2, True),
        (3, False),
    ]


async def test_a_feed_that_fails_again_has_another_alert(engine: AsyncEngine) -> None:
    store, watch = Store(engine), FeedWatch(Store(engine), lambda: INDEX)
    long_ago = NOON - timedelta(days=1)
    for success in (long_ago, NOON):
        state = failing(MOST_FAILURES)
        await store.archive.store([msgspec.structs.replace(state, last_success_at=success)])
        await watch.check(success + timedelta(hours=2))
        await store.archive.store([working(MOST_FAILURES)])
        await watch.check(success + timedelta(hours=3))
    alerts = await feed_alerts(store)
    assert len({alert.id for alert in alerts}) == 2
    assert all(alert.resolved_at is not None for alert in alerts)


async def test_a_feed_that_is_no_longer_configured_leaves_and_its_alert_is_resolved(
    engine: AsyncEngine,
) -> None:
    store, configured = Store(engine), {FEED.id}
    watch = FeedWatch(store, lambda: INDEX, lambda: configured)
    await store.archive.store([failing(9)])
    await watch.check(NOON)
    assert len(await store.feeds.all()) == 1
    configured.clear()
    await watch.check(NOON + MINUTE)
    assert await store.feeds.all() == ()
    [alert] = await feed_alerts(store)
    assert alert.resolved_at == NOON + MINUTE


polls = st.lists(st.sampled_from(["ok", "dns", "connect", "http_5xx"]), min_size=1, max_size=40)


@given(polls)
def test_there_is_one_open_alert_while_a_feed_fails_and_none_while_it_works(
    outcomes: list[str],
) -> None:
    stored: dict[str, Alert] = {}
    state = a_state()
    for number, outcome in enumerate(outcomes):
        now = NOON + number * timedelta(minutes=20)
        failures = 0 if outcome == "ok" else state.failures + 1
        state = msgspec.structs.replace(
            state,
            failures=failures,
            error=None if outcome == "ok" else outcome,
            last_polled_at=now,
            last_success_at=now if outcome == "ok" else state.last_success_at,
        )
        troubles = find_troubles([state], now)
        changed = resolved_alerts(stored.values(), [state], now)
        changed += [
            trouble_alert(trouble, (), "c", now)
            for trouble in unreported_troubles(troubles, stored)
        ]
        for alert in changed:
            outcome_ = unite(alert, [stored[alert.id]] if alert.id in stored else [])
            assert isinstance(outcome_, Raised | Updated)
            stored[alert.id] = outcome_.alert
        still_open = [alert for alert in stored.values() if alert.resolved_at is None]
        assert len(still_open) <= 1
        assert bool(still_open) >= bool(troubles)
        assert not (outcome == "ok" and still_open)


@pytest.mark.parametrize("failures", range(MOST_FAILURES))
def test_few_failures_raise_no_alert(failures: int) -> None:
    assert find_troubles([failing(failures)] if failures else [a_state()], NOON) == []
