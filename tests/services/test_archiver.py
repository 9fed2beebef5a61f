"""The archiver: unstorable records are rejected alone; an unavailable database is retried."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.dead_letters import make_rejection
from monitor.kafka.topics import ALERTS, READINGS, REJECTED, Topic
from monitor.records import Reading, Record, Rejection
from monitor.records.wire import encode
from monitor.services.archiver import ONE_WRITER, Archiver, BatchLimits
from monitor.store import Archive, Store, open_engine, upgrade_database
from monitor.store.audit import Audit
from tests.builders import an_article
from tests.waiting import until


@dataclass(frozen=True)
class Message:
    """A message as aiokafka has it."""

    topic: str
    offset: int
    value: bytes | None
    key: bytes = b"k"
    partition: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()


class Rejected:
    """Collects what would be sent to the topic of rejections."""

    def __init__(self) -> None:
        self.records: list[Rejection] = []

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Collect a rejection."""
        assert topic is REJECTED
        assert isinstance(record, Rejection)
        self.records.append(record)


def an_archiver(store: Any) -> tuple[Archiver, Rejected]:
    archiver, rejected = (
        Archiver(KafkaConnection("nowhere:1"), store, BatchLimits(retry_s=0.01)),
        Rejected(),
    )
    archiver._producer = rejected  # type: ignore[assignment]  # no broker
    return archiver, rejected


def a_reading(id_: str, text: str = "Rain") -> Reading:
    return Reading(article=an_article(id=id_, text=text), statements=(), mentions=(), config="c")


def batch(*records: Record, topic: str = READINGS.name) -> list[tuple[Any, Record]]:
    return [
        (Message(topic, offset, encode(record)), record) for offset, record in enumerate(records)
    ]


async def test_a_record_that_the_database_refuses_is_rejected_alone(postgres: str) -> None:
    engine = open_engine(postgres)
    await upgrade_database(engine)
    archiver, rejected = an_archiver(Archive(engine).store)
    # PostgreSQL keeps no NUL in names, and none of more than it has room for.
    await archiver._store_until_done(
        batch(a_reading("one"), a_reading("nul\x00"), a_reading("x" * 300), a_reading("two"))
    )
    assert [(each.topic, each.offset, each.error) for each in rejected.records] == [
        ("readings", 1, "DataError"),
        ("readings", 2, "DataError"),
    ]
    assert {article for article in ("one", "two") if await Store(engine).articles.get(article)} == {
        "one",
        "two",
    }
    await engine.dispose()


async def test_a_batch_is_retried_until_the_database_is_available() -> None:
    stored: list[Record] = []
    troubles = [
        OperationalError("insert", {}, Exception("database or disk is full")),
        OSError("no route"),
    ] * 3

    async def store(records: list[Record]) -> int:
        if troubles:
            raise troubles.pop()
        stored.extend(records)
        return 0

    archiver, rejected = an_archiver(store)
    await archiver._store_until_done(batch(a_reading("one"), a_reading("two")))
    assert (len(stored), rejected.records) == (2, [])


async def test_a_rejection_that_cannot_be_stored_is_replaced_and_does_not_come_back() -> None:
    bad = make_rejection(Message("articles", 7, b"x"), "s" * 500, "e", "r")
    stored: list[Record] = []

    async def store(records: list[Record]) -> int:
        if any(isinstance(record, Rejection) and len(record.stage) > 40 for record in records):
            raise ValueError("too long")
        stored.extend(records)
        return 0

    archiver, rejected = an_archiver(store)
    await archiver._store_until_done(batch(bad, topic=REJECTED.name))
    [stored_rejection] = stored
    assert isinstance(stored_rejection, Rejection)
    assert (stored_rejection.topic, stored_rejection.error, rejected.records) == (
        "rejected",
        "ValueError",
        [],
    )

    async def never(_records: list[Record]) -> int:
        raise ValueError("never")

    archiver, rejected = an_archiver(never)
    await archiver._store_until_done(batch(bad, topic=REJECTED.name))  # ends
    assert rejected.records == []


async def test_a_message_that_was_sent_again_has_its_attempt_number() -> None:
    again = Message("articles", 1, b"x", headers=(("attempt", b"3"),))
    assert make_rejection(again, "read", "e", "r").attempt == 3
    assert make_rejection(Message("articles", 1, b"x"), "read", "e", "r").attempt == 1


async def test_an_empty_message_is_a_tombstone_only_on_the_topic_of_feed_states() -> None:
    archiver, rejected = an_archiver(None)
    assert await archiver._read(Message("feed-states", 0, None)) is None
    assert rejected.records == []
    assert await archiver._read(Message(ALERTS.name, 0, None)) is None
    assert [each.topic for each in rejected.records] == ["alerts"]


class Backlog:
    """A consumer whose topic always has more messages."""

    def __init__(self) -> None:
        self.offset = 0

    async def getmany(self, *, timeout_ms: int, max_records: int) -> dict[str, list[Message]]:
        """Return a full batch."""
        first, self.offset = self.offset, self.offset + max_records
        values = [encode(a_reading(f"a{number}")) for number in range(first, self.offset)]
        return {"p": [Message(READINGS.name, first, value) for value in values]}

    async def commit(self) -> None:
        """Commit nothing."""


async def test_on_sqlite_people_write_while_the_archiver_works_off_a_backlog(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'monitor.db'}"
    archives, people = open_engine(url), open_engine(url)
    await upgrade_database(archives)
    archiver = Archiver(KafkaConnection("nowhere:1"), Archive(archives).store, ONE_WRITER)
    backlog: Any = Backlog()

    async def work_off() -> None:
        while True:
            await archiver._archive_batch(backlog)

    task = asyncio.create_task(work_off())
    try:
        await until(lambda: backlog.offset > ONE_WRITER.messages)
        for number in range(10):
            before = backlog.offset
            await Audit(people).add("ana", f"PUT /watchlist/rules/{number}", 200)
            batches = (backlog.offset - before) / ONE_WRITER.messages
            assert batches <= 3, "a person waits for a batch or two, not for the backlog"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await archives.dispose()
        await people.dispose()
