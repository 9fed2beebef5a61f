"""Looks through what a processor remembers for actors that fell silent (`monitor.matches.absence`).

A processor looks at the keys of its own partitions alone, and at none while it is behind: what would end a silence may be among what waits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog

from monitor.matches.absence import find_silence
from monitor.records import Match, PatternState
from monitor.records.wire import decode
from monitor.watchlist import WatchlistIndex

LOOK_EVERY = 15.0
KEYS_AT_ONCE = 200
"""After so many keys others have their turn."""

log = structlog.get_logger("processor")


class SilenceWatch:
    """Tells each silence of the keys in a table once; what a process before it told is told again and is a repeat."""

    def __init__(
        self,
        table: Any,
        index: Callable[[], WatchlistIndex],
        is_mine: Callable[[bytes], bool],
        tell: Callable[[Match], Awaitable[None]],
    ) -> None:
        self._table, self._index, self._is_mine, self._tell = table, index, is_mine, tell
        self._told: set[str] = set()
        self._newest: datetime | None = None

    def saw(self, at: datetime) -> None:
        """Note when an article that was read was seen: time goes on with them."""
        self._newest = at if self._newest is None else max(self._newest, at)

    async def look(self) -> int:
        """Tell the silences that began; return how many."""
        index, now, found = self._index(), self._newest, []
        rules = {
            rule.id: rule
            for rule in index.watchlist.rules
            if rule.pattern is not None and rule.pattern.kind == "silence"
        }
        if not rules or now is None:
            return 0
        for number, (key, state) in enumerate(list(self._table.items())):
            if number % KEYS_AT_ONCE == 0:
                await asyncio.sleep(0)
            rule = rules.get(key.decode("utf-8", "replace").partition("|")[0])
            if rule is None or not self._is_mine(key):
                continue
            known = decode(state, PatternState)
            if isinstance(known, PatternState) and (
                match := find_silence(known, rule, index.watchlist.hash, now)
            ):
                found.append(match)
        fresh = [match for match in found if match.id not in self._told]
        for match in fresh:
            await self._tell(match)
            log.info("actor.silent", rule=match.rule, actor=match.actor)
        self._told = {match.id for match in found}
        return len(fresh)
