"""FollowTheMoney, the format of OpenSanctions: one JSON object per line.

    {"id": "NK-a", "schema": "Person", "caption": "Ana Berg",
     "properties": {"name": ["Ana Berg"], "alias": ["A. Berg"], "topics": ["role.pep"]}}

1. Only a line feed ends a line: texts contain U+2028 and U+0085.
2. A property is a list of texts; one text and null are read too.
3. Aliases are ``name``, ``previousName`` and ``alias``. Weak aliases, abbreviations and first names
   are not: each would count as a mention alone.
4. Schemas other than those in `KIND_BY_SCHEMA` make no statements and are skipped.

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
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        entity = _parse_line(line, number)
        if _is_entity(entity):
            has_entity = True
            yield _read_entity(entity)
        elif has_entity:
            yield Skipped(f"line {number}", NOT_AN_ENTITY)
        else:
            raise UnreadableList(f"line {number}: {NOT_AN_ENTITY}")


def _parse_line(line: str, number: int) -> Any:
    """Return the value of a line. Raises `UnreadableList`, as for a list that was cut off."""
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
    names = _texts_of(properties, "name")
    if not names:
        return Skipped(id_, "no name")
    caption = entity.get("caption")
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
