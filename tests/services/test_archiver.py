"""The archiver: unstorable records are rejected alone; an unavailable database is retried."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import OperationalError

from monitor.kafka.dead_letters import make_rejection
from monitor.kafka.topics import ALERTS, READINGS, REJECTED, Topic
from monitor.records import Reading, Record, Rejection
from monitor.records.wire import encode
from monitor.services.archiver import Archiver, BatchLimits
from monitor.store import Archive, Store, open_engine, upgrade_database
from tests.builders import an_article


@dataclass(frozen=True)
class Message:
    """A message as aiokafka has it."""

    topic: str
    offset: int
    value: bytes | None
    key: bytes = b"k"
    partition: int = 0
    headers: tuple[tuple[str, bytes], ...] = ()


class Parked:
    """Keeps what would be sent to ``rejected``."""

    def __init__(self) -> None:
        self.records: list[Rejection] = []

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Keep a rejection."""
        assert topic is REJECTED
        assert isinstance(record, Rejection)
        self.records.append(record)


def an_archiver(store: Any) -> tuple[Archiver, Parked]:
    archiver, parked = Archiver("nowhere:1", store, BatchLimits(retry_s=0.01)), Parked()
    archiver._producer = parked  # type: ignore[assignment]  # stands in for a broker
    return archiver, parked


def a_reading(id_: str, text: str = "Rain") -> Reading:
    return Reading(article=an_article(id=id_, text=text), statements=(), mentions=(), config="c")


def batch(*records: Record, topic: str = READINGS.name) -> list[tuple[Any, Record]]:
    return [
        (Message(topic, offset, encode(record)), record) for offset, record in enumerate(records)
    ]


async def test_a_record_that_a_database_does_not_take_is_parked_alone(postgres: str) -> None:
    engine = open_engine(postgres)
    await upgrade_database(engine)
    archiver, parked = an_archiver(Archive(engine).store)
    # PostgreSQL keeps no NUL in names, and none of more than it has room for.
    await archiver._store_until_done(
        batch(a_reading("one"), a_reading("nul\x00"), a_reading("x" * 300), a_reading("two"))
    )
    assert [(each.topic, each.offset, each.error) for each in parked.records] == [
        ("statements", 1, "DataError"),
        ("statements", 2, "DataError"),
    ]
    assert {article for article in ("one", "two") if await Store(engine).articles.get(article)} == {
        "one",
        "two",
    }
    await engine.dispose()


async def test_trouble_of_the_database_is_waited_out_and_nothing_parked() -> None:
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

    archiver, parked = an_archiver(store)
    await archiver._store_until_done(batch(a_reading("one"), a_reading("two")))
    assert (len(stored), parked.records) == (2, [])


async def test_a_rejection_that_cannot_be_stored_is_told_by_another_and_does_not_go_round() -> None:
    bad = make_rejection(Message("articles", 7, b"x"), "s" * 500, "e", "r")
    stored: list[Record] = []

    async def store(records: list[Record]) -> int:
        if any(isinstance(record, Rejection) and len(record.stage) > 40 for record in records):
            raise ValueError("too long")
        stored.extend(records)
        return 0

    archiver, parked = an_archiver(store)
    await archiver._store_until_done(batch(bad, topic=REJECTED.name))
    [told] = stored
    assert isinstance(told, Rejection)
    assert (told.topic, told.error, parked.records) == ("rejected", "ValueError", [])

    async def never(_records: list[Record]) -> int:
        raise ValueError("never")

    archiver, parked = an_archiver(never)
    await archiver._store_until_done(batch(bad, topic=REJECTED.name))  # ends
    assert parked.records == []


async def test_a_message_that_was_sent_again_tells_its_attempt() -> None:
    again = Message("articles", 1, b"x", headers=(("attempt", b"3"),))
    assert make_rejection(again, "read", "e", "r").attempt == 3
    assert make_rejection(Message("articles", 1, b"x"), "read", "e", "r").attempt == 1


async def test_nothing_is_a_record_only_where_it_takes_a_key_away() -> None:
    archiver, parked = an_archiver(None)
    assert await archiver._read(Message("feeds", 0, None)) is None
    assert parked.records == []
    assert await archiver._read(Message(ALERTS.name, 0, None)) is None
    assert [each.topic for each in parked.records] == ["alerts"]
