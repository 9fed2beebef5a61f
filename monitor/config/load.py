"""Load a configuration folder whole: every mistake of every file at once, or a frozen
`Configuration`.

1. ``feeds.yaml``, ``watchlist.yaml`` and ``subscriptions.yaml`` may each be missing, which means
   empty. Imported actors, ``actors/*.jsonl``, and added feeds, ``feeds/*.jsonl``, count beside
   those of the YAML files.
2. A mistake names file, line and path; an unknown key names the nearest known one.
3. Ids are unique, and every reference of a rule or a subscription names an item that exists.
4. The hash identifies the meaning: comments, order of keys and white space do not change it.
5. With a folder for compiled actors the actors are mapped from a file there; imported lists that
   it already has are not read again. Where the file is missing it is written, unless the caller
   only checks: compiling 100,000 actors takes several times as long as checking them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from monitor.config.actor_files import actor_files, file_digest, read_actor_lines
from monitor.config.changes import Overlaid, lay_over, lay_over_feeds
from monitor.config.check import (
    check_feeds,
    check_subscriptions,
    check_watchlist,
    warn_of_files,
    warn_of_misnamed,
    warn_of_queries,
    warn_of_unused,
)
from monitor.config.compiled_actors import load_compiled, map_compiled
from monitor.config.feed_files import feed_files, read_feed_lines, with_defaults
from monitor.config.files import Written, load_file
from monitor.config.models import (
    FeedsFile,
    SubscriptionInFile,
    SubscriptionsFile,
    WatchlistFile,
)
from monitor.feeds.values import Feed
from monitor.records.change import Change
from monitor.records.errors import ConfigurationError, Mistake
from monitor.records.fields import quoted
from monitor.records.ids import digest
from monitor.watchlist import Actor, Watchlist

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Configuration:
    """The contents of a configuration folder."""

    feeds: tuple[Feed, ...]
    watchlist: Watchlist
    subscriptions: tuple[SubscriptionInFile, ...]
    warnings: tuple[Mistake, ...] = ()
    """Settings that are allowed but probably not meant."""
    paused_feeds: tuple[Feed, ...] = ()
    """Feeds that are not polled until they are resumed."""

    @property
    def hash(self) -> str:
        """The hash that identifies this configuration."""
        return self.watchlist.hash


def load_configuration(
    folder: Path,
    compiled: Path | None = None,
    changes: Iterable[Change] = (),
    *,
    compiles: bool = True,
) -> Configuration:
    """Load the configuration in ``folder`` with changes laid over it.

    Args:
        folder: the configuration folder.
        compiled: the folder for compiled actors; by default the actors are kept in memory.
        changes: changes made through the API, in any order.
        compiles: whether actors that ``compiled`` lacks are compiled there.

    Raises `ConfigurationError` with every mistake, and OSError where ``compiled`` cannot be used.
    """
    if not folder.is_dir():
        message = "the folder does not exist; name the configuration folder with --config"
        raise ConfigurationError([Mistake(str(folder), 1, "", message)])
    mistakes: list[Mistake] = []
    changes = tuple(changes)
    configured = lay_over_feeds(_load_feeds(folder, mistakes), changes, mistakes)
    feeds = tuple(feed for feed in configured if not feed.paused)
    paused = tuple(feed for feed in configured if feed.paused)
    file, read = load_file(folder / "watchlist.yaml", WatchlistFile, mistakes)
    overlaid = lay_over(file, read, changes, mistakes)
    watchlist = overlaid.watchlist
    tables = _Tables(compiled, writes=compiles) if compiled else None
    actors = _load_actors(overlaid, folder, tables, mistakes)
    subscriptions, places = load_file(folder / "subscriptions.yaml", SubscriptionsFile, mistakes)
    mistakes.extend(check_subscriptions(subscriptions, watchlist, actors, places))
    if mistakes or actors is None:
        raise ConfigurationError(mistakes)
    warnings = (
        *warn_of_unused(watchlist, read),
        *warn_of_queries(watchlist, overlaid),
        *warn_of_files(subscriptions, folder, places),
        *warn_of_misnamed(folder),
    )
    hash_ = _hash_of(folder, feeds, watchlist, subscriptions)
    return Configuration(
        feeds=feeds,
        watchlist=Watchlist(
            actors=actors, themes=watchlist.themes, rules=watchlist.rules, hash=hash_
        ),
        subscriptions=subscriptions.subscriptions,
        warnings=warnings,
        paused_feeds=paused,
    )


def load_watchlist(path: Path, compiled: Path | None = None) -> Watchlist:
    """Load a watchlist file alone, as `monitor replay --rules` does.

    Raises `ConfigurationError`.
    """
    mistakes: list[Mistake] = []
    watchlist, read = load_file(path, WatchlistFile, mistakes)
    overlaid = lay_over(watchlist, read, (), mistakes)
    tables = _Tables(compiled, writes=True) if compiled else None
    actors = _load_actors(overlaid, path.parent, tables, mistakes)
    if mistakes or actors is None:
        raise ConfigurationError(mistakes)
    hash_ = _hash_of(path.parent, watchlist)
    return Watchlist(actors=actors, themes=watchlist.themes, rules=watchlist.rules, hash=hash_)


def _hash_of(folder: Path, *values: Any) -> str:
    """Return the hash of what the values mean, with the imported lists of the folder."""
    meaning = msgspec.json.encode(values, enc_hook=_encodable, order="deterministic").decode()
    return digest("\n".join((meaning, *map(file_digest, actor_files(folder)))), size=6)


def _encodable(value: Any) -> Any:
    """Return a value that msgspec does not know as one that it knows."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


