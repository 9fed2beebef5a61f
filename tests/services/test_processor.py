"""The processor's stages, without Faust: what each sends where, and the outcome it reports."""

from datetime import datetime

import msgspec
import pytest

from monitor.kafka.stage import Unprocessable
from monitor.kafka.topics import ALERTS, MATCHES, PATTERN_MATCHES, READINGS
from monitor.records import Alert, Match, PatternState, Reading
from monitor.records.wire import encode
from monitor.services.processor import (
    DetectStage,
    Limits,
    MatchStage,
    RaiseStage,
    ReadStage,
    RecordTable,
)
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import Pattern, any_of
from tests.builders import INDEX, NOON, WATCHLIST, a_match, an_article
from tests.kafka.fakes import FakeSender

TEXT = "Bridge\n\nAnna Berg said that the bridge would open."


def index_of(rule: Rule) -> WatchlistIndex:
    watchlist = Watchlist(actors=WATCHLIST.actors, themes=WATCHLIST.themes, rules=(rule,), hash="h")
    return WatchlistIndex(watchlist)


REVERSALS = index_of(
    Rule(
        id="berg-bridge",
        name="Berg on the bridge",
        speakers=("berg",),
        themes=any_of("bridge"),
        pattern=Pattern(kind="reversal"),
    )
)


