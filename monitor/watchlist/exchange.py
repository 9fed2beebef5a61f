"""Lists of actors in other formats: FollowTheMoney (OpenSanctions), Wikidata, CSV. Pure.

followthemoney   one JSON object per line: {"id", "schema", "properties": {"name": […], …}}
wikidata         entities as the entity API returns them, or a SPARQL result with ?item ?itemLabel
                 and, optionally, ?itemAltLabel ?itemDescription ?class
csv              a header and rows: id, name, kind, aliases, descriptions, never, part_of, tags,
                 wikidata, romanise (``no``: off); lists are separated by ``;``

An entity that cannot be an actor (a ship, an address, one without a name) is skipped, with the
reason. The fields of an entry are those of `Actor`.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from monitor.records.errors import UnreadableList
from monitor.watchlist.values import Actor, ActorKind

Format = Literal["followthemoney", "wikidata", "csv"]
FORMATS: tuple[Format, ...] = ("followthemoney", "wikidata", "csv")

Entry = dict[str, Any]
"""Fields of an actor, which the caller validates."""

_KINDS: dict[str, ActorKind] = {
    "Person": "person",
    "Organization": "organization",
    "Company": "organization",
    "LegalEntity": "organization",
    "PublicBody": "organization",
    "Country": "state",
}
"""By schema of FollowTheMoney."""
_SCHEMAS: dict[ActorKind, str] = {
    "person": "Person",
    "organization": "Organization",
    "group": "Organization",
    "state": "Country",
}
_CLASSES: dict[str, ActorKind] = {
    "Q5": "person",
    "Q6256": "state",
    "Q3624078": "state",
    "Q7275": "state",
}
"""By class of Wikidata (P31); any other entity with a name is an organization."""
_LISTS = ("aliases", "descriptions", "never", "part_of", "tags")
_COLUMNS = ("id", "name", "kind", *_LISTS, "wikidata", "romanise")
NO = "no"
"""Turns a column of CSV off; an empty cell leaves it on."""
_QID = re.compile(r"Q\d+")
_LONGEST_NAME = 500
"""Characters of a name or description; a longer text is something else."""
_DESCRIPTIONS_KEPT = 5
"""Positions of a FollowTheMoney entity that become descriptions; lists hold dozens of past ones."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entity that cannot be an actor, and the reason."""

    id: str
    why: str


def detect_format(text: str) -> Format:
    """Return the format of a list by its beginning. Raises `UnreadableList`."""
    head = text.lstrip()[:4000]
    if head.startswith("{"):
        return "followthemoney" if '"schema"' in head.split("\n", 1)[0] else "wikidata"
    if "," in head.split("\n", 1)[0] and "name" in head.split("\n", 1)[0]:
        return "csv"
    raise UnreadableList(
        "the list is neither FollowTheMoney JSON lines, nor Wikidata JSON, nor CSV with a `name`"
        " in its header"
    )


def read_entries(text: str, form: Format) -> Iterator[Entry | Skipped]:
    """Yield the entries and the skipped entities of a list.

    Raises `UnreadableList` for a text in another format.
    """
    if form == "followthemoney":
        yield from _read_followthemoney(text)
    elif form == "wikidata":
        yield from _read_wikidata(text)
    else:
        yield from _read_csv(text)


def write_entries(actors: Iterable[Actor], form: Format) -> Iterator[str]:
    """Yield the lines of a list of actors. Raises ValueError for a format that is only read."""
    if form == "followthemoney":
        yield from map(_followthemoney_line, actors)
    elif form == "csv":
        yield ",".join(_COLUMNS)
        yield from map(_csv_line, actors)
    else:
        raise ValueError(f"{form} can only be imported")


def _followthemoney_line(actor: Actor) -> str:
    properties = {
        "name": [actor.name],
        "alias": list(actor.aliases),
        "position": list(actor.descriptions),
        "topics": list(actor.tags),
        "wikidataId": [actor.wikidata] if actor.wikidata else [],
    }
    present = {name: values for name, values in properties.items() if values}
    entity = {"id": actor.id, "schema": _SCHEMAS[actor.kind], "properties": present}
    return json.dumps(entity, ensure_ascii=False)


def _csv_line(actor: Actor) -> str:
    line = io.StringIO()
    cells = [_cell(getattr(actor, name)) for name in _COLUMNS]
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _cell(value: tuple[str, ...] | str | bool | None) -> str:
    if isinstance(value, bool):
        return "" if value else NO
    return ";".join(value) if isinstance(value, tuple) else value or ""


def _read_followthemoney(text: str) -> Iterator[Entry | Skipped]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _read_entity(line, number)


