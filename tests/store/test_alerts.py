"""Alerts in the store: united, suppressed, found under every id."""

import itertools
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from corpus.translations import INDEX, articles
from monitor.alerts.silence import Silence
from monitor.deliveries import AlertFilter, alert_view
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Record
from monitor.store import Store
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from tests.alerts.test_unite import LEFT, LONG, OTHER, SHORT, an_alert_on
from tests.builders import NOON, an_alert, an_article

SPEAKERS = ("sadr", "sudani")
RULES = WatchlistIndex(
    Watchlist(
        actors=tuple(INDEX.actor(id_) for id_ in SPEAKERS),
        rules=(Rule(id="r", name="R", speakers=SPEAKERS),),
        hash="h",
    )
)


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    """An empty store."""
    return Store(engine)


async def stored_alerts(store: Store) -> list[Alert]:
    """Return every stored alert."""
    return list((await store.alerts.find(AlertFilter(), limit=100)).items)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
async def test_alerts_of_one_event_become_one_that_every_id_finds(
    store: Store, order: tuple[int, ...]
) -> None:
    alerts = [
        an_alert_on("a", SHORT),
        an_alert_on("b", LEFT, "post"),
        an_alert_on("c", LONG, "star"),
    ]
    for place in order:
        await store.archive.store([alerts[place]])
    await store.archive.store([an_alert_on("d", OTHER, "sun")])
    assert await store.archive.store(alerts) == 0
    alerts_now = await stored_alerts(store)
    assert sorted(len(alert.copies) for alert in alerts_now) == [1, 3]
    event = max(alerts_now, key=lambda alert: len(alert.copies))
    assert event.statement.text.endswith("its towers")
    assert {copy.publisher for copy in event.copies} == {"wire", "post", "star"}
    for alert in alerts:
        assert (await store.alerts.get(alert.id)) == event


async def test_an_event_is_announced_once_and_then_updated_under_its_id(store: Store) -> None:
    first, second = an_alert_on("a", LONG), an_alert_on("b", SHORT, "post")
    await store.archive.store([first])
    await store.archive.store([second])
    third = msgspec.structs.replace(
        second, copies=(*an_alert_on("b", SHORT).copies, *an_alert_on("e", SHORT).copies)
    )
    await store.archive.store([third])
    events = await store.events.after(0, limit=9)
    assert [
        (event.alert.id, event.alert.revision, len(event.alert.copies)) for event in events
    ] == [
        (first.id, 1, 1),
        (first.id, 2, 2),
        (first.id, 3, 3),
    ]


async def test_the_same_words_months_apart_are_two_alerts_in_any_order(store: Store) -> None:
    days = (0, 270, 1, 540, 271)
    alerts = [
        an_alert_on(f"a{day}", LONG, f"p{day}", published_at=NOON + timedelta(days=day))
        for day in days
    ]
    assert len({alert.id for alert in alerts}) == 1
    for alert in (*alerts, *reversed(alerts)):
        await store.archive.store([alert])
    alerts_now = await stored_alerts(store)
    copies = sorted(sorted(copy.article for copy in alert.copies) for alert in alerts_now)
    assert copies == [["a0", "a1"], ["a270", "a271"], ["a540"]]


async def test_a_publisher_that_repeats_itself_under_new_addresses_notifies_once(
    store: Store,
) -> None:
    for number in range(9):
        await store.archive.store([an_alert(f"address-{number}", "wire")])
    await store.archive.store([an_alert("other", "post")])
    events = await store.events.after(0, limit=99)
    notifying = [event.alert.copies[-1].publisher for event in events if not event.alert.suppressed]
    assert len(notifying) == 2
    repeats = {event.alert.suppressed_by for event in events if event.alert.suppressed}
    assert repeats == {"repeat"}
    [alert] = await stored_alerts(store)
    assert (alert.suppressed, len(alert.copies)) == (False, 10)


