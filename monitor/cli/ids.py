"""Find an item by a prefix of its id: a prefix is valid while no other item's id begins with it."""

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records.errors import UnknownItem
from monitor.store.prefixes import ItemKind, ids_with_prefix

NAMED_MATCHES = 5
"""Ids that the error for an ambiguous prefix names: enough to see where they differ."""

LIST_COMMANDS: dict[ItemKind, str] = {
    "alert": "monitor alerts list",
    "rejection": "monitor rejected list",
}


async def full_id(engine: AsyncEngine, kind: ItemKind, prefix: str) -> str:
    """Return the one id that begins with a prefix. Raises `UnknownItem` for none or several."""
    if "\0" in prefix:  # PostgreSQL refuses it in a query
        raise unknown_item(kind, prefix)
    ids = await ids_with_prefix(engine, kind, prefix, limit=NAMED_MATCHES + 1)
    if prefix in ids:
        return prefix
    if not ids or not prefix:
        raise unknown_item(kind, prefix)
    if len(ids) > 1:
        more = ", …" if len(ids) > NAMED_MATCHES else ""
        names = ", ".join(ids[:NAMED_MATCHES])
        raise UnknownItem(
            f"several {kind}s have an id that begins with {prefix!r}: {names}{more}; "
            "write more characters"
        )
    return ids[0]


def unknown_item(kind: ItemKind, prefix: str) -> UnknownItem:
    """Return the error for an id that no item has."""
    return UnknownItem(f"no {kind} has the id {prefix!r}; `{LIST_COMMANDS[kind]}` prints the ids")
