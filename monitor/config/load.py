"""Read a configuration folder whole: every mistake of every file at once, or a frozen `Configuration`.

1. ``feeds.yaml``, ``watchlist.yaml`` and ``subscriptions.yaml`` may each be missing, which means empty.
   Imported actors, ``actors/*.jsonl``, stand beside those of ``watchlist.yaml``.
2. A mistake names file, line and path; an unknown key names the nearest known one.
3. Ids are unique; whatever a rule or a subscription refers to exists.
4. The hash is one of the meaning of the three files and of the imported lists: comments, order of keys and white space do not change it.
5. With a folder for compiled actors the actors are mapped from a file there; imported lists that stand in it already are not read again.
"""

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.config.actor_files import actor_files, file_digest, read_actor_lines
from monitor.config.models import (
    FeedsFile,
    Model,
    RuleModel,
    SubscriptionModel,
    SubscriptionsFile,
    WatchlistFile,
)
from monitor.config.yaml_lines import Document, Path_, YamlSyntaxError, parse_yaml
from monitor.feeds.values import Feed, feed_id
from monitor.records.ids import digest
from monitor.watchlist import Actor, CompiledActors, Rule, Theme, Watchlist, load_compiled

M = TypeVar("M", bound=Model)

SHORTEST_INTERVAL = timedelta(seconds=1)
"""A feed polled more often than this is a mistake; politeness is the schedule's task."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in the configuration."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.path + ': ' if self.path else ''}{self.message}"


class ConfigurationError(Exception):
    """The configuration is wrong; ``mistakes`` holds every one."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


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


@dataclass(slots=True)
class _Read:
    file: str
    document: Document

    def mistake(self, path: Path_, message: str) -> Mistake:
        path = self._as_written(path)
        return Mistake(self.file, self.document.line_of(path), _shown(path), message)

    def _as_written(self, path: Path_) -> Path_:
        """Return a path without the ``any`` that a bare list of themes stands for."""
        here: Any = self.document.value
        written: list[str | int] = []
        for step in path:
            if step == "any" and isinstance(here, list):
                continue
            written.append(step)
            is_inside = (isinstance(here, dict) and step in here) or (
                isinstance(here, list) and isinstance(step, int) and step < len(here)
            )
            here = here[step] if is_inside else None
        return tuple(written)


def load_configuration(folder: Path, compiled: Path | None = None) -> Configuration:
    """Load the configuration in ``folder``, the actors by way of ``compiled``. Raises `ConfigurationError` with every mistake."""
    if not folder.is_dir():
        raise ConfigurationError([Mistake(str(folder), 1, "", "no such folder; name one with --config")])
    mistakes: list[Mistake] = []
    feeds, feeds_read = _load_file(folder / "feeds.yaml", FeedsFile, mistakes)
    watchlist, watchlist_read = _load_file(folder / "watchlist.yaml", WatchlistFile, mistakes)
    subscriptions, subscriptions_read = _load_file(folder / "subscriptions.yaml", SubscriptionsFile, mistakes)
    if feeds is not None:
        mistakes.extend(_check_feeds(feeds, feeds_read))
    actors: Sequence[Actor] = ()
    if watchlist is not None:
        actors = _actors(watchlist, watchlist_read, folder, compiled, mistakes)
    if subscriptions is not None and watchlist is not None:
        mistakes.extend(_check_subscriptions(subscriptions, watchlist, actors, subscriptions_read))
    if mistakes or feeds is None or watchlist is None or subscriptions is None:
        raise ConfigurationError(mistakes)
    return Configuration(
        feeds=_make_feeds(feeds),
        watchlist=_make_watchlist(watchlist, actors, _digest(folder, feeds, watchlist, subscriptions)),
        subscriptions=subscriptions.subscriptions,
    )


def load_watchlist(path: Path, compiled: Path | None = None) -> Watchlist:
    """Load a watchlist file by itself, as `monitor replay --rules` does. Raises `ConfigurationError`."""
    mistakes: list[Mistake] = []
    watchlist, read = _load_file(path, WatchlistFile, mistakes)
    actors = _actors(watchlist, read, path.parent, compiled, mistakes) if watchlist is not None else ()
    if mistakes or watchlist is None:
        raise ConfigurationError(mistakes)
    return _make_watchlist(watchlist, actors, _digest(path.parent, watchlist))


def load_model(path: Path, model: type[M]) -> M:
    """Load one file by its model; a missing file is an empty one. Raises `ConfigurationError`."""
    mistakes: list[Mistake] = []
    loaded, _ = _load_file(path, model, mistakes)
    if loaded is None:
        raise ConfigurationError(mistakes)
    return loaded


def _load_file(path: Path, model: type[M], mistakes: list[Mistake]) -> tuple[M | None, _Read]:
    read = _Read(str(path), Document({}))
    try:
        read.document = parse_yaml(path.read_text(encoding="utf-8")) if path.exists() else Document({})
    except YamlSyntaxError as error:
        mistakes.append(Mistake(read.file, error.line, "", str(error)))
        return None, read
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(read.file, 1, "", f"cannot be read: {error}"))
        return None, read
    mistakes.extend(
        Mistake(read.file, line, _shown(path_), f"key {path_[-1]!r} stands here a second time")
        for path_, line in read.document.repeated
    )
    try:
        return model.model_validate(read.document.value if read.document.value is not None else {}), read
    except ValidationError as error:
        mistakes.extend(_mistakes_of(error, model, read))
        return None, read


