"""The processor's stages, without Faust: what each sends where, and the outcome it reports."""

from datetime import datetime, timedelta

import msgspec
import pytest

from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import alert_of
from monitor.kafka.pending_readings import MATCHED
from monitor.kafka.stage import Unprocessable
from monitor.kafka.topics import ALERTS, MATCHES, PATTERN_MATCHES, READINGS
from monitor.records import Alert, Match, PatternState, Reading
from monitor.records.wire import encode
from monitor.services.processor import (
    DetectStage,
    Limits,
    RaiseStage,
    ReadStage,
    RecordTable,
)
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import Pattern, any_of
from tests.builders import INDEX, NOON, WATCHLIST, a_match, an_article
from tests.kafka.fakes import FakeOutbox

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


def a_read_stage(index: WatchlistIndex) -> ReadStage:
    return ReadStage(lambda: index, lambda _: None, lambda: NOON)


async def test_read_sends_the_reading_of_an_article_and_notes_its_time() -> None:
    outbox = FakeOutbox()
    times: list[datetime] = []
    stage = ReadStage(lambda: INDEX, times.append, lambda: NOON)
    assert await stage.work(an_article(text=TEXT), b"article-1", outbox) == "read"
    (topic, key, reading), _ = outbox.sent
    assert (topic, key) == ("readings", "article-1")
    assert isinstance(reading, Reading)
    assert [statement.themes for statement in reading.statements] == [("bridge",)]
    assert times == [NOON]


async def test_the_time_of_the_reading_is_part_of_its_matches() -> None:
    outbox = FakeOutbox()
    stage = ReadStage(lambda: INDEX, lambda _: None, lambda: NOON + timedelta(seconds=2))
    await stage.work(an_article(text=TEXT), b"article-1", outbox)
    [reading], [match] = outbox.on(READINGS), outbox.on(MATCHES)
    assert isinstance(reading, Reading)
    assert isinstance(match, Match)
    assert (reading.read_at, match.read_at) == (NOON + timedelta(seconds=2),) * 2
    assert alert_of(match, NOON).copies[0].read_at == match.read_at


async def test_a_reading_is_marked_as_matched() -> None:
    outbox = FakeOutbox()
    await a_read_stage(INDEX).work(an_article(text=TEXT), b"", outbox)
    assert outbox.headers == [MATCHED, ()]


