"""FollowTheMoney, the format of OpenSanctions: one JSON object per line, or an array of objects.

    {"id": "NK-a", "schema": "Person", "caption": "Ana Berg",
     "properties": {"name": ["Ana Berg"], "alias": ["A. Berg"], "topics": ["role.pep"]}}

1. Only a line feed ends a line: texts contain U+2028 and U+0085.
2. A property is a list of texts; one text and null are read too.
3. Aliases are ``name``, ``previousName`` and ``alias``. Weak aliases, abbreviations and first names
   are not: each would count as a mention alone.
4. A caption is the name of an entity that has none among its properties.
5. A line that is not JSON is skipped with its number, but refused where it is the last: the list
   was cut off.
6. Schemas other than those in `KIND_BY_SCHEMA` make no statements and are skipped.

Source: https://followthemoney.tech/explorer/
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from monitor.records.errors import UnreadableList
from monitor.watchlist.exchange.entries import Entry, Skipped, clean_texts, make_entry
from monitor.watchlist.values import Actor, ActorKind

KIND_BY_SCHEMA: dict[str, ActorKind] = {
    "Person": "person",
    "Organization": "organization",
    "Company": "organization",
    "LegalEntity": "organization",
    "PublicBody": "organization",
    "Country": "state",
}

SCHEMA_BY_KIND: dict[ActorKind, str] = {
    "person": "Person",
    "organization": "Organization",
    "group": "Organization",
    "state": "Country",
}

MOST_POSITIONS = 5
"""Descriptions of one actor: the newest come first, and old ones name other people by now."""

NOT_AN_ENTITY = "not a FollowTheMoney entity with id, schema and properties"

_QID = re.compile(r"Q\d+")


def read_followthemoney(text: str) -> Iterator[Entry | Skipped]:
    """Yield the entities of a list. Raises `UnreadableList` with the line."""
    has_entity = False
    for number, entity in _entities(text):
        if isinstance(entity, Skipped):
            yield entity
        elif _is_entity(entity):
            has_entity = True
            yield _read_entity(entity)
        elif has_entity:
            yield Skipped(f"line {number}", NOT_AN_ENTITY)
        else:
            raise UnreadableList(f"line {number}: {NOT_AN_ENTITY}")


def is_array_of_entities(text: str) -> bool:
    """Return whether a text is a JSON array, or one object on several lines, of entities."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) and "schema" in item for item in items)


def _entities(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the values of a text, each with its line or its place in the array."""
    if text.lstrip().startswith("[") or is_array_of_entities(text):
        value = _parse_line(text, 1)
        yield from enumerate(value if isinstance(value, list) else [value], 1)
        return
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        try:
            yield number, _parse_line(line, number)
        except UnreadableList as error:
            if number in (lines[0][0], lines[-1][0]):
                raise
            yield number, Skipped(f"line {number}", str(error).partition(": ")[2])


def _parse_line(line: str, number: int) -> Any:
    """Return the value of a line. Raises `UnreadableList`."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableList(f"line {number}: not a JSON object ({error})") from error


def _is_entity(entity: Any) -> bool:
    return (
        isinstance(entity, dict)
        and isinstance(entity.get("id"), str | int)
        and isinstance(entity.get("schema"), str)
        and isinstance(entity.get("properties"), dict)
    )


def _read_entity(entity: dict[str, Any]) -> Entry | Skipped:
    id_, schema, properties = str(entity["id"]), entity["schema"], entity["properties"]
    kind = KIND_BY_SCHEMA.get(schema)
    if kind is None:
        return Skipped(id_, f"entities of the schema {schema} make no statements")
    caption = entity.get("caption")
    names = _texts_of(properties, "name") or clean_texts([caption])
    if not names:
        return Skipped(id_, "no name")
    return make_entry(
        id_,
        caption if caption in names else names[0],
        kind,
        wikidata=_qid_of(id_, properties),
        aliases=[*names, *_texts_of(properties, "previousName"), *_texts_of(properties, "alias")],
        descriptions=_texts_of(properties, "position")[:MOST_POSITIONS],
        tags=[*_texts_of(properties, "topics"), *_texts_of(properties, "country")],
    )


def _texts_of(properties: dict[str, Any], name: str) -> list[str]:
    values = properties.get(name)
    return clean_texts(values if isinstance(values, list) else [values])


def _qid_of(id_: str, properties: dict[str, Any]) -> str | None:
    candidates = [*_texts_of(properties, "wikidataId"), id_]
    return next(filter(_QID.fullmatch, candidates), None)


def write_followthemoney(actors: Iterable[Actor]) -> Iterator[str]:
    """Yield a line for each actor."""
    for actor in actors:
        properties = {
            "name": [actor.name],
            "alias": list(actor.aliases),
            "position": list(actor.descriptions),
            "topics": list(actor.tags),
            "wikidataId": [actor.wikidata] if actor.wikidata else [],
        }
        entity = {
            "id": actor.id,
            "schema": SCHEMA_BY_KIND[actor.kind],
            "properties": {name: values for name, values in properties.items() if values},
        }
        yield json.dumps(entity, ensure_ascii=False)
