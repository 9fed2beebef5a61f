"""The processor: the stages that read articles, match statements, detect patterns, raise alerts.

    articles --read--> readings
               `match--> matches ----------------------> raise --> alerts
                    `--> pattern-matches --detect--> matches
                         absence watch  -----------> matches

Each stage is a plain class over ports, run by `monitor.kafka.stage.run_stage`; `create_app`
installs them in a Faust application (`monitor.kafka.faust.app` lists how it keeps at-least-once
delivery). One stage reads an article and matches its reading: the reading is written for the
archive and not read again. State is two tables in memory, rebuilt from their changelogs:

1. Which articles have raised which alert, so that a repeat is not sent again: at most
   `Limits.raised` of them. An alert is sent with the article of its match alone, and the store
   unites the copies: a statement in 500 articles is 500 small messages and changelog entries.
   The changelog is written after the alert is in the broker: a crash in between repeats the alert.
2. Pattern states. A change is in the changelog before its message is acknowledged.

A stuck processor (pending messages, no progress) is ended by the watchdog of `monitor.kafka.lag`.
"""

import itertools
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import msgspec

from monitor.flow.detect_patterns import detect_patterns
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.outbox import Outbox
from monitor.kafka.pending_readings import MATCHED
from monitor.kafka.stage import INFRASTRUCTURE_ERRORS, Unprocessable
from monitor.kafka.topics import (
    ALERTS,
    ALERTS_TABLE,
    ARTICLES,
    MATCHES,
    PATTERN_MATCHES,
    PATTERN_STATES_TABLE,
    READINGS,
)
from monitor.matches.patterns.history import pattern_key
from monitor.records import Article, Match, PatternState, Record
from monitor.records.wire import Unreadable, decode, encode
from monitor.services.absence_watch import CHECK_INTERVAL_S, AbsenceWatch
from monitor.services.loop import Loops
from monitor.watchlist import WatchlistIndex

if TYPE_CHECKING:
    from monitor.kafka.faust.app import AppOptions

R = TypeVar("R", bound=Record)

_MARK = b"1"
"""Value of a mark; an empty one would delete its key in the changelog."""

CurrentIndex = Callable[[], WatchlistIndex]
"""Returns the watchlist in force; called once per record."""


class Table(Protocol):
    """Bytes by key that survive the process."""

    async def flush(self) -> None:
        """Return when every change is stored. Raises KafkaError."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the memory of a processor."""

    raised: int = 50_000
    """Articles of alerts that are remembered: several days of them, some 10 MB. The store
    recognises a repeat of an older one."""
    evicted_together: int = 2_000
    """Oldest ones evicted when the limit is reached: eviction then costs little each."""


class RecordTable(Generic[R]):
    """Records of one type in a table of bytes."""

    def __init__(self, table: MutableMapping[bytes, bytes], record_type: type[R]) -> None:
        self._table = table
        self._record_type = record_type

    def get(self, key: bytes) -> R | None:
        """Return the record under a key; None without one, or where it cannot be decoded."""
        body = self._table.get(key)
        record = decode(body, self._record_type) if body is not None else None
        return None if isinstance(record, Unreadable) else record

    def put(self, key: bytes, record: R) -> None:
        """Store a record under a key."""
        self._table[key] = encode(record)


@dataclass(frozen=True, slots=True)
class ReadStage:
    """articles --read--> readings, --match--> matches, or pattern-matches for a pattern's rule."""

    index: CurrentIndex
    note_article: Callable[[datetime], None]
    """Called with the time at which each article was seen."""
    now: Callable[[], datetime]
    name = "read"
    source = ARTICLES
    record_type = Article

    async def work(self, record: Article, _key: bytes, outbox: Outbox) -> str:
        """Send the reading of an article, and each match by its alert or its pattern's state.

        An article without a letter or digit is unprocessable.
        """
        if not any(map(str.isalnum, record.text)):
            raise Unprocessable("no_text", f"article {record.id} of {record.url} has no text")
        index = self.index()
        reading = msgspec.structs.replace(read_article(record, index), read_at=self.now())
        await outbox.send(READINGS, record.id, reading, headers=MATCHED)
        matches = match_reading(reading, index)
        for match in matches:
            pattern = index.pattern_of(match.rule)
            if pattern is None:
                await outbox.send(MATCHES, match.alert, match)
            else:
                await outbox.send(PATTERN_MATCHES, pattern_key(match, pattern), match)
        self.note_article(record.seen_at)
        return "read"


