"""Actors from other people's lists, and back: FollowTheMoney (OpenSanctions), Wikidata, CSV. Pure: texts in, entries out.

    followthemoney   a JSON object a line: {"id", "schema", "properties": {"name": […], "alias": […], …}}
    wikidata         entities as the entity API gives them, or a SPARQL result with ?item ?itemLabel and what else is named below
    csv              a header and rows: id, name, kind, aliases, descriptions, never, part_of, tags, wikidata, romanise (``no``: off); lists parted by ``;``

What cannot be an actor is skipped and said: a ship, an address, an entity without a name. An entry's fields are the ones of `Actor`.
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
"""Fields of an actor, to be checked by whoever takes it in."""

_SCHEMAS: dict[str, ActorKind] = {
    "Person": "person", "Organization": "organization", "Company": "organization", "LegalEntity": "organization",
    "PublicBody": "organization", "Country": "state",
}  # fmt: skip
_CLASSES: dict[str, ActorKind] = {
    "Q5": "person",
    "Q6256": "state",
    "Q3624078": "state",
    "Q7275": "state",
}
"""Wikidata's classes (P31); everything else that has a name is an organization."""
_LISTS = ("aliases", "descriptions", "never", "part_of", "tags")
_COLUMNS = ("id", "name", "kind", *_LISTS, "wikidata", "romanise")
NO = "no"
"""In CSV, for what is switched off; empty is on."""
_QID = re.compile(r"Q\d+")
_LONGEST = 500
"""Characters of a name or description; more is no name."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entity that is no actor: which, and why."""

    id: str
    why: str


def detect_format(text: str) -> Format:
    """Return the format that a file's beginning shows. Raises `UnreadableList`."""
    head = text.lstrip()[:4000]
    if head.startswith("{"):
        return "followthemoney" if '"schema"' in head.split("\n", 1)[0] else "wikidata"
    if "," in head.split("\n", 1)[0] and "name" in head.split("\n", 1)[0]:
        return "csv"
    raise UnreadableList(
        "neither FollowTheMoney JSON lines, nor Wikidata JSON, nor CSV with a header that has `name`"
    )


def read_entries(text: str, form: Format) -> Iterator[Entry | Skipped]:
    """Yield the entries of a list, and what was skipped. Raises `UnreadableList` for text that is not of the format."""
    if form == "followthemoney":
        yield from _read_followthemoney(text)
    elif form == "wikidata":
        yield from _read_wikidata(text)
    else:
        yield from _read_csv(text)


def write_entries(actors: Iterable[Actor], form: Format) -> Iterator[str]:
    """Yield the lines of a list of actors. Raises ValueError for a format that is only read."""
    if form == "followthemoney":
        schemas: dict[ActorKind, str] = {
            "person": "Person", "organization": "Organization", "group": "Organization", "state": "Country"
        }  # fmt: skip
        for actor in actors:
            properties = {
                "name": [actor.name],
                "alias": list(actor.aliases),
                "position": list(actor.descriptions),
            }
            properties |= {
                "topics": list(actor.tags),
                "wikidataId": [actor.wikidata] if actor.wikidata else [],
            }
            kept = {name: values for name, values in properties.items() if values}
            yield json.dumps(
                {"id": actor.id, "schema": schemas[actor.kind], "properties": kept},
                ensure_ascii=False,
            )
    elif form == "csv":
        yield ",".join(_COLUMNS)
        for actor in actors:
            line = io.StringIO()
            csv.writer(line, lineterminator="").writerow(
                [_cell(getattr(actor, name)) for name in _COLUMNS]
            )
            yield line.getvalue()
    else:
        raise ValueError(f"{form} is only read")


def _cell(value: tuple[str, ...] | str | bool | None) -> str:
    if isinstance(value, bool):
        return "" if value else NO
    return ";".join(value) if isinstance(value, tuple) else value or ""


