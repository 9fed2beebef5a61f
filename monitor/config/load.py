"""Read a configuration folder whole: every mistake of every file at once, or a frozen `Configuration`.

1. ``feeds.yaml``, ``watchlist.yaml`` and ``subscriptions.yaml`` may each be missing, which means empty.
   Imported actors, ``actors/*.jsonl``, stand beside those of ``watchlist.yaml``.
2. A mistake names file, line and path; an unknown key names the nearest known one.
3. Ids are unique; whatever a rule or a subscription refers to exists.
4. The hash is one of the meaning of the three files and of the imported lists: comments, order of keys and white space do not change it.
5. With a folder for compiled actors the actors are mapped from a file there; imported lists that stand in it already are not read again.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.config.actor_files import actor_files, file_digest, read_actor_lines
from monitor.config.changes import Change, Overlaid, lay_over
from monitor.config.check import check_feeds, check_subscriptions, check_watchlist
from monitor.config.feed_files import feed_files, read_feed_lines
from monitor.config.files import load_file
from monitor.config.models import (
    FeedModel,
    FeedsFile,
    Model,
    RuleModel,
    SubscriptionModel,
    SubscriptionsFile,
    WatchlistFile,
)
from monitor.feeds.values import Feed, feed_id
from monitor.records.errors import ConfigurationError, Mistake
from monitor.records.ids import digest
from monitor.watchlist import Actor, Rule, Theme, Watchlist, load_compiled
from monitor.watchlist.values import Pattern


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that a configuration folder says."""

    feeds: tuple[Feed, ...]
    watchlist: Watchlist
    subscriptions: tuple[SubscriptionModel, ...]

    @property
    def hash(self) -> str:
        """The name of this very configuration."""
        return self.watchlist.hash


def load_configuration(
    folder: Path, compiled: Path | None = None, changes: Iterable[Change] = ()
) -> Configuration:
    """Load the configuration in ``folder`` with changes laid over it, the actors by way of ``compiled``.

    Raises `ConfigurationError` with every mistake.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            [Mistake(str(folder), 1, "", "no such folder; name one with --config")]
        )
    mistakes: list[Mistake] = []
    feeds, feeds_read = load_file(folder / "feeds.yaml", FeedsFile, mistakes)
    watchlist, watchlist_read = load_file(folder / "watchlist.yaml", WatchlistFile, mistakes)
    subscriptions, subscriptions_read = load_file(
        folder / "subscriptions.yaml", SubscriptionsFile, mistakes
    )
    if feeds is not None:
        mistakes.extend(check_feeds(feeds, feeds_read))
        feeds = feeds.model_copy(update={"feeds": (*feeds.feeds, *_added(folder, feeds, mistakes))})
    actors: Sequence[Actor] = ()
    if watchlist is not None:
        overlaid = lay_over(watchlist, watchlist_read, changes, mistakes)
        watchlist = overlaid.watchlist
        actors = _actors(overlaid, folder, compiled, mistakes)
    if subscriptions is not None and watchlist is not None:
        mistakes.extend(check_subscriptions(subscriptions, watchlist, actors, subscriptions_read))
    if mistakes or feeds is None or watchlist is None or subscriptions is None:
        raise ConfigurationError(mistakes)
    return Configuration(
        feeds=_make_feeds(feeds),
        watchlist=_make_watchlist(
            watchlist, actors, _digest(folder, feeds, watchlist, subscriptions)
        ),
        subscriptions=subscriptions.subscriptions,
    )


def load_watchlist(path: Path, compiled: Path | None = None) -> Watchlist:
    """Load a watchlist file by itself, as `monitor replay --rules` does. Raises `ConfigurationError`."""
    mistakes: list[Mistake] = []
    watchlist, read = load_file(path, WatchlistFile, mistakes)
    actors: Sequence[Actor] = ()
    if watchlist is not None:
        actors = _actors(lay_over(watchlist, read, (), mistakes), path.parent, compiled, mistakes)
    if mistakes or watchlist is None:
        raise ConfigurationError(mistakes)
    return _make_watchlist(watchlist, actors, _digest(path.parent, watchlist))


def _digest(folder: Path, *files: Model) -> str:
    """Return the name of what the files mean, imported lists among them."""
    meaning = json.dumps([file.model_dump(mode="json") for file in files], sort_keys=True)
    return digest("\n".join((meaning, *map(file_digest, actor_files(folder)))), size=6)


def _added(folder: Path, feeds: FeedsFile, mistakes: list[Mistake]) -> Iterator[FeedModel]:
    """Yield the feeds that commands added."""
    taken = {feed_id(feed.url) for feed in feeds.feeds}
    for file in feed_files(folder):
        for line, feed in read_feed_lines(file):
            if isinstance(feed, str):
                mistakes.append(Mistake(str(file), line, "", feed))
            elif feed_id(feed.url) in taken:
                mistakes.append(Mistake(str(file), line, "url", f"{feed.url} is a feed already"))
            else:
                taken.add(feed_id(feed.url))
                yield feed


def _actors_digest(overlaid: Overlaid, folder: Path) -> str:
    return _digest(folder, WatchlistFile(actors=overlaid.watchlist.actors)) + (
        digest(*sorted(overlaid.removed), size=4) if overlaid.removed else ""
    )


def _actors(
    overlaid: Overlaid, folder: Path, compiled: Path | None, mistakes: list[Mistake]
) -> Sequence[Actor]:
    """Return the file's actors and the imported ones of its folder; add the mistakes of both."""
    found: list[Mistake] = []
    watchlist = overlaid.watchlist

    def every() -> list[Actor]:
        own = [Actor(**actor.model_dump()) for actor in watchlist.actors]
        imported = list(_imported(folder, {actor.id for actor in own}, overlaid.removed, found))
        if found:
            raise ConfigurationError(found)
        return own + imported

    try:
        actors = (
            load_compiled(compiled, _actors_digest(overlaid, folder), every)
            if compiled
            else every()
        )
    except ConfigurationError:
        actors = [Actor(**actor.model_dump()) for actor in watchlist.actors]
    mistakes.extend(found)
    if not found:  # what a list with mistakes holds is not known whole
        mistakes.extend(check_watchlist(watchlist, actors, overlaid))
    return actors


