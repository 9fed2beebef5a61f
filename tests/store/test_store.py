"""The store on SQLite and on a real PostgreSQL: repeats change nothing, filters find."""

import asyncio
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.message import Attempt
from monitor.flow.read_article import read_article
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records import Alert, Reading
from monitor.records.errors import QueryError, UnknownSchema
from monitor.records.ids import digest
from monitor.store import (
    Archive,
    Deliveries,
    Feedback,
    StatementFilter,
    Store,
    Subscriptions,
    upgrade_database,
)
from monitor.store.reader import open_reader
from monitor.store.readings import SHARES, ReadArticle, read_share
from tests.builders import INDEX, NOON, a_match, an_alert, an_article
from tests.store.migrating import downgrade_database
from tests.waiting import WITHIN_S


def a_reading(**changes: object) -> Reading:
    statement = a_match("one", "wire").statement
    return Reading(article=an_article(**changes), statements=(statement,), mentions=(), config="c")


@pytest.fixture
async def engine(either_engine: AsyncEngine) -> AsyncEngine:
    await upgrade_database(either_engine)  # a second process changes nothing
    return either_engine


def test_many_processes_migrate_one_database(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\nfrom monitor.store import open_engine, upgrade_database\n"
        "asyncio.run(upgrade_database(open_engine(sys.argv[1])))"
    )
    for number in range(3):
        url = f"sqlite+aiosqlite:///{tmp_path / f'{number}.db'}"
        together = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(4)]
        assert [process.wait(WITHIN_S) for process in together] == [0] * 4


async def test_a_repeat_changes_nothing_and_copies_are_united(engine: AsyncEngine) -> None:
    archive, store = Archive(engine), Store(engine)
    assert await archive.store([an_alert(), an_alert("two", "post"), an_alert()]) == 2
    assert await archive.store([an_alert("two", "post")]) == 0
    [alert] = (await store.alerts.find(AlertFilter(), limit=10)).items
    assert {copy.publisher for copy in alert.copies} == {"wire", "post"}
    assert [event.alert.revision for event in await store.events.after(0, limit=10)] == [1, 2]


async def test_a_newer_revision_replaces_an_article_and_an_older_one_changes_nothing(
    engine: AsyncEngine,
) -> None:
    archive, store = Archive(engine), Store(engine)
    await archive.store([a_reading(revision=2, text="Second\n\nThe bridge opens.")])
    await archive.store([a_reading(revision=1, text="First\n\nThe bridge is closed.")])
    assert [article.revision for article in await store.articles.find("bridge", limit=5)] == [2]
    assert await store.articles.find("closed", limit=5) == ()


async def test_statements_are_searched_by_speaker_and_words_and_counted(
    engine: AsyncEngine,
) -> None:
    store = Store(engine)
    await Archive(engine).store([a_reading()])
    page = await store.statements.find(StatementFilter(speakers=("berg",), words="bridge"), limit=5)
    assert [stored.article.id for stored in page.items] == ["article-1"]
    assert (await store.statements.find(StatementFilter(speakers=("nobody",)), limit=5)).items == ()
    assert (await store.statements.count("berg")).total == 1


async def test_speaker_finds_what_a_person_said_and_not_what_is_said_about_them(
    engine: AsyncEngine,
) -> None:
    store = Store(engine)
    texts = {
        "own": "Bridge\n\nAnna Berg said that the bridge would open.",
        "about": "Bridge\n\nJoseph Votel said that Anna Berg would open the bridge.",
    }
    for id_, text in texts.items():
        await store.archive.store([read_article(an_article(id=id_, text=text), INDEX)])

    async def carried(**clauses: Any) -> list[str]:
        page = await store.statements.find(StatementFilter(**clauses), limit=9)
        return [item.article.id for item in page.items]

    for name in ("berg", "Anna Berg", "ANNA", "Bérg"):
        assert await carried(speakers=(name,)) == ["own"]
    for name in ("Votel", "joseph votel"):
        assert await carried(speakers=(name,)) == ["about"]
    for name in ("Vote", "Open", "%", " ", "bridge"):
        assert await carried(speakers=(name,)) == []
    assert sorted(await carried(words='"anna berg" OR votel')) == ["about", "own"]
    assert await carried(words="berg NOT votel") == ["own"]
    with pytest.raises(QueryError):
        await carried(words="speaker:votel")


async def test_the_migration_fills_the_names_of_stored_speakers(engine: AsyncEngine) -> None:
    store = Store(engine)
    await store.archive.store([a_reading()])
    await downgrade_database(engine, "0011")
    await upgrade_database(engine)
    page = await store.statements.find(StatementFilter(speakers=("Anna Berg",)), limit=5)
    assert len(page.items) == 1


async def test_a_database_of_a_newer_version_is_refused_in_a_sentence(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnknownSchema, match="install the newer version") as error:
        await upgrade_database(engine)
    assert "\n" not in str(error.value)


async def test_a_rejection_is_listed_until_it_is_settled(engine: AsyncEngine) -> None:
    archive, store = Archive(engine), Store(engine)
    rejection = make_entry_rejection("entry", "poll", "too_large", "5 MB")
    await archive.store([rejection, rejection])
    assert (await store.totals())["rejected"] == 1
    await store.rejections.settle(rejection.id, "dropped")
    assert await store.rejections.find() == ()


