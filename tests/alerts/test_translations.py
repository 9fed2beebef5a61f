"""Translations of one wire are one alert that has the statement in each language; other articles of the day stay apart."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from corpus.translations import INDEX, articles, join
from monitor.alerts.translations import numbers_of
from monitor.deliveries import AlertFilter, alert_view
from monitor.flow import raise_alert
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.records import Alert, Record
from monitor.store import Archive, Queries
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from tests.builders import NOON, an_article

RULES = WatchlistIndex(
    Watchlist(actors=tuple(INDEX.actor(id_) for id_ in ("sadr", "sudani")), rules=(Rule(id="r", name="R", speakers=("sadr", "sudani")),), hash="h")
)  # fmt: skip


def records_of(
    event: int, change: tuple[str, str] = ("", ""), **publishers: str
) -> list[list[Record]]:
    """Return for each language of an event its reading and the alerts of its statements; ``change`` replaces some words."""
    found: list[list[Record]] = []
    for number, (its, language, text, _) in enumerate(articles()):
        if its == event and language in publishers:
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
            found.append([reading, *(alert for alert in alerts if alert is not None)])
    return found


async def stored(engine: AsyncEngine) -> list[Alert]:
    return list((await Queries(engine).find_alerts(AlertFilter(), limit=100)).items)


def test_the_set_is_joined_where_numbers_tell_and_never_wrongly() -> None:
    done = join()
    assert (done.pairs, done.wrong) == (44, [])
    assert done.apart >= 650  # grows with the speakers that the engine can name
    assert done.joined / done.pairs >= 0.9


def test_numbers_are_the_same_in_every_script() -> None:
    for text in ("2,500 of 12 in 2026", "2.500 und 12", "2 500 et 12", "٢٬٥٠٠ و١٢", "2500 5 12 ۱۲"):
        assert numbers_of(text) == {2500, 12}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_a_wires_languages_are_one_alert_in_whatever_order_they_come(
    engine: AsyncEngine, order: tuple[int, ...]
) -> None:
    batches = records_of(0, en="wire", de="wire", ar="wire")
    for place in order:
        await Archive(engine).store(batches[place])
    alerts = [alert for alert in await stored(engine) if len(alert.renditions) == 3]
    assert len(alerts) == 2  # the headline, which says it once more, has no statement in Arabic
    for alert in alerts:
        view = alert_view(alert)
        languages = [
            view["statement"]["article"]["language"],
            *(each["article"]["language"] for each in view["translations"]),
        ]
        assert sorted(languages) == ["ar", "de", "en"]
        assert len(alert.copies) == 3


async def test_two_publishers_do_not_translate_each_other(engine: AsyncEngine) -> None:
    for batch in records_of(0, en="wire", ar="other"):
        await Archive(engine).store(batch)
    assert not [alert for alert in await stored(engine) if alert.translations]


async def test_what_is_like_the_statement_in_one_of_its_languages_is_a_copy_of_it(
    engine: AsyncEngine,
) -> None:
    [late] = records_of(0, ar="late", change=("خلال 90 يوما", "تماما خلال 90 يوما"))
    for batch in (*records_of(0, en="wire", ar="wire"), late):
        await Archive(engine).store(batch)
    [troops] = [
        alert
        for alert in await stored(engine)
        if len(alert.copies) == 3 and "90" in alert.statement.text
    ]
    assert {copy.publisher for copy in troops.copies} == {"wire", "late"}
