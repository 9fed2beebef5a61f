"""`monitor replay`: what the stored articles would have raised under a changed watchlist, against the alerts that are stored.

    stored articles and statements --link, match--> alerts that would have been raised --compare--> stored alerts
                                                                                 \\--notify--> stored, and sent like any other

1. Nobody is notified and nothing is written, unless it is asked for (`store_raised`): then what would have been raised and was not is stored,
   marked as ``replayed``, and goes to whoever subscribes to it.
2. Statements are taken as they were read; who is meant, what it is about and which rules it meets is found anew, by the functions of the
   pipeline. ``read_again`` reads the articles with today's engine too.
3. Matches of rules with a pattern are looked at in order of time, from nothing: what came before ``since`` is not known to them.
4. Each core takes a share of the articles at a time; what came of them does not depend on how many cores there are.
"""

import asyncio
import json
import multiprocessing
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import Engine

from monitor.config import Settings, load_watchlist
from monitor.deliveries import AlertFilter
from monitor.flow import raise_alert
from monitor.flow.detect_patterns import detect_patterns
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import link_reading, read_article
from monitor.matches.patterns.absence import find_absence
from monitor.matches.patterns.history import pattern_key
from monitor.records import Alert, Match, PatternState
from monitor.services.configuration import load_in_force
from monitor.store import Archive, Queries, open_engine, upgrade_database
from monitor.store.reader import open_reader
from monitor.store.stored import SHARES, read_share
from monitor.watchlist import Watchlist, WatchlistIndex


class Told(NamedTuple):
    """An alert, in short."""

    seen_at: datetime
    rule: str
    speaker: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What a watchlist would have raised, beside what was raised."""

    articles: int
    statements: int
    raised: tuple[Told, ...]
    """Would be raised, and was not: each by its first article."""
    missing: tuple[Told, ...]
    """Was raised, and would not be."""
    same: int
    alerts: tuple[Alert, ...] = ()
    """Those that would be raised and were not, whole, where the replay was asked to notify."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What to replay: a watchlist file of its own or the configuration's, from when on, and whether articles are read again."""

    settings: Settings
    rules: Path | None = None
    since: datetime | None = None
    read_again: bool = False
    notify: bool = False

    def watchlist(self) -> Watchlist:
        """Load the watchlist. Raises `ConfigurationError`."""
        if self.rules is None:
            return load_in_force(self.settings).watchlist
        return load_watchlist(self.rules, self.settings.compiled_if_run)


class _Share(NamedTuple):
    ids: list[str]
    statements: int
    raised: dict[str, Told]
    matches: list[Match]
    """Those of rules with a pattern; all of them where whole alerts are asked for."""


def replay_stored(replay: Replay) -> Difference:
    """Hold everything that is stored against the watchlist. Raises `ConfigurationError`, `DatabaseUnavailable`."""
    index = WatchlistIndex(replay.watchlist())  # a mistake shows here and not in the processes
    alerts, joined = asyncio.run(_stored_alerts(replay.settings, replay.since))
    stored = {alert.id for alert in alerts}
    raised: dict[str, Told] = {}
    whole: dict[str, list[Match]] = defaultdict(list)
    patterned: list[Match] = []
    read: set[str] = set()
    statements = 0

    def tell(id_: str, told: Told) -> None:
        raised[id_] = min(told, raised.get(id_, told))

    for share in _shares(replay):
        read.update(share.ids)
        statements += share.statements
        for id_, told in share.raised.items():
            tell(joined.get(id_, id_), told)
        for match in share.matches:
            if index.pattern_of(match.rule) is not None:
                patterned.append(match)
            elif match.alert not in stored and match.alert not in joined:
                whole[match.alert].append(match)
    for match in _detected(patterned, index):
        tell(match.alert, _told_match(match))
        if replay.notify and match.alert not in stored:
            whole[match.alert].append(match)
    known = {
        alert.id: alert
        for alert in alerts
        if alert.kind in ("statement", "pattern")
        and any(copy.article in read for copy in alert.copies)
    }
    return Difference(
        articles=len(read),
        statements=statements,
        raised=tuple(told for id_, told in sorted(raised.items()) if id_ not in known),
        missing=tuple(_told(alert) for id_, alert in sorted(known.items()) if id_ not in raised),
        same=sum(1 for id_ in raised if id_ in known),
        alerts=tuple(_replayed(matches) for _, matches in sorted(whole.items())),
    )


def store_raised(settings: Settings, alerts: Sequence[Alert]) -> int:
    """Store alerts of a replay, which tells whoever subscribes to them; return how many were new. Raises `DatabaseUnavailable`."""

    async def store() -> int:
        engine = open_engine(settings.database)
        try:
            await upgrade_database(engine)
            return await Archive(engine).store(alerts)
        finally:
            await engine.dispose()

    return asyncio.run(store())