def _read_followthemoney(text: str) -> Iterator[Entry | Skipped]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
            id_, schema, properties = entity["id"], entity["schema"], entity["properties"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableList(
                f"line {number}: no FollowTheMoney entity with id, schema and properties ({error})"
            ) from error
        kind = _SCHEMAS.get(schema)
        names = _texts(properties.get("name", ()))
        if kind is None:
            yield Skipped(id_, f"a {schema} says nothing")
        elif not names:
            yield Skipped(id_, "no name")
        else:
            qids = [
                qid for qid in (*properties.get("wikidataId", ()), id_) if _QID.fullmatch(str(qid))
            ]
            yield _entry(
                id_,
                entity.get("caption") if entity.get("caption") in names else names[0],
                kind,
                aliases=[*names, *_texts(properties.get("alias", ()))],
                descriptions=_texts(properties.get("position", ()))[:5],
                tags=[*properties.get("topics", ()), *properties.get("country", ())],
                wikidata=qids[0] if qids else None,
            )


def _read_wikidata(text: str) -> Iterator[Entry | Skipped]:
    try:
        document = json.loads(text)
        bindings = document["results"]["bindings"] if "results" in document else None
        entities = document.get("entities", {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableList(f"no Wikidata JSON with entities or results ({error})") from error
    if bindings is not None:
        yield from _read_bindings(bindings)
        return
    for id_, entity in entities.items():
        labels = {lang: value["value"] for lang, value in entity.get("labels", {}).items()}
        name = labels.get("en") or labels.get("mul") or next(iter(labels.values()), None)
        if not name:
            yield Skipped(id_, "no label")
            continue
        aliases = [
            alias["value"] for group in entity.get("aliases", {}).values() for alias in group
        ]
        described = entity.get("descriptions", {}).get("en", {}).get("value")
        classes = [
            claim.get("mainsnak", {}).get("datavalue", {}).get("value", {}).get("id", "")
            for claim in entity.get("claims", {}).get("P31", ())
        ]
        kind = next((_CLASSES[found] for found in classes if found in _CLASSES), "organization")
        yield _entry(
            id_,
            name,
            kind,
            aliases=[*labels.values(), *aliases],
            descriptions=[described] if described else [],
            tags=[],
            wikidata=id_,
        )


def _read_bindings(bindings: list[dict[str, Any]]) -> Iterator[Entry | Skipped]:
    """Rows of one item are one entry: ?item ?itemLabel, and ?itemAltLabel, ?itemDescription, ?class where they are asked for."""
    rows: dict[str, list[dict[str, str]]] = {}
    for binding in bindings:
        row = {name: str(cell.get("value", "")) for name, cell in binding.items()}
        match = _QID.search(row.get("item", ""))
        if match is None:
            yield Skipped(row.get("item", "?"), "no ?item of Wikidata")
        else:
            rows.setdefault(match.group(), []).append(row)
    for id_, same in rows.items():
        labels = [
            row["itemLabel"] for row in same if row.get("itemLabel") and row["itemLabel"] != id_
        ]
        if not labels:
            yield Skipped(id_, "no label")
            continue
        aliases = [alias for row in same for alias in row.get("itemAltLabel", "").split(", ")]
        classes = [match.group() for row in same if (match := _QID.search(row.get("class", "")))]
        kind = next(
            (_CLASSES[found] for found in classes if found in _CLASSES),
            "person" if not classes else "organization",
        )
        described = [row["itemDescription"] for row in same if row.get("itemDescription")][:1]
        yield _entry(
            id_,
            labels[0],
            kind,
            aliases=[*labels, *aliases],
            descriptions=described,
            tags=[],
            wikidata=id_,
        )


def _read_csv(text: str) -> Iterator[Entry | Skipped]:
    rows = csv.DictReader(io.StringIO(text))
    known = set(_COLUMNS)
    header = set(rows.fieldnames or ())
    if "name" not in header:
        raise UnreadableList("line 1: the header has no `name`")
    if unknown := sorted(header - known):
        raise UnreadableList(
            f"line 1: unknown columns {', '.join(unknown)}; known: {', '.join(sorted(known))}"
        )
    for row in rows:
        name = (row["name"] or "").strip()
        if not name:
            yield Skipped(row.get("id") or f"line {rows.line_num}", "no name")
            continue
        lists = {
            key: [part.strip() for part in (row.get(key) or "").split(";") if part.strip()]
            for key in _LISTS
        }
        kind, wikidata = row.get("kind") or "person", row.get("wikidata") or None
        entry = _entry(row.get("id") or name, name, kind, wikidata=wikidata, **lists)
        yield entry | ({"romanise": False} if (row.get("romanise") or "").strip() == NO else {})


def _entry(id_: str, name: str, kind: str, *, wikidata: str | None, **lists: list[str]) -> Entry:
    entry: Entry = {"id": _identifier(id_), "name": name[:_LONGEST], "kind": kind}
    for key, values in lists.items():
        cleaned = (
            [_identifier(value) for value in values]
            if key in ("tags", "part_of")
            else _texts(values)
        )
        kept = tuple(dict.fromkeys(value for value in cleaned if value and value != name))
        if kept:
            entry[key] = kept
    return entry | ({"wikidata": wikidata} if wikidata else {})


def _texts(values: Iterable[str]) -> list[str]:
    return [
        text for value in values if (text := " ".join(str(value).split())) and len(text) <= _LONGEST
    ]


def _identifier(text: str) -> str:
    """Return a text as an id: lower case, everything but letters, digits, dots and dashes a dash."""
    return re.sub(r"[^a-z0-9._-]+", "-", text.casefold()).strip("-._")[:100]
