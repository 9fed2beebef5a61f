"""What one file cannot know alone: ids are unique, and whatever a rule or a subscription refers to exists."""

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Protocol

from monitor.alerts.feed_troubles import RULES
from monitor.config.models import FeedsFile, SubscriptionsFile, WatchlistFile
from monitor.config.yaml_lines import Path_
from monitor.feeds.values import feed_id
from monitor.records.errors import Mistake
from monitor.watchlist import Actor, CompiledActors

SHORTEST_INTERVAL = timedelta(seconds=1)
"""A feed polled more often than this is a mistake; politeness is the schedule's task."""


class Places(Protocol):
    """Knows where what is checked was written."""

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake in the value at a path."""
        ...


def check_feeds(feeds: FeedsFile, read: Places) -> Iterator[Mistake]:
    """Yield what is wrong with the feeds together."""
    seen: dict[str, int] = {}
    for number, feed in enumerate(feeds.feeds):
        interval = feed.interval if feed.interval is not None else feeds.defaults.interval
        if interval < SHORTEST_INTERVAL:
            yield read.mistake(("feeds", number, "interval"), "an interval under one second")
        first = seen.setdefault(feed_id(feed.url), number)
        if first != number:
            yield read.mistake(("feeds", number, "url"), f"the same feed as feeds[{first}]")


class _Known:
    """The actors that there are, by id and by tag, without a list of them where they are compiled."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._actors = actors
        self._is_listed: Callable[[str], bool]
        if isinstance(actors, CompiledActors):
            self._tags = actors.tags()
            self._is_listed = actors.has
        else:
            self._tags = frozenset(tag for actor in actors for tag in actor.tags)
            self._is_listed = frozenset(actor.id for actor in actors).__contains__

    def __contains__(self, name: str) -> bool:
        return name[4:] in self._tags if name.startswith("tag:") else self._is_listed(name)

    def __iter__(self) -> Iterator[str]:
        yield from (actor.id for actor in self._actors)
        yield from (f"tag:{tag}" for tag in self._tags)


def check_watchlist(
    watchlist: WatchlistFile, actors: Sequence[Actor], read: Places
) -> Iterator[Mistake]:
    """Yield what is wrong with actors, themes and rules together."""
    known = _Known(actors)
    themes = {theme.id for theme in watchlist.themes}
    for kind in ("actors", "themes", "rules"):
        seen: set[str] = set()
        for number, item in enumerate(getattr(watchlist, kind)):
            if item.id in seen:
                yield read.mistake((kind, number, "id"), f"the id {item.id!r} is taken")
            seen.add(item.id)
    for number, actor in enumerate(watchlist.actors):
        yield from _check_names(read, ("actors", number, "part_of"), actor.part_of, known, "actor")
    for number, theme in enumerate(watchlist.themes):
        if not (theme.query or theme.queries or theme.examples):
            yield read.mistake(("themes", number), "a theme needs a query, queries or examples")
    for number, rule in enumerate(watchlist.rules):
        for clause in ("speakers", "speakers_not", "about"):
            yield from _check_names(
                read, ("rules", number, clause), getattr(rule, clause), known, "actor or tag"
            )
        yield from _check_names(
            read,
            ("rules", number, "inhibits"),
            rule.inhibits,
            {each.id for each in watchlist.rules},
            "rule",
        )
        for kind in ("any", "all"):
            yield from _check_names(
                read, ("rules", number, "themes", kind), getattr(rule.themes, kind), themes, "theme"
            )


def check_subscriptions(
    subscriptions: SubscriptionsFile,
    watchlist: WatchlistFile,
    actors: Sequence[Actor],
    read: Places,
) -> Iterator[Mistake]:
    """Yield what is wrong with the subscriptions."""
    known: dict[str, Collection[str] | _Known] = {
        "rules": {rule.id for rule in watchlist.rules} | RULES.keys(),
        "actors": _Known(actors),
        "themes": {theme.id for theme in watchlist.themes},
    }
    seen: set[str] = set()
    for number, subscription in enumerate(subscriptions.subscriptions):
        if subscription.id in seen:
            yield read.mistake(
                ("subscriptions", number, "id"), f"the id {subscription.id!r} is taken"
            )
        seen.add(subscription.id)
        for kind, names in known.items():
            path = ("subscriptions", number, "filter", kind)
            yield from _check_names(
                read, path, getattr(subscription.filter, kind), names, kind[:-1]
            )


def _check_names(
    read: Places, path: Path_, names: Iterable[str], known: Collection[str] | _Known, what: str
) -> Iterator[Mistake]:
    for number, name in enumerate(names):
        if name not in known:
            nearest = difflib.get_close_matches(name, list(known), n=1)
            hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
            yield read.mistake((*path, number), f"no {what} {name!r}{hint}")
