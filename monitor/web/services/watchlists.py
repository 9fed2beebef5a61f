"""The watchlist for people: items in force as they are written, their versions and differences."""

import difflib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.config.changes import MODELS
from monitor.config.messages import adapter_of
from monitor.records.change import Change, ItemKind
from monitor.watchlist import Watchlist, WatchlistIndex
from monitor.watchlist.folding import fold_term

FILE_VERSION = 0
"""The version of what the files in the configuration folder hold."""


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """One version of an item: who wrote what and when; ``body`` is None for a removal."""

    version: int
    who: str
    at: datetime | None
    body: dict[str, Any] | None
    difference: tuple[str, ...]
    """Lines of a unified difference to the version before."""


def find_item(index: WatchlistIndex, kind: ItemKind, id_: str) -> Any | None:
    """Return an actor, a theme or a rule in force, or None."""
    if kind == "actors":
        return index.find_actor(id_)
    items: Iterable[Any] = index.watchlist.themes if kind == "themes" else index.watchlist.rules
    return next((item for item in items if item.id == id_), None)


def find_in_watchlist(watchlist: Watchlist, kind: ItemKind, id_: str) -> Any | None:
    """Return an item of a watchlist that has no index, or None."""
    return next((item for item in getattr(watchlist, kind) if item.id == id_), None)


def body_of(kind: ItemKind, item: Any) -> dict[str, Any]:
    """Return an item as YAML has it, without what has its default."""
    written: dict[str, Any] = adapter_of(MODELS[kind]).dump_python(
        item, mode="json", exclude_defaults=True
    )
    written.pop("id", None)
    return written


def list_items(
    index: WatchlistIndex, kind: ItemKind, q: str, *, limit: int, after: str | None
) -> tuple[list[Any], str | None]:
    """Return items whose id, name or alias contains ``q``, by id, and the next page's cursor."""
    words = fold_term(q)
    items = sorted(getattr(index.watchlist, kind), key=lambda item: item.id)
    chosen = [
        item
        for item in items
        if (after is None or item.id > after) and (not words or _is_meant(item, words))
    ]
    page = chosen[:limit]
    return page, page[-1].id if len(chosen) > limit else None


def versions_of(
    changes: Sequence[Change], kind: ItemKind, id_: str, in_file: dict[str, Any] | None
) -> list[ItemVersion]:
    """Return the versions of an item, newest first; version 0 is that of the file."""
    versions: list[ItemVersion] = []
    before: dict[str, Any] | None = None
    if in_file is not None:
        versions.append(
            ItemVersion(FILE_VERSION, "file", None, in_file, difference_of(None, in_file))
        )
        before = in_file
    for change in changes:
        if (change.kind, change.id) == (kind, id_):
            difference = difference_of(before, change.body)
            versions.append(
                ItemVersion(change.version, change.who, change.at, change.body, difference)
            )
            before = change.body
    return versions[::-1]


def _is_meant(item: Any, words: str) -> bool:
    tags = (f"tag:{tag}" for tag in getattr(item, "tags", ()))
    names = (item.id, item.name, *getattr(item, "aliases", ()), *tags)
    return any(words in fold_term(name) for name in names)


def difference_of(before: dict[str, Any] | None, after: dict[str, Any] | None) -> tuple[str, ...]:
    """Return the lines of a unified difference between two bodies, without its heads."""
    old, new = _written(before), _written(after)
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))
    return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _written(body: dict[str, Any] | None) -> list[str]:
    if body is None:
        return []
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).splitlines()[1:-1]
