"""What a batch costs and stores is bounded, and what it decides is what one by one would give."""

import asyncio
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.retention import Retention
from monitor.deliveries import AlertFilter, Subscription
from monitor.records import Alert, Article, Reading
from monitor.records.wire import encode
from monitor.store import Archive, Store, open_engine, upgrade_database
from monitor.store.prune import Pruner
from monitor.store.schema import (
    alerts,
    copies,
    event_keys,
    events,
    sketches,
    story_hashes,
)
from tests.alerts.test_unite import LEFT, LONG, OTHER, SHORT, an_alert_on, store_all
from tests.builders import NOON, an_alert, an_article
from tests.conftest import ROOT
from tests.store.migrating import downgrade_database

SAID = (SHORT, LONG, OTHER, LEFT, f"{OTHER} after all", "the bridge would sink")


@pytest.fixture
def store(engine: AsyncEngine) -> Store:
    """An empty store."""
    return Store(engine)


@contextmanager
def counted_statements(engine: AsyncEngine) -> Iterator[list[str]]:
    """Collect the SQL statements that are executed."""
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield executed
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def stored_alerts(store: Store) -> list[Alert]:
    return list((await store.alerts.find(AlertFilter(), limit=1_000)).items)


def shapes(of: Iterable[Alert]) -> list[tuple[str, list[str]]]:
    """Return what alerts have in common whatever their times: statement and articles."""
    return sorted(
        (alert.statement.text, sorted(copy.article for copy in alert.copies)) for alert in of
    )


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.tuples(st.sampled_from(SAID), st.integers(0, 4)), min_size=1, max_size=9),
    st.integers(1, 9),
)
async def test_batches_of_any_size_give_what_one_by_one_gives(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, int]], size: int
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('batches') / 'monitor.db'}"
    engine = open_engine(url)
    await upgrade_database(engine)
    store = Store(engine)
    raised = [
        an_alert_on(f"a{number}", words, f"p{publisher}")
        for number, (words, publisher) in enumerate(said)
    ]
    for start in range(0, len(raised), size):
        await store.archive.store(raised[start : start + size])
    assert shapes(await stored_alerts(store)) == shapes(store_all(raised))
    assert await store.archive.store(raised) == 0
    newest = {each.alert.id: each.alert for each in await store.events.after(0, limit=999)}
    for alert in await stored_alerts(store):
        assert newest[alert.id].copies == alert.copies
        assert newest[alert.id].revision == alert.revision
    await engine.dispose()


async def test_a_larger_batch_takes_no_more_queries(engine: AsyncEngine, store: Store) -> None:
    async def queries(count: int, first: int) -> int:
        batch = []
        for number in range(first, first + count):
            alert = an_alert_on(f"a{number}", f"the bridge of {number * 'x'} would open")
            reading = Reading(
                article=an_article(id=f"a{number}"),
                statements=(alert.statement,),
                mentions=(),
                config="c",
            )
            batch += [reading, alert]
        with counted_statements(engine) as executed:
            await store.archive.store(batch)
        return len(executed)

    await queries(2, 1)  # also tidies
    few = await queries(5, 10)
    assert await queries(40, 20) <= few + 2


async def test_an_event_has_all_copies_of_its_revision(store: Store) -> None:
    publishers = ("wire", "post", "star", "sun")
    for number, publisher in enumerate(publishers):
        await store.archive.store([an_alert(f"article-{number}", publisher)])
    subscription = Subscription(
        id="all", filter=AlertFilter(), channel="webhook", address="http://x"
    )
    announced = await store.events.after(0, limit=9)
    assert [len(each.alert.copies) for each in announced] == [1, 2, 3, 4]
    assert [copy.publisher for copy in announced[2].alert.copies] == list(publishers[:3])
    await store.subscriptions.put(subscription)
    await store.archive.store([an_alert("article-9", "moon")])
    await store.deliveries.enqueue(1.0)
    [message] = await store.deliveries.claim(1.0)
    assert len(message.deliveries[0].alert.copies) == 5