def _mistakes_of(error: ValidationError, model: type[BaseModel], read: _Read) -> Iterator[Mistake]:
    for problem in error.errors(include_url=False):
        path = tuple(problem["loc"])
        message = str(problem["msg"]).removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            known = _known_keys(model, path[:-1])
            nearest = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"known here: {', '.join(known)}"
            message = f"unknown key {path[-1]!r}; {hint}"
        elif problem["type"] == "missing":
            message = f"{path[-1]!r} is missing"
        yield read.mistake(path, message)


def _known_keys(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the keys that a mapping at ``path`` may have."""
    current: Any = model
    for step in path:
        if isinstance(step, str) and isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(step)
            current = _model_in(field.annotation) if field else None
    is_model = isinstance(current, type) and issubclass(current, BaseModel)
    return sorted(current.model_fields) if is_model else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part))), None)


def _check_feeds(feeds: FeedsFile, read: _Read) -> Iterator[Mistake]:
    seen: dict[str, int] = {}
    for number, feed in enumerate(feeds.feeds):
        interval = feed.interval if feed.interval is not None else feeds.defaults.interval
        if interval < SHORTEST_INTERVAL:
            yield read.mistake(("feeds", number, "interval"), "an interval under one second")
        first = seen.setdefault(feed_id(feed.url), number)
        if first != number:
            yield read.mistake(("feeds", number, "url"), f"the same feed as feeds[{first}]")


def _digest(folder: Path, *files: Model) -> str:
    """Return the name of what the files mean, imported lists among them."""
    meaning = json.dumps([file.model_dump(mode="json") for file in files], sort_keys=True)
    return digest("\n".join((meaning, *map(file_digest, actor_files(folder)))), size=6)


def _actors(
    watchlist: WatchlistFile, read: _Read, folder: Path, compiled: Path | None, mistakes: list[Mistake]
) -> Sequence[Actor]:
    """Return the file's actors and the imported ones of its folder; add the mistakes of both."""
    found: list[Mistake] = []

    def every() -> list[Actor]:
        own = [Actor(**actor.model_dump()) for actor in watchlist.actors]
        imported = list(_imported(folder, {actor.id for actor in own}, found))
        if found:
            raise ConfigurationError(found)
        return own + imported

    try:
        actors = (
            load_compiled(compiled, _digest(folder, WatchlistFile(actors=watchlist.actors)), every)
            if compiled
            else every()
        )
    except ConfigurationError:
        actors = [Actor(**actor.model_dump()) for actor in watchlist.actors]
    mistakes.extend(found)
    if not found:  # what a list with mistakes holds is not known whole
        mistakes.extend(_check_watchlist(watchlist, actors, read))
    return actors


def _imported(folder: Path, taken: set[str], mistakes: list[Mistake]) -> Iterator[Actor]:
    for file in actor_files(folder):
        for line, actor in read_actor_lines(file):
            if isinstance(actor, str):
                mistakes.append(Mistake(str(file), line, "", actor))
            elif actor.id in taken:
                mistakes.append(Mistake(str(file), line, "id", f"the id {actor.id!r} is taken"))
            else:
                taken.add(actor.id)
                yield Actor(**actor.model_dump())


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


def _check_watchlist(watchlist: WatchlistFile, actors: Sequence[Actor], read: _Read) -> Iterator[Mistake]:
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
            yield from _check_names(read, ("rules", number, clause), getattr(rule, clause), known, "actor or tag")
        for kind in ("any", "all"):
            yield from _check_names(
                read, ("rules", number, "themes", kind), getattr(rule.themes, kind), themes, "theme"
            )


def _check_subscriptions(
    subscriptions: SubscriptionsFile, watchlist: WatchlistFile, actors: Sequence[Actor], read: _Read
) -> Iterator[Mistake]:
    known: dict[str, Collection[str] | _Known] = {
        "rules": {rule.id for rule in watchlist.rules},
        "actors": _Known(actors),
        "themes": {theme.id for theme in watchlist.themes},
    }
    seen: set[str] = set()
    for number, subscription in enumerate(subscriptions.subscriptions):
        if subscription.id in seen:
            yield read.mistake(("subscriptions", number, "id"), f"the id {subscription.id!r} is taken")
        seen.add(subscription.id)
        for kind, names in known.items():
            path = ("subscriptions", number, "filter", kind)
            yield from _check_names(read, path, getattr(subscription.filter, kind), names, kind[:-1])


def _check_names(
    read: _Read, path: Path_, names: Iterable[str], known: Collection[str] | _Known, what: str
) -> Iterator[Mistake]:
    for number, name in enumerate(names):
        if name not in known:
            nearest = difflib.get_close_matches(name, list(known), n=1)
            hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
            yield read.mistake((*path, number), f"no {what} {name!r}{hint}")


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
    given = {name: getattr(rule, name) for name in RuleModel.model_fields if name != "themes"}
    return Rule(**given, themes=rule.themes.any, themes_all=rule.themes.all, within=rule.themes.within)


def _shown(path: Path_) -> str:
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown
