"""Actors from the lists of other programs, and back. Pure: texts in, entries out.

    followthemoney   OpenSanctions: one JSON object per line                    followthemoney.py
    wikidata         entities of the API or of a dump, results of a query       wikidata.py
    csv              a header and rows, as spreadsheets write them              table.py

1. An item that cannot be an actor is skipped with a reason: a ship, an address, an entity without
   a name.
2. A text that is not of its format is refused as a whole, with the line: a list that was cut off
   must not remove the actors that it no longer has.
3. Two items of a list get two ids, even if their ids differ only in case, or their names have no
   Latin letter (`unique_ids.py`).
"""

import re
from collections.abc import Iterator
from typing import Literal

from monitor.records.errors import UnreadableList
from monitor.watchlist.exchange.entries import Entry, Skipped
from monitor.watchlist.exchange.followthemoney import (
    is_array_of_entities,
    read_followthemoney,
    write_followthemoney,
)
from monitor.watchlist.exchange.table import has_name_column, read_table, write_table
from monitor.watchlist.exchange.unique_ids import with_unique_ids
from monitor.watchlist.exchange.wikidata import read_wikidata

Format = Literal["followthemoney", "wikidata", "csv"]
FORMATS: tuple[Format, ...] = ("followthemoney", "wikidata", "csv")

__all__ = [
    "FORMATS",
    "Entry",
    "Format",
    "Skipped",
    "detect_format",
    "read_entries",
    "write_followthemoney",
    "write_table",
]


def detect_format(text: str) -> Format:
    """Return the format that the beginning of a text shows. Raises `UnreadableList`."""
    beginning = text.lstrip("\ufeff \t\r\n")
    first_line = re.split(r"\r?\n|\r", beginning, maxsplit=1)[0]
    if beginning.startswith("{") and '"schema"' in first_line:
        return "followthemoney"
    if beginning.startswith(("{", "[")) and is_array_of_entities(text.removeprefix("\ufeff")):
        return "followthemoney"
    if beginning.startswith(("{", "[")):
        return "wikidata"
    if has_name_column(first_line):
        return "csv"
    raise UnreadableList(
        "the file is neither FollowTheMoney JSON lines, nor Wikidata JSON, nor CSV with a column "
        "`name`"
    )


def read_entries(text: str, form: Format) -> Iterator[Entry | Skipped]:
    """Yield the entries of a list, and the skipped items. Raises `UnreadableList`."""
    text = text.removeprefix("\ufeff")
    if form == "followthemoney":
        return with_unique_ids(read_followthemoney(text))
    if form == "wikidata":
        return with_unique_ids(read_wikidata(text))
    return with_unique_ids(read_table(text))
