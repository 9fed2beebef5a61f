"""Ids of imported actors.

1. The id of a list in lower case; other characters than letters, digits, dots and dashes are
   dashes.
2. An id without a Latin letter or digit, such as a name in Cyrillic, becomes ``actor-`` and a
   digest of it.
3. An id that another one of the list has become already, such as one that differs only in case,
   gets a digest at its end.
"""

from collections.abc import Iterable, Iterator

from monitor.records.ids import digest
from monitor.watchlist.exchange.entries import Entry, Skipped
from monitor.watchlist.exchange.ids import LONGEST_ID, identifier

DIGEST_BYTES = 5
"""40 bits: among a million ids, two have the same digest with a probability of 0.4."""


def with_unique_ids(items: Iterable[Entry | Skipped]) -> Iterator[Entry | Skipped]:
    """Yield the items of a list; each entry has an id that no other original id has."""
    originals: dict[str, str] = {}
    for item in items:
        if isinstance(item, dict):
            original = item["id"]
            id_ = identifier(original) or f"actor-{digest(original, size=DIGEST_BYTES)}"
            if originals.setdefault(id_, original) != original:
                id_ = f"{id_[: LONGEST_ID - 20]}-{digest(original, size=DIGEST_BYTES)}"
                originals.setdefault(id_, original)
            yield {**item, "id": id_}
        else:
            yield item