def _read_entity(line: str, number: int) -> Entry | Skipped:
    try:
        entity = json.loads(line)
        id_, schema, properties = entity["id"], entity["schema"], entity["properties"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableList(
            f"line {number}: not a FollowTheMoney entity with id, schema and properties ({error})"
        ) from error
    kind = _KINDS.get(schema)
    names = _texts(properties.get("name", ()))
    if kind is None:
        return Skipped(id_, f"a {schema} says nothing")
    if not names:
        return Skipped(id_, "no name")
    caption = entity.get("caption")
    ids = map(str, (*properties.get("wikidataId", ()), id_))
    return _entry(
        id_,
        caption if caption in names else names[0],
        kind,
        aliases=[*names, *_texts(properties.get("alias", ()))],
        descriptions=_texts(properties.get("position", ()))[:_DESCRIPTIONS_KEPT],
        tags=[*properties.get("topics", ()), *properties.get("country", ())],
        wikidata=next(filter(_QID.fullmatch, ids), None),
    )


def _read_wikidata(text: str) -> Iterator[Entry | Skipped]:
    try:
        document = json.loads(text)
        bindings = document["results"]["bindings"] if "results" in document else None
        entities = document.get("entities", {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableList(f"not Wikidata JSON with entities or results ({error})") from error
    if bindings is not None:
        yield from _read_bindings(bindings)
        return
    for id_, entity in entities.items():
        yield _read_item(id_, entity)


def _read_item(id_: str, entity: dict[str, Any]) -> Entry | Skipped:
    """Return the entry of an entity of the entity API."""
    labels = {lang: value["value"] for lang, value in entity.get("labels", {}).items()}
    name = labels.get("en") or labels.get("mul") or next(iter(labels.values()), None)
    if not name:
        return Skipped(id_, "no label")
    aliases: list[str] = []
    for group in entity.get("aliases", {}).values():
        aliases += [alias["value"] for alias in group]
    description = entity.get("descriptions", {}).get("en", {}).get("value")
    return _entry(
        id_,
        name,
        _kind_of(map(_class_of, entity.get("claims", {}).get("P31", ())), "organization"),
        aliases=[*labels.values(), *aliases],
        descriptions=[description] if description else [],
        tags=[],
        wikidata=id_,
    )


def _class_of(claim: dict[str, Any]) -> str:
    value = claim.get("mainsnak", {}).get("datavalue", {}).get("value", {})
    return str(value.get("id", ""))


def _kind_of(classes: Iterable[str], default: ActorKind) -> ActorKind:
    """Return the kind of the first class that has one."""
    return next((_CLASSES[name] for name in classes if name in _CLASSES), default)


def _read_bindings(bindings: list[dict[str, Any]]) -> Iterator[Entry | Skipped]:
    """Read a SPARQL result: all rows with one ?item are one entry."""
    rows: dict[str, list[dict[str, str]]] = {}
    for binding in bindings:
        row = {name: str(cell.get("value", "")) for name, cell in binding.items()}
        match = _QID.search(row.get("item", ""))
        if match is None:
            yield Skipped(row.get("item", "?"), "no ?item of Wikidata")
        else:
            rows.setdefault(match.group(), []).append(row)
    for id_, same in rows.items():
        yield _read_rows(id_, same)


def _read_rows(id_: str, rows: list[dict[str, str]]) -> Entry | Skipped:
    labels = [label for label in _cells(rows, "itemLabel") if label != id_]
    if not labels:
        return Skipped(id_, "no label")
    aliases: list[str] = []
    for cell in _cells(rows, "itemAltLabel"):
        aliases += cell.split(", ")
    matches = map(_QID.search, _cells(rows, "class"))
    classes = [match.group() for match in matches if match]
    return _entry(
        id_,
        labels[0],
        _kind_of(classes, "organization" if classes else "person"),
        aliases=[*labels, *aliases],
        descriptions=_cells(rows, "itemDescription")[:1],
        tags=[],
        wikidata=id_,
    )


def _cells(rows: list[dict[str, str]], name: str) -> list[str]:
    """Return the cells of a column that are not empty."""
    return [row[name] for row in rows if row.get(name)]


def _read_csv(text: str) -> Iterator[Entry | Skipped]:
    rows = csv.DictReader(io.StringIO(text))
    header = set(rows.fieldnames or ())
    if "name" not in header:
        raise UnreadableList("line 1: the header has no `name`")
    unknown = sorted(header - set(_COLUMNS))
    if unknown:
        columns = ", ".join(sorted(_COLUMNS))
        raise UnreadableList(f"line 1: unknown columns {', '.join(unknown)}; known: {columns}")
    for row in rows:
        yield _read_row(row, rows.line_num)


def _read_row(row: dict[str, str], line: int) -> Entry | Skipped:
    name = (row["name"] or "").strip()
    if not name:
        return Skipped(row.get("id") or f"line {line}", "no name")
    lists = {column: _split(row.get(column) or "") for column in _LISTS}
    kind, wikidata = row.get("kind") or "person", row.get("wikidata") or None
    entry = _entry(row.get("id") or name, name, kind, wikidata=wikidata, **lists)
    if (row.get("romanise") or "").strip() == NO:
        entry["romanise"] = False
    return entry


def _split(cell: str) -> list[str]:
    parts = (part.strip() for part in cell.split(";"))
    return [part for part in parts if part]


def _entry(id_: str, name: str, kind: str, *, wikidata: str | None, **lists: list[str]) -> Entry:
    entry: Entry = {"id": _identifier(id_), "name": name[:_LONGEST_NAME], "kind": kind}
    for field, values in lists.items():
        is_reference = field in ("tags", "part_of")
        cleaned = list(map(_identifier, values)) if is_reference else _texts(values)
        distinct = tuple(dict.fromkeys(value for value in cleaned if value and value != name))
        if distinct:
            entry[field] = distinct
    if wikidata:
        entry["wikidata"] = wikidata
    return entry


def _texts(values: Iterable[str]) -> list[str]:
    """Return the texts that are neither empty nor too long, with single spaces."""
    texts = (" ".join(str(value).split()) for value in values)
    return [text for text in texts if text and len(text) <= _LONGEST_NAME]


def _identifier(text: str) -> str:
    """Return a text as an id: lower case; letters, digits, dots and dashes, else a dash."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-._")[:100]