def _load_feeds(folder: Path, mistakes: list[Mistake]) -> tuple[Feed, ...]:
    """Return the feeds of ``feeds.yaml`` and the added ones, with the defaults filled in."""
    file, read = load_file(folder / "feeds.yaml", FeedsFile, mistakes)
    mistakes.extend(check_feeds(file, read))
    own = [
        with_defaults(feed, _written_keys(read, place), file.defaults)
        for place, feed in enumerate(file.feeds)
    ]
    taken = {feed.id for feed in own}
    return (*own, *_added_feeds(folder, file, taken, mistakes))


def _written_keys(read: Written, place: int) -> Iterable[str]:
    """Return the keys that the feed at a place of ``feeds.yaml`` has."""
    written = read.document.value["feeds"][place]
    return written if isinstance(written, dict) else ()


def _added_feeds(
    folder: Path, feeds: FeedsFile, taken: set[str], mistakes: list[Mistake]
) -> Iterator[Feed]:
    """Yield the feeds that commands added; ids that they use are added to ``taken``."""
    for file in feed_files(folder):
        for line, feed in _readable(file, read_feed_lines(file, feeds.defaults), mistakes):
            if isinstance(feed, str):
                mistakes.append(Mistake(str(file), line, "", feed))
            elif feed.id in taken:
                message = f"the feed {quoted(feed.url)} exists already; remove one of the two"
                mistakes.append(Mistake(str(file), line, "url", message))
            else:
                taken.add(feed.id)
                yield feed


def _readable(file: Path, lines: Iterator[T], mistakes: list[Mistake]) -> Iterator[T]:
    """Yield the lines of a file; a file that cannot be read adds a mistake."""
    try:
        yield from lines
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        mistakes.append(Mistake(str(file), 1, "", message))


def _digest_of_actors(overlaid: Overlaid, folder: Path) -> str:
    own = _hash_of(folder, overlaid.watchlist.actors)
    return own + (digest(*sorted(overlaid.removed), size=4) if overlaid.removed else "")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The folder of compiled actors, and whether missing ones are written."""

    folder: Path
    writes: bool

    def actors(self, digest_: str, read: Callable[[], Sequence[Actor]]) -> Sequence[Actor]:
        """Return the actors of a digest; they are read where no table has them."""
        if self.writes:
            return load_compiled(self.folder, digest_, read)
        mapped = map_compiled(self.folder, digest_)
        return read() if mapped is None else mapped


def _load_actors(
    overlaid: Overlaid, folder: Path, tables: _Tables | None, mistakes: list[Mistake]
) -> Sequence[Actor] | None:
    """Return the actors of the file and the imported ones; add the mistakes of both.

    None where an imported list has mistakes: which actors it holds is then not known.
    """
    watchlist = overlaid.watchlist
    is_sound = not mistakes
    actor_mistakes: list[Mistake] = []

    def every() -> list[Actor]:
        imported = _imported_actors(overlaid, folder, actor_mistakes)
        actors = [*watchlist.actors, *imported]
        if actor_mistakes:
            raise ConfigurationError(actor_mistakes)
        return actors

    actors: Sequence[Actor]
    try:
        if tables and is_sound:
            actors = tables.actors(_digest_of_actors(overlaid, folder), every)
        else:
            actors = every()
    except ConfigurationError:
        mistakes.extend(actor_mistakes)
        return None
    mistakes.extend(check_watchlist(watchlist, actors, overlaid))
    return actors


def _imported_actors(overlaid: Overlaid, folder: Path, mistakes: list[Mistake]) -> Iterator[Actor]:
    """Yield the imported actors that no change removes or replaces."""
    taken = {actor.id for actor in overlaid.watchlist.actors}
    for file in actor_files(folder):
        for line, actor in _readable(file, read_actor_lines(file), mistakes):
            if isinstance(actor, str):
                mistakes.append(Mistake(str(file), line, "", actor))
            elif actor.id in overlaid.removed:
                continue
            elif actor.id in taken:
                message = f"the id {actor.id!r} is taken; use another one"
                mistakes.append(Mistake(str(file), line, "id", message))
            else:
                taken.add(actor.id)
                yield actor