class FakeTable(dict[bytes, bytes]):
    """A table of bytes that notes what it held whenever it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed: list[dict[bytes, bytes]] = []

    async def flush(self) -> None:
        """Note the content."""
        self.flushed.append(dict(self))


async def a_reading() -> Reading:
    sender = FakeSender()
    await ReadStage(lambda: INDEX, sender, lambda _: None).work(an_article(text=TEXT), b"")
    [reading] = sender.on(READINGS)
    assert isinstance(reading, Reading)
    return reading


async def test_read_sends_the_reading_of_an_article_and_notes_its_time() -> None:
    sender = FakeSender()
    times: list[datetime] = []
    stage = ReadStage(lambda: INDEX, sender, times.append)
    assert await stage.work(an_article(text=TEXT), b"article-1") == "read"
    [(topic, key, reading)] = sender.sent
    assert (topic, key) == ("readings", "article-1")
    assert isinstance(reading, Reading)
    assert [statement.themes for statement in reading.statements] == [("bridge",)]
    assert times == [NOON]


@pytest.mark.parametrize("text", ["", " \u200b\n… ", "—"])
async def test_an_article_without_text_is_unprocessable(text: str) -> None:
    stage = ReadStage(lambda: INDEX, FakeSender(), lambda _: None)
    with pytest.raises(Unprocessable) as refused:
        await stage.work(an_article(text=text), b"")
    assert refused.value.error == "no_text"


async def test_match_sends_each_match_under_its_alert() -> None:
    sender = FakeSender()
    assert await MatchStage(lambda: INDEX, sender).work(await a_reading(), b"") == "matched"
    [(topic, key, match)] = sender.sent
    assert isinstance(match, Match)
    assert (topic, key) == (MATCHES.name, match.alert)


async def test_a_match_of_a_rule_with_a_pattern_goes_to_the_key_of_its_state() -> None:
    sender = FakeSender()
    assert await MatchStage(lambda: REVERSALS, sender).work(await a_reading(), b"") == "matched"
    assert [(topic, key) for topic, key, _ in sender.sent] == [
        (PATTERN_MATCHES.name, "berg-bridge|berg")
    ]


async def test_a_reading_without_a_match_passes() -> None:
    sender = FakeSender()
    index = index_of(Rule(id="r", name="R", speakers=("nobody",)))
    assert await MatchStage(lambda: index, sender).work(await a_reading(), b"") == "passed"
    assert sender.sent == []


def a_detect_stage(index: WatchlistIndex) -> tuple[DetectStage, FakeSender, FakeTable]:
    sender, table = FakeSender(), FakeTable()
    stage = DetectStage(lambda: index, sender, RecordTable(table, PatternState), table)
    return stage, sender, table


def a_stand(act: str, day: int) -> Match:
    match = a_match()
    statement = msgspec.structs.replace(match.statement, id=f"{act}-{day}", acts=(act,))
    return msgspec.structs.replace(
        match,
        id=f"match-{act}-{day}",
        alert=f"alert-{act}-{day}",
        statement=statement,
        seen_at=NOON.replace(day=day),
    )


async def test_detect_sends_a_reversal_and_flushes_the_state_of_every_match() -> None:
    stage, sender, table = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    assert await stage.work(a_stand("reject", 1), key) == "passed"
    assert await stage.work(a_stand("support", 5), key) == "detected"
    [match] = sender.on(MATCHES)
    assert isinstance(match, Match)
    assert match.earlier is not None
    assert [list(content) for content in table.flushed] == [[key], [key]]
    assert table.flushed[0] != table.flushed[1] == dict(table)


async def test_a_repeated_match_is_not_detected_twice() -> None:
    stage, sender, _ = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    for match in (a_stand("reject", 1), a_stand("support", 5), a_stand("support", 5)):
        await stage.work(match, key)
    assert len(sender.on(MATCHES)) == 1


async def test_a_match_under_a_foreign_key_is_unprocessable() -> None:
    stage, sender, table = a_detect_stage(REVERSALS)
    with pytest.raises(Unprocessable) as refused:
        await stage.work(a_stand("reject", 1), b"berg-bridge|holm")
    assert refused.value.error == "wrong_key"
    assert (sender.sent, dict(table)) == ([], {})


async def test_a_match_of_a_rule_that_lost_its_pattern_passes() -> None:
    stage, sender, table = a_detect_stage(INDEX)
    assert await stage.work(a_stand("reject", 1), b"berg-bridge|berg") == "passed"
    assert (sender.sent, dict(table)) == ([], {})


async def test_an_undecodable_state_counts_as_none() -> None:
    stage, _, table = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    table[key] = b"not a record"
    assert await stage.work(a_stand("reject", 1), key) == "passed"
    assert isinstance(RecordTable(table, PatternState).get(key), PatternState)


def a_raise_stage(limits: Limits) -> tuple[RaiseStage, FakeSender, FakeTable]:
    sender, table = FakeSender(), FakeTable()
    return RaiseStage(sender, table, lambda: NOON, limits), sender, table


async def test_raise_sends_a_new_alert_and_each_new_copy_and_no_repeat() -> None:
    stage, sender, _ = a_raise_stage(Limits())
    first, copy = a_match("one", "wire"), a_match("two", "herald")
    outcomes = [await stage.work(match, b"") for match in (first, copy, first)]
    assert outcomes == ["raised", "raised", "repeated"]
    alerts = [alert for alert in sender.on(ALERTS) if isinstance(alert, Alert)]
    assert [[copy.article for copy in alert.copies] for alert in alerts] == [["one"], ["two"]]
    assert {key for _, key, _ in sender.sent} == {first.alert}


async def test_an_alert_that_was_not_sent_is_not_remembered() -> None:
    table = FakeTable()

    class FailingSender(FakeSender):
        async def send(self, *_: object, **__: object) -> None:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await RaiseStage(FailingSender(), table, lambda: NOON).work(a_match(), b"")
    assert not table


async def test_a_statement_in_many_articles_is_sent_and_remembered_in_small_pieces() -> None:
    stage, sender, table = a_raise_stage(Limits())
    for number in range(500):
        await stage.work(a_match(f"article-{number}", f"publisher-{number}"), b"")
    assert sum(len(encode(alert)) for alert in sender.on(ALERTS)) < 1_000_000
    assert sum(len(key) + len(mark) for key, mark in table.items()) < 50_000


async def test_the_oldest_marks_are_evicted_at_the_limit() -> None:
    stage, _, table = a_raise_stage(Limits(raised=10, evicted_together=4))
    for number in range(11):
        await stage.work(msgspec.structs.replace(a_match(), alert=f"alert-{number}"), b"")
    assert [key.decode().partition("/")[0] for key in table] == [
        f"alert-{number}" for number in range(4, 11)
    ]
