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
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import ValidationError

from monitor.config.check import Places
from monitor.config.files import Written, repaired_item, shown_path
from monitor.config.messages import adapter_of, keys_at, problems_of
from monitor.config.models import WatchlistFile
from monitor.config.yaml_lines import Document, Path_
from monitor.records.errors import Mistake
from monitor.watchlist.values import Actor, Rule, Theme

ItemKind = Literal["actors", "themes", "rules"]
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
MODELS: dict[ItemKind, type[Actor | Theme | Rule]] = {
    "actors": Actor,
    "themes": Theme,
    "rules": Rule,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change; ``body`` is the item as YAML has it, None where the change removes it."""

    version: int
    kind: ItemKind
    id: str
    body: dict[str, Any] | None
    who: str
    at: datetime

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake at a path of the item."""
        written = Written("", Document(self.body)).written_path(path)
        place = shown_path((self.kind, self.id, *written))
        return Mistake(f"change {self.version} by {self.who}", 1, place, message)


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
            return origin.mistake(path[2:], message)
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
    }
    removed = frozenset(id_ for kind, id_ in newest if kind == "actors")
    overlaid = Overlaid(watchlist, removed, file)
    merged: dict[str, Any] = {}
    for kind in KINDS:
        changed = {id_: change for (of, id_), change in newest.items() if of == kind}
        items: list[Any] = []
        for item, origin in _merged(getattr(watchlist, kind), changed, mistakes):
            overlaid.origins[kind, len(items)] = origin
            items.append(item)
        merged[kind] = tuple(items)
    if newest:
        overlaid.watchlist = dataclasses.replace(watchlist, **merged)
    return overlaid


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
    body = {**(change.body or {}), "id": change.id}
    try:
        return check(body)
    except ValidationError as error:
        problems = list(problems_of(error, model))
    mistakes.extend(change.mistake(path, message) for path, message in problems)
    repaired = repaired_item(body, keys_at(model, ()), [path for path, _ in problems])
    return check(repaired)
