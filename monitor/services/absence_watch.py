"""The absence watch: search the pattern states of a processor for actors whose absence has begun.

A processor searches only the keys of its own partitions, and only while it has caught up: a
pending statement may end an absence.
"""

import asyncio
from collections.abc import Awaitable, Callable, ItemsView
from datetime import datetime
from typing import Protocol

import structlog

from monitor.matches.patterns.absence import find_absence
from monitor.records import Match, PatternState
from monitor.records.wire import decode
from monitor.watchlist import Rule, WatchlistIndex

CHECK_INTERVAL_S = 15.0
"""Seconds between searches: absences are counted in hours, a search takes milliseconds."""
KEYS_PER_TURN = 200
"""Keys searched before other tasks get their turn: some 5 ms."""

log = structlog.get_logger("processor")


class States(Protocol):
    """The encoded pattern states by key."""

    def items(self) -> ItemsView[bytes, bytes]:
        """Return all keys and states."""
        ...


class AbsenceWatch:
    """Publishes each absence once.

    A restarted processor publishes an absence that has not ended again, under the same ids.
    """

    def __init__(
        self,
        states: States,
        index: Callable[[], WatchlistIndex],
        is_own_key: Callable[[bytes], bool],
        publish: Callable[[Match], Awaitable[None]],
    ) -> None:
        self._states, self._index = states, index
        self._is_own_key, self._publish = is_own_key, publish
        self._published: set[str] = set()
        self._newest: datetime | None = None

    def note_article(self, seen_at: datetime) -> None:
        """Advance the time by which absences are measured to that of an article."""
        self._newest = seen_at if self._newest is None else max(self._newest, seen_at)

    async def check(self) -> int:
        """Publish the absences that have begun since the last check; return how many."""
        index = self._index()
        rules = _absence_rules(index)
        if not rules or self._newest is None:
            return 0
        absences = await self._find_all(rules, index.watchlist.hash, self._newest)
        new = [match for match in absences if match.id not in self._published]
        for match in new:
            await self._publish(match)
            log.info("actor.absent", rule=match.rule, actor=match.actor)
        self._published = {match.id for match in absences}
        return len(new)

    async def _find_all(self, rules: dict[str, Rule], config: str, now: datetime) -> list[Match]:
        """Return every absence that lasts as of ``now``."""
        absences = []
        for number, (key, body) in enumerate(list(self._states.items())):
            if number % KEYS_PER_TURN == 0:
                await asyncio.sleep(0)
            rule = rules.get(key.decode("utf-8", "replace").partition("|")[0])
            if rule is None or not self._is_own_key(key):
                continue
            state = decode(body, PatternState)
            match = None
            if isinstance(state, PatternState):
                match = find_absence(state, rule, config, now)
            if match is not None:
                absences.append(match)
        return absences


def _absence_rules(index: WatchlistIndex) -> dict[str, Rule]:
    """Return the rules with the pattern ``absence`` by id."""
    rules = [rule for rule in index.watchlist.rules if rule.pattern is not None]
    return {rule.id: rule for rule in rules if rule.pattern and rule.pattern.kind == "absence"}