def _imported(
    folder: Path, taken: set[str], removed: frozenset[str], mistakes: list[Mistake]
) -> Iterator[Actor]:
    for file in actor_files(folder):
        for line, actor in read_actor_lines(file):
            if isinstance(actor, str):
                mistakes.append(Mistake(str(file), line, "", actor))
            elif actor.id in removed:
                continue  # a change stands in its place
            elif actor.id in taken:
                mistakes.append(Mistake(str(file), line, "id", f"the id {actor.id!r} is taken"))
            else:
                taken.add(actor.id)
                yield Actor(**actor.model_dump())


def _make_feeds(file: FeedsFile) -> tuple[Feed, ...]:
    return tuple(
        Feed(
            id=feed_id(feed.url),
            url=feed.url,
            name=feed.name,
            publisher=feed.publisher,
            language=feed.language,
            full_text=feed.full_text,
            interval=feed.interval if feed.interval is not None else file.defaults.interval,
            longest=file.defaults.max_interval if feed.interval is None else None,
            verify_tls=feed.verify_tls,
            tags=feed.tags,
        )
        for feed in file.feeds
    )


def _make_watchlist(file: WatchlistFile, actors: Sequence[Actor], hash_: str) -> Watchlist:
    return Watchlist(
        actors=actors,
        themes=tuple(Theme(**theme.model_dump()) for theme in file.themes),
        rules=tuple(_make_rule(rule) for rule in file.rules),
        hash=hash_,
    )


def _make_rule(rule: RuleModel) -> Rule:
    given = {
        name: getattr(rule, name)
        for name in RuleModel.model_fields
        if name not in ("themes", "pattern")
    }
    pattern = Pattern(**rule.pattern.model_dump()) if rule.pattern else None
    return Rule(
        **given,
        themes=rule.themes.any,
        themes_all=rule.themes.all,
        within=rule.themes.within,
        pattern=pattern,
    )