async def test_events_of_absorbed_alerts_keep_their_copies(store: Store) -> None:
    towers = an_alert_on("a", "the bridge would open after the storm that broke its towers")
    years = "the bridge would open in two years"
    left, left_again = an_alert_on("b", years, "post"), an_alert_on("c", years, "sun")
    for alert in (towers, left, left_again, an_alert_on("d", LONG, "star")):
        await store.archive.store([alert])
    announced = [
        (each.alert.id, [copy.article for copy in each.alert.copies])
        for each in await store.events.after(0, limit=9)
    ]
    assert announced == [
        (towers.id, ["a"]),
        (left.id, ["b"]),
        (left.id, ["b", "c"]),
        (towers.id, ["a", "b", "c", "d"]),
    ]


async def test_a_statement_in_500_articles_is_not_stored_500_times_with_all(
    engine: AsyncEngine, store: Store
) -> None:
    for start in range(0, 500, 100):
        batch = [an_alert(f"article-{n}", f"publisher-{n}") for n in range(start, start + 100)]
        assert await store.archive.store(batch) == 100
    size = {"events": events.c.record, "alerts": alerts.c.record, "copies": copies.c.record}
    async with engine.connect() as connection:
        bytes_of = {
            name: (await connection.execute(select(func.sum(func.length(column))))).scalar_one()
            for name, column in size.items()
        }
    assert sum(bytes_of.values()) < 1_500_000, bytes_of
    [newest] = await store.events.after(499, limit=1)
    assert len(newest.alert.copies) == 500


async def test_alerts_and_events_of_an_older_version_beside_this_one_are_used(
    engine: AsyncEngine, store: Store
) -> None:
    """An older archiver goes on beside a new one: it leaves the new columns empty."""
    now = datetime.now(UTC)

    def raised_now(article: str, words: str, publisher: str) -> Alert:
        alert = an_alert_on(article, words, publisher)
        return msgspec.structs.replace(alert, raised_at=now, updated_at=now)

    first, grown = raised_now("a", SHORT, "wire"), raised_now("c", SHORT, "post")
    await store.archive.store([first])
    both = msgspec.structs.replace(first, copies=(*first.copies, *grown.copies), revision=2)
    async with engine.begin() as connection:
        older = {"suppressed": 0, "sayings": None, "revision": 2, "record": encode(both)}
        await connection.execute(update(alerts).values(older))
        row = {"alert": first.id, "revision": 2, "at": 1.0, "record": encode(both)}
        await connection.execute(insert(events), [row])
        await connection.exec_driver_sql("DELETE FROM event_keys")
    await upgrade_database(engine)
    for words, article in ((LONG, "b"), (SHORT, "d")):
        await store.archive.store([raised_now(article, words, "star")])
    announced = await store.events.after(0, limit=9)
    assert [len(each.alert.copies) for each in announced] == [1, 2, 3, 4]
    assert len(await stored_alerts(store)) == 1


async def test_keys_of_the_past_are_removed_and_those_of_the_window_kept(
    engine: AsyncEngine,
) -> None:
    seconds = itertools.count(0, 100)
    archive = Archive(engine, monotonic=lambda: next(seconds))
    for days in (0, 1, 30, 31):
        at = NOON + timedelta(days=days)
        alert = an_alert_on(f"a{days}", f"{OTHER} {days}", seen_at=at, published_at=at)
        reading = an_article_on(f"a{days}", f"Title\n\n{a_text(days)}", days=days)
        await archive.store([msgspec.structs.replace(alert, raised_at=at), reading])
    async with engine.connect() as connection:
        seqs = (await connection.execute(select(event_keys.c.alert).distinct())).scalars()
        assert set(seqs) == {3, 4}
        ids = (await connection.execute(select(story_hashes.c.article).distinct())).scalars()
        assert set(ids) == {"a30", "a31"}


