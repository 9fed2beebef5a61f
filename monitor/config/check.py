"""Checks across values: ids are unique, every reference names an item that exists; and warnings.

A warning is no mistake: the configuration comes into force, but it will probably not do what its
author expects.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from monitor.alerts.feed_troubles import RULES
from monitor.config.messages import nearest
from monitor.config.models import FeedsFile, SubscriptionsFile, WatchlistFile
from monitor.config.yaml_lines import Path_
from monitor.records.errors import Mistake
from monitor.watchlist import Actor, CompiledActors
from monitor.watchlist.values import Rule

MAX_SUGGESTED = 20_000
"""Known names among which the nearest one is looked for.

Among 100,000 it takes seconds for each mistake.
"""


class Places(Protocol):
    """The place of each checked value in its file."""

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake in the value at a path. Called for each mistake found."""
        ...


def check_feeds(feeds: FeedsFile, read: Places) -> Iterator[Mistake]:
    """Yield the feeds that occur twice."""
    seen: dict[str, int] = {}
    for number, feed in enumerate(feeds.feeds):
        first = seen.setdefault(feed.id, number)
        if first != number:
            yield read.mistake(("feeds", number, "url"), f"the same feed as feeds[{first}]")


class _KnownActors(Collection[str]):
    """The names of actors and tags that exist.

    Compiled actors are looked up without listing them.
    """

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._actors = actors
        self._has: Callable[[str], bool]
        if isinstance(actors, CompiledActors):
            self._tags = actors.tags()
            self._has = actors.has
        else:
            self._tags = frozenset(tag for actor in actors for tag in actor.tags)
            self._has = frozenset(actor.id for actor in actors).__contains__

    def __contains__(self, name: object) -> bool:
        text = str(name)
        return text[4:] in self._tags if text.startswith("tag:") else self._has(text)

    def __len__(self) -> int:
        return len(self._actors) + len(self._tags)

    def __iter__(self) -> Iterator[str]:
        yield from (actor.id for actor in self._actors)
        yield from (f"tag:{tag}" for tag in self._tags)


def check_watchlist(
    watchlist: WatchlistFile, actors: Sequence[Actor], read: Places
) -> Iterator[Mistake]:
    """Yield ids that are taken, themes that nothing can meet, and references to items that do not
    exist.
    """
    known = _KnownActors(actors)
    for kind in ("actors", "themes", "rules"):
        yield from _check_unique(read, kind, getattr(watchlist, kind))
    for number, actor in enumerate(watchlist.actors):
        yield from _check_names(read, ("actors", number, "part_of"), actor.part_of, known, "actor")
    for number, theme in enumerate(watchlist.themes):
        if not (theme.query or theme.queries or theme.examples):
            message = "a theme needs at least one of query, queries and examples"
            yield read.mistake(("themes", number), message)
    themes = {theme.id for theme in watchlist.themes}
    rules = {rule.id for rule in watchlist.rules}
    for number, rule in enumerate(watchlist.rules):
        yield from _check_rule(rule, ("rules", number), read, (known, themes, rules))


def _check_rule(
    rule: Rule,
    path: Path_,
    read: Places,
    known: tuple[Collection[str], Collection[str], Collection[str]],
) -> Iterator[Mistake]:
    """Yield the references of one rule to unknown actors, themes and rules."""
    actors, themes, rules = known
    for clause in ("speakers", "speakers_not", "about"):
        names = getattr(rule, clause)
        yield from _check_names(read, (*path, clause), names, actors, "actor or tag")
    for quantifier in ("any", "all"):
        names = getattr(rule.themes, quantifier)
        yield from _check_names(read, (*path, "themes", quantifier), names, themes, "theme")
    yield from _check_names(read, (*path, "inhibits"), rule.inhibits, rules, "rule")


def check_subscriptions(
    subscriptions: SubscriptionsFile,
    watchlist: WatchlistFile,
    actors: Sequence[Actor] | None,
    read: Places,
) -> Iterator[Mistake]:
    """Yield ids that are taken and references to items that do not exist.

    None for ``actors``: they are not known.
    """
    known: dict[str, Collection[str]] = {
        "rules": {rule.id for rule in watchlist.rules} | RULES.keys(),
        "themes": {theme.id for theme in watchlist.themes},
    }
    if actors is not None:
        known["actors"] = _KnownActors(actors)
    yield from _check_unique(read, "subscriptions", subscriptions.subscriptions)
    for number, subscription in enumerate(subscriptions.subscriptions):
        for kind, names in known.items():
            path = ("subscriptions", number, "filter", kind)
            wanted = getattr(subscription.filter, kind)
            yield from _check_names(read, path, wanted, names, kind[:-1])


def warn_of_unused(watchlist: WatchlistFile, read: Places) -> Iterator[Mistake]:
    """Yield a warning where no alert can ever be raised."""
    if not watchlist.rules:
        yield read.mistake(
            (), "there are no rules, so no alert can be raised; add one under rules:"
        )


def warn_of_files(
    subscriptions: SubscriptionsFile, folder: Path, read: Places
) -> Iterator[Mistake]:
    """Yield a warning for every file of a secret that does not exist.

    Paths are relative to ``folder``.
    """
    for number, subscription in enumerate(subscriptions.subscriptions):
        for key in ("secret_file", "address_file"):
            file = getattr(subscription.channel, key, None)
            if file is not None and not (folder / file).is_file():
                path = ("subscriptions", number, "channel", key)
                yield read.mistake(path, f"the file {folder / file} does not exist yet; create it")


def _check_unique(read: Places, kind: str, items: Iterable[object]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        id_: str = getattr(item, "id")  # noqa: B009  items of several classes, all with an id
        if id_ in seen:
            yield read.mistake((kind, number, "id"), f"the id {id_!r} is taken; use another one")
        seen.add(id_)


def _check_names(
    read: Places, path: Path_, names: Iterable[str], known: Collection[str], noun: str
) -> Iterator[Mistake]:
    for number, name in enumerate(names):
        if name not in known:
            hint = nearest(name, known) if len(known) <= MAX_SUGGESTED else ""
            yield read.mistake((*path, number), f"no {noun} {name!r}{hint}")
