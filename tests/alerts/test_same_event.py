"""One event, one alert: told again in other words, shortened, in whatever order it comes."""

import random

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from corpus.events import clusters, join, read_events
from monitor.deliveries import AlertFilter
from monitor.flow import raise_alert
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.records import Alert
from monitor.store import Archive, Queries
from tests.builders import INDEX, NOON, an_article


def test_statements_of_one_event_are_joined_and_others_of_their_speaker_are_not() -> None:
    found = join(list(read_events()))
    assert (found.statements >= 200, found.events >= 60) == (True, True)
    assert found.joined >= 0.95, found.missed
    assert len(found.wrong) <= 0.01 * found.apart, found.wrong


@pytest.mark.parametrize("seed", range(5))
def test_the_order_in_which_they_come_does_not_matter(seed: int) -> None:
    told = list(read_events())
    wanted = sorted(sorted(told[number].text for number in group) for group in clusters(told))
    random.Random(seed).shuffle(told)
    assert (
        sorted(sorted(told[number].text for number in group) for group in clusters(told)) == wanted
    )


def told(article: str, words: str, publisher: str = "wire") -> Alert:
    text = f"Bridge\n\nAnna Berg said that {words}."
    reading = read_article(an_article(id=article, publisher=publisher, text=text), INDEX)
    [match] = match_reading(reading, INDEX)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    return alert


SHORT = "the bridge would open in May"
LONG = "the bridge would open in May, two years after the storm that broke its towers"
OTHER = "the bridge would close in June"
LEFT = "the bridge would open two years after the storm"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
async def test_alerts_of_one_event_become_one_with_its_fullest_statement(
    engine: AsyncEngine, order: tuple[int, ...]
) -> None:
    alerts = [told("a", SHORT), told("b", LEFT, "post"), told("c", LONG, "star")]
    archive, queries = Archive(engine), Queries(engine)
    for number in order:
        await archive.store([alerts[number]])
    await archive.store([told("d", OTHER, "sun")])
    await archive.store(alerts)  # told again, nothing changes
    found = (await queries.find_alerts(AlertFilter(), limit=9)).items
    assert sorted(len(alert.copies) for alert in found) == [1, 3]
    event = max(found, key=lambda alert: len(alert.copies))
    assert event.statement.text.endswith("its towers")
    assert {copy.publisher for copy in event.copies} == {"wire", "post", "star"}
    for alert in alerts:  # whoever holds one of the ids finds the event
        assert (await queries.alert(alert.id)) == event


async def test_an_event_is_told_once_and_then_as_updates_of_its_id(engine: AsyncEngine) -> None:
    archive, queries = Archive(engine), Queries(engine)
    first = told("a", LONG)
    await archive.store([first])
    await archive.store([told("b", SHORT, "post")])
    more = msgspec.structs.replace(
        told("b", SHORT, "post"), copies=(*told("b", SHORT).copies, *told("e", SHORT).copies)
    )
    await archive.store([more])
    events = await queries.events_after(0, limit=9)
    assert [(event.alert.id, event.alert.revision, len(event.alert.copies)) for event in events] == [
        (first.id, 1, 1), (first.id, 2, 2), (first.id, 3, 3),
    ]  # fmt: skip