def _detected(matches: list[Match], index: WatchlistIndex) -> Iterator[Match]:
    """Yield what matches of rules with a pattern come to, in order of time, and the absences between them and after the last."""
    states: dict[str, PatternState] = {}
    rules = {rule.id: rule for rule in index.watchlist.rules if rule.pattern is not None}
    hash_ = index.watchlist.hash
    for match in (in_order := sorted(matches, key=lambda match: (match.seen_at, match.id))):
        rule = rules[match.rule]
        assert rule.pattern is not None, "those without one are left out above"
        key = pattern_key(match, rule.pattern)
        if key in states and (absence := find_absence(states[key], rule, hash_, match.seen_at)):
            yield absence
        detected = detect_patterns(states.get(key), match, rule.pattern)
        states[key] = detected.state
        yield from detected.matches
    for key, state in states.items():
        if absence := find_absence(
            state, rules[key.partition("|")[0]], hash_, in_order[-1].seen_at
        ):
            yield absence


def _replayed(matches: list[Match]) -> Alert:
    now = datetime.now(UTC)
    alert: Alert | None = None
    for match in sorted(matches, key=lambda match: (match.seen_at, match.id)):
        # Quiet hours and a feed's back-fill are of then; whoever asks to notify wants to be told now.
        alert = raise_alert(alert, msgspec.structs.replace(match, quiet=False), now) or alert
    assert alert is not None, "an alert has a match"
    return msgspec.structs.replace(alert, revision=1, replayed=True)


def _shares(replay: Replay) -> Iterator[_Share]:
    """Yield what came of each share, read by as many processes as there are cores."""
    console = Console(stderr=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=context, initializer=_start, initargs=(replay,)
    ) as pool:
        done = pool.map(_replay_share, range(SHARES))
        yield from track(
            done,
            "Replaying",
            total=SHARES,
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )


_work: tuple[Replay, WatchlistIndex, Engine] | None = None
"""Of a process of the pool: what it works with."""


def _start(replay: Replay) -> None:
    global _work  # noqa: PLW0603  the only way to hand something to a pool's process once
    _work = (
        replay,
        WatchlistIndex(replay.watchlist()),
        open_reader(replay.settings.database, pool_size=1),
    )


def _replay_share(share: int) -> _Share:
    assert _work is not None, "the pool starts its processes"
    replay, index, engine = _work
    ids: list[str] = []
    raised: dict[str, Told] = {}
    matches: list[Match] = []
    count = 0
    for article, statements in read_share(engine, share, replay.since):
        ids.append(article.id)
        count += len(statements)
        again = (
            read_article(article, index)
            if replay.read_again
            else link_reading(article, statements, index)
        )
        for match in match_reading(again, index, explain=False):
            is_patterned = index.pattern_of(match.rule) is not None
            if is_patterned or replay.notify:
                matches.append(match)
            if not is_patterned:
                told = _told_match(match)
                raised[match.alert] = min(told, raised.get(match.alert, told))
    return _Share(ids, count, raised, matches)


def _told_match(match: Match) -> Told:
    said = match.statement
    return Told(match.seen_at, match.rule, said.said_by, said.text, match.article.url)


def _told(alert: Alert) -> Told:
    said = alert.statement
    return Told(alert.copies[0].seen_at, alert.rule, said.said_by, said.text, alert.article.url)


async def _stored_alerts(
    settings: Settings, since: datetime | None
) -> tuple[list[Alert], dict[str, str]]:
    """Return the stored alerts, and by id those that were joined into another."""
    engine = open_engine(settings.database)
    try:
        await upgrade_database(engine)
        queries = Queries(engine)
        found: list[Alert] = []
        cursor: int | None = None
        while True:
            page = await queries.find_alerts(AlertFilter(since=since), limit=1000, before=cursor)
            found.extend(page.items)
            if page.next is None:
                return found, await queries.joined()
            cursor = page.next
    finally:
        await engine.dispose()


def print_difference(difference: Difference, *, as_json: bool) -> None:
    """Print what would have been raised and what would not, as JSON lines or as a table with a summary."""
    rows = [
        *(("would be raised", told) for told in difference.raised),
        *(("would not be raised", told) for told in difference.missing),
    ]
    if as_json:
        for what, told in rows:
            row = {
                "change": what, "rule": told.rule, "speaker": told.speaker, "statement": told.text, "article": told.url,
            }  # fmt: skip
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    console = Console()
    if rows:
        table = Table("change", "rule", "speaker", "statement")
        for what, told in rows:
            table.add_row(what, told.rule, told.speaker, told.text)
        console.print(table)
    console.print(
        f"{difference.statements} statements of {difference.articles} articles: {len(difference.raised)} alerts would be "
        f"raised that were not, {len(difference.missing)} would not be, {difference.same} are the same.",
        soft_wrap=True,
    )


def utc(moment: datetime | None) -> datetime | None:
    """Return a moment that somebody wrote without a zone, in UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
