"""Silences, acknowledgements and inhibition: kept and shown, and nobody is notified."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.silence import Silence
from monitor.deliveries import AlertFilter
from monitor.flow import raise_alert
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.records import Alert
from monitor.store import Archive, Queries
from monitor.store.silences import Silences
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import any_of
from tests.builders import NOON, WATCHLIST, an_alert, an_article

FAR = NOON + timedelta(days=3650)


def a_silence(expires_in: timedelta = timedelta(days=3650), **matchers: tuple[str, ...]) -> Silence:
    return Silence(
        id="s", matchers=matchers, who="desk", comment="", created_at=NOON, expires_at=NOON + expires_in,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("silence", "holds"),
    [
        (a_silence(rule=("berg-bridge",)), True),
        (
            a_silence(
                rule=("berg-bridge", "x"), actor=("berg",), theme=("bridge",), severity=("medium",)
            ),
            True,
        ),
        (a_silence(rule=("berg-bridge",), actor=("holm",)), False),
        (a_silence(publisher=("wire",)), True),
        (a_silence(act=("threaten",)), False),
        (a_silence(timedelta(0), rule=("berg-bridge",)), False),
        (a_silence(), False),
    ],
)
def test_a_silence_holds_for_what_meets_each_of_its_matchers_while_it_lasts(
    silence: Silence, holds: bool
) -> None:
    assert silence.holds(an_alert(), NOON) is holds


async def test_a_silenced_alert_is_kept_and_its_copies_stay_silent_until_the_silence_ends(
    engine: AsyncEngine,
) -> None:
    archive, queries, silences = Archive(engine), Queries(engine), Silences(engine)
    await silences.put(a_silence(rule=("berg-bridge",)))
    await archive.store([an_alert()])
    await archive.store([an_alert("two", "post")])
    [alert] = (await queries.find_alerts(AlertFilter(), limit=5)).items
    assert (alert.quiet, alert.hushed_by, len(alert.copies)) == (True, "silence s", 2)
    assert await silences.end("s")
    assert not await silences.end("s")
    other = msgspec.structs.replace(an_alert("three"), id="other", actor="holm")
    await archive.store([other])
    stored = await queries.alert("other")
    assert stored is not None
    assert not stored.quiet


async def test_updates_of_an_acknowledged_alert_notify_nobody_and_it_says_who_took_it_on(
    engine: AsyncEngine,
) -> None:
    archive, queries, silences = Archive(engine), Queries(engine), Silences(engine)
    alert = an_alert()
    await archive.store([alert])
    assert await silences.acknowledge(alert.id, "ana", "on it")
    assert not await silences.acknowledge("none", "ana")
    await archive.store([an_alert("two", "post")])
    assert [event.alert.quiet for event in await queries.events_after(0, limit=5)] == [False, True]
    stored, taken = (
        await queries.alert(alert.id),
        (await silences.acknowledged([alert.id]))[alert.id],
    )
    assert stored is not None
    assert taken is not None
    assert (stored.quiet, len(stored.copies), taken.who, taken.note) == (False, 2, "ana", "on it")


def raised(*rules: Rule) -> dict[str, Alert]:
    index = WatchlistIndex(
        Watchlist(actors=WATCHLIST.actors, themes=WATCHLIST.themes, rules=rules, hash="h")
    )
    reading = read_article(
        an_article(text="Bridge\n\nAnna Berg said that the bridge would open."), index
    )
    alerts = (raise_alert(None, match, NOON) for match in match_reading(reading, index))
    return {alert.rule: alert for alert in alerts if alert is not None}


def test_a_higher_rule_stands_in_for_a_lower_one_on_the_same_statement() -> None:
    low = Rule(id="low", name="L", themes=any_of("bridge"))
    high = Rule(
        id="high",
        name="H",
        speakers=("berg",),
        themes=any_of("bridge"),
        severity="high",
        inhibits=("low",),
    )
    found = raised(low, high)
    assert (found["low"].quiet, found["low"].hushed_by, found["high"].quiet) == (
        True,
        "rule high",
        False,
    )
    assert not raised(low)["low"].quiet
    elsewhere = Rule(
        id="high", name="H", speakers=("holm",), themes=any_of("bridge"), inhibits=("low",)
    )
    assert not raised(low, elsewhere)["low"].quiet
