"""Changes of the watchlist made through the API: each replaces, adds or removes one actor, theme
or rule.

    watchlist of the file, changes --lay over--> watchlist in force, with the origin of each item

Changes are stored with a version, an author and a time; the newest change of an item is in force.
The file is never written to. An item of a change that has mistakes is repaired, as in
`monitor.config.files`, and never put in force.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from monitor.config.check import Places
from monitor.config.files import Written, repaired_item, shown_path
from monitor.config.messages import adapter_of, keys_at, problems_of
from monitor.config.models import WatchlistFile
from monitor.config.yaml_events import Path_
from monitor.config.yaml_lines import Document
from monitor.feeds.values import Feed
from monitor.records.change import KINDS, Change, ChangeKind
from monitor.records.errors import Mistake
from monitor.watchlist.values import Actor, Rule, Theme

MODELS: dict[ChangeKind, type[Actor | Theme | Rule | Feed]] = {
    "feeds": Feed,
    "actors": Actor,
    "themes": Theme,
    "rules": Rule,
}


def _mistake_of(change: Change, path: Path_, message: str) -> Mistake:
    """Return a mistake at a path of the item of a change."""
    written = Written("", Document(change.body)).written_path(path)
    place = shown_path((change.kind, change.id, *written))
    return Mistake(f"change {change.version} by {change.who}", 1, place, message)


@dataclass(slots=True)
class Overlaid:
    """The watchlist with the changes in force, and the origin of each item."""

    watchlist: WatchlistFile
    removed: frozenset[str]
    """Ids of actors that a change removes or replaces, imported ones too."""
    file: Places
    origins: dict[tuple[str, int], int | Change] = field(default_factory=dict)
    """By kind and place in ``watchlist``: the place in the file, or the change."""

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake at a path of ``watchlist``, placed in the file or in a change."""
        origin = self.origins.get((str(path[0]), int(path[1]))) if len(path) > 1 else None
        if isinstance(origin, Change):
            return _mistake_of(origin, path[2:], message)
        if origin is not None:
            path = (path[0], origin, *path[2:])
        return self.file.mistake(path, message)


def lay_over(
    watchlist: WatchlistFile, file: Places, changes: Iterable[Change], mistakes: list[Mistake]
) -> Overlaid:
    """Return the watchlist with the newest change of each item in force.

    Add the mistakes of the changes.
    """
    newest = {
        (change.kind, change.id): change
        for change in sorted(changes, key=lambda change: change.version)
        if change.kind != "feeds"
    }
    removed = frozenset(id_ for kind, id_ in newest if kind == "actors")
    overlaid = Overlaid(watchlist, removed, file)
    if not newest:
        return overlaid
    merged: dict[str, Any] = {}
    for kind in KINDS:
        changed = {id_: change for (of, id_), change in newest.items() if of == kind}
        items: list[Any] = []
        for item, origin in _merged(getattr(watchlist, kind), changed, mistakes):
            overlaid.origins[kind, len(items)] = origin
            items.append(item)
        merged[kind] = tuple(items)
    overlaid.watchlist = dataclasses.replace(watchlist, **merged)
    return overlaid


def lay_over_feeds(
    feeds: Iterable[Feed], changes: Iterable[Change], mistakes: list[Mistake]
) -> tuple[Feed, ...]:
    """Return the feeds with the newest change of each in force. Add the mistakes of the changes."""
    newest = {
        change.id: change
        for change in sorted(changes, key=lambda change: change.version)
        if change.kind == "feeds"
    }
    merged = _merged(feeds, newest, mistakes)
    return tuple(feed for feed, _ in merged if feed is not None)


def _merged(
    items: Iterable[Any], changed: dict[str, Change], mistakes: list[Mistake]
) -> Iterable[tuple[Any, int | Change]]:
    """Yield the items in force of one kind with their origin: those of the file in their order,
    then new ones.
    """
    pending = dict(changed)
    for place, item in enumerate(items):
        change = changed.get(item.id)
        if change is None:
            yield item, place
        elif pending.pop(item.id, None) is not None and change.body is not None:
            yield _checked_item(change, mistakes), change
    for change in pending.values():
        if change.body is not None:
            yield _checked_item(change, mistakes), change


def _checked_item(change: Change, mistakes: list[Mistake]) -> Any:
    """Return the item of a change; add its mistakes and repair it where it has some."""
    model = MODELS[change.kind]
    check = adapter_of(model).validate_python
    body = dict(change.body or {})
    if change.kind != "feeds":
        body["id"] = change.id
    try:
        return check(body)
    except ValidationError as error:
        problems = list(problems_of(error, model))
    mistakes.extend(_mistake_of(change, path, message) for path, message in problems)
    if change.kind == "feeds":
        return None  # a feed without a valid address cannot be repaired
    repaired = repaired_item(body, keys_at(model, ()), [path for path, _ in problems])
    return check(repaired)