@dataclass(frozen=True, slots=True)
class DetectStage:
    """pattern-matches --detect--> matches."""

    index: CurrentIndex
    states: RecordTable[PatternState]
    table: Table
    """The table behind ``states``."""
    name = "detect"
    source = PATTERN_MATCHES
    record_type = Match

    async def work(self, record: Match, key: bytes, outbox: Outbox) -> str:
        """Send the detected matches, then store the state of the pattern.

        A match whose rule has no pattern any more is ignored. A match under another key than its
        own is unprocessable: the state of that key may belong to another processor.
        """
        pattern = self.index().pattern_of(record.rule)
        if pattern is None:
            return "passed"
        expected = pattern_key(record, pattern)
        if key != expected.encode():
            raise Unprocessable("wrong_key", f"{key!r} is not {expected!r}")
        detected = detect_patterns(self.states.get(key), record, pattern)
        for match in detected.matches:
            await outbox.send(MATCHES, match.alert, match)
        await outbox.flush()
        self.states.put(key, detected.state)
        await self.table.flush()
        return "detected" if detected.matches else "passed"


@dataclass(frozen=True, slots=True)
class RaiseStage:
    """matches --raise--> alerts."""

    raised: MutableMapping[bytes, bytes]
    """A mark for each alert and article."""
    now: Callable[[], datetime]
    limits: Limits = Limits()
    name = "raise"
    source = MATCHES
    record_type = Match

    async def work(self, record: Match, _key: bytes, outbox: Outbox) -> str:
        """Send the alert of a match, and remember it once it is in the broker.

        A repeat that arrives in between is sent too; the store recognises it.
        """
        key = f"{record.alert}/{record.article.id}".encode()
        alert = raise_alert(None, record, self.now())
        if alert is None or key in self.raised:
            return "repeated"
        await outbox.send(ALERTS, alert.id, alert)
        outbox.on_delivered(partial(self._remember, key))
        return "raised"

    def _remember(self, key: bytes) -> None:
        self.raised[key] = _MARK
        self._evict_oldest()

    def _evict_oldest(self) -> None:
        """Delete the oldest marks where there are more than the limit."""
        if len(self.raised) > self.limits.raised:
            for key in list(itertools.islice(self.raised, self.limits.evicted_together)):
                self.raised.pop(key, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorContext:
    """What the processor needs from the rest of its process."""

    index: CurrentIndex
    is_caught_up: Callable[[], bool]
    """Returns whether the lag of the processor's group counts as caught up."""
    loops: Loops


def create_app(options: "AppOptions", context: ProcessorContext) -> Any:
    """Return the Faust application with its stages.

    Imports Faust, which reads ``sys.argv``.
    """
    from monitor.kafka.faust import app as faust_app

    app = faust_app.create_faust_app(options)
    producer = faust_app.FaustProducer(app)
    states = faust_app.create_table(app, PATTERN_STATES_TABLE, awaits_changelog=True)
    alerts = faust_app.create_table(app, ALERTS_TABLE)

    async def publish(absence: Match) -> None:
        await producer.send(MATCHES, absence.alert, absence)

    is_own_key = partial(faust_app.owns_key, app, PATTERN_MATCHES)
    watch = AbsenceWatch(states, context.index, is_own_key, publish)
    now = partial(datetime.now, UTC)
    stages = (
        ReadStage(context.index, watch.note_article, now),
        DetectStage(context.index, RecordTable(states, PatternState), states),
        RaiseStage(alerts, now),
    )
    for stage in stages:
        faust_app.install_stage(app, stage, producer)

    async def check_absences() -> None:
        if context.is_caught_up():
            await context.loops.attempt(
                watch.check, name="absence watch", unavailable=INFRASTRUCTURE_ERRORS
            )

    faust_app.install_timer(app, CHECK_INTERVAL_S, check_absences)
    return app
