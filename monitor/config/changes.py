"""Changes of the watchlist that are made through the API: each lays an actor, a theme or a rule over that of the file, or takes it away.

They are stored with a version, with who made them and when; the newest of each item counts. The file is never written to.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import ValidationError

from monitor.config.check import Places
from monitor.config.files import Written, mistakes_of, shown_path
from monitor.config.models import ActorModel, Model, RuleModel, ThemeModel, WatchlistFile
from monitor.config.yaml_lines import Document, Path_
from monitor.records.errors import Mistake

ItemKind = Literal["actors", "themes", "rules"]
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)
MODELS: dict[ItemKind, type[ActorModel | ThemeModel | RuleModel]] = {
    "actors": ActorModel,
    "themes": ThemeModel,
    "rules": RuleModel,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change; ``body`` is the item as YAML would have it, None where it is taken away."""

    version: int
    kind: ItemKind
    id: str
    body: dict[str, Any] | None
    who: str
    at: datetime


@dataclass(slots=True)
class Overlaid:
    """The watchlist with the changes in force, and where each of its items was written."""

    watchlist: WatchlistFile
    removed: frozenset[str]
    """Ids of actors that are taken away or replaced, imported ones too."""
    _file: Places
    _origins: dict[tuple[str, int], int | Change] = field(default_factory=dict)

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake at a path of the whole, told where it was written."""
        origin = self._origins.get((str(path[0]), int(path[1]))) if len(path) > 1 else None
        if isinstance(origin, Change):
            return change_mistake(origin, path[2:], message)
        return self._file.mistake(
            (path[0], origin, *path[2:]) if origin is not None else path, message
        )


def change_mistake(change: Change, path: Path_, message: str) -> Mistake:
    """Return a mistake in a change."""
    place = shown_path((change.kind, change.id, *path))
    return Mistake(f"change {change.version} by {change.who}", 1, place, message)


def lay_over(
    watchlist: WatchlistFile, file: Places, changes: Iterable[Change], mistakes: list[Mistake]
) -> Overlaid:
    """Return the watchlist with the newest change of each item in force; add what is wrong with the changes."""
    newest = {
        (change.kind, change.id): change
        for change in sorted(changes, key=lambda change: change.version)
    }
    overlaid = Overlaid(watchlist, frozenset(id_ for kind, id_ in newest if kind == "actors"), file)
    merged: dict[str, tuple[Model, ...]] = {}
    for kind in KINDS:
        items: list[Model] = []
        origins: list[int | Change] = []
        placed: set[str] = set()
        for number, item in enumerate(getattr(watchlist, kind)):
            change = newest.get((kind, item.id))
            if change is None:
                items.append(item)
                origins.append(number)
            elif (changed := _made(change, mistakes)) is not None:
                items.append(changed)
                origins.append(change)
            placed.add(item.id)
        for (of, id_), change in newest.items():
            if (
                of == kind
                and id_ not in placed
                and (changed := _made(change, mistakes)) is not None
            ):
                items.append(changed)
                origins.append(change)
        merged[kind] = tuple(items)
        overlaid._origins.update({(kind, place): origin for place, origin in enumerate(origins)})
    overlaid.watchlist = watchlist.model_copy(update=merged)
    return overlaid


def _made(change: Change, mistakes: list[Mistake]) -> Model | None:
    if change.body is None:
        return None
    model = MODELS[change.kind]
    try:
        return model.model_validate({**change.body, "id": change.id})
    except ValidationError as error:
        found = mistakes_of(error, model, Written("", Document(change.body)))
        mistakes.extend(
            Mistake(
                f"change {change.version} by {change.who}",
                1,
                f"{change.kind}.{change.id}.{each.path}",
                each.message,
            )
            for each in found
        )
        return None
