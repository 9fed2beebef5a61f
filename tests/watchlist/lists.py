"""Lists of other programs, and how the tests read them."""

import json
from collections.abc import Iterable
from typing import Any

from monitor.watchlist.exchange import (
    Entry,
    Skipped,
    detect_format,
    read_entries,
)

ENTITY = {
    "id": "NK-aBc",
    "schema": "Person",
    "caption": "Omar Haddad",
    "properties": {
        "name": ["Omar  Haddad", "عمر حداد"],
        "alias": ["Abu Hadi"],
        "topics": ["role.pep"],
        "country": ["iq"],
        "position": ["Minister"],
        "wikidataId": ["Q17"],
    },
}

ITEM = {
    "id": "Q1",
    "labels": {"en": {"value": "Ana Dolan"}, "ar": {"value": "آنا دولان"}},
    "aliases": {"en": [{"value": "A. Dolan"}]},
    "descriptions": {"en": {"value": "minister"}},
    "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q5"}}}}]},
}
UNLABELLED = {"id": "Q2", "labels": {}}


def parts_of(items: Iterable[Entry | Skipped]) -> tuple[list[Entry], dict[str, str]]:
    """Return the entries, and by id the reasons for what was skipped."""
    entries: list[Entry] = []
    reasons: dict[str, str] = {}
    for item in items:
        if isinstance(item, Skipped):
            reasons[item.id] = item.why
        else:
            entries.append(item)
    return entries, reasons


def read(text: str) -> tuple[list[Entry], dict[str, str]]:
    """Read a text by the format that it shows."""
    return parts_of(read_entries(text, detect_format(text)))


def names_in(text: str) -> list[str]:
    """Return the names of the actors in a text."""
    return [entry["name"] for entry in read(text)[0]]


def person(**properties: Any) -> str:
    """Return a FollowTheMoney line."""
    return json.dumps({"id": "p1", "schema": "Person", "properties": properties})
