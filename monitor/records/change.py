"""A change of the watchlist or of the feeds that was made through the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

ItemKind = Literal["actors", "themes", "rules"]
ChangeKind = Literal["actors", "themes", "rules", "feeds"]
KINDS: tuple[ItemKind, ...] = get_args(ItemKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change; ``body`` is the item as YAML has it, None where the change removes it."""

    version: int
    kind: ChangeKind
    id: str
    body: dict[str, Any] | None
    who: str
    at: datetime