async def test_copies_are_kept_as_long_as_an_event_or_the_alert(
    engine: AsyncEngine, store: Store
) -> None:
    for number in range(3):
        await store.archive.store([an_alert(f"article-{number}", f"publisher-{number}")])
    now = datetime.now(UTC).timestamp() + 10_000
    day = timedelta(days=1)
    none_of = Retention(articles=None, texts=None, alerts=None, events=None)
    await Pruner(engine, replace(none_of, events=timedelta(seconds=1)), pause_s=0).prune(now)
    [newest] = await store.events.after(0, limit=9)
    assert len(newest.alert.copies) == 3
    await Pruner(engine, replace(none_of, alerts=day), pause_s=0).prune(now)
    [newest] = await store.events.after(0, limit=9)
    assert (len(newest.alert.copies), await stored_alerts(store)) == (3, [])


async def test_the_migration_goes_back_and_forth_with_what_is_stored(
    engine: AsyncEngine, store: Store
) -> None:
    await store.archive.store([an_alert_on("a", SHORT), an_alert_on("b", LONG, "post")])
    await downgrade_database(engine, "0014")
    await upgrade_database(engine)
    await store.archive.store([an_alert_on("c", LONG, "star")])
    [alert] = await stored_alerts(store)
    assert [copy.article for copy in alert.copies] == ["a", "b", "c"]


def an_article_on(id_: str, text: str, days: float = 0.0) -> Reading:
    article: Article = an_article(id=id_, text=text, seen_at=NOON + timedelta(days=days))
    return Reading(article=article, statements=(), mentions=(), config="c")


def a_text(number: int) -> str:
    """Return a text of its own, of some eighty words."""
    return " ".join(f"word{number}x{place}" for place in range(80))


async def story_of(store: Store, id_: str) -> str:
    return (await store.articles.copies_of(id_))[0]


async def test_a_text_in_many_outlets_stays_one_story(engine: AsyncEngine, store: Store) -> None:
    text = f"Title\n\n{a_text(1)}\n\n{a_text(2)}"
    for number in range(120):
        await store.archive.store([an_article_on(f"c{number:03}", f"{text} outlet{number}")])
    assert await story_of(store, "c119") == "c000"
    async with engine.connect() as connection:
        entered = await connection.execute(select(func.count()).select_from(story_hashes))
    assert entered.scalar_one() < 120  # sixteen, and few for each outlet's own word
    half = an_article_on("half", f"Title\n\n{a_text(1)}", days=6)
    late = an_article_on("late", text, days=15)
    await store.archive.store([half])
    await store.archive.store([late])
    assert (await story_of(store, "half"), await story_of(store, "late")) == ("c000", "late")


async def test_boilerplate_of_many_articles_makes_no_story_and_no_candidates(
    engine: AsyncEngine, store: Store
) -> None:
    boilerplate = " ".join(f"{word} subscribe" for word in "abcdefghijklmnop")
    readings = [
        an_article_on(f"b{number:03}", f"Title\n\n{a_text(number)}\n\n{boilerplate}")
        for number in range(200)
    ]
    await store.archive.store(readings[:100])
    await store.archive.store(readings[100:])
    stories = {await story_of(store, reading.article.id) for reading in readings}
    assert len(stories) == 200
    async with engine.connect() as connection:
        counts = select(func.count(story_hashes.c.article)).group_by(story_hashes.c.hash)
        assert max((await connection.execute(counts)).scalars()) <= 50


async def test_hashes_of_an_older_version_are_still_read(engine: AsyncEngine, store: Store) -> None:
    await store.archive.store([an_article_on("old", f"Title\n\n{a_text(1)}")])
    async with engine.begin() as connection:
        entered = (await connection.execute(select(story_hashes))).all()
        rows = [
            {"hash": row.hash, "article": row.article, "seen_at": NOON.timestamp()}
            for row in entered
        ]
        await connection.execute(insert(sketches), rows)
        await connection.exec_driver_sql("DELETE FROM story_hashes")
    await store.archive.store([an_article_on("new", f"Other title\n\n{a_text(1)}")])
    assert await story_of(store, "new") == "old"


