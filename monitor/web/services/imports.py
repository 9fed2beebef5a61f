"""Import of a watchlist: what a document would add and replace, what is omitted and why.

    YAML or JSON Lines --read--> items --plan--> added | replaced | same | exists | wrong

1. A document has the keys of ``watchlist.yaml`` (``actors``, ``themes``, ``rules``), or is JSON
   Lines with an actor a line, as ``actors.jsonl``.
2. An item that exists with another body is omitted, or replaces the present one if that is asked
   for. One that is the same, or wrong, is omitted.
3. The rest is checked together with everything in force. An item that makes the whole wrong (a rule
   on an omitted theme) is wrong too, and the others are checked again without it.
4. Nothing is stored before the plan was shown: `apply` plans again and stores what it then finds.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import ValidationError

from monitor.config import Change, Configuration
from monitor.config.changes import MODELS
from monitor.config.files import shown_path
from monitor.config.messages import adapter_of, problems_of
from monitor.config.yaml_lines import YamlSyntaxError, parse_yaml
from monitor.records.change import KINDS, ItemKind
from monitor.records.errors import ConfigurationError, InvalidInput
from monitor.watchlist import WatchlistIndex
from monitor.web.services.watchlists import body_of, difference_of, find_item

MOST_ITEMS = 5_000
"""Items of one import; a larger list is a file of the configuration folder."""
MOST_ROUNDS = 10
"""Checks of one plan: a chain of references (rule, theme, group) is not longer."""

Outcome = Literal["added", "replaced", "same", "exists", "wrong"]
Check = Callable[[Sequence[Change]], Configuration]

_VERSION = re.compile(r"change (\d+) by ")


class UnreadableImport(InvalidInput):
    """The document is not a watchlist; the text says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedItem:
    """One item of a document, and what becomes of it."""

    kind: ItemKind
    id: str
    name: str
    outcome: Outcome
    reasons: tuple[str, ...] = ()
    """Why it is omitted."""
    difference: tuple[str, ...] = ()
    """Lines of the difference to the present item."""
    body: Mapping[str, Any]


def read_items(text: str) -> list[tuple[ItemKind, Any]]:
    """Return the items of a document as written. Raises `UnreadableImport`."""
    try:
        items = list(_lines_of(text) if _is_json_lines(text) else _yaml_items(text))
    except YamlSyntaxError as error:
        raise UnreadableImport(f"line {error.line}: {error}") from error
    if len(items) > MOST_ITEMS:
        raise UnreadableImport(f"{len(items)} items; import at most {MOST_ITEMS:,} at a time")
    if not items:
        raise UnreadableImport("no items; write actors:, themes: or rules: with a list under it")
    return items


def _is_json_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and all(line.lstrip().startswith("{") for line in lines)