async def test_a_silenced_alert_is_stored_and_its_copies_stay_silenced(store: Store) -> None:
    silence = Silence(
        id="s",
        matchers={"rule": ("berg-bridge",)},
        who="desk",
        comment="",
        created_at=NOON,
        expires_at=NOON + timedelta(days=3650),
    )
    await store.silences.put(silence)
    await store.archive.store([an_alert()])
    await store.archive.store([an_alert("two", "post")])
    [alert] = await stored_alerts(store)
    assert (alert.suppressed, alert.suppressed_by, len(alert.copies)) == (True, "silence s", 2)
    assert await store.silences.end("s")
    assert not await store.silences.end("s")
    other = msgspec.structs.replace(an_alert("three"), id="other", actor="holm")
    await store.archive.store([other])
    notifying = await store.alerts.get("other")
    assert notifying is not None
    assert not notifying.suppressed


async def test_updates_of_an_acknowledged_alert_do_not_notify(store: Store) -> None:
    alert = an_alert()
    await store.archive.store([alert])
    assert await store.acknowledgements.put(alert.id, "ana", "on it")
    assert not await store.acknowledgements.put("none", "ana")
    await store.archive.store([an_alert("two", "post")])
    events = await store.events.after(0, limit=5)
    assert [event.alert.suppressed for event in events] == [False, True]
    stored = await store.alerts.get(alert.id)
    assert stored is not None
    assert (stored.suppressed, len(stored.copies)) == (False, 2)
    acknowledgement = (await store.acknowledgements.of([alert.id]))[alert.id]
    assert (acknowledgement.who, acknowledgement.note) == ("ana", "on it")


def records_of(
    event: int, change: tuple[str, str] = ("", ""), **publishers: str
) -> list[list[Record]]:
    """Return for each language of an event its reading and the alerts of its statements.

    ``publishers`` are by language; ``change`` replaces some words.
    """
    batches: list[list[Record]] = []
    for number, (own_event, language, text, _) in enumerate(articles()):
        if own_event != event or language not in publishers:
            continue
        at = NOON + timedelta(minutes=5 * number)
        article = an_article(
            id=f"{publishers[language]}-{number}",
            publisher=publishers[language],
            text=text.replace(*change) if change[0] else text,
            language=language,
            seen_at=at,
        )
        reading = read_article(article, RULES)
        alerts = [raise_alert(None, match, at) for match in match_reading(reading, RULES)]
        batches.append([reading, *(alert for alert in alerts if alert is not None)])
    return batches


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_languages_of_a_wire_are_one_alert_in_any_order(
    store: Store, order: tuple[int, ...]
) -> None:
    batches = records_of(0, en="wire", de="wire", ar="wire")
    for place in order:
        await store.archive.store(batches[place])
    alerts = [alert for alert in await stored_alerts(store) if len(alert.renditions) == 3]
    assert len(alerts) == 3  # two statements, and the headline, which repeats one
    for alert in alerts:
        view = alert_view(alert)
        languages = [
            view["statement"]["article"]["language"],
            *(rendition["article"]["language"] for rendition in view["translations"]),
        ]
        assert sorted(languages) == ["ar", "de", "en"]
        assert len(alert.copies) == 3


async def test_articles_of_two_publishers_are_not_translations(store: Store) -> None:
    for batch in records_of(0, en="wire", ar="other"):
        await store.archive.store(batch)
    assert not [alert for alert in await stored_alerts(store) if alert.translations]


async def test_a_copy_of_one_language_joins_the_alert_of_all(store: Store) -> None:
    [late] = records_of(0, ar="late", change=("خلال 90 يوما", "تماما خلال 90 يوما"))
    for batch in (*records_of(0, en="wire", ar="wire"), late):
        await store.archive.store(batch)
    [troops] = [
        alert
        for alert in await stored_alerts(store)
        if len(alert.copies) == 3 and "90" in alert.statement.text
    ]
    assert {copy.publisher for copy in troops.copies} == {"wire", "late"}