async def test_an_edited_article_leaves_its_story_when_its_text_does(store: Store) -> None:
    await store.archive.store([an_article_on("one", f"Title\n\n{a_text(1)}")])
    await store.archive.store([an_article_on("two", f"Title\n\n{a_text(1)} more")])
    edited = an_article_on("two", f"Title\n\n{a_text(2)}")
    article = msgspec.structs.replace(edited.article, revision=2)
    await store.archive.store([msgspec.structs.replace(edited, article=article)])
    assert await story_of(store, "two") == "two"
    await store.archive.store([an_article_on("three", f"Title\n\n{a_text(2)}")])
    await store.archive.store([an_article_on("four", f"Title\n\n{a_text(1)}")])
    assert (await story_of(store, "three"), await story_of(store, "four")) == ("two", "one")


async def test_two_processes_that_store_at_once_number_every_event_once(
    engine: AsyncEngine,
) -> None:
    other = open_engine(engine.url.render_as_string(hide_password=False))
    archives = (Archive(engine), Archive(other))

    async def store_all_of(place: int) -> None:
        for number in range(12):
            alert = an_alert_on(f"a{place}{number}", f"{OTHER} of {'xy'[place] * (number + 1)}")
            assert await archives[place].store([alert]) == 1

    await asyncio.gather(store_all_of(0), store_all_of(1))
    announced = await Store(engine).events.after(0, limit=99)
    assert [each.seq for each in announced] == list(range(1, 25))
    await other.dispose()


async def test_an_event_is_read_once_for_all_subscriptions(
    engine: AsyncEngine, store: Store
) -> None:
    async def queries(first: int) -> int:
        await store.archive.store([an_alert_on(f"x{first}", f"{OTHER} with {first * 'x'}")])
        with counted_statements(engine) as executed:
            assert await store.deliveries.enqueue(1.0) >= 1
        return len(executed)

    def a_subscription(number: int, wanted: AlertFilter) -> Subscription:
        id_ = f"desk-{number}"
        return Subscription(id=id_, filter=wanted, channel="webhook", address="http://x")

    await store.subscriptions.put(a_subscription(0, AlertFilter()))
    few = await queries(1)
    for number in range(1, 30):
        await store.subscriptions.put(a_subscription(number, AlertFilter(rules=("berg-bridge",))))
    assert await queries(2) == few
    assert len(await store.deliveries.log("desk-29")) == 1


async def test_a_new_subscription_beside_older_ones_begins_after_the_newest_event(
    store: Store,
) -> None:
    def a_subscription(id_: str) -> Subscription:
        return Subscription(id=id_, filter=AlertFilter(), channel="webhook", address="http://x")

    await store.subscriptions.put(a_subscription("old"))
    await store.archive.store([an_alert_on("a", SHORT)])
    await store.subscriptions.put(a_subscription("new"))
    await store.archive.store([an_alert_on("b", OTHER)])
    assert await store.deliveries.enqueue(1.0) == 3
    assert await store.deliveries.enqueue(1.0) == 0
    assert [len(await store.deliveries.log(id_)) for id_ in ("old", "new")] == [2, 1]


async def test_a_filter_on_publishers_sees_every_copy_of_an_update(store: Store) -> None:
    wanted = AlertFilter(publishers=("wire",))
    await store.subscriptions.put(
        Subscription(id="wire", filter=wanted, channel="webhook", address="http://x")
    )
    for number, publisher in enumerate(("wire", "post", "star")):
        await store.archive.store([an_alert(f"article-{number}", publisher)])
    assert await store.deliveries.enqueue(1.0) == 3


def test_each_advisory_lock_has_a_number_of_its_own() -> None:
    numbers = [
        line.partition("=")[2].strip()
        for file in (ROOT / "monitor" / "store").rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if line.partition(" = ")[0].endswith("_LOCK")
    ]
    assert len(numbers) >= 4
    assert len(set(numbers)) == len(numbers)