async def test_each_subscription_gets_each_alert_that_it_wants_once(engine: AsyncEngine) -> None:
    stored = Deliveries(engine)
    await Subscriptions(engine).put(
        Subscription(id="all", filter=AlertFilter(), channel="webhook", address="http://x")
    )
    await Subscriptions(engine).put(
        Subscription(
            id="other", filter=AlertFilter(rules=("other",)), channel="webhook", address="http://x"
        )
    )
    await Archive(engine).store([an_alert(), an_alert("two", "post")])
    assert (await stored.enqueue(100.0), await stored.enqueue(100.0)) == (2, 0)
    claimed = await stored.claim(100.0)
    assert [
        (message.subscription.id, delivery.alert.revision)
        for message in claimed
        for delivery in message.deliveries
    ] == [("all", 1), ("all", 2)]
    assert await stored.claim(101.0) == ()  # another deliverer has claimed them
    assert len(await stored.claim(161.0)) == 2  # and died
    await stored.record([Attempt(claimed[0].deliveries[0], "delivered")], 162.0)
    assert [state.delivered for state in await Subscriptions(engine).all()] == [1, 0]
    assert await Subscriptions(engine).remove("all")
    assert await stored.log("all") == []


async def test_feedback_is_stored_once_per_alert_and_fault(engine: AsyncEngine) -> None:
    feedback = Feedback(engine)
    assert not await feedback.mark("none", "old_news")
    await Archive(engine).store([an_alert()])
    for note in ("first", "again"):
        assert await feedback.mark(an_alert().id, "wrong_actor", note)
    [noise] = await feedback.noise()
    assert (noise.rule, noise.alerts, noise.faults) == ("berg-bridge", 1, {"wrong_actor": 1})


async def test_within_a_rules_cool_down_an_alert_is_stored_and_not_sent(
    engine: AsyncEngine,
) -> None:
    def an_alert_at(id_: str, minutes: int, **changes: object) -> Alert:
        at = NOON + timedelta(minutes=minutes)
        alert = an_alert(article=f"a-{id_}")
        said = msgspec.structs.replace(
            alert.statement, text=f"The bridge by the {id_} town needs {id_} paint"
        )
        given = {
            "id": id_,
            "raised_at": at,
            "updated_at": at,
            "cool_down_s": 3600.0,
            "statement": said,
            **changes,
        }
        return msgspec.structs.replace(alert, **given)

    archive, store = Archive(engine), Store(engine)
    await archive.store([an_alert_at("first", 0)])
    await archive.store(
        [
            an_alert_at("second", 30),
            an_alert_at("other", 31, actor="holm"),
            an_alert_at("third", 89),
        ]
    )
    copy = an_alert_at("second", 40, copies=an_alert(article="elsewhere").copies)
    await archive.store([copy, copy])
    quiet = {
        alert.id: alert.suppressed
        for alert in (await store.alerts.find(AlertFilter(), limit=9)).items
    }
    assert quiet == {"first": False, "second": True, "other": False, "third": False}
    assert [
        event.alert.suppressed
        for event in await store.events.after(0, limit=9)
        if event.alert.id == "second"
    ] == [
        True,
        True,
    ]


async def test_stored_statements_come_back_with_their_articles_in_shares(
    engine: AsyncEngine,
) -> None:
    ids = [digest("article", str(number)) for number in range(700)]
    await Archive(engine).store([a_reading(id=id_) for id_ in ids])

    def read(since: datetime) -> list[ReadArticle]:
        reader = open_reader(engine.url.render_as_string(hide_password=False))
        try:
            return [each for share in range(SHARES) for each in read_share(reader, share, since)]
        finally:
            reader.dispose()

    articles = await asyncio.to_thread(read, NOON - timedelta(days=1))
    assert [article.id for article, _ in articles] == sorted(ids)
    assert {len(statements) for _, statements in articles} == {1}
    assert await asyncio.to_thread(read, NOON + timedelta(days=1)) == []


async def test_a_wire_text_on_several_feeds_is_one_story_across_batches_and_other_texts_are_not(
    engine: AsyncEngine,
) -> None:
    def a_text(id_: str, publisher: str, text: str, **changes: object) -> Reading:
        return a_reading(id=id_, publisher=publisher, text=text, **changes)

    words = [f"word{number}" for number in range(300)]
    wire, short = " ".join(words), "Our headline " + " ".join(words[:140])
    other = " ".join(f"other{number}" for number in range(300))
    archive, store = Archive(engine), Store(engine)
    await archive.store([a_text("a1", "wire", wire), a_text("a2", "post", short)])
    await archive.store([a_text("b1", "star", other), a_text("a3", "star", "Live: " + wire)])
    await archive.store([a_text("a2", "post", short + " edited", revision=2)])
    story, copies = await store.articles.copies_of("a3")
    assert (story, [copy.publisher for copy in copies]) == ("a1", ["wire", "post", "star"])
    assert [copy.id for copy in (await store.articles.copies_of("b1"))[1]] == ["b1"]
    late = a_text("a4", "late", wire, seen_at=NOON + timedelta(days=8))
    await archive.store([a_text("c1", "x", other + " new", seen_at=NOON + timedelta(days=8))])
    await archive.store([late])
    assert (await store.articles.copies_of("a4"))[0] == "a4"  # after a week it is a new story
