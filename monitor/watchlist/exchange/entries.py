"""The entries of a list: fields of an actor that are still to be validated."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from monitor.records.text import without_invisible
from monitor.watchlist.exchange.ids import identifier
from monitor.watchlist.values import ActorKind

Entry = dict[str, Any]
"""Fields of an `Actor`; ``id`` is as the list has it until `with_unique_ids` has seen it."""

LONGEST_NAME = 500
"""Characters of a name or description; a longer text is a remark."""

KINDS: dict[str, ActorKind] = {
    "agency": "organization",
    "company": "organization",
    "corporation": "organization",
    "country": "state",
    "group": "group",
    "human": "person",
    "individual": "person",
    "institution": "organization",
    "movement": "group",
    "nation": "state",
    "ngo": "organization",
    "organisation": "organization",
    "organization": "organization",
    "party": "organization",
    "people": "person",
    "person": "person",
    "state": "state",
}
"""Kinds as people write them, in lower case."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An item that is not an actor, by its id or its line, and the reason."""

    id: str
    why: str


def make_entry(
    id_: str, name: str, kind: str, *, wikidata: str | None = None, **lists: Iterable[Any]
) -> Entry:
    """Return an entry with the fields that have a value; lists without repeats."""
    entry: Entry = {"id": id_, "name": name[:LONGEST_NAME], "kind": kind}
    for field, values in lists.items():
        texts = clean_texts(values)
        if field in ("tags", "part_of"):
            texts = [identifier(text) for text in texts]
        kept = tuple(dict.fromkeys(text for text in texts if text and text != name))
        if kept:
            entry[field] = kept
    if wikidata:
        entry["wikidata"] = wikidata
    return entry


def clean_text(text: str) -> str:
    """Return a text with single spaces, without characters that only suggest a line break."""
    return " ".join(without_invisible(text).split())


def clean_texts(values: Iterable[Any]) -> list[str]:
    """Return texts and numbers with single spaces; drop anything else and what is too long."""
    texts = [
        clean_text(str(value))
        for value in values
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    return [text for text in texts if text and len(text) <= LONGEST_NAME]