@pytest.mark.parametrize("text", ["", " \u200b\n… ", "—"])
async def test_an_article_without_text_is_unprocessable(text: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        await a_read_stage(INDEX).work(an_article(text=text), b"", FakeOutbox())
    assert refused.value.error == "no_text"


async def test_read_sends_each_match_under_its_alert() -> None:
    outbox = FakeOutbox()
    assert await a_read_stage(INDEX).work(an_article(text=TEXT), b"", outbox) == "read"
    _, (topic, key, match) = outbox.sent
    assert isinstance(match, Match)
    assert (topic, key) == (MATCHES.name, match.alert)


async def test_the_matches_are_those_of_the_reading() -> None:
    outbox = FakeOutbox()
    await a_read_stage(INDEX).work(an_article(text=TEXT), b"", outbox)
    [reading] = outbox.on(READINGS)
    assert isinstance(reading, Reading)
    assert tuple(outbox.on(MATCHES)) == match_reading(reading, INDEX)


async def test_a_match_of_a_rule_with_a_pattern_goes_to_the_key_of_its_state() -> None:
    outbox = FakeOutbox()
    assert await a_read_stage(REVERSALS).work(an_article(text=TEXT), b"", outbox) == "read"
    assert [(topic, key) for topic, key, _ in outbox.sent[1:]] == [
        (PATTERN_MATCHES.name, "berg-bridge|berg")
    ]


async def test_an_article_without_a_match_sends_its_reading_alone() -> None:
    outbox = FakeOutbox()
    index = index_of(Rule(id="r", name="R", speakers=("nobody",)))
    assert await a_read_stage(index).work(an_article(text=TEXT), b"", outbox) == "read"
    assert [topic for topic, _, _ in outbox.sent] == [READINGS.name]


def a_detect_stage(index: WatchlistIndex) -> tuple[DetectStage, FakeOutbox, FakeTable]:
    table = FakeTable()
    return DetectStage(lambda: index, RecordTable(table, PatternState), table), FakeOutbox(), table


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
    stage, outbox, table = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    assert await stage.work(a_stand("reject", 1), key, outbox) == "passed"
    assert await stage.work(a_stand("support", 5), key, outbox) == "detected"
    [match] = outbox.on(MATCHES)
    assert isinstance(match, Match)
    assert match.earlier is not None
    assert [list(content) for content in table.flushed] == [[key], [key]]
    assert outbox.flushed == [0, 1]  # the match is in the broker before the state changes
    assert table.flushed[0] != table.flushed[1] == dict(table)


async def test_a_repeated_match_is_not_detected_twice() -> None:
    stage, outbox, _ = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    for match in (a_stand("reject", 1), a_stand("support", 5), a_stand("support", 5)):
        await stage.work(match, key, outbox)
    assert len(outbox.on(MATCHES)) == 1


async def test_a_match_under_a_foreign_key_is_unprocessable() -> None:
    stage, outbox, table = a_detect_stage(REVERSALS)
    with pytest.raises(Unprocessable) as refused:
        await stage.work(a_stand("reject", 1), b"berg-bridge|holm", outbox)
    assert refused.value.error == "wrong_key"
    assert (outbox.sent, dict(table)) == ([], {})


async def test_a_match_of_a_rule_that_lost_its_pattern_passes() -> None:
    stage, outbox, table = a_detect_stage(INDEX)
    assert await stage.work(a_stand("reject", 1), b"berg-bridge|berg", outbox) == "passed"
    assert (outbox.sent, dict(table)) == ([], {})


async def test_an_undecodable_state_counts_as_none() -> None:
    stage, outbox, table = a_detect_stage(REVERSALS)
    key = b"berg-bridge|berg"
    table[key] = b"not a record"
    assert await stage.work(a_stand("reject", 1), key, outbox) == "passed"
    assert isinstance(RecordTable(table, PatternState).get(key), PatternState)


def a_raise_stage(limits: Limits) -> tuple[RaiseStage, FakeOutbox, FakeTable]:
    table = FakeTable()
    return RaiseStage(table, lambda: NOON, limits), FakeOutbox(), table


async def raise_all(stage: RaiseStage, outbox: FakeOutbox, *matches: Match) -> list[str]:
    """Return the outcomes of matches, each delivered before the next arrives."""
    outcomes = []
    for match in matches:
        outcomes.append(await stage.work(match, b"", outbox))
        outbox.deliver()
    return outcomes


async def test_raise_sends_a_new_alert_and_each_new_copy_and_no_repeat() -> None:
    stage, outbox, _ = a_raise_stage(Limits())
    first, copy = a_match("one", "wire"), a_match("two", "herald")
    assert await raise_all(stage, outbox, first, copy, first) == ["raised", "raised", "repeated"]
    alerts = [alert for alert in outbox.on(ALERTS) if isinstance(alert, Alert)]
    assert [[copy.article for copy in alert.copies] for alert in alerts] == [["one"], ["two"]]
    assert {key for _, key, _ in outbox.sent} == {first.alert}


async def test_an_alert_is_remembered_only_when_it_is_in_the_broker() -> None:
    stage, outbox, table = a_raise_stage(Limits())
    assert await stage.work(a_match(), b"", outbox) == "raised"
    assert not table
    outbox.deliver()
    assert len(table) == 1


async def test_a_repeat_of_an_alert_that_is_on_its_way_is_sent_too() -> None:
    stage, outbox, table = a_raise_stage(Limits())
    assert [await stage.work(a_match(), b"", outbox) for _ in range(2)] == ["raised", "raised"]
    outbox.deliver()
    assert len(table) == 1


async def test_an_alert_that_was_not_sent_is_not_remembered() -> None:
    stage, _, table = a_raise_stage(Limits())
    outbox = FakeOutbox(error=ConnectionError())
    with pytest.raises(ConnectionError):
        await stage.work(a_match(), b"", outbox)
    outbox.deliver()
    assert not table


async def test_a_statement_in_many_articles_is_sent_and_remembered_in_small_pieces() -> None:
    stage, outbox, table = a_raise_stage(Limits())
    matches = (a_match(f"article-{number}", f"publisher-{number}") for number in range(500))
    await raise_all(stage, outbox, *matches)
    assert sum(len(encode(alert)) for alert in outbox.on(ALERTS)) < 1_000_000
    assert sum(len(key) + len(mark) for key, mark in table.items()) < 50_000


async def test_the_oldest_marks_are_evicted_at_the_limit() -> None:
    stage, outbox, table = a_raise_stage(Limits(raised=10, evicted_together=4))
    alerts = [f"alert-{number}" for number in range(11)]
    matches = (msgspec.structs.replace(a_match(), alert=alert) for alert in alerts)
    await raise_all(stage, outbox, *matches)
    assert [key.decode().partition("/")[0] for key in table] == alerts[4:]
