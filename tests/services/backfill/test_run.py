"""A run sends at its rate, stores its position, and goes on after every way of ending."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.producer import TooLarge
from monitor.kafka.topics import Topic
from monitor.records import Article, Record
from monitor.services.backfill.checkpoint import Checkpoint
from monitor.services.backfill.items import GROWING, Batch, Position, Skipped, seen_when_published
from monitor.services.backfill.run import Backfill, RunOptions
from tests.builders import INDEX, NOON, an_article

OPTIONS = RunOptions(rate=1e9)


class Numbers:
    """A source of numbered articles, ten in a batch, of which each seventh is skipped."""

    def __init__(self, count: int) -> None:
        self.count, self.key = count, str(count)

    def total(self) -> int | None:
        return self.count

    async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        start = after["next"] if after else 0
        for first in range(start, self.count, 10):
            numbers = range(first, min(first + 10, self.count))
            yield Batch(
                tuple(an_item(number) for number in numbers if number % 7),
                tuple(Skipped(str(number), "seventh: out") for number in numbers if not number % 7),
                {"next": numbers.stop},
                len(numbers),
            )


def an_item(number: int) -> Article:
    url = f"https://past.example/{number}"
    return seen_when_published(an_article(id=str(number), url=url))


class Broker:
    """Takes records until it fails."""

    def __init__(self, fails_after: int = 10**9) -> None:
        self.left, self.ids, self.records = fails_after, list[str](), list[Article]()

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        if self.left <= 0:
            raise OSError("no broker")
        self.left -= 1
        assert isinstance(record, Article)
        if record.title == "large":
            raise TooLarge("4 MB")
        self.ids.append(key)
        self.records.append(record)


class Open:
    """A gate that counts."""

    waits = 0

    async def wait(self) -> None:
        self.waits += 1


def wanted(count: int) -> set[str]:
    return {str(number) for number in range(count) if number % 7}


async def test_everything_is_sent_and_what_is_skipped_is_on_disk(tmp_path: Path) -> None:
    broker, gate = Broker(), Open()
    checkpoint = Checkpoint(tmp_path, "test", "key")
    outcome = await Backfill(Numbers(95), broker, gate, OPTIONS).run(checkpoint)
    assert (set(broker.ids), outcome.sent, gate.waits) == (wanted(95), len(wanted(95)), 10)
    assert (outcome.skipped, outcome.reasons) == (14, {"seventh": 14})
    lines = checkpoint.skipped_file.read_text().splitlines()
    assert json.loads(lines[1]) == {"item": "7", "reason": "seventh: out"}
    assert Checkpoint(tmp_path, "test", "key").is_done
    assert not Checkpoint(tmp_path, "test", "other").is_done


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.integers(1, 120), st.lists(st.integers(0, 60), max_size=4))
async def test_whatever_interrupts_a_run_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, count: int, failures: list[int]
) -> None:
    folder, ids = tmp_path_factory.mktemp("run"), list[str]()
    for fails_after in [*failures, 10**9]:
        broker = Broker(fails_after)
        checkpoint = Checkpoint(folder, "test", "key")
        try:
            await Backfill(Numbers(count), broker, Open(), OPTIONS).run(checkpoint)
        except OSError:
            assert not Checkpoint(folder, "test", "key").is_done
        ids += broker.ids
    assert set(ids) == wanted(count)
    assert len(ids) <= len(wanted(count)) + 10 * len(failures)


async def test_a_damaged_position_begins_again(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path, "test", "key")
    checkpoint.store({"next": 50}, 40)
    for body in ("", "[]", "{", '{"format": 9}'):
        checkpoint.file.write_text(body)
        assert Checkpoint(tmp_path, "test", "key").position is None


async def test_the_rate_is_kept(tmp_path: Path) -> None:
    slept = list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    run = Backfill(Numbers(100), Broker(), Open(), RunOptions(rate=10.0), sleep=sleep)
    outcome = await run.run(Checkpoint(tmp_path, "test", "key"))
    assert sum(slept) == pytest.approx(outcome.sent / 10.0, rel=0.1)


@pytest.mark.parametrize("notify", [False, True])
async def test_alerts_of_the_past_notify_on_request_only(tmp_path: Path, notify: bool) -> None:
    broker = Broker()
    run = Backfill(Numbers(2), broker, Open(), RunOptions(rate=1e9, notify=notify))
    await run.run(Checkpoint(tmp_path, "test", "key"))
    text = "Bridge\n\nAnna Berg said that the bridge would open."
    [sent] = broker.records
    article = an_article(text=text, flags=sent.flags)
    [match] = match_reading(read_article(article, INDEX), INDEX)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    assert alert.suppressed is not notify


async def test_an_article_that_no_message_holds_is_skipped(tmp_path: Path) -> None:
    class One(Numbers):
        async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
            large = an_article(id="1", title="large", url="https://past.example/large")
            yield Batch((large, an_item(2)), (), {}, 2)

    broker = Broker()
    outcome = await Backfill(One(2), broker, Open(), OPTIONS).run(Checkpoint(tmp_path, "t", "k"))
    assert (broker.ids, outcome.sent, outcome.skipped) == (["2"], 1, 1)
    assert outcome.reasons == {"too_large": 1}


class Growing:
    """Positions whose list grows by one in twenty batches, as the sitemaps of an index do."""

    def __init__(self) -> None:
        self.listed = [f"https://past.example/sitemap-{number}.xml" for number in range(5_000)]

    def store(self, checkpoint: Checkpoint, batches: range) -> None:
        """Store the position after each batch."""
        for number in batches:
            if number % 20 == 0:
                self.listed.append(f"https://past.example/more-{number}.xml\u2028")
            checkpoint.store({GROWING: self.listed, "read": number}, number)


def test_a_checkpoint_adds_what_is_new_and_does_not_write_the_list_again(tmp_path: Path) -> None:
    growing, checkpoint = Growing(), Checkpoint(tmp_path, "test", "key")
    growing.store(checkpoint, range(1, 41))
    assert checkpoint.file.stat().st_size < 300
    again = Checkpoint(tmp_path, "test", "key")
    assert again.position == {GROWING: growing.listed, "read": 40}
    growing.store(again, range(41, 61))
    assert Checkpoint(tmp_path, "test", "key").position == {GROWING: growing.listed, "read": 60}


def test_texts_that_were_added_before_a_crash_are_added_once(tmp_path: Path) -> None:
    growing, checkpoint = Growing(), Checkpoint(tmp_path, "test", "key")
    growing.store(checkpoint, range(1, 5))
    before = checkpoint.file.read_bytes()
    growing.store(checkpoint, range(5, 25))
    checkpoint.file.write_bytes(before)  # the new position was not stored, its texts were
    again = Checkpoint(tmp_path, "test", "key")
    assert again.position == {GROWING: growing.listed[:5_000], "read": 4}
    growing.store(again, range(20, 22))
    kept = Checkpoint(tmp_path, "test", "key").position
    assert kept is not None
    assert kept[GROWING] == growing.listed


def test_a_list_that_was_cut_or_removed_begins_again(tmp_path: Path) -> None:
    growing, checkpoint = Growing(), Checkpoint(tmp_path, "test", "key")
    growing.store(checkpoint, range(1, 3))
    [file] = tmp_path.glob("*.listed.jsonl")
    file.write_bytes(file.read_bytes()[:-2_000])
    assert Checkpoint(tmp_path, "test", "key").position is None
    file.unlink()
    assert Checkpoint(tmp_path, "test", "key").position is None
    checkpoint.forget()
    growing.store(checkpoint, range(1, 3))
    assert Checkpoint(tmp_path, "test", "key").position is not None