def _lines_of(text: str) -> Iterator[tuple[ItemKind, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield "actors", json.loads(line)
            except ValueError as error:
                raise UnreadableImport(f"line {number}: not valid JSON: {error}") from error


def _yaml_items(text: str) -> Iterator[tuple[ItemKind, Any]]:
    document = parse_yaml(text)
    value = document.value if document.value is not None else {}
    if not isinstance(value, dict):
        raise UnreadableImport("not a mapping; write actors:, themes: or rules:")
    for key, items in value.items():
        kind = next((kind for kind in KINDS if kind == key), None)
        if kind is None or not isinstance(items, list):
            raise UnreadableImport(
                f"line {document.line_of((key,))}: {key!r} is not a list of actors, themes or rules"
            )
        yield from ((kind, item) for item in items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What is in force: the watchlist, the changes before this one, and the check of all."""

    index: WatchlistIndex
    earlier: Sequence[Change]
    check: Check
    """Loads the whole configuration, which takes seconds for 100,000 actors."""


def plan_import(
    text: str, present: Present, *, who: str, replaces: bool
) -> tuple[list[ImportedItem], list[Change]]:
    """Return what becomes of each item, and the changes to store. Raises `UnreadableImport`."""
    written = read_items(text)
    items = [_item_of(kind, item, present.index, replaces) for kind, item in written]
    items = _without_repeats(items)
    for _ in range(MOST_ROUNDS):
        changes = _changes_of(items, present.earlier, who)
        if not changes:
            break
        try:
            present.check((*present.earlier, *changes))
            break
        except ConfigurationError as error:
            items = _with_mistakes(items, changes, error)
    else:
        raise UnreadableImport("the items refer to each other in too long a chain; import fewer")
    return items, _changes_of(items, present.earlier, who)


def _item_of(kind: ItemKind, written: Any, index: WatchlistIndex, replaces: bool) -> ImportedItem:
    model = MODELS[kind]
    body = dict(written) if isinstance(written, dict) else {}
    id_ = str(body.get("id", ""))
    name = _encodable(str(body.get("name", "")))
    item = ImportedItem(kind=kind, id=_encodable(id_), name=name, outcome="added", body=body)
    try:
        new = adapter_of(model).validate_python(written)
    except ValidationError as error:
        reasons = tuple(_sentence(path, message) for path, message in problems_of(error, model))
        return replace(item, outcome="wrong", reasons=reasons)
    body.pop("id", None)
    present = find_item(index, kind, id_)
    item = replace(item, body=body)
    if present is None:
        return item
    if new == present:
        return replace(item, outcome="same")
    difference = difference_of(body_of(kind, present), body_of(kind, new))
    outcome: Outcome = "replaced" if replaces else "exists"
    return replace(item, outcome=outcome, difference=difference)


def _sentence(path: Sequence[str | int], message: str) -> str:
    return _encodable(f"{shown_path(tuple(path))}: {message}" if path else message)


def _encodable(text: str) -> str:
    """Return a text without unpaired surrogates, which JSON may contain and no answer can."""
    return text.encode("utf-8", "replace").decode()


def _without_repeats(items: Sequence[ImportedItem]) -> list[ImportedItem]:
    """Return the items; a second one of an id is wrong."""
    seen: set[tuple[ItemKind, str]] = set()
    result = []
    for item in items:
        key = (item.kind, item.id)
        is_repeat = key in seen and item.outcome != "wrong"
        reasons = (f"the id {item.id} occurs twice",)
        result.append(replace(item, outcome="wrong", reasons=reasons) if is_repeat else item)
        seen.add(key)
    return result


def _changes_of(items: Sequence[ImportedItem], earlier: Sequence[Change], who: str) -> list[Change]:
    newest = earlier[-1].version if earlier else 0
    kept = [item for item in items if item.outcome in ("added", "replaced")]
    now = datetime.now(UTC)
    return [
        Change(
            version=newest + number,
            kind=item.kind,
            id=item.id,
            body=dict(item.body),
            who=who,
            at=now,
        )
        for number, item in enumerate(kept, 1)
    ]


def _with_mistakes(
    items: Sequence[ImportedItem], changes: Sequence[Change], error: ConfigurationError
) -> list[ImportedItem]:
    """Return the items, those wrong whose changes have mistakes. Raises the error if none has."""
    by_version = {change.version: (change.kind, change.id) for change in changes}
    reasons: dict[tuple[Any, str], list[str]] = {}
    for mistake in error.mistakes:
        match = _VERSION.match(mistake.file)
        key = by_version.get(int(match[1])) if match else None
        if key is not None:
            path = mistake.path.removeprefix(f"{key[0]}.{key[1]}").lstrip(".")
            text = f"{path}: {mistake.message}" if path else mistake.message
            reasons.setdefault(key, []).append(text)
    if not reasons:
        raise error
    return [
        replace(item, outcome="wrong", reasons=tuple(reasons[item.kind, item.id]))
        if (item.kind, item.id) in reasons and item.outcome in ("added", "replaced")
        else item
        for item in items
    ]
