"""Checks across values: ids are unique, every reference names an item that exists; and warnings.

A warning does not refuse the configuration, but it will probably not do what its
author expects.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from monitor.alerts.feed_troubles import RULES
from monitor.channels import secret_files
from monitor.config.messages import nearest
from monitor.config.models import FeedsFile, SubscriptionsFile, WatchlistFile
from monitor.config.yaml_events import Path_
from monitor.deliveries import AlertFilter
from monitor.deliveries.switched_off import RULE as SUBSCRIPTION_OFF
from monitor.records.errors import Mistake
from monitor.watchlist import Actor, CompiledActors, Watchlist
from monitor.watchlist.query_warnings import warn_of_query
from monitor.watchlist.values import Rule

FILES = ("feeds.yaml", "watchlist.yaml", "subscriptions.yaml", "monitor.yaml")
"""Names of the files of a configuration folder."""
MAX_SUGGESTED = 20_000
"""Most names to search for the nearest one; among 100,000 it takes seconds for each mistake."""


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


class _ActorNames(Collection[str]):
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


@dataclass(frozen=True, slots=True)
class _Names:
    """The names that references may have."""

    actors: Collection[str]
    themes: Collection[str]
    rules: Collection[str]


def check_watchlist(
    watchlist: WatchlistFile, actors: Sequence[Actor], read: Places
) -> Iterator[Mistake]:
    """Yield ids that are taken, themes without a query, and references to missing items."""
    names = _Names(
        actors=_ActorNames(actors),
        themes={theme.id for theme in watchlist.themes},
        rules={rule.id for rule in watchlist.rules},
    )
    for kind in ("actors", "themes", "rules"):
        yield from _check_unique(read, kind, getattr(watchlist, kind))
    for number, actor in enumerate(watchlist.actors):
        path = ("actors", number, "part_of")
        yield from _check_names(read, path, actor.part_of, names.actors, "actor")
        yield from _check_itself(read, path, actor.part_of, actor.id)
    for number, theme in enumerate(watchlist.themes):
        if not (theme.query or theme.queries or theme.examples):
            message = "a theme needs at least one of query, queries and examples"
            yield read.mistake(("themes", number), message)
    for number, rule in enumerate(watchlist.rules):
        yield from _check_rule(rule, ("rules", number), read, names)


def _check_rule(rule: Rule, path: Path_, read: Places, names: _Names) -> Iterator[Mistake]:
    """Yield the references of one rule to unknown actors, themes and rules."""
    for clause in ("speakers", "speakers_not", "about"):
        written = getattr(rule, clause)
        yield from _check_names(read, (*path, clause), written, names.actors, "actor or tag")
    for quantifier in ("any", "all"):
        written = getattr(rule.themes, quantifier)
        yield from _check_names(read, (*path, "themes", quantifier), written, names.themes, "theme")
    yield from _check_names(read, (*path, "inhibits"), rule.inhibits, names.rules, "rule")
    yield from _check_itself(read, (*path, "inhibits"), rule.inhibits, rule.id)


def check_subscriptions(
    subscriptions: SubscriptionsFile,
    watchlist: WatchlistFile,
    actors: Sequence[Actor] | None,
    read: Places,
) -> Iterator[Mistake]:
    """Yield ids that are taken and references to items that do not exist.

    ``actors`` is None where a list of them has mistakes; references to actors are then not checked.
    """
    yield from _check_unique(read, "subscriptions", subscriptions.subscriptions)
    for number, subscription in enumerate(subscriptions.subscriptions):
        for path, message in check_filter(subscription.filter, watchlist, actors):
            yield read.mistake(("subscriptions", number, "filter", *path), message)


def check_filter(
    wanted: AlertFilter, watchlist: WatchlistFile | Watchlist, actors: Sequence[Actor] | None
) -> Iterator[tuple[Path_, str]]:
    """Yield the path and the message of every reference of a filter to an item that is missing."""
    names: dict[str, Collection[str]] = {
        "rules": {rule.id for rule in watchlist.rules} | RULES.keys() | {SUBSCRIPTION_OFF},
        "themes": {theme.id for theme in watchlist.themes},
    }
    if actors is not None and wanted.actors:
        names["actors"] = _ActorNames(actors)
    for kind, present in names.items():
        for number, name in enumerate(getattr(wanted, kind)):
            if name not in present:
                yield (kind, number), _unknown(kind[:-1], name, present)


def warn_of_unused(watchlist: WatchlistFile, read: Places) -> Iterator[Mistake]:
    """Yield a warning where no alert can ever be raised."""
    if not watchlist.rules:
        yield read.mistake(
            (), "the watchlist has no rules and can raise no alert; add one under rules:"
        )


def warn_of_misnamed(folder: Path) -> Iterator[Mistake]:
    """Yield a warning for every file that is not read, but named almost as one that is."""
    for name in FILES:
        stem = name.partition(".")[0]
        for file in sorted(folder.glob(f"{stem[0]}*")) + sorted(folder.glob(f"{stem[0].upper()}*")):
            if file.name != name and file.name.lower() in (name, f"{stem}.yml", f"{name}.txt"):
                yield Mistake(str(file), 1, "", f"this file is not read; rename it to {name}")


def warn_of_queries(watchlist: WatchlistFile, read: Places) -> Iterator[Mistake]:
    """Yield a warning for everything in a query that probably means something else."""
    for number, theme in enumerate(watchlist.themes):
        path: Path_ = ("themes", number)
        for warning in warn_of_query(theme.query):
            yield read.mistake((*path, "query"), warning)
        for language, query in theme.queries.items():
            for warning in warn_of_query(query):
                yield read.mistake((*path, "queries", language), warning)


def warn_of_files(
    subscriptions: SubscriptionsFile, folder: Path, read: Places
) -> Iterator[Mistake]:
    """Yield a warning for every file of a secret that does not exist.

    Paths are relative to ``folder``.
    """
    for number, subscription in enumerate(subscriptions.subscriptions):
        for key, file in secret_files(subscription.channel).items():
            if not _is_file(folder / file):
                path = ("subscriptions", number, "channel", key)
                yield read.mistake(path, f"the file {folder / file} does not exist yet; create it")


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # such as a name that is too long for the file system
        return False


def _check_unique(read: Places, kind: str, items: Iterable[object]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, item in enumerate(items):
        id_: str = getattr(item, "id")  # noqa: B009  items of several classes, all with an id
        if id_ in seen:
            yield read.mistake((kind, number, "id"), f"the id {id_!r} is taken; use another one")
        seen.add(id_)


def _check_names(
    read: Places, path: Path_, written: Iterable[str], names: Collection[str], noun: str
) -> Iterator[Mistake]:
    for number, name in enumerate(written):
        if name not in names:
            yield read.mistake((*path, number), _unknown(noun, name, names))


def _check_itself(read: Places, path: Path_, written: Iterable[str], id_: str) -> Iterator[Mistake]:
    for number, name in enumerate(written):
        if name == id_:
            yield read.mistake((*path, number), f"{name!r} refers to itself; remove it")


def _unknown(noun: str, name: str, names: Collection[str]) -> str:
    hint = nearest(name, names) if len(names) <= MAX_SUGGESTED else ""
    return f"no {noun} {name!r}{hint}"
